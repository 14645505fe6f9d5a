# SPDX-License-Identifier: Apache-2.0
"""The wave files of a run: where they are, and how GTKWave shows them: grouped by subsystem, states by name."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

from models import regmap
from models.blocks import BLOCKS
from profiles import Profile
from tb.report import gtkwave_save
from tb.runner import ROOT

_TOP = "tb_top"
_DUT = f"{_TOP}.u_dut"
_PMU = f"{_DUT}.u_dut.u_pmu"
# Where the names of the states stand: the enum of the sequencer, by the beginning of the signal's name; else that of <block>_fsm.
_ENUMS = {
    "fsm_power": "rtl/power/power_main.sv",
    "fsm_rails": "rtl/power/rail_seq.sv",
    "fsm_core": "rtl/sleep/sleep_core_ctrl.sv",
    "fsm_domain": "rtl/power/domain_seq.sv",
}


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
    ("main power state", (
        (_TOP, r"pwr_state|mode|vdd_ext|wdt_run"), (_DUT, r"fsm_power"), (f"{_PMU}.u_power.u_core", r"cause_o|reason_o"),
    )),
    ("sleep", (
        (_DUT, r"fsm_sleep"), (f"{_PMU}.u_sleep.u_core", r"idle_i|ok_i|slp_enter_o|active_o|internal_causes_o"), (_TOP, r"dram_.*"),
    )),
    ("cores", ((_DUT, r"fsm_core_.*"), (_TOP, r"core_wfi.*|core_event|irq"))),
    ("rails", ((_DUT, r"fsm_rails"), (_TOP, r"rail_.*|ram_on"))),
    ("domains", ((_DUT, r"fsm_domain_.*"), (_TOP, r"dom_.*"))),
    ("battery", (
        (_DUT, rf"fsm_({'|'.join(e.name for e in BLOCKS.values() if e.present)})|code_.*"), (_TOP, r"vbus_.*|chg_.*|loop_.*|led|adc_en|adc_chan"),
    )),
    ("wake", ((_TOP, r"wake"), (f"{_PMU}.u_wake.u_core", r"pend_o|wake_o|any_o|mask_i|cause_first_o|cause_all_o"))),
    ("RTC", ((f"{_PMU}.u_rtc.u_core", r"match_o|armed_o|event_o|time_o|set_o"),)),
    ("APB", ((_TOP, r"p(sel|enable|write|addr|wdata|rdata|strb|prot|ready|slverr|req_id)|preq_id"),)),
)

_SHOWN_S = 0.003  # power-up until asleep
_NAMED: dict[str, type[IntEnum]] = {f"{_TOP}.pwr_state": regmap.PwrState}


def write_save_file(wave_files: WaveFiles, profile: Profile, *, first: str = "", shown_s: float = _SHOWN_S) -> None:
    """Write the GTKWave save file for the VCD of a run, and the files with the names of states beside it.

    The group *first* stands on top. *shown_s* seconds from the start are on the screen.
    """
    signals = dumped(wave_files.vcd)
    groups: dict[str, list[str]] = {}
    states: dict[str, tuple[int, dict[int, str]]] = {}
    for heading, entries in sorted(_GROUPS, key=lambda group: group[0] != first):
        chosen = [
            name
            for scope, pattern in entries
            for name in signals
            if re.fullmatch(re.escape(scope) + rf"\.(?:{pattern})", name)
        ]
        groups[heading] = [_with_range(name, signals[name]) for name in dict.fromkeys(chosen)]
    for name, width in signals.items():
        named = state_names(name, profile)
        if named:
            states[_with_range(name, width)] = (width, named)
    analogue = {_with_range(name, signals[name]) for name in signals if name.startswith(f"{_DUT}.code_")}
    gtkwave_save(wave_files.save, wave_files.vcd, groups, states, analogue, shown_s)


def _with_range(name: str, width: int) -> str:
    return name if width == 1 else f"{name}[{width - 1}:0]"


def state_names(signal: str, profile: Profile) -> dict[int, str]:
    """Names of the values of *signal*; empty for one that is no state."""
    if signal == f"{_TOP}.mode":
        return dict(enumerate(profile.names("mode")))
    if signal in _NAMED:
        return {entry.value: entry.name for entry in _NAMED[signal]}
    for beginning, file in _ENUMS.items():
        if signal.startswith(f"{_DUT}.{beginning}"):
            return enum_of(ROOT / file)
    block = signal.removeprefix(f"{_DUT}.fsm_")
    return enum_of(ROOT / "rtl" / block / f"{block}_fsm.sv") if block in BLOCKS else {}


def enum_of(file: Path) -> dict[int, str]:
    """Codes and names of the (only) enum of an RTL file, without the St of names like StRun."""
    body = re.search(r"typedef\s+enum[^{]*\{(.*?)\}\s*\w+\s*;", file.read_text(encoding="utf-8"), re.S)
    if body is None:
        raise ValueError(f"{file}: has no enum that could name states")
    names = {}
    for name, value in re.findall(r"(\w+)\s*=\s*(\{.*?\}|[^,\s]+)", re.sub(r"//.*", "", body[1])):
        code = 0
        for part in value.strip("{}").split(","):
            width, bits = _constant(part.strip())
            code = code << width | bits
        names[code] = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", re.sub(r"^St(?=[A-Z])", "", name)).upper()
    return names


@functools.cache
def _codes() -> dict[str, tuple[int, int]]:
    """Width and value of the constants of pmu_pkg."""
    text = (ROOT / "rtl" / "csr" / "pmu_pkg.sv").read_text(encoding="utf-8")
    return {name: (int(width), int(value)) for name, width, value in re.findall(r"(\w+) = (\d+)'d(\d+);", text)}


def _constant(text: str) -> tuple[int, int]:
    """Width and value of a number of SystemVerilog, or of a constant of pmu_pkg."""
    if text.startswith("pmu_pkg::"):
        return _codes()[text.removeprefix("pmu_pkg::")]
    width, base, digits = re.fullmatch(r"(\d+)'([bdh])([0-9a-fA-F_]+)", text).groups()
    return int(width), int(digits.replace("_", ""), {"b": 2, "d": 10, "h": 16}[base])
