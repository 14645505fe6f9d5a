# SPDX-License-Identifier: Apache-2.0
"""The golden model of rtc_core, alone: alarms, ALARM_IN_PAST, ALARM_CONFLICT, clearing, and sleeping over days."""

from __future__ import annotations

import itertools
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.rtc import Rtc
from models.rtc_calendar import ALARM_W, CMP_SECOND, Alarm
from tb.covers import covers
from tests.rtc.reference import MONTH_ENDS, SECOND_TICKS, fields_of, from_datetime, last_moment, packed

NOON = datetime(2024, 2, 28, 12, 0, 0)
SECOND_EVENT, IN_PAST, CONFLICT, SKIPPED = 1 << 4, 1 << 5, 1 << 6, 1 << 7
ONE_SECOND = timedelta(seconds=1)
DAY_TICKS = 86_400 * SECOND_TICKS
SLOW = settings(max_examples=100, deadline=None, database=None)


def alarm_at(when: datetime, mask: int = 63, **changes: int) -> Alarm:
    """An armed alarm with all fields of *when*."""
    fields = from_datetime(when)
    return Alarm(1, 0, mask, *fields[:3], when.weekday(), *fields[3:])._replace(**changes)


def strike(model: Rtc, tick: int, valid: str, value: int = 1, **data: int) -> None:
    """A one-tick valid at *tick* with its data."""
    for name, word in data.items():
        model.set(tick, name, word)
    model.set(tick, valid, value)
    model.advance(tick)
    model.set(tick + 1, valid, 0)


def noon(n_alarms: int = 2, shared: bool = False) -> Rtc:
    """A model whose clock became NOON at tick 10."""
    model = Rtc(n_alarms, shared)
    strike(model, 10, "set_valid_i", set_time_i=packed(NOON))
    return model


def set_alarm(model: Rtc, tick: int, alarm: Alarm, n: int = 0) -> None:
    strike(model, tick, "alm_valid_i", 1 << n, alm_i=alarm.pack() << n * ALARM_W)


def at(model: Rtc, tick: int) -> dict[str, int]:
    """The outputs after edge *tick*."""
    model.advance(tick)
    return model.outputs()


@pytest.mark.parametrize("offset", range(-3, 4))
def test_alarm_written_around_its_second(offset: int) -> None:
    """It matches if it is there when the clock becomes its time, else ALARM_IN_PAST says so: never silently lost."""
    model = noon()
    second = 10 + SECOND_TICKS
    set_alarm(model, second + offset, alarm_at(NOON + timedelta(seconds=1)))
    assert model.outputs()["event_o"] & IN_PAST == (IN_PAST if offset > 0 else 0)
    after = at(model, max(second, second + offset))
    assert after["event_o"] & 1 == (offset <= 0)
    assert after["match_o"] == (offset <= 0)
    assert at(model, second + 4)["match_o"] == 0


@pytest.mark.parametrize(("back", "past"), [(0, True), (1, True), (86_400, True), (-1, False)])
@covers("RTC-ALM-3")
def test_in_past_if_there_is_no_next_time_round(back: int, past: bool) -> None:
    """Without the year there always is one, an hour left open may still come, a month's last weekday not; disarmed: no promise."""
    when = NOON - timedelta(seconds=back)
    open_until_11_59 = back > 0  # the whole minute of NOON itself is not over
    for changes, expected in (
        ({}, past), ({"mask": 31}, False), ({"use_wday": 1}, past), ({"arm": 0}, False),
        ({"mask": 62}, open_until_11_59), ({"mask": 0b111100}, open_until_11_59), ({"mask": 0b110000}, False),
    ):  # fmt: skip
        model = noon()
        set_alarm(model, 20, alarm_at(when)._replace(**changes))
        assert bool(model.outputs()["event_o"] & IN_PAST) == expected, changes


