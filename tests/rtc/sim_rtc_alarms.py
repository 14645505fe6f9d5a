# SPDX-License-Identifier: Apache-2.0
"""rtc_core in its block bench: alarms, their masks, ALARM_IN_PAST and clearing, every output against the model."""

from __future__ import annotations

import itertools
import random
from datetime import datetime, timedelta

import cocotb
from cocotb.triggers import with_timeout

from models.rtc_calendar import CMP_ALL, CMP_DAY, CMP_SECOND, Alarm
from models.sticky_events import AGED_TICKS, QUEUE_TICKS, WAY_TICKS
from tb.block_bench import block_test
from tb.covers import covers
from tb.runner import Bench
from tests.rtc.bench import ALL_EVENTS, IN_PAST, SECOND_EVENT, SECOND_TICKS, SKIPPED, RtcBench, Write, alarm_at
from tests.rtc.reference import MONTH_ENDS, equals, fields_of, last_moment

BENCH = Bench(top="rtl/rtc/rtc_core.sv")
ONE_SECOND = timedelta(seconds=1)
BEFORE_LEAP_DAY = datetime(2104, 2, 28, 23, 59, 59)
LEAP_DAY = datetime(2104, 2, 29)
SECOND_NS = 1_000_013_824  # of the bench's clock
NO_DAY = (None, 0), (None, 1)  # the day bit is 0: use_wday means nothing


@block_test(RtcBench)
@cocotb.parametrize(alarm_set=[0, 1])
@covers("RTC-ALM-2")
async def written_around_its_second(dut, bench, alarm_set: int) -> None:
    """An alarm that comes in time fires, one that comes too late is flagged; on the very edge it is in time."""
    for offset in range(-3, 4):
        second = await bench.commit(BEFORE_LEAP_DAY, clear=ALL_EVENTS) + SECOND_TICKS
        alarm = {alarm_set: alarm_at(LEAP_DAY)}
        cocotb.start_soon(bench.write([(second + offset, Write(alarms=alarm))]))
        for tick in range(second - 3, second + 4):
            await bench.clock.after(tick)
            fires = offset <= 0 and tick == second
            assert int(dut.match_o.value) == int(fires) << alarm_set, f"offset {offset}, tick {tick}"
        fired, flagged = bench.event() >> alarm_set & 1, bool(bench.event() & IN_PAST)
        assert (fired, flagged) == ((1, False) if offset <= 0 else (0, True)), f"offset {offset}"
        await bench.write([(second + 6, Write(alarms={alarm_set: Alarm(0, 0, 0)}))])
        assert int(dut.armed_o.value) == 0


@block_test(RtcBench)
@covers("RTC-ALM-2")
async def written_around_a_commit_onto_it(dut, bench) -> None:
    """The same with a COMMIT that lands on the alarm instead of a second."""
    for offset in range(-3, 4):
        tick = await bench.commit(datetime(2010, 1, 1), alarms={0: Alarm(0, 0, 0)}, clear=ALL_EVENTS) + 10
        writes = {tick: Write(commit=LEAP_DAY), tick + offset: Write(alarms={0: alarm_at(LEAP_DAY)})}
        if offset == 0:
            writes = {tick: Write(commit=LEAP_DAY, alarms={0: alarm_at(LEAP_DAY)})}
        await bench.write(sorted(writes.items()))
        assert bench.event() & ~SECOND_EVENT == (1 if offset <= 0 else IN_PAST), f"offset {offset}"


@block_test(RtcBench)
@cocotb.parametrize(use_wday=[0, 1])
@covers("RTC-ALM-1", "RTC-ALM-9")
async def every_mask(dut, bench, use_wday: int) -> None:
    """All 64 masks: times that differ from the alarm in one field each, and in none, committed one after the other."""
    base = datetime(2104, 5, 14, 13, 37, 29)
    moments = [base, base + ONE_SECOND, base + timedelta(minutes=1), base + timedelta(hours=1),
               base + timedelta(days=1), base + timedelta(days=7), base.replace(month=8), base.replace(year=2105),
               base.replace(year=2360, month=1), base - timedelta(seconds=32)]  # fmt: skip
    fired = 0
    for mask in range(64):
        alarm = alarm_at(base, mask, use_wday=use_wday)
        tick = bench.clock.tick + 3
        before = bench.now()
        await bench.write([(tick, Write(alarms={0: alarm}))])
        for number, when in enumerate(moments):
            await bench.write([(tick + AGED_TICKS * (number + 1), Write(commit=when, clear=ALL_EVENTS))])
            last = last_moment(alarm)
            skipped = last is not None and fields_of(before) < last < fields_of(when)
            expected = SKIPPED | 1 if skipped else int(equals(alarm, when))
            assert bench.event() & ~SECOND_EVENT == expected, f"mask {mask:06b}, {before} to {when}"
            fired += bench.event() & 1
            before = when
    assert fired > 64


