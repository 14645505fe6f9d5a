# SPDX-License-Identifier: Apache-2.0
"""monitor_core in its block bench: scans, requests and their turns, every output against the model."""

from __future__ import annotations

import itertools
import random

import cocotb

from models.monitor import CONVERSION_LIMIT_TICKS
from models.monitor_cfg import AIN0, AIN1, DIE, ICHG, N_CHANNELS, VBAT, VBUS
from tb.block_bench import block_test
from tb.covers import covers
from tests.monitor.bench import EVERY_BIT, SAR_DELAY, SHORT_DELAY, MonitorBench, core_bench
from tests.monitor.settings import ALL_SCANNED, EVERY_CHANNEL, INSIDE, settings

BENCH = core_bench()
NEVER = 65_535


def channels(mask: int) -> list[int]:
    """Numbers of the channels of *mask*, ascending."""
    return [chan for chan in range(N_CHANNELS) if mask >> chan & 1]


@block_test(MonitorBench, start=False)
@cocotb.parametrize(delay=[1, SHORT_DELAY, SAR_DELAY])
@covers("MON-SCAN-2")
async def eight_scans_after_reset(dut, bench, delay: int) -> None:
    """Back to back whatever the period, from the first tick on; then the period counts from the eighth one's start."""
    await bench.start(delay=delay)
    turn = delay + 1
    length = 5 * turn + 2
    expected = [(2 + scan * length + chan * turn, chan) for scan in range(8) for chan in range(5)]
    eighth = 1 + 7 * length
    ninth = eighth + max(500, length)
    expected += [(ninth + 1 + chan * turn, chan) for chan in range(5)]
    await bench.clock.after(ninth + 5 * turn + 2)
    assert bench.starts == expected
    await bench.restart()
    bench.starts.clear()
    await bench.clock.after(eighth + length)
    assert bench.starts == [start for start in expected if start[0] < eighth + length]


@block_test(MonitorBench, start=False)
@covers("MON-SCAN-1")
async def every_set_of_channels(dut, bench) -> None:
    """The enabled ones in ascending order, one conversion every delay + 1 ticks; none for the empty set."""
    await bench.settled(settings(enable=0))
    for enable in range(32):
        await bench.quiet()
        bench.starts.clear()
        await bench.do(cfg=settings(enable=enable, awake=60).pack())
        await bench.clock.ticks(140)
        scan, second = bench.starts[: enable.bit_count()], bench.starts[enable.bit_count() : 2 * enable.bit_count()]
        assert [start.chan for start in scan] == [start.chan for start in second] == channels(enable)
        assert bool(bench.starts) == bool(enable)
        assert [b.tick - a.tick for a, b in itertools.pairwise(scan)] == [SHORT_DELAY + 1] * (len(scan) - 1)


@block_test(MonitorBench, start=False)
@cocotb.parametrize(period=[0, 1, 16, 17, 18, 100, NEVER])
@covers("MON-SCAN-1")
async def period_of_scans(dut, bench, period: int) -> None:
    """Start to start; a period shorter than the scan begins the next one a tick behind the last result."""
    await bench.settled(settings(awake=period, asleep=1_000))
    bench.starts.clear()
    scans = 3 if period > 1_000 else 6
    while len(bench.starts) < 5 * scans:
        await bench.published(ICHG)
    begins = [start.tick for start in bench.starts if start.chan == VBAT]
    length = 5 * (SHORT_DELAY + 1) + 2
    assert [b - a for a, b in itertools.pairwise(begins)][1:] == [max(period, length)] * (len(begins) - 2)


@block_test(MonitorBench, start=False)
@cocotb.parametrize(waited=[40, 199, 200, 201, 350, 690])
@covers("MON-SCAN-1")
async def awake_and_asleep(dut, bench, waited: int) -> None:
    """The period of the moment counts: on waking a scan that is overdue by the shorter one begins at once."""
    awake, asleep = 200, 700
    await bench.settled(settings(awake=awake, asleep=asleep))
    await bench.do(fast_i=0)
    await bench.published(ICHG)
    begin = await _next_begin(bench)
    second = await _next_begin(bench)
    assert second - begin == asleep
    await bench.play({second + waited: {"fast_i": 1}})
    third = await _next_begin(bench)
    assert third - second == max(waited, awake)
    await bench.play({third + 150: {"fast_i": 0}})
    assert await _next_begin(bench) - third == asleep
    await bench.play({third + asleep + 210 - 20: {"fast_i": 1}, third + asleep + 211: {"fast_i": 0}})
    await bench.clock.ticks(30)
    assert bench.starts[-5].tick == third + asleep + 200 + 1