def test_every_minute_at_second_5() -> None:
    """Mask of the second alone: sixty times an hour, for one tick each."""
    model = noon()
    set_alarm(model, 11, Alarm(1, 0, CMP_SECOND, second=5))
    for minute in range(60):
        tick = 10 + (5 + 60 * minute) * SECOND_TICKS
        assert model.next_match() == tick
        assert at(model, tick - 1)["match_o"] == 0
        assert at(model, tick)["match_o"] == 1
        assert model.next_event() == tick + 1
        assert at(model, tick + 1)["match_o"] == 0


@covers("RTC-ALM-2")
def test_commit_onto_the_alarm_matches() -> None:
    """Also one to the time that the clock has already; that is no skipping, and neither is a commit back to it."""
    model = noon()
    set_alarm(model, 20, alarm_at(NOON - timedelta(hours=1)))
    strike(model, 30, "set_valid_i", set_time_i=packed(NOON + timedelta(hours=2)))
    assert model.outputs()["event_o"] & (1 | SKIPPED) == 0
    set_alarm(model, 35, alarm_at(NOON + timedelta(hours=1)))
    strike(model, 40, "set_valid_i", set_time_i=packed(NOON + timedelta(hours=1)))
    assert model.outputs()["match_o"] == 1
    assert model.outputs()["event_o"] & SKIPPED == 0
    assert at(model, 41)["match_o"] == 0
    strike(model, 50, "set_valid_i", set_time_i=packed(NOON + timedelta(hours=1)))
    assert model.outputs()["match_o"] == 1


def test_alarm_and_commit_on_one_edge() -> None:
    """The setting in force after the edge counts: the new one matches, the old does not, nothing is in the past."""
    model = noon()
    set_alarm(model, 20, alarm_at(NOON + timedelta(hours=1)))
    target = NOON + timedelta(hours=1)
    model.set(30, "alm_i", alarm_at(target + timedelta(days=1)).pack())
    model.set(30, "alm_valid_i", 1)
    strike(model, 30, "set_valid_i", set_time_i=packed(target))
    assert model.outputs()["event_o"] & (1 | IN_PAST) == 0
    model.set(31, "alm_i", alarm_at(target).pack())
    strike(model, 31, "set_valid_i", set_time_i=packed(target))  # alm_valid_i is still 1
    assert model.outputs()["event_o"] & (1 | IN_PAST) == 1


@pytest.mark.parametrize("before", [-1, 0, 1])
@pytest.mark.parametrize("after", [-1, 0, 1])
@covers("RTC-ALM-9")
def test_commit_over_an_alarm(before: int, after: int) -> None:
    """Set from *before* to *after* seconds beside a full date: skipped only if it was to come and is over."""
    alarm = alarm_at(NOON + timedelta(hours=1))
    start, target = (NOON + timedelta(hours=1, seconds=seconds) for seconds in (before, after))
    model = Rtc(3)
    strike(model, 10, "set_valid_i", set_time_i=packed(start))
    set_alarm(model, 12, alarm, n=1)
    strike(model, 16, "clr_valid_i", clr_i=0xFF)
    strike(model, 20, "set_valid_i", set_time_i=packed(target))
    skipped = before < 0 < after
    assert model.outputs()["match_o"] == (2 if skipped or not after else 0)
    assert model.outputs()["event_o"] == (2 | SKIPPED if skipped else 2 if not after else 0)
    assert at(model, 21)["match_o"] == 0
    assert at(model, 20 + SECOND_TICKS)["match_o"] == (2 if after == -1 else 0)  # moved back it comes again


@covers("RTC-ALM-9")
def test_commit_over_masked_alarms() -> None:
    """Without the year the next time round counts; with it, what is left open may still come, or is over as well."""
    for mask, hours, skipped in (
        (0b011111, 2, False), (0b000001, 2, False), (0, 2, False),
        (0b111110, 2, True), (0b111100, 0, False), (0b111100, 1, True), (0b111000, 10, False), (0b111000, 11, True),
        (0b101111, 300 * 24, False), (0b101111, 320 * 24, True), (0b100000, 300 * 24, False), (0b100000, 320 * 24, True),
    ):  # fmt: skip
        alarm = alarm_at(NOON + timedelta(hours=1, minutes=30), mask)
        start, target = NOON, NOON + timedelta(hours=1 + hours, seconds=1)
        model = Rtc()
        strike(model, 10, "set_valid_i", set_time_i=packed(start))
        set_alarm(model, 12, alarm)
        strike(model, 20, "set_valid_i", set_time_i=packed(target))
        assert bool(model.outputs()["event_o"] & SKIPPED) == skipped, f"{mask:06b}, {hours} h"
        if skipped:
            assert last_moment(alarm) < fields_of(target)
            assert model.outputs()["match_o"] == 1
            assert model.next_match() is None or model.next_match() > 390 * 365 * DAY_TICKS
        else:
            assert model.outputs()["match_o"] or model.next_match() is not None


