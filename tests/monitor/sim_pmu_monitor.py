# SPDX-License-Identifier: Apache-2.0
"""pmu_monitor from the front end to the registers: posts, sampled status, speed, protection; its blocks against the models."""

from __future__ import annotations

import random

import cocotb
from cocotb.triggers import Timer

from models.monitor_cfg import AIN0, AIN1, DIE, FULL_SCALE, ICHG, NTC, N_CHANNELS, VBAT, VBUS
from tb.block_bench import block_test
from tb.covers import covers
from tb.runner import Bench
from tests.monitor.settings import CFG_RST, EVERY_CHANNEL, INSIDE, random_settings, settings
from tests.monitor.unit import CONVERSION_TICKS, SAMPLE_TICKS, SCAN_TICKS, S_ACTIVE, S_ASLEEP, S_OFF, UnitBench

BENCH = Bench(
    top="rtl/monitor/pmu_monitor.sv", parts=("tb/blocks/adc_front_end.sv",),
    params={"MON_CFG_RST": f"174'h{CFG_RST:044x}", "SAMPLE_TICKS": SAMPLE_TICKS},
)  # fmt: skip
FAST_STATES = {1, 2, 3, 5, 6}
ALL_EVENTS, CONVERTED = 0xFF, 0x80


@block_test(UnitBench, start=False)
@covers("MON-REQ-1", "MON-RES-1")
async def from_the_front_end_to_the_register(dut, bench) -> None:
    """Each channel's level, requested, is the code that firmware reads, with its tick; a conversion takes S + 14 ticks."""
    rng = random.Random(cocotb.RANDOM_SEED)
    await bench.settled(settings(enable=0))
    for chan in (VBAT, VBUS, NTC, DIE, ICHG, AIN0, AIN1):
        code = rng.choice((0, FULL_SCALE, rng.getrandbits(12)))
        bench.level(code=rng.getrandbits(12))
        bench.level(chan, code)
        await bench.request(1 << chan)
        tick = await bench.published(chan)
        assert tick == bench.conversions[-1][0] + CONVERSION_TICKS
        await bench.clock.ticks(2)
        assert bench.status(chan) == code
        assert bench.seen("stat_mon_result_tick_o") >> 16 * chan & 0xFFFF == tick & 0xFFFF
        assert (bench.seen("seen_mon_result_fresh_o"), bench.seen("stat_mon_event_o")) == (1 << chan, CONVERTED)
        await bench.clear(EVERY_CHANNEL, ALL_EVENTS)


@block_test(UnitBench, start=False)
@covers("MON-SAR-2")
async def front_end_is_off_between_conversions(dut, bench) -> None:
    """Power-enable only while converting, sample only at the beginning of that."""
    await bench.settled(settings(awake=400, enable=1 << DIE))
    begin = await bench.published(DIE) + 400 - CONVERSION_TICKS
    for tick in range(begin - 3, begin + CONVERSION_TICKS + 4):
        await bench.clock.after(tick)
        expected = 1 <= tick - begin <= SAMPLE_TICKS + 12, 1 <= tick - begin <= SAMPLE_TICKS
        assert (bench.seen("adc_en_o"), bench.seen("adc_sample_o")) == expected, tick - begin
        if expected[0]:
            assert bench.seen("adc_chan_o") == DIE


@block_test(UnitBench, start=False)
@covers("MON-AVG-1")
async def noise_and_averaging(dut, bench) -> None:
    """A comparator with noise of two codes: sixteen conversions come closer to the level than one does."""
    codes = range(1_000, 1_010)
    errors = []
    for average in (0, 2):
        if average:
            await bench.write(settings(enable=0, average={AIN0: average}))
        else:
            await bench.settled(settings(enable=0))
            dut.noise_i.value = 16
        worst = 0
        for code in codes:
            bench.level(AIN0, code)
            await bench.request(1 << AIN0)
            await bench.published(AIN0)
            await bench.clock.ticks(2)
            worst = max(worst, abs(bench.status(AIN0) - code))
        errors.append(worst)
    assert errors[0] >= 2 and errors[1] < errors[0], errors


