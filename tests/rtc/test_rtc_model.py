# SPDX-License-Identifier: Apache-2.0
"""The golden model of rtc_core, alone: against the contract's rules followed edge by edge; seconds and trim."""

from __future__ import annotations

import copy
import random
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.rtc import Rtc
from models.rtc_calendar import ALARM_W, Alarm, Time
from tb.covers import covers
from tests.rtc.reference import EPOCH, LAST, SECOND_TICKS, EdgeByEdge, from_datetime, packed

WINDOW_TICKS = 1 << 20
DAY_TICKS = 86_400 * SECOND_TICKS
SLOW = settings(max_examples=60, deadline=None, database=None)


def strike(model: Rtc, tick: int, valid: str, value: int = 1, **data: int) -> None:
    """A one-tick valid at *tick* with its data."""
    for name, word in data.items():
        model.set(tick, name, word)
    model.set(tick, valid, value)
    model.set(tick + 1, valid, 0)


def commit(model: Rtc, tick: int, when: datetime | Time) -> None:
    time_word = when.pack() if isinstance(when, Time) else packed(when)
    strike(model, tick, "set_valid_i", set_time_i=time_word)


def at(model: Rtc, tick: int) -> dict[str, int]:
    """The outputs after edge *tick*."""
    model.advance(tick)
    return model.outputs()


def alarm_at(when: datetime, mask: int = 63, **changes: int) -> Alarm:
    fields = from_datetime(when)
    return Alarm(1, 0, mask, *fields[:3], when.weekday(), *fields[3:])._replace(**changes)


# -- equivalence with the rules, edge by edge ------------------------------------------------------------------------
@pytest.mark.parametrize("seed", range(12))
def test_like_the_rules_edge_by_edge(seed: int) -> None:
    """Random commits, trims, alarms and clears around seconds and correction points, every output at every change."""
    rng = random.Random(seed)
    shared = seed % 4 == 0
    n_alarms = 2 if shared else rng.randrange(1, 5)
    model, rules = Rtc(n_alarms, shared), EdgeByEdge(n_alarms, shared)
    expected_event = model.next_event()
    before = rules.outputs()
    until = 0  # do nothing before this tick
    valids: set[str] = set()
    for tick in range(1, 12 * SECOND_TICKS):
        actions: dict = {}
        near = min(rules.deadline - tick, SECOND_TICKS - (tick - rules.commit_tick) % SECOND_TICKS)
        for name in valids:
            model.set(tick, name, 0)
        acted, valids = bool(valids), set()
        if tick >= until and (near <= 2 or rng.random() < 0.0002):
            if rng.random() < 0.15:
                actions["commit"] = rng.choice((LAST, datetime(2100, 2, 28, 23, 59, 59), rules.time,
                                                rules.time + timedelta(seconds=1),
                                                rules.time + timedelta(seconds=rng.randrange(-3, 4)),
                                                rules.time + timedelta(days=rng.randrange(500))))  # fmt: skip
                actions["commit"] = min(max(actions["commit"], EPOCH), LAST)
                model.set(tick, "set_time_i", packed(actions["commit"]))
                valids.add("set_valid_i")
            if rng.random() < 0.3:
                actions["trim"] = rng.choice((-512, 511, -1, 1, 0, rng.randrange(-512, 512)))
                model.set(tick, "trim_i", actions["trim"] % 1024)
                valids.add("trim_valid_i")
            if rng.random() < 0.3:
                actions["clear"] = rng.randrange(256)
                model.set(tick, "clr_i", actions["clear"])
                valids.add("clr_valid_i")
            words = 0
            for n in range(n_alarms):
                if rng.random() < 0.4:
                    when = min(max(rules.time + timedelta(seconds=rng.randrange(-1, 3)), EPOCH), LAST)
                    mask = rng.choice((63, 63, 1, 0, rng.randrange(64)))
                    alarm = alarm_at(when, mask, arm=int(rng.random() < 0.8), use_wday=int(rng.random() < 0.2))
                    actions.setdefault("alarms", {})[n] = alarm
                    words |= alarm.pack() << n * ALARM_W
            if words or "alarms" in actions:
                model.set(tick, "alm_i", words)
                model.set(tick, "alm_valid_i", sum(1 << n for n in actions["alarms"]))
                valids.add("alm_valid_i")
            for name in valids - {"alm_valid_i"}:
                model.set(tick, name, 1)
            until = tick + rng.choice((1, 1, 2, 50, 3000))
        rules.edge(**actions)
        after = rules.outputs()
        moved = any(after[name] != before[name] for name in after if name != "presc_o")
        if moved and not actions and not acted:
            assert expected_event == tick, f"the model foresaw {expected_event}"
        if moved or actions or acted or rng.random() < 0.001:
            assert at(model, tick) == after, (tick, actions)
            expected_event = model.next_event()
        before = after


