# SPDX-License-Identifier: Apache-2.0
"""Battery, die and charger decide over the power of the whole module: what shuts down, what may power up, what wakes.

Pages "ADC and monitors", "Charger FSM", and "Platforms", quectel. Limits by the profile: over 4350 mV, under 3300 mV, low
3600 and 3500 mV, each with 100 mV hysteresis; die 85 and 105 degrees, 10 degrees hysteresis.
"""

import cocotb
from cocotb.triggers import First, RisingEdge, Timer

from models.regmap import ChargerState, PwrState, SleepOutcome
from tests.platforms.quectel import (
    ASLEEP_TICKS,
    BATTERY_LOW,
    BENCH,
    CHARGER,
    DIE_WARNING,
    FIRST_VERDICT_TICKS,
    HEALTHY,
    HOLD_TICKS,
    NTC_OPEN,
    NTC_SHORTED,
    OFF_TICKS,
    SAMPLES,
    SCAN_TICKS,
    VBUS,
    ZONE_TICKS,
    QuectelRig,
)

__all__ = ["BENCH"]

# What trips a protection, the border that does not yet, what is inside but not by the hysteresis, and what is.
PROTECTIONS = {
    "OVER_VOLTAGE": ({"vbat_mv": 4355}, {"vbat_mv": 4350}, {"vbat_mv": 4255}, {"vbat_mv": 4250}),
    "UNDER_VOLTAGE": ({"vbat_mv": 3295}, {"vbat_mv": 3300}, {"vbat_mv": 3395}, {"vbat_mv": 3400}),
    "OVER_TEMPERATURE": ({"die_c": 106}, {"die_c": 105}, {"die_c": 96}, {"die_c": 95}),
}
EVENTS = {"OVER_VOLTAGE": "VBAT_OVER", "UNDER_VOLTAGE": "VBAT_UNDER", "OVER_TEMPERATURE": "DIE_CRIT"}
STUCK_LOW, STUCK_HIGH = 1, 2
CHARGER_TICKS = 12
"""VBUS comparator to its debounced level: synchronizer and 8 ticks, and the edge that samples it."""


@cocotb.test()
@cocotb.parametrize(reason=list(PROTECTIONS))
async def shuts_down_and_refuses_until_back_inside(dut, reason):
    """Battery voltage and die: at the limit on, beyond it off within three scans; up again only behind the hysteresis."""
    beyond, border, inside, behind = PROTECTIONS[reason]
    rig = QuectelRig(dut)
    await rig.power_on()
    await rig.ready()
    await rig.boot_by_key()
    await rig.scan_fast()
    await rig.forget()
    rig.volts(**border)
    await rig.stays(PwrState.ACTIVE, (SAMPLES + 1) * rig.awake_ticks)
    rig.volts(**beyond)
    begun = rig.now
    await rig.state_is(PwrState.POWER_DOWN, rig.trip_ticks + 10)
    took = (rig.now - begun) / rig.period
    assert took > (SAMPLES - 1) * rig.awake_ticks - SCAN_TICKS, f"shut down after {took:.0f} ticks: before the third result"
    await rig.state_is(PwrState.OFF, OFF_TICKS)
    # the key does nothing, neither at once nor when the value is inside without its hysteresis
    await rig.press_key()
    await rig.stays(PwrState.OFF, 50)
    rig.volts(**inside)
    await rig.ticks(rig.asleep_trip_ticks)
    await rig.press_key()
    await rig.stays(PwrState.OFF, 50)
    rig.volts(**behind)
    await rig.ticks(rig.asleep_trip_ticks)
    await rig.boot_by_key()
    assert await rig.reasons() == {reason}
    assert await rig.causes() == {"KEY"}
    assert (await rig.fields("MON_INTR_RAW"))[EVENTS[reason]] == 1
    assert await rig.board.apb.get("MON_STATUS", "TRIP") & 0b100011 == 0
    await rig.finish()