@block_test(RtcBench)
@covers("RTC-ALM-1")
async def every_minute_at_second_5(dut, bench) -> None:
    """A minute and a bit in full, over a leap day's midnight: one match a minute, on the right tick."""
    tick = await bench.commit(BEFORE_LEAP_DAY, alarms={0: Alarm(1, 0, CMP_SECOND, second=5)})
    for minute in range(2):
        await with_timeout(dut.match_o.value_change, 61 * SECOND_NS, "ns")
        assert bench.clock.tick == tick + (6 + 60 * minute) * SECOND_TICKS
        await bench.clock.ticks(2)
        assert int(dut.match_o.value) == 0


@block_test(RtcBench)
async def once_a_second_and_once_a_week(dut, bench) -> None:
    """No field compared: every second and every commit; weekday compared: Monday's first second."""
    monday = datetime(2104, 3, 3)
    alarms = {0: Alarm(1, 0, 0), 1: Alarm(1, 1, CMP_ALL & ~(1 << 4 | 1 << 5), wday=0)}
    tick = await bench.commit(monday - ONE_SECOND, alarms=alarms)
    assert bench.event() & 3 == 1
    await bench.clock.after(tick + 1)
    assert int(dut.match_o.value) == 0
    for n, both in ((1, 3), (2, 1)):
        await bench.clock.after(tick + n * SECOND_TICKS)
        assert int(dut.match_o.value) == both
    last = bench.clock.tick + 3
    await bench.write([(last + n, Write(commit=monday)) for n in range(3)])  # match_o does not fall in between
    assert int(dut.match_o.value) == 3


@block_test(RtcBench)
@covers("REG-FW-1", "RTC-ALM-5", "REG-EVT-1")
async def clear_around_a_match(dut, bench) -> None:
    """The match wins over a clear of its tick and over one of the next three, which was written before it; for every bit."""
    for offset in range(-2, 6):
        left = offset <= WAY_TICKS
        second = await bench.commit(BEFORE_LEAP_DAY, alarms={1: alarm_at(LEAP_DAY)}, clear=ALL_EVENTS) + SECOND_TICKS
        await bench.write([(second + offset, Write(clear=ALL_EVENTS))])
        await bench.clock.after(second + 7)
        assert bench.event() == (2 | SECOND_EVENT if left else 0), f"offset {offset}"
    past = alarm_at(BEFORE_LEAP_DAY)
    for behind in range(7):  # each of the other events alike
        tick = bench.clock.tick + AGED_TICKS + 1
        await bench.write([(tick, Write(clear=ALL_EVENTS))])
        tick += AGED_TICKS
        writes = {tick: Write(alarms={0: past}), tick + behind: Write(clear=IN_PAST)}
        await bench.write(sorted((writes | ({tick: Write(alarms={0: past}, clear=IN_PAST)} if not behind else {})).items()))
        assert bench.event() == (IN_PAST if behind <= WAY_TICKS else 0), f"cleared {behind} ticks later"


@block_test(RtcBench)
@covers("REG-EVT-2")
async def clear_that_waited_for_another(dut, bench) -> None:
    """A clear of nothing lets the next one wait: that takes no match that came while both were on their way."""
    for first, left in ((0, False), (1, False), (QUEUE_TICKS, True), (QUEUE_TICKS + 1, False)):
        second = await bench.commit(BEFORE_LEAP_DAY, alarms={1: alarm_at(LEAP_DAY)}, clear=ALL_EVENTS) + SECOND_TICKS
        clear = second + WAY_TICKS + 2
        writes = {clear - first: Write(clear=0), clear: Write(clear=ALL_EVENTS)}
        await bench.write(sorted(writes.items()))
        assert bench.event() == (2 | SECOND_EVENT if left else 0), f"a clear {first} ticks before"


@block_test(RtcBench)
async def clear_is_bit_by_bit(dut, bench) -> None:
    """Every mask against all bits set: what is not named stays."""
    alarms = {n: alarm_at(LEAP_DAY) for n in range(2)}
    second = await bench.commit(BEFORE_LEAP_DAY, alarms=alarms) + SECOND_TICKS
    await bench.write([(second + 1, Write(alarms={0: alarm_at(BEFORE_LEAP_DAY)}))])
    have = 3 | SECOND_EVENT | IN_PAST
    assert bench.event() == have
    for mask in (0xC8, SECOND_EVENT, 0xCE, IN_PAST, 1):
        await bench.write([(bench.clock.tick + 3, Write(clear=mask))])
        have &= ~mask
        assert bench.event() == have, f"clear {mask:#x}"
    assert have == 0