# -- seconds and trim ------------------------------------------------------------------------------------------------
def test_runs_from_reset_without_being_set() -> None:
    """A Saturday in 2000, not valid, and a first second after 32,768 ticks."""
    model = Rtc()
    assert at(model, SECOND_TICKS - 1) == {
        "time_o": packed(EPOCH), "presc_o": SECOND_TICKS - 1, "set_o": 0, "armed_o": 0, "match_o": 0, "event_o": 0,
    }  # fmt: skip
    after = at(model, SECOND_TICKS)
    assert (after["time_o"], after["presc_o"], after["set_o"]) == (packed(EPOCH + timedelta(seconds=1)), 0, 0)
    assert after["event_o"] == 1 << 4


@pytest.mark.parametrize("offset", [-2, -1, 0, 1, 2])
def test_commit_restarts_the_prescaler(offset: int) -> None:
    """Also next to and on the edge of a second, which then does not come: the next is exactly 32,768 ticks later."""
    tick = 3 * SECOND_TICKS + offset
    when = datetime(2024, 2, 28, 23, 59, 59)
    model = Rtc()
    model.set(tick - 3, "clr_valid_i", 1)
    model.set(tick - 3, "clr_i", 1 << 4)
    model.set(tick - 2, "clr_valid_i", 0)
    commit(model, tick, when)
    after = at(model, tick)
    assert (after["time_o"], after["presc_o"], after["set_o"]) == (packed(when), 0, 1)
    assert after["event_o"] >> 4 & 1 == (offset > 0)
    assert model.next_event() == tick + SECOND_TICKS
    assert at(model, tick + SECOND_TICKS - 1)["time_o"] == packed(when)
    assert at(model, tick + SECOND_TICKS)["time_o"] == packed(datetime(2024, 2, 29))


@covers("RTC-CAL-1")
def test_every_month_end_of_400_years() -> None:
    """Committed to the last second of each month, the clock becomes the first of the next."""
    model = Rtc()
    for number in range(4_800):
        first = datetime(2000 + number // 12, number % 12 + 1, 1)
        last = first - timedelta(seconds=1) if number else LAST
        commit(model, 1 + number * (SECOND_TICKS + 1), last)
        assert at(model, number * (SECOND_TICKS + 1) + 1 + SECOND_TICKS)["time_o"] == packed(first)


@SLOW
@given(st.integers(-512, 511), st.integers(0, 3 * WINDOW_TICKS), st.integers(0, SECOND_TICKS))
@covers("RTC-TRIM-1")
def test_trim_is_exact_over_any_window(trim: int, start: int, trim_tick: int) -> None:
    """2^20 ticks bring trim more ticks' worth of time, whatever the window's phase."""
    model = Rtc()
    commit(model, 77, EPOCH)
    strike(model, 78 + trim_tick, "trim_valid_i", trim_i=trim % 1024)
    for tick in range(79 + trim_tick + start, 79 + trim_tick + start + 5_000, 1_000):
        begin = at(model, tick)
        end = at(copy.deepcopy(model), tick + WINDOW_TICKS)
        if begin["presc_o"] and end["presc_o"]:  # it stays at 0 for the ticks by which a slow second is longer
            break
    else:
        raise AssertionError("the prescaler shows 0 in five places of a second")
    shown = [(reading["time_o"] >> 38) * SECOND_TICKS + reading["presc_o"] for reading in (begin, end)]
    assert shown[1] - shown[0] == WINDOW_TICKS + trim


@SLOW
@given(st.integers(-512, 511), st.integers(1, 2_000))
@covers("RTC-TRIM-1")
def test_trim_is_exact_over_many_windows(trim: int, windows: int) -> None:
    """The deadline after n windows is where the sum of the corrections puts it, to the tick."""
    model = Rtc()
    strike(model, 1, "trim_valid_i", trim_i=trim % 1024)
    end = windows * WINDOW_TICKS
    after = at(model, end)
    worth = end + windows * trim  # ticks of time that the clock has to show
    assert (after["time_o"] >> 38) in (worth // SECOND_TICKS, worth // SECOND_TICKS + 1)
    next_second = ((after["time_o"] >> 38) + 1) * SECOND_TICKS
    assert after["presc_o"] == max(0, SECOND_TICKS - (next_second - worth))


@SLOW
@given(st.lists(st.tuples(st.integers(1, 2 * SECOND_TICKS), st.integers(-512, 511)), min_size=1, max_size=30))
@covers("RTC-TRIM-2")
def test_changing_the_trim_never_doubles_or_loses_a_second(changes: list[tuple[int, int]]) -> None:
    """Seconds follow one another, one per event, no closer and no further apart than the largest correction allows."""
    model = Rtc()
    tick, seconds, last = 1, 0, 0
    for delay, trim in changes:
        while (event := model.next_event()) is not None and event < tick + delay:
            model.advance(event)
            count = model.outputs()["time_o"] >> 38
            if count != seconds:
                assert count == seconds + 1
                assert abs(event - last - SECOND_TICKS) <= 32
                seconds, last = count, event
        tick += delay
        before = at(model, tick - 1)["time_o"] >> 38 if model.now < tick - 1 else seconds
        assert before == seconds
        model.set(tick, "trim_i", trim % 1024)
        model.set(tick, "trim_valid_i", 1)
        count = at(model, tick)["time_o"] >> 38
        assert count - seconds in (0, 1)
        seconds, last = count, tick if count != seconds else last
        tick += 1
        model.set(tick, "trim_valid_i", 0)
