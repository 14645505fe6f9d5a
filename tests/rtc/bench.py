# SPDX-License-Identifier: Apache-2.0
"""Drives the block bench of the RTC: writes at chosen ticks, with the scoreboard always on."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from cocotb.handle import HierarchyObject
from cocotb.triggers import Timer

from models.rtc import Rtc
from models.rtc_calendar import ALARM_W, Alarm, unpack_time
from models.sticky_events import AGED_TICKS
from tb.aon import AonClock
from tb.scoreboard import BlockScoreboard
from tests.rtc.reference import SECOND_TICKS, from_datetime, packed, to_datetime

SECOND_EVENT, IN_PAST, CONFLICT, SKIPPED = 1 << 4, 1 << 5, 1 << 6, 1 << 7
ALL_EVENTS = 0xFF
_INPUTS = ("set_valid_i", "set_time_i", "trim_valid_i", "trim_i", "alm_valid_i", "alm_i", "clr_valid_i", "clr_i")
_VALIDS = ("set_valid_i", "trim_valid_i", "alm_valid_i", "clr_valid_i")


class Write(NamedTuple):
    """What is written on one tick; alarms by the number of their set."""

    commit: datetime | None = None
    trim: int | None = None
    alarms: Mapping[int, Alarm] = {}
    clear: int | None = None


def alarm_at(when: datetime, mask: int = 63, **changes: int) -> Alarm:
    """An armed alarm with all fields of *when*."""
    fields = from_datetime(when)
    return Alarm(1, 0, mask, *fields[:3], when.weekday(), *fields[3:])._replace(**changes)


class RtcBench:
    """The core with its clock, its scoreboard and a way to write. `await start()` first, `await finish()` last."""

    def __init__(self, dut: HierarchyObject, shared: bool = False) -> None:
        self.dut = dut
        self.n_alarms = len(dut.alm_valid_i)
        self.clock = AonClock(dut.clk, dut.now)
        self.scoreboard = BlockScoreboard(dut, lambda: Rtc(self.n_alarms, shared), self.clock, reset=dut.rst_ni)

    async def start(self) -> None:
        """Through reset, to the first tick."""
        self.dut.rst_ni.value = 0
        for name in _INPUTS:
            getattr(self.dut, name).value = 0
        await self.clock.start()
        self.scoreboard.start()
        self.dut.rst_ni.value = 1
        await self.clock.counting()

    async def restart(self) -> None:
        """POR for three ticks in the middle of a run; ends after the first tick."""
        self.dut.rst_ni.value = 0
        await Timer(3 * self.clock.period, "step")
        self.dut.rst_ni.value = 1
        self.clock.base = None
        await self.clock.counting()

    async def finish(self) -> None:
        """Nothing is left over: the last comparison."""
        await self.scoreboard.finish()

    async def write(self, writes: Iterable[tuple[int, Write]]) -> None:
        """Carry out *writes* (tick, what), ticks rising; ends at the falling edge after the last one."""
        last = None
        for tick, what in writes:
            if last is not None and tick != last + 1:
                await self._release(last + 1)
            await self.clock.before(tick)
            self._drive(what)
            last = tick
        if last is not None:
            await self._release(last + 1)

    async def commit(self, when: datetime, **more: object) -> int:
        """Commit *when* as soon as possible, if events are cleared with it once all are old; returns the tick."""
        tick = self.clock.tick + (AGED_TICKS + 1 if "clear" in more else 2)
        await self.write([(tick, Write(commit=when, **more))])
        return tick

    async def _release(self, tick: int) -> None:
        await self.clock.before(tick)
        for name in _VALIDS:
            getattr(self.dut, name).value = 0

    def _drive(self, what: Write) -> None:
        dut = self.dut
        for valid, value in zip(_VALIDS, (what.commit, what.trim, what.alarms or None, what.clear), strict=True):
            if valid != "alm_valid_i":
                getattr(dut, valid).value = int(value is not None)
        if what.commit is not None:
            dut.set_time_i.value = packed(what.commit)
        if what.trim is not None:
            dut.trim_i.value = what.trim % 1024
        dut.alm_valid_i.value = sum(1 << n for n in what.alarms)
        if what.alarms:
            dut.alm_i.value = sum(alarm.pack() << n * ALARM_W for n, alarm in what.alarms.items())
        if what.clear is not None:
            dut.clr_i.value = what.clear

    # -- what the pins show ----------------------------------------------------------------------------------------
    def event(self) -> int:
        """event_o, as it is now."""
        return int(self.dut.event_o.value)

    def time(self) -> int:
        """time_o, as it is now."""
        return int(self.dut.time_o.value)

    def now(self) -> datetime:
        """The running time, from the fields of time_o."""
        time, _, _ = unpack_time(self.time())
        return to_datetime(time)

    def next_second(self) -> int:
        """Tick at which the model awaits the next second: where to aim, never what to expect."""
        twin = copy.deepcopy(self.scoreboard.model)
        twin.advance(max(twin.now, self.clock.tick))
        return twin.next_event()

    async def time_at(self, tick: int) -> int:
        """time_o after edge *tick*."""
        await self.clock.after(tick)
        return self.time()

    async def expect_second(self, tick: int, before: datetime, after: datetime) -> None:
        """The clock goes from *before* to *after* on edge *tick* and not one tick earlier or later."""
        assert self.clock.tick < tick, f"the test looks at tick {tick} too late, at tick {self.clock.tick}"
        assert await self.time_at(tick - 1) == packed(before), f"tick {tick - 1}: time_o = {self.time():#x}"
        assert await self.time_at(tick) == packed(after), f"tick {tick}: time_o = {self.time():#x}"


__all__ = ["ALL_EVENTS", "CONFLICT", "IN_PAST", "SECOND_EVENT", "SECOND_TICKS", "SKIPPED", "RtcBench", "Write", "alarm_at"]
