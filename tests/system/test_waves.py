# SPDX-License-Identifier: Apache-2.0
"""Order and distances of clamps, resets, switches, clocks and rails, read from the wave file of a run.

Page "Power: rails, domains, resets, DVFS". Nothing here knows the checks that watched while the run was made: the rules are
written out for the platform by hand, and the file is all there is to look at.
"""

from __future__ import annotations

import bisect
import re
from pathlib import Path

import pytest
from vcdvcd import VCDVCD

from models.regmap import ChargerState, CoreState, PwrState
from profiles import load
from tb.covers import covers
from tb.runner import ROOT, run, settings
from tb.waves import enum_of, state_names
from tests.system.rig import BENCH

TICK_PS = 30_517_578
NEAR_PS = 10  # the clock's half period is rounded to the picosecond
DOMAINS = {"np": 0, "ap": 1, "wifi": 2}
STEP_TICKS = {"np": 1, "ap": 1, "wifi": 2}
RESET_TICKS = {"np": 2, "ap": 2, "wifi": 4}
RAILS = {"io": 0, "core": 1, "rf": 2}
RAIL_OF = {"np": "core", "ap": "core", "wifi": "rf"}
UP = ["io", "core", "rf"]
UP_DELAY = {"io": 4, "core": 8, "rf": 4}  # ticks after a rail was enabled before the next one is
DOWN_DELAY = {"rf": 4, "core": 8, "io": 4}
VECTORS = {
    "clk": "dom_clk_en", "iso": "dom_iso", "save": "dom_save", "restore": "dom_restore", "rst": "dom_rst_n",
    "sw": "dom_sw_en", "ack": "dom_ack", "rail": "rail_en", "pg": "rail_pg",
}  # fmt: skip
BITS = ("clk_sys", "clk_sys_req", "clk_sys_valid")
COMING_UP = "sw[+] clk[+] clk- rst[+] (restore[+] )?iso- clk[+] "
RUNNING = "(clk- clk[+] )*"
GOING_DOWN = "clk- iso[+] (save[+] )?rst- sw- "


def test_states_have_the_names_of_the_registers_codes() -> None:
    """Also where the code of a state comes from the package of the registers, alone or with the step within it."""
    rtl = ROOT / "rtl"
    for file, codes in ((rtl / "sleep" / "sleep_core_ctrl.sv", CoreState), (rtl / "charger" / "charger_fsm.sv", ChargerState)):
        assert enum_of(file) == {code.value: code.name for code in codes}
    steps = enum_of(rtl / "power" / "power_main.sv")
    assert {steps[4 * PwrState.OFF], steps[4 * PwrState.ACTIVE], steps[4 * PwrState.FAULT]} == {"OFF", "ACTIVE", "FAULT"}
    assert len(steps) == len(set(steps.values())) > 2 * len(PwrState)


def test_every_state_machine_of_the_bench_has_names() -> None:
    profile = load("quectel")
    for name in ("power", "rails", "sleep", "core_cpu", "domain_cpu", "charger"):
        assert len(state_names(f"tb_top.u_dut.fsm_{name}", profile)) > 3, name


class Waves:
    """Levels and changes of single bits of the wave file, in picoseconds."""

    def __init__(self, path: Path) -> None:
        names = [f"tb_top.{name}[7:0]" for name in VECTORS.values()] + [f"tb_top.{name}" for name in BITS]
        vcd = VCDVCD(str(path), signals=names)
        self._values = {name.split(".")[1].partition("[")[0]: vcd[name].tv for name in names}

    def series(self, name: str, bit: int = 0) -> list[tuple[int, int]]:
        """(time, level) of one bit at its changes; unknown levels before reset are left out."""
        out: list[tuple[int, int]] = []
        for time, text in self._values[VECTORS.get(name, name)]:
            digit = text.rjust(bit + 1, "x" if text[0] in "xz" else "0")[-1 - bit]
            if digit in "01" and (not out or out[-1][1] != int(digit)):
                out.append((time, int(digit)))
        return out

    def changes(self, name: str, bit: int = 0) -> list[tuple[int, int]]:
        """As `series`, without the first level."""
        return self.series(name, bit)[1:]

    def level(self, name: str, time: int, bit: int = 0) -> int:
        """Level just before *time*."""
        series = self.series(name, bit)
        return series[bisect.bisect_left([at for at, _ in series], time) - 1][1]


@pytest.fixture(scope="module")
def waves(tmp_path_factory: pytest.TempPathFactory) -> Waves:
    """The wave file of a short life of the platform."""
    result = run(
        BENCH, "tests.system.waves_story", sim=settings().sim, profile="ameba", waves=True,
        run_dir=tmp_path_factory.mktemp("life") / "run",
    )  # fmt: skip
    assert result.passed, result.message
    assert result.vcd is not None, "no wave file"
    return Waves(result.vcd)


def _steps(waves: Waves, domain: str) -> list[tuple[int, str]]:
    """Changes of a domain in order of time: `clk+`, `iso-`, …; save and restore are pulses, only their begin counts."""
    steps = []
    for name in ("clk", "iso", "save", "restore", "rst", "sw"):
        for time, level in waves.changes(name, DOMAINS[domain]):
            if level or name not in ("save", "restore"):
                steps.append((time, f"{name}{'+' if level else '-'}"))
    return sorted(steps)


def _ticks(earlier: int, later: int) -> float:
    return (later - earlier) / TICK_PS