@cocotb.test()
@cocotb.parametrize(reason=list(PROTECTIONS))
async def first_supply_outside(dut, reason):
    """A battery that is bad when the supply comes: no power-up by the key, which is still held when the value comes back."""
    beyond, _, _, behind = PROTECTIONS[reason]
    rig = QuectelRig(dut)
    await rig.power_on(**beyond)
    dut.key.value = 1
    await rig.stays(PwrState.OFF, FIRST_VERDICT_TICKS + ASLEEP_TICKS)
    rig.volts(**behind)
    await rig.state_is(PwrState.ACTIVE, rig.asleep_trip_ticks + 300)
    dut.key.value = 0
    await rig.until(lambda: rig.cores[0].boots == 1, "the core boots")
    assert await rig.reasons() == set() and await rig.causes() == {"KEY"}
    await rig.finish()


@cocotb.test()
async def no_power_up_before_the_first_verdict(dut):
    """A key that is held from the first supply on waits until VBAT and the die have been seen inside three times."""
    rig = QuectelRig(dut)
    await rig.power_on()
    dut.key.value = 1
    await rig.stays(PwrState.OFF, (SAMPLES - 1) * SCAN_TICKS)
    await rig.state_is(PwrState.ACTIVE, FIRST_VERDICT_TICKS + 300)
    assert rig.events[0][1] == PwrState.POWER_UP
    dut.key.value = 0
    await rig.until(lambda: rig.cores[0].boots == 1, "the core boots")
    await rig.read("PWR_CAUSE")
    await rig.finish()


@cocotb.test()
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
    await rig.state_is(PwrState.ACTIVE, CHARGER_TICKS + 300)
    await rig.ticks(4)
    assert await rig.causes() == {"VBUS"}
    await rig.finish()


@cocotb.test()
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


# Wake source, what happens, event register and event
WARNINGS = {
    "low1": (BATTERY_LOW, {"vbat_mv": 3595}, "MON", "VBAT_LOW1"),
    "die": (DIE_WARNING, {"die_c": 86}, "MON", "DIE_WARN"),
    "vbus": (VBUS, None, "CHG", "INSERTED"),
    "charger": (CHARGER, None, "CHG", "INSERTED"),
}


@cocotb.test()
@cocotb.parametrize(warning=list(WARNINGS))
async def warnings_wake_from_sleep(dut, warning):
    """Low battery, warm die, charger: each wakes from SLEEP with its cause, without a reboot, and interrupts."""
    source, volts, block, event = WARNINGS[warning]
    rig = QuectelRig(dut)
    await rig.power_on()
    await rig.ready()
    await rig.boot_by_key()
    await rig.scan_fast()
    if block == "CHG":
        await rig.ticks(ZONE_TICKS)  # the first zone would wake as well
    await rig.write(f"{block}_INTR_ENABLE", rig.word(f"{block}_INTR_ENABLE", **{event: 1}))
    await rig.sleep(source)
    await rig.stays(PwrState.ASLEEP, rig.asleep_trip_ticks)
    assert dut.irq.value == 0
    if volts is None:
        rig.plug()
    else:
        rig.volts(**volts)
    await rig.awake(rig.asleep_trip_ticks + 100)
    await rig.ticks(4)
    line = dut.irq_monitor if block == "MON" else dut.irq_charger
    assert line.value == 1 and dut.irq.value == 1, "the interrupt stands when the core runs again"
    assert (await rig.fields(f"{block}_INTR_STATE"))[event] == 1
    await rig.outcome(SleepOutcome.SLEPT, source)
    assert rig.cores[0].boots == 1
    await rig.write(f"{block}_INTR_STATE", rig.word(f"{block}_INTR_STATE", **{event: 1}))
    await rig.settled()
    assert line.value == 0
    await rig.finish()


@cocotb.test()
async def second_low_level_wakes_again(dut):
    """Below LOW1 already, the wake source stays high: only its second level, as an interrupt, tells that it got worse."""
    rig = QuectelRig(dut)
    await rig.power_on(vbat_mv=3550)
    await rig.ready()
    await rig.boot_by_key()
    await rig.scan_fast()
    trips = await rig.board.apb.get("MON_STATUS", "TRIP")
    assert trips == 0b000100, f"trips {trips:06b}, expected LOW1"
    await rig.forget()
    rig.volts(vbat_mv=3495)
    await rig.ticks(rig.trip_ticks)
    assert await rig.board.apb.get("MON_STATUS", "TRIP") == 0b001100
    assert await rig.fields("MON_INTR_RAW") == {
        name: int(name == "VBAT_LOW2") for name in (await rig.fields("MON_INTR_RAW"))
    }
    # back above LOW2 with its hysteresis, but not above LOW1 with its own
    rig.volts(vbat_mv=3605)
    await rig.ticks(rig.trip_ticks)
    assert await rig.board.apb.get("MON_STATUS", "TRIP") == 0b000100
    await rig.finish()


