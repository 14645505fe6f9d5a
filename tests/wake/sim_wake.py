# SPDX-License-Identifier: Apache-2.0
"""wake_core in its block bench: sources, clearing, mask, routes and causes, every output against the model."""

from __future__ import annotations

import itertools

import cocotb

from models.regmap import WakeCause
from models.sticky_events import AGED_TICKS
from tb.block_bench import block_test
from tb.covers import covers
from tb.runner import Bench
from tests.wake.bench import BOTH, EDGE, LEVEL, WakeBench

BENCH = Bench(top="rtl/wake/wake_core.sv", params={"N": 8, "N_CORES": 2})
MODES = [LEVEL, EDGE, BOTH]


@block_test(WakeBench)
@cocotb.parametrize(mode=MODES, invert=[0, 1])
@covers("WAK-SRC-1")
async def pulses(dut, bench, mode: str, invert: int) -> None:
    """One- and two-tick pulses up and down on every source alone: pending, and when."""
    inverted = bench.all if invert else 0
    for source, length, idle in itertools.product(range(bench.n), (1, 2), (0, 1)):
        bit = 1 << source
        rest = bench.all if idle else 0
        await bench.rest(rest)
        await bench.configure(bit, mode, inverted)
        tick = bench.clock.tick + 5
        cocotb.start_soon(bench.play({tick: {"src_i": rest ^ bit}, tick + length: {"src_i": rest}}))
        always = mode == LEVEL and idle != invert
        begins = always or mode == BOTH or 1 - idle != invert
        where = f"source {source}, length {length}, idle {idle}"
        assert await bench.value_at(tick - 1, "pend_o") == (bit if always else 0), where
        assert await bench.value_at(tick, "pend_o") == (bit if begins else 0), where
        assert await bench.value_at(tick + length, "pend_o") == bit, where
        await bench.rest(inverted)


@block_test(WakeBench, start=False)
async def latency(dut, bench) -> None:
    """Source to pending on the sampling edge, to wake, any and cause on the next one."""
    await bench.start(cause_capture_en_i=1)
    await bench.configure(bench.all)
    tick = bench.clock.tick + 4
    cocotb.start_soon(bench.play({tick: {"src_i": 0x20}}))
    for when, pending, woken in ((tick - 1, 0, 0), (tick, 0x20, 0), (tick + 1, 0x20, 1)):
        await bench.clock.after(when)
        assert bench.seen("pend_o") == pending
        assert (bench.seen("wake_o"), bench.seen("any_o")) == (woken, woken)
        assert bench.seen("cause_all_o") == (0x20 if woken else 0)
    assert (bench.seen("cause_first_o"), bench.seen("cause_tick_o")) == (5, tick + 1)


@block_test(WakeBench, start=False)
@cocotb.parametrize(level=[0, 0xFF, 0x5A])
async def no_edge_from_reset(dut, bench, level: int) -> None:
    """The first level seen is no edge: configured on the first tick, and again after a POR in the middle."""
    everything = bench.cfg(bench.all, 0, bench.all, bench.all)
    await bench.start(src_i=level, cfg_i=everything, cfg_valid_i=1)
    for _ in range(2):
        await bench.clock.after(bench.clock.tick + 6)
        assert bench.seen("pend_o") == 0
        tick = await bench.do(src_i=level ^ bench.all)
        assert await bench.value_at(tick, "pend_o") == bench.all
        await bench.do(src_i=level)
        await bench.restart()


@block_test(WakeBench)
@covers("PWR-RST-3")
async def reset_forgets_everything(dut, bench) -> None:
    """POR with everything pending, configured, routed to core 1 and in an open window."""
    to_core_1 = bench.all << bench.n
    await bench.do(cfg=bench.cfg(bench.all), route=to_core_1, cause_capture_en_i=1, src_i=bench.all, internal_causes_i=15)
    await bench.clock.ticks(5)
    assert (bench.seen("wake_o"), bench.seen("cause_all_o")) == (2, 15 << 32 | bench.all)
    await bench.restart()
    for port, value in (("pend_o", 0), ("wake_o", 0), ("any_o", 0), ("cause_first_o", WakeCause.MAX_SLEEP)):
        assert bench.seen(port) == value, port  # the window is open and internal_causes_i still stands
    tick = await bench.do(cfg=bench.cfg(bench.all), internal_causes_i=0)
    assert await bench.value_at(tick + 2, "wake_o") == 1  # core 0: the route is gone


