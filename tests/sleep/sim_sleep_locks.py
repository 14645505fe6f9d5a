# SPDX-License-Identifier: Apache-2.0
"""The sleep block's bus-clock part: lock words, and milliseconds that become ticks on their way to the AON side."""

from __future__ import annotations

import cocotb
from cocotb.triggers import RisingEdge

from models.locks import ms_to_ticks
from models.select import DEEPLOCK, PASSES
from tb.block_bench import block_test
from tb.covers import covers
from tests.sleep.bus_bench import BusBench, started
from tests.sleep.params import TWO, bus_bench_for
from tests.sleep.walks import rng

BENCH = bus_bench_for(TWO)
PARAMS = TWO
DEEPEST = PARAMS.N_MODES - 1
MS_EDGES = (0, 1, 2, 124, 125, 126, 1000, (1 << 32) - 1)


@cocotb.test()
@covers("SLP-LOCK-3")
async def locks_at_reset_and_boot(dut) -> None:
    """Words start as the profile says; the core's boot brings that back, the other core's words stay."""
    bench = BusBench(dut, PARAMS)
    await bench.start(run=0)
    words = {"lock": PARAMS.WAKELOCK_RST, "deep": PARAMS.DEEPLOCK_RST}
    reset = {bank: sum(word << 32 * core for core, word in enumerate(rst)) for bank, rst in words.items()}
    for bank in words:
        assert bench.out(f"{bank}_o") == reset[bank]
    for core in bench.cores:
        for bank in words:
            await bench.pulse(**{f"{bank}_set_wr_i": 3, f"{bank}_set_i": bench.every_core(0x5A5A_5A5A)})
            await bench.pulse(**{f"{bank}_clr_wr_i": 3, f"{bank}_clr_i": bench.every_core(0x0000_000F)})
        held = {bank: bench.out(f"{bank}_o") for bank in words}
        bench.aon["aon_boot_i"] = 1 << core
        await bench.ticks(6)
        mask = 0xFFFF_FFFF << 32 * core
        for bank in words:
            assert bench.out(f"{bank}_o") == held[bank] & ~mask | reset[bank] & mask, f"boot of core {core}, {bank}"
        # a boot that lasts does not hold the words: it was the edge
        await bench.pulse(**{"lock_clr_wr_i": 3, "lock_clr_i": bench.every_core(0xFFFF_FFFF)})
        await bench.ticks(2)
        assert bench.out("lock_o") == 0
        bench.aon["aon_boot_i"] = 0
        await bench.ticks(4)
        assert bench.out("lock_o") == 0
    await bench.finish()


@block_test(started)
@covers("SLP-LOCK-1", "SLP-LOCK-2")
async def lock_words_at_random(dut, bench) -> None:
    """SET and CLR of both words and cores: idempotent, each core's own, all bits."""
    source, model = rng("locks"), {"lock": [0, 0], "deep": [0, 0]}
    for _ in range(300):
        bank, cores = source.choice(("lock", "deep")), source.randint(1, 3)
        acquire, bits = source.random() < 0.5, [source.getrandbits(32) & source.getrandbits(32) for _ in range(2)]
        name = f"{bank}_{'set' if acquire else 'clr'}"
        for _ in range(source.choice((1, 1, 2))):  # twice is as once
            await bench.pulse(**{f"{name}_wr_i": cores, f"{name}_i": bits[0] | bits[1] << 32})
        for core in range(2):
            if cores >> core & 1:
                word = model[bank][core]
                model[bank][core] = word | bits[core] if acquire else word & ~bits[core]
        for check in ("lock", "deep"):
            assert bench.out(f"{check}_o") == model[check][0] | model[check][1] << 32