@block_test(RtcBench)
@covers("RTC-ALM-6")
async def disabled_alarm_never_fires(dut, bench) -> None:
    """Off at its second, or switched off one tick before or on the very edge; on again later, it does not catch up."""
    alarm = alarm_at(LEAP_DAY)
    for offset in (-20_000, -1, 0, 1):
        second = await bench.commit(BEFORE_LEAP_DAY, alarms={0: alarm}, clear=ALL_EVENTS) + SECOND_TICKS
        await bench.write([(second + offset, Write(alarms={0: alarm._replace(arm=0)}))])
        await bench.clock.after(second + 5)
        assert bench.event() & 1 == int(offset > 0), f"offset {offset}"
        await bench.write([(second + 8, Write(clear=ALL_EVENTS)), (second + 10, Write(alarms={0: alarm}))])
        assert (bench.event(), int(dut.armed_o.value)) == (IN_PAST, 1)
    await bench.clock.after(second + 2 * SECOND_TICKS)
    assert bench.event() & 1 == 0


@block_test(RtcBench)
@covers("RTC-ALM-3")
async def in_past_if_there_is_no_next_time_round(dut, bench) -> None:
    """Dates one step of each field before, at and after the present; one field left open, weekdays, disarmed."""
    now = datetime(2104, 5, 14, 13, 37, 29)
    await bench.commit(now)
    steps = [timedelta(0), *(sign * timedelta(**{unit: 1}) for sign in (1, -1)
                             for unit in ("seconds", "minutes", "hours", "days"))]  # fmt: skip
    dates = [now + step for step in steps]
    dates += [now.replace(year=year, month=month) for year, month in ((2104, 4), (2104, 6), (2103, 12), (2105, 1))]
    dates += [datetime(2000, 1, 1), datetime(2399, 12, 31, 23, 59, 59), datetime(2103, 12, 31, 23, 59, 59)]
    full_masks = {(CMP_ALL, 0, 1)}
    masks = [*full_masks, (CMP_ALL, 1, 1), (CMP_ALL, 0, 0), *((CMP_ALL & ~(1 << bit), 0, 1) for bit in range(6))]
    flagged = 0
    for date, (mask, use_wday, arm) in itertools.product(dates, masks):
        alarm = alarm_at(date, mask, use_wday=use_wday, arm=arm)
        await bench.write([(bench.clock.tick + AGED_TICKS + 1, Write(alarms={1: alarm}, clear=ALL_EVENTS))])
        last = last_moment(alarm)
        past = bool(arm) and last is not None and last <= fields_of(now)
        if (mask, use_wday, arm) in full_masks:
            assert past == (date <= now)
        assert bench.event() & ~SECOND_EVENT == (IN_PAST if past else 0), f"{date}, mask {mask:06b}"
        flagged += past
    assert flagged == 38


@block_test(RtcBench)
async def in_past_looks_at_the_time_after_the_edge(dut, bench) -> None:
    """Set with a commit on one edge: the new time decides, and what was to come before it counts as skipped."""
    early, late = datetime(2050, 1, 1), datetime(2060, 1, 1)
    between = alarm_at(datetime(2055, 1, 1))
    off = {0: between._replace(arm=0)}
    for start, target, expected in ((early, late, SKIPPED | 1), (late, early, 0), (late, late, IN_PAST)):
        tick = await bench.commit(start, alarms=off, clear=ALL_EVENTS)
        await bench.write([(tick + 5, Write(commit=target, alarms={0: between}))])
        assert bench.event() == expected, f"{start} to {target}"


@block_test(RtcBench)
@cocotb.parametrize(alarm_set=[0, 1])
@covers("RTC-ALM-9")
async def commit_over_an_alarm(dut, bench, alarm_set: int) -> None:
    """From one second before, at and after a full date to one before, at and after it, over every border of a field.

    Skipped is only what was still to come and is over now; set back it comes again. The other set stays as it was.
    """
    other = {1 - alarm_set: alarm_at(datetime(2399, 1, 1))}
    bit, fired = 1 << alarm_set, []
    for date in (datetime(2104, 1, 1), LEAP_DAY, datetime(2104, 5, 14, 13, 0, 0), datetime(2104, 5, 14, 13, 37, 59)):
        for before, after in itertools.product((-86_400, -1, 0, 1, 40 * 86_400), repeat=2):
            start, target = (date + timedelta(seconds=seconds) for seconds in (before, after))
            tick = await bench.commit(start, alarms=other, clear=ALL_EVENTS)
            alarm = {alarm_set: alarm_at(date)}
            await bench.write([
                (tick + 2, Write(alarms=alarm)), (tick + 12, Write(clear=ALL_EVENTS)), (tick + 19, Write(commit=target)),
            ])  # fmt: skip
            skipped = before < 0 < after
            expected = bit | SKIPPED if skipped else bit if after == 0 else 0
            what = f"{date}: {before:+} to {after:+} s"
            assert bench.event() == expected, what
            assert int(dut.match_o.value) == expected & bit, what
            await bench.clock.after(tick + 20)
            assert int(dut.match_o.value) == 0, what
            fired.append(skipped)
            if (before, after) == (1, -1):
                await bench.clock.after(tick + 19 + SECOND_TICKS)
                assert bench.event() == bit | SECOND_EVENT, f"{what}: it does not come again"
            await bench.write([(bench.clock.tick + 2, Write(alarms={alarm_set: Alarm(0, 0, 0)}))])
    assert sum(fired) == 4 * 4


