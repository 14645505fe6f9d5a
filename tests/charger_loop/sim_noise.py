# SPDX-License-Identifier: Apache-2.0
"""A converter with one LSB of noise on all channels, and a battery exactly at a threshold: one change of state, no chatter."""

from __future__ import annotations

import random

import cocotb
from cocotb.handle import HierarchyObject

from models.regmap import ChargerState as S, ChargeZone
from tb.covers import covers
from tests.charger_loop.loop import BENCH, CHARGER, PROFILE, VREG_MV, FlatCell, Loop

__all__ = ["BENCH"]
NOISE_LSB = 1.0
LONG_MS = 350.0
TRICKLE_V, PRE_V = CHARGER["trickle_below_mv"] / 1e3, CHARGER["precharge_below_mv"] / 1e3
RECHARGE_V, VREG_V = (VREG_MV - CHARGER["recharge_below_mv"]) / 1e3, VREG_MV / 1e3
VBUS_MIN_V, VBUS_MAX_V = CHARGER["vbus_min_mv"] / 1e3, CHARGER["vbus_max_mv"] / 1e3
HOLD_V = 0.1  # what the input window is wider while charging
ENDS_A = CHARGER["current_ma"] // 10 / 1e3
HALF_CODE_V = 0.000_625  # beyond the threshold by so much, three of four conversions are, and one is not


class Codes:
    """Values that a result of the monitor takes."""

    def __init__(self, handle: object) -> None:
        self._handle, self.seen = handle, set()
        cocotb.start_soon(self._follow())

    async def _follow(self) -> None:
        while True:
            await self._handle.value_change
            self.seen.add(int(self._handle.value))


async def noisy(dut: HierarchyObject, emf_v: float, seed: int = 77) -> Loop:
    """A loop with noise, around a cell that keeps *emf_v*."""
    loop = Loop(dut, cell=FlatCell(emf_v))
    dut.u_afe.seed.value = seed
    loop.battery.noise_lsb(NOISE_LSB)
    await loop.plugged()
    return loop


@cocotb.test()
@covers("CHG-STATE-2")
async def at_every_battery_threshold(dut: HierarchyObject) -> None:
    """VBAT stands at each threshold in turn, so that the codes are on both sides of it all the time."""
    loop = await noisy(dut, TRICKLE_V - 0.2)
    await loop.until(S.TRICKLE, 200)
    codes = Codes(loop.charger.vbat_i)
    ends_v = VREG_V - ENDS_A * FlatCell.resistance_ohm
    for border_v, side, expected in (
        (TRICKLE_V, +1, ["PRECHARGE"]), (TRICKLE_V - 0.1, -1, ["TRICKLE"]), (TRICKLE_V, +1, ["PRECHARGE"]), (PRE_V, +1, ["CC"]),
        (PRE_V - 0.1, -1, ["PRECHARGE"]), (PRE_V, +1, ["CC"]), (VREG_V - 0.01, +1, ["CV"]),
    ):  # fmt: skip
        count = len(loop.states)
        loop.battery.set(cell__emf_v=border_v + side * HALF_CODE_V)
        await loop.ms(100)
        codes.seen.clear()
        await loop.ms(LONG_MS)
        assert loop.visited(count) == expected, f"at {border_v:.3f} V: {loop.visited(count)}"
        assert len(codes.seen) >= 3, f"at {border_v:.3f} V only the codes {codes.seen}: no noise"
    # the end of charge is decided by the current: a tenth of ICHG, to the milliampere
    count = len(loop.states)
    loop.battery.set(cell__emf_v=ends_v)
    await loop.until(S.DONE, 2000)
    await loop.ms(LONG_MS)
    assert loop.visited(count) == ["DONE"]
    loop.battery.set(cell__emf_v=RECHARGE_V - HALF_CODE_V)
    await loop.until(S.RECHARGE, 3000)
    await loop.stays(S.RECHARGE, LONG_MS)
    # too high: off at the first code above, and back only at the charge voltage
    count = len(loop.states)
    loop.battery.set(cell__emf_v=VREG_V + 0.1 + HALF_CODE_V)
    await loop.ms(LONG_MS)
    assert loop.visited(count) in (["SUSPEND"], ["DONE", "SUSPEND"]), loop.visited(count)  # no current is an end of charge too
    await super(Loop, loop).finish()  # the test itself has put more than VREG on the pin


