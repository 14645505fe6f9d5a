# SPDX-License-Identifier: Apache-2.0
"""monitor_core in its block bench: thresholds with hysteresis and count, sensor faults, every output against the model."""

from __future__ import annotations

import cocotb

from models.monitor import EVENT_OF_TRIP, PROTECTIVE, ZERO_IS_STUCK
from models.monitor_cfg import (
    DIE,
    FULL_SCALE,
    N_SCANNED,
    N_TRIPS,
    TRIP_CHANNEL,
    UNDER_TRIPS,
    VBAT,
    VBAT_LOW1,
    VBAT_OVER,
    VBAT_UNDER,
    MonitorCfg,
)
from tb.block_bench import block_test
from tb.covers import covers
from tests.monitor.bench import EVERY_BIT, SAR_DELAY, MonitorBench, core_bench
from tests.monitor.settings import INSIDE, settings

BENCH = core_bench()
EVERY_TRIP = list(range(N_TRIPS))
NEVER_TRIPS = {trip: (0, 0) if trip in UNDER_TRIPS else (FULL_SCALE, 0) for trip in EVERY_TRIP}
TRIPPED_AT_RESET = 0b100011
SENSOR_EVENT = 6


def only(trip: int, limit: int, hyst: int, count: int, **more: int) -> MonitorCfg:
    """Only monitor *trip* can trip, only its channel is scanned, one scan after the other."""
    return settings(
        awake=0, enable=1 << TRIP_CHANNEL[trip], count=count, thresholds=NEVER_TRIPS | {trip: (limit, hyst)}, **more
    )


def outward(trip: int) -> int:
    """The direction in which monitor *trip* trips."""
    return -1 if trip in UNDER_TRIPS else 1


async def feed(bench: MonitorBench, trip: int, code: int, times: int = 1) -> list[int]:
    """*times* results of the monitor's channel; its bit after each of them. No other bit may be set."""
    bits = []
    for _ in range(times):
        await bench.feed(TRIP_CHANNEL[trip], code)
        bits.append(bench.bit("trip_o", trip))
        assert bench.seen("trip_o") & ~(1 << trip) == 0
    return bits


@block_test(MonitorBench, start=False)
@cocotb.parametrize(trip=EVERY_TRIP)
@covers("MON-TRIP-1", "MON-TRIP-2")
async def limit_and_hysteresis(dut, bench, trip: int) -> None:
    """Trips one code beyond the limit, not at it; clears at the border of the hysteresis, not one code before; n = 0 … 7."""
    limit, hyst, away = 2_000, 50, outward(trip)
    trips_at, border = limit + away, limit - away * hyst
    await bench.settled(only(trip, limit, hyst, 0), code=border)
    for count in range(8):
        n = max(count, 1)
        await bench.do(cfg=only(trip, limit, hyst, count).pack(), clr=EVERY_BIT)
        await bench.published(TRIP_CHANNEL[trip])
        assert await feed(bench, trip, limit, n + 2) == [0] * (n + 2)
        assert await feed(bench, trip, trips_at, n + 2) == [0] * (n - 1) + [1] * 3
        assert bench.seen("event_o") == 1 << EVENT_OF_TRIP[trip]
        await bench.clear()
        bench.set(TRIP_CHANNEL[trip], limit)
        await bench.published(TRIP_CHANNEL[trip])
        assert await feed(bench, trip, border + away, n + 2) == [1] * (n + 2)
        assert await feed(bench, trip, border, n + 2) == [1] * (n - 1) + [0] * 3
        assert bench.seen("event_o") == 0  # a trip that clears is no event


@block_test(MonitorBench, start=False)
@cocotb.parametrize(trip=EVERY_TRIP)
@covers("MON-TRIP-2")
async def results_in_a_row(dut, bench, trip: int) -> None:
    """One result that does not ask for it begins the count anew, both ways."""
    limit, hyst, away = 1_000, 4, outward(trip)
    beyond, inside = limit + away, limit - away * hyst
    await bench.settled(only(trip, limit, hyst, 2), code=inside)
    for n in range(2, 8):
        await bench.do(cfg=only(trip, limit, hyst, n).pack())
        await bench.published(TRIP_CHANNEL[trip])
        for _ in range(3):
            assert set(await feed(bench, trip, beyond, n - 1)) == {0}
            assert await feed(bench, trip, limit) == [0]
        assert await feed(bench, trip, beyond, n) == [0] * (n - 1) + [1]
        for _ in range(3):
            assert set(await feed(bench, trip, inside, n - 1)) == {1}
            assert await feed(bench, trip, inside + away) == [1]
        assert await feed(bench, trip, inside, n) == [1] * (n - 1) + [0]
        # what counted towards clearing does not count towards tripping
        assert set(await feed(bench, trip, beyond, n - 1)) == {0}
        assert await feed(bench, trip, inside) == [0]