@block_test(WakeBench)
@covers("REG-FW-1", "WAK-REG-3")
async def clear_around_a_set(dut, bench) -> None:
    """Around the set of an edge source, on all sources at once and one at a time: what may have come after the write stays."""
    await bench.configure(bench.all, EDGE)
    for bits, offset in itertools.product((bench.all, 1, 0x80, 0x24), range(-1, 6)):
        tick = bench.clock.tick + 4
        script = {tick: {"src_i": bits}, tick + offset: {"clr": bench.all}}
        if offset == 0:
            script = {tick: {"src_i": bits, "clr": bench.all}}
        await bench.play(script)
        await bench.clock.after(tick + 7)
        assert bench.seen("pend_o") == (0 if offset > 3 else bits), f"offset {offset}"
        await bench.rest(0)
        assert bench.seen("pend_o") == 0


@block_test(WakeBench)
@covers("WAK-REG-3", "REG-EVT-2")
async def clear_that_waited_for_another(dut, bench) -> None:
    """Firmware clears one source, then the rest: that clear waits, and takes no wake that came after the first had set out."""
    await bench.configure(bench.all, EDGE)
    await bench.rest(0)
    for source, behind in itertools.product(range(8), (2, 5, 6)):
        tick = bench.clock.tick + 8
        clear = tick + 5
        script = {tick: {"src_i": 1 << source}, clear: {"clr": bench.all}}
        script.setdefault(clear - behind, {})["clr"] = 1 << (source + 1) % 8
        await bench.play(dict(sorted(script.items())))
        assert bench.seen("pend_o") == (1 << source if behind <= 5 else 0), (source, behind)
        await bench.rest(0)
        assert bench.seen("pend_o") == 0


@block_test(WakeBench)
@covers("WAK-REG-1")
async def clear_is_bit_by_bit(dut, bench) -> None:
    """Each bit alone; an active level stays pending whatever is cleared."""
    await bench.configure(bench.all, EDGE)
    await bench.do(src_i=bench.all)
    await bench.clock.ticks(AGED_TICKS)
    left = bench.all
    for source in (3, 0, 7, 5, 1, 2, 6, 4):
        await bench.do(clr=1 << source)
        left &= ~(1 << source)
        assert bench.seen("pend_o") == left
    await bench.configure(bench.all, LEVEL, 0x0F)
    await bench.do(clr=bench.all)
    assert bench.seen("pend_o") == 0xF0


@block_test(WakeBench)
@covers("WAK-SRC-1")
async def disable_around_an_event(dut, bench) -> None:
    """Disabled while pending, on the very edge of the event and before it: nothing is left; others keep theirs."""
    for offset in (-2, -1, 0, 1, 2):
        await bench.configure(0xFF, EDGE)
        tick = bench.clock.tick + 5
        keep = bench.cfg(0xF0, 0, bench.all)
        script: dict[int, dict[str, int]] = {tick: {"src_i": bench.all}}
        script.setdefault(tick + offset, {})["cfg"] = keep
        await bench.play(script)
        await bench.clock.after(tick + 3)
        assert bench.seen("pend_o") == 0xF0, f"offset {offset}"
        await bench.do(cfg=bench.cfg(0xFF, 0, bench.all), src_i=0)
        assert bench.seen("pend_o") == 0xF0, f"offset {offset}: enabled again"


