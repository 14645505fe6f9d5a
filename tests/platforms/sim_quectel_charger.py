# SPDX-License-Identifier: Apache-2.0
"""The charger in the whole module: it powers up, charges with the system off, and is ruled by sensors, loops and registers.

Page "Charger FSM", and "Platforms", quectel. Defaults of the profile: 500 mA, 4200 mV; battery 0, 10, 45 and 60 degrees.
"""

import cocotb
from cocotb.triggers import First, RisingEdge, Timer

from models.regmap import ChargerState, PwrState
from tb.covers import covers
from tb.runner import Variant
from tests.platforms.quectel import (
    BENCH,
    CHARGER_TICKS,
    HOLD_TICKS,
    JITTER,
    NTC_OPEN,
    NTC_SHORTED,
    SCAN_TICKS,
    QuectelRig,
)

__all__ = ["BENCH"]
# Some once more with synchronizers that are late at random, as metastability is
VARIANTS = {
    "jitter": Variant(JITTER, tests=("charger_attached_through_shutdown", "charging_ends_and_begins_again", "settings_out_of_range_are_refused")),
}  # fmt: skip

SINK_TICKS = 8192
"""250 ms: test of the battery."""
UNPLUGGED_TICKS = 65536 + CHARGER_TICKS
"""2 s: what is away for longer was unplugged."""


@cocotb.test()
@covers("QUE-OFF-1")
async def charger_boots_from_off(dut):
    """Inserted in OFF: power-up with cause VBUS, and charging starts by itself; bounces shorter than 8 ticks do nothing."""
    rig = QuectelRig(dut)
    await rig.power_on()
    await rig.ready()
    for _ in range(3):
        dut.vbus_det.value = 1
        await rig.ticks(6)
        dut.vbus_det.value = 0
        await rig.stays(PwrState.OFF, 20)
    rig.plug()
    await rig.state_is(PwrState.ACTIVE, CHARGER_TICKS + 300)
    await rig.until(lambda: rig.cores[0].boots == 1, "the core boots")
    assert await rig.causes() == {"VBUS"}
    await rig.charging()
    drive = await rig.fields("CHG_DRIVE")
    assert drive == {"MA": 500, "MV": 4200}
    assert (int(dut.chg_en.value), int(dut.chg_iset.value), int(dut.chg_vset.value)) == (1, 500, 4200)
    raw = await rig.fields("CHG_INTR_RAW")
    assert raw["STATE"] and raw["INSERTED"] and not raw["REMOVED"] and not raw["FAULT"]
    await rig.finish()


@cocotb.test()
@covers("QUE-CHG-1")
async def charger_attached_through_shutdown(dut):
    """SHUTDOWN with the charger attached stays off and charges on; the key boots; pulled and plugged again it boots."""
    rig = QuectelRig(dut)
    await rig.power_on()
    await rig.ready()
    rig.plug()
    await rig.state_is(PwrState.ACTIVE, CHARGER_TICKS + 300)
    await rig.charging()
    await rig.forget()
    await rig.shut_down()
    await rig.stays(PwrState.OFF, 3000)
    assert int(dut.chg_en.value) == 1 and int(dut.chg_iset.value) == 500, "charges with the system off"
    await rig.boot_by_key()
    assert await rig.causes() == {"KEY"} and await rig.reasons() == {"COMMAND"}
    await rig.forget()
    await rig.shut_down()
    # pulled: the current ends at once, nothing boots; plugged: boots
    rig.unplug()
    await rig.ticks(CHARGER_TICKS + 2)
    assert int(dut.chg_en.value) == 0 and int(dut.chg_iset.value) == 0
    await rig.stays(PwrState.OFF, 500)
    rig.plug()
    await rig.stays(PwrState.OFF, 500)  # back within 2 s, and lost under load: a weak source's presence is no insertion
    rig.unplug()
    await rig.stays(PwrState.OFF, UNPLUGGED_TICKS)
    rig.plug()
    await rig.state_is(PwrState.ACTIVE, CHARGER_TICKS + 300)
    await rig.ticks(4)
    assert await rig.causes() == {"VBUS"}
    await rig.finish()