@pytest.mark.parametrize("use_wday", [None, 0, 6])
@pytest.mark.parametrize(("year", "month", "end"), MONTH_ENDS)
@covers("RTC-ALM-9", "RTC-ALM-3")
def test_last_moment_of_a_month(year: int, month: int | None, end: int, use_wday: int | None) -> None:
    """No day, or a weekday: over the month's last 5 o'clock that counts, beside it, to the month's end."""
    days = [date for date in (datetime(year, month or 12, day, 5) for day in range(1, end + 1))
            if use_wday in (None, date.weekday())]  # fmt: skip
    last, midnight = days[-1], days[-1].replace(day=end, hour=23, minute=59, second=59)
    mask = 0b100111 | (month is not None) << 4 | (use_wday is not None) << 3
    alarm = alarm_at(last, mask, use_wday=int(use_wday is not None), day=0, month=month or 0)
    for start, target, skipped in (
        (last - ONE_SECOND, last + ONE_SECOND, True), (days[0], midnight, True), (days[-2], last + ONE_SECOND, True),
        (days[0] - timedelta(days=70), midnight + timedelta(days=40), True), (last, midnight, False),
        (last + ONE_SECOND, midnight + ONE_SECOND, False), (min(last + timedelta(days=1), midnight), midnight, False),
        (days[0], last - ONE_SECOND, False),
        (last - timedelta(days=1), last - ONE_SECOND, False), (midnight, days[0] - ONE_SECOND, False),
    ):  # fmt: skip
        model = Rtc()
        strike(model, 10, "set_valid_i", set_time_i=packed(start))
        set_alarm(model, 12, alarm)
        past = bool(model.outputs()["event_o"] & IN_PAST)
        assert past == (start >= last), f"{start}"
        strike(model, 20, "set_valid_i", set_time_i=packed(target))
        assert bool(model.outputs()["event_o"] & SKIPPED) == skipped, f"{start} to {target}"
        assert model.outputs()["match_o"] == int(skipped), f"{start} to {target}"
        far = model.next_match() - model.now > 390 * 365 * DAY_TICKS
        assert far == (target >= last), f"{start} to {target}"


@covers("RTC-ALM-9")
def test_skipped_setting_of_the_same_edge_and_the_other_set() -> None:
    """The setting in force after the edge counts: one that arrives with the commit is skipped too, one taken away is not."""
    for arm, expected in ((1, 1 | SKIPPED), (0, 0)):
        model = noon()
        set_alarm(model, 20, alarm_at(NOON + timedelta(minutes=1), arm=1 - arm))
        set_alarm(model, 21, alarm_at(NOON + timedelta(days=9)), n=1)
        model.set(30, "alm_i", alarm_at(NOON + timedelta(minutes=2), arm=arm).pack())
        model.set(30, "alm_valid_i", 1)
        model.set(30, "clr_i", 0xFF)
        model.set(30, "clr_valid_i", 1)
        strike(model, 30, "set_valid_i", set_time_i=packed(NOON + timedelta(days=1)))
        assert model.outputs()["event_o"] == expected, f"arm = {arm}"


@covers("RTC-ALM-5", "REG-EVT-1")
def test_clear_and_match_on_one_tick() -> None:
    """The match wins, also over a clear that arrives up to three ticks later and was written before it."""
    for offset, left in ((-1, 1), (0, 1), (1, 1), (2, 1), (3, 1), (4, 0)):
        model = noon()
        set_alarm(model, 11, alarm_at(NOON + timedelta(seconds=1)))
        strike(model, 10 + SECOND_TICKS + offset, "clr_valid_i", clr_i=0xFF)
        after = at(model, 10 + SECOND_TICKS + 5)["event_o"]
        assert after & 1 == left
        assert bool(after & SECOND_EVENT) == bool(left)