@block_test(lambda dut: BusBench(dut, PARAMS))
@covers("SLP-LOCK-1", "SLP-LOCK-2")
async def each_lock_counts_alone(dut, bench) -> None:
    """Every bit of every core: a deepwakelock keeps the deep mode away, a wakelock its own core from idling."""
    every, ones = bench.all_cores, bench.every_core(0xFFFF_FFFF)
    await bench.clocks(1, cfg_allow_i=15, cfg_type_i=every, wake_en_i=1, cfg_hint_i=0xFFFF_FFFF, cfg_limit_i=0xFFFF_FFFF)
    await bench.pulse(lock_clr_wr_i=every, lock_clr_i=ones)
    await bench.pulse(deep_clr_wr_i=every, deep_clr_i=ones)
    await bench.ticks(2)
    await bench.clocks(1, wfi_i=every)
    await bench.ticks(8)
    assert (bench.out("idle_o"), bench.out("next_mode_o"), bench.out("next_rule_o")) == (every, DEEPEST, PASSES)
    for core in bench.cores:
        for bit in range(32):
            word = 1 << 32 * core + bit
            await bench.pulse(deep_set_wr_i=1 << core, deep_set_i=word)
            await bench.clocks(4)
            assert (bench.out("next_mode_o"), bench.out("next_rule_o")) == (DEEPEST - 1, DEEPLOCK), f"core {core}, bit {bit}"
            await bench.pulse(deep_clr_wr_i=1 << core, deep_clr_i=word)
            await bench.pulse(lock_set_wr_i=1 << core, lock_set_i=word)
            await bench.ticks(5)
            assert bench.out("idle_o") == every & ~(1 << core), f"core {core}, bit {bit}"
            await bench.pulse(lock_clr_wr_i=1 << core, lock_clr_i=word)
            await bench.ticks(5)
            assert bench.out("idle_o") == every and bench.out("next_mode_o") == DEEPEST


@block_test(started)
@covers("SLP-ACT-1", "SLP-TMR-4")
async def milliseconds_of_active_time(dut, bench) -> None:
    """Exact for the edges of the range and at random, for each core, not a tick less than asked."""
    source = rng("ms")
    values = [*MS_EDGES, *(source.getrandbits(32) >> source.randrange(32) for _ in range(14))]
    for n, ms in enumerate(values):
        core = n % 2
        count = len(bench.arrived)
        await bench.pulse(act_wr_i=1 << core, act_ms_i=ms << 32 * core)
        bench.dut.act_ms_i.value = 0xDEAD_BEEF  # the data is valid in the cycle of the write only
        await bench.settled()
        arrived = [entry[1:] for entry in bench.arrived[count:]]
        assert arrived == [(core, ms_to_ticks(ms))] or (ms == 0 and not arrived), f"{ms} ms: {arrived}"


@block_test(started)
@covers("SLP-TMR-1", "SLP-TMR-4")
async def milliseconds_of_longest_sleep(dut, bench) -> None:
    """The same for MAX_SLEEP; 0 crosses too, it disarms. Of writes that come too fast the last one counts."""
    source, seen = rng("max"), []

    async def listen() -> None:
        while True:
            await RisingEdge(dut.clk_aon)
            if bench.out("aon_max_valid_o"):
                seen.append(bench.out("aon_max_ticks_o"))

    task = cocotb.start_soon(listen())
    for ms in (*MS_EDGES, *(source.getrandbits(32) >> source.randrange(32) for _ in range(12))):
        seen.clear()
        await bench.pulse(max_wr_i=1, cfg_max_ms_i=ms)
        await bench.settled()
        assert seen == [ms_to_ticks(ms)], f"{ms} ms: {seen}"
    for gap in (1, 2, 10, 30, 63, 64, 65, 70, 90, 130, 170):
        seen.clear()
        for ms in (5000, 4000, 3000):
            await bench.pulse(max_wr_i=1, cfg_max_ms_i=ms)
            await bench.clocks(gap)
        await bench.settled()
        assert seen and seen[-1] == ms_to_ticks(3000), f"{gap} clocks apart: {seen}"
        assert all(value in map(ms_to_ticks, (5000, 4000, 3000)) for value in seen)
    task.cancel()