@cocotb.test()
@covers("QUE-OFF-1")
async def charger_does_not_boot_if_told_so(dut):
    """BOOT_ON_VBUS = 0: an insertion in OFF charges, and the module stays off."""
    rig = QuectelRig(dut)
    await rig.power_on()
    await rig.ready()
    await rig.boot_by_key()
    control = await rig.fields("CHG_CTRL")
    assert control["BOOT_ON_VBUS"] == 1 and control["ENABLE"] == 1
    await rig.write("CHG_CTRL", rig.word("CHG_CTRL", **{**control, "BOOT_ON_VBUS": 0}))
    await rig.settled()
    await rig.shut_down()
    rig.plug()
    await rig.stays(PwrState.OFF, 2500)
    assert int(dut.chg_en.value) == 1
    await rig.boot_by_key()
    assert await rig.causes() == {"KEY"}
    await rig.finish()


@cocotb.test()
@covers("QUE-CHG-1")
async def charger_at_an_empty_battery(dut):
    """Too low to boot: the key is refused, the charger charges in OFF, and boots once the battery is up again."""
    rig = QuectelRig(dut)
    await rig.power_on(vbat_mv=2900)
    await rig.ready()
    await rig.press_key()
    await rig.stays(PwrState.OFF, 50)
    rig.plug()
    await rig.stays(PwrState.OFF, 2500)
    assert (int(dut.chg_en.value), int(dut.chg_iset.value)) == (1, 50), "precharge: a tenth"
    rig.volts(vbat_mv=3390, current_ma=50)
    await rig.stays(PwrState.OFF, 2 * rig.trip_ticks)
    assert (int(dut.chg_en.value), int(dut.chg_iset.value)) == (1, 500), "constant current"
    rig.volts(vbat_mv=3400, current_ma=500)
    await rig.state_is(PwrState.ACTIVE, rig.trip_ticks + 300)
    await rig.until(lambda: rig.cores[0].boots == 1, "the core boots")
    await rig.ticks(2)
    assert await rig.causes() == {"VBUS"}, "the insertion was remembered, the key was not"
    assert await rig.board.apb.get("CHG_STATUS", "STATE") == ChargerState.CC
    await rig.finish()


async def _charging_in_off(dut):
    """Constant current, with the system shut down: ticks without a bus clock cost little."""
    rig = QuectelRig(dut)
    await rig.power_on()
    await rig.ready()
    await rig.boot_by_key()
    rig.plug()
    await rig.ticks(2 * CHARGER_TICKS)  # an insertion behind the decision to power down would boot again
    await rig.shut_down()
    await rig.charging()
    return rig


@cocotb.test()
@covers("QUE-CHG-1")
async def charging_ends_and_begins_again(dut):
    """With the system off: CV by its loop, DONE by the current, not while an input loop holds it down; then recharge."""
    rig = await _charging_in_off(dut)
    settle = rig.trip_ticks + 2 * HOLD_TICKS
    rig.volts(vbat_mv=4150, current_ma=480)
    dut.loop_cv.value = 1
    await rig.ticks(settle)
    assert rig.charger_state == ChargerState.CV
    for loop in (dut.loop_iin, dut.loop_vin):
        loop.value = 1
        rig.volts(current_ma=40)
        await rig.ticks(settle)
        assert rig.charger_state == ChargerState.CV, f"{loop._name}: a low current is no full battery"
        rig.volts(current_ma=480)
        await rig.ticks(rig.awake_ticks + SCAN_TICKS)
        loop.value = 0
    await rig.ticks(settle)
    assert rig.charger_state == ChargerState.CV
    rig.volts(current_ma=40)
    await rig.until(lambda: rig.charger_state == ChargerState.DONE, "DONE", settle)
    await rig.ticks(2)
    assert (int(dut.chg_en.value), int(dut.chg_iset.value), int(dut.led.value)) == (0, 0, 1)
    # the test of the battery, 250 ms, and nothing more while it is full
    rig.volts(current_ma=0)
    dut.loop_cv.value = 0
    assert int(dut.chg_sink.value) == 1
    await rig.ticks(SINK_TICKS)
    assert int(dut.chg_sink.value) == 0
    await rig.ticks(settle + 2048)
    assert rig.charger_state == ChargerState.DONE
    rig.volts(vbat_mv=4095)
    await rig.until(lambda: rig.charger_state == ChargerState.RECHARGE, "RECHARGE", settle + 2048)
    await rig.stays(PwrState.OFF, 2)
    assert (int(dut.chg_en.value), int(dut.chg_vset.value)) == (1, 4200)
    await rig.boot_by_key()
    assert (await rig.fields("CHG_INTR_RAW"))["FULL"] == 1
    await rig.finish()


