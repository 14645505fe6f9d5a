# SPDX-License-Identifier: Apache-2.0
"""Random walks of the power block: the smallest PMU: one core, one rail, one domain, no wait longer than it must be."""

from __future__ import annotations

import cocotb

from tests.power.params import MINI as PARAMS
from tests.power.params import bench_for
from tests.power.walk import walk

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
