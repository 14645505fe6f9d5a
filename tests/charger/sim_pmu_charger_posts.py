# SPDX-License-Identifier: Apache-2.0
"""pmu_charger: settings, clears and commands posted from the bus, also when its clock stops behind them."""

from __future__ import annotations

import random

import cocotb
from cocotb.triggers import FallingEdge

from models.charger import EV_FAULT, EV_INSERTED, EV_REMOVED, EV_STATE, EV_WATCHDOG, KICK
from models.charger_view import FAULT
from tb.covers import covers
from tests.charger.params import WORDS, vbat
from tests.charger.pin_bench import BUSY_CLEAR, GROUPS, PinBench, Taken, pin_bench

BENCH = pin_bench()
POST_TICKS = 4


def random_word(rng: random.Random, group: str, before: int) -> int:
    """Another word of a group, every bit of which is often different."""
    width = {"ctrl": 35, "limit": 68, "temp": 80, "timer": 18, "intr": 12}[group]
    word = rng.choice((before ^ (1 << width) - 1, rng.getrandbits(width)))
    return word & ~1 if group == "ctrl" else word  # charging stays off: nothing else is looked at


@cocotb.test()
@covers("CHG-SW-1", "CHG-WAKE-1")
async def settings_from_the_bus(dut) -> None:
    """Busy from the write on, taken three ticks later; of many writes the last one stands, and none is ever torn."""
    rng = random.Random(cocotb.RANDOM_SEED)
    bench = PinBench(dut)
    await bench.start()
    taken = {group: Taken(bench, group) for group in GROUPS}
    last = dict(zip(GROUPS, (*WORDS, 0), strict=True))
    for _ in range(50):
        written: dict[str, list[int]] = {group: [] for group in GROUPS}
        begun = {group: len(taken[group].words) for group in GROUPS}
        for group in rng.choices(list(GROUPS), k=rng.randrange(1, 7)):
            last[group] = random_word(rng, group, last[group])
            written[group].append(last[group])
            await bench.post(group, last[group])
            assert bench.read("busy_o")[0] >> GROUPS[group] & 1
            await bench.off_phase(rng.choice((0, 0.01, 0.3, 1, 2.7, 5)))
        await bench.idle()
        for group in GROUPS:
            seen = taken[group].words[begun[group]:]
            if written[group]:
                assert seen and seen[-1] == last[group], group
            assert set(seen) <= set(written[group]), group
    for group in GROUPS:
        await bench.post(group, last[group] ^ 2)
        began, count = bench.moment(), len(taken[group].words)
        await bench.clock.ticks(POST_TICKS)
        assert len(taken[group].words) == count + 1, f"{group}: nothing taken {bench.moment() - began:.1f} ticks after the write"
        await bench.idle()
    await bench.finish()


@cocotb.test()
@covers("CHG-SW-4")
async def settings_while_the_clock_stops(dut) -> None:
    """Writes followed by a bus clock that stops at any phase: what was taken is whole, and at the end the last word stands."""
    rng = random.Random(cocotb.RANDOM_SEED)
    bench = PinBench(dut)
    await bench.start()
    taken = {group: Taken(bench, group) for group in GROUPS}
    last = dict(zip(GROUPS, (*WORDS, 0), strict=True))
    for _ in range(40):
        written: dict[str, list[int]] = {group: [] for group in GROUPS}
        begun = {group: len(taken[group].words) for group in GROUPS}
        for group in rng.choices(list(GROUPS), k=rng.randrange(1, 4)):
            last[group] = random_word(rng, group, last[group])
            written[group].append(last[group])
            await bench.post(group, last[group])
        await bench.off_phase(rng.random() * 3)
        dut.run_i.value = 0
        await bench.off_phase(3 + rng.random() * 20)
        for group in GROUPS:  # one is on its way already: it arrives without a bus clock
            assert not written[group] or taken[group].words[begun[group]:], group
        dut.run_i.value = 1
        await bench.idle()
        for group in GROUPS:
            seen = taken[group].words[begun[group]:]
            assert not written[group] or seen[-1] == last[group], group
            assert set(seen) <= set(written[group]), group
    await bench.finish()


