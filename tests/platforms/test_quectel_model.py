# SPDX-License-Identifier: Apache-2.0
"""The quectel platform on the model alone, as firmware without silicon meets it: what takes minutes there takes no time here.

Page "Platforms", quectel. The voltages are codes in front of the model's converter: 1.25 mV a code at the battery, the die
1200 + 20 a degree.
"""

from __future__ import annotations

import pytest

from models.pmu import AON_HZ, BusError, Pmu
from models.regmap import REGISTERS, BootReason, ChargerState, PwrState
from profiles import load
from tb.covers import covers

VBAT, VBUS, NTC, DIE, CURRENT = range(5)
SHUTDOWN_KEY = 0x0FF0_C0DE
POSTED, SOON = 16, 600
TRIP_S, ASLEEP_TRIP_S = 0.06, 0.4
RTC, PSM_INT = 1 << 2, 1 << 1
OS = 1


def codes(pmu: Pmu) -> list[int]:
    """What stands in front of the converter."""
    return pmu.net.blocks["front_end"].codes


def press(pmu: Pmu) -> None:
    pmu.signal("key", 1)
    pmu.run(8)
    pmu.signal("key", 0)
    pmu.run(8)


def names(pmu: Pmu, register: str) -> set[str]:
    """Fields of a register that are not 0."""
    return {name for name, value in REGISTERS[register].unpack(pmu.read32(register)).items() if value}


def reach(pmu: Pmu, state: PwrState, ticks: int = SOON) -> None:
    pmu.run_until(lambda: pmu.state is state, within=ticks)


@pytest.fixture
def pmu() -> Pmu:
    """In OFF, with a battery of 3800 mV, 25 degrees at the battery and 40 at the die; nothing plugged in."""
    pmu = Pmu(load("quectel"))
    codes(pmu)[VBAT], codes(pmu)[NTC], codes(pmu)[DIE] = 3040, 2048, 2000
    pmu.run(ms=30)
    assert pmu.state is PwrState.OFF
    return pmu


@pytest.fixture
def booted(pmu: Pmu) -> Pmu:
    press(pmu)
    reach(pmu, PwrState.ACTIVE)
    pmu.run(POSTED)
    return pmu


def shut_down(pmu: Pmu) -> None:
    pmu.write32("PWR_SHUTDOWN", SHUTDOWN_KEY)
    reach(pmu, PwrState.OFF)


@covers("QUE-MODE-2", "QUE-OFF-1")
def test_shutdown_alarm_ten_minutes_later(booted: Pmu) -> None:
    """The guide's example: alarm set to ten minutes from now, powered down, and up again on the second."""
    booted.write32("RTC_ALARM0_TIME", REGISTERS["RTC_ALARM0_TIME"].pack(MINUTE=10))
    booted.write32("RTC_ALARM0_CTRL", REGISTERS["RTC_ALARM0_CTRL"].pack(SECOND=1, MINUTE=1, ARM=1))
    booted.write32("WAKE_EDGE", RTC | PSM_INT)
    booted.write32("WAKE_ENABLE", RTC | PSM_INT)
    booted.write32("PWR_CAUSE", 0x3F)
    booted.run(POSTED)
    shut_down(booted)
    booted.wake_pin("psm_int", 1)  # dead in shutdown
    booted.run(s=300)
    assert booted.state is PwrState.OFF
    reach(booted, PwrState.POWER_UP, 301 * AON_HZ)
    assert 600 * AON_HZ <= booted.tick <= 600 * AON_HZ + POSTED
    reach(booted, PwrState.ACTIVE)
    booted.run(POSTED)
    assert names(booted, "PWR_CAUSE") == {"RTC"}
    assert booted.read32("PWR_BOOT_REASON") == BootReason.POWER_ON


