# SPDX-License-Identifier: Apache-2.0
"""The quectel profile against the tables of Quectel's power-management guide, transcribed here by hand.

The guide says what wakes from where, what shuts down by itself and what the charger does. Figures that it does not give
are those of the profile's comments; their codes are worked out here by hand, so that an error on the way from a voltage
or a temperature to a register's reset value is found.
"""

from __future__ import annotations

from profiles import load
from profiles.parameters import plain
from tb.covers import covers

KEY, PSM_INT, RTC, T3412, VBUS, BATTERY_LOW1, DIE_WARNING, CHARGER, BATTERY_LOW2 = (1 << number for number in range(9))
CG = 0


def cut(word: int, *widths: int) -> list[int]:
    """Fields of *word*, the first in the low bits; there is nothing above them."""
    fields = []
    for width in widths:
        fields.append(word & (1 << width) - 1)
        word >>= width
    assert word == 0
    return fields


@covers("QUE-MODE-1")
def test_one_core_that_sleeps_clock_gated() -> None:
    """One core, as the guide shows it; in Sleep nothing is powered down."""
    profile = load("quectel")
    values = plain(profile)
    assert profile.names("core") == ["cpu"]
    assert values["TYPE_RST"] == [CG]
    assert values["AUTO_START"] == 0, "waits for the power key"


@covers("QUE-MODE-1")
def test_modes() -> None:
    """Sleep keeps everything and resumes; PSM powers the core down and reboots; deepwakelocks forbid PSM alone."""
    profile = load("quectel")
    values = plain(profile)
    assert profile.names("mode") == ["ACTIVE", "SLEEP", "PSM"]
    assert values["MODE_REBOOT"] == [0, 0, 1]
    assert values["MODE_DEEP"] == [0, 0, 1]
    assert values["MODE_CLK_ON"] == [1, 0, 0]
    assert values["MODE_RAIL_ON"] == [0b111, 0b111, 0], "core, io, rf: GPIOs keep their supply in Sleep"
    assert values["MODE_DOM_ON"] == [0b11, 0b11, 0]


@covers("QUE-MODE-1", "QUE-MODE-2", "QUE-OFF-1")
def test_wakes() -> None:
    """PSM_INT wakes from PSM and from nowhere else; from shutdown the key and the RTC alarm, and a charger by boot_on_vbus."""
    values = plain(load("quectel"))
    run, sleep, psm = values["MODE_WAKE_MASK"]
    assert psm == PSM_INT | RTC | T3412 | KEY
    assert sleep == KEY | RTC | T3412 | VBUS | BATTERY_LOW1 | BATTERY_LOW2 | DIE_WARNING | CHARGER
    assert run == (1 << 9) - 1
    assert values["OFF_WAKE_MASK"] == KEY | RTC


@covers("QUE-WARN-1")
def test_sources_inside() -> None:
    """Codes of WAKE_FROM: 0 to 3 alarm, 4 VBUS, 5 and 6 battery low 1 and 2, 7 die warning, 8 charger; pins read 0."""
    values = plain(load("quectel"))
    assert values["WAKE_FROM"] == [0, 0, 0, 1, 4, 5, 7, 8, 6]
    assert values["WAKE_INTERNAL"] == [0, 0, 1, 1, 1, 1, 1, 1, 1]
    assert values["RTC_MASK"] == RTC | T3412


def test_alarm_and_t3412_are_independent() -> None:
    """They share one register on BG95 only."""
    values = plain(load("quectel"))
    assert (values["N_ALARMS"], values["ALARM_SHARED"]) == (2, 0)


def test_blocks() -> None:
    """EC200U has its charger built in; converter: 2 ticks to sample; VBUS: 8 ticks of debounce."""
    values = plain(load("quectel"))
    assert (values["HAS_MONITOR"], values["HAS_CHARGER"]) == (1, 1)
    assert (values["SAMPLE_TICKS"], values["VBUS_DEBOUNCE"]) == (2, 8)


@covers("QUE-CHG-2")
def test_voltage_and_die_limits() -> None:
    """1.25 mV a code: 4350 mV 3480, 3300 mV 2640, 3600 mV 2880, 3500 mV 2800, 100 mV 80. The die: 1200 + 20 a degree."""
    fields = cut(plain(load("quectel"))["MON_CFG_RST"], *[12, 8] * 6, 16, 16, 5, *[2] * 7, 3)
    limits, rest = list(zip(fields[0:12:2], fields[1:12:2], strict=True)), fields[12:]
    over, under, low1, low2, die_warn, die_critical = limits
    assert over == (3480, 80)
    assert under == (2640, 80)
    assert low1 == (2880, 80)
    assert low2 == (2800, 80)
    assert die_warn == (1200 + 20 * 85, 200)
    assert die_critical == (1200 + 20 * 105, 200)
    awake, asleep, enable, *average, count = rest
    assert (awake, asleep) == (512, 4096), "15.6 ms and 125 ms"
    assert enable == 0b11111
    assert average == [0, 0, 0, 0, 0, 1, 1], "AIN0 and AIN1: 4 conversions"
    assert count == 3


@covers("QUE-CHG-2")
def test_charger_defaults() -> None:
    """500 mA, 4200 mV, full duty, no host watchdog, 20 % when cool; a charger powers up."""
    values = plain(load("quectel"))
    assert cut(values["CHG_CTRL_RST"], 1, 10, 13, 7, 2, 1, 1) == [1, 500, 4200, 100, 0, 0, 1]
    assert cut(values["CHG_LIMIT_RST"], 14, 14, 12, 12, 7, 9) == [4350, 6500, 2100, 3000, 75, 100]
    assert cut(values["CHG_TIMER_RST"], 8, 10) == [30, 300]


@covers("QUE-CHG-2")
def test_temperature_zones() -> None:
    """10 kOhm, B = 3435 K, pull-up 10 kOhm: codes by hand at 0, 10, 45 and 60 degrees, and 2 degrees further in.

    0: R/R25 2.8704, code 3038; 2: 2.6197, 2964. 10: 1.8410, 2654; 12: 1.6909, 2574.
    45: 0.48469, 1337; 43: 0.51895, 1399. 60: 0.29809, 941; 58: 0.31724, 986.
    """
    fields = cut(plain(load("quectel"))["CHG_TEMP_RST"], *[12, 8] * 4)
    assert fields == [3038, 3038 - 2964, 2654, 2654 - 2574, 1337, 1399 - 1337, 941, 986 - 941]