@block_test(WakeBench)
@covers("WAK-SRC-1")
async def configuration_around_an_event(dut, bench) -> None:
    """Enable, polarity and mode act from the tick after they arrive."""
    for offset in (-1, 0, 1):
        for name, old, new, rises in (
            ("enable", bench.cfg(0, 0, 255), bench.cfg(255, 0, 255), True),
            ("polarity", bench.cfg(255, 255, 255), bench.cfg(255, 0, 255), True),
            ("polarity back", bench.cfg(255, 0, 255), bench.cfg(255, 255, 255), False),
            ("both", bench.cfg(255, 255, 255), bench.cfg(255, 255, 255, 255), True),
            ("edge", bench.cfg(255, 255, 0), bench.cfg(255, 255, 255), False),
        ):
            await bench.do(cfg=bench.cfg(0), src_i=255 if name == "edge" else 0)
            await bench.do(cfg=old)
            tick = bench.clock.tick + 5
            event = 0 if name == "edge" else 255
            script: dict[int, dict[str, int]] = {tick: {"src_i": event}}
            script.setdefault(tick + offset, {})["cfg"] = new
            await bench.play(script)
            await bench.clock.after(tick + 2)
            # by the new configuration if it came before the event's edge, by the old one if not
            if name == "edge":
                expected = bench.all  # old: the level 0 of an inverted source; new: its falling edge
            else:
                expected = bench.all if rises == (offset < 0) else 0
            assert bench.seen("pend_o") == expected, f"{name}, offset {offset}"


@block_test(WakeBench, start=False)
@covers("WAK-MASK-1")
async def mask_changes(dut, bench) -> None:
    """A source outside the mask does not wake and stays pending; the mask acts on the edge that samples it."""
    await bench.start(mask_i=0)
    await bench.configure(bench.all, EDGE)
    await bench.do(src_i=0x41)
    await bench.clock.ticks(4)
    assert (bench.seen("pend_o"), bench.seen("any_o"), bench.seen("wake_o")) == (0x41, 0, 0)
    for mask in (0xBE, 0x40, 0, 0x01, 0xFF, 0xFE):
        tick = await bench.do(mask_i=mask)
        await bench.clock.after(tick)
        assert (bench.seen("any_o"), bench.seen("wake_o")) == ((1, 1) if mask & 0x41 else (0, 0)), f"mask {mask:#x}"
    await bench.do(src_i=0x45, mask_i=0xFB)  # a source outside the mask and its mask bit, one tick apart
    tick = await bench.do(mask_i=0x04)
    assert await bench.value_at(tick, "any_o") == 1


@block_test(WakeBench)
@covers("WAK-ROUTE-1")
async def routes(dut, bench) -> None:
    """Every source to nobody (then core 0), core 0, core 1, both; a route acts from the tick after it arrives."""
    await bench.configure(bench.all)
    for source, cores in itertools.product(range(bench.n), range(4)):
        others = bench.all & ~(1 << source)
        route = (others if cores & 1 == 0 else bench.all) | (bench.all if cores & 2 else others) << bench.n
        # the other sources are routed to both cores, and are not active
        await bench.do(route=route, src_i=1 << source)
        tick = bench.clock.tick + 3
        assert await bench.value_at(tick, "wake_o") == (cores or 1), f"source {source}"
        tick = await bench.do(route=0)
        assert bench.seen("wake_o") == (cores or 1)
        assert await bench.value_at(tick + 1, "wake_o") == 1
        await bench.do(src_i=0)
        await bench.do(clr=bench.all)
        await bench.clock.ticks(2)
        assert (bench.seen("wake_o"), bench.seen("any_o")) == (0, 0)


@block_test(WakeBench)
@covers("WAK-REG-2")
async def cause_first_and_all(dut, bench) -> None:
    """Simultaneous sources and extras: the lowest code is first; later ones add up; nothing after the window."""
    await bench.configure(bench.all, EDGE)
    for sources, extra, late, first in ((0xC8, 0b1010, 0x01, 3), (0, 0b0110, 0x80, WakeCause.SLEEP_TIMER), (0x80, 15, 0, 7),
                                        (0, 8, 0xFF, WakeCause.CORE_RESUME)):  # fmt: skip
        tick = bench.clock.tick + 6
        await bench.play({
            tick - 2: {"cause_capture_en_i": 1},
            tick: {"src_i": sources},
            tick + 1: {"internal_causes_i": extra},  # seen on the edge on which the pending sources are
            tick + 2: {"internal_causes_i": 0},
            tick + 5: {"src_i": sources | late},
            tick + 9: {"cause_capture_en_i": 0},
            tick + 12: {"src_i": 0, "internal_causes_i": 15},
            tick + 13: {"internal_causes_i": 0, "src_i": bench.all},
        })
        await bench.clock.after(tick + 20)
        assert (bench.seen("cause_first_o"), bench.seen("cause_tick_o")) == (first, tick + 1)
        assert bench.seen("cause_all_o") == extra << 32 | sources | late
        await bench.rest(0)


