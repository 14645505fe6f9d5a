# SPDX-License-Identifier: Apache-2.0
"""charger_core under random weather, against the model: times as short as they can be, and other settings after reset."""

from __future__ import annotations

import random

import cocotb

from models.charger_settings import Timers
from tb.covers import covers
from tests.charger.bench import ChargerBench, bench_of
from tests.charger.params import CTRL, LIMITS, SHORT, TEMPS
from tests.charger.walk import walk

TIMES = SHORT._replace(dg_ticks=0, rechg_ticks=0, fold_ticks=1, qual_ticks=1, test_ticks=1, minute=7, source_unit=3, worn_ticks=9, start_ticks=16)
RESETS = (
    CTRL._replace(ichg=321, vreg=4111, duty=70, wd=2, cool50=1, boot=0).pack(),
    LIMITS._replace(vbus_min=4000, vbus_max=6000, vtrickle=2000, vpre=2800, itrickle=40, rechg=200).pack(),
    TEMPS._replace(cold=TEMPS.cold - 9, cool=TEMPS.cool + 9, warm=TEMPS.warm - 7, hot=TEMPS.hot + 3).pack(),
    Timers(3, 8).pack(),
)
BENCH = bench_of(TIMES, RESETS)


@cocotb.test()
@cocotb.parametrize(part=range(2))
@covers("CHG-STATE-7")
async def random_walk(dut, part: int) -> None:
    """No deglitch: every condition acts on its edge, and many on the same one."""
    bench = ChargerBench(dut, TIMES, RESETS)
    await bench.start()
    await walk(bench, random.Random(cocotb.RANDOM_SEED * 10 + part), TIMES, steps=4000)
    assert bench.scoreboard.changes > 6000
    await bench.finish()


@cocotb.test()
@cocotb.parametrize(idle=[0, 1])
@covers("CHG-WD-1")
async def reset_values(dut, idle: int) -> None:
    """Nothing is written: the watchdog that is on after reset expires on its tick; all settings are the parameters'."""
    bench = ChargerBench(dut, TIMES, RESETS)
    await bench.start()
    if idle:  # not even an input moves
        assert await bench.until("wd_expired_o", 1, 3_000) == 2 * TIMES.wd_unit
    else:
        await walk(bench, random.Random(cocotb.RANDOM_SEED), TIMES, steps=1_500, words=False)
        assert bench.seen("wd_expired_o") == 1
    await bench.finish()
