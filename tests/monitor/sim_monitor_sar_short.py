# SPDX-License-Identifier: Apache-2.0
"""monitor_sar with the shortest sample time in its block bench."""

from __future__ import annotations

import random

import cocotb

from tb.covers import covers
from tb.runner import Bench
from tests.monitor.sim_monitor_sar import STEPS, SarBench

BENCH = Bench(top="tb/blocks/tb_monitor_sar.sv", params={"SAMPLE_TICKS": 1})


@cocotb.test()
@covers("MON-SAR-1")
async def one_tick_of_sampling(dut) -> None:
    """Codes, and done on its tick."""
    rng = random.Random(cocotb.RANDOM_SEED)
    bench = SarBench(dut, 1)
    await bench.start()
    for code in (0, 1, 2047, 2048, 4095, *(rng.getrandbits(12) for _ in range(40))):
        assert await bench.convert(code * STEPS, rng.randrange(7)) == code
    await bench.finish()
