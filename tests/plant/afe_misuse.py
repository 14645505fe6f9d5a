# SPDX-License-Identifier: Apache-2.0
"""Ways to use the front end wrongly, for test_afe_misuse.py: not collected by itself, each of them has to fail."""

from __future__ import annotations

import cocotb
from cocotb.handle import HierarchyObject
from cocotb.triggers import Timer

from tests.plant.sim_afe import off


@cocotb.test()
async def sampled_without_power(dut: HierarchyObject) -> None:
    """Sample rises while the front end is off."""
    await off(dut)
    dut.sample_i.value = 1
    await Timer(100, "ns")


@cocotb.test()
async def channel_moves(dut: HierarchyObject) -> None:
    """The channel changes while it is sampled."""
    await off(dut)
    dut.en_i.value, dut.sample_i.value = 1, 1
    await Timer(100, "ns")
    dut.chan_i.value = 3
    await Timer(100, "ns")
    dut.sample_i.value = 0
    await Timer(100, "ns")


@cocotb.test()
async def channel_seven(dut: HierarchyObject) -> None:
    """There are seven channels, 0 to 6."""
    await off(dut)
    dut.en_i.value, dut.sample_i.value, dut.chan_i.value = 1, 1, 7
    await Timer(100, "ns")
