# SPDX-License-Identifier: Apache-2.0
"""A cell too large for the settings, empty: the safety timer ends its precharge in FAULT, when its minutes of the cell are over."""

from __future__ import annotations

import cocotb
from cocotb.handle import HierarchyObject

from models.regmap import ChargerState as S
from tb.charge_bench import SPEED
from tb.charge_scenario import BENCH, EMPTY_V, charge
from tb.covers import covers
from tb.plant import LiIonCell

__all__ = ["BENCH"]
CAPACITY_MAH = 1500.0


@cocotb.test()
@covers("CHG-PLANT-3")
async def ends_in_fault(dut: HierarchyObject) -> None:
    """With minutes that were not as fast as the cell it would go on, and be full."""
    cell = LiIonCell(CAPACITY_MAH, speed=SPEED)
    cell.soc = cell.soc_at(EMPTY_V)
    told = await charge(dut, cell, CAPACITY_MAH)
    assert not told.full and told.bench.states[-1][0] == S.FAULT
    assert "TRICKLE and PRECHARGE have taken their 30 min" in told.why_fault()
    assert cell.soc < 0.0, "it is still below empty"