def test_clear_touches_only_its_bits() -> None:
    model = noon()
    set_alarm(model, 11, alarm_at(NOON + timedelta(seconds=1)))
    set_alarm(model, 13, alarm_at(NOON), n=1)
    before = at(model, 10 + SECOND_TICKS)["event_o"]
    assert before == 1 | SECOND_EVENT | IN_PAST
    strike(model, model.now + 4, "clr_valid_i", clr_i=SECOND_EVENT | 2)
    assert model.outputs()["event_o"] == 1 | IN_PAST


@covers("RTC-ALM-6")
def test_disabled_alarm_never_fires_and_not_for_the_past() -> None:
    """Switched off over its second and on again later: nothing but ALARM_IN_PAST."""
    model = noon()
    alarm = alarm_at(NOON + timedelta(seconds=1))
    set_alarm(model, 11, alarm._replace(arm=0))
    assert (model.next_match(), at(model, 10 + SECOND_TICKS)["event_o"] & 1) == (None, 0)
    set_alarm(model, 20 + SECOND_TICKS, alarm)
    after = at(model, 10 + 20 * SECOND_TICKS)
    assert (after["event_o"] & (1 | IN_PAST), after["armed_o"]) == (IN_PAST, 1)


def test_a_match_does_not_disarm() -> None:
    model = noon()
    set_alarm(model, 11, alarm_at(NOON + timedelta(seconds=1)), n=1)
    assert at(model, 10 + 2 * SECOND_TICKS)["armed_o"] == 2


@pytest.mark.parametrize(("first", "second"), list(itertools.product((0, 1), repeat=2)))
def test_shared_register_conflicts(first: int, second: int) -> None:
    """Arming one set while the other is armed is refused whole; re-arming itself or disarming is not."""
    model = noon(shared=True)
    set_alarm(model, 20, alarm_at(NOON + timedelta(seconds=1)), n=first)
    set_alarm(model, 21, alarm_at(NOON + timedelta(seconds=2)), n=second)
    after = model.outputs()
    refused = first != second
    assert after["armed_o"] == 1 << first
    assert after["event_o"] == (CONFLICT if refused else 0)
    assert model.next_match() == 10 + (1 if refused else 2) * SECOND_TICKS
    set_alarm(model, 22, Alarm(0, 0, 0), n=1 - first)
    assert model.outputs()["armed_o"] == 1 << first
    set_alarm(model, 23, Alarm(0, 0, 0), n=first)
    set_alarm(model, 24, alarm_at(NOON - timedelta(seconds=2)), n=1 - first)
    assert model.outputs()["armed_o"] == 1 << 1 - first
    assert model.outputs()["event_o"] == (CONFLICT if refused else 0) | IN_PAST


def test_shared_register_both_on_one_edge() -> None:
    """Set 0 first, then set 1 by the same rules; a refused one is not "in the past" either."""
    cases = [((1, 1), 0, 0b01, True), ((0, 1), 1, 0b10, False), ((1, 0), 2, 0, True), ((0, 1), 0, 0b10, False)]
    for (arm0, arm1), armed_before, armed_after, refused in cases:
        model = noon(shared=True)
        if armed_before:
            set_alarm(model, 20, alarm_at(NOON + timedelta(days=1)), n=armed_before - 1)
        words = alarm_at(NOON + timedelta(days=2), arm=arm0).pack()
        words |= alarm_at(NOON + timedelta(days=2) if arm0 == 0 else NOON, arm=arm1).pack() << ALARM_W
        strike(model, 30, "alm_valid_i", 3, alm_i=words)
        after = model.outputs()
        assert (after["armed_o"], after["event_o"]) == (armed_after, CONFLICT if refused else 0)


