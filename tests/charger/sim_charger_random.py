# SPDX-License-Identifier: Apache-2.0
"""charger_core under random weather, every output against the model at every change, with three sets of times."""

from __future__ import annotations

import random
from typing import NamedTuple

import cocotb

from models.charger_settings import Timers
from tb.block_bench import block_test
from tb.covers import covers
from tb.runner import Variant, chosen_variant
from tests.charger.bench import ChargerBench, bench_of
from tests.charger.params import CTRL, LIMITS, REAL, SHORT, TEMPS, WEAK, WORDS, Times
from tests.charger.walk import walk


class Walk(NamedTuple):
    """A walk of *steps* under *times*, from the settings *words*; fewer than *changes* of outputs would be a dull one."""

    times: Times
    steps: int
    changes: int
    words: tuple[int, ...] = WORDS


def _variant(of: Walk, tests: tuple[str, ...] = ("random_walk",)) -> Variant:
    return Variant(bench_of(of.times, of.words), of, tests)


VARIANTS = {
    # a minute lasts 200 ticks: hours of charging
    "short": _variant(Walk(WEAK, 5000, 6000)),
    # no deglitch: every condition acts on its edge, and many on the same one
    "at_once": _variant(
        Walk(
            SHORT._replace(
                dg_ticks=0, rechg_ticks=0, fold_ticks=1, qual_ticks=1, test_ticks=1, minute=7, source_unit=3, worn_ticks=9,
                start_ticks=16,
            ), 2000, 3000,
            (
                CTRL._replace(ichg=321, vreg=4111, duty=70, wd=2, cool50=1, boot=0).pack(),
                LIMITS._replace(vbus_min=4000, vbus_max=6000, vtrickle=2000, vpre=2800, itrickle=40, rechg=200).pack(),
                TEMPS._replace(cold=TEMPS.cold - 9, cool=TEMPS.cool + 9, warm=TEMPS.warm - 7, hot=TEMPS.hot + 3).pack(),
                Timers(3, 8).pack(),
            ),
        ),
        ("random_walk", "reset_values"),
    ),
    # deglitch, qualification, battery test, recharge and fold back with their real lengths; a minute of the safety timers lasts
    # 10 000 ticks (1 : 197), 40 s of the watchdog 20 000 (1 : 66), pauses for a weak source and rests of a worn battery are 1 : 33
    # and 1 : 105
    "real": _variant(Walk(REAL._replace(minute=20_000, wd_unit=20_000, source_unit=2_000, worn_ticks=20_000, start_ticks=1 << 15), 300, 300)),
}  # fmt: skip
WALK: Walk = chosen_variant(VARIANTS).params


@block_test(lambda dut: ChargerBench(dut, WALK.times, WALK.words))
@cocotb.parametrize(part=range(4))
@covers("CHG-STATE-7")
async def random_walk(dut, bench, part: int) -> None:
    """Borders, flaws, presence and settings meet on neighbouring ticks."""
    await walk(bench, random.Random(cocotb.RANDOM_SEED * 10 + part), WALK.times, steps=WALK.steps)
    assert bench.scoreboard.changes > WALK.changes


@block_test(lambda dut: ChargerBench(dut, WALK.times, WALK.words))
@cocotb.parametrize(idle=[0, 1])
@covers("CHG-WD-1")
async def reset_values(dut, bench, idle: int) -> None:
    """Nothing is written: the watchdog that is on after reset expires on its tick; all settings are the parameters'."""
    if idle:  # not even an input moves
        assert await bench.until("wd_expired_o", 1, 3_000) == 2 * WALK.times.wd_unit
    else:
        await walk(bench, random.Random(cocotb.RANDOM_SEED), WALK.times, steps=1_500, words=False)
        assert bench.seen("wd_expired_o") == 1
