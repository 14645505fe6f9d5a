# SPDX-License-Identifier: Apache-2.0
"""rail_seq by itself: goals and low power that the main state would never ask for come here."""

from __future__ import annotations

import random

import cocotb

from models.rails import RailsBlock
from tb.block_bench import BlockBench, block_test
from tb.covers import covers
from tb.runner import Bench
from tests.power.unit import rails_walk

UP_SLOT, DOWN_SLOT = [0, 3, 3, 15, 8], [15, 0, 2, 2, 2]
PG_TIMEOUT = [9, 6, 12, 5, 8]
PG_DEGLITCH, LOSS_LOG = [1, 3, 0, 2, 5], [0, 0, 0, 1, 0]
UP_DELAY, DOWN_DELAY = [3, 0, 0, 5, 0, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 1], [0, 4, 6] + [1] * 12 + [2]


def _packed(values: list[int], width: int) -> str:
    return f"{len(values) * width}'h{sum(value << n * width for n, value in enumerate(values)):x}"


BENCH = Bench(
    top="rtl/power/rail_seq.sv",
    params={
        "N_RAILS": len(UP_SLOT),
        "UP_SLOT": _packed(UP_SLOT, 4),
        "DOWN_SLOT": _packed(DOWN_SLOT, 4),
        "PG_TIMEOUT": _packed(PG_TIMEOUT, 16),
        "PG_DEGLITCH": _packed(PG_DEGLITCH, 8),
        "LOSS_LOG": _packed(LOSS_LOG, 1),
        "UP_DELAY": _packed(UP_DELAY, 16),
        "DOWN_DELAY": _packed(DOWN_DELAY, 16),
    },
)


@block_test(lambda dut: BlockBench(dut, lambda: RailsBlock(UP_SLOT, DOWN_SLOT, PG_TIMEOUT, UP_DELAY, DOWN_DELAY, PG_DEGLITCH, LOSS_LOG)))
@cocotb.parametrize(part=[0, 1])
@covers("PWR-RAIL-1", "PWR-RAIL-8")
async def random_walk(dut, bench, part: int) -> None:
    """Hundreds of changes of goal, low power and power-good."""
    faults = await rails_walk(bench, random.Random(2 * cocotb.RANDOM_SEED + part), 900, len(UP_SLOT))
    assert faults > 5, f"only {faults} faults"


@block_test(lambda dut: BlockBench(dut, lambda: RailsBlock(UP_SLOT, DOWN_SLOT, PG_TIMEOUT, UP_DELAY, DOWN_DELAY, PG_DEGLITCH, LOSS_LOG)))
async def done_tells_when_the_goal_is_reached(dut, bench) -> None:
    """Not on the tick of a new goal, not while a slot waits, again when all is as wanted."""
    assert dut.done_o.value == 1
    await bench.step(1, goal_i=1)
    assert (int(dut.en_o.value), int(dut.done_o.value)) == (1, 0)
    await bench.step(2, pg_i=1)
    assert dut.done_o.value == 0, "the slot's delay is three ticks"
    await bench.clock.ticks(1)
    assert dut.done_o.value == 1
    await bench.step(2, goal_i=0)
    assert (int(dut.en_o.value), int(dut.done_o.value)) == (0, 0), "off on the second tick; then the delay of the way down"
    await bench.step(2, pg_i=0)
    assert dut.done_o.value == 1