@pytest.mark.parametrize("domain", DOMAINS)
@covers("PWR-DOM-1", "VER-WAVE-1")
def test_steps_of_a_domain(waves: Waves, domain: str) -> None:
    """Down: clock off, isolate, save, reset, switch off. Up: switch on, clock pulses in reset, release, restore, clamps, clock."""
    steps = _steps(waves, domain)
    order = "".join(f"{name} " for _, name in steps)
    assert re.fullmatch(f"({COMING_UP}{RUNNING}{GOING_DOWN})+{COMING_UP}{RUNNING}", order), order
    assert ("save+" in order) == ("restore+" in order) == (domain != "wifi"), "both cores resume with retained state"
    # the shortest way between two steps; save keeps its own tick
    least = dict.fromkeys((name for _, name in steps), STEP_TICKS[domain])
    in_reset = True
    for (earlier, step), (later, following) in zip(steps, steps[1:], strict=False):
        wanted = RESET_TICKS[domain] if step == "clk+" and in_reset else least[step]
        took = _ticks(earlier, later)
        assert took > wanted - 0.01, f"{domain}: {step} to {following} takes {took:.2f} ticks"
        in_reset = {"rst-": True, "rst+": False}.get(step, in_reset)


@pytest.mark.parametrize("domain", DOMAINS)
@covers("PWR-DOM-3", "VER-WAVE-1")
def test_switch_acknowledges_before_the_next_step(waves: Waves, domain: str) -> None:
    """Between switch and acknowledge nothing moves: reset is held and the domain isolated until the switch has closed."""
    bit = DOMAINS[domain]
    pairs = 0
    for time, level in waves.changes("sw", bit):
        acknowledged = next((at for at, value in waves.changes("ack", bit) if at > time and value == level), None)
        assert acknowledged is not None, f"{domain}: no acknowledge for the switch at {time} ps"
        between = [name for at, name in _steps(waves, domain) if time < at <= acknowledged]
        assert not between, f"{domain}: {between} before the acknowledge"
        pairs += 1
    assert pairs >= 3


@covers("PWR-RAIL-1", "VER-WAVE-1")
def test_order_of_rails(waves: Waves) -> None:
    """Up: io, core, rf, each with the one before good and its delay over; down the other way round, with delays."""
    events = sorted(
        (time, rail, level) for rail, bit in RAILS.items() for time, level in waves.changes("rail", bit)
    )  # fmt: skip
    previous: tuple[int, str, int] | None = None
    ups = downs = 0
    for time, rail, level in events:
        place = UP.index(rail)
        for other in UP[:place]:
            assert waves.level("rail", time, RAILS[other]), f"{rail} {'on' if level else 'off'} with {other} off"
        if previous is not None and previous[2] == level:
            delay = (UP_DELAY if level else DOWN_DELAY)[previous[1]]
            took = _ticks(previous[0], time)
            assert took > delay - 0.01, f"{previous[1]} to {rail}: {took:.2f} ticks"
        if level:
            for other in UP[:place]:
                assert waves.level("pg", time, RAILS[other]), f"{rail} on before {other} is good"
            ups += 1
        else:
            downs += 1
        previous = (time, rail, level)
    # cold start, rf after Sleep, all after Deep-Sleep and shutdown
    assert (ups, downs) == (10, 7), events


@pytest.mark.parametrize("domain", DOMAINS)
@covers("PWR-DOM-3", "VER-WAVE-1")
def test_domains_and_their_rails(waves: Waves, domain: str) -> None:
    """A rail goes only when the switches of its domains are open, and a switch closes only on a rail that is good."""
    rail, bit = RAILS[RAIL_OF[domain]], DOMAINS[domain]
    closed = 0
    for time, level in waves.changes("rail", rail):
        if not level:
            on = waves.level("sw", time, bit) or waves.level("ack", time, bit)
            assert not on, f"{domain} on a rail that goes at {time} ps"
    for time, level in waves.changes("sw", bit):
        if level:
            good = waves.level("rail", time, rail) and waves.level("pg", time, rail)
            assert good, f"{domain} switched on without its rail"
            closed += 1
    assert closed >= 3


@covers("PWR-CLK-1", "VER-WAVE-1")
def test_bus_clock_in_sleep(waves: Waves) -> None:
    """The bus clock has stopped before a rail goes, starts only when asked for, and makes no edge while it is not valid."""
    down = [time for bit in RAILS.values() for time, level in waves.changes("rail", bit) if not level]
    for time in down:
        on = waves.level("clk_sys_req", time) or waves.level("clk_sys_valid", time)
        assert not on, f"rail off at {time} ps with the clock on"
    valid = waves.series("clk_sys_valid")
    starts = [at for at, _ in valid]
    edges = [time for time, level in waves.changes("clk_sys") if level]
    stray = [time for time in edges if not valid[bisect.bisect_right(starts, time) - 1][1]]
    assert len(edges) > 1000 and not stray, f"{len(stray)} edges of a clock that is not valid, first at {stray[:3]} ps"


@covers("PWR-DOM-6")
def test_power_outputs_change_with_the_aon_clock(waves: Waves) -> None:
    """Every output to a switch, clamp or rail comes from a flop: all changes lie on one grid of AON ticks."""
    times = sorted({
        time for name in ("clk", "iso", "save", "restore", "rst", "sw", "rail") for bit in range(3)
        for time, _ in waves.changes(name, bit)
    })  # fmt: skip
    assert len(times) > 40
    for time in times:
        ticks = round((time - times[0]) / TICK_PS)
        assert abs(time - times[0] - ticks * TICK_PS) <= NEAR_PS, f"a change at {time} ps is off the grid of ticks"
