# SPDX-License-Identifier: Apache-2.0
"""What protects the battery from firmware and from a broken converter, on the whole module: registers, pins, power.

Pages "Charger FSM" and "ADC and monitors". The cell takes 4200 mV and 500 mA.
"""

import cocotb
from cocotb.handle import Force, Release

from models.monitor_age import WINDOW_TICKS
from models.regmap import ChargeHealth, ChargerState, PwrState
from tb.covers import covers
from tests.platforms.quectel import BENCH, HOLD_TICKS, OFF_TICKS, SCAN_TICKS, QuectelRig

__all__ = ["BENCH"]

REFUSED = (
    ("CHG_VREG", 4201, True), ("CHG_VREG", 4100, False), ("CHG_ICHG", 501, True), ("CHG_ICHG", 300, False),
    ("CHG_TEMP_HOT", 0x0014_0100, False), ("MON_CTRL", 0x31B, True), ("MON_CTRL", 0x31F, False),
    ("MON_VBAT_OVER", 0x0050_0FFF, False),
)  # fmt: skip
"""Register, value, by a secure requester or not."""


async def charging(dut) -> QuectelRig:
    """Awake, firmware looks on, 500 mA into a healthy battery."""
    rig = QuectelRig(dut)
    await rig.power_on()
    await rig.ready()
    await rig.boot_by_key()
    rig.plug()
    await rig.charging()
    assert int(dut.chg_en.value) == 1
    return rig


@cocotb.test()
async def settings_that_would_harm(dut):
    """Refused on the bus, and nothing has changed; what lowers is taken from secure firmware."""
    rig = await charging(dut)
    for register, value, secure in REFUSED:
        before = await rig.read(register)
        await rig.board.apb.write(register, value, secure=secure, expect_error=True)
        assert await rig.read(register) == before
    await rig.write("CHG_VREG", 4100)
    await rig.write("CHG_ICHG", 300)
    await rig.settled()
    assert await rig.fields("CHG_DRIVE") == {"MA": 300, "MV": 4100}
    await rig.finish()


@cocotb.test()
@covers("CHG-CELL-2")
async def over_voltage(dut):
    """Firmware's own over-voltage limit below the charge voltage: the current is off before power is, and stays off."""
    rig = await charging(dut)
    await rig.write("MON_VBAT_OVER", rig.word("MON_VBAT_OVER", LIMIT=3050 * 4 // 5, HYST=20))
    await rig.state_is(PwrState.POWER_DOWN, rig.trip_ticks + 20)
    assert int(dut.chg_en.value) == 0
    await rig.state_is(PwrState.OFF, OFF_TICKS)
    await rig.finish()


@cocotb.test()
@covers("MON-PROT-4")
async def wrong_limit(dut):
    """Under-voltage above the battery's voltage: power goes, comes back by the key with the profile's limit, and says so."""
    rig = QuectelRig(dut)
    await rig.power_on()
    await rig.ready()
    await rig.boot_by_key()
    await rig.scan_fast()
    wrong = rig.word("MON_VBAT_UNDER", LIMIT=3839, HYST=40)
    await rig.write("MON_VBAT_UNDER", wrong)
    await rig.off_by_protection(rig.trip_ticks + OFF_TICKS)
    await rig.ticks(rig.asleep_trip_ticks)
    await rig.boot_by_key()
    assert await rig.read("MON_VBAT_UNDER") == wrong
    assert (await rig.fields("MON_STATUS"))["DEFAULTS"] == 1
    await rig.stays(PwrState.ACTIVE, 2 * rig.trip_ticks)
    await rig.write("MON_VBAT_UNDER", rig.word("MON_VBAT_UNDER", LIMIT=2640, HYST=80))
    await rig.settled()
    assert (await rig.fields("MON_STATUS"))["DEFAULTS"] == 0
    await rig.finish()


@cocotb.test()
@covers("CHG-AGE-1")
async def converter_stands(dut):
    """The converter never ends: no current within a second, power stays on, status and event say why; then it goes on."""
    rig = await charging(dut)
    await rig.scan_fast()
    await rig.forget()
    done = rig.board.inside("monitor").u_sar.done_q
    done.value = Force(0)
    await rig.until(lambda: int(dut.chg_en.value) == 0, "the current stops", 2 * WINDOW_TICKS)
    await rig.ticks(4)
    status = await rig.fields("CHG_STATUS")
    assert (status["STATE"], status["STALE"], status["HEALTH"]) == (ChargerState.SUSPEND, 1, ChargeHealth.UNSPEC_FAILURE)
    assert (await rig.fields("MON_STATUS"))["SENSOR"] == 0b11111
    assert (await rig.fields("CHG_INTR_RAW"))["STALE"] == 1 and (await rig.fields("MON_INTR_RAW"))["SENSOR"] == 1
    assert int(dut.pwr_state.value) == PwrState.ACTIVE
    done.value = Release()
    await rig.ticks(2 * rig.awake_ticks + SCAN_TICKS + 5 * 255)
    await rig.until(lambda: rig.charger_state == ChargerState.CC, "it charges again", 3 * HOLD_TICKS)
    assert (await rig.fields("CHG_STATUS"))["STALE"] == 0
    await rig.finish()
