# SPDX-License-Identifier: Apache-2.0
"""rtc_core in its block bench: reset, setting, seconds and calendar, every output against the model all the time."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

import cocotb

from tb.block_bench import block_test
from tb.covers import covers
from tb.runner import Bench
from tests.rtc.bench import ALL_EVENTS, SECOND_EVENT, SECOND_TICKS, RtcBench, Write, alarm_at
from tests.rtc.reference import EPOCH, LAST, packed

BENCH = Bench(top="rtl/rtc/rtc_core.sv")
ONE_SECOND = timedelta(seconds=1)


def after(when: datetime) -> datetime:
    """One second later on a clock that goes from 2399 to 2000."""
    return EPOCH if when == LAST else when + ONE_SECOND


async def crosses(bench: RtcBench, moments: list[datetime]) -> None:
    """Committed to each of *moments*, the clock is one second later exactly 32,768 ticks after."""
    for when in moments:
        tick = await bench.commit(when)
        assert bench.time() == packed(when)
        await bench.expect_second(tick + SECOND_TICKS, when, after(when))


@cocotb.test()
@covers("SLP-TMR-5")
async def deadline_behind_is_due(dut) -> None:
    """A flipped flop puts the deadline of the second behind the timebase: the second comes on the next edge, not in 2 s."""
    for behind in (1, 2, 100, 32_000, 32_752):
        dut.rst_ni.value = 0
        bench = RtcBench(dut)
        for name in ("set_valid_i", "trim_valid_i", "alm_valid_i", "clr_valid_i"):
            getattr(dut, name).value = 0
        await bench.clock.start()
        dut.rst_ni.value = 1
        await bench.clock.counting()
        await bench.clock.after(20)  # no scoreboard: the model has no flops that flip
        assert bench.time() == packed(EPOCH)
        dut.u_core.due_q.value = 20 - behind & 0xFFFF
        await bench.clock.after(21)
        assert bench.time() == packed(EPOCH + ONE_SECOND), f"{behind} ticks behind"
        assert bench.event() == SECOND_EVENT
        await bench.clock.after(30)
        assert bench.time() == packed(EPOCH + ONE_SECOND), f"{behind} ticks behind: more than one second"


@block_test(RtcBench)
@covers("RTC-SET-4")
async def runs_from_reset(dut, bench) -> None:
    """Without being set: a Saturday in 2000, not valid, seconds at every 32,768th tick from reset."""
    assert bench.time() == packed(EPOCH)
    for n in range(3):
        await bench.expect_second((n + 1) * SECOND_TICKS, EPOCH + n * ONE_SECOND, EPOCH + (n + 1) * ONE_SECOND)
        assert int(dut.set_o.value) == 0


@block_test(RtcBench)
@covers("PWR-RST-3")
async def reset_forgets_everything(dut, bench) -> None:
    """POR in the middle of a set, trimmed and armed clock: as after the first reset, on the first edge and later."""
    when = datetime(2345, 12, 31, 23, 59, 59)
    writes = Write(commit=when, trim=-512, alarms={n: alarm_at(when) for n in range(bench.n_alarms)})
    await bench.write([(bench.clock.tick + 700, writes)])
    assert bench.event() == (1 << bench.n_alarms) - 1
    await bench.clock.after(bench.clock.tick + SECOND_TICKS + 3)
    assert bench.event() & SECOND_EVENT
    await bench.restart()
    assert (bench.time(), bench.event(), int(dut.set_o.value), int(dut.armed_o.value)) == (packed(EPOCH), 0, 0, 0)
    assert int(dut.presc_o.value) == bench.clock.tick
    for n in range(2):  # the trim is gone too, or the second of these comes late
        await bench.expect_second((n + 1) * SECOND_TICKS, EPOCH + n * ONE_SECOND, EPOCH + (n + 1) * ONE_SECOND)


@block_test(RtcBench)
@covers("RTC-SET-1")
async def commit_restarts_the_second(dut, bench) -> None:
    """At random phases of a running second, the next second comes exactly 32,768 ticks later."""
    rng = random.Random(cocotb.RANDOM_SEED)
    for _ in range(12):
        await bench.clock.ticks(rng.randrange(1, SECOND_TICKS))
        when = EPOCH + timedelta(seconds=rng.randrange(146_097 * 86_400 - 1))
        tick = await bench.commit(when)
        assert (bench.time(), int(dut.set_o.value)) == (packed(when), 1)
        await bench.clock.after(tick + 999)
        assert int(dut.presc_o.value) == 999
        await bench.expect_second(tick + SECOND_TICKS, when, when + ONE_SECOND)
        assert int(dut.presc_o.value) == 0


@block_test(RtcBench)
@covers("RTC-SET-1")
async def commit_next_to_a_second(dut, bench) -> None:
    """Around the edge of a second: on the very edge the commit wins and there is no second event."""
    start, target = datetime(2099, 12, 31, 23, 59, 59), datetime(2024, 2, 28, 23, 59, 59)
    for offset in range(-2, 3):
        second = await bench.commit(start, clear=ALL_EVENTS) + SECOND_TICKS
        await bench.write([(second + offset, Write(commit=target))])
        assert bench.time() == packed(target)
        assert bench.event() & SECOND_EVENT == (SECOND_EVENT if offset > 0 else 0), f"offset {offset}"
        await bench.clock.after(second + 10)
        assert bench.event() & SECOND_EVENT == (SECOND_EVENT if offset > 0 else 0), f"offset {offset}"
        await bench.expect_second(second + offset + SECOND_TICKS, target, target + ONE_SECOND)


@block_test(RtcBench)
async def commits_on_consecutive_ticks(dut, bench) -> None:
    """The last one stands, and the second counts from it."""
    moments = [datetime(2200, 2, 28, 23, 59, 57) + n * ONE_SECOND for n in range(3)]
    first = bench.clock.tick + 5
    await bench.write([(first + n, Write(commit=when)) for n, when in enumerate(moments)])
    await bench.expect_second(first + 2 + SECOND_TICKS, moments[-1], datetime(2200, 3, 1))


@block_test(RtcBench)
@covers("RTC-SET-4")
async def set_stays_after_seconds_and_writes(dut, bench) -> None:
    """Trim, alarms and clears do not make the time valid; a commit does, for ever."""
    tick = bench.clock.tick
    await bench.write([(tick + 5, Write(trim=0, alarms={0: alarm_at(EPOCH)}, clear=ALL_EVENTS))])
    await bench.clock.after(SECOND_TICKS + 1)
    assert int(dut.set_o.value) == 0
    tick = await bench.commit(EPOCH)
    await bench.clock.after(tick + SECOND_TICKS)
    assert int(dut.set_o.value) == 1


@block_test(RtcBench)
@cocotb.parametrize(year=[2023, 2024])
@covers("RTC-CAL-1")
async def month_ends(dut, bench, year: int) -> None:
    """The last second of every month, and of 28 February of a leap year."""
    firsts = [datetime(year + month // 12, month % 12 + 1, 1) for month in range(1, 13)]
    await crosses(bench, [first - ONE_SECOND for first in firsts] + [datetime(year, 2, 28, 23, 59, 59)])


@block_test(RtcBench)
@covers("RTC-CAL-1")
async def leap_days_and_centuries(dut, bench) -> None:
    """February of the centuries and around them, and the end of the calendar."""
    years = (2000, 2004, 2096, 2100, 2104, 2196, 2200, 2204, 2300, 2304, 2396, 2399)
    moments = [datetime(year, 2, 28, 23, 59, 59) for year in years]
    moments += [datetime(year, 2, 29, 23, 59, 59) for year in (2000, 2096, 2104, 2396)]
    moments += [datetime(year, 12, 31, 23, 59, 59) for year in (2099, 2127, 2255, 2299, 2383, 2398, 2399)]
    await crosses(bench, moments)
    assert bench.time() == packed(EPOCH)


@block_test(RtcBench)
async def carries_of_the_clock(dut, bench) -> None:
    """Minute, hour and day ends, weekday from Sunday to Monday, and the 32-bit seconds going around in 2136."""
    around = EPOCH + timedelta(seconds=2**32 - 1)
    moments = [datetime(2031, 5, 15, *clock) for clock in
               ((0, 0, 59), (9, 59, 59), (15, 59, 59), (19, 31, 59), (23, 58, 59), (23, 59, 58))]  # fmt: skip
    moments += [datetime(2031, 5, day, 23, 59, 59) for day in range(12, 19)]
    moments += [around - ONE_SECOND, around]
    await crosses(bench, moments)
    assert bench.time() >> 38 == 0


@block_test(RtcBench)
@covers("RTC-REF-1")
async def random_borders(dut, bench) -> None:
    """Random days of the 400 years, at random carries of the clock."""
    rng = random.Random(cocotb.RANDOM_SEED)
    moments = []
    for _ in range(40):
        day = EPOCH + timedelta(days=rng.randrange(146_097))
        if rng.random() < 0.4:
            day = day.replace(day=1) - timedelta(days=1) if day.month > 1 else day.replace(month=12, day=31)
        moments.append(day.replace(hour=rng.choice((23, 23, rng.randrange(24))),
                                   minute=rng.choice((59, 59, rng.randrange(60))), second=59))  # fmt: skip
    await crosses(bench, moments)
