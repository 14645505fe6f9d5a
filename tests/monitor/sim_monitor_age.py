# SPDX-License-Identifier: Apache-2.0
"""Age of results: what the scan does not renew is stale, and settings that keep the power off are those after reset."""

from __future__ import annotations

import random

import cocotb

from models.monitor_age import WINDOW_TICKS
from models.monitor_cfg import DIE, ICHG, NTC, VBAT, VBAT_OVER, VBAT_UNDER, VBUS
from tb.block_bench import block_test
from tb.covers import covers
from tests.monitor.bench import SHORT_DELAY, MonitorBench, core_bench
from tests.monitor.settings import ALL_SCANNED, INSIDE, random_settings, settings
from tests.monitor.sim_monitor_random import new_codes

NEEDED = ALL_SCANNED
EV_SENSOR = 1 << 6
SLOWEST = 0xFFFF
BENCH = core_bench(NEEDED=NEEDED)


def bench_for(dut) -> MonitorBench:
    return MonitorBench(dut, needed=NEEDED)


@block_test(bench_for, start=False)
@covers("MON-AGE-2")
async def needed_channels_are_scanned(dut, bench) -> None:
    """Whatever the settings say; nothing is ever stale then."""
    await bench.start(settings(awake=500, enable=0))
    for _ in range(3):
        for chan in range(5):
            await bench.published(chan)
    await bench.clock.before(2 * WINDOW_TICKS + 100)
    assert (bench.seen("stale_o"), bench.seen("sensor_o"), bench.seen("event_o") & EV_SENSOR) == (0, 0, 0)


@block_test(bench_for, start=False)
@cocotb.parametrize(period=[100, 3_000])
@covers("MON-AGE-1")
async def two_scans_without_a_result(dut, bench, period: int) -> None:
    """A converter that has stopped: stale as the third scan begins since the last result, not before; a result ends it."""
    await bench.start(settings(awake=period))
    await bench.clock.before(400)
    await bench.published(ICHG)
    dut.delay_i.value = 0
    await bench.clear()
    bench.starts.clear()
    while sum(start.chan == VBAT for start in bench.starts) < 2:
        await bench.clock.ticks(10)
        assert bench.seen("stale_o") == 0 or bench.starts[-1].chan == ICHG, "too early"
    assert (bench.seen("stale_o"), bench.seen("event_o") & EV_SENSOR) == (0, 0)
    while not bench.seen("stale_o"):
        await bench.clock.ticks(1)
    scan = bench.clock.tick
    await bench.clock.ticks(2)
    assert bench.starts[-1] == (scan + 1, VBAT), "as the scan begins"
    assert (bench.seen("stale_o"), bench.seen("sensor_o"), bench.seen("event_o")) == (NEEDED, NEEDED, EV_SENSOR)
    dut.delay_i.value = SHORT_DELAY
    await bench.clear()
    await bench.published(VBUS)
    stale = bench.seen("stale_o")
    assert not stale >> VBUS & 1 and stale >> ICHG & 1, "each has its own"
    await bench.published(ICHG)
    await bench.published(VBAT)
    assert (bench.seen("stale_o"), bench.seen("sensor_o"), bench.seen("event_o") & EV_SENSOR) == (0, 0, 0)


@block_test(bench_for, start=False)
@covers("MON-AGE-1")
async def a_single_scan_may_fail(dut, bench) -> None:
    """One conversion that is given up makes nothing stale."""
    await bench.start(settings(awake=700))
    await bench.clock.before(400)
    for chan in range(5):
        await bench.published((chan - 1) % 5)
        dut.delay_i.value = 0
        await bench.clock.ticks(1_300 if chan == 0 else 60)
        dut.delay_i.value = SHORT_DELAY
        await bench.published(VBAT)
        await bench.published(ICHG)
        assert (bench.seen("stale_o"), bench.seen("event_o") & EV_SENSOR) == (0, 0), chan