@cocotb.test()
@covers("CHG-DEGLITCH-2")
async def at_every_input_threshold(dut: HierarchyObject) -> None:
    """The same for VBUS: the window in which charging begins, and the wider one in which it goes on."""
    loop = await noisy(dut, 3.7)
    loop.battery.set(charger__vindpm_v=4.0, source__resistance_ohm=1e-6)
    await loop.until(S.CC, 200)
    for volts, expected in (
        (VBUS_MIN_V - HOLD_V, ["SUSPEND"]), (VBUS_MIN_V, ["CC"]), (VBUS_MAX_V + HOLD_V, ["SUSPEND"]), (VBUS_MAX_V, ["CC"]),
    ):  # fmt: skip
        count = len(loop.states)
        loop.battery.set(source__voltage_v=volts + 2 * HALF_CODE_V)
        await loop.ms(2 * LONG_MS)
        assert loop.visited(count) == expected, f"at {volts:.2f} V: {loop.visited(count)}"
    await loop.finish()


@cocotb.test()
@covers("CHG-DEGLITCH-2")
async def at_every_temperature_threshold(dut: HierarchyObject) -> None:
    """The same for the battery's zones and the die's warning."""
    loop = await noisy(dut, 3.7)
    await loop.until(S.CC, 200)
    zones: list[int] = []

    async def follow(handle: object, to: list[int]) -> None:
        while True:
            await handle.value_change
            to.append(int(handle.value))

    warnings: list[int] = []
    cocotb.start_soon(follow(loop.charger.zone_o, zones))
    cocotb.start_soon(follow(loop.charger.die_warn_i, warnings))
    codes = Codes(loop.charger.ntc_i)
    for name, beyond in (("cool", ChargeZone.COOL), ("cold", ChargeZone.COLD), ("warm", ChargeZone.WARM), ("hot", ChargeZone.HOT)):
        celsius = CHARGER[f"{name}_c"]
        inner = {"cool": 25.0, "cold": 5.0, "warm": 25.0, "hot": 50.0}[name]
        loop.battery.set(cell__temperature_c=inner)
        await loop.ms(200)
        zones.clear()
        codes.seen.clear()
        loop.battery.set(cell__temperature_c=float(celsius))
        await loop.ms(LONG_MS)
        assert zones in ([], [beyond]), f"at {celsius} °C: {[ChargeZone(zone).name for zone in zones]}"
        assert len(codes.seen) >= 3
        limit = loop.plant.channels().ntc
        assert limit - 3 <= min(codes.seen) <= max(codes.seen) <= limit + 3
    loop.battery.set(cell__temperature_c=25.0)
    warn = float(PROFILE["monitor"]["die_warn_c"])
    loop.battery.set(charger__k_per_w=0.0, charger__ambient_c=warn, charger__die_c=warn)
    await loop.ms(LONG_MS)
    assert warnings in ([], [1]), warnings
    await loop.finish()


@cocotb.test()
async def end_of_charge_with_noise_and_offset(dut: HierarchyObject) -> None:
    """From constant current until done, with noise on everything and a converter that reads two codes too low."""
    loop = Loop(dut, 0.84)
    dut.u_afe.seed.value = random.Random(cocotb.RANDOM_SEED).getrandbits(31) | 1
    loop.battery.noise_lsb(NOISE_LSB)
    loop.battery.offset_lsb(-2.0)
    await loop.plugged()
    await loop.until(S.DONE, 3000)
    await loop.ms(300)
    assert loop.names == ["OFF", "QUALIFY", "CC", "CV", "DONE"], loop.names
    await loop.finish()
