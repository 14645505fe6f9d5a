# SPDX-License-Identifier: Apache-2.0
"""monitor_core in its block bench: averages, result registers, sticky bits, and when settings act."""

from __future__ import annotations

import random

import cocotb

from models.monitor_cfg import (
    AIN0, AIN1, DIE, DIE_WARN, FULL_SCALE, ICHG, N_CHANNELS, VBAT, VBAT_LOW1, VBAT_LOW2, VBAT_OVER, VBUS,
)  # fmt: skip
from models.sticky_events import QUEUE_TICKS, WAY_TICKS
from tb.block_bench import block_test
from tb.covers import covers
from tests.monitor.bench import EVERY_BIT, SAR_DELAY, SHORT_DELAY, MonitorBench, core_bench
from tests.monitor.settings import EVERY_CHANNEL, INSIDE, settings

BENCH = core_bench()
CONVERTED, SENSOR = 0x80, 0x40
LOW1, OVER = 0x01, 0x08
TURN = SHORT_DELAY + 1


async def convert(bench: MonitorBench, chan: int, codes: list[int]) -> int:
    """Request *chan*, whose conversions give *codes* one after the other; returns the tick of the result."""
    tick = await bench.do(req=1 << chan)
    for number, code in enumerate(codes):
        await bench.clock.before(max(tick + 1 + number * TURN, bench.clock.tick + 1))
        bench.set(chan, code)
    return await bench.published(chan)