@block_test(MonitorBench, start=False)
@cocotb.parametrize(trip=EVERY_TRIP)
@covers("MON-TRIP-3")
async def noise_never_chatters(dut, bench, trip: int) -> None:
    """One code of noise and a hysteresis of two: a slow ramp to and fro moves the trip once each way. Without, it chatters."""
    limit, chan, away = 2_000, TRIP_CHANNEL[trip], outward(trip)
    await bench.settled(only(trip, limit, 2, 1), code=limit - 20 * away)
    dut.noise_i.value = 1
    for hyst, count in ((2, 1), (2, 2), (7, 1), (0, 1)):
        await bench.do(cfg=only(trip, limit, hyst, count).pack())
        changes, before = 0, 0
        for distance in (*range(-14, 6), *range(6, -15, -1)):
            bench.set(chan, limit + away * distance)
            for _ in range(8):
                await bench.published(chan)
                changes += bench.bit("trip_o", trip) != before
                before = bench.bit("trip_o", trip)
        assert changes == 2 if hyst else changes > 4, (hyst, count, changes)


@block_test(MonitorBench, start=False)
@cocotb.parametrize(trip=EVERY_TRIP)
@covers("MON-TRIP-1")
async def limits_at_the_ends(dut, bench, trip: int) -> None:
    """An upper limit of 4095 and a lower one of 0 never trip; one code further in they do, at the very end."""
    away = outward(trip)
    end, other = (FULL_SCALE, 0) if away > 0 else (0, FULL_SCALE)
    await bench.settled(only(trip, end, 255, 1))
    for code in (end, end - away, other, end):
        assert await feed(bench, trip, code, 3) == [0] * 3
    await bench.do(cfg=only(trip, end - away, 0, 1).pack())
    assert await feed(bench, trip, end - away) == [0]
    assert await feed(bench, trip, end) == [1]
    assert await feed(bench, trip, end - away) == [0]
    # the other end: trips nearly always, and a hysteresis that reaches beyond the scale never clears
    await bench.do(cfg=only(trip, other, 1, 1).pack())
    assert await feed(bench, trip, other) == [0]
    assert await feed(bench, trip, other + away) == [1]
    assert await feed(bench, trip, other) == [1]
    # sums have 13 bits: a value near the end plus hysteresis does not wrap round to a small one
    await bench.do(cfg=only(trip, end - away * 5, 255, 1).pack())
    assert await feed(bench, trip, end) == [1]
    assert await feed(bench, trip, end - away * 259) == [1]
    assert await feed(bench, trip, end - away * 260) == [0]


@block_test(MonitorBench, start=False)
@cocotb.parametrize(count=[1, 3, 7])
@covers("MON-SCAN-2", "MON-PROT-2")
async def protection_stands_until_seen_inside(dut, bench, count: int) -> None:
    """After POR: battery and die protection tripped, warnings not; the first n results inside clear, in the first scans."""
    cfg = settings(awake=5_000, count=count)
    await bench.start(cfg, delay=SAR_DELAY)
    clear_at = {}
    for number in range(count):
        assert bench.seen("trip_o") == TRIPPED_AT_RESET
        clear_at[VBAT] = await bench.published(VBAT)
        assert bench.seen("trip_o") == (TRIPPED_AT_RESET if number < count - 1 else 0b100000)
        clear_at[DIE] = await bench.published(DIE)
    assert bench.seen("trip_o") == 0
    assert clear_at[DIE] < 8 * (5 * (SAR_DELAY + 1) + 2)
    assert bench.seen("event_o") == 0


@block_test(MonitorBench, start=False)
@cocotb.parametrize(trip=sorted(PROTECTIVE))
@covers("MON-PROT-2")
async def protection_stands_while_outside(dut, bench, trip: int) -> None:
    """After POR with the value beyond the limit, and within the hysteresis: power stays refused, without an event."""
    limit, hyst = settings().thresholds[trip]
    chan, away = TRIP_CHANNEL[trip], outward(trip)
    cfg = settings(awake=0, thresholds={number: NEVER_TRIPS[number] for number in EVERY_TRIP if number not in PROTECTIVE})
    await bench.start(cfg)
    for code in (limit + 100 * away, limit + away, limit, limit - away * hyst + away):
        bench.set(chan, code)
        for _ in range(6):
            await bench.published(chan)
        assert bench.seen("trip_o") == 1 << trip, code
    bench.set(chan, limit - away * hyst)
    while bench.seen("trip_o"):
        await bench.published(chan)
    assert bench.seen("event_o") == 0


@block_test(MonitorBench, start=False)
@covers("MON-TRIP-4")
async def requests_give_no_verdict(dut, bench) -> None:
    """However many requested results are beyond every limit, and between two scans they do not break a row."""
    await bench.settled(settings(enable=0, count=1))
    for code in (0, FULL_SCALE, 2_100, 0):
        bench.set(code=code)
        await bench.do(req=(1 << N_SCANNED) - 1)
        await bench.published(4)
        assert (bench.seen("trip_o"), bench.seen("sensor_o"), bench.seen("event_o")) == (0, 0, 0x80)
    await bench.do(cfg=settings(awake=100, count=2).pack())
    await bench.feed(VBAT, 2_500)
    bench.set(VBAT, INSIDE)
    await bench.do(req=1 << VBAT)
    await bench.clock.ticks(40)
    assert bench.result(VBAT) == INSIDE
    await bench.feed(VBAT, 2_500)
    assert bench.bit("trip_o", VBAT_LOW1) == 1


