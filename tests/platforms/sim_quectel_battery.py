# SPDX-License-Identifier: Apache-2.0
"""Battery voltage and die temperature decide over the power of the whole module: what shuts down, what may power up, what wakes.

Pages "ADC and monitors", and "Platforms", quectel. Limits by the profile: over 4350 mV, under 3300 mV, low 3600 and 3500 mV,
each with 100 mV hysteresis; die 85 and 105 degrees, 10 degrees hysteresis.
"""

import cocotb
from cocotb.triggers import Timer

from models.regmap import ChargerState, PwrState, SleepOutcome
from tb.covers import covers
from tb.runner import Variant
from tests.platforms.quectel import (
    ASLEEP_TICKS,
    BATTERY_LOW1,
    BATTERY_LOW2,
    BENCH,
    CHARGER,
    CHARGER_TICKS,
    DIE_WARNING,
    FIRST_VERDICT_TICKS,
    HEALTHY,
    JITTER,
    OFF_TICKS,
    SAMPLES,
    SCAN_TICKS,
    SLEEP,
    VBUS,
    ZONE_TICKS,
    QuectelRig,
)

__all__ = ["BENCH"]
# Some once more with synchronizers that are late at random, as metastability is
VARIANTS = {"jitter": Variant(JITTER, tests=("software_reads_battery_and_charger", "warnings_wake_from_sleep"))}

# Reason of the power-down, event; what trips it, the border that does not yet, what is inside but not by the hysteresis, and
# what is.
PROTECTIONS = {
    "over": ("OVER_VOLTAGE", "VBAT_OVER", {"vbat_mv": 4355}, {"vbat_mv": 4350}, {"vbat_mv": 4255}, {"vbat_mv": 4250}),
    "under": ("UNDER_VOLTAGE", "VBAT_UNDER", {"vbat_mv": 3295}, {"vbat_mv": 3300}, {"vbat_mv": 3395}, {"vbat_mv": 3400}),
    "die": ("OVER_TEMPERATURE", "DIE_CRIT", {"die_c": 106}, {"die_c": 105}, {"die_c": 96}, {"die_c": 95}),
}
STUCK_LOW, STUCK_HIGH = 1, 2


@cocotb.test()
@cocotb.parametrize(limit=list(PROTECTIONS))
@covers("QUE-PROT-1", "MON-PROT-1")
async def shuts_down_and_refuses_until_back_inside(dut, limit):
    """Battery voltage and die: at the limit on, beyond it off within three scans; up again only behind the hysteresis."""
    reason, event, beyond, border, inside, behind = PROTECTIONS[limit]
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
    await rig.off_by_protection(OFF_TICKS)
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
    assert (await rig.fields("MON_INTR_RAW"))[event] == 1
    assert await rig.board.apb.get("MON_STATUS", "TRIP") & 0b100011 == 0
    await rig.finish()


@cocotb.test()
@cocotb.parametrize(limit=list(PROTECTIONS))
@covers("QUE-PROT-1", "MON-PROT-2")
async def first_supply_outside(dut, limit):
    """A battery that is bad when the supply comes: no power-up by the key, which is still held when the value comes back."""
    _, _, beyond, _, _, behind = PROTECTIONS[limit]
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
@covers("QUE-PROT-1", "MON-SCAN-2", "MON-PROT-2")
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


# Wake source, what happens, event register and event
WARNINGS = {
    "low1": (BATTERY_LOW1, {"vbat_mv": 3595}, "MON", "VBAT_LOW1"),
    "low2": (BATTERY_LOW2, {"vbat_mv": 3495}, "MON", "VBAT_LOW2"),
    "die": (DIE_WARNING, {"die_c": 86}, "MON", "DIE_WARN"),
    "vbus": (VBUS, None, "CHG", "INSERTED"),
    "charger": (CHARGER, None, "CHG", "INSERTED"),
}


