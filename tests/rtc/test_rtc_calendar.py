# SPDX-License-Identifier: Apache-2.0
"""The model's calendar against `datetime`: 400 years, legality, weekday, seconds, next match of an alarm."""

from __future__ import annotations

import calendar
import itertools
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.rtc_calendar import (
    ALARM_W,
    CMP_ALL,
    CYCLE_SECONDS,
    TIME_W,
    Alarm,
    Time,
    check_alarm,
    check_time,
    index_of,
    next_match,
    time_of,
    unpack_alarm,
    unpack_time,
)
from tb.covers import covers
from tests.rtc.reference import EPOCH, LAST, equals, from_datetime, packed, to_datetime

SLOW = settings(max_examples=300, deadline=None, database=None)
MOMENTS = st.datetimes(min_value=EPOCH, max_value=LAST).map(lambda when: when.replace(microsecond=0))
EVERY_DAY = [date(2000, 1, 1) + timedelta(days=n) for n in range(146_097)]


@covers("RTC-CAL-1", "RTC-REF-1")
def test_every_day_of_400_years() -> None:
    """Date, weekday and seconds of each day, there and back."""
    assert EVERY_DAY[-1] == date(2399, 12, 31)
    for number, day in enumerate(EVERY_DAY):
        time = Time(day.year - 2000, day.month, day.day)
        assert index_of(time) == number * 86_400
        assert time_of(number * 86_400) == time
        assert check_time(*time) == (True, day.weekday(), number * 86_400 % 2**32)


def test_last_second_of_each_day_of_a_cycle_border() -> None:
    """The second before midnight belongs to the old day, and 2399 is followed by 2000."""
    for day in EVERY_DAY[:800] + EVERY_DAY[-800:]:
        last = datetime(day.year, day.month, day.day, 23, 59, 59)
        index = index_of(from_datetime(last))
        assert time_of(index) == from_datetime(last)
        assert time_of(index + 1) == (from_datetime(last + timedelta(seconds=1)) if last < LAST else Time(0, 1, 1))


@SLOW
@given(MOMENTS)
@covers("RTC-SET-3")
def test_any_second(when: datetime) -> None:
    """Numbers, packing and the weekday of a random second."""
    time = from_datetime(when)
    assert index_of(time) == (when - EPOCH).total_seconds()
    assert time_of(index_of(time)) == time
    assert time.pack() == packed(when) < 1 << TIME_W
    assert unpack_time(time.pack()) == (time, when.weekday(), int((when - EPOCH).total_seconds()) % 2**32)
    assert check_time(*time) == (True, when.weekday(), int((when - EPOCH).total_seconds()) % 2**32)


@pytest.mark.parametrize("year", [0, 1, 3, 4, 96, 99, 100, 101, 104, 200, 204, 300, 396, 399, 400, 404, 511])
@covers("RTC-SET-2")
def test_legal_dates_exhaustively(year: int) -> None:
    """Every value that the month and day fields can hold, in leap years, common years and centuries."""
    for month, day in itertools.product(range(16), range(32)):
        exists = year < 400 and 1 <= month <= 12 and 1 <= day <= calendar.monthrange(2000 + year, month)[1]
        assert check_time(year, month, day, 12, 0, 0).ok == exists, (year, month, day)


def test_legal_times_exhaustively() -> None:
    """Every value that the hour, minute and second fields can hold."""
    for hour in range(32):
        assert check_time(24, 2, 29, hour, 59, 59).ok == (hour < 24)
    for value in range(64):
        assert check_time(24, 2, 29, 23, value, 0).ok == (value < 60)
        assert check_time(24, 2, 29, 23, 0, value).ok == (value < 60)


def test_legal_alarms_are_those_with_a_date() -> None:
    """A compared date passes exactly if some day of the 400 years has it."""
    days = {(day.year - 2000, day.month, day.day) for day in EVERY_DAY}
    months = {(month, day) for _, month, day in days}
    for year, month, day in itertools.product((0, 1, 4, 100, 200, 399, 400, 511), range(16), range(32)):
        for mask in range(8):
            with_day, with_month, with_year = mask & 1, mask & 2, mask & 4
            if with_year and with_month and with_day:
                exists = (year, month, day) in days
            elif with_month and with_day:
                exists = (month, day) in months
            else:
                exists = (not with_month or 1 <= month <= 12) and (not with_day or 1 <= day <= 31)
                exists = exists and (not with_year or year < 400)
            word = Alarm(1, 0, mask << 3, year, month, day, 7, 31, 63, 63).pack()
            assert check_alarm(word) == exists, (bin(mask), year, month, day)


