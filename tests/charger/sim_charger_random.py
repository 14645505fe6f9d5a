# SPDX-License-Identifier: Apache-2.0
"""charger_core under random weather, every output against the model at every change."""

from __future__ import annotations

import random

import cocotb

from tb.covers import covers
from tests.charger.bench import ChargerBench, bench_of
from tests.charger.params import WEAK
from tests.charger.walk import walk

BENCH = bench_of(WEAK)


@cocotb.test()
@cocotb.parametrize(part=range(4))
@covers("CHG-STATE-7")
async def random_walk(dut, part: int) -> None:
    """Borders, flaws, presence and settings meet on neighbouring ticks. A minute lasts 200 ticks: hours of charging."""
    bench = ChargerBench(dut, WEAK)
    await bench.start()
    await walk(bench, random.Random(cocotb.RANDOM_SEED * 10 + part), WEAK, steps=5000)
    assert bench.scoreboard.changes > 6000
    await bench.finish()