@block_test(RtcBench)
@covers("RTC-ALM-9", "RTC-ALM-3")
async def commit_over_the_last_of_a_month(dut, bench) -> None:
    """No day, or any weekday: over the last one of its month, a second beside it, and to the month's end and beyond."""
    for (year, month, end), (wday, use_wday) in itertools.product(MONTH_ENDS, (*NO_DAY, *((n, 1) for n in range(7)))):
        days = [date for date in (datetime(year, month or 12, day, 5) for day in range(1, end + 1))
                if wday in (None, date.weekday())]  # fmt: skip
        last, midnight = days[-1], days[-1].replace(day=end, hour=23, minute=59, second=59)
        mask = 0b100111 | (month is not None) << 4 | (wday is not None) << 3
        other = (last.weekday() + (wday is None)) % 7  # no weekday is compared: one that would end earlier
        alarm = alarm_at(last, mask, use_wday=use_wday, day=0, month=month or 0, wday=other)
        for start, target in (
            (last - ONE_SECOND, last + ONE_SECOND), (days[0], midnight), (days[-2], last + timedelta(hours=1)),
            (days[0] - timedelta(days=70), midnight + timedelta(days=40)), (last, midnight),
            (last + ONE_SECOND, midnight + ONE_SECOND), (min(last + timedelta(days=1), midnight), midnight + ONE_SECOND),
            (last - timedelta(days=6), last - timedelta(hours=5)),
            (days[0], last - ONE_SECOND), (midnight, days[0] + ONE_SECOND),
        ):  # fmt: skip
            what = f"weekday {wday}: {start} to {target}"
            tick = await bench.commit(start, alarms={0: Alarm(0, 0, 0)}, clear=ALL_EVENTS)
            await bench.write([(tick + 2, Write(alarms={0: alarm}))])
            assert bench.event() == (IN_PAST if start >= last else 0), what
            await bench.write([(tick + 2 + AGED_TICKS, Write(commit=target, clear=ALL_EVENTS))])
            assert bench.event() == (SKIPPED | 1 if start < last < target else 0), what


@block_test(RtcBench)
@covers("RTC-ALM-9")
async def commit_over_an_alarm_on_its_second(dut, bench) -> None:
    """The commit beats the second on its tick: an alarm of that second is skipped, not lost; a clear beside it loses."""
    for offset in (-1, 0, 1):
        alarms = {0: alarm_at(LEAP_DAY), 1: alarm_at(LEAP_DAY + ONE_SECOND)}
        second = await bench.commit(BEFORE_LEAP_DAY, alarms=alarms, clear=ALL_EVENTS) + SECOND_TICKS
        await bench.write([(second + offset, Write(commit=LEAP_DAY + timedelta(days=1), clear=ALL_EVENTS))])
        # with offset 1 the first one has matched at its second, one tick before the clear
        assert bench.event() == SKIPPED | 3 | (SECOND_EVENT if offset > 0 else 0), f"offset {offset}"


@block_test(RtcBench)
@covers("RTC-ALM-1")
async def weekday_of_any_date(dut, bench) -> None:
    """Random dates: the weekday alarm fires on its weekday and on no other, also where midnight brings it."""
    rng = random.Random(cocotb.RANDOM_SEED)
    for _ in range(25):
        midnight = datetime(2000, 1, 2) + timedelta(days=rng.randrange(146_096))
        wday = rng.choice((midnight.weekday(), midnight.weekday(), rng.randrange(7)))
        alarm = Alarm(1, 1, CMP_DAY, wday=wday)
        tick = await bench.commit(midnight - ONE_SECOND, alarms={0: alarm, 1: Alarm(0, 0, 0)}, clear=ALL_EVENTS)
        await bench.write([(tick + 9, Write(clear=ALL_EVENTS))])
        await bench.clock.after(tick + SECOND_TICKS)
        assert int(dut.match_o.value) == int(wday == midnight.weekday()), f"{midnight}, weekday {wday}"
