# SPDX-License-Identifier: Apache-2.0
"""The rules of the RTC's timing contract, followed word by word one edge at a time, with `datetime` as the calendar.

Slow and simple on purpose: the golden model computes the same in closed form.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache

from models.rtc_calendar import CMP_DAY, Alarm, Time
from models.sticky_events import StickyEvents

SECOND_TICKS = 32_768
EPOCH = datetime(2000, 1, 1)
LAST = datetime(2399, 12, 31, 23, 59, 59)
MONTH_ENDS = [(2026, 4, 30), (2023, 2, 28), (2024, 2, 29), (2100, 2, 28), (2300, 2, 28), (2026, 7, 31), (2026, 9, 30),
              (2026, None, 31)]  # year, month of a setting or None, its last day


def to_datetime(time: Time) -> datetime:
    """The datetime of a legal Time."""
    return datetime(2000 + time.year, *time[1:])


def from_datetime(when: datetime) -> Time:
    """The Time of a datetime of 2000 to 2399."""
    return Time(when.year - 2000, when.month, when.day, when.hour, when.minute, when.second)


def packed(when: datetime) -> int:
    """The 70-bit time word, from the contract's packing and datetime alone."""
    word = int((when - EPOCH).total_seconds()) % 2**32
    fields = (
        (when.year - 2000, 9), (when.month, 4), (when.day, 5), (when.weekday(), 3), (when.hour, 5), (when.minute, 6),
        (when.second, 6),
    )  # fmt: skip
    for value, width in fields:
        word = word << width | value
    return word


def equals(alarm: Alarm, when: datetime) -> bool:
    """Does *when* equal the alarm in every compared field?"""
    day = (alarm.wday, when.weekday()) if alarm.use_wday else (alarm.day, when.day)
    pairs = (
        (alarm.second, when.second), (alarm.minute, when.minute), (alarm.hour, when.hour), day,
        (alarm.month, when.month), (2000 + alarm.year, when.year),
    )  # fmt: skip
    return all(want == have for bit, (want, have) in enumerate(pairs) if alarm.mask >> bit & 1)


@cache
def last_moment(alarm: Alarm) -> tuple[int, ...] | None:
    """Year to second of the last moment that *alarm* can name, from the contract: None if any year will do."""
    if not alarm.mask >> 5 & 1:
        return None
    month = alarm.month if alarm.mask >> 4 & 1 else 12
    day = datetime(2000 + alarm.year, month, 1) + timedelta(days=31)
    while day.month != month or not equals(alarm._replace(mask=alarm.mask & CMP_DAY), day):
        day -= timedelta(days=1)
    rest = ((alarm.mask >> 2 & 1, alarm.hour, 23), (alarm.mask >> 1 & 1, alarm.minute, 59), (alarm.mask & 1, alarm.second, 59))
    return (day.year, day.month, day.day, *(value if compared else most for compared, value, most in rest))


def fields_of(when: datetime) -> tuple[int, ...]:
    """Year to second."""
    return tuple(when.timetuple()[:6])


class EdgeByEdge:
    """rtc_core, edge by edge. Each call of `edge` is one rising edge of the AON clock."""

    def __init__(self, n_alarms: int, shared: bool) -> None:
        self.shared = shared
        self.now = self.commit_tick = self.acc = self.trim = self.set = self.match = 0
        self.events = StickyEvents(8)
        self.deadline = SECOND_TICKS
        self.time = EPOCH
        self.alarms = [Alarm(0, 0, 0)] * n_alarms

    def edge(
        self,
        commit: datetime | None = None,
        trim: int | None = None,
        alarms: dict[int, Alarm] | None = None,
        clear: int | None = None,
    ) -> int:
        """One edge with what is written on it; returns how many seconds came on it."""
        self.now = now = self.now + 1
        seconds, events, before = 0, 0, self.time
        if commit is not None:
            self.time, self.commit_tick, self.deadline, self.acc, self.set = commit, now, now + SECOND_TICKS, 0, 1
        else:
            due = self.deadline == now
            shift = 0
            if (now - self.commit_tick) % SECOND_TICKS == 0:
                shift, self.acc = (self.acc + self.trim) // 32, (self.acc + self.trim) % 32
            if due:
                self.deadline = now + SECOND_TICKS - shift
                seconds = 1
            else:
                self.deadline -= shift
                if self.deadline <= now:
                    self.deadline += SECOND_TICKS
                    seconds = 1
        if seconds:
            self.time = EPOCH if self.time == LAST else self.time + timedelta(seconds=1)
            events |= 1 << 4
        if trim is not None:
            self.trim = trim
        taken = []
        for n, alarm in sorted((alarms or {}).items()):
            if alarm.arm and self.shared and self.alarms[1 - n].arm:
                events |= 1 << 6
            else:
                self.alarms[n] = alarm
                taken.append(n)
        self.match = 0
        if seconds or commit is not None:
            for n, alarm in enumerate(self.alarms):
                if alarm.arm and equals(alarm, self.time):
                    self.match |= 1 << n
        for n, alarm in enumerate(self.alarms):
            last = last_moment(alarm)
            if not alarm.arm or last is None or self.match >> n & 1:
                continue
            if commit is not None and fields_of(before) < last < fields_of(self.time):
                self.match |= 1 << n
                events |= 1 << 7
            elif n in taken and last <= fields_of(self.time):
                events |= 1 << 5
        self.events.happen(now, events | self.match)
        if clear is not None:
            self.events.clear(now, clear)
        return seconds

    def outputs(self) -> dict[str, int]:
        """Value of every output after the last edge."""
        return {
            "time_o": packed(self.time),
            "presc_o": max(0, SECOND_TICKS - (self.deadline - self.now)),
            "set_o": self.set,
            "armed_o": sum(1 << n for n, alarm in enumerate(self.alarms) if alarm.arm),
            "match_o": self.match,
            "event_o": self.events.word,
        }
