# SPDX-License-Identifier: Apache-2.0
"""Drives the block bench of the RTC: writes at chosen ticks, with the scoreboard always on."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from cocotb.handle import HierarchyObject

from models.rtc import Rtc
from models.rtc_calendar import ALARM_W, Alarm, unpack_time
from models.sticky_events import AGED_TICKS
from tb.block_bench import BlockBench
from tests.rtc.reference import SECOND_TICKS, from_datetime, packed, to_datetime

SECOND_EVENT, IN_PAST, CONFLICT, SKIPPED = 1 << 4, 1 << 5, 1 << 6, 1 << 7
ALL_EVENTS = 0xFF


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


class RtcBench(BlockBench):
    """The core, and a way to write."""

    def __init__(self, dut: HierarchyObject, shared: bool = False) -> None:
        self.n_alarms = len(dut.alm_valid_i)
        super().__init__(dut, lambda: Rtc(self.n_alarms, shared))

    async def write(self, writes: Iterable[tuple[int, Write]]) -> None:
        """Carry out *writes* (tick, what); ends at the falling edge after the last one."""
        await self.play({tick: self._inputs(what) for tick, what in writes})

    async def commit(self, when: datetime, **more: object) -> int:
        """Commit *when* as soon as possible, if events are cleared with it once all are old; returns the tick."""
        tick = self.clock.tick + (AGED_TICKS + 1 if "clear" in more else 2)
        await self.write([(tick, Write(commit=when, **more))])
        return tick

    @staticmethod
    def _inputs(what: Write) -> dict[str, int]:
        inputs = {}
        if what.commit is not None:
            inputs |= {"set_valid_i": 1, "set_time_i": packed(what.commit)}
        if what.trim is not None:
            inputs |= {"trim": what.trim % 1024}
        if what.alarms:
            inputs["alm_valid_i"] = sum(1 << n for n in what.alarms)
            inputs["alm_i"] = sum(alarm.pack() << n * ALARM_W for n, alarm in what.alarms.items())
        if what.clear is not None:
            inputs |= {"clr": what.clear}
        return inputs

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
