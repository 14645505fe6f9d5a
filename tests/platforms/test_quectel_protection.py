# SPDX-License-Identifier: Apache-2.0
"""What protects the battery of the quectel platform from its own firmware, and from a converter that fails; on the model.

Pages "Charger FSM" and "ADC and monitors". The cell takes 4200 mV and 500 mA; VBAT has 1.25 mV a code, VBUS 2.5 mV.
"""

from __future__ import annotations

import pytest

from models.pmu import AON_HZ, BusError, Pmu
from models.regmap import REGISTERS, ChargeHealth, ChargerState, PwrState
from tb.covers import covers
from tests.platforms.test_quectel_model import NTC, VBAT, VBUS, booted, codes, press, pmu, reach

__all__ = ["booted", "pmu"]  # fixtures

CHANNELS = 5
FULL_MV = 4200


def get(pmu: Pmu, register: str, field: str) -> int:
    return REGISTERS[register][field].get(pmu.read32(register))


def change(pmu: Pmu, register: str, **fields: int) -> None:
    """Write some fields of a register, and wait until it is in effect."""
    pmu.write32(register, REGISTERS[register].pack(**REGISTERS[register].unpack(pmu.read32(register)) | fields))
    pmu.run(ms=2)


@pytest.fixture
def charging(booted: Pmu) -> Pmu:
    """Awake, with 500 mA into the battery."""
    codes(booted)[VBUS] = 2000
    booted.stage_pin("vbus_det", 1)
    booted.run(ms=300)
    assert get(booted, "CHG_DRIVE", "MA") == 500
    return booted


@pytest.mark.parametrize("channel", range(CHANNELS))
@covers("MON-AGE-2")
def test_a_channel_cannot_be_switched_off(charging: Pmu, channel: int) -> None:
    """Refused, told, and the scan goes on: what gets hot is seen."""
    before = charging.read32("MON_CTRL")
    with pytest.raises(BusError):
        charging.write32("MON_CTRL", before & ~(1 << channel))
    assert charging.read32("MON_CTRL") == before and charging.read32("MON_ERROR") == 1
    codes(charging)[NTC] = 500
    charging.run(s=1)
    assert get(charging, "CHG_STATUS", "STATE") == ChargerState.SUSPEND and get(charging, "CHG_DRIVE", "MA") == 0


def test_the_slowest_scan_is_fast_enough(charging: Pmu) -> None:
    """No longer period than 8,000 ticks; with it nothing is stale, and a hot battery is seen within a second."""
    with pytest.raises(BusError):
        change(charging, "MON_PERIOD", AWAKE=8_001)
    change(charging, "MON_PERIOD", AWAKE=8_000, ASLEEP=8_000)
    charging.run(s=10)
    assert get(charging, "MON_STATUS", "SENSOR") == 0 and get(charging, "CHG_DRIVE", "MA") == 500
    codes(charging)[NTC] = 500
    charging.run(s=1)
    assert get(charging, "CHG_DRIVE", "MA") == 0


