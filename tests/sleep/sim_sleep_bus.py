# SPDX-License-Identifier: Apache-2.0
"""The sleep block's bus-clock part and its crossings: active time, idle, the offer; races at every phase."""

from __future__ import annotations

import itertools
import random
from dataclasses import replace

import cocotb
from cocotb.triggers import FallingEdge, RisingEdge, Timer

from models.locks import ms_to_ticks
from models.select import NO_WAKE, NOT_ALLOWED
from tb.block_bench import block_test
from tb.covers import covers
from tb.runner import Bench, Variant
from tests.sleep.bus_bench import BusBench, started
from tests.sleep.params import DEEP, TWO, bus_bench_for
from tests.sleep.walks import rng

BENCH: Bench = bus_bench_for(TWO)
# The races again, with synchronizers that are late by a cycle now and then
RACES = (
    "a_write_beats_wfi_at_every_phase", "active_time_is_never_cut_short", "everything_at_random", "kicks_and_clears_add_up",
    "the_offer_is_whole_on_the_aon_side", "wfi_pulses",
)  # fmt: skip
VARIANTS = {"jitter": Variant(replace(BENCH, plusargs=("+cdc_jitter={seed}",)), tests=RACES)}
PARAMS = TWO
BUS_CLOCKS_PER_TICK = 32


async def idle_all(bench: BusBench) -> None:
    """WFI of all cores, until all are idle and a mode is offered."""
    await bench.clocks(1, wfi_i=bench.all_cores)
    for _ in range(12):
        if bench.out("ok_o"):
            return
        await bench.ticks(1)
    raise AssertionError(f"no offer: idle {bench.out('idle_o'):#b}, next {bench.out('next_valid_o')}")


@block_test(started)
@covers("SLP-ACT-2")
async def active_time_is_never_cut_short(dut, bench) -> None:
    """Bursts of writes at any distance, during conversion and crossing: every promise is kept, and none is invented."""
    source = rng("active")
    await bench.clocks(1, wfi_i=3)
    for _ in range(6):
        promises = []
        for _ in range(source.randint(1, 5)):
            ms = source.choice((0, 1, 1, 2, 3))
            promises.append((bench.tick, ms_to_ticks(ms)))
            await bench.pulse(act_wr_i=1, act_ms_i=ms)
            bench.dut.act_ms_i.value = source.getrandbits(64)
            assert not bench.out("idle_o") & 1, "idle after the write's cycle"
            await bench.clocks(source.choice((1, 2, 20, 63, 64, 65, 66, 100, 140, 200)))
        end = max(tick + ticks for tick, ticks in promises)
        await bench.settled(40)
        if any(ticks for _, ticks in promises):
            # a value counts from its arrival: conversion, at most two crossings, each four ticks
            assert end <= bench.until[0] <= end + 14, f"{promises}: until {bench.until[0]}"
        while bench.tick < bench.until[0]:
            assert not bench.out("idle_o") & 1
            await bench.ticks(1)
        await bench.ticks(8)
        assert bench.out("idle_o") == 3, "idle again when all is over"


@block_test(started)
async def the_largest_of_what_waits(dut, bench) -> None:
    """Three calls while the first is converted or crosses, in every order: the longest is never overwritten."""
    for calls in itertools.permutations((10, 50, 90)):
        for gap in (1, 2, 20, 44, 60, 90):
            promises = []
            for ms in calls:
                promises.append(bench.tick + ms_to_ticks(ms))
                await bench.pulse(act_wr_i=2, act_ms_i=ms << 32)
                await bench.clocks(gap)
            await bench.settled(40)
            assert max(promises) <= bench.until[1] <= max(promises) + 14, f"{calls} ms, {gap} clocks apart"
            bench.until[1] = 0
            await bench.ticks(3)
            bench.watch.check()


@block_test(started)
@covers("SLP-LOCK-5", "SLP-ACT-3")
async def a_write_beats_wfi_at_every_phase(dut, bench) -> None:
    """A lock or active time in the cycles around WFI, at every phase of the clocks; the last unlock with active time."""
    for distance in range(-2, 3):
        for phase in (0, 19):
            for name, data in (("lock_set", 1), ("act", 1)):
                await bench.ticks(1)
                await bench.clocks(phase + 1)
                data_name = f"{name}_i" if name == "lock_set" else "act_ms_i"
                for cycle in range(-2, 3):
                    inputs = {"wfi_i": 3} if cycle == 0 else {}
                    if cycle == distance:
                        inputs |= {f"{name}_wr_i": 1, data_name: data}
                    await bench.pulse(**inputs)
                    idle = bench.out("idle_o") & 1
                    assert not (idle and cycle >= distance), f"{name} {distance} clocks from WFI, phase {phase}"
                await bench.clocks(60)
                assert not bench.out("idle_o") & 1 and not bench.out("ok_o")
                if name == "lock_set":
                    # the last unlock and active time in one cycle: not idle in between
                    await bench.pulse(lock_clr_wr_i=1, lock_clr_i=1, act_wr_i=1, act_ms_i=1)
                    await bench.clocks(30)
                    assert not bench.out("idle_o") & 1, "the promise counts from the cycle of the write"
                await bench.clocks(1, wfi_i=0)
                await bench.settled(60)
                while bench.active:
                    await bench.ticks(1)
                bench.watch.check()


