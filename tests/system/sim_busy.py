# SPDX-License-Identifier: Apache-2.0
"""Each bit of SYS.BUSY is its own crossing's, and the watchdog's lines count by their rising edge."""

from __future__ import annotations

import re

import cocotb
from cocotb.handle import HierarchyObject

from models.blocks import BLOCKS
from models.regmap import REGISTERS, PwrState, Register
from tests.system.rig import BENCH, NP, Rig

__all__ = ["BENCH"]

OPTIONAL = {entry.registers: entry.name.upper() for entry in BLOCKS.values() if entry.present}
SHUTDOWN_KEY = 0x0FF0_C0DE
WATCHDOG_CAUSE = 1 << 2
HELD_TICKS = 40


async def _harmless(rig: Rig, reg: Register) -> int:
    """A word that the register takes and that changes nothing of interest: a setting is written as it reads."""
    if any(field.access == "rw" for field in reg.fields.values()):
        return await rig.read(reg.name)
    if reg.key is not None:
        return reg.key
    return 1 if reg.name.endswith("_ACTIVE_TIME") else 0


async def busy_bits_one_by_one(rig: Rig) -> None:
    """One write to every posted register, SHUTDOWN last: SYS.BUSY shows the bit of its group, no other, and lets it go."""
    features = await rig.fields("SYS_FEATURES")
    config = await rig.fields("SYS_CONFIG")

    def here(name: str) -> bool:
        """The platform has what the register or busy bit speaks of."""
        block, _, rest = name.partition("_")
        optional = OPTIONAL.get(block)
        index = re.match(r"(ALARM|CORE|ACTIVE)(\d)", rest)
        number = {"RTC": "ALARMS", "SLP": "CORES"}.get(block, "")
        return (not optional or bool(features[optional.removeprefix("HAS_")])) and (not index or int(index[2]) < config[number])

    shown = set()
    posted = [reg for reg in REGISTERS.values() if reg.posted and here(reg.name)]
    for reg in sorted(posted, key=lambda reg: reg.name == "PWR_SHUTDOWN"):
        await rig.settled()
        await rig.write(reg.name, await _harmless(rig, reg), NP if reg.owner is None else reg.owner)
        busy = await rig.fields("SYS_BUSY") | await rig.fields("SYS_BUSY2")
        assert busy.pop("MORE") == reg.posted.startswith("WDT"), f"after a write to {reg.name}: BUSY.MORE"
        assert [name for name, bit in busy.items() if bit] == [reg.posted], f"after a write to {reg.name}: {busy}"
        shown.add(reg.posted)
    assert shown == {name for name in busy if here(name)}
    await rig.state_is(PwrState.OFF)


@cocotb.test()
async def each_busy_bit_is_its_own_crossings(dut: HierarchyObject) -> None:
    """Every group of the platform, one by one."""
    rig = await Rig.boot(dut, park_ap=False)
    await busy_bits_one_by_one(rig)
    await rig.finish()


@cocotb.test()
async def a_long_bite_is_one_bite(dut: HierarchyObject) -> None:
    """A watchdog line that stays high restarts the cores once, at its rise; its fall, and a kick's, are nothing."""
    rig = await Rig.boot(dut, park_ap=False)
    await rig.write("PWR_RESET_CAUSE", 0x1F)
    await rig.settled()
    boots = [core.boots for core in rig.cores]
    dut.wdt_bite.value = 1
    await rig.until(lambda: [core.boots for core in rig.cores] == [count + 1 for count in boots], "the cores restart", HELD_TICKS)
    await rig.ticks(HELD_TICKS)
    assert await rig.read("PWR_RESET_CAUSE") == WATCHDOG_CAUSE
    await rig.write("PWR_RESET_CAUSE", 0x1F)
    await rig.settled()
    dut.wdt_bite.value = 0
    await rig.ticks(HELD_TICKS)
    assert await rig.read("PWR_RESET_CAUSE") == 0, "the fall of the line is no bite"
    assert [core.boots for core in rig.cores] == [count + 1 for count in boots]
    # a kick is a rising edge too: it makes the next bite a first one again, its fall behind that bite does not
    dut.wdt_kick.value = 1
    await rig.ticks(4)
    dut.wdt_bite.value = 1
    await rig.until(lambda: rig.cores[NP].boots == boots[NP] + 2, "a bite behind a kick restarts the cores", HELD_TICKS)
    dut.wdt_bite.value = 0
    dut.wdt_kick.value = 0
    await rig.ticks(HELD_TICKS)
    dut.wdt_bite.value = 1
    await rig.state_is(PwrState.POWER_DOWN, HELD_TICKS)  # nothing has kicked since: the second bite
    await rig.state_is(PwrState.ACTIVE)
    dut.wdt_bite.value = 0
    await rig.finish()
