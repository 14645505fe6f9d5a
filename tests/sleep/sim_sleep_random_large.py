# SPDX-License-Identifier: Apache-2.0
"""sleep_core at random: 16 modes, 32 sources, 8 domains, everything in them drawn once."""

from __future__ import annotations

import random

import cocotb

from tests.sleep.params import bench_for, random_params
from tests.sleep.walks import noise, walk

PARAMS = random_params(random.Random("large"), 2, 16, 32)
BENCH = bench_for(PARAMS)


@cocotb.test()
@cocotb.parametrize(part=[0, 1])
async def inputs_without_sense(dut, part: int) -> None:
    """Every rule of the contract holds for any inputs."""
    await noise(dut, PARAMS, f"noise {part}", 2500)


@cocotb.test()
@cocotb.parametrize(part=[0, 1])
async def random_walk(dut, part: int) -> None:
    """Any order of events that a real PMU may meet."""
    await walk(dut, PARAMS, f"walk {part}", 250)
