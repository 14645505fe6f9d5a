# SPDX-License-Identifier: Apache-2.0
"""The whole PMU as a model: what firmware is told of its power while it runs, and what its clears leave."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.board import Board
from models.pmu import AON_HZ, Pmu
from models.regmap import REGISTERS, BootReason, PwrState
from profiles import load
from tb.covers import covers

ROOT = Path(__file__).resolve().parents[2]
AMEBA = load("ameba")
PIN_TICKS = 3  # from a pin to the edge that takes it


def _fields(pmu: Pmu, register: str) -> list[str]:
    return [name for name, bit in REGISTERS[register].unpack(pmu.read32(register)).items() if bit]


def _active(pmu: Pmu) -> Pmu:
    pmu.run_until(lambda: pmu.state == PwrState.ACTIVE, within=AON_HZ)
    pmu.run(100)
    return pmu


@pytest.mark.parametrize("gap", range(-8, 8))
@covers("REG-EVT-1", "PWR-RST-4")
def test_a_bite_around_the_clear_of_the_last(gap: int) -> None:
    """*gap* ticks from firmware's write to the pin."""
    pmu = _active(Pmu(AMEBA))
    if gap < 0:
        pmu.signal("wdt_bite", 1)
        pmu.run(-gap)
    pmu.write32("PWR_RESET_CAUSE", 0x1F)
    if gap >= 0:
        pmu.run(gap)
        pmu.signal("wdt_bite", 1)
    pmu.run(1)
    pmu.signal("wdt_bite", 0)
    pmu.run(200)
    assert BootReason(pmu.read32("PWR_BOOT_REASON")) == BootReason.WATCHDOG
    causes = _fields(pmu, "PWR_RESET_CAUSE")
    if gap >= 0:
        assert causes == ["WATCHDOG"], "it came after the write"
    elif gap < -PIN_TICKS - 1:
        assert causes == [], "it stood before the write, to be read"


@pytest.mark.parametrize("rail", [0, 2])
@covers("PWR-INTR-1", "PWR-RAIL-8")
def test_a_rail_that_is_told_only(rail: int, tmp_path: Path) -> None:
    """Loss, interrupt, and a handler that clears both: no second interrupt while the rail is bad, one for the next loss."""
    text = (ROOT / "profiles" / "ameba.toml").read_text(encoding="utf-8")
    parts = text.split("[[rail]]")
    parts[1 + rail] = '\non_loss = "log"' + parts[1 + rail]
    path = tmp_path / "told.toml"
    path.write_text("[[rail]]".join(parts), encoding="utf-8")
    pmu = Pmu(load(path))
    _active(pmu)
    pmu.write32("PWR_INTR_ENABLE", 0b111)
    good = pmu.net.output("board.pg_o")
    for _ in range(2):
        pmu.net.set("power.pg_i", good & ~(1 << rail))
        pmu.run(20)
        assert _fields(pmu, "SYS_IRQ_STATUS") == ["PWR"] and _fields(pmu, "PWR_INTR_STATE") == ["RAIL_LOST"]
        pmu.write32("PWR_INTR_STATE", 0b111)
        pmu.write32("PWR_RAIL_LOST", 0xFF)
        pmu.run(20)
        assert _fields(pmu, "SYS_IRQ_STATUS") == [] and pmu.read32("PWR_RAIL_LOST") == 1 << rail
        assert pmu.state == PwrState.ACTIVE
        pmu.net.set("power.pg_i", good)
        pmu.run(20)
        pmu.write32("PWR_RAIL_LOST", 0xFF)
        pmu.run(20)
        assert pmu.read32("PWR_RAIL_LOST") == 0


@pytest.mark.parametrize(("port", "event"), [("clk_valid_o", "CLOCK_STUCK"), ("ack_o", "SWITCH_STUCK")])
@covers("PWR-INTR-1")
def test_what_hangs_in_a_sleep(port: str, event: str) -> None:
    """The clock that does not stop, the switch that does not open: told when firmware runs again, and cleared apart."""
    board = Board(len(AMEBA.names("rail")), len(AMEBA.names("domain")))
    pmu = _active(Pmu(AMEBA, board))
    pmu.write32("PWR_INTR_ENABLE", 0b111)
    pmu.write32("WAKE_EDGE", 1 << 3)
    pmu.write32("WAKE_ENABLE", 1 << 3)
    pmu.write32("SLP_MODE_ALLOW", 1 << AMEBA.names("mode").index("SLEEP"))
    for core in (0, 1):
        for lock in ("WAKELOCK", "DEEPLOCK"):
            pmu.write32(f"SLP_CORE{core}_{lock}_CLR", 0xFFFF_FFFF, requester=core)
    pmu.run(20)
    board.stuck.add(port)
    for core in (0, 1):
        pmu.wfi(core, 1)
    pmu.run_until(lambda: pmu.state == PwrState.ASLEEP, within=2000)
    board.stuck.clear()
    pmu.run(20)
    pmu.wake_pin("aon_timer", 1)
    _active(pmu)
    assert _fields(pmu, "SYS_IRQ_STATUS") == ["PWR"] and _fields(pmu, "PWR_INTR_STATE") == [event]
    pmu.write32("PWR_INTR_STATE", 0b111)
    pmu.run(20)
    assert _fields(pmu, "SYS_IRQ_STATUS") == [] and event in _fields(pmu, "PWR_FAULT")
