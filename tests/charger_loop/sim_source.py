# SPDX-License-Identifier: Apache-2.0
"""Sources that are weak, droop, step, are too high, or are plugged in by a shaking hand."""

from __future__ import annotations

import random

import cocotb
from cocotb.handle import HierarchyObject
from cocotb.simtime import get_sim_time
from cocotb.triggers import Timer

from models.regmap import ChargerState as S
from tb.charge_bench import MINUTE
from tb.covers import covers
from tb.plant import LinearCharger, Source
from tests.charger_loop.loop import BENCH, DG_MS, ICHG_MA, SCAN_MS, SYNC_TICKS, TICK_US, Loop

__all__ = ["BENCH"]
DEBOUNCE_TICKS = 8


def half_ticks(loop: Loop) -> int:
    """What the safety timer of the fast charge has counted."""
    return int(loop.charger.fast_min_o.value) * MINUTE + int(loop.charger.u_fast.rest_q.value)


async def rate(loop: Loop, milliseconds: float) -> float:
    """Half ticks that the safety timer counts per tick."""
    tick, count = loop.clock.tick, half_ticks(loop)
    await loop.ms(milliseconds)
    return (half_ticks(loop) - count) / (loop.clock.tick - tick)


@cocotb.test()
@cocotb.parametrize(weak=["limited", "long cable", "input limit"])
@covers("CHG-TIMER-2")
async def weak_source(dut: HierarchyObject, weak: str) -> None:
    """A limit loop takes over: charging goes on with less, the safety timer counts half, and all comes back with the source."""
    loop = Loop(dut, 0.3, charger=LinearCharger(input_limit_a=0.3 if weak == "input limit" else 1.5))
    source = loop.plant.source
    if weak == "limited":
        source.limit_a = 0.2
    if weak == "long cable":
        source.resistance_ohm = 2.0  # half a volt at 250 mA
    expected_ma = {"limited": 200, "long cable": 250, "input limit": 300}[weak]
    await loop.plugged()
    await loop.until(S.CC, 200)
    await loop.ms(60)
    count = len(loop.states)
    assert await rate(loop, 100) == 1.0, "the safety timer does not count half"
    sample = loop.plant.sample()
    assert abs(sample.charge_a * 1e3 - expected_ma) < 1 and int(loop.charger.limit_o.value) == 1
    assert sample.vbus_v > 4.45 if weak != "input limit" else sample.vbus_v > 4.9
    if weak == "input limit":
        loop.battery.set(charger__input_limit_a=1.5)
    else:
        loop.battery.set(source__limit_a=2.0, source__resistance_ohm=0.1)
    await loop.ms(1)
    assert int(loop.charger.limit_o.value) == 0
    assert await rate(loop, 100) == 2.0
    assert abs(loop.plant.sample().charge_a * 1e3 - ICHG_MA) < 1
    assert len(loop.states) == count, f"the limit is no reason to leave CC: {loop.visited(count)}"
    await loop.finish()


@cocotb.test()
@covers("CHG-STATE-3")
async def limited_current_is_no_end_of_charge(dut: HierarchyObject) -> None:
    """With less than a tenth of the current because the source gives no more, a battery is not full; without the limit it is."""
    loop = Loop(dut, 0.972, source=Source(limit_a=0.04, connected=False))
    await loop.plugged()
    await loop.until(S.CV, 2000)
    await loop.stays(S.CV, 100)
    assert loop.plant.sample().charge_a < 0.045 and int(loop.charger.limit_o.value) == 1
    limited_until = None
    while loop.state == S.CV and loop.clock.tick < 200_000:
        await loop.ms(2)
        if int(loop.charger.limit_o.value):
            limited_until = loop.clock.tick
    assert loop.state == S.DONE, loop.names
    assert limited_until is not None and loop.states[-1][1] - limited_until >= DG_MS * 32.768 - 70
    assert loop.plant.cell.soc > 0.98
    await loop.finish()


