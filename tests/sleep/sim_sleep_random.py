# SPDX-License-Identifier: Apache-2.0
"""sleep_core at random, from the smallest PMU to the largest."""

from __future__ import annotations

import random

import cocotb

from models.sleep_params import SleepParams
from tb.covers import covers
from tb.runner import Variant, chosen_variant
from tests.sleep.params import ONE, PAIR, TWO, bench_for, random_params
from tests.sleep.walks import noise, walk


def _on(params: SleepParams) -> Variant:
    return Variant(bench_for(params), params)


VARIANTS = {
    # two cores of different kind, one that boots and one that is woken, memory that needs time
    "two": _on(TWO),
    # one core and one mode
    "one": _on(ONE),
    # two power-gated cores that both boot, memory with a short time-out
    "pair": _on(PAIR),
    # 16 modes, 32 sources, 8 domains, everything in them drawn once
    "large": _on(random_params(random.Random("large"), 2, 16, 32)),
}
PARAMS = chosen_variant(VARIANTS).params


@cocotb.test()
@cocotb.parametrize(part=[0, 1, 2, 3])
@covers("VER-UNIT-1")
async def inputs_without_sense(dut, part: int) -> None:
    """Every rule of the contract holds for any inputs."""
    await noise(dut, PARAMS, f"noise {part}", 2500)


@cocotb.test()
@cocotb.parametrize(part=[0, 1, 2, 3])
@covers("SLP-ENT-6", "SLP-ENT-8")
async def random_walk(dut, part: int) -> None:
    """Any order of events that a real PMU may meet."""
    await walk(dut, PARAMS, f"walk {part}", 250)
