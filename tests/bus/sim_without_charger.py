# SPDX-License-Identifier: Apache-2.0
"""The register block of a platform that has a monitor and no charger."""

from __future__ import annotations

import cocotb
from cocotb.handle import HierarchyObject

from tests.bus.bench import bus_bench
from tests.bus.optional import check_refused, check_silent

PRESENT = ("HAS_MONITOR",)
BENCH = bus_bench(PRESENT)


@cocotb.test()
async def test_refused(dut: HierarchyObject) -> None:
    """Every access to CHG is refused; MON works."""
    await check_refused(dut, PRESENT)


@cocotb.test()
async def test_silent(dut: HierarchyObject) -> None:
    """No interrupt and no change of a setting comes from CHG."""
    await check_silent(dut, PRESENT)