@cocotb.test()
@cocotb.parametrize(stuck=[STUCK_LOW, STUCK_HIGH])
async def converter_stuck(dut, stuck):
    """A comparator that never answers, or always: under- or over-voltage, off, no power-up, and healed by what heals it."""
    rig = QuectelRig(dut)
    dut.u_afe.stuck.value = 0
    await rig.power_on()
    await rig.ready()
    await rig.boot_by_key()
    await rig.scan_fast()
    await rig.forget()
    last_channel = 4
    await rig.until(lambda: dut.adc_en.value == 0 and int(dut.adc_chan.value) == last_channel, "a scan is over", 200)
    dut.u_afe.stuck.value = stuck
    await rig.state_is(PwrState.OFF, rig.trip_ticks + OFF_TICKS)
    await rig.press_key()
    await rig.stays(PwrState.OFF, rig.asleep_trip_ticks)
    dut.u_afe.stuck.value = 0
    await rig.ticks(rig.asleep_trip_ticks)
    await rig.boot_by_key()
    assert await rig.reasons() == {"UNDER_VOLTAGE" if stuck == STUCK_LOW else "OVER_VOLTAGE"}
    assert (await rig.fields("MON_INTR_RAW"))["SENSOR"] == 1
    status = await rig.fields("MON_STATUS")
    assert status["SENSOR"] == 0 and status["TRIP"] == 0, status
    await rig.finish()


@cocotb.test()
@cocotb.parametrize(stuck=[STUCK_LOW, STUCK_HIGH])
async def converter_stuck_from_the_start(dut, stuck):
    """A front end that does not work when the supply comes keeps the module off, whoever asks."""
    rig = QuectelRig(dut)
    await Timer(1, "ns")
    dut.u_afe.stuck.value = stuck
    await rig.power_on()
    await rig.ready()
    await rig.press_key()
    rig.plug()
    await rig.stays(PwrState.OFF, 2 * rig.trip_ticks)
    assert int(dut.chg_en.value) == 0, "no charging with a converter that says nothing"
    dut.u_afe.stuck.value = 0
    await rig.state_is(PwrState.ACTIVE, rig.trip_ticks + 300)
    await rig.ticks(4)
    assert await rig.causes() == {"VBUS"}
    await rig.finish()


@cocotb.test()
async def software_reads_battery_and_charger(dut):
    """VBAT, VBUS, temperatures, current and the charger's state are what stands at the pins; AIN0 on request."""
    rig = QuectelRig(dut)
    await rig.power_on()
    await rig.ready()
    await rig.boot_by_key()
    rig.plug()
    rig.volts(vbat_mv=3850, current_ma=480, ntc_c=25, die_c=50)
    await rig.charging()
    await rig.ticks(rig.awake_ticks + SCAN_TICKS)
    results = [(await rig.fields(f"MON_RESULT{channel}"))["VALUE"] for channel in range(5)]
    assert results == [3080, 2000, 2048, 2200, 1920], results
    status = await rig.fields("CHG_STATUS")
    assert (status["STATUS"], status["TYPE"], status["HEALTH"], status["ZONE"]) == (1, 3, 1, 0), status
    assert status["ATTACHED"] == 1 and status["ON"] == 1
    # a conversion on request, mean of four
    await rig.write("MON_FRESH", 0x7F)
    await rig.write("MON_INTR_STATE", 0xFF)
    await rig.settled()
    dut.u_afe.ain0.value = 1234 * 256 + 128
    await rig.write("MON_CONVERT", 1 << 5)
    await rig.poll("MON_INTR_RAW", "CONVERTED", 1, 2 * SCAN_TICKS)
    result = await rig.fields("MON_RESULT5")
    assert (result["VALUE"], result["FRESH"]) == (1234, 1)
    assert (await rig.fields("MON_RESULT6")) == {"VALUE": 0, "FRESH": 0, "TICK": 0}, "nobody asked for AIN1"
    age = (await rig.read("SYS_TICKS")) - result["TICK"] & 0xFFFF
    assert age < 2 * SCAN_TICKS, f"the result came {age} ticks ago"
    rig.unplug()
    await rig.poll("CHG_STATUS", "STATE", ChargerState.OFF, 2 * CHARGER_TICKS)
    status = await rig.fields("CHG_STATUS")
    assert (status["STATUS"], status["TYPE"], status["ATTACHED"], status["ON"]) == (2, 1, 0, 0), status
    await rig.finish()