# What the temperatures of battery and die make of the charge current and voltage: ICHG 500 mA, VREG 4200 mV
ZONES = (
    ({"ntc_c": 5}, ChargerState.CC, 100, 4200),
    ({"ntc_c": -5}, ChargerState.SUSPEND, 0, 0),
    ({"ntc_c": 25}, ChargerState.CC, 500, 4200),
    ({"ntc_c": 50}, ChargerState.CC, 500, 4060),
    ({"ntc_c": 65}, ChargerState.SUSPEND, 0, 0),
    ({"ntc_c": 25}, ChargerState.CC, 500, 4200),
    ({"die_c": 86}, ChargerState.CC, 437, 4200),  # folded back by an eighth
    ({"die_c": 40}, ChargerState.CC, 500, 4200),
    ({"die_c": 106}, ChargerState.SUSPEND, 0, 0),
    ({"die_c": 40}, ChargerState.CC, 500, 4200),
    ({"ntc_c": NTC_OPEN}, ChargerState.SUSPEND, 0, 0),
    ({"ntc_c": 25}, ChargerState.CC, 500, 4200),
    ({"ntc_c": NTC_SHORTED}, ChargerState.SUSPEND, 0, 0),
)


@cocotb.test()
@covers("QUE-CHG-1")
async def temperature_rules_the_charger(dut):
    """With the system off: through sensors, converter and zones to the set points, and back with the temperature."""
    rig = await _charging_in_off(dut)
    for volts, state, current_ma, voltage_mv in ZONES:
        rig.volts(**volts)
        await rig.ticks(rig.trip_ticks + 2 * HOLD_TICKS + 10)
        seen = ChargerState(rig.charger_state), int(dut.chg_en.value), int(dut.chg_iset.value), int(dut.chg_vset.value)
        assert seen == (state, int(current_ma > 0), current_ma, voltage_mv), f"{volts}: {seen}"
    await rig.stays(PwrState.OFF, 1)
    await rig.boot_by_key()
    status = await rig.fields("CHG_STATUS")
    assert (status["HEALTH"], status["ZONE"], status["STATUS"]) == (14, 5, 3), status
    assert await rig.board.apb.get("MON_STATUS", "SENSOR") == 0b00100
    await rig.finish()


# Register, field, values just outside
OUT_OF_RANGE = (
    ("CHG_ICHG", "MA", (0, 49, 501, 1023)), ("CHG_VREG", "MV", (0, 3499, 4201, 8191)), ("CHG_CTRL", "COOL50", (1,)),
    ("CHG_VBUS_MIN", "MV", (3899, 5201)), ("CHG_VBUS_MAX", "MV", (5499, 9001)), ("CHG_V_TRICKLE", "MV", (1799, 2501)),
    ("CHG_V_PRECHARGE", "MV", (2699, 3401)), ("CHG_I_TRICKLE", "MA", (9, 101)), ("CHG_V_RECHARGE", "MV", (49, 301)),
    ("CHG_TEMP_COLD", "HYST", (0, 2)), ("CHG_TEMP_HOT", "LIMIT", (0, 15, 4080)), ("CHG_CTRL", "DUTY", (101, 127)),
    ("MON_CTRL", "COUNT", (0,)), ("MON_CTRL", "CHANNELS", (0, 15, 30)), ("MON_PERIOD", "AWAKE", (0, 127, 8001)), ("MON_VBAT_UNDER", "LIMIT", (3840, 4095)),
    ("MON_VBAT_OVER", "LIMIT", (0, 255)), ("MON_AVG", "VBAT", (3,)),
)  # fmt: skip