@pytest.mark.parametrize("mask", range(64))
def test_alarm_fields_count_only_when_compared(mask: int) -> None:
    """Each field out of its range, alone: refused if and only if it is compared and the set is armed."""
    good = Alarm(1, 0, mask, 24, 2, 29, 0, 23, 59, 59)
    assert check_alarm(good)
    wrong = {"second": 60, "minute": 63, "hour": 24, "day": 0, "month": 13, "year": 400}
    for bit, (name, value) in enumerate(wrong.items()):
        bad = good._replace(**{name: value})
        assert check_alarm(bad) == (not mask >> bit & 1), name
        assert check_alarm(bad._replace(arm=0))
    weekday = good._replace(use_wday=1, day=0)
    assert check_alarm(weekday._replace(wday=6))
    assert check_alarm(weekday._replace(wday=7)) == (not mask >> 3 & 1)
    assert check_alarm(good._replace(wday=7))


def test_alarm_packing() -> None:
    """Each field sits where the contract's packing puts it."""
    alarm = Alarm(1, 0, 0b101010, 399, 12, 31, 6, 23, 59, 58)
    word = int("1" + "0" + "101010" + f"{399:09b}" + f"{12:04b}" + f"{31:05b}" + f"{6:03b}" + f"{23:05b}"
               + f"{59:06b}" + f"{58:06b}", 2)  # fmt: skip
    assert alarm.pack() == word < 1 << ALARM_W
    assert unpack_alarm(word) == alarm
    assert unpack_time(Time(399, 12, 31, 23, 59, 58).pack())[0] == (399, 12, 31, 23, 59, 58)


def brute_next(alarm: Alarm, after: datetime, days: int) -> datetime | None:
    """First match after *after* within *days* days, by trying every day and every second of the clock's fields."""
    clock = [range(n) if not alarm.mask >> bit & 1 else [value] for bit, n, value in
             ((2, 24, alarm.hour), (1, 60, alarm.minute), (0, 60, alarm.second))]  # fmt: skip
    for number in range(days):
        day = after.replace(hour=0, minute=0, second=0) + timedelta(days=number)
        if day > LAST or not equals(alarm._replace(mask=alarm.mask & 0b111000), day):
            continue
        for hour, minute, second in itertools.product(*clock):
            when = day.replace(hour=hour, minute=minute, second=second)
            if when > after:
                return when
    return None


@SLOW
@given(MOMENTS, st.integers(0, 63), st.booleans(), MOMENTS, st.integers(-3, 3), st.booleans())
def test_next_match_against_brute_force(
    now: datetime, mask: int, use_wday: bool, other: datetime, shift: int, near: bool
) -> None:
    """Every mask, alarms far away and within seconds of the present."""
    target = min(max(now, EPOCH + timedelta(days=1)), LAST - timedelta(days=1)) + timedelta(seconds=shift)
    target = target if near else other
    fields = from_datetime(target)
    alarm = Alarm(1, int(use_wday), mask, *fields[:3], target.weekday(), *fields[3:])
    span = 3_000
    expected = brute_next(alarm, now, span)
    found = next_match(alarm, index_of(from_datetime(now)))
    if expected is not None:
        assert found is not None and EPOCH + timedelta(seconds=found) == expected
    else:
        assert found is None or EPOCH + timedelta(seconds=found) >= min(now + timedelta(days=span - 1), LAST)


def test_next_match_goes_around_the_cycle() -> None:
    """A date that has gone by comes again after 2399; a weekday rhythm runs through the end of the cycle."""
    past = Alarm(1, 0, CMP_ALL, 10, 5, 6, 0, 7, 8, 9)
    start = index_of(Time(10, 5, 6, 7, 8, 9))
    assert next_match(past, start) == start + CYCLE_SECONDS
    assert next_match(past, start - 1) == start
    monday = Alarm(1, 1, 0b001111, wday=0, hour=0, minute=0, second=0)
    assert time_of(next_match(monday, CYCLE_SECONDS - 1)) == Time(0, 1, 3)
    leap_monday = Alarm(1, 0, 0b011111, 0, 2, 29, 0, 0, 0, 0)
    assert time_of(next_match(leap_monday, index_of(Time(96, 2, 29)))) == Time(104, 2, 29)


def test_next_match_of_impossible_dates_ends() -> None:
    """A core that is given 30 February never matches, and the search for it ends."""
    assert next_match(Alarm(1, 0, 0b011000, 0, 2, 30), 12345) is None
    assert next_match(Alarm(1, 1, 0b001000, wday=7), 12345) is None
    assert next_match(Alarm(1, 0, 0b000100, hour=24), 12345) is None


@SLOW
@given(st.integers(0, 2**70 - 1))
def test_no_illegal_word_gets_through(word: int) -> None:
    """Any 70-bit word: what check_time calls legal is a datetime, what it refuses is none."""
    time, _, _ = unpack_time(word)
    try:
        when = to_datetime(time)
    except ValueError:
        when = None
    assert check_time(*time).ok == (when is not None and when.year < 2400)
