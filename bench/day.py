# SPDX-License-Identifier: Apache-2.0
"""The model alone: a day in which the RTC alarm ends a sleep every hour.

Firmware here is what a logger would do: set the alarm, release the lock, wait; woken up, check why, clear it, go on.
"""

from __future__ import annotations

import time
from functools import cache

from models.pmu import AON_HZ, Pmu
from models.regmap import REGISTERS, PwrState, SleepOutcome
from profiles import Profile, load

CYCLES = 24
_OS, _AP_RUN = 1 << 0, 1 << 3  # lock bits of the platform's NP
_RTC_ALARM = 1 << 0
_POWER_UP_TICKS = 1_000
_POSTED_TICKS = 16  # all posted writes have arrived
_HOUR_TICKS = 3_600 * AON_HZ


@cache
def platform() -> Profile:
    """The platform, read once."""
    return load("ameba")


def booted() -> Pmu:
    """A PMU of the Ameba platform that has powered up, its AP power-gated, its clock set to midnight.

    The locks allow Sleep, not Deep-Sleep.
    """
    pmu = Pmu(platform())
    pmu.run_until(lambda: pmu.state is PwrState.ACTIVE, within=_POWER_UP_TICKS)
    pmu.run(_POSTED_TICKS)
    pmu.write32("SLP_CORE1_WAKELOCK_CLR", _OS, requester=1)
    pmu.write32("RTC_SET_DATE", REGISTERS["RTC_SET_DATE"].pack(YEAR=26, MONTH=11, DAY=20))
    pmu.write32("RTC_SET_TIME", 0)
    pmu.write32("RTC_COMMIT", 1)
    pmu.write32("WAKE_EDGE", _RTC_ALARM)
    pmu.write32("WAKE_ENABLE", _RTC_ALARM)
    pmu.wfi("ap", 1)
    pmu.run(_POSTED_TICKS)
    return pmu


def sleep_until(pmu: Pmu, hour: int) -> None:
    """Set the alarm to *hour* o'clock, sleep, and come back from it. AssertionError if it went otherwise."""
    pmu.write32("RTC_ALARM0_TIME", REGISTERS["RTC_ALARM0_TIME"].pack(HOUR=hour))
    pmu.write32("RTC_ALARM0_CTRL", REGISTERS["RTC_ALARM0_CTRL"].pack(SECOND=1, MINUTE=1, HOUR=1, ARM=1))
    pmu.run(_POSTED_TICKS)
    pmu.write32("SLP_CORE0_WAKELOCK_CLR", _OS | _AP_RUN)
    pmu.wfi("np", 1)
    pmu.run_until(lambda: pmu.state is PwrState.ASLEEP, within=_POWER_UP_TICKS)
    pmu.run_until(lambda: pmu.state is PwrState.ACTIVE and pmu.mode == "ACTIVE", within=_HOUR_TICKS + _POWER_UP_TICKS)
    pmu.wfi("np", 0)
    pmu.run(_POSTED_TICKS)
    outcome = REGISTERS["SLP_STATUS"]["OUTCOME"].get(pmu.read32("SLP_STATUS"))
    assert outcome == SleepOutcome.SLEPT, SleepOutcome(outcome).name
    assert pmu.read32("WAKE_CAUSE_FIRST") == 0, "not woken by the RTC"
    pmu.write32("SLP_CORE0_WAKELOCK_SET", _OS | _AP_RUN)
    pmu.write32("WAKE_PENDING", _RTC_ALARM)
    pmu.write32("RTC_INTR_STATE", 0x7F)
    pmu.run(_POSTED_TICKS)


def day() -> Pmu:
    """Power-up and one day; the PMU as it is at its end."""
    pmu = booted()
    for cycle in range(CYCLES):
        sleep_until(pmu, (cycle + 1) % 24)
    return pmu


def measure(repeats: int) -> tuple[float, Pmu]:
    """Processor time of the fastest of *repeats* days in seconds, power-up included, reading
    the profile not, and the PMU at the end of one.

    Processor time, so that other work on the machine does not count.
    """
    best = float("inf")
    platform()
    for _ in range(repeats):
        start = time.process_time()
        pmu = day()
        best = min(best, time.process_time() - start)
    return best, pmu
