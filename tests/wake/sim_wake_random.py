# SPDX-License-Identifier: Apache-2.0
"""wake_core with eight sources and two cores in its block bench: random walks."""

from __future__ import annotations

import random

import cocotb

from tb.block_bench import block_test
from tb.covers import covers
from tb.runner import Bench
from tests.wake.bench import WakeBench
from tests.wake.walk import walk

BENCH = Bench(top="rtl/wake/wake_core.sv", params={"N": 8, "N_CORES": 2})


@block_test(WakeBench)
@cocotb.parametrize(part=[0, 1, 2])
@covers("VER-UNIT-1")
async def random_walk(dut, bench, part: int) -> None:
    """Hundreds of bursts against the model."""
    await walk(bench, random.Random(cocotb.RANDOM_SEED * 3 + part), bursts=800)
    assert bench.scoreboard.changes > 1_000