async def _next_begin(bench: MonitorBench) -> int:
    """Tick of the edge that begins the next scan of all channels, after it is over."""
    await bench.published(ICHG)
    assert [start.chan for start in bench.starts[-5:]] == channels(ALL_SCANNED)
    return bench.starts[-5].tick - 1


@block_test(MonitorBench, start=False)
@cocotb.parametrize(done_at=[None, 0, 1], average=[0, 1])
@covers("MON-SCAN-3", "MON-AGE-3")
async def conversion_that_never_ends(dut, bench, done_at: int | None, average: int) -> None:
    """Given up in its time, unpublished; the next channel is converted at once. An answer on that edge is too late."""
    await bench.settled(settings(awake=1_000, enable=0b01001, average={VBAT: average}))
    begin, given_up = await _asleep(bench)
    bench.starts.clear()
    await bench.clock.before(given_up - 5)
    assert bench.result(VBAT) == INSIDE and not bench.starts
    dut.delay_i.value = SHORT_DELAY
    if done_at is not None:
        cocotb.start_soon(bench.play({given_up + done_at: {"stray_i": 1}, given_up + done_at + 1: {"stray_i": 0}}))
    assert await bench.value_at(given_up - 1, "sar_start_o") == 0
    await bench.clock.after(given_up)
    assert (bench.seen("sar_start_o"), bench.seen("sar_chan_o"), bench.seen("upd_o")) == (1, DIE, 0)
    await bench.clock.ticks(1)
    bench.starts.clear()
    await bench.published(VBAT)
    assert bench.starts[0] == (begin + 1_000, VBAT)
    assert bench.seen("fresh_o") == 1 << DIE | 1 << VBAT and bench.seen("event_o") == 0


@block_test(MonitorBench, start=False)
@covers("MON-AGE-3")
async def each_conversion_of_a_burst_has_its_time(dut, bench) -> None:
    """An answer on the last edge but one is in time: the next of the four begins, and has as long."""
    await bench.settled(settings(awake=3_000, enable=1 << VBAT, average={VBAT: 1}))
    begin, _ = await _asleep(bench)
    for n in range(4):
        answer = begin + (n + 1) * (CONVERSION_LIMIT_TICKS - 1)
        await bench.play({answer: {"stray_i": 1}, answer + 1: {"stray_i": 0}})
        assert bench.seen("upd_o") == 0 and bench.bit("fresh_o", VBAT) == int(n == 3), n


async def _asleep(bench: MonitorBench) -> tuple[int, int]:
    """The converter sleeps from now on: the edge of the next start, and the one on which that is given up."""
    bench.dut.delay_i.value = 0
    while not bench.starts or bench.starts[-1].tick < 300:
        await bench.clock.ticks(50)
        assert bench.clock.tick < 3_500, "no scan"
    begin = bench.starts[-1].tick
    return begin, begin + CONVERSION_LIMIT_TICKS


@block_test(MonitorBench, start=False)
@covers("MON-SCAN-3", "MON-AGE-3")
async def request_that_never_ends(dut, bench) -> None:
    """A scan that waits behind a request without an answer begins when that is given up; so do other requests."""
    await bench.settled(settings(awake=1_000, enable=1 << VBAT))
    await bench.published(VBAT)
    await bench.clock.ticks(850)
    dut.delay_i.value = 0
    tick = await bench.do(req=1 << AIN0 | 1 << AIN1)
    await bench.clock.ticks(2)
    assert bench.starts[-1] == (tick + 1, AIN0)
    bench.starts.clear()
    await bench.clock.before(tick + 1 + CONVERSION_LIMIT_TICKS)
    dut.delay_i.value = SHORT_DELAY
    assert not bench.starts
    await bench.published(AIN1)
    given_up = tick + 1 + CONVERSION_LIMIT_TICKS
    assert bench.starts == [(given_up, VBAT), (given_up + SHORT_DELAY + 1, AIN1)]
    assert bench.seen("event_o") == 0x80


@block_test(MonitorBench, start=False)
@covers("MON-SCAN-3", "MON-AGE-3")
async def last_conversion_of_a_scan_never_ends(dut, bench) -> None:
    """Its scan is over when it is given up: the next one begins with its period."""
    await bench.settled(settings(awake=1_000, enable=1 << DIE))
    begin, given_up = await _asleep(bench)
    bench.starts.clear()
    await bench.clock.before(given_up + 100)
    dut.delay_i.value = SHORT_DELAY
    assert not bench.starts
    await bench.published(DIE)
    assert bench.starts[0] == (begin + 1_000, DIE)