@block_test(MonitorBench, start=False)
@cocotb.parametrize(setting=[0, 1, 2, 3])
@covers("MON-AVG-1")
async def averages(dut, bench, setting: int) -> None:
    """1, 4 and 16 conversions of every channel, rounded half up, at every remainder and at both ends."""
    rng = random.Random(cocotb.RANDOM_SEED)
    number = (1, 4, 16, 16)[setting]
    await bench.settled(settings(enable=0, average=dict.fromkeys(range(N_CHANNELS), setting)))
    sums = [base * number + rest for base in (0, 2047, 4094) for rest in range(number)] + [FULL_SCALE * number]
    for index, total in enumerate(sums):
        chan = index % N_CHANNELS
        codes = [total // number + (n < total % number) for n in range(number)]
        rng.shuffle(codes)
        bench.starts.clear()
        tick = await convert(bench, chan, codes)
        assert [start.chan for start in bench.starts] == [chan] * number
        assert tick == bench.starts[0].tick + number * TURN
        assert bench.result(chan) == (2 * total + number) // (2 * number), (codes, total)
    spread = [0, FULL_SCALE] * (number // 2) or [1]
    await convert(bench, AIN1, spread)
    assert bench.result(AIN1) == (sum(spread) + number // 2) // number


@block_test(MonitorBench, start=False)
@covers("MON-AVG-1")
async def each_channel_has_its_own_average(dut, bench) -> None:
    """One scan and all requests with sixteen conversions of one channel, four of the next, one of the others."""
    for chan in range(N_CHANNELS):
        cfg = settings(awake=300, average={chan: 2, (chan + 1) % N_CHANNELS: 1})
        if chan:
            await bench.quiet()
            await bench.do(cfg=cfg.pack())
        else:
            await bench.settled(cfg)
        bench.starts.clear()
        await bench.do(req=1 << AIN0 | 1 << AIN1)
        await bench.published(ICHG)
        await bench.clock.ticks(30 * TURN)
        runs = {c: sum(start.chan == c for start in bench.starts) for c in range(N_CHANNELS)}
        assert runs == {c: {chan: 16, (chan + 1) % N_CHANNELS: 4}.get(c, 1) for c in range(N_CHANNELS)}
        assert sum(a.chan != b.chan for a, b in zip(bench.starts, bench.starts[1:])) == N_CHANNELS - 1


@block_test(MonitorBench, start=False)
@cocotb.parametrize(offset=[-1, 0, 1, 5])
@covers("MON-AVG-1", "MON-RES-4")
async def average_is_taken_at_the_pick(dut, bench, offset: int) -> None:
    """A new average around the pick: in force from the edge behind its arrival."""
    await bench.settled(settings(enable=0, average={AIN0: 1}))
    for average, number in ((2, 16), (0, 1), (1, 4), (2, 16), (1, 4)):
        before = bench.scoreboard.model.cfg.average_log2(AIN0)
        bench.starts.clear()
        pick = bench.clock.tick + 6
        script = {pick - 1: {"req": 1 << AIN0}}
        script.setdefault(pick + offset, {})["cfg"] = settings(enable=0, average={AIN0: average}).pack()
        await bench.play(script)
        await bench.clock.ticks(18 * TURN)
        assert bench.starts[0].tick == pick
        assert len(bench.starts) == (number if offset < 0 else 1 << before)


@block_test(MonitorBench, start=False)
@covers("MON-RES-1")
async def result_tick_fresh_and_update(dut, bench) -> None:
    """Of each channel alone, on the edge of publication; the others keep theirs."""
    await bench.settled(settings(enable=0), delay=SAR_DELAY)
    others = {chan: (bench.result(chan), bench.tick_of(chan)) for chan in range(N_CHANNELS)}
    for chan in (3, 0, 6, 2, 5, 1, 4):
        code = 100 + 7 * chan
        bench.set(chan, code)
        tick = await bench.do(req=1 << chan)
        publish = tick + 1 + SAR_DELAY + 1
        await bench.clock.after(publish - 1)
        assert (bench.seen("upd_o"), bench.seen("fresh_o"), bench.seen("event_o")) == (0, 0, 0)
        await bench.clock.after(publish)
        assert (bench.seen("upd_o"), bench.seen("fresh_o"), bench.seen("event_o")) == (1 << chan, 1 << chan, CONVERTED)
        others[chan] = (code, publish & 0xFFFF)
        assert {c: (bench.result(c), bench.tick_of(c)) for c in range(N_CHANNELS)} == others
        await bench.clock.after(publish + 1)
        assert (bench.seen("upd_o"), bench.seen("fresh_o")) == (0, 1 << chan)
        await bench.clear()
        assert (bench.seen("fresh_o"), bench.seen("event_o")) == (0, 0)


@block_test(MonitorBench, start=False)
@covers("MON-RES-1")
async def tick_of_a_result_wraps(dut, bench) -> None:
    """The low 16 bits of the tick of publication, on both sides of 2^16."""
    await bench.settled(settings(enable=0))
    for publish in (65_535, 65_536 + 30, 2 * 65_536, 3 * 65_536 - 1, 3 * 65_536 + 30):
        await bench.play({publish - TURN - 1: {"req": 1 << VBUS}})
        assert await bench.published(VBUS) == publish
        assert bench.tick_of(VBUS) == publish % 65_536


@block_test(MonitorBench, start=False)
@covers("MON-RES-2")
async def clear_is_bit_by_bit(dut, bench) -> None:
    """Each sticky bit alone, with all of them set; clearing does not touch trips, results and updates."""
    await bench.settled(settings(awake=0, count=1))
    for chan in (VBAT, DIE):
        await bench.feed(chan, FULL_SCALE)
    await bench.feed(VBAT, 0)
    await bench.do(req=EVERY_CHANNEL)
    await bench.published(AIN1)
    await bench.quiet_now()
    trips = bench.seen("trip_o")
    every = EVERY_BIT
    for number in random.Random(cocotb.RANDOM_SEED).sample(range(15), 15):
        assert bench.seen("event_o") << 7 | bench.seen("fresh_o") == every
        await bench.clear(1 << number)
        every &= ~(1 << number)
    assert (bench.seen("event_o"), bench.seen("fresh_o"), bench.seen("trip_o")) == (0, 0, trips)


@block_test(MonitorBench, start=False)
@covers("MON-RES-2", "REG-EVT-1")
async def no_clear_takes_what_came_after_it(dut, bench) -> None:
    """Every fresh flag and every event, cleared around the edge that sets it: up to three ticks later the clear is older."""
    for_event = {0: (VBAT, 2500), 1: (VBAT, 2300), 2: (DIE, 3100), 3: (VBAT, 3600), 4: (VBAT, 1900), 5: (DIE, 3400),
                 6: (ICHG, FULL_SCALE)}  # fmt: skip
    await bench.settled(settings(awake=100, count=1))
    for event, (chan, code) in for_event.items():
        for offset in range(-1, WAY_TICKS + 3):
            await bench.feed(chan, INSIDE)
            bench.set(chan, code)
            publish = bench.clock.tick + 100
            await bench.play({publish - 10: {"clr": EVERY_BIT}, publish + offset: {"clr": EVERY_BIT}})
            await bench.clock.after(publish + 6)
            left = int(offset <= WAY_TICKS)
            assert bench.bit("event_o", event) == bench.bit("fresh_o", chan) == left, (event, offset)
    await bench.quiet()
    for chan in range(N_CHANNELS):
        for offset in range(-1, WAY_TICKS + 3):
            tick = bench.clock.tick + 3
            publish = tick + 1 + TURN
            await bench.play({tick: {"req": 1 << chan}, publish + offset: {"clr": EVERY_BIT}})
            await bench.clock.after(publish + 6)
            expected = int(offset <= WAY_TICKS)
            assert bench.bit("event_o", 7) == bench.bit("fresh_o", chan) == expected, (chan, offset)
            await bench.clear()


@block_test(MonitorBench, start=False)
@covers("MON-RES-2", "REG-EVT-2")
async def a_clear_of_fresh_lets_the_next_wait(dut, bench) -> None:
    """Firmware clears a fresh flag, then the events: that one waits, and takes no result that came after the first set out."""
    await bench.settled(settings(enable=0))
    for chan in range(N_CHANNELS):
        for behind in (1, 2, QUEUE_TICKS, QUEUE_TICKS + 1):
            tick = bench.clock.tick + 3
            clear = tick + 1 + TURN + WAY_TICKS + 2
            await bench.play({
                tick: {"req": 1 << chan}, clear - behind: {"clr": 1 << (chan + 1) % N_CHANNELS}, clear: {"clr": EVERY_BIT},
            })  # fmt: skip
            expected = int(2 <= behind <= QUEUE_TICKS)  # 1: the first one came when the flag was old already
            assert bench.bit("event_o", 7) == bench.bit("fresh_o", chan) == expected, (chan, behind)
            await bench.clear()


@block_test(MonitorBench, start=False)
async def ready(dut, bench) -> None:
    """With the last enabled channel, whoever asked for it; a narrower enable makes it ready; it never falls."""
    await bench.start(settings(enable=0))
    # edge 1 still has the settings of reset and has begun their scan: with the next edge nothing is missing
    assert bench.seen("ready_o") == 0
    assert await bench.value_at(2, "ready_o") == 1
    for enable in range(1, 32):
        await bench.restart_with(settings(enable=enable))
        last = enable.bit_length() - 1
        assert await bench.published(last) == 2 + (last + 1) * TURN
        assert bench.seen("ready_o") == 1
        await bench.do(cfg=settings().pack())
        await bench.clock.ticks(2)  # in force, with channels that have not been seen
        assert bench.seen("ready_o") == 1


@block_test(MonitorBench, start=False)
async def ready_by_requests_and_by_settings(dut, bench) -> None:
    """A requested result counts as seen; a setting that leaves out what has not been seen acts one edge later."""
    await bench.start(settings(enable=0b10001), delay=20)
    tick = await bench.do(req=1 << ICHG)
    first = await bench.published(VBAT)
    assert first > tick and bench.seen("ready_o") == 0
    await bench.published(ICHG)
    assert bench.seen("ready_o") == 1 and len([s for s in bench.starts if s.chan == ICHG]) == 1
    await bench.restart_with(settings(), delay=20)
    await bench.published(VBUS)
    tick = bench.clock.tick + 3
    await bench.play({tick: {"cfg": settings(enable=0b00011).pack()}})
    assert await bench.value_at(tick, "ready_o") == 0
    assert await bench.value_at(tick + 1, "ready_o") == 1


@block_test(MonitorBench, start=False)
@cocotb.parametrize(offset=[-2, -1, 0, 1])
@covers("MON-RES-4")
async def settings_act_from_the_next_edge(dut, bench, offset: int) -> None:
    """A limit, a count, an enable and a period that arrive around the edge that uses them."""
    period = 100
    loose = settings(awake=period, count=1)
    strict = settings(awake=period, count=1, thresholds={VBAT_LOW1: (INSIDE + 1, 0)})
    await bench.settled(loose)
    publish = await bench.published(VBAT) + period
    await bench.play({publish + offset: {"cfg": strict.pack()}})
    await bench.clock.after(max(publish, bench.clock.tick))
    await bench.clock.after(publish + 2)
    assert bench.bit("trip_o", VBAT_LOW1) == int(offset < 0)

    begin = publish - TURN - 1 + period
    await bench.clock.before(begin - 20)
    bench.starts.clear()
    await bench.play({begin + offset: {"cfg": loose._replace(enable=1 << DIE).pack()}})
    await bench.clock.before(begin + 40)
    assert [start.chan for start in bench.starts] == ([DIE] if offset < 0 else [0, 1, 2, 3, 4])

    begin += period
    bench.starts.clear()
    await bench.play({begin + offset: {"cfg": loose._replace(enable=1 << DIE, awake=period + 50).pack()}})
    await bench.clock.before(begin + 120)
    assert bench.starts[0].tick - 1 == (begin + 50 if offset < 0 else begin)


@block_test(MonitorBench, start=False)
@covers("MON-WARN-1")
async def warnings_wake_a_tick_later(dut, bench) -> None:
    """Each bit of wake_o follows its own warning by one tick, up and down; the first level does not hide the second."""
    await bench.settled(settings(awake=60, count=1, enable=1 << VBAT))
    await bench.do(intr=0b111)
    for code, low in ((2500, 0b01), (INSIDE, 0), (2500, 0b01), (2300, 0b11), (2450, 0b11), (INSIDE, 0), (4000, 0)):
        before = bench.seen("wake_o")
        tick = await bench.feed(VBAT, code)
        assert bench.seen("wake_o") == before
        assert await bench.value_at(tick + 1, "wake_o") == low, code
    assert bench.bit("trip_o", VBAT_OVER) == 1
    await bench.feed(VBAT, INSIDE)
    for place, number in enumerate((VBAT_LOW1, VBAT_LOW2)):  # each alone
        thresholds = {VBAT_LOW1: (0, 0), VBAT_LOW2: (0, 0), number: (2_500, 10)}
        await bench.do(cfg=settings(awake=60, count=1, enable=1 << VBAT, thresholds=thresholds).pack())
        for code in (2_400, INSIDE):
            tick = await bench.feed(VBAT, code)
            assert await bench.value_at(tick + 1, "wake_o") == bench.bit("trip_o", number) << place
            assert bench.bit("trip_o", number) == int(code == 2_400)
    await bench.do(cfg=settings(awake=60, count=1, enable=1 << DIE).pack())
    for code, warm in ((3_100, 1), (INSIDE, 0)):
        tick = await bench.feed(DIE, code)
        assert await bench.value_at(tick + 1, "wake_o") == bench.bit("trip_o", DIE_WARN) << 2 == warm << 2


@block_test(MonitorBench, start=False)
@covers("MON-WARN-3")
async def only_enabled_warnings_wake(dut, bench) -> None:
    """All warnings stand: each bit of the mask lets its own through, a tick after it has come; the bits of others do nothing."""
    await bench.settled(settings(awake=60, count=1, enable=1 << VBAT | 1 << DIE))
    await bench.feed(VBAT, 2_300)
    await bench.feed(DIE, 3_100)
    await bench.clock.ticks(2)
    assert bench.seen("trip_o") >> VBAT_LOW1 & 0b111 == 0b111
    assert bench.seen("wake_o") == 0, "after reset nothing wakes"
    before = 0
    for mask in (0b001, 0b010, 0b100, 0b111, 0b110, *(1 << bit for bit in range(3, 8)), 0xFF, 0):
        tick = await bench.do(intr=mask)
        assert bench.seen("wake_o") == before
        before = mask & 0b111
        assert await bench.value_at(tick + 1, "wake_o") == before, f"{mask:08b}"
    await bench.do(intr_i=0b111)
    assert await bench.value_at(bench.clock.tick + 2, "wake_o") == 0, "without its valid a mask is none"