@pytest.mark.parametrize(
    ("channel", "beyond", "border", "inside", "behind", "reason"),
    [
        (VBAT, 3481, 3480, 3401, 3400, "OVER_VOLTAGE"),
        (VBAT, 2639, 2640, 2719, 2720, "UNDER_VOLTAGE"),
        (DIE, 3301, 3300, 3101, 3100, "OVER_TEMPERATURE"),
    ],
)  # fmt: skip
@covers("QUE-PROT-1")
def test_protection(booted: Pmu, channel: int, beyond: int, border: int, inside: int, behind: int, reason: str) -> None:
    """To the code: on at the limit, off beyond it; refused inside the hysteresis, allowed behind it."""
    healthy = codes(booted)[channel]
    codes(booted)[channel] = border
    booted.run(s=2 * TRIP_S)
    assert booted.state is PwrState.ACTIVE
    codes(booted)[channel] = beyond
    booted.run(s=TRIP_S)
    assert booted.state is PwrState.OFF
    codes(booted)[channel] = inside
    booted.run(s=ASLEEP_TRIP_S)
    press(booted)
    booted.run(SOON)
    assert booted.state is PwrState.OFF
    codes(booted)[channel] = behind
    booted.run(s=ASLEEP_TRIP_S)
    press(booted)
    reach(booted, PwrState.ACTIVE)
    booted.run(POSTED)
    assert names(booted, "PWR_REASON") == {reason}
    codes(booted)[channel] = healthy


@covers("QUE-CHG-1")
def test_charger_boots_and_stays_through_shutdown(pmu: Pmu) -> None:
    """Inserted in OFF it boots; SHUTDOWN with it attached stays off and charges; the key during that boots."""
    codes(pmu)[VBUS] = 2000
    pmu.battery.pin("vbus_det", 1)
    reach(pmu, PwrState.ACTIVE)
    pmu.run(s=0.1)
    assert names(pmu, "PWR_CAUSE") == {"VBUS"}
    assert REGISTERS["CHG_STATUS"]["STATE"].get(pmu.read32("CHG_STATUS")) == ChargerState.CC
    shut_down(pmu)
    pmu.run(s=60)
    assert pmu.state is PwrState.OFF and pmu.net.output("charger.iset_o") == 500
    press(pmu)
    reach(pmu, PwrState.ACTIVE)
    pmu.run(POSTED)
    assert names(pmu, "PWR_CAUSE") == {"VBUS", "KEY"}


@covers("QUE-MODE-1")
def test_psm_int_wakes_psm_with_a_reboot(booted: Pmu) -> None:
    booted.write32("WAKE_EDGE", PSM_INT)
    booted.write32("WAKE_ENABLE", PSM_INT)
    booted.write32("SLP_CORE0_WAKELOCK_CLR", OS)
    booted.write32("SLP_CORE0_DEEPLOCK_CLR", OS)
    booted.run(POSTED)
    booted.wfi("cpu", 1)
    reach(booted, PwrState.ASLEEP)
    assert booted.mode == "PSM"
    booted.run(s=10)
    booted.wake_pin("psm_int", 1)
    reach(booted, PwrState.ACTIVE)
    booted.run(POSTED)
    assert booted.read32("PWR_BOOT_REASON") == BootReason.WAKE_REBOOT


def sleep(pmu: Pmu, *sources: str) -> None:
    """Pending sources cleared, these enabled as edges, and to SLEEP; events of monitor and charger stay as they are."""
    bits = sum(1 << load("quectel").names("wake").index(source) for source in sources)
    pmu.wfi("cpu", 0)
    pmu.write32("SLP_CORE0_WAKELOCK_CLR", OS)
    pmu.write32("WAKE_EDGE", bits)
    pmu.write32("WAKE_ENABLE", bits)
    pmu.run(POSTED)
    pmu.write32("WAKE_PENDING", 0xFFFF_FFFF)
    pmu.run(POSTED)
    pmu.wfi("cpu", 1)
    reach(pmu, PwrState.ASLEEP)