@block_test(started)
@cocotb.parametrize(length=[1, 2, 3, 40])
@covers("SLP-CORE-5")
async def wfi_pulses(dut, bench, length: int) -> None:
    """WFI for a few clocks at every phase: the AON side sees what it has to, and the next WFI works."""
    for phase in range(0, 2 * BUS_CLOCKS_PER_TICK, 3):
        await bench.clocks(1 + phase % BUS_CLOCKS_PER_TICK)
        await bench.clocks(length, wfi_i=1)
        await bench.clocks(1, wfi_i=0)
        await bench.clocks(2)
        assert not bench.out("idle_o") & 1
    await idle_all(bench)
    await bench.ticks(4)
    assert bench.out("aon_idle_o") == 3 and bench.out("aon_ok_o") == 1
    for phase in range(0, BUS_CLOCKS_PER_TICK, 2):  # the same the other way round: WFI low for a few clocks
        await bench.clocks(1 + phase)
        await bench.clocks(length, wfi_i=2)
        dut.wfi_i.value = 3
        falls = []
        for _ in range(6):
            await RisingEdge(dut.clk_aon)
            falls.append((bench.out("aon_idle_o") & 1, bench.out("aon_ok_o")))
        assert (0, 0) in falls, f"AON does not see that WFI ended for {length} clocks at phase {phase}: {falls}"
        await FallingEdge(dut.clk_bus)
        await idle_all(bench)
        await bench.ticks(4)
        assert bench.out("aon_idle_o") == 3 and bench.out("aon_ok_o") == 1


@block_test(started)
@covers("SLP-CORE-1")
async def a_woken_core_is_told(dut, bench) -> None:
    """run rises while WFI stands: event until WFI has been low; not idle before; a wake of its own tells it as well."""
    bench.aon["aon_run_i"] = 2
    await bench.ticks(3)
    await bench.clocks(1, wfi_i=1)
    bench.aon["aon_run_i"] = 3
    await bench.ticks(3)
    assert bench.out("event_o") == 1 and not bench.out("idle_o") & 1
    await bench.clocks(1, wfi_i=0)
    await bench.clocks(2, wfi_i=1)
    assert bench.out("event_o") == 0
    await bench.ticks(6)
    assert bench.out("idle_o") & 1
    await bench.clocks(3, wake_pend_i=1)
    assert bench.out("event_o") == 1 and not bench.out("idle_o") & 1
    await bench.clocks(3, wake_pend_i=2)  # not enabled
    assert bench.out("event_o") == 0
    await bench.clocks(3, wake_pend_i=4, wake_en_i=4, wake_route_i=0)  # routed nowhere: core 0
    assert bench.out("event_o") == 1
    await bench.clocks(3, wfi_i=3, wake_route_i=4 << PARAMS.N_WAKE)
    assert bench.out("event_o") == 2


@block_test(started)
@covers("SLP-CORE-1")
async def posted_writes_keep_cores_awake(dut, bench) -> None:
    """Each kind of write in the cycle before WFI: not idle until it has arrived; a core that is idle already stays so."""
    writes = {
        "type_wr_i": {"cfg_type_i": 3}, "max_wr_i": {"cfg_max_ms_i": 5}, "tmr_wr_i": {"cfg_tmr_ticks_i": 7},
        "kick_wr_i": {"kick_i": 2}, "clr_wr_i": {"clr_i": 5},
    }  # fmt: skip
    for strobe, data in writes.items():
        await bench.pulse(**{strobe: 1}, **data)
        await bench.clocks(1, wfi_i=3)
        busy = 0
        while bench.out("busy_o"):
            assert bench.out("idle_o") == 0 and not bench.out("ok_o"), strobe
            await bench.clocks(1)
            busy += 1
            assert busy < 20 * BUS_CLOCKS_PER_TICK, f"{strobe}: busy for ever"
        assert busy > BUS_CLOCKS_PER_TICK, f"{strobe}: crossed in {busy} clocks"
        await idle_all(bench)
        await bench.pulse(**{strobe: 1}, **data)
        await bench.clocks(1)
        assert bench.out("idle_o") == 3 and not bench.out("ok_o"), f"{strobe} by somebody else: idle, but no offer"
        await bench.settled()
        await bench.clocks(1, wfi_i=0)
        await bench.ticks(5)
    await bench.clocks(2, busy_other_i=1, wfi_i=3)
    await bench.ticks(8)
    assert bench.out("idle_o") == 0
    await bench.clocks(1, busy_other_i=0)
    await bench.ticks(1)
    assert bench.out("idle_o") == 3


