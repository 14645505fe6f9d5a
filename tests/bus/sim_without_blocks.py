# SPDX-License-Identifier: Apache-2.0
"""The register block of platforms that lack all optional blocks, or some of them."""

from __future__ import annotations

import cocotb
from cocotb.handle import HierarchyObject

from tb.covers import covers
from tb.runner import Variant, chosen_variant
from tests.bus.bench import bus_bench
from tests.bus.optional import check_refused, check_silent

VARIANTS = {name: Variant(bus_bench(present), present) for name, present in (("none", ()), ("monitor", ("HAS_MONITOR",)))}
PRESENT = chosen_variant(VARIANTS).params


@cocotb.test()
@covers("REG-OPT-1")
async def test_refused(dut: HierarchyObject) -> None:
    """Every access to what is not there is refused; all else works, or is as it was."""
    await check_refused(dut, PRESENT)


@cocotb.test()
@covers("REG-OPT-1")
async def test_silent(dut: HierarchyObject) -> None:
    """No interrupt and no change of a setting comes from what is not there."""
    await check_silent(dut, PRESENT)