@block_test(UnitBench, start=False)
@covers("MON-REQ-1")
async def requests_collect(dut, bench) -> None:
    """Requests while one is crossing are not lost: all channels, however they are spread over writes; none comes twice."""
    rng = random.Random(cocotb.RANDOM_SEED)
    await bench.settled(settings(enable=0))
    for gap_us in (0, 0, 1, 15, 45, 90, 130, 0):
        order = rng.sample(range(N_CHANNELS), N_CHANNELS)
        bench.conversions.clear()
        await Timer(rng.randrange(1, 60_000), "ns")
        for chan in order:
            await bench.request(1 << chan)
            assert bench.busy() == {"mon_convert"}
            if gap_us:
                await Timer(gap_us, "us")
        await bench.idle()
        await bench.clock.ticks((N_CHANNELS + 1) * CONVERSION_TICKS)
        assert sorted(chan for _, chan in bench.conversions) == list(range(N_CHANNELS)), gap_us
        assert bench.seen("seen_mon_result_fresh_o") == EVERY_CHANNEL
        await bench.clear(EVERY_CHANNEL, ALL_EVENTS)
        assert (bench.seen("seen_mon_result_fresh_o"), bench.seen("stat_mon_event_o")) == (0, 0)


@block_test(UnitBench, start=False)
@covers("MON-RES-2")
async def event_is_not_lost_to_a_clear(dut, bench) -> None:
    """A clear that crosses at any phase of a new result: when busy has gone, firmware reads what the core has."""
    rng = random.Random(cocotb.RANDOM_SEED)
    await bench.settled(settings(enable=0))
    kept = 0
    for _ in range(40):
        await bench.request(1 << AIN0)
        await bench.clock.ticks(3 + CONVERSION_TICKS - 3 + rng.randrange(9))
        await Timer(rng.randrange(1, 30_000), "ns")
        await bench.post("mon_clear", mon_fresh_clr=1 << AIN0, mon_event_clr=CONVERTED)
        await bench.idle()
        await bench.clock.ticks(8)
        assert bench.seen("stat_mon_event_o") == int(bench.core.event_o.value)
        assert bench.seen("seen_mon_result_fresh_o") == int(bench.core.fresh_o.value) == bench.seen("stat_mon_event_o") >> 7 << AIN0
        kept += bench.seen("stat_mon_event_o") >> 7
        await bench.clear(EVERY_CHANNEL, ALL_EVENTS)
    assert 5 < kept < 35, kept


@block_test(UnitBench, start=False)
@covers("MON-SCAN-1")
async def speed_by_state_and_vbus(dut, bench) -> None:
    """Every state of power, with and without VBUS: often while the system is up or comes or goes, seldom else."""
    awake, asleep = 100, 230
    await bench.settled(settings(awake=awake, asleep=asleep, enable=1 << VBAT))
    dut.run_i.value = 0  # makes it quick
    for state in range(16):
        for vbus in (0, 1):
            await bench.clock.ticks(1)
            dut.state_i.value, dut.vbus_i.value = state, vbus
            await bench.published(VBAT)
            assert await bench.gap(VBAT) == (awake if state in FAST_STATES or vbus else asleep), (state, vbus)


@block_test(UnitBench, start=False)
@covers("MON-SCAN-1")
async def speed_changes_two_ticks_later(dut, bench) -> None:
    """state_i to the scan: a flop, then the scan's start on the next edge."""
    await bench.settled(settings(awake=100, asleep=600, enable=1 << VBAT))
    dut.run_i.value = 0
    for name, slow, fast in (("state_i", S_ASLEEP, S_ACTIVE), ("vbus_i", 0, 1)):
        await bench.clock.ticks(1)
        dut.state_i.value = S_OFF
        dut.vbus_i.value = 0
        getattr(dut, name).value = slow
        await bench.published(VBAT)
        tick = bench.clock.tick + 200
        bench.conversions.clear()
        await bench.clock.before(tick)
        assert not bench.conversions
        getattr(dut, name).value = fast
        await bench.published(VBAT)
        assert bench.conversions[0][0] == tick + 2


