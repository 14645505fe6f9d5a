# SPDX-License-Identifier: Apache-2.0
"""Random walks of the power block, from the smallest PMU to the largest."""

from __future__ import annotations

import random

import cocotb

from models.power_params import PowerParams
from tb.covers import covers
from tb.runner import Variant, chosen_variant
from tests.power.params import BASE, MINI, bench_for, random_params
from tests.power.walk import walk


def _on(params: PowerParams) -> Variant:
    return Variant(bench_for(params), params)


VARIANTS = {
    # the PMU of the directed tests
    "base": _on(BASE),
    # one core, one rail, one domain, no wait longer than it must be
    "mini": _on(MINI),
    # one core, two rails, two domains, auto-start or not as drawn
    "small": _on(random_params(random.Random(21), cores=1, rails=2, domains=2, modes=3)),
    # two cores, eight rails, eight domains
    "large": _on(random_params(random.Random(23), cores=2, rails=8, domains=8, modes=6)),
}
PARAMS = chosen_variant(VARIANTS).params


@cocotb.test()
@cocotb.parametrize(part=[0, 1])
@covers("PWR-MAIN-1")
async def random_walk(dut, part: int) -> None:
    """Events at any time."""
    await walk(dut, PARAMS, part=part, runs=4, moments=110, aimed=False)


@cocotb.test()
@cocotb.parametrize(part=[2, 3])
@covers("VER-UNIT-1")
async def aimed_walk(dut, part: int) -> None:
    """Events around the entries of steps."""
    await walk(dut, PARAMS, part=part, runs=10, moments=18, aimed=True)
