# SPDX-License-Identifier: Apache-2.0
"""A source that folds back under load, and a cell that is worn out, in the closed loop: few starts, and told."""

from __future__ import annotations

import cocotb
from cocotb.handle import HierarchyObject

from models.regmap import ChargerState as S
from tb.charge_bench import SPEED
from tb.covers import covers
from tb.plant import LiIonCell, LinearCharger, Source
from tests.charger_loop.loop import BENCH, ICHG_MA, Loop

__all__ = ["BENCH"]
FOLDS_OHM = 4.0  # 3.0 V are left under full current, 4.0 V under half of it, 4.5 V under a quarter
POOR, WORN = 1 << 9, 1 << 10
WORN_OHM = 6.0  # times what flows at the end of a charge is far more than the recharge window
RECHARGES = 4


@cocotb.test()
@covers("CHG-SOURCE-1", "CHG-SOURCE-2")
async def a_source_that_folds_back(dut: HierarchyObject) -> None:
    """Nothing but the charger's own ladder stops the source from collapsing: it finds a quarter of the current, and stays there.

    Nothing else moves: three starts in all.
    """
    loop = Loop(dut, 0.3, charger=LinearCharger(vindpm_v=2.5), source=Source(resistance_ohm=FOLDS_OHM, connected=False))
    await loop.plugged()
    await loop.until(S.CC, 200)
    await loop.ms(1000)
    starts = sum(1 for state, _ in loop.states if state == S.CC)
    assert (loop.state, starts, int(loop.charger.iset_o.value)) == (S.CC, 3, ICHG_MA // 4), loop.names
    assert int(loop.charger.poor_o.value) and int(loop.charger.event_o.value) & POOR
    assert abs(loop.plant.sample().charge_a * 1e3 - ICHG_MA // 4) < 1
    await loop.finish()


@cocotb.test()
@covers("CHG-WORN-1")
async def a_worn_cell(dut: HierarchyObject) -> None:
    """The voltage of a cell of some ohms falls below the recharge threshold whenever the current ends: four recharges, then rest."""
    cell = LiIonCell(500.0, 0.7, speed=SPEED, series_ohm=WORN_OHM)
    loop = Loop(dut, cell=cell)
    await loop.plugged()
    await loop.until(S.DONE, 3000)
    for _ in range(20):
        if int(loop.charger.worn_o.value):
            break
        await loop.ms(250)
    assert int(loop.charger.worn_o.value) and int(loop.charger.event_o.value) & WORN, loop.names
    assert loop.names.count("RECHARGE") == RECHARGES, loop.names
    await loop.stays(S.DONE, 500)
    await loop.finish()
