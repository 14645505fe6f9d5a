# SPDX-License-Identifier: Apache-2.0
"""SLEEP, PSM and SHUTDOWN of the module: what wakes from where, what reboots, and the charger that works in all of them.

Pages "Platforms", quectel, and "Charger FSM". Latencies are those that the profile promises: the checks of the bench hold
each exit against them.
"""

import cocotb

from models.regmap import BootReason, PwrState, SleepOutcome
from tb.covers import covers
from tests.platforms.quectel import BENCH, KEY, OS, PSM, PSM_INT, SLEEP, QuectelRig

__all__ = ["BENCH"]

EXTERNAL = 1 << KEY | 1 << PSM_INT
KEY_DEBOUNCE_TICKS = 255
EXIT_TICKS = 600


async def _asleep(rig: QuectelRig, mode: int, sources: int) -> None:
    """To *mode*, with *sources* enabled and no locks held."""
    await rig.prepare(sources=sources)
    await rig.allow(mode)
    rig.wfi()
    await rig.state_is(PwrState.ASLEEP)
    assert int(rig.dut.mode.value) == mode


@cocotb.test()
@covers("QUE-MODE-1", "QUE-MODE-2", "QUE-OFF-1")
async def psm_int_works_in_psm_only(dut):
    """PSM_INT wakes from PSM with a reboot; enabled, it rules SLEEP out, and in SHUTDOWN it is dead."""
    rig = QuectelRig(dut)
    await rig.power_on()
    await rig.ready()
    await rig.boot_by_key()
    # SLEEP: could not hear it, so is no choice while it is enabled; not enabled it is dead. The key wakes, nothing reboots
    await rig.prepare(sources=EXTERNAL)
    await rig.allow(SLEEP)
    assert (await rig.fields("SLP_MODE_NEXT"))["VALID"] == 0
    await _asleep(rig, SLEEP, 1 << KEY)
    assert int(dut.rail_en.value) == 0b111 and int(dut.dom_sw_en.value) == 0b11, "nothing is powered down"
    assert int(dut.dom_clk_en.value) & 1 == 0, "the core's clock is gated"
    rig.board.wake_pin("psm_int", 1)
    await rig.stays(PwrState.ASLEEP, 50)
    rig.board.wake_pin("psm_int", 0)
    rig.board.wake_pin("key", 1)
    await rig.awake(KEY_DEBOUNCE_TICKS + EXIT_TICKS)
    rig.board.wake_pin("key", 0)
    await rig.ticks(2)
    await rig.outcome(SleepOutcome.SLEPT, KEY)
    assert rig.cores[0].boots == 1
    await rig.ticks(KEY_DEBOUNCE_TICKS + 10)
    # PSM: everything off, PSM_INT reboots
    await _asleep(rig, PSM, EXTERNAL)
    await rig.ticks(5)
    assert int(dut.rail_en.value) == 0 and int(dut.dom_sw_en.value) == 0
    rig.board.wake_pin("psm_int", 1)
    await rig.state_is(PwrState.ACTIVE)
    await rig.until(lambda: rig.cores[0].boots == 2, "the core reboots")
    rig.board.wake_pin("psm_int", 0)
    await rig.ticks(4)
    assert await rig.read("PWR_BOOT_REASON") == BootReason.WAKE_REBOOT
    assert await rig.read("WAKE_CAUSE_FIRST") == PSM_INT
    # SHUTDOWN: dead; the key powers up
    await rig.write("WAKE_EDGE", EXTERNAL)
    await rig.write("WAKE_ENABLE", EXTERNAL)
    await rig.forget()
    await rig.shut_down()
    rig.board.wake_pin("psm_int", 1)
    await rig.stays(PwrState.OFF, 200)
    rig.board.wake_pin("key", 1)
    await rig.state_is(PwrState.ACTIVE, KEY_DEBOUNCE_TICKS + EXIT_TICKS)
    await rig.ticks(4)
    assert await rig.causes() == {"WAKE"}, "the enabled wake source of the key"
    await rig.finish()


@cocotb.test()
@covers("QUE-CHG-1")
async def charger_goes_on_in_sleep_and_psm(dut):
    """Attached all the time: the current flows through SLEEP, PSM and their exits without a break; PSM does not hear of it."""
    rig = QuectelRig(dut)
    await rig.power_on()
    await rig.ready()
    await rig.boot_by_key()
    rig.plug()
    await rig.charging()
    breaks = []
    rig.start(_watch(dut, breaks))
    for mode in (SLEEP, PSM):
        await rig.forget()
        boots = rig.cores[0].boots
        await _asleep(rig, mode, 1 << KEY)
        await rig.stays(PwrState.ASLEEP, 1500)
        rig.board.wake_pin("key", 1)
        await rig.state_is(PwrState.ACTIVE, KEY_DEBOUNCE_TICKS + EXIT_TICKS)
        await rig.ticks(4)
        rig.board.wake_pin("key", 0)
        await rig.ticks(KEY_DEBOUNCE_TICKS + 10)
        assert rig.cores[0].boots == boots + (mode == PSM)
    assert not breaks, f"the current stopped {len(breaks)} times"
    # unplugged and plugged in PSM: no wake, but charging again
    await rig.forget()
    await _asleep(rig, PSM, EXTERNAL)
    rig.unplug()
    await rig.stays(PwrState.ASLEEP, 100)
    assert len(breaks) == 1
    rig.plug()
    await rig.stays(PwrState.ASLEEP, 2500)
    assert int(dut.chg_en.value) == 1
    rig.board.wake_pin("psm_int", 1)
    await rig.state_is(PwrState.ACTIVE, EXIT_TICKS)
    await rig.ticks(4)
    assert await rig.read("WAKE_CAUSE_FIRST") == PSM_INT
    await rig.finish()


async def _watch(dut, breaks):
    while True:
        await dut.chg_en.value_change
        if dut.chg_en.value == 0:
            breaks.append(int(dut.pwr_state.value))


@cocotb.test()
@covers("QUE-MODE-1")
async def deepwakelock_keeps_psm_away(dut):
    """At reset the core holds the deepwakelock OS: without its release PSM is no choice, and SLEEP is taken."""
    rig = QuectelRig(dut)
    await rig.power_on()
    await rig.ready()
    await rig.boot_by_key()
    assert await rig.read("SLP_CORE0_WAKELOCK") == OS and await rig.read("SLP_CORE0_DEEPLOCK") == OS
    await rig.prepare(sources=1 << KEY, deep=OS)
    seen = await rig.fields("SLP_MODE_NEXT")
    assert (seen["MODE"], seen["VALID"]) == (SLEEP, 1), seen
    await rig.write("SLP_CORE0_DEEPLOCK_CLR", OS)
    await rig.write("SLP_SLEEP_HINT", 3276)
    await rig.settled()
    assert (await rig.fields("SLP_MODE_NEXT"))["MODE"] == SLEEP, "100 ms are the least for PSM"
    await rig.write("SLP_SLEEP_HINT", 3277)
    await rig.settled()
    assert (await rig.fields("SLP_MODE_NEXT"))["MODE"] == PSM
    rig.wfi()
    await rig.state_is(PwrState.ASLEEP)
    assert int(dut.mode.value) == PSM
    await rig.finish()
