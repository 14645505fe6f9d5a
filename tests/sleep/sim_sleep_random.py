# SPDX-License-Identifier: Apache-2.0
"""sleep_core against its model under random inputs: first without any sense, then as a world that sleeps and wakes."""

from __future__ import annotations

import os
import random

import cocotb

from models.sleep import Sleep
from tb.aon import AonClock
from tb.scoreboard import BlockScoreboard
from tests.sleep.noise import Noise
from tests.sleep.params import TWO, bench_for

BENCH = bench_for(TWO)
PARAMS = TWO


def rng(name: str) -> random.Random:
    """A generator of its own for each test, from the run's seed."""
    return random.Random(f"{name} {os.environ['COCOTB_RANDOM_SEED']}")


async def noise(dut, params, name: str, ticks: int) -> None:
    """Drive *ticks* ticks of noise, with the scoreboard on."""
    dut.rst_ni.value = 0
    source = Noise(rng(name), params)
    for port, value in source.values.items():
        getattr(dut, port).value = value
    clock = AonClock(dut.clk, dut.now)
    await clock.start()
    scoreboard = BlockScoreboard(dut, lambda: Sleep(params), clock, reset=dut.rst_ni)
    scoreboard.start()
    dut.rst_ni.value = 1
    await clock.counting()
    tick = clock.tick + 2
    for changes in source.ticks(ticks):
        if changes:
            await clock.before(tick)
            for port, value in changes.items():
                getattr(dut, port).value = value
        tick += 1
    await scoreboard.finish()
    assert scoreboard.changes > ticks // 20, f"only {scoreboard.changes} changes in {ticks} ticks of noise"


@cocotb.test()
@cocotb.parametrize(part=[0, 1, 2, 3])
async def inputs_without_sense(dut, part: int) -> None:
    """Every rule of the contract holds for any inputs."""
    await noise(dut, PARAMS, f"noise {part}", 4000)
