# SPDX-License-Identifier: Apache-2.0
"""The battery is pulled, put back, or was never there: the charger stops, says so, and never drives the empty connector high."""

from __future__ import annotations

import cocotb
from cocotb.handle import HierarchyObject

from models.regmap import ChargeHealth, ChargerState as S, ChargeZone
from tb.covers import covers
from tb.plant import NtcState
from tests.charger_loop.loop import BENCH, CHARGING, DG_MS, SCAN_MS, Loop

__all__ = ["BENCH"]
TEST_MS = 250.0
SOC = {S.CC: 0.4, S.CV: 0.95}


async def charging(dut: HierarchyObject, state: S, *, ntc_in_pack: bool) -> Loop:
    """A loop that has been in *state* for a while."""
    loop = Loop(dut, SOC[state])
    loop.plant.ntc_in_pack = ntc_in_pack
    await loop.plugged()
    await loop.until(state, 400)
    await loop.ms(60)
    assert loop.state == state
    return loop


@cocotb.test()
@cocotb.parametrize(state=[S.CC, S.CV], load_ma=[0, 20])
@covers("CHG-BAT-2")
async def pulled_with_thermistor_on_the_board(dut: HierarchyObject, state: S, load_ma: int) -> None:
    """The voltage loop holds the connector up as a full battery would: the test sink tells them apart. Put back and cleared, it charges."""
    loop = await charging(dut, state, ntc_in_pack=False)
    loop.battery.set(load_a=load_ma / 1e3)
    count = len(loop.states)
    loop.battery.pull_cell()
    await loop.until(S.FAULT, 4 * DG_MS + 4 * SCAN_MS + TEST_MS)
    way = ["DONE", "FAULT"] if state == S.CV else ["CV", "DONE", "FAULT"]
    assert loop.visited(count) == way, loop.visited(count)
    assert int(loop.charger.health_o.value) == ChargeHealth.NO_BATTERY
    assert int(dut.chg_en.value) == 0 and int(dut.chg_sink.value) == 0
    loop.battery.insert_cell()
    await loop.stays(S.FAULT, 100)  # latched
    await loop.clear_fault()
    await loop.until(S.CC, TEST_MS + 100)
    await loop.finish()


@cocotb.test()
@cocotb.parametrize(state=[S.CC, S.CV])
@covers("CHG-BAT-2")
async def pulled_with_thermistor_in_the_pack(dut: HierarchyObject, state: S) -> None:
    """The open thermistor tells it: suspended within a few scans, and charging goes on by itself once the pack is back."""
    loop = await charging(dut, state, ntc_in_pack=True)
    count = len(loop.states)
    loop.battery.pull_cell()
    await loop.until(S.SUSPEND, 3 * SCAN_MS + DG_MS)
    assert int(dut.chg_en.value) == 0
    assert set(loop.visited(count)) <= {"CV", "SUSPEND"}, loop.visited(count)
    await loop.stays(S.SUSPEND, 150)
    assert int(loop.charger.zone_o.value) == ChargeZone.NONE
    assert int(loop.charger.health_o.value) == ChargeHealth.NO_BATTERY
    count = len(loop.states)
    loop.battery.insert_cell()
    await loop.until(S.CC, 150)
    assert loop.visited(count) == ["CC"]
    await loop.finish()


@cocotb.test()
@covers("CHG-BAT-1")
async def charger_without_a_battery(dut: HierarchyObject) -> None:
    """Plugged in with an empty connector: it is found out within a second, with the trickle current until then or little more."""
    loop = Loop(dut)
    loop.plant.ntc_in_pack = False
    loop.plant.pull_cell(node_v=0.0)
    await loop.plugged()
    await loop.until(S.FAULT, 1000)
    assert loop.names == ["OFF", "QUALIFY", "TRICKLE", "PRECHARGE", "CC", "CV", "DONE", "FAULT"], loop.names
    assert loop.plant.energy.charge_as < 1e-3
    await loop.finish()


@cocotb.test()
@covers("CHG-BAT-1")
async def full_battery_at_the_plug_is_tested(dut: HierarchyObject) -> None:
    """A full battery stands the test sink and is topped up; an empty connector that happens to be charged does not."""
    loop = Loop(dut, 0.995)
    await loop.plugged()
    await loop.until(S.CC, TEST_MS + 100)
    sunk = loop.plant.energy.drawn_as / loop.plant.charger.sink_a
    assert abs(sunk - TEST_MS / 1e3) < 0.01, f"test sink was on for {sunk:.3f} s"
    loop.battery.unplug()
    await loop.ms(5)
    loop.plant.ntc_in_pack = False
    loop.battery.pull_cell()  # the capacitor keeps the voltage
    count = len(loop.states)
    loop.battery.plug()
    await loop.until(S.FAULT, TEST_MS + 100)
    assert loop.visited(count) == ["QUALIFY", "FAULT"], loop.visited(count)
    await loop.finish()


@cocotb.test()
@cocotb.parametrize(state=[NtcState.OPEN, NtcState.SHORT])
@covers("MON-SENS-2", "CHG-ZONE-2")
async def thermistor_breaks(dut: HierarchyObject, state: NtcState) -> None:
    """Open or short while charging: suspended, no battery; it goes on once it is repaired."""
    loop = await charging(dut, S.CC, ntc_in_pack=False)
    loop.battery.ntc(state)
    await loop.until(S.SUSPEND, 3 * SCAN_MS + DG_MS)
    await loop.ms(100)
    assert int(loop.charger.zone_o.value) == ChargeZone.NONE
    count = len(loop.states)
    loop.battery.ntc(NtcState.GOOD)
    await loop.until(S.CC, 150)
    assert loop.visited(count) == ["CC"] and loop.state in CHARGING
    await loop.finish()