@block_test(MonitorBench, start=False)
@covers("MON-TRIP-2")
async def a_new_count_counts_at_the_next_result(dut, bench) -> None:
    """A row of four, and the count comes down to three: the fifth trips. A larger count goes on from where it is."""
    thresholds = {VBAT_OVER: (FULL_SCALE, 0), VBAT_UNDER: (0, 0)}
    for first, row, second, more in ((7, 4, 3, 1), (7, 2, 3, 1), (3, 2, 6, 4), (5, 3, 0, 1)):
        cfgs = [settings(awake=40, enable=1, count=count, thresholds=thresholds) for count in (first, second)]
        if bench.starts:
            await bench.restart_with(cfgs[0])
            bench.set(VBAT, INSIDE)
            await bench.clock.ticks(600)
            assert bench.seen("trip_o") & 1 << VBAT_LOW1 == 0
        else:
            await bench.settled(cfgs[0])
        for _ in range(row):
            await bench.feed(VBAT, 2_500)
        await bench.do(cfg=cfgs[1].pack())
        bits = []
        for _ in range(more):
            await bench.feed(VBAT, 2_500)
            bits.append(bench.bit("trip_o", VBAT_LOW1))
        assert bits == [0] * (more - 1) + [1], (first, row, second)


@block_test(MonitorBench, start=False)
@cocotb.parametrize(chan=list(range(N_SCANNED)))
@covers("MON-SENS-1")
async def stuck_sensor(dut, bench, chan: int) -> None:
    """Full scale on each channel, 0 where nothing is ever 0: n in a row set the fault, n others clear it; n = 1 … 7."""
    await bench.settled(settings(awake=0, thresholds=NEVER_TRIPS, enable=1 << chan))
    for count in range(8):
        n = max(count, 1)
        await bench.do(cfg=settings(awake=0, thresholds=NEVER_TRIPS, enable=1 << chan, count=count).pack())
        for code in (FULL_SCALE, 0):
            counts = int(code == FULL_SCALE or chan in ZERO_IS_STUCK)
            bench.set(chan, 1)
            await bench.published(chan)
            await bench.clear()
            bits = []
            for value in (*[code] * (n - 1), 1, *[code] * (n - 1), FULL_SCALE - 1, *[code] * (n + 1)):
                await bench.feed(chan, value)
                bits.append(bench.seen("sensor_o"))
            assert bits == [0] * (3 * n - 1) + [counts << chan] * 2, (count, code, bits)
            assert bench.seen("event_o") == counts << SENSOR_EVENT
            await bench.clear()
            bits.clear()
            for value in (*[1] * (n - 1), FULL_SCALE, *[FULL_SCALE - 1] * n):
                await bench.feed(chan, value)
                bits.append(bench.seen("sensor_o"))
            if n > 1:
                assert bits == [counts << chan] * (2 * n - 1) + [0], (count, code, bits)
            assert bits[-1] == 0


@block_test(MonitorBench, start=False)
@covers("MON-SENS-1")
async def stuck_values_of_both_kinds_make_one_row(dut, bench) -> None:
    """0 and full scale in turn are stuck results all the same; a fault of one channel leaves the others alone."""
    await bench.settled(settings(awake=0, thresholds=NEVER_TRIPS))
    for code in (0, FULL_SCALE, 0):
        assert bench.seen("sensor_o") == 0
        await bench.feed(DIE, code)
    assert (bench.seen("sensor_o"), bench.seen("event_o")) == (1 << DIE, 1 << SENSOR_EVENT)
    await bench.clear()
    for _ in range(4):
        await bench.feed(VBAT, FULL_SCALE)
    assert (bench.seen("sensor_o"), bench.seen("event_o")) == (1 << DIE | 1 << VBAT, 1 << SENSOR_EVENT)


@block_test(MonitorBench, start=False)
@covers("MON-TRIP-2")
async def rows_begin_anew_after_reset(dut, bench) -> None:
    """Two of three results before POR count nothing behind it."""
    await bench.settled(settings(awake=0))
    for _ in range(2):
        await bench.feed(VBAT, 2_500)
        await bench.feed(DIE, 0)
    assert (bench.bit("trip_o", VBAT_LOW1), bench.seen("sensor_o")) == (0, 0)
    await bench.restart()
    for number in (1, 2, 3):
        await bench.published(DIE)  # the last of the two in a scan
        assert (bench.bit("trip_o", VBAT_LOW1), bench.seen("sensor_o")) == ((1, 1 << DIE) if number == 3 else (0, 0))