@covers("MON-WARN-1")
def test_each_low_battery_level_wakes(booted: Pmu) -> None:
    """Asleep below LOW1, whose wake has been served: LOW2 wakes by a source of its own, before UNDER cuts the power."""
    booted.write32("MON_INTR_ENABLE", REGISTERS["MON_INTR_ENABLE"].pack(VBAT_LOW1=1, VBAT_LOW2=1))
    for code, cause in ((3580 * 4 // 5, "battery_low1"), (3450 * 4 // 5, "battery_low2")):
        sleep(booted, "battery_low1", "battery_low2")
        booted.run(s=ASLEEP_TRIP_S)
        assert booted.state is PwrState.ASLEEP
        codes(booted)[VBAT] = code
        reach(booted, PwrState.ACTIVE, AON_HZ)
        booted.run(POSTED)
        assert load("quectel").names("wake")[booted.read32("WAKE_CAUSE_FIRST")] == cause


@covers("MON-WARN-3", "CHG-WAKE-1")
def test_events_nobody_asked_for_wake_nobody(booted: Pmu) -> None:
    """An input loop that comes and goes for ten seconds, with FULL and FAULT enabled: not one wake, and no sleep forbidden."""
    booted.write32("CHG_INTR_ENABLE", REGISTERS["CHG_INTR_ENABLE"].pack(FULL=1, FAULT=1))
    codes(booted)[VBUS] = 2000
    booted.battery.pin("vbus_det", 1)
    booted.run(s=0.2)
    assert names(booted, "CHG_INTR_RAW") >= {"STATE", "INSERTED"}
    codes(booted)[VBAT] = 3580 * 4 // 5
    booted.run(s=TRIP_S)
    sleep(booted, "charger", "battery_low1")
    for n in range(100):
        booted.battery.pin("loop_vin", 1 - n % 2)
        booted.run(ms=100)
        assert booted.state is PwrState.ASLEEP
    booted.battery.pin("vbus_det", 0)
    codes(booted)[VBAT] = 3040
    booted.run(s=ASLEEP_TRIP_S)
    booted.battery.pin("vbus_det", 1)
    booted.run(s=0.2)
    codes(booted)[VBAT], codes(booted)[CURRENT] = 3360, 20  # full, and behind the test of the battery told so
    reach(booted, PwrState.ACTIVE, AON_HZ)
    booted.run(POSTED)
    assert load("quectel").names("wake")[booted.read32("WAKE_CAUSE_FIRST")] == "charger"
    assert names(booted, "CHG_INTR_STATE") >= {"FULL", "LIMIT"} and booted.read32("SYS_IRQ_STATUS") == 1 << 6


@pytest.mark.parametrize("vanishes", [False, True])
@covers("CHG-SOURCE-2", "CHG-SOURCE-3")
def test_a_weak_source(pmu: Pmu, vanishes: bool) -> None:
    """VBUS folds back to 4.0 V under load, or its presence goes: few starts, POOR_SOURCE, and no boot in a shutdown."""
    status = REGISTERS["CHG_STATUS"]
    codes(pmu)[VBUS] = 2000
    pmu.battery.pin("vbus_det", 1)
    reach(pmu, PwrState.ACTIVE)
    pmu.write32("CHG_INTR_ENABLE", REGISTERS["CHG_INTR_ENABLE"].pack(POOR_SOURCE=1))
    starts, on, end = [], 0, pmu.tick + 60 * AON_HZ
    while pmu.tick < end:
        pmu.run(ticks=512)
        now = pmu.net.output("charger.en_o")
        if now > on:
            starts.append(pmu.tick)
        on = now
        if vanishes:
            pmu.battery.pin("vbus_det", 1 - on)
        else:
            codes(pmu)[VBUS] = 1600 if on else 2000
    assert len(starts) == 8, starts
    fields = status.unpack(pmu.read32("CHG_STATUS"))
    assert (fields["POOR_SOURCE"], fields["HEALTH"], fields["STATUS"]) == (1, 5, 3)
    assert names(pmu, "CHG_INTR_STATE") >= {"POOR_SOURCE"} and pmu.read32("SYS_IRQ_STATUS") == 1 << 6
    shut_down(pmu)
    pmu.run(s=20)
    pmu.battery.pin("vbus_det", 0)
    pmu.run(s=1)
    pmu.battery.pin("vbus_det", 1)
    pmu.run(s=1)
    assert pmu.state is PwrState.OFF, "presence that comes back is no insertion"
    pmu.battery.pin("vbus_det", 0)
    pmu.run(s=2.1)
    pmu.battery.pin("vbus_det", 1)
    reach(pmu, PwrState.ACTIVE)
    codes(pmu)[VBUS] = 2000
    pmu.run(s=32)  # eight starts count still: the next waits until one of them is forgotten
    fields = status.unpack(pmu.read32("CHG_STATUS"))
    assert (fields["POOR_SOURCE"], fields["HEALTH"], fields["ON"]) == (0, 1, 1)


@pytest.mark.parametrize(("register", "word"), [("CHG_ICHG", 49), ("CHG_ICHG", 501), ("CHG_VREG", 3499), ("CHG_VREG", 4201)])
@covers("QUE-CHG-2")
def test_settings_out_of_range_are_refused(booted: Pmu, register: str, word: int) -> None:
    before = booted.read32(register)
    with pytest.raises(BusError, match="refused"):
        booted.write32(register, word)
    assert booted.read32(register) == before and booted.read32("CHG_ERROR") == 1
