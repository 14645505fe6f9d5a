# SPDX-License-Identifier: Apache-2.0
"""Random walks of the power block: one core, two rails, two domains, auto-start or not as drawn."""

from __future__ import annotations

import random

import cocotb

from tests.power.params import bench_for, random_params
from tests.power.walk import walk

PARAMS = random_params(random.Random(21), cores=1, rails=2, domains=2, modes=3)
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
