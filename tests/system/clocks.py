# SPDX-License-Identifier: Apache-2.0
"""A rig that knows the time of day: brings the system to the last ticks before a midnight."""

from __future__ import annotations

from datetime import datetime, timedelta

from cocotb.triggers import with_timeout

from models.regmap import REGISTERS
from tests.system.rig import Rig

BEFORE_MIDNIGHT = datetime(2027, 12, 31, 23, 59, 59)
MIDNIGHT = BEFORE_MIDNIGHT + timedelta(seconds=1)
SECOND_TICKS = 32_768
READY_TICKS = 100
COMMIT_TIMEOUT_US = 1_000


def date_word(moment: datetime, *, wday: bool = False) -> int:
    """SET_DATE, ALARMn.DATE or, with the weekday, DATE."""
    fields = {"YEAR": moment.year - 2000, "MONTH": moment.month, "DAY": moment.day}
    return REGISTERS["RTC_DATE"].pack(**fields, **({"WDAY": moment.weekday()} if wday else {}))


def time_word(moment: datetime) -> int:
    """SET_TIME, ALARMn.TIME or TIME."""
    return REGISTERS["RTC_TIME"].pack(HOUR=moment.hour, MINUTE=moment.minute, SECOND=moment.second)


class RtcRig(Rig):
    """Sets the clock, and knows when its seconds end."""

    async def set_clock(self, moment: datetime) -> int:
        """Set date and time; returns the moment (in steps) at which the second begins."""
        await self.write("RTC_SET_DATE", date_word(moment))
        await self.write("RTC_SET_TIME", time_word(moment))
        await self.write("RTC_COMMIT", 1)
        # the prescaler starts anew with the commit, seen at the RTC itself
        await with_timeout(self.board.inside("u_rtc").u_core.set_valid_i.value_change, COMMIT_TIMEOUT_US, "us")
        begin = self.now + self.period
        await self.settled()
        assert await self.read("RTC_ERROR") == 0
        return begin

    async def second_ends_at(self, moment: int) -> None:
        """The present second ends at the AON edge at *moment*: real seconds would cost a test its time.

        Moves the deadline in the RTC and in its model alike, between two edges; with a trim of 0 nothing else knows of it.
        """
        clock = self.board.clock
        tick = round((moment - clock.base) / self.period)
        await self.at(self.next_tick() + 3 * self.period // 4)
        assert 0 < tick - clock.tick <= SECOND_TICKS, f"a second cannot end {tick - clock.tick} ticks from now"
        scoreboard = next(entry for entry in self.board.scoreboards if entry.name == "rtc")
        self.board.inside("u_rtc").u_core.due_q.value = tick - 1 & 0xFFFF
        scoreboard.model._deadline = tick
        scoreboard._wake.set()

    async def before_midnight(self) -> int:
        """The last second before midnight; returns the moment of midnight, some ticks ahead."""
        await self.set_clock(BEFORE_MIDNIGHT)
        midnight = self.next_tick(READY_TICKS)
        await self.second_ends_at(midnight)
        return midnight
