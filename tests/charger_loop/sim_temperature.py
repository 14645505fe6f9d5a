# SPDX-License-Identifier: Apache-2.0
"""Heat in the loop: the charger warms its own die, the battery is warm or cold, and the current follows."""

from __future__ import annotations

import cocotb
from cocotb.handle import HierarchyObject

from models.regmap import ChargeHealth, ChargerState as S, ChargeZone
from tb.covers import covers
from tests.charger_loop.loop import BENCH, DG_MS, ICHG_MA, PROFILE, SCAN_MS, VREG_MV, Loop

__all__ = ["BENCH"]
MONITOR = PROFILE["monitor"]
FOLD_MS = 125.0
FOLD_STEPS = 8


async def temperature(loop: Loop, celsius: float) -> None:
    """The battery has *celsius*, and so does the room; wait until the zone follows."""
    loop.battery.set(cell__temperature_c=celsius, cell__ambient_c=celsius)
    await loop.ms(2 * SCAN_MS + DG_MS + 5)


@cocotb.test()
@covers("CHG-FOLD-1")
async def current_folds_back_as_the_die_warms(dut: HierarchyObject) -> None:
    """In a hot room the current goes down a step at a time while the die warns, and up while it does not: charging never stops."""
    loop = Loop(dut, 0.2)
    charger = loop.plant.charger
    charger.ambient_c = charger.die_c = 70.0
    await loop.plugged()
    await loop.until(S.CC, 200)
    count = len(loop.states)
    hottest, fold, steps, folds = 0.0, 0, [], set()
    for _ in range(160):
        await loop.ms(10)
        hottest = max(hottest, charger.die_c)
        now, warns = int(loop.charger.fold_o.value), int(loop.charger.die_warn_i.value)
        if now != fold:
            assert abs(now - fold) == 1
            steps.append((loop.clock.tick, now - fold, warns))
        assert abs(loop.plant.sample().charge_a * 1e3 - (ICHG_MA * (FOLD_STEPS - now) >> 3)) < 1
        fold = now
        folds.add(now)
    assert MONITOR["die_warn_c"] < hottest < MONITOR["die_critical_c"] - 5, f"hottest {hottest:.1f} °C"
    assert max(folds) >= 4 and len(steps) >= 7
    assert all((step > 0) == bool(warns) for _, step, warns in steps[:-1]), steps
    gaps = [later[0] - sooner[0] for sooner, later in zip(steps, steps[1:], strict=False)]
    assert min(gaps) > 0.85 * FOLD_MS * 32.768, "not more than a step in 125 ms"
    loop.battery.set(charger__ambient_c=30.0, charger__die_c=40.0)
    await loop.ms((FOLD_STEPS + 1) * FOLD_MS)
    assert int(loop.charger.fold_o.value) == 0 and int(loop.charger.limit_o.value) == 0
    assert abs(loop.plant.sample().charge_a * 1e3 - ICHG_MA) < 1
    assert len(loop.states) == count, f"fold back is no reason to leave CC: {loop.visited(count)}"
    await loop.finish()


@cocotb.test()
@covers("CHG-STATE-5")
async def die_too_hot(dut: HierarchyObject) -> None:
    """At the critical temperature charging stops; it goes on once the die has cooled down by the hysteresis."""
    loop = Loop(dut, 0.3)
    await loop.plugged()
    await loop.until(S.CC, 200)
    await loop.ms(30)
    loop.battery.set(charger__ambient_c=110.0, charger__die_c=110.0)
    await loop.until(S.SUSPEND, 4 * SCAN_MS)
    assert int(loop.charger.health_o.value) == ChargeHealth.OVERHEAT and int(dut.chg_en.value) == 0
    inside = MONITOR["die_critical_c"] - MONITOR["die_hysteresis_c"]
    loop.battery.set(charger__ambient_c=inside + 1.0, charger__die_c=inside + 1.0)
    await loop.stays(S.SUSPEND, 120)
    loop.battery.set(charger__ambient_c=inside - 1.0, charger__die_c=inside - 1.0)
    await loop.until(S.CC, 4 * SCAN_MS + DG_MS)
    await loop.finish()


@cocotb.test()
@covers("CHG-TIMER-3", "CHG-ZONE-2")
async def battery_zones(dut: HierarchyObject) -> None:
    """Cool: less current; cold and hot: none; warm: a lower voltage; and back, with two degrees of hysteresis."""
    charger = PROFILE["charger"]
    cool_ma = ICHG_MA * charger["cool_current_percent"] // 100
    loop = Loop(dut, 0.4)
    await loop.plugged()
    await loop.until(S.CC, 200)
    for celsius, zone, milliamps in (
        (11.0, ChargeZone.NORMAL, ICHG_MA), (9.0, ChargeZone.COOL, cool_ma), (11.0, ChargeZone.COOL, cool_ma), (13.0, ChargeZone.NORMAL, ICHG_MA),
        (1.0, ChargeZone.COOL, cool_ma), (-1.0, ChargeZone.COLD, 0), (1.0, ChargeZone.COLD, 0), (3.0, ChargeZone.COOL, cool_ma),
        (44.0, ChargeZone.NORMAL, ICHG_MA), (46.0, ChargeZone.WARM, ICHG_MA), (44.0, ChargeZone.WARM, ICHG_MA), (61.0, ChargeZone.HOT, 0),
        (59.0, ChargeZone.HOT, 0), (57.0, ChargeZone.WARM, ICHG_MA), (42.0, ChargeZone.NORMAL, ICHG_MA),
    ):  # fmt: skip
        await temperature(loop, celsius)
        await loop.ms(DG_MS + SCAN_MS)  # and the way back out of SUSPEND
        seen = ChargeZone(int(loop.charger.zone_o.value))
        assert seen == zone, f"{celsius} °C: {seen.name}, not {zone.name}"
        assert abs(loop.plant.sample().charge_a * 1e3 - milliamps) < 1, f"{celsius} °C: {loop.plant.sample()}"
        assert (loop.state == S.SUSPEND) == (milliamps == 0)
    await loop.finish()


@cocotb.test()
@covers("CHG-ZONE-2")
async def warm_battery_is_charged_to_less(dut: HierarchyObject) -> None:
    """A warm battery is full at a lower voltage; when it has cooled down, it is charged on as soon as that is too low."""
    warm_v = (VREG_MV - 140) / 1e3
    loop = Loop(dut, 0.78)
    loop.plant.cell.temperature_c = loop.plant.cell.ambient_c = 50.0
    await loop.plugged()
    await loop.until(S.CV, 1000)
    await loop.until(S.DONE, 2500)
    assert warm_v - 0.005 < loop.highest_v < warm_v + 0.005
    await loop.ms(300)
    count = len(loop.states)
    await temperature(loop, 30.0)
    await loop.until(S.RECHARGE, 150)
    assert loop.visited(count) == ["RECHARGE"]
    await loop.ms(100)
    assert loop.plant.sample().vbat_v > warm_v + 0.02
    await loop.finish()