@block_test(MonitorBench, start=False)
@covers("MON-SCAN-3")
async def request_as_the_stamp_comes_round(dut, bench) -> None:
    """The longest period ends as the stamp comes round; no scan is active yet, so the request under way is not given up."""
    await bench.start(settings(awake=NEVER, enable=1 << VBAT))
    await bench.clock.before(200)
    begin = bench.starts[-1].tick - 1  # of the last scan after reset
    await bench.play({begin + NEVER - 2: {"req": 1 << AIN0, "clr": EVERY_BIT}})
    assert await bench.published(AIN0) == begin + NEVER - 1 + SHORT_DELAY + 1
    assert await bench.published(VBAT) == begin + NEVER - 1 + 2 * (SHORT_DELAY + 1)
    assert bench.seen("event_o") == 0x80


@block_test(MonitorBench, start=False)
@covers("MON-REQ-1")
async def requests_in_turn(dut, bench) -> None:
    """All 127 sets of requests alone: upward from behind the last one that was converted, then from the lowest."""
    await bench.settled(settings(enable=0))
    last = N_CHANNELS - 1
    for mask in random.Random(cocotb.RANDOM_SEED).sample(range(1, 128), 127):
        bench.starts.clear()
        tick = await bench.do(req=mask)
        await bench.clock.ticks(7 * (SHORT_DELAY + 1) + 2)
        order = [c for c in channels(mask) if c > last] + [c for c in channels(mask) if c <= last]
        assert bench.starts == [(tick + 1 + n * (SHORT_DELAY + 1), chan) for n, chan in enumerate(order)]
        last = order[-1]


@block_test(MonitorBench, start=False)
@covers("MON-REQ-2")
async def requests_and_scan_take_turns(dut, bench) -> None:
    """All sets of requests against scans, meeting them at every channel: nobody waits for more than one of the others."""
    rng = random.Random(cocotb.RANDOM_SEED)
    await bench.settled(settings(awake=45))
    for mask in range(1, 128):
        await bench.published(rng.randrange(5))
        bench.starts.clear()
        tick = await bench.do(req=mask)
        while {start.chan for start in bench.starts} < set(channels(mask)) or len(bench.starts) < mask.bit_count() + 5:
            await bench.clock.ticks(10)
        where = f"requests {mask:#b} on tick {tick}: {bench.starts}"
        waits = mask.bit_count()
        position = [start.tick for start in bench.starts]
        # one conversion may be running, then at least every second one is a request
        assert position[waits - 1] - tick <= (2 * waits + 1) * (SHORT_DELAY + 1), where


@block_test(MonitorBench, start=False)
@covers("MON-REQ-2")
async def whose_turn_it_is_does_not_age(dut, bench) -> None:
    """Both come at once after a long rest: the other kind than the last pick's goes first, however long ago that was."""
    await bench.settled(settings(enable=1 << VBAT, awake=300))
    begin = await bench.published(VBAT) - SHORT_DELAY - 2
    for alone_before, order in ((True, [VBAT, AIN0]), (False, [AIN0, VBAT]), (True, [VBAT, AIN0])):
        if alone_before:
            await bench.do(req=1 << AIN0)
        else:
            begin += 300
            await bench.clock.before(begin + 30)
        begin += 300
        await bench.clock.before(begin - 10)
        bench.starts.clear()
        await bench.play({begin: {"req": 1 << AIN0}})
        await bench.clock.before(begin + 40)
        assert bench.starts == [(begin + 1, order[0]), (begin + 1 + SHORT_DELAY + 1, order[1])]


@block_test(MonitorBench, start=False)
@covers("MON-REQ-2")
async def turns_begin_anew_after_reset(dut, bench) -> None:
    """Whatever was picked last before POR: with scan and requests both there, the lowest request goes first."""
    await bench.settled(settings(enable=0))
    for last in (AIN0, AIN1, VBAT):
        await bench.do(req=1 << last)
        await bench.published(last)
        dut.req_i.value, dut.req_valid_i.value = 1 << VBUS | 1 << AIN0 | 1 << AIN1, 1
        await bench.restart()
        bench.starts.clear()
        await bench.clock.before(2)
        dut.req_valid_i.value = 0
        await bench.clock.before(2 + 8 * (SHORT_DELAY + 1))
        assert [start.chan for start in bench.starts] == [VBUS, 0, AIN0, 1, AIN1, 2, 3, 4]
        await bench.clock.ticks(250)
        await bench.quiet()


@block_test(MonitorBench, start=False)
@cocotb.parametrize(mask=[1 << AIN0, 1 << VBAT, EVERY_CHANNEL])
@covers("MON-REQ-2")
async def nobody_starves(dut, bench, mask: int) -> None:
    """Requests on every tick, and scans that follow one another: strictly in turn, each in its own order."""
    await bench.settled(settings(awake=0))
    dut.req_i.value, dut.req_valid_i.value = mask, 1
    await bench.clock.ticks(20)
    bench.starts.clear()
    await bench.clock.ticks(90 * (SHORT_DELAY + 1))
    starts = [start.chan for start in bench.starts]
    assert len(starts) > 80
    first, second = starts[0::2], starts[1::2]
    scanned, requested = channels(ALL_SCANNED), channels(mask)
    assert _is_round(first, scanned) and _is_round(second, requested) or _is_round(second, scanned) and _is_round(first, requested)


