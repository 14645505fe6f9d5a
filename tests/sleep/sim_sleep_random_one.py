# SPDX-License-Identifier: Apache-2.0
"""sleep_core at random: the smallest PMU, one core and one mode."""

from __future__ import annotations

import cocotb

from tests.sleep.params import ONE, bench_for
from tests.sleep.walks import noise, walk

PARAMS = ONE
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
