# SPDX-License-Identifier: Apache-2.0
"""Calendar of the RTC: dates of the years 2000 to 2399 as numbers, what is legal, when an alarm matches next.

Page "RTC and alarm comparator"; packed formats as in the timing contract of rtc_core. The years are counted from
2000 (0..399), weekdays from Monday (0..6). 400 Gregorian years are a whole number of weeks, so the calendar is a
cycle: after 2399-12-31 23:59:59 comes 2000-01-01 00:00:00, a Saturday again.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from typing import NamedTuple

YEARS = 400
DAYS = 146_097  # in 400 years
DAY_SECONDS = 86_400
CYCLE_SECONDS = DAYS * DAY_SECONDS
SATURDAY = 5  # 2000-01-01
TIME_W, ALARM_W = 70, 46
SECONDS_MASK = (1 << 32) - 1

# Bits of the alarm's compare mask.
CMP_SECOND, CMP_MINUTE, CMP_HOUR, CMP_DAY, CMP_MONTH, CMP_YEAR = (1 << bit for bit in range(6))
CMP_ALL = 63

_MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_BEFORE_MONTH = [[sum(days[:month]) for month in range(12)] for days in (_MONTH_DAYS, (31, 29, *_MONTH_DAYS[2:]))]


class Time(NamedTuple):
    """A date and time: what time_o and set_time_i carry."""

    year: int
    month: int
    day: int
    hour: int = 0
    minute: int = 0
    second: int = 0

    def pack(self) -> int:
        """The 70-bit word: seconds since 2000-01-01 modulo 2^32, then the fields with the weekday."""
        index = index_of(self)
        wday = (SATURDAY + index // DAY_SECONDS) % 7
        return (index & SECONDS_MASK) << 38 | _pack_fields(*self[:3], wday, *self[3:])


class Alarm(NamedTuple):
    """One alarm set. `mask` has a 1 (CMP_…) for each field that is compared; with `use_wday` "day" is the weekday."""

    arm: int
    use_wday: int
    mask: int
    year: int = 0
    month: int = 1
    day: int = 1
    wday: int = 0
    hour: int = 0
    minute: int = 0
    second: int = 0

    def pack(self) -> int:
        """The 46-bit word of alm_i."""
        return self.arm << 45 | self.use_wday << 44 | self.mask << 38 | _pack_fields(*self[3:])

    @property
    def last(self) -> Time | None:
        """The moment after which there is no next time round: None if the year is not compared.

        What is not compared stands at its greatest value: without a day that is the end of the month, with a weekday the
        last such day of it. For settings that `check_alarm` lets pass.
        """
        if not self.mask & CMP_YEAR:
            return None
        month = self.month if self.mask & CMP_MONTH else 12
        day = days_in_month(self.year, month)
        if self.mask & CMP_DAY:
            wday = SATURDAY + _day_index(self.year, month, day)
            day = day - (wday - self.wday) % 7 if self.use_wday else self.day
        return Time(
            self.year,
            month,
            day,
            self.hour if self.mask & CMP_HOUR else 23,
            self.minute if self.mask & CMP_MINUTE else 59,
            self.second if self.mask & CMP_SECOND else 59,
        )


class CheckResult(NamedTuple):
    """Answer of `check_time`; weekday (0 = Monday) and seconds since 2000-01-01 modulo 2^32 mean nothing unless ok."""

    ok: bool
    wday: int = 0
    seconds: int = 0


def _pack_fields(year: int, month: int, day: int, wday: int, hour: int, minute: int, second: int) -> int:
    return year << 29 | month << 25 | day << 20 | wday << 17 | hour << 12 | minute << 6 | second


def _unpack_fields(word: int) -> tuple[int, int, int, int, int, int, int]:
    return (
        word >> 29 & 511, word >> 25 & 15, word >> 20 & 31, word >> 17 & 7, word >> 12 & 31, word >> 6 & 63, word & 63,
    )  # fmt: skip


def unpack_time(word: int) -> tuple[Time, int, int]:
    """Split a 70-bit word into the date and time, the weekday and the seconds counter, legal or not."""
    year, month, day, wday, hour, minute, second = _unpack_fields(word)
    return Time(year, month, day, hour, minute, second), wday, word >> 38


def unpack_alarm(word: int) -> Alarm:
    """Split the 46-bit word of one alarm set, legal or not."""
    return Alarm(word >> 45 & 1, word >> 44 & 1, word >> 38 & 63, *_unpack_fields(word))


def is_leap(year: int) -> bool:
    """Gregorian rule: 2000 is a leap year, 2100, 2200 and 2300 are not."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def days_in_month(year: int, month: int) -> int:
    """Days of *month* (1..12)."""
    return 29 if month == 2 and is_leap(year) else _MONTH_DAYS[month - 1]


