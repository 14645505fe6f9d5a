# SPDX-License-Identifier: Apache-2.0
"""Mode selection in RTL against choose(): thousands of settings of a PMU with four modes."""

from __future__ import annotations

import cocotb

from tests.sleep.choices import compare
from tests.sleep.params import TWO, bus_bench_for

PARAMS = TWO
BENCH = bus_bench_for(PARAMS)


@cocotb.test()
@cocotb.parametrize(part=[0, 1])
async def like_the_model(dut, part: int) -> None:
    """next mode, valid, deepest allowed mode and the rule that stops it, two clocks after the registers changed."""
    await compare(dut, PARAMS, f"choice {part}", 1500)