@cocotb.test()
@covers("CHG-STATE-5")
async def source_out_of_its_window(dut: HierarchyObject) -> None:
    """Too low: suspended after the deglitch time. Too high: at once. Both times charging comes back by itself, once."""
    loop = Loop(dut, 0.3)
    await loop.plugged()
    await loop.until(S.CC, 200)
    await loop.ms(50)
    for volts, within_ms in ((4.1, SCAN_MS + DG_MS + 5), (6.7, SCAN_MS + 2.5), (7.5, SYNC_TICKS * TICK_US / 1e3 + 0.1)):
        count = len(loop.states)
        loop.battery.set(source__voltage_v=volts)
        await loop.until(S.SUSPEND, within_ms)
        assert int(dut.chg_en.value) == 0
        await loop.ms(60)
        assert loop.plant.sample().charge_a == 0
        loop.battery.set(source__voltage_v=5.0)
        await loop.until(S.CC, 100)
        assert loop.visited(count) == ["SUSPEND", "CC"]
        await loop.ms(30)
    loop.battery.set(source__voltage_v=4.1)
    await loop.ms(DG_MS / 3)
    loop.battery.set(source__voltage_v=5.0)
    await loop.stays(S.CC, 80)  # shorter than the deglitch time
    await loop.finish()


@cocotb.test()
@covers("CHG-OFF-3")
async def short_loss_of_contact(dut: HierarchyObject) -> None:
    """What is shorter than the debounce time does not interrupt the charge, whatever the phase."""
    rng = random.Random(cocotb.RANDOM_SEED)
    loop = Loop(dut, 0.4)
    await loop.plugged()
    await loop.until(S.CC, 200)
    count = len(loop.states)
    for _ in range(25):
        await Timer(rng.randrange(200_000, 9_000_000), "ns")
        await loop.battery.bounce([(DEBOUNCE_TICKS - 2) * TICK_US, 10.0])
    assert len(loop.states) == count, loop.visited(count)
    await loop.finish()


@cocotb.test()
@cocotb.parametrize(part=range(2))
@covers("CHG-OFF-3")
async def hot_plug_with_bounce(dut: HierarchyObject, part: int) -> None:
    """However the contact bounces at the plug, the charge begins once and no current flows before; at the pull it is off at once."""
    rng = random.Random(cocotb.RANDOM_SEED * 10 + part)
    loop = Loop(dut, 0.4)
    await loop.start()
    off_ticks = SYNC_TICKS + DEBOUNCE_TICKS + 2
    for _ in range(4):  # more at once would make it a source that fails, which has to pause
        count = len(loop.states)
        await Timer(rng.randrange(1, 40_000_000), "ns")
        bounces = [rng.uniform(5, 0.9 * DEBOUNCE_TICKS * TICK_US) for _ in range(2 * rng.randrange(8))]
        began = get_sim_time("ns")
        loop.watching, loop.samples = True, []
        await loop.battery.bounce([*bounces, 1.0])
        bounced_ns = get_sim_time("ns")
        await loop.until(S.CC, 100)
        loop.watching = False
        assert loop.visited(count) == ["QUALIFY", "CC"], loop.visited(count)
        flowing = [sample for sample in loop.samples if sample.charge_a > 0]
        assert all(sample.time_s * 1e9 > bounced_ns + 30e6 - 2e6 for sample in flowing), f"current at {flowing[0]} (plugged at {began} ns)"
        await Timer(rng.randrange(5_000_000, 60_000_000), "ns")
        assert int(dut.chg_en.value) == 1
        loop.battery.unplug()
        await Timer(round(off_ticks * TICK_US * 1e3), "ns")
        assert int(dut.chg_en.value) == 0 and loop.state == S.OFF
    await loop.finish()


@cocotb.test()
async def source_weaker_than_it_looks(dut: HierarchyObject) -> None:
    """A source that breaks down as soon as it is loaded is held up by the input voltage loop: no flapping between states."""
    loop = Loop(dut, 0.3, source=Source(voltage_v=4.6, resistance_ohm=1.2, limit_a=0.15, connected=False))
    await loop.plugged()
    await loop.until(S.CC, 200)
    await loop.stays(S.CC, 500)
    sample = loop.plant.sample()
    assert abs(sample.vbus_v - loop.plant.charger.vindpm_v) < 0.01 and 0.05 < sample.charge_a < 0.16
    await loop.finish()