@block_test(WakeBench)
@cocotb.parametrize(offset=list(range(-3, 4)))
@covers("WAK-REG-2")
async def cause_around_the_edges_of_the_window(dut, bench, offset: int) -> None:
    """An extra on the opening edge counts, on the closing edge it does not; a pending source counts when it opens."""
    await bench.configure(bench.all, EDGE)
    opens = bench.clock.tick + 10
    await bench.play({opens - 8: {"cause_capture_en_i": 1, "internal_causes_i": 1}, opens - 7: {"internal_causes_i": 0, "cause_capture_en_i": 0}})
    script: dict[int, dict[str, int]] = {}
    for tick, inputs in ((opens, {"cause_capture_en_i": 1}), (opens + 20, {"cause_capture_en_i": 0}), (opens + offset, {"internal_causes_i": 4}),
                         (opens + offset + 1, {"internal_causes_i": 0}), (opens + 20 + offset, {"internal_causes_i": 2}),
                         (opens + 21 + offset, {"internal_causes_i": 0})):  # fmt: skip
        script.setdefault(tick, {}).update(inputs)
    await bench.play(script)
    await bench.clock.after(opens + 25)
    expected = (4 if offset >= 0 else 0) | (2 if offset < 0 else 0)
    assert bench.seen("cause_all_o") == expected << 32
    for at in (offset, 20 + offset):  # the same with a source: one edge later than its pin
        await bench.rest(0)
        opens = bench.clock.tick + 10
        script = {opens: {"cause_capture_en_i": 1}, opens + 20: {"cause_capture_en_i": 0}}
        script.setdefault(opens + at, {})["src_i"] = 0x10
        await bench.play(script)
        await bench.clock.after(opens + 26)
        counts = at + 1 < 20
        assert bench.seen("cause_all_o") == (0x10 if counts else 0), f"source at {at}"
        if counts:
            assert bench.seen("cause_tick_o") == max(opens, opens + at + 1)


@block_test(WakeBench)
async def empty_window(dut, bench) -> None:
    """A new window forgets the last causes at once, and says "none" until there is one; the tick stays."""
    assert bench.seen("cause_first_o") == WakeCause.NO_CAUSE
    tick = await bench.do(cause_capture_en_i=1, internal_causes_i=4)
    await bench.do(cause_capture_en_i=0, internal_causes_i=0)
    assert bench.seen("cause_all_o") == 4 << 32
    again = await bench.do(cause_capture_en_i=1)
    await bench.clock.after(again)
    assert (bench.seen("cause_first_o"), bench.seen("cause_all_o")) == (WakeCause.NO_CAUSE, 0)
    assert bench.seen("cause_tick_o") == tick


@block_test(WakeBench, start=False)
async def masked_and_disabled_sources_are_no_causes(dut, bench) -> None:
    """Until the mask lets them in, while the window is still open."""
    await bench.start(mask_i=0x0F, cause_capture_en_i=1)
    await bench.configure(0x3C, EDGE)
    await bench.do(src_i=0xFF)
    await bench.clock.ticks(3)
    assert (bench.seen("cause_all_o"), bench.seen("cause_first_o")) == (0x0C, 2)
    await bench.do(mask_i=0xFF)
    await bench.clock.ticks(3)
    assert (bench.seen("cause_all_o"), bench.seen("cause_first_o")) == (0x3C, 2)