@cocotb.test()
@cocotb.parametrize(warning=list(WARNINGS))
@covers("QUE-WARN-1", "MON-WARN-1")
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
@covers("QUE-WARN-1", "MON-WARN-1")
async def second_low_level_wakes_again(dut):
    """Below LOW1 already, and asleep again with both levels enabled: LOW2 wakes too, with a cause of its own."""
    rig = QuectelRig(dut)
    await rig.power_on(vbat_mv=3550)
    await rig.ready()
    await rig.boot_by_key()
    await rig.scan_fast()
    trips = await rig.board.apb.get("MON_STATUS", "TRIP")
    assert trips == 0b000100, f"trips {trips:06b}, expected LOW1"
    await rig.forget()
    await rig.write("MON_INTR_ENABLE", rig.word("MON_INTR_ENABLE", VBAT_LOW1=1, VBAT_LOW2=1))
    await rig.write("WAKE_EDGE", 1 << BATTERY_LOW1 | 1 << BATTERY_LOW2)
    await rig.settled()
    await rig.sleep(BATTERY_LOW1, BATTERY_LOW2)
    await rig.stays(PwrState.ASLEEP, rig.asleep_trip_ticks)
    rig.volts(vbat_mv=3495)
    await rig.awake(rig.asleep_trip_ticks + 100)
    await rig.ticks(4)
    await rig.outcome(SleepOutcome.SLEPT, BATTERY_LOW2)
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
@covers("MON-WARN-3", "CHG-WAKE-1")
async def events_nobody_asked_for_wake_nobody(dut):
    """FULL and FAULT are enabled: an input loop that comes and goes does not wake, and its event forbids no sleep.

    The same for a battery level whose interrupt is off, though its wake source is on. Enabled, both wake.
    """
    rig = QuectelRig(dut)
    await rig.power_on()
    await rig.ready()
    rig.plug()
    await rig.state_is(PwrState.ACTIVE, CHARGER_TICKS + 300)
    await rig.charging()
    await rig.scan_fast()
    await rig.write("CHG_INTR_ENABLE", rig.word("CHG_INTR_ENABLE", FULL=1, FAULT=1))
    await rig.settled()
    dut.loop_vin.value = 1
    rig.volts(vbat_mv=3595)
    await rig.ticks(rig.trip_ticks)
    for _ in range(2):  # with events that stand, and with such that come in between
        assert (await rig.fields("CHG_INTR_RAW"))["LIMIT"] == 1 and (await rig.fields("MON_INTR_RAW"))["VBAT_LOW1"] == 1
        assert await rig.read("SYS_IRQ_STATUS") == 0
        await rig.prepare(sources=1 << CHARGER | 1 << BATTERY_LOW1)
        await rig.write("SLP_SLEEP_TIMER", 200)
        await rig.settled()
        await rig.allow(SLEEP)
        rig.wfi()
        await rig.state_is(PwrState.ASLEEP)
        for level in (0, 1, 0, 1):
            dut.loop_vin.value = level
            await rig.stays(PwrState.ASLEEP, 20)
        await rig.awake(300)
        assert await rig.read("WAKE_PENDING") == 0
    await rig.write("CHG_INTR_ENABLE", rig.word("CHG_INTR_ENABLE", LIMIT=1))
    await rig.settled()
    await rig.sleep(CHARGER, BATTERY_LOW1)
    dut.loop_vin.value = 0
    await rig.awake(100)
    await rig.outcome(SleepOutcome.SLEPT, CHARGER)
    await rig.finish()


@cocotb.test()
@cocotb.parametrize(stuck=[STUCK_LOW, STUCK_HIGH])
@covers("QUE-PROT-2", "MON-SENS-1")
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
    await rig.off_by_protection(rig.trip_ticks + OFF_TICKS)
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
@covers("QUE-PROT-2")
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
@covers("QUE-CHG-2")
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


@cocotb.test()
async def nothing_happens_by_itself(dut):
    """A healthy module with its charger neither trips nor wakes nor changes its state for some periods of the scan."""
    rig = QuectelRig(dut)
    await rig.power_on()
    await rig.ready()
    await rig.boot_by_key()
    rig.volts(**HEALTHY)
    await rig.scan_fast()
    await rig.forget()
    await rig.stays(PwrState.ACTIVE, 3 * rig.trip_ticks)
    assert await rig.read("MON_INTR_RAW") == 0
    events = {name for name, value in (await rig.fields("CHG_INTR_RAW")).items() if value}
    assert events <= {"ZONE"}, "the first temperature zone comes with the first results, 25 ms late"
    status = await rig.fields("MON_STATUS")
    assert status == {"TRIP": 0, "SENSOR": 0, "READY": 1, "DEFAULTS": 0}, status
    await rig.finish()