@cocotb.test()
@covers("CHG-SW-3")
async def clears_from_the_bus(dut) -> None:
    """A cleared event reads 0 at once and for good; clears in quick succession add up, fault and kick bits among them."""
    bench = PinBench(dut)
    await bench.start()
    for gap in (0, 0.05, 0.7, 1.5, 3.1):
        dut.vbus_det_i.value = 1
        await bench.until("stat_det_o", 1, 30)
        await bench.until("stat_state_o", 1, 30)
        dut.vbus_det_i.value = 0
        await bench.until("stat_state_o", 0, 30)
        await bench.clock.ticks(1)  # a new event is seen one sample later
        have = EV_STATE | EV_INSERTED | EV_REMOVED
        assert bench.read("event_o")[0] & have == have
        await bench.clear(0xFFF & ~have)  # the zone's, at the first time
        await bench.idle()
        for mask in (EV_INSERTED, EV_STATE):
            await bench.clear(mask)
            have &= ~mask
            await FallingEdge(dut.clk_sys)
            assert bench.read("event_o", "busy_o") == (have, BUSY_CLEAR), gap
            if gap:
                await bench.off_phase(gap)
        await bench.idle()
        assert bench.read("event_o") == (have,) == (EV_REMOVED,)
        assert int(bench.core.event_o.value) == EV_REMOVED
        await bench.clear(0xFFF)
        await bench.idle()
        assert (bench.read("wake_o"), int(bench.core.event_o.value)) == ((0,), 0)
    await bench.finish()


@cocotb.test()
@covers("CHG-STATE-6", "CHG-SW-4")
async def commands_while_the_clock_stops(dut) -> None:
    """A fault, its event read after a sleep; the clear of the fault together with other clears, the clock stopping behind it."""
    rng = random.Random(cocotb.RANDOM_SEED)
    bench = PinBench(dut)
    await bench.start()
    await bench.post("intr", EV_FAULT)
    await bench.idle()
    for _ in range(2):
        assert bench.read("wake_o") == (0,), "events that nobody has enabled do not wake"
        dut.vbat_i.value = vbat(4200)
        dut.run_i.value = 0
        dut.vbus_det_i.value = 1
        await bench.until("sink_o", 1, 2_200)
        dut.vbat_i.value = 0
        await bench.until("sink_o", 0, 9_000)
        await bench.clock.ticks(3)
        assert bench.read("wake_o", "en_o") == (1, 0)
        dut.run_i.value = 1
        await bench.clock.ticks(8)
        assert bench.read("stat_state_o", "stat_health_o") == (FAULT, 14)
        assert bench.read("event_o")[0] & EV_FAULT
        dut.vbat_i.value = vbat(3700)
        await bench.clear(EV_FAULT)
        await bench.clear(0, fault=1)
        await bench.clear(EV_STATE)
        await bench.off_phase(rng.random() * 2)
        dut.run_i.value = 0
        await bench.clock.ticks(20)
        dut.run_i.value = 1
        await bench.idle()
        await bench.clock.ticks(3)
        assert bench.read("stat_state_o")[0] != FAULT
        assert bench.read("event_o")[0] & EV_FAULT == 0
        dut.vbus_det_i.value = 0
        await bench.until("stat_state_o", 0, 40)
    await bench.finish()


@cocotb.test()
@covers("CHG-SW-4")
async def kick_reaches_the_watchdog(dut) -> None:
    """The shortest host watchdog at its real 40 s is too long here: kicks are seen as clears that the core takes."""
    bench = PinBench(dut)
    await bench.start()
    taken = Taken(bench, "clr")
    await bench.clear(kick=1)
    await bench.idle()
    await bench.clear(events=0x555)
    await bench.clear(fault=1)
    await bench.clear(kick=1, events=0xAAA)
    await bench.idle()
    assert taken.words[0] == KICK
    assert len(taken.words) > 1
    together = 0
    for word in taken.words[1:]:
        together |= word
    assert together == 0x3FFF
    assert bench.read("stat_wd_expired_o")[0] == 0 and bench.read("event_o")[0] & EV_WATCHDOG == 0
    await bench.finish()