@block_test(UnitBench, start=False)
@cocotb.parametrize(trip=[0, 1, 5])
@covers("MON-PROT-1")
async def protection(dut, bench, trip: int) -> None:
    """protect_o's bit with the trip, block_o one tick later, up and down."""
    chan, beyond = {0: (VBAT, 3_600), 1: (VBAT, 1_900), 5: (DIE, 3_400)}[trip]
    protect = 1 << {0: 0, 1: 1, 5: 2}[trip]
    await bench.settled(settings(awake=100, enable=1 << chan, count=2))
    for code, before, after in ((beyond, 0, protect), (INSIDE, protect, 0)):
        bench.level(chan, code)
        while bench.seen("protect_o") == before:
            last = bench.seen("block_o")
            await bench.published(chan)
        assert (bench.seen("protect_o"), bench.seen("block_o")) == (after, last)
        assert bench.seen("trip_o") & 0b100011 == (1 << trip if after else 0)
        assert last == bool(before)
        await bench.clock.after(bench.clock.tick + 1)
        assert bench.seen("block_o") == bool(after)


@block_test(UnitBench, start=False)
@covers("MON-PROT-2")
async def refused_from_the_first_moment(dut, bench) -> None:
    """In reset and behind it protection stands, until battery and die have been seen inside; a bad battery keeps it."""
    await bench.start(state=S_OFF)
    for code in (INSIDE, 1_500, INSIDE):
        bench.level(VBAT, code)
        bench.reset(1)
        await bench.clock.ticks(1)
        assert (bench.seen("protect_o"), bench.seen("block_o"), bench.seen("adc_en_o")) == (7, 1, 0)
        assert (bench.seen("stat_mon_status_trip_o"), bench.seen("stat_mon_status_ready_o"), bench.seen("stat_mon_result_value_o")) == (0b100011, 0, 0)
        await bench.restart()
        assert (bench.seen("protect_o"), bench.seen("block_o")) == (7, 1)
        await bench.clock.before(9 * SCAN_TICKS)
        assert bench.seen("ready_o") == 1
        good = code == INSIDE
        assert (bench.seen("protect_o"), bench.seen("block_o")) == ((0, 0) if good else (0b010, 1))


@block_test(UnitBench, start=False)
@covers("MON-RES-3", "MON-PROT-3", "MON-WARN-3")
async def works_while_the_bus_sleeps(dut, bench) -> None:
    """No bus clock: trips, protection and the low-battery wake come all the same, and can be read when the clock is back."""
    await bench.settled(settings(awake=150, asleep=600, count=2))
    await bench.post("mon_intr", mon_intr_enable=0b010)
    await bench.idle()
    dut.run_i.value, dut.state_i.value = 0, S_ASLEEP
    await bench.clock.ticks(700)
    before = bench.seen("stat_mon_result_value_o")
    bench.level(VBAT, 1_000)
    bench.level(DIE, 3_200)
    for _ in range(4):
        await bench.published(VBAT)
        await bench.clock.ticks(1)
        if bench.seen("wake_o"):
            break
    assert bench.seen("wake_o") == 0b010, "of the two levels and the die the one that is enabled"
    await bench.published(ICHG)
    await bench.clock.ticks(1)
    assert (bench.seen("protect_o"), bench.seen("block_o"), bench.seen("trip_o")) == (0b010, 1, 0b011110)
    assert bench.seen("stat_mon_result_value_o") == before  # nobody has copied it
    assert bench.seen("stat_mon_event_o") == 0
    dut.run_i.value = 1
    await bench.clock.ticks(8)
    assert (bench.status(VBAT), bench.status(DIE), bench.seen("stat_mon_status_trip_o")) == (1_000, 3_200, 0b011110)
    assert bench.seen("stat_mon_event_o") == 0b0001_0111


