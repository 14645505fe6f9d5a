# SPDX-License-Identifier: Apache-2.0
"""rtc_core in its block bench: the trim, exact over 2^20 ticks, and changed at the worst moments."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

import cocotb

from tb.block_bench import block_test
from tb.covers import covers
from tb.runner import Bench
from tests.rtc.bench import SECOND_TICKS, RtcBench, Write
from tests.rtc.reference import packed

BENCH = Bench(top="rtl/rtc/rtc_core.sv")
START = datetime(2030, 6, 30, 23, 59, 50)
WINDOW_SECONDS = 32
WINDOW_TICKS = WINDOW_SECONDS * SECOND_TICKS
LSB_SHIFT = 32  # trim values that shift every second by one tick


def shown(bench: RtcBench) -> int:
    """The running time in ticks. Means something only while the prescaler is not held at 0 in a slow second."""
    return (bench.time() >> 38) * SECOND_TICKS + int(bench.dut.presc_o.value)


@block_test(RtcBench)
@cocotb.parametrize(trim=[1, -1, 37, -389, 511, -512])
@covers("RTC-TRIM-1")
async def exact_over_a_window(dut, bench, trim: int) -> None:
    """In 2^20 ticks the clock advances by 2^20 + trim ticks, from two different phases."""
    tick = await bench.commit(START, trim=trim)
    begins = [tick + 1_000, tick + 21_000]
    readings = []
    for moment in [*begins, *(begin + WINDOW_TICKS for begin in begins)]:
        await bench.clock.after(moment)
        readings.append(shown(bench))
    for n, begin in enumerate(begins):
        assert readings[n + 2] - readings[n] == WINDOW_TICKS + trim, f"window from tick {begin}"


@block_test(RtcBench)
@cocotb.parametrize(trim=[LSB_SHIFT, -LSB_SHIFT, 511, -512])
async def change_around_a_correction_point(dut, bench, trim: int) -> None:
    """A trim that arrives before the point acts on it, one that arrives on its edge or later on the next one."""
    shift = trim // 32
    for offset in range(-3, 4):
        tick = await bench.commit(START, trim=0)
        point = tick + SECOND_TICKS
        await bench.write([(point + offset, Write(trim=trim))])
        # no trim so far: the second falls on the point, and a correction there moves the one after it
        assert await bench.time_at(point) == packed(START + timedelta(seconds=1))
        # A late second meets the next point before it comes, and is moved once more. Without a correction so far it
        # comes on the very edge of the next point, and is not moved.
        moved = 0 if offset >= 0 else shift if shift > 0 else 2 * shift
        before, after = START + timedelta(seconds=1), START + timedelta(seconds=2)
        await bench.expect_second(point + SECOND_TICKS - moved, before, after)


@block_test(RtcBench)
async def correction_that_makes_the_second_due(dut, bench) -> None:
    """A slow clock made fast: at the point the second is late by a few ticks, and the correction takes more or less."""
    for late in (1, 7, 14, 15, 16):
        for fast in (15, 7, 1):
            tick = await bench.commit(START, trim=-32 * late)
            point = tick + 2 * SECOND_TICKS
            await bench.write([(point - 500, Write(trim=32 * fast))])
            second = max(point, point + late - fast)
            await bench.expect_second(second, START + timedelta(seconds=1), START + timedelta(seconds=2))


@block_test(RtcBench)
async def second_after_a_correction_that_made_one_due(dut, bench) -> None:
    """What the correction took too much comes off the next second; nothing is lost and no second comes twice."""
    tick = await bench.commit(START, trim=-32 * 3)
    point = tick + 2 * SECOND_TICKS
    cocotb.start_soon(bench.write([(point - 1, Write(trim=32 * 10)), (point, Write(trim=0))]))
    await bench.expect_second(point, START + timedelta(seconds=1), START + timedelta(seconds=2))
    due = point + SECOND_TICKS - 7
    await bench.expect_second(due, START + timedelta(seconds=2), START + timedelta(seconds=3))


@block_test(RtcBench)
async def remainder_is_kept_over_changes_but_not_over_commits(dut, bench) -> None:
    """Half ticks add up across trims; a commit begins with none."""
    tick = await bench.commit(START, trim=16)  # half a tick at the first point
    await bench.write([(tick + SECOND_TICKS + 9, Write(trim=17))])  # and the rest, plus 1/32, at the second
    await bench.expect_second(tick + 3 * SECOND_TICKS - 1, START + timedelta(seconds=2), START + timedelta(seconds=3))
    await bench.write([(bench.clock.tick + 3, Write(trim=31))])
    await bench.clock.after(tick + 4 * SECOND_TICKS + 5)
    tick = await bench.commit(START, trim=1)  # with the 31/32 that were left it would take a tick at the first point
    await bench.expect_second(tick + 2 * SECOND_TICKS, START + timedelta(seconds=1), START + timedelta(seconds=2))


@block_test(RtcBench)
async def commit_on_a_correction_point(dut, bench) -> None:
    """Around and on a point that is no second's edge: the commit wins, no correction touches the new second."""
    other = datetime(2100, 2, 28, 23, 59, 59)
    for offset in (-2, -1, 0, 1, 2):
        tick = await bench.commit(START, trim=-512)
        point = tick + 2 * SECOND_TICKS  # the second comes 16 ticks later
        await bench.write([(point + offset, Write(commit=other))])
        await bench.expect_second(point + offset + SECOND_TICKS, other, other + timedelta(seconds=1))


@block_test(RtcBench)
@covers("RTC-TRIM-2")
async def random_changes(dut, bench) -> None:
    """Any trim at any time, mostly around points and seconds: seconds follow one another, none twice, none lost."""
    rng = random.Random(cocotb.RANDOM_SEED)
    commit = await bench.commit(START)
    due = commit + SECOND_TICKS
    for number in range(1, 61):
        spots = [due + rng.randrange(-20, 20), commit + number * SECOND_TICKS + rng.randrange(-3, 4)]
        spots = sorted({spot for spot in spots if spot > bench.clock.tick + 2})
        await bench.write(
            [(spot, Write(trim=rng.choice((-512, 511, 0, rng.randrange(-512, 512))))) for spot in spots]
        )
        await bench.clock.after(due + 600)
        assert bench.time() == packed(START + timedelta(seconds=number))
        due = bench.scoreboard.model.next_event()
        assert abs(due - bench.clock.tick - SECOND_TICKS + 600) <= 64