@block_test(started)
@cocotb.parametrize(first=[0, 1])
@covers("SLP-CORE-1")
async def a_post_between_two_wfis(dut, bench, first: int) -> None:
    """One core is idle already as the other writes and waits: the writer does not become idle over its post, the idle stays so."""
    second = 1 - first
    for strobe, data in (("kick_wr_i", {"kick_i": 1 << second}), ("tmr_wr_i", {"cfg_tmr_ticks_i": 9}), ("clr_wr_i", {"clr_i": 5})):
        await bench.clocks(2, wfi_i=1 << first)
        await bench.ticks(2)
        assert bench.out("idle_o") == 1 << first, f"core {first} is not idle"
        await bench.pulse(**{strobe: 1}, **data)
        await bench.clocks(2, wfi_i=3)
        busy = 0
        while bench.out("busy_o"):
            assert bench.out("idle_o") == 1 << first, f"{strobe}: core {second} idle over its post"
            await bench.clocks(1)
            busy += 1
            assert busy < 20 * BUS_CLOCKS_PER_TICK, f"{strobe}: busy for ever"
        assert busy > BUS_CLOCKS_PER_TICK, f"{strobe}: crossed in {busy} clocks"
        await bench.clocks(2)
        assert bench.out("idle_o") == 3
        await bench.clocks(1, wfi_i=0)
        await bench.ticks(6)


@block_test(lambda dut: BusBench(dut, PARAMS), start=False)
@covers("REG-POST-6")
async def quiet_out_of_reset(dut, bench) -> None:
    """Nothing is busy in reset, on its last clock and on those after it, no mode passes, and nothing has been posted when it settles."""
    await bench.start(run=0)
    assert not bench.arrived
    for _ in range(5):
        dut.rst_ni.value = 0
        for _ in range(3):
            await bench.clocks(1)
            assert bench.out("busy_o") == 0, "busy in reset"
            assert [bench.out(f"next_{name}_o") for name in ("mode", "valid", "blocked", "rule")] == [0, 0, 0, NOT_ALLOWED]
        dut.rst_ni.value = 1
        for clock in range(4 * BUS_CLOCKS_PER_TICK):
            await Timer(100, "ns")
            assert bench.out("busy_o") == 0, f"busy on clock {clock} out of reset"
            assert bench.out("aon_act_valid_o") == 0
            await bench.clocks(1)
    assert not bench.arrived


@block_test(started)
async def nobody_sleeps_for_ever_by_mistake(dut, bench) -> None:
    """No source enabled and no timer armed: cores idle, but no offer, and NO_WAKE says why. An armed timer is enough."""
    await bench.clocks(1, wake_en_i=0, wfi_i=3)
    await bench.ticks(12)
    assert bench.out("idle_o") == 3 and not bench.out("ok_o") and not bench.out("aon_ok_o")
    assert (bench.out("next_valid_o"), bench.out("next_blocked_o"), bench.out("next_rule_o")) == (0, DEEP, NO_WAKE)
    bench.aon["aon_armed_i"] = 1
    await bench.ticks(8)
    assert bench.out("aon_ok_o") == 1 and bench.out("aon_ok_mode_o") == DEEP
    bench.aon["aon_armed_i"] = 0
    await bench.ticks(5)
    assert bench.out("aon_ok_o") == 0


@block_test(started)
@covers("SLP-CORE-7")
async def kicks_and_clears_add_up(dut, bench) -> None:
    """Several writes while one crosses: no kick and no clear is lost; a clear on its way hides its bits."""
    kicks, clears = [], []

    async def listen() -> None:
        while True:
            await RisingEdge(dut.clk_aon)
            if bench.out("aon_kick_valid_o"):
                kicks.append(bench.out("aon_kick_o"))
            if bench.out("aon_clr_valid_o"):
                clears.append(bench.out("aon_clr_o"))

    task = cocotb.start_soon(listen())
    bench.aon["aon_event_i"] = 0xF
    await bench.ticks(3)
    for gap in (1, 2, 15, 40, 90, 150):
        kicks.clear(), clears.clear()
        for kick, clear in ((1, 2), (2, 4), (1, 8)):
            await bench.pulse(kick_wr_i=1, kick_i=kick, clr_wr_i=1, clr_i=clear)
            assert bench.out("event_bits_o") & clear == 0, "cleared bits read 0 at once"
            await bench.clocks(gap)
        await bench.settled()
        assert sum(kicks) >= 3 and set(kicks) <= {1, 2, 3} and kicks[0] & 1, f"{gap} clocks apart: {kicks}"
        got = 0
        for mask in clears:
            got |= mask
        assert got == 0b1110, f"{gap} clocks apart: {clears}"
        assert bench.out("event_bits_o") == 0xF, "the AON side kept them in this test"
    task.cancel()


