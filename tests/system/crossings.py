# SPDX-License-Identifier: Apache-2.0
"""The posted register groups of the PMU: what firmware wrote, and what arrived at the AON side, when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import cocotb
from cocotb.handle import HierarchyObject, LogicArrayObject, LogicObject
from cocotb.simtime import get_sim_time
from cocotb.triggers import ReadOnly

from models.regmap import REGISTERS

N_WAKE = 8
TICK_PS = 30_517_578
MS_NUMERATOR, MS_DENOMINATOR = 4096, 125  # 32.768 ticks a millisecond


@dataclass
class Group:
    """One group. *write* is the register whose write posts; *encode* gives what arrives for a word written to it."""

    name: str
    register: str
    busy: str
    valid: LogicObject | LogicArrayObject
    data: LogicArrayObject
    encode: Callable[[int], int]
    bit: int = 0
    shift: int = 0
    width: int = 64
    arrived: list[tuple[int, int]] = field(default_factory=list)
    changed: int = 0

    def start(self) -> None:
        """Record arrivals from now on as (time in steps, value), and check that data stands still around them."""
        cocotb.start_soon(self._follow())
        cocotb.start_soon(self._data())

    def _slice(self) -> int:
        return int(self.data.value) >> self.shift & (1 << self.width) - 1

    def _valid(self) -> int:
        return int(self.valid.value) >> self.bit & 1

    async def _data(self) -> None:
        """What is sampled in the AON clock has been stable since a synchronizer's two edges before."""
        before = self._slice()
        while True:
            await self.data.value_change
            await ReadOnly()
            now = self._slice()
            if now != before:
                assert not self._valid(), f"{self.name}: data changes while the AON side takes it"
                before, self.changed = now, get_sim_time("step")

    @property
    def busy_mask(self) -> int:
        """The group's bit of SYS.BUSY."""
        return REGISTERS["SYS_BUSY"].pack(**{self.busy: 1})

    async def _follow(self) -> None:
        before = 0
        while True:
            await self.valid.value_change
            await ReadOnly()
            now = self._valid()
            if now and not before:
                moment = get_sim_time("step")
                stood = moment - self.changed
                assert stood >= TICK_PS, f"{self.name}: data changed {stood} ps before it is taken"
                self.arrived.append((moment, self._slice()))
            before = now


def groups(pmu: HierarchyObject) -> dict[str, Group]:
    """The groups of *pmu* (the instance of pmu_top); wake settings other than the one written must be 0."""
    rtc, wake, sleep = pmu.u_rtc.u_core, pmu.u_wake.u_core, pmu.u_sleep.u_core
    entries = [
        Group("sleep_timer", "SLP_SLEEP_TIMER", "SLP_TIMER", sleep.tmr_valid_i, sleep.tmr_ticks_i, lambda word: word),
        Group("longest_sleep", "SLP_MAX_SLEEP", "SLP_MAX", sleep.max_valid_i, sleep.max_ticks_i, ticks),
        Group("wake_enable", "WAKE_ENABLE", "WAKE_CFG", wake.cfg_valid_i, wake.cfg_i, lambda word: word & 0xFF),
        Group("wake_both", "WAKE_BOTH", "WAKE_CFG", wake.cfg_valid_i, wake.cfg_i, lambda word: (word & 0xFF) << 3 * N_WAKE),
        Group(
            "route", "WAKE_ROUTE1", "WAKE_ROUTE", wake.route_valid_i, wake.route_i, lambda word: word & 0xFF,
            shift=N_WAKE, width=N_WAKE,
        ),
        Group("trim", "RTC_TRIM", "RTC_TRIM", rtc.trim_valid_i, rtc.trim_i, lambda word: word & 0x3FF),
        Group("alarm_0", "RTC_ALARM0_CTRL", "RTC_ALARM0", rtc.alm_valid_i, rtc.alm_i, alarm, bit=0, shift=0, width=46),
        Group("alarm_1", "RTC_ALARM1_CTRL", "RTC_ALARM1", rtc.alm_valid_i, rtc.alm_i, alarm, bit=1, shift=46, width=46),
    ]  # fmt: skip
    return {entry.name: entry for entry in entries}


def ticks(milliseconds: int) -> int:
    """AON ticks of a time in milliseconds, rounded up."""
    return -(-milliseconds * MS_NUMERATOR // MS_DENOMINATOR)


def alarm(ctrl: int) -> int:
    """An alarm's setting as it arrives, with date and time at their reset values (1 January 2000, 00:00:00)."""
    bits = REGISTERS["RTC_ALARM0_CTRL"].unpack(ctrl)
    compared = 0
    for name in ("YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND"):
        compared = compared << 1 | bits[name]
    month_and_day = 1 << 25 | 1 << 20
    return bits["ARM"] << 45 | bits["USE_WDAY"] << 44 | compared << 38 | month_and_day
