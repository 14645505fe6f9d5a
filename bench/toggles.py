# SPDX-License-Identifier: Apache-2.0
"""How many flop bits of the whole PMU toggle in a tick of sleep, counted in the RTL.

Yosys says which signals of the elaborated design are flops; variables of combinational processes are not. The replay of
the recorded scenario dumps everything in a window of each sleep mode, and changes of flop bits are counted there.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from bench.simulation import AON_HZ, Say, Scenario, replay
from bench.stimulus import Recording
from models.regmap import PwrState
from syn.yosys import short, sources, synthesize

GOAL_PER_TICK = 2.5
WINDOW_TICKS = 4096
SETTLED_TICKS = 512  # what the entry into sleep set in motion has come to rest
_TICK_PS = 10**12 // AON_HZ
_SCOPE = "replay_top.u_tb.u_dut.u_dut"
_FLOP = ("$dff", "$adff", "$sdff", "$aldff", "$ff", "$sr", "$dlatch", "$adlatch")  # and those with enables: $dffe ...


Flops = dict[str, list[int | None]]


class Activity(NamedTuple):
    """Toggles in *ticks* ticks, by flop (name in the hierarchy of the PMU)."""

    ticks: int
    watched: int
    """Flop bits that were looked at."""
    flops: int
    """Flop bits that there are."""
    toggles: Counter[str]

    @property
    def per_tick(self) -> float:
        """Toggled flop bits of the whole PMU in one tick."""
        return sum(self.toggles.values()) / self.ticks


class Window(NamedTuple):
    """A stretch of sleep, in ps."""

    start: int
    end: int


def measure(story: Scenario, recording: Recording, mode: int, say: Say) -> Activity:
    """Activity of all flops in the last sleep in mode number *mode* that is long enough. LookupError if there is none."""
    window = sleep_window(recording.signals, mode)
    say(f"counting toggles of {story.profile} in mode {mode}")
    vcd = story.out / f"toggles-{mode}.vcd"
    replay(story, "icarus", f"+dump={vcd}", f"+dump_from={window.start}", f"+dump_to={window.end}")
    flops = flop_bits(story)
    with vcd.open(encoding="ascii") as lines:
        toggles, watched = count(lines, flops)
    vcd.unlink()
    existing = {flop for bits in flops.values() for flop in bits if flop is not None}
    return Activity((window.end - window.start) // _TICK_PS, watched, len(existing), toggles)


def sleep_window(signals: dict[str, list[tuple[int, str]]], mode: int) -> Window:
    """WINDOW_TICKS within the last sleep in *mode* that is long enough, after it has settled."""
    levels: list[tuple[int, int]] = [(time, int(value, 2)) for time, value in signals["mode"] if value.isdigit()]
    need = (SETTLED_TICKS + WINDOW_TICKS) * _TICK_PS
    states = signals["pwr_state"]
    for (begin, state), (end, _) in reversed(list(zip(states, states[1:], strict=False))):
        if not state.isdigit() or int(state, 2) != PwrState.ASLEEP or end - begin < need:
            continue
        if [value for time, value in levels if time <= begin][-1] == mode:
            start = begin + SETTLED_TICKS * _TICK_PS
            return Window(start, start + WINDOW_TICKS * _TICK_PS)
    raise LookupError(f"mode {mode}: the scenario has no sleep of {SETTLED_TICKS + WINDOW_TICKS} ticks in it")


def flop_bits(story: Scenario) -> Flops:
    """The flops of the platform's PMU, names in its hierarchy."""
    netlist, top = story.out / "flops.json", f"pmu_{story.profile}"
    synthesize("flops", sources(story.profile), [
        f"hierarchy -top {top}", "proc", "memory -nomap", "flatten", "opt_clean", f"write_json {short(netlist)}",
    ])  # fmt: skip
    return flops_of(json.loads(netlist.read_text())["modules"][top])


def flops_of(module: dict[str, dict]) -> Flops:
    """Flops of a module as Yosys writes it as JSON: under every name, for each bit the number of its flop (None: no flop)."""
    driven = {
        bit for cell in module["cells"].values() if cell["type"].startswith(_FLOP) for bit in cell["connections"]["Q"]
    }
    names = {}
    for name, net in module["netnames"].items():
        bits = [bit if bit in driven else None for bit in net["bits"]]
        if any(bits):
            names[name.replace("\\", "")] = bits
    return names


def count(lines: Iterable[str], flops: Flops, scope: str = _SCOPE) -> tuple[Counter[str], int]:
    """Toggles of the flops below *scope* in a VCD, by name, and how many flop bits the VCD shows.

    A flop that goes by several names (its register, the ports that it goes through) is counted once, under the
    register's: the one in _q, or the deepest in the hierarchy.
    """
    lines = iter(lines)
    variables = _flop_variables(lines, flops, scope)
    masks: dict[str, int] = {}
    names: dict[str, str] = {}
    taken: set[int] = set()
    for name, code in sorted(variables, key=lambda v: (not v[0].endswith("_q"), -v[0].count("."), v[0])):
        for position, flop in enumerate(flops[name]):
            if flop is not None and flop not in taken:
                taken.add(flop)
                masks[code] = masks.get(code, 0) | 1 << position
                names.setdefault(code, name)
    values: dict[str, int] = {}
    toggles: Counter[str] = Counter()
    for line in lines:
        if line[0] == "b":
            text, code = line[1:].split()
        elif line[0] in "01xz":
            text, code = line[0], line[1:].strip()
        else:
            continue
        if code not in masks:
            continue
        value = int(text.replace("x", "0").replace("z", "0"), 2)
        if code in values:
            toggles[names[code]] += ((values[code] ^ value) & masks[code]).bit_count()
        values[code] = value
    return +toggles, len(taken)


def _flop_variables(lines: Iterator[str], flops: Flops, scope: str) -> list[tuple[str, str]]:
    """Read the VCD's header: name below *scope* and code of every variable that holds flops."""
    path: list[str] = []
    found = []
    for line in lines:
        words = line.split()
        if words[:1] == ["$scope"]:
            path.append(words[2])
        elif words[:1] == ["$upscope"]:
            path.pop()
        elif words[:1] == ["$var"]:
            full = ".".join([*path, words[4]])
            local = full.removeprefix(f"{scope}.")
            if full != local and local in flops and int(words[2]) == len(flops[local]):
                found.append((local, words[3]))
        elif words[:1] == ["$enddefinitions"]:
            break
    return found


def offenders(activity: Activity, number: int = 8) -> list[str]:
    """The flops that toggle most, each with its toggles in a tick."""
    return [f"{toggles / activity.ticks:8.3f}  {name}" for name, toggles in activity.toggles.most_common(number)]
