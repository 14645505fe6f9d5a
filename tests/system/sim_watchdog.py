# SPDX-License-Identifier: Apache-2.0
"""The watchdog on the whole PMU: its bite resets the core, its bark is heard, and a sleep is not held against the core."""

from __future__ import annotations

import cocotb
from cocotb.handle import HierarchyObject

from models.regmap import REGISTERS, BootReason, PwrState
from tb.covers import covers
from tests.system.rig import AON_TIMER, AP, BENCH, NP, SLEEP, Rig

__all__ = ["BENCH"]

BARK, BITE = 150, 400
KEY = REGISTERS["WDT_KICK"].key
CROSSING = 10  # ticks: a post and the look at what came of it


async def _guarded(dut: HierarchyObject, window: int = 0) -> Rig:
    """A PMU whose watchdog has been switched on just now."""
    rig = await Rig.boot(dut)
    await rig.write("WDT_INTR_ENABLE", 1)
    for name, ticks in (("BARK", BARK), ("BITE", BITE), ("WINDOW", window)):
        await rig.write(f"WDT_{name}", ticks)
    await rig.write("WDT_CTRL", 1)
    await rig.settled()
    return rig


@cocotb.test()
@covers("WDT-BITE-1", "WDT-BITE-2", "PWR-RST-2")
async def a_bite_resets_and_a_second_one_takes_the_rails(dut: HierarchyObject) -> None:
    """Told through the reset; after it the core has its time. Switched off and on, without a kick, the next bite is a second one."""
    rig = await _guarded(dut)
    boots, ram = rig.cores[NP].boots, int(dut.ram_on.value)
    await rig.until(lambda: rig.cores[NP].boots == boots + 1, "the core restarts", BITE + 40)
    await rig.ticks(CROSSING)
    assert await rig.read("PWR_BOOT_REASON") == BootReason.WATCHDOG and int(dut.ram_on.value) == ram
    assert await rig.fields("WDT_BITTEN") == {"TIMEOUT": 1, "START": 0, "EARLY": 0}
    await rig.ticks(BITE + 20)
    assert (await rig.fields("WDT_STATUS"))["START"] == 1 and rig.cores[NP].boots == boots + 1
    for enable in (0, 1):
        await rig.write("WDT_CTRL", enable)
        await rig.settled()
    await rig.state_is(PwrState.POWER_DOWN, BITE + 20)
    await rig.state_is(PwrState.ACTIVE, 2000)
    assert (await rig.fields("PWR_REASON"))["WATCHDOG"] == 1
    await rig.finish()


@cocotb.test()
@covers("WDT-KICK-1", "WDT-WIN-1", "WDT-BARK-1")
async def kicks_barks_and_a_kick_too_early(dut: HierarchyObject) -> None:
    """The bark is an interrupt; a kick answers it, and makes the bite a first one; a kick before the window bites at once."""
    rig = await _guarded(dut, window=100)
    for _ in range(2):
        await rig.until(lambda: bool(dut.irq_watchdog.value), "the bark", BARK + CROSSING)
        await rig.write("WDT_KICK", KEY)
        await rig.write("WDT_INTR_STATE", 1)
        await rig.settled()
        assert not await rig.read("WDT_INTR_RAW") and not dut.irq_watchdog.value
    boots = rig.cores[NP].boots
    await rig.write("WDT_KICK", KEY, AP, expect_error=True)  # of another core: nothing
    await rig.settled()
    await rig.ticks(20)
    assert rig.cores[NP].boots == boots
    await rig.write("WDT_KICK", KEY)
    await rig.until(lambda: rig.cores[NP].boots == boots + 1, "the core restarts", 60)
    await rig.ticks(CROSSING)
    assert await rig.fields("WDT_BITTEN") == {"TIMEOUT": 0, "START": 0, "EARLY": 1}
    await rig.finish()


@cocotb.test()
@covers("WDT-RUN-1", "WDT-RUN-2")
async def a_sleep_longer_than_its_time(dut: HierarchyObject) -> None:
    """In a mode where it stands still nothing bites, and not before the rest of its time is over after the wake."""
    rig = await _guarded(dut)
    await rig.prepare(sources=AON_TIMER)
    await rig.allow(SLEEP)
    await rig.write("WDT_KICK", KEY)
    await rig.settled()
    boots = rig.cores[NP].boots
    rig.wfi()
    await rig.state_is(PwrState.ASLEEP)
    await rig.ticks(3 * BITE)
    await rig.wake_pulse()
    await rig.awake()
    count = (await rig.fields("WDT_STATUS"))["COUNT"]
    assert count < BARK and rig.cores[NP].boots == boots and await rig.read("WDT_BITTEN") == 0
    await rig.until(lambda: rig.cores[NP].boots == boots + 1, "the core restarts", BITE - count + 40)
    await rig.finish()


@cocotb.test()
@covers("WDT-RUN-2", "WDT-ENA-1")
async def halted_by_a_debugger(dut: HierarchyObject) -> None:
    """The count stands as long as the pin is high."""
    rig = await _guarded(dut)
    dut.debug_halt.value = 1
    await rig.ticks(5)
    count = (await rig.fields("WDT_STATUS"))["COUNT"]
    await rig.ticks(2 * BITE)
    assert (await rig.fields("WDT_STATUS"))["COUNT"] == count and await rig.read("WDT_BITTEN") == 0
    boots = rig.cores[NP].boots
    dut.debug_halt.value = 0
    await rig.until(lambda: rig.cores[NP].boots == boots + 1, "the core restarts", BITE - count + 40)
    await rig.finish()