def _before_year(year: int) -> int:
    """Days from 2000-01-01 to the first of January of *year*, which may lie in a later cycle (400, 401, …)."""
    return 365 * year + (year + 3) // 4 - (year + 99) // 100 + (year + 399) // 400


def _day_index(year: int, month: int, day: int) -> int:
    return _before_year(year) + _BEFORE_MONTH[is_leap(year)][month - 1] + day - 1


def index_of(time: Time) -> int:
    """Seconds from 2000-01-01 00:00:00 to *time*, in full (not modulo 2^32)."""
    clock = (time.hour * 60 + time.minute) * 60 + time.second
    return _day_index(time.year, time.month, time.day) * DAY_SECONDS + clock


def time_of(index: int) -> Time:
    """The date and time *index* seconds after 2000-01-01 00:00:00, around the cycle of 400 years."""
    days, clock = divmod(index % CYCLE_SECONDS, DAY_SECONDS)
    year = days * YEARS // DAYS
    while _before_year(year) > days:  # the estimate is off by one year at the most
        year -= 1
    while _before_year(year + 1) <= days:
        year += 1
    rest = days - _before_year(year)
    months = _BEFORE_MONTH[is_leap(year)]
    month = bisect_right(months, rest)
    return Time(year, month, rest - months[month - 1] + 1, clock // 3600, clock // 60 % 60, clock % 60)


def check_time(year: int, month: int, day: int, hour: int, minute: int, second: int) -> CheckResult:
    """Is it a legal date and time, and which weekday and seconds count belong to it? The golden model of rtc_check."""
    legal = 0 <= year < YEARS and 1 <= month <= 12 and 0 <= hour <= 23 and 0 <= minute <= 59 and 0 <= second <= 59
    if not legal or not 1 <= day <= days_in_month(year, month):
        return CheckResult(False)
    index = index_of(Time(year, month, day, hour, minute, second))
    return CheckResult(True, (SATURDAY + index // DAY_SECONDS) % 7, index & SECONDS_MASK)


def check_alarm(alarm: Alarm | int) -> bool:
    """May this alarm setting (fields, or the 46-bit word) be taken?

    Every compared field must be in its own range, and a compared day must exist in the compared month: 29 February
    passes if the year is not compared, or is a leap year. Fields that are not compared may hold anything. A setting
    that is not armed is always taken.
    """
    if isinstance(alarm, int):
        alarm = unpack_alarm(alarm)
    if not alarm.arm:
        return True
    mask = alarm.mask
    ranges = (
        (CMP_SECOND, alarm.second <= 59),
        (CMP_MINUTE, alarm.minute <= 59),
        (CMP_HOUR, alarm.hour <= 23),
        (CMP_MONTH, 1 <= alarm.month <= 12),
        (CMP_YEAR, alarm.year < YEARS),
    )
    if not all(good for bit, good in ranges if mask & bit):
        return False
    if not mask & CMP_DAY:
        return True
    if alarm.use_wday:
        return alarm.wday <= 6
    year = alarm.year if mask & CMP_YEAR else 0  # 2000, a leap year
    return 1 <= alarm.day <= (days_in_month(year, alarm.month) if mask & CMP_MONTH else 31)


def matches(alarm: Alarm, index: int) -> bool:
    """Does second *index* equal the alarm in every compared field? (Whether the alarm is armed is not asked.)"""
    time, mask = time_of(index), alarm.mask
    day = (SATURDAY + index // DAY_SECONDS) % 7 == alarm.wday if alarm.use_wday else time.day == alarm.day
    return (
        (not mask & CMP_SECOND or time.second == alarm.second)
        and (not mask & CMP_MINUTE or time.minute == alarm.minute)
        and (not mask & CMP_HOUR or time.hour == alarm.hour)
        and (not mask & CMP_DAY or day)
        and (not mask & CMP_MONTH or time.month == alarm.month)
        and (not mask & CMP_YEAR or time.year == alarm.year)
    )


def next_match(alarm: Alarm, index: int) -> int | None:
    """The first second after *index* that equals *alarm* in every compared field, None if none ever does.

    A search over fields, at most 401 years of twelve months, never over seconds. The result may lie beyond the end
    of the cycle that *index* is in (2399 is followed by 2000); *index* itself may lie in any cycle.
    """
    day, clock = divmod(index + 1, DAY_SECONDS)
    if _day_matches(alarm, day):
        found = _next_clock(alarm, clock)
        if found is not None:
            return day * DAY_SECONDS + found
    found, next_day = _next_clock(alarm, 0), _next_day(alarm, day + 1)
    return None if found is None or next_day is None else next_day * DAY_SECONDS + found


def _candidates(compared: int, value: int, start: int, end: int) -> Iterable[int]:
    """Values from *start* to before *end* that a field may have."""
    if not compared:
        return range(start, end)
    return (value,) if start <= value < end else ()


def _next_clock(alarm: Alarm, start: int) -> int | None:
    """First matching second of a day, not before second *start*."""
    hour0, minute0, second0 = start // 3600, start // 60 % 60, start % 60
    for hour in _candidates(alarm.mask & CMP_HOUR, alarm.hour, hour0, 24):
        if hour > hour0:
            minute0 = second0 = 0
        for minute in _candidates(alarm.mask & CMP_MINUTE, alarm.minute, minute0, 60):
            low = second0 if (hour, minute) == (hour0, minute0) else 0
            for second in _candidates(alarm.mask & CMP_SECOND, alarm.second, low, 60):
                return (hour * 60 + minute) * 60 + second
    return None


def _day_matches(alarm: Alarm, day: int) -> bool:
    clockless = alarm._replace(mask=alarm.mask & (CMP_DAY | CMP_MONTH | CMP_YEAR))
    return matches(clockless, day * DAY_SECONDS)


def _next_day(alarm: Alarm, start: int) -> int | None:
    """First matching day, not before day *start*; the days of later cycles count on."""
    cycle = start // DAYS
    first = time_of(start * DAY_SECONDS)
    year0 = first.year + cycle * YEARS
    years: Iterable[int] = range(year0, year0 + YEARS + 1)
    if alarm.mask & CMP_YEAR:
        years = (year for year in (alarm.year + cycle * YEARS, alarm.year + (cycle + 1) * YEARS) if year >= year0)
    for year in years:
        for month in _candidates(alarm.mask & CMP_MONTH, alarm.month, first.month if year == year0 else 1, 13):
            day0 = first.day if (year, month) == (year0, first.month) else 1
            last = days_in_month(year, month)
            day = _day_in_month(alarm, _day_index(year, month, 1), day0, last)
            if day is not None:
                return _day_index(year, month, day)
    return None


def _day_in_month(alarm: Alarm, month_start: int, start: int, last: int) -> int | None:
    """First matching day of a month from *start* to *last*; *month_start* is the index of its first day."""
    if not alarm.mask & CMP_DAY:
        return start
    if not alarm.use_wday:
        return alarm.day if start <= alarm.day <= last else None
    day = start + (alarm.wday - SATURDAY - (month_start + start - 1)) % 7
    return day if day <= last and alarm.wday <= 6 else None