def _is_round(chans: list[int], order: list[int]) -> bool:
    """Whether *chans* goes round and round in *order*."""
    return all(a in order and order[(order.index(a) + 1) % len(order)] == b for a, b in itertools.pairwise(chans))


@block_test(MonitorBench, start=False)
@covers("MON-REQ-1")
async def request_around_its_own_conversion(dut, bench) -> None:
    """Before the pick two requests are one; on its edge and later the second is another conversion."""
    await bench.settled(settings(enable=0), delay=SAR_DELAY)
    for chan, offset in itertools.product((VBAT, AIN1), range(0, SAR_DELAY + 4)):
        bench.starts.clear()
        tick = bench.clock.tick + 4
        await bench.play({tick: {"req": 1 << chan}, tick + offset: {"req": 1 << chan}})
        await bench.clock.ticks(3 * SAR_DELAY)
        assert [start.chan for start in bench.starts] == [chan] * (2 if offset else 1), offset
        assert bench.starts[0].tick == tick + 1
        if offset:
            assert bench.starts[1].tick == max(tick + 1 + SAR_DELAY + 1, tick + offset + 1)


@block_test(MonitorBench, start=False)
@covers("MON-REQ-1")
async def channel_on_both_lists(dut, bench) -> None:
    """A channel that is scanned and requested at once is converted twice; CONVERTED tells of the request alone."""
    await bench.settled(settings(enable=1 << VBAT, awake=300))
    await bench.published(VBAT)
    assert bench.seen("event_o") == 0
    begin = bench.starts[-1].tick - 1
    for scan_first, offset in itertools.product((False, True), range(-2, SHORT_DELAY + 4)):
        begin += 300
        await bench.clock.before(begin - 30)
        if scan_first:
            await bench.do(req=1 << AIN0)  # then it is the scan's turn
            await bench.published(AIN0)
            await bench.clear()
        bench.starts.clear()
        await bench.play({begin + offset: {"req": 1 << VBAT}})
        await bench.clock.before(begin + 40)
        assert [start.chan for start in bench.starts] == [VBAT, VBAT]
        assert bench.seen("event_o") == 0x80
        await bench.clear()


@block_test(MonitorBench, start=False)
async def strays_are_ignored(dut, bench) -> None:
    """A done without a conversion publishes nothing."""
    await bench.settled(settings(enable=0))
    before = [bench.seen(port) for port in ("result_o", "tick_o", "fresh_o", "event_o", "trip_o")]
    dut.stray_i.value = 1
    await bench.clock.ticks(50)
    dut.stray_i.value = 0
    await bench.clock.ticks(3)
    assert [bench.seen(port) for port in ("result_o", "tick_o", "fresh_o", "event_o", "trip_o")] == before


@block_test(MonitorBench, start=False)
@covers("MON-MODEL-1")
async def reset_in_the_middle(dut, bench) -> None:
    """POR at any moment of scans, bursts and requests: all outputs as after power-on, then everything again."""
    rng = random.Random(cocotb.RANDOM_SEED)
    await bench.start(settings(average={VBAT: 2, AIN0: 1}), delay=3)
    at_reset = {"trip_o": 0b100011}
    for _ in range(25):
        bench.set(code=rng.choice((0, 4095, 1234)))
        await bench.do(cfg=settings(count=1, average={VBAT: 1, AIN0: 1}).pack(), req=rng.getrandbits(7))
        await bench.clock.ticks(rng.randrange(1, 150))
        dut.rst_ni.value = 0
        await bench.clock.ticks(1)
        for port in bench.scoreboard.model.OUTPUTS:
            assert bench.seen(port) == at_reset.get(port, 0), port
        await bench.restart()
    bench.starts.clear()
    await bench.clock.ticks(100)
    assert [start.chan for start in bench.starts[:5]] == channels(ALL_SCANNED)


@block_test(MonitorBench, start=False)
async def reset_that_moves_nothing(dut, bench) -> None:
    """POR while the first channel converts, with all outputs as they are after reset: everything begins anew all the same."""
    await bench.start(delay=SAR_DELAY)
    for tick in (4, 9, 16):
        await bench.restart()
        await bench.clock.before(tick)
        await bench.restart()
        bench.starts.clear()
        await bench.clock.before(2 + 2 * (SAR_DELAY + 1))
        assert bench.starts == [(2, VBAT), (2 + SAR_DELAY + 1, VBUS)]