@block_test(UnitBench, start=False)
@covers("MON-WARN-1", "MON-SENS-1")
async def sticky_bits_and_faults_reach_the_bus(dut, bench) -> None:
    """Every status bit by its own cause: trips, sensor faults and events as firmware reads them."""
    await bench.settled(settings(awake=90, count=1))
    cases = (
        (VBAT, 2_500, 0b000100, 0, 0x01), (VBAT, 2_300, 0b001100, 0, 0x03), (VBAT, 1_900, 0b001110, 0, 0x13),
        (VBAT, 3_600, 0b000001, 0, 0x08), (DIE, 3_100, 0b010000, 0, 0x04), (DIE, 3_400, 0b110000, 0, 0x24),
        (VBUS, FULL_SCALE, 0, 0b00010, 0x40), (NTC, 0, 0, 0b00100, 0x40), (ICHG, FULL_SCALE, 0, 0b10000, 0x40),
    )  # fmt: skip
    for chan, code, trips, sensors, events in cases:
        bench.level(chan, code)
        await bench.published(chan)
        await bench.published(chan)
        await bench.clock.ticks(2)
        assert (bench.seen("stat_mon_status_trip_o"), bench.seen("trip_o")) == (trips, trips), (chan, code)
        assert (bench.seen("stat_mon_status_sensor_o"), bench.seen("sensor_o")) == (sensors, sensors), (chan, code)
        assert bench.seen("stat_mon_event_o") == events, (chan, code)
        bench.level(chan)
        await bench.published(chan)
        await bench.published(chan)
        await bench.clear(EVERY_CHANNEL, ALL_EVENTS)
    assert bench.seen("stat_mon_status_ready_o") == 1


@block_test(UnitBench)
async def nobody_runs(dut, bench) -> None:
    """OFF, POWER_DOWN and FAULT are told to the core one flop later, all other states are not."""
    for state in (*range(16), *range(15, -1, -1)):
        await bench.clock.before(bench.clock.tick + 2)
        dut.state_i.value = state
        await bench.clock.ticks(1)
        assert int(bench.core.off_i.value) == (state in (0, 6, 7)), state


@block_test(UnitBench)
@covers("MON-RES-3", "MON-MODEL-1")
async def random_walk(dut, bench) -> None:
    """Writes, levels, noise, states, the bus clock on and off, now and then POR, at random moments."""
    rng = random.Random(cocotb.RANDOM_SEED)
    cfg = settings()
    for _ in range(220):
        await Timer(rng.choice((1_000, 40_000, 200_000, 2_000_000)) + rng.randrange(40_000), "ns")
        if not int(dut.run_i.value):
            dut.run_i.value = 1
            await bench.clock.ticks(6)
        kind = rng.random()
        if kind < 0.15:
            cfg = random_settings(rng, (90, 200, 600))
            await bench.post("mon_cfg", mon_cfg=cfg.pack())
        elif kind < 0.4:
            await bench.request(rng.getrandbits(7))
        elif kind < 0.6:
            await bench.post("mon_clear", mon_fresh_clr=rng.getrandbits(7), mon_event_clr=rng.getrandbits(8))
        elif kind < 0.85:
            bench.level(rng.randrange(N_CHANNELS), rng.choice((0, FULL_SCALE, rng.choice(cfg.thresholds).limit)))
            dut.noise_i.value = rng.choice((0, 8))
        elif kind < 0.98:
            await bench.clock.ticks(1)
            dut.state_i.value, dut.vbus_i.value = rng.randrange(16), rng.getrandbits(1)
            dut.run_i.value = rng.getrandbits(1)
        else:
            await bench.restart()
    dut.run_i.value = 1
    await bench.clock.ticks(6)
    await bench.idle(60)
    assert bench.scoreboard.changes > 300
    core = {"fresh": "seen_mon_result_fresh", "event": "stat_mon_event", "result": "stat_mon_result_value", "tick": "stat_mon_result_tick"}
    core |= {name: f"stat_mon_status_{name}" for name in ("trip", "sensor", "ready", "defaults")}
    await bench.write(settings(enable=0))
    await bench.ticks(8 * CONVERSION_TICKS)
    for name, port in core.items():
        assert bench.seen(f"{port}_o") == int(getattr(bench.core, f"{name}_o").value), name
