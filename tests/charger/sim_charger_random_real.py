# SPDX-License-Identifier: Apache-2.0
"""charger_core under random weather, every output against the model at every change; analogue times as they are in the chip."""

from __future__ import annotations

import random

import cocotb

from tb.covers import covers
from tests.charger.bench import ChargerBench, bench_of
from tests.charger.params import REAL
from tests.charger.walk import walk

# A minute of the safety timers lasts 10 000 ticks (1 : 197) and 40 s of the watchdog 20 000 (1 : 66); pauses for a weak source
# and a short rest of a worn battery are 1 : 33 and 1 : 105. The rest is real.
TIMES = REAL._replace(minute=20_000, wd_unit=20_000, source_unit=2_000, worn_ticks=20_000, start_ticks=1 << 15)
BENCH = bench_of(TIMES)


@cocotb.test()
@cocotb.parametrize(part=range(2))
@covers("CHG-STATE-7")
async def random_walk(dut, part: int) -> None:
    """Deglitch, qualification, battery test, recharge and fold back with their real lengths."""
    bench = ChargerBench(dut, TIMES)
    await bench.start()
    await walk(bench, random.Random(cocotb.RANDOM_SEED * 10 + part), TIMES, steps=600)
    assert bench.scoreboard.changes > 600
    await bench.finish()
