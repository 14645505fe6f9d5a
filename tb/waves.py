# SPDX-License-Identifier: Apache-2.0
"""The wave files of a run: where they are, and how GTKWave shows them: grouped by subsystem, states by name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

from models import regmap
from profiles import Profile
from tb.report import gtkwave_save

_TOP = "tb_top"
_PMU = f"{_TOP}.u_dut.u_dut.u_pmu"


@dataclass(frozen=True)
class WaveFiles:
    """What a run leaves for eyes."""

    vcd: Path
    save: Path
    picture: Path


def files(out: Path) -> WaveFiles:
    """The wave files in the folder of one run."""
    return WaveFiles(out / "waves.vcd", out / "waves.gtkw", out / "power_states.png")


def dumped(vcd: Path) -> dict[str, int]:
    """Full name and width of every signal in a VCD file."""
    scope: list[str] = []
    signals: dict[str, int] = {}
    with vcd.open(encoding="utf-8") as stream:
        for line in stream:
            words = line.split()
            if not words:
                continue
            if words[0] == "$scope":
                scope.append(words[2])
            elif words[0] == "$upscope":
                scope.pop()
            elif words[0] == "$var":
                signals[".".join([*scope, re.sub(r"\[.*", "", words[4])])] = int(words[2])
            elif words[0] == "$enddefinitions":
                break
    return signals


# Heading, and the signals below it as (scope, name or pattern). What the file does not hold is left out.
_GROUPS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    ("clocks and resets", ((_TOP, r"clk_aon_awake|clk_sys|clk_sys_req|clk_sys_valid|por_n|reset_pin_n"),)),
    ("main power state", ((_TOP, r"pwr_state|mode|vdd_ext|wdt_run"), (f"{_PMU}.u_power.u_core", r"cause_o|reason_o"))),
    ("sleep", ((f"{_PMU}.u_sleep.u_core", r".*state.*|idle_i|ok_i|slp_enter_o|extra_o"), (_TOP, r"dram_.*"))),
    ("cores", ((_TOP, r"core_wfi.*|core_event|irq"), (f"{_PMU}.u_sleep.u_core.*", r"state_q"))),
    ("rails", ((_TOP, r"rail_.*|ram_on"),)),
    ("domains", ((_TOP, r"dom_.*"), (f"{_PMU}.u_power.u_core.*", r"state_q"))),
    ("wake", ((_TOP, r"wake"), (f"{_PMU}.u_wake.u_core", r"pend_o|wake_o|any_o|mask_i|cause_first_o|cause_all_o"))),
    ("RTC", ((f"{_PMU}.u_rtc.u_core", r"match_o|armed_o|event_o|time_o|set_o"),)),
    ("APB", ((_TOP, r"p(sel|enable|write|addr|wdata|rdata|strb|prot|ready|slverr|req_id)|preq_id"),)),
)

_NAMED: dict[str, type[IntEnum]] = {f"{_TOP}.pwr_state": regmap.PwrState}


def write_save_file(wave_files: WaveFiles, profile: Profile) -> None:
    """Write the GTKWave save file for the VCD of a run, and the files with the names of states beside it."""
    signals = dumped(wave_files.vcd)
    groups: dict[str, list[str]] = {}
    states: dict[str, tuple[int, dict[int, str]]] = {}
    for heading, entries in _GROUPS:
        chosen = [
            name
            for scope, pattern in entries
            for name in signals
            if re.fullmatch(re.escape(scope).replace(r"\.\*", r"(\..*)?") + rf"\.(?:{pattern})", name)
        ]
        groups[heading] = [_with_range(name, signals[name]) for name in dict.fromkeys(chosen)]
    for name, width in signals.items():
        named = _state_names(name, profile)
        if named:
            states[_with_range(name, width)] = (width, named)
    gtkwave_save(wave_files.save, wave_files.vcd, groups, states)


def _with_range(name: str, width: int) -> str:
    return name if width == 1 else f"{name}[{width - 1}:0]"


def _state_names(signal: str, profile: Profile) -> dict[int, str]:
    """Names of the values of *signal*; empty for one that is no state."""
    if signal == f"{_TOP}.mode":
        return dict(enumerate(profile.names("mode")))
    if signal in _NAMED:
        return {entry.value: entry.name for entry in _NAMED[signal]}
    return {}