@block_test(bench_for, start=False)
@covers("MON-AGE-1")
async def a_scan_that_comes_too_seldom(dut, bench) -> None:
    """The longest period there is: stale at the end of the first whole window without a result, and so to the next result.

    Stamps of 16 bits come round in between, and requests bring new results; neither makes it fresh.
    """
    await bench.start(settings(awake=SLOWEST))
    await bench.clock.before(300)
    begin = max(start.tick for start in bench.starts if start.chan == VBAT) - 1
    bench.starts.clear()
    assert await bench.value_at(2 * WINDOW_TICKS - 1, "stale_o") == 0
    assert await bench.value_at(2 * WINDOW_TICKS, "stale_o") == NEEDED
    assert bench.seen("event_o") & EV_SENSOR
    await bench.clear()
    await bench.do(req=1 << VBAT | 1 << DIE)
    assert await bench.published(DIE) < 2 * WINDOW_TICKS + 30
    assert (bench.seen("stale_o"), bench.seen("event_o") & EV_SENSOR) == (NEEDED, 0), "requests do not count"
    assert await bench.value_at(begin + SLOWEST - 1, "stale_o") == NEEDED
    await bench.published(NTC)
    assert bench.seen("stale_o") == 1 << DIE | 1 << ICHG
    await bench.published(ICHG)
    assert bench.seen("stale_o") == 0


@block_test(bench_for, start=False)
@covers("MON-PROT-4")
async def limits_that_keep_the_power_off(dut, bench) -> None:
    """While the system is off and protection has tripped, the limits are those after reset; the flag stays until a write."""
    await bench.start(settings(awake=200))
    await bench.clock.before(400)
    assert (bench.seen("trip_o"), bench.seen("defaults_o")) == (0, 0)
    for trip, pair in ((VBAT_OVER, (INSIDE - 10, 40)), (VBAT_UNDER, (INSIDE + 10, 40))):
        await bench.do(cfg=settings(awake=200, thresholds={trip: pair}).pack())
        while not bench.bit("trip_o", trip):
            await bench.clock.ticks(50)
            assert bench.clock.tick < 8_000, "no trip"
        assert bench.seen("defaults_o") == 0, "somebody who runs can write"
        tick = await bench.do(off_i=1)
        assert bench.seen("defaults_o") == 1
        while bench.bit("trip_o", trip):
            await bench.clock.ticks(50)
            assert bench.clock.tick < tick + 8_000, "the block stays"
        await bench.do(off_i=0)
        assert bench.seen("defaults_o") == 1
        await bench.do(cfg=settings(awake=200).pack())
        assert bench.seen("defaults_o") == 0


@block_test(bench_for, start=False)
@covers("MON-PROT-4")
async def off_without_a_trip_keeps_settings(dut, bench) -> None:
    """Only a trip that protects takes settings back: not being off, not a warning; and nothing that was never written."""
    await bench.start(fast=1)
    await bench.do(off_i=1)  # tripped as after every reset
    await bench.clock.before(400)
    assert (bench.seen("trip_o"), bench.seen("defaults_o")) == (0, 0), "what acts is what the registers read"
    await bench.do(cfg=settings(awake=300, thresholds={2: (INSIDE + 10, 40), 4: (INSIDE - 10, 40)}).pack())
    await bench.clock.ticks(1_500)
    assert (bench.seen("trip_o"), bench.seen("defaults_o")) == (0b10100, 0)
    assert await bench.published(VBAT) - bench.tick_of(ICHG) < 300


@block_test(bench_for, start=False)
@cocotb.parametrize(part=range(3))
@covers("MON-AGE-1")
async def random_walk(dut, bench, part: int) -> None:
    """Settings, converters that stop and go, being off and on, across ends of windows; every output against the model."""
    rng = random.Random(cocotb.RANDOM_SEED * 3 + part)
    cfg = settings(awake=300)
    await bench.start(cfg)
    stale = 0
    for _ in range(100):
        await bench.clock.ticks(rng.choice((20, 300, 900, 2_000, WINDOW_TICKS - bench.clock.tick % WINDOW_TICKS)))
        kind = rng.random()
        if kind < 0.2:
            cfg = random_settings(rng, (20, 300, 700, 9_000, SLOWEST))
            await bench.do(cfg=cfg.pack())
        elif kind < 0.5:
            dut.delay_i.value = rng.choice((0, 0, 2, 3, 15, 254, 255))
        elif kind < 0.7:
            await bench.do(off_i=rng.getrandbits(1), fast_i=rng.getrandbits(1))
        elif kind < 0.8:
            await bench.do(req=rng.getrandbits(7), clr=rng.getrandbits(15))
        else:
            new_codes(bench, rng, cfg)
        stale |= bench.seen("stale_o")
    assert stale == NEEDED
