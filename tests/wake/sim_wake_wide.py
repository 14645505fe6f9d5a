# SPDX-License-Identifier: Apache-2.0
"""wake_core with 32 sources, two cores and a route at reset in its block bench."""

from __future__ import annotations

import random

import cocotb

from tb.block_bench import block_test
from tb.covers import covers
from tb.runner import Bench
from tests.wake.bench import EDGE, WakeBench
from tests.wake.walk import walk

ROUTE_RST = 0xF0F0_00FF_0F0F_F00F  # core 1, core 0: sources in both, in one, and in none
BENCH = Bench(
    top="rtl/wake/wake_core.sv", params={"N": 32, "N_CORES": 2, "ROUTE_RST": f"64'h{ROUTE_RST:016x}"}
)  # fmt: skip


@block_test(lambda dut: WakeBench(dut, ROUTE_RST))
@covers("WAK-ROUTE-1")
async def route_at_reset(dut, bench) -> None:
    """Every source wakes the cores of the reset route, core 0 if there is none."""
    await bench.configure(bench.all, EDGE)
    for source in range(32):
        await bench.do(src_i=1 << source)
        cores = ROUTE_RST >> source & 1 | (ROUTE_RST >> 32 + source & 1) << 1
        await bench.clock.ticks(2)
        assert bench.seen("wake_o") == (cores or 1), f"source {source}"
        await bench.do(src_i=0, clr=bench.all)


@block_test(lambda dut: WakeBench(dut, ROUTE_RST))
@covers("WAK-REG-2")
async def every_code_can_be_first(dut, bench) -> None:
    """Each source and each extra alone in its window, and with all higher ones on the same edge."""
    await bench.configure(bench.all, EDGE)
    for code in range(36):
        for company in (0, -1 << code & (1 << 36) - 1):
            causes = company | 1 << code
            tick = bench.clock.tick + 4
            await bench.play({
                tick: {"cause_capture_en_i": 1, "src_i": causes & bench.all},
                tick + 1: {"internal_causes_i": causes >> 32},
                tick + 2: {"internal_causes_i": 0},
                tick + 3: {"cause_capture_en_i": 0, "src_i": 0},
                tick + 4: {"clr": bench.all},
            })
            assert bench.seen("cause_first_o") == code
            assert (bench.seen("cause_all_o"), bench.seen("cause_tick_o")) == (causes, tick + 1)


@block_test(lambda dut: WakeBench(dut, ROUTE_RST))
async def random_walk(dut, bench) -> None:
    """Hundreds of bursts against the model."""
    await walk(bench, random.Random(cocotb.RANDOM_SEED), bursts=600)
    assert bench.scoreboard.changes > 1_000