@cocotb.test()
@covers("QUE-CHG-2")
async def settings_out_of_range_are_refused(dut):
    """Each is refused, flagged, and changes neither the register nor what the charger is driven with."""
    rig = QuectelRig(dut)
    await rig.power_on()
    await rig.ready()
    await rig.boot_by_key()
    await rig.scan_fast()
    rig.plug()
    await rig.charging()
    for register, field, values in OUT_OF_RANGE:
        before = await rig.fields(register)
        error = f"{register.partition('_')[0]}_ERROR"
        for value in values:
            await rig.write(error, 1)
            response = await rig.board.apb.write(register, rig.word(register, **{**before, field: value}), expect_error=True)
            assert response.error
            assert await rig.fields(register) == before, f"{register}.{field} = {value} has changed the register"
            assert await rig.read(error) == 1, f"{register}.{field} = {value} is not flagged"
    await rig.ticks(10)
    assert await rig.fields("CHG_DRIVE") == {"MA": 500, "MV": 4200}
    # and what is in range acts
    await rig.write("CHG_ICHG", 450)
    await rig.write("CHG_VREG", 3840)
    await rig.settled()
    assert await rig.fields("CHG_DRIVE") == {"MA": 450, "MV": 3840}
    await rig.finish()


@cocotb.test()
@covers("QUE-CHG-2")
async def software_stops_starts_and_gates_the_current(dut):
    """ENABLE = 0 ends the current and keeps it off; ENABLE = 1 charges again; DUTY gates it to so many ticks of a hundred."""
    rig = QuectelRig(dut)
    await rig.power_on()
    await rig.ready()
    await rig.boot_by_key()
    await rig.scan_fast()
    rig.plug()
    await rig.charging()
    control = await rig.fields("CHG_CTRL")
    await rig.write("CHG_CTRL", rig.word("CHG_CTRL", **{**control, "DUTY": 30}))
    await rig.settled()
    await rig.ticks(5)
    current = 0
    for _ in range(200):
        current += int(dut.chg_en.value)
        await rig.ticks(1)
    assert current == 60, f"current in {current} of 200 ticks"
    await rig.write("CHG_CTRL", rig.word("CHG_CTRL", **{**control, "ENABLE": 0}))
    await rig.settled()
    status = await rig.fields("CHG_STATUS")
    assert (status["STATE"], status["STATUS"], status["ATTACHED"]) == (ChargerState.OFF, 3, 1), status
    assert (int(dut.chg_en.value), int(dut.chg_iset.value), int(dut.chg_vset.value)) == (0, 0, 0)
    await rig.ticks(200)
    assert rig.charger_state == ChargerState.OFF
    await rig.write("CHG_CTRL", rig.word("CHG_CTRL", **control))
    await rig.charging()
    assert int(dut.chg_en.value) == 1
    await rig.finish()


@cocotb.test()
async def over_voltage_of_the_input_needs_no_debounce(dut):
    """The comparator on VBUS: the current ends within five ticks, and comes back when the input is good again."""
    rig = QuectelRig(dut)
    await rig.power_on()
    await rig.ready()
    await rig.boot_by_key()
    await rig.scan_fast()
    rig.plug()
    await rig.charging()
    dut.vbus_ovp.value = 1
    await rig.ticks(5)
    assert int(dut.chg_en.value) == 0
    assert await rig.board.apb.get("CHG_STATUS", "STATE") == ChargerState.SUSPEND
    assert await rig.board.apb.get("CHG_STATUS", "HEALTH") == 4
    dut.vbus_ovp.value = 0
    await First(RisingEdge(dut.chg_en), Timer(100, "ms"))
    assert int(dut.chg_en.value) == 1, "charging does not come back"
    await rig.finish()