def test_without_sharing_all_sets_are_independent() -> None:
    model = noon(4)
    for n in range(4):
        set_alarm(model, 20 + n, alarm_at(NOON + timedelta(seconds=n + 1)), n=n)
    for n in range(4):
        assert at(model, 10 + (n + 1) * SECOND_TICKS)["match_o"] == 1 << n
    assert model.outputs()["event_o"] == 0x1F


@SLOW
@given(st.integers(0, 63), st.integers(0, 5 * 86_400), st.integers(-512, 511), st.integers(1, 40 * DAY_TICKS))
def test_next_match_is_the_tick_of_the_match(mask: int, ahead: int, trim: int, rest: int) -> None:
    """The clock becomes the foreseen time on the foreseen tick, from wherever it is asked, and matches there."""
    model = noon()
    strike(model, 12, "trim_valid_i", trim_i=trim % 1024)
    set_alarm(model, 14, alarm_at(NOON + timedelta(seconds=ahead), mask))
    model.advance(14 + rest)
    tick = model.next_match()
    if tick is None or tick - model.now > 400 * 366 * DAY_TICKS:
        return  # a date that has gone by
    assert at(model, tick - 1)["match_o"] == 0
    assert model.next_match() == tick
    assert model.next_event() == tick
    after = at(model, tick)
    assert after["match_o"] == 1
    assert after["presc_o"] < 64


@SLOW
@given(st.lists(st.integers(1, 3 * DAY_TICKS), min_size=1, max_size=20), st.integers(-512, 511), st.integers(0, 63))
@covers("VER-MODEL-1")
def test_one_jump_is_many_small_ones(steps: list[int], trim: int, mask: int) -> None:
    """However the way is cut into pieces, the end is the same."""
    models = [noon(), noon()]
    for model in models:
        strike(model, 12, "trim_valid_i", trim_i=trim % 1024)
        set_alarm(model, 14, alarm_at(NOON + timedelta(hours=30), mask))
    end = 15 + sum(steps)
    models[0].advance(end)
    for step in steps:
        models[1].advance(models[1].now + step)
    models[1].advance(end)
    assert models[0].outputs() == models[1].outputs()
    assert models[0].next_match() == models[1].next_match()


def test_illegal_commit_is_an_error() -> None:
    """The core never sees one; a bench that sends one is told what would be right."""
    model = Rtc()
    for word in (packed(NOON) ^ 1 << 38, packed(NOON) ^ 1 << 17, packed(NOON) | 63, packed(NOON) | 15 << 25):
        model.set(model.now + 1, "set_time_i", word)
        model.set(model.now + 1, "set_valid_i", 1)
        with pytest.raises(ValueError, match="set_time_i.*must be a legal date"):
            model.advance(model.now + 1)


def test_wrong_use_is_an_error() -> None:
    """Unknown inputs, values too wide, edges of the past and impossible parameters are named."""
    model = noon()
    for arguments, text in (
        ((20, "nothing_i", 0), "no input 'nothing_i'"),
        ((20, "trim_i", 1024), "trim_i = 1024: must be 0 to 1023"),
        ((10, "trim_i", 1), "edge 10 has happened"),
    ):
        with pytest.raises(ValueError, match=text):
            model.set(*arguments)
    with pytest.raises(ValueError, match="advance to tick 3"):
        model.advance(3)
    for parameters in ((0, False), (5, False), (3, True)):
        with pytest.raises(ValueError, match="n_alarms"):
            Rtc(*parameters)


def test_a_year_of_sleep_costs_a_few_events() -> None:
    """One alarm a day, waited for by its tick: the model carries out no more edges than there are events."""
    model = noon()
    set_alarm(model, 11, alarm_at(NOON, mask=0b000111, hour=6))
    edges = 0
    carry_out = model._edge

    def counted() -> None:
        nonlocal edges
        edges += 1
        carry_out()

    model._edge = counted
    for _ in range(365):
        model.advance(model.next_match())
        assert model.outputs()["match_o"] == 1
    assert edges == 365
    assert model.now == 10 + (364 * 86_400 + 18 * 3600) * SECOND_TICKS
