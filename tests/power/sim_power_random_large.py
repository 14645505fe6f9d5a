# SPDX-License-Identifier: Apache-2.0
"""Random walks of the power block: two cores, eight rails, eight domains."""

from __future__ import annotations

import random

import cocotb

from tests.power.params import bench_for, random_params
from tests.power.walk import walk

PARAMS = random_params(random.Random(23), cores=2, rails=8, domains=8, modes=6)
BENCH = bench_for(PARAMS)


@cocotb.test()
@cocotb.parametrize(part=[0, 1])
async def random_walk(dut, part: int) -> None:
    """Events at any time."""
    await walk(dut, PARAMS, part=part, runs=4, moments=110, aimed=False)


@cocotb.test()
@cocotb.parametrize(part=[2, 3])
async def aimed_walk(dut, part: int) -> None:
    """Events around the entries of steps."""
    await walk(dut, PARAMS, part=part, runs=10, moments=18, aimed=True)
