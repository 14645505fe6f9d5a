# SPDX-License-Identifier: Apache-2.0
"""Each bit of SYS.BUSY is its own crossing's, those of monitor and charger too."""

from __future__ import annotations

import cocotb
from cocotb.handle import HierarchyObject

from tests.platforms.quectel import BENCH, QuectelRig
from tests.system.sim_busy import busy_bits_one_by_one

__all__ = ["BENCH"]


@cocotb.test()
async def each_busy_bit_is_its_own_crossings(dut: HierarchyObject) -> None:
    """Every group of the platform, one by one."""
    rig = QuectelRig(dut)
    await rig.power_on()
    await rig.ready()
    await rig.boot_by_key()
    await busy_bits_one_by_one(rig)
    await rig.finish()
