# SPDX-License-Identifier: Apache-2.0
"""A rig that knows the time of day: brings the system to the last ticks before a midnight, asleep until then."""

from __future__ import annotations

from datetime import datetime, timedelta

from cocotb.triggers import with_timeout

from models.regmap import REGISTERS
from tests.system.rig import SLEEP, SLEEP_TIMER_CAUSE, Rig

BEFORE_MIDNIGHT = datetime(2027, 12, 31, 23, 59, 59)
MIDNIGHT = BEFORE_MIDNIGHT + timedelta(seconds=1)
SECOND_TICKS = 32_768
READY_TICKS = 150  # awake so long before midnight
COMMIT_TIMEOUT_US = 1_000


def date_word(moment: datetime, *, wday: bool = False) -> int:
    """SET_DATE, ALARMn.DATE or, with the weekday, DATE."""
    fields = {"YEAR": moment.year - 2000, "MONTH": moment.month, "DAY": moment.day}
    return REGISTERS["RTC_DATE"].pack(**fields, **({"WDAY": moment.weekday()} if wday else {}))


def time_word(moment: datetime) -> int:
    """SET_TIME, ALARMn.TIME or TIME."""
    return REGISTERS["RTC_TIME"].pack(HOUR=moment.hour, MINUTE=moment.minute, SECOND=moment.second)


class RtcRig(Rig):
    """Sets the clock and sleeps through seconds."""

    async def set_clock(self, moment: datetime) -> int:
        """Set date and time; returns the moment (in steps) at which the second begins."""
        await self.write("RTC_SET_DATE", date_word(moment))
        await self.write("RTC_SET_TIME", time_word(moment))
        await self.write("RTC_COMMIT", 1)
        # the prescaler starts anew with the commit, seen at the RTC itself
        await with_timeout(self.board._inside("u_rtc").u_core.set_valid_i.value_change, COMMIT_TIMEOUT_US, "us")
        begin = self.now + self.period
        await self.settled()
        assert await self.read("RTC_ERROR") == 0
        return begin

    async def before_midnight(self) -> int:
        """One second before midnight; sleeps most of it. Returns the moment of midnight, some ticks ahead."""
        midnight = await self.set_clock(BEFORE_MIDNIGHT) + SECOND_TICKS * self.period
        await self.allow(SLEEP)
        await self.prepare(sources=0)
        left = (midnight - self.now) // self.period
        await self.write("SLP_SLEEP_TIMER", left - READY_TICKS)
        await self.settled()
        self.wfi()
        await self.awake(SECOND_TICKS)
        await self.poll("WAKE_CAUSE_FIRST", "CODE", SLEEP_TIMER_CAUSE)
        return midnight