@block_test(started)
@cocotb.parametrize(part=[0, 1])
@covers("SLP-CORE-1", "SLP-ENT-8")
async def everything_at_random(dut, bench, part: int) -> None:
    """Firmware, sources and cores at random; every bus clock is watched; at the end both cores can go idle."""
    source = rng(f"bus {part}")
    for _ in range(180):
        await step(bench, source)
        bench.watch.check()
    await bench.clocks(1, wfi_i=0, busy_other_i=0, wake_pend_i=0, wake_en_i=1, cfg_type_i=3)
    await bench.pulse(lock_clr_wr_i=3, lock_clr_i=bench.every_core(0xFFFF_FFFF))
    bench.aon = {"aon_run_i": 3, "aon_parked_i": 0}
    await bench.settled(60)
    await bench.ticks(6)
    await bench.clocks(1, cfg_allow_i=0xF, cfg_hint_i=0xFFFF_FFFF, cfg_limit_i=0xFFFF_FFFF)
    await bench.ticks(100)
    await idle_all(bench)
    assert bench.watch.idle_clocks > 100 and bench.watch.offers >= 2, f"{bench.watch.idle_clocks} clocks idle, {bench.watch.offers} offers"


async def step(bench: BusBench, source: random.Random) -> None:
    """One thing at random, then a few clocks."""
    kind = source.choices(
        ("wfi", "lock", "unlock", "active", "pend", "allow", "other", "type", "state", "wait"),
        (10, 2, 6, 1, 2, 3, 1, 1, 2, 4),
    )[0]
    word = 1 << source.randrange(64)
    if kind == "wfi":
        await bench.clocks(1, wfi_i=source.choice((0, 1, 2, 3, 3, 3)))
    elif kind == "lock":
        await bench.pulse(lock_set_wr_i=source.randint(1, 3), lock_set_i=word)
    elif kind == "unlock":
        await bench.pulse(lock_clr_wr_i=3, lock_clr_i=bench.every_core(0xFFFF_FFFF))
    elif kind == "active":
        await bench.pulse(act_wr_i=source.randint(1, 3), act_ms_i=source.choice((0, 1, 1 << 32)))
    elif kind == "pend":
        pending, enabled = source.choice((0, 0, 0, 1, 2, 4)), source.choice((1, 1, 3, 7))
        await bench.clocks(1, wake_pend_i=pending, wake_en_i=enabled, wake_route_i=source.getrandbits(16))
    elif kind == "allow":
        await bench.clocks(1, cfg_allow_i=source.getrandbits(4) | 2, cfg_hint_i=source.choice((20, 100, 5000)))
    elif kind == "other":
        await bench.clocks(source.randint(1, 40), busy_other_i=1)
        bench.dut.busy_other_i.value = 0
    elif kind == "type":
        await bench.pulse(type_wr_i=1, cfg_type_i=source.getrandbits(2))
    elif kind == "state":
        parked = source.choice((0, 0, 1, 2, 3))
        bench.aon = {"aon_run_i": ~parked & source.choice((1, 2, 3, 3)), "aon_parked_i": parked}
    await bench.clocks(source.choice((1, 1, 2, 5, 30, 80, 150)))


@block_test(started)
@covers("SLP-MODE-6")
async def the_offer_is_whole_on_the_aon_side(dut, bench) -> None:
    """The choice changes under a sleeping PMU at every phase: AON never sees sleep_ok with a mode that moves."""
    await bench.clocks(2, cfg_type_i=3)
    await idle_all(bench)
    offered: dict[int, int] = {}
    last = None
    for phase in range(0, BUS_CLOCKS_PER_TICK, 3):
        for allow in (0b0010, 0b0100):
            await bench.clocks(1 + phase, cfg_allow_i=allow)
            for _ in range(9):
                await RisingEdge(dut.clk_aon)
                ok, mode = bench.out("aon_ok_o"), bench.out("aon_ok_mode_o")
                if ok:
                    assert mode in (1, 2), mode
                    assert last is None or last == mode, f"phase {phase}: mode {last} became {mode} with sleep_ok up"
                    offered[mode] = offered.get(mode, 0) + 1
                last = mode if ok else None
            await Timer(1, "ns")
            assert last == {2: 1, 4: 2}[allow], f"phase {phase}: allowed {allow:#b}, offered {last}"
            await FallingEdge(dut.clk_bus)
    assert set(offered) == {1, 2}