@pytest.mark.parametrize("fast", [0, 1])
@covers("CHG-AGE-1")
def test_a_broken_converter_stops_the_current(charging: Pmu, fast: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """It never answers again: no current within a second, with status, health and events; it comes back by itself."""
    if not fast:
        change(charging, "MON_PERIOD", AWAKE=8_000)
    for register in ("CHG_INTR_STATE", "MON_INTR_STATE"):
        charging.write32(register, 0xFFF)
    charging.run(ms=2)
    front_end = charging.net.blocks["front_end"]
    answers = front_end.outputs
    monkeypatch.setattr(front_end, "outputs", lambda: answers() | {"done_o": 0})
    charging.run(s=1)
    assert get(charging, "CHG_STATUS", "STATE") == ChargerState.SUSPEND and get(charging, "CHG_DRIVE", "MA") == 0
    assert get(charging, "CHG_STATUS", "STALE") == 1
    assert get(charging, "CHG_STATUS", "HEALTH") == ChargeHealth.UNSPEC_FAILURE
    assert get(charging, "CHG_INTR_RAW", "STALE") == 1 and get(charging, "MON_INTR_RAW", "SENSOR") == 1
    assert get(charging, "MON_STATUS", "SENSOR") == 0b11111
    charging.run(s=10)
    assert charging.state is PwrState.ACTIVE, "no power goes for it"
    monkeypatch.undo()
    charging.run(s=1)
    assert get(charging, "CHG_STATUS", "STALE") == 0 and get(charging, "CHG_DRIVE", "MA") == 500
    assert get(charging, "MON_STATUS", "SENSOR") == 0


@covers("CHG-CELL-1")
def test_the_cell_is_a_cap(charging: Pmu) -> None:
    """No register exceeds what the profile states, whoever writes; less is taken; non-secure software has no say."""
    for register, value in (("CHG_VREG", FULL_MV + 1), ("CHG_VREG", 4608), ("CHG_ICHG", 501), ("CHG_ICHG", 1000)):
        before = charging.read32(register)
        with pytest.raises(BusError):
            charging.write32(register, value)
        assert charging.read32(register) == before and charging.read32("CHG_ERROR") == 1
        charging.write32("CHG_ERROR", 1)
    with pytest.raises(BusError):
        change(charging, "CHG_CTRL", COOL50=1)
    charging.write32("CHG_ERROR", 1)
    for register, value in (("CHG_VREG", 4100), ("CHG_ICHG", 300), ("MON_VBAT_OVER", 0x0050_0FFF)):
        with pytest.raises(BusError):
            charging.write32(register, value, secure=False)
        charging.write32(register, value)
    assert charging.read32("CHG_ERROR") == 0
    charging.run(ms=100)
    assert REGISTERS["CHG_DRIVE"].unpack(charging.read32("CHG_DRIVE")) == {"MA": 300, "MV": 4100}
    codes(charging)[VBAT] = 4210 * 4 // 5  # the monitor looks away now; the charger does not
    charging.run(ms=200)
    assert get(charging, "CHG_DRIVE", "MA") == 0 and get(charging, "CHG_STATUS", "HEALTH") == ChargeHealth.OVERVOLTAGE


@covers("CHG-CELL-2")
def test_over_voltage_stops_the_charger(charging: Pmu) -> None:
    """A limit below the charge voltage: the monitor's word is enough. It powers down, the charger rests in OFF, too."""
    charging.write32("MON_VBAT_OVER", REGISTERS["MON_VBAT_OVER"].pack(LIMIT=2990, HYST=10))
    charging.run_until(lambda: charging.net.output("monitor.trip_o") & 1, within=AON_HZ)
    assert charging.net.output("charger.en_o") == 1
    charging.run(ticks=1)
    assert charging.net.output("charger.en_o") == 0
    assert charging.net.output("charger.health_o") == ChargeHealth.OVERVOLTAGE


@covers("MON-PROT-4")
def test_a_wrong_limit_does_not_refuse_power_for_ever(booted: Pmu) -> None:
    """Under-voltage above every battery: power goes, and the key brings it back; a bit says what acts, until a write."""
    wrong = REGISTERS["MON_VBAT_UNDER"].pack(LIMIT=3800, HYST=40)
    booted.write32("MON_VBAT_UNDER", wrong)
    reach(booted, PwrState.OFF, AON_HZ)
    booted.run(s=2)
    press(booted)
    reach(booted, PwrState.ACTIVE)
    booted.run(ms=2)
    assert booted.read32("MON_VBAT_UNDER") == wrong and get(booted, "MON_STATUS", "DEFAULTS") == 1
    booted.run(s=2)
    assert booted.state is PwrState.ACTIVE
    change(booted, "MON_VBAT_UNDER", LIMIT=2700)
    assert get(booted, "MON_STATUS", "DEFAULTS") == 0


@covers("CHG-WD-2")
def test_a_kick_brings_no_settings_back(charging: Pmu) -> None:
    """The host watchdog has expired: what is read and what is driven differ, and the status says so until it is written."""
    change(charging, "MON_PERIOD", AWAKE=8_000)
    charging.write32("CHG_ICHG", 100)
    change(charging, "CHG_CTRL", WATCHDOG=1)
    charging.run(s=41)
    for _ in range(3):
        charging.write32("CHG_CMD", REGISTERS["CHG_CMD"].pack(KICK=1))
        charging.run(s=20)
        assert (charging.read32("CHG_ICHG"), get(charging, "CHG_DRIVE", "MA")) == (100, 500)
        assert get(charging, "CHG_STATUS", "WD_EXPIRED") == 1
        assert get(charging, "CHG_STATUS", "HEALTH") == ChargeHealth.WATCHDOG
    charging.write32("CHG_INTR_STATE", 0xFFF)
    charging.run(s=41)
    assert get(charging, "CHG_INTR_RAW", "WATCHDOG") == 1, "silent once more, by the period that CTRL reads"
    charging.write32("CHG_ICHG", 100)
    charging.run(ms=2)
    assert get(charging, "CHG_DRIVE", "MA") == 100 and get(charging, "CHG_STATUS", "WD_EXPIRED") == 0