# What the battery's temperature makes of the charge current and voltage: ICHG 500 mA, VREG 4200 mV
ZONES = (
    ({"ntc_c": 5}, ChargerState.CC, 100, 4200),
    ({"ntc_c": -5}, ChargerState.SUSPEND, 0, 0),
    ({"ntc_c": 25}, ChargerState.CC, 500, 4200),
    ({"ntc_c": 50}, ChargerState.CC, 500, 4060),
    ({"ntc_c": 65}, ChargerState.SUSPEND, 0, 0),
    ({"ntc_c": 25}, ChargerState.CC, 500, 4200),
    ({"ntc_c": NTC_OPEN}, ChargerState.SUSPEND, 0, 0),
    ({"ntc_c": 25}, ChargerState.CC, 500, 4200),
    ({"ntc_c": NTC_SHORTED}, ChargerState.SUSPEND, 0, 0),
)


@cocotb.test()
async def temperature_rules_the_charger(dut):
    """With the system off: through thermistor, converter and zones to the set points, and back with the temperature."""
    rig = QuectelRig(dut)
    await rig.power_on()
    await rig.ready()
    await rig.boot_by_key()
    rig.plug()
    await rig.ticks(2 * CHARGER_TICKS)  # an insertion behind the decision to power down would boot again
    await rig.shut_down()
    await rig.charging()
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
    ("CHG_ICHG", "MA", (0, 49, 1001, 1023)), ("CHG_VREG", "MV", (0, 3839, 4609, 8191)),
    ("CHG_VBUS_MIN", "MV", (3899, 5201)), ("CHG_VBUS_MAX", "MV", (5499, 9001)), ("CHG_V_TRICKLE", "MV", (1799, 2501)),
    ("CHG_V_PRECHARGE", "MV", (2699, 3401)), ("CHG_I_TRICKLE", "MA", (9, 101)), ("CHG_V_RECHARGE", "MV", (49, 301)),
    ("CHG_TEMP_COLD", "HYST", (0, 2)), ("CHG_TEMP_HOT", "LIMIT", (0, 15, 4080)), ("CHG_CTRL", "DUTY", (101, 127)),
    ("MON_CTRL", "COUNT", (0,)), ("MON_PERIOD", "AWAKE", (0, 127)), ("MON_VBAT_UNDER", "LIMIT", (3840, 4095)),
    ("MON_VBAT_OVER", "LIMIT", (0, 255)), ("MON_AVG", "VBAT", (3,)),
)  # fmt: skip


@cocotb.test()
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
    await rig.write("CHG_ICHG", 1000)
    await rig.write("CHG_VREG", 3840)
    await rig.settled()
    assert await rig.fields("CHG_DRIVE") == {"MA": 1000, "MV": 3840}
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


@cocotb.test()
async def nothing_happens_by_itself(dut):
    """A healthy module with its charger neither trips nor wakes nor changes its state for some periods of the scan."""
    rig = QuectelRig(dut)
    await rig.power_on()
    await rig.ready()
    await rig.boot_by_key()
    rig.volts(**HEALTHY)
    await rig.scan_fast()
    await rig.ticks(ZONE_TICKS)
    await rig.forget()
    await rig.stays(PwrState.ACTIVE, 4 * rig.trip_ticks)
    assert await rig.read("MON_INTR_RAW") == 0 and await rig.read("CHG_INTR_RAW") == 0
    status = await rig.fields("MON_STATUS")
    assert status == {"TRIP": 0, "SENSOR": 0, "READY": 1}, status
    await rig.finish()
