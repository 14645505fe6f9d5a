# SPDX-License-Identifier: Apache-2.0
"""charger_core under random weather, every output against the model at every change; times as short as they can be."""

from __future__ import annotations

import random

import cocotb

from tests.charger.bench import ChargerBench, bench_of
from tests.charger.params import SHORT
from tests.charger.walk import walk

TIMES = SHORT._replace(dg_ticks=0, rechg_ticks=0, fold_ticks=1, qual_ticks=1, test_ticks=1, minute=7)
BENCH = bench_of(TIMES)


@cocotb.test()
@cocotb.parametrize(part=range(2))
async def random_walk(dut, part: int) -> None:
    """No deglitch: every condition acts on its edge, and many on the same one."""
    bench = ChargerBench(dut, TIMES)
    await bench.start()
    await walk(bench, random.Random(cocotb.RANDOM_SEED * 10 + part), TIMES, steps=4000)
    assert bench.scoreboard.changes > 6000
    await bench.finish()
