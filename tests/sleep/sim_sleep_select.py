# SPDX-License-Identifier: Apache-2.0
"""Mode selection in RTL against choose(): thousands of settings."""

from __future__ import annotations

import random

import cocotb

from models.sleep_params import SleepParams
from tb.covers import covers
from tb.runner import Variant, chosen_variant
from tests.sleep.choices import compare
from tests.sleep.params import TWO, bus_bench_for, random_params


def _on(params: SleepParams) -> Variant:
    return Variant(bus_bench_for(params), params)


VARIANTS = {
    # four modes
    "two": _on(TWO),
    # 16 modes and 32 sources with everything drawn
    "large": _on(random_params(random.Random("large"), 2, 16, 32)),
}
PARAMS = chosen_variant(VARIANTS).params


@cocotb.test()
@cocotb.parametrize(part=[0, 1])
@covers("SLP-MODE-1", "SLP-MODE-2", "SLP-MODE-3", "SLP-MODE-5")
async def like_the_model(dut, part: int) -> None:
    """next mode, valid, deepest allowed mode and the rule that stops it, two clocks after the registers changed."""
    await compare(dut, PARAMS, f"choice {part}", 1500)
