# SPDX-License-Identifier: Apache-2.0
"""Accesses that must be refused, on the whole PMU, and illegal values: PSLVERR or an error flag, and nothing changes.

Page "Registers and buses", APB4, who asks, locks; page "RTC and alarm comparator", setting. Which accesses are refused
is written out here by hand, from the table of the registers.
"""

import random

import cocotb

from models.regmap import REGISTERS, PwrState, SleepRule
from tb.covers import covers
from tests.system.clocks import BEFORE_MIDNIGHT, RtcRig, date_word, time_word
from tests.system.rig import AON_TIMER, AP, BENCH, NP, NP_LOCKS, OS, SLEEP, WLAN, Rig

__all__ = ["BENCH"]

HOST, DEBUG = 2, 3
SHUTDOWN_KEY = 0x0FF0_C0DE
UNMAPPED = (0x030, 0x03C, 0x0FC, 0x124, 0x1BC, 0x234, 0x334, 0x480, 0x578, 0x678, 0xABC, 0xFFC)
TORN = ("SLP_CORE0_ACTIVE_TIME", "SLP_MAX_SLEEP", "SLP_SLEEP_TIMER", "SLP_SLEEP_HINT", "SLP_LATENCY_LIMIT", "PWR_SHUTDOWN",
        "PWR_OFF_TICKS", "RTC_TRIM", "RTC_ALARM0_CTRL")  # fmt: skip
SECURE = ("SLP_MODE_ALLOW", "SLP_LOCK", "PWR_SHUTDOWN", "PWR_OFF_TICKS", "PWR_OFF_RAM", "PWR_CFG", "PWR_LOCK", "WAKE_LOCK",
          "RTC_LOCK", "WDT_LOCK")  # fmt: skip
OF_A_CORE = ("WAKELOCK_SET", "WAKELOCK_CLR", "DEEPLOCK_SET", "DEEPLOCK_CLR", "CTRL", "ACTIVE_TIME")
LOCKED = {
    "SLP_LOCK": (1, ("SLP_MODE_ALLOW",)),
    "PWR_LOCK": (1, ("PWR_CFG",)),
    "WAKE_LOCK": (3, ("WAKE_ENABLE", "WAKE_EDGE", "WAKE_INVERT", "WAKE_BOTH", "WAKE_ROUTE0", "WAKE_ROUTE1")),
    "RTC_LOCK": (1, ("RTC_SET_DATE", "RTC_SET_TIME", "RTC_COMMIT", "RTC_TRIM")),
    "WDT_LOCK": (1, ("WDT_CTRL", "WDT_BARK", "WDT_BITE", "WDT_WINDOW")),
}
# registers of blocks that this platform does not have
OPTIONAL = {name for name, reg in REGISTERS.items() if reg.present not in (None, "HAS_WATCHDOG")}
# what moves by itself
MOVING = {"SYS_TICKS", "RTC_PRESC", "RTC_SECONDS", "RTC_TIME", "RTC_INTR_STATE", "RTC_INTR_RAW"}
ILLEGAL_DATES = ((26, 2, 29), (26, 0, 1), (26, 13, 1), (26, 4, 31), (26, 1, 0), (100, 2, 29), (400, 1, 1), (511, 1, 1))
ILLEGAL_TIMES = ((24, 0, 0), (0, 60, 0), (0, 0, 60), (31, 63, 63))


async def _all(rig: Rig) -> dict[str, int]:
    """Every register that the platform has and that stands still."""
    return {name: await rig.read(name) for name in REGISTERS if name not in MOVING | OPTIONAL}


async def _refused(rig: Rig, register: str | int, data: int, **options: object) -> None:
    response = await rig.board.apb.write(register, data, expect_error=True, **options)
    assert response.error and response.data == 0


@cocotb.test()
@covers("REG-APB-2", "REG-WHO-2")
async def refused_accesses(dut):
    """Unmapped, read-only, foreign, non-secure, torn and wrong-key writes are refused, and not a register changes."""
    rig = await Rig.boot(dut)
    rng = random.Random(cocotb.RANDOM_SEED)
    await rig.prepare(sources=AON_TIMER, locks=OS)
    before = await _all(rig)
    pins = _pins(dut)
    for addr in UNMAPPED:
        await _refused(rig, addr, rng.getrandbits(32))
        assert (await rig.board.apb.read(addr, expect_error=True)).data == 0
    for name in REGISTERS:
        if not REGISTERS[name].writable:
            await _refused(rig, name, rng.getrandbits(32))
    assert [name for name, there in (await rig.fields("SYS_FEATURES")).items() if there] == ["WATCHDOG"]
    for name in sorted(OPTIONAL):
        await _refused(rig, name, rng.getrandbits(32))
        assert (await rig.board.apb.read(name, expect_error=True)).data == 0
    for core in (NP, AP):
        for register in OF_A_CORE:
            for foreign in {NP, AP, HOST, DEBUG} - {core}:
                await _refused(rig, f"SLP_CORE{core}_{register}", 0xFFFF_FFFF, requester=foreign)
    for register in SECURE:
        await _refused(rig, register, SHUTDOWN_KEY if register == "PWR_SHUTDOWN" else 0, secure=False)
    for register in TORN:
        for strobes in (0b0001, 0b0111, 0b1110, 0b0011):
            await _refused(rig, register, SHUTDOWN_KEY if register == "PWR_SHUTDOWN" else 0x8000_003F, strb=strobes)
    for wrong in (0, 1, SHUTDOWN_KEY ^ 1, ~SHUTDOWN_KEY & 0xFFFF_FFFF):
        await _refused(rig, "PWR_SHUTDOWN", wrong)
    await _refused(rig, "RTC_COMMIT", 0)
    for misaligned in (0x021, 0x022, 0x023, 0x103):
        await _refused(rig, misaligned, 0xFFFF_FFFF)
    await rig.ticks(12)
    after = await _all(rig)
    assert after == before, {name: (before[name], after[name]) for name in after if after[name] != before[name]}
    assert _pins(dut) == pins, "a refused write has changed an output"
    await rig.allow(SLEEP)
    await rig.normal_sleep(SLEEP)
    await rig.finish()


def _pins(dut: object) -> list[int]:
    names = ("rail_en", "rail_lp", "dom_clk_en", "dom_iso", "dom_rst_n", "dom_sw_en", "ram_on", "pwr_state", "mode")
    return [int(getattr(dut, name).value) for name in names]


@cocotb.test()
@covers("REG-LOCK-1")
async def locked_registers(dut):
    """A LOCK bit makes its registers read-only until POR: also a RESET and Deep-Sleep do not open it."""
    rig = await Rig.boot(dut)
    await rig.prepare(sources=AON_TIMER, locks=OS)
    for lock, (bits, registers) in LOCKED.items():
        for register in registers:
            await rig.write(register, 1 if register == "RTC_COMMIT" else await rig.read(register))
        await rig.settled()
        await rig.write(lock, bits)
        await rig.write(lock, 0)
        assert await rig.read(lock) == bits, f"{lock} opens again"
    for turn in range(2):
        before = await _all(rig)
        for registers in (entry[1] for entry in LOCKED.values()):
            for register in registers:
                await _refused(rig, register, 1)
                await _refused(rig, register, 0x0000_00FF, requester=DEBUG)
        await rig.ticks(6)
        after = await _all(rig)
        assert after == before, {name: (before[name], after[name]) for name in after if after[name] != before[name]}
        if not turn:
            boots = rig.cores[NP].boots
            dut.reset_pin_n.value = 0
            await rig.ticks(14)
            dut.reset_pin_n.value = 1
            await rig.until(lambda: rig.cores[NP].boots == boots + 1, "NP boots after RESET")
            await rig.state_is(PwrState.ACTIVE)
    await rig.finish()


@cocotb.test()
@covers("RTC-SET-2")
async def illegal_dates_are_refused_whole(dut):
    """An illegal date or time: the clock goes on untouched, to the tick, with an error flag. The same for alarms."""
    rig = await RtcRig.boot(dut)
    await rig.prepare(sources=0, locks=OS)
    second = await rig.set_clock(BEFORE_MIDNIGHT)
    await rig.write("RTC_ALARM0_DATE", date_word(BEFORE_MIDNIGHT))
    for date, time in [(date, (12, 0, 0)) for date in ILLEGAL_DATES] + [((26, 6, 15), time) for time in ILLEGAL_TIMES]:
        await rig.write("RTC_SET_DATE", REGISTERS["RTC_SET_DATE"].pack(YEAR=date[0], MONTH=date[1], DAY=date[2]))
        await rig.write("RTC_SET_TIME", REGISTERS["RTC_SET_TIME"].pack(HOUR=time[0], MINUTE=time[1], SECOND=time[2]))
        await rig.write("RTC_COMMIT", 1)
        await rig.settled()
        await rig.ticks(6)
        assert await rig.read("RTC_ERROR") == 1, f"{date} {time} is taken for a time"
        assert (await rig.read("RTC_DATE")) & ~0x7000 == date_word(BEFORE_MIDNIGHT)
        assert await rig.read("RTC_TIME") == time_word(BEFORE_MIDNIGHT), f"{date} {time} has changed the time"
        elapsed = (rig.now - second) / rig.period
        assert abs(await rig.read("RTC_PRESC") - elapsed) <= 2, "the second was begun anew"
        await rig.write("RTC_ERROR", 1)
        # the same as an alarm, over an alarm that stands
        await rig.write("RTC_ALARM0_DATE", date_word(BEFORE_MIDNIGHT.replace(year=2030)))
        await rig.write("RTC_ALARM0_TIME", time_word(BEFORE_MIDNIGHT))
        await rig.write("RTC_ALARM0_CTRL", 0x8000_003F)
        await rig.write("RTC_ALARM0_DATE", REGISTERS["RTC_ALARM0_DATE"].pack(YEAR=date[0], MONTH=date[1], DAY=date[2]))
        await rig.write("RTC_ALARM0_TIME", REGISTERS["RTC_ALARM0_TIME"].pack(HOUR=time[0], MINUTE=time[1], SECOND=time[2]))
        await rig.write("RTC_ALARM0_CTRL", 0x0000_003F)
        assert await rig.read("RTC_ERROR") == 0, "an alarm that is not armed needs no legal date"
        await rig.write("RTC_ALARM0_CTRL", 0x8000_003F)
        await rig.settled()
        assert await rig.read("RTC_ERROR") == 2, f"alarm for {date} {time} is taken"
        assert (await rig.fields("RTC_STATUS"))["ARMED0"] == 0, "a refused alarm is armed"
        await rig.write("RTC_ERROR", 3)
    await rig.finish()


@cocotb.test()
@covers("SLP-MODE-3", "SLP-MODE-4")
async def nobody_to_wake_it(dut):
    """Without a wake source or timer the PMU does not sleep: MODE_NEXT says NO_WAKE; and the other rules."""
    rig = await Rig.boot(dut)
    await rig.prepare(sources=0)
    await rig.allow(SLEEP)

    async def rule() -> dict[str, int]:
        await rig.settled()
        return await rig.fields("SLP_MODE_NEXT")

    assert await rule() == {"MODE": 0, "VALID": 0, "BLOCKED": SLEEP, "RULE": SleepRule.NO_WAKE}
    rig.wfi()
    await rig.ticks(60)
    assert not rig.entries.entries, "sleeps for ever"
    await rig.interrupt()
    await rig.awake()
    for register, value, back, reason in (
        ("SLP_MODE_ALLOW", 1, 6, SleepRule.NOT_ALLOWED),
        ("SLP_SLEEP_HINT", 63, 0xFFFF_FFFF, SleepRule.RESIDENCY),
        ("SLP_LATENCY_LIMIT", 63, 0xFFFF_FFFF, SleepRule.LATENCY),
    ):
        await rig.prepare(sources=WLAN)
        await rig.write(register, value)
        seen = await rule()
        assert not seen["VALID"] and seen["RULE"] == reason, f"{register}: {seen}"
        rig.wfi()
        await rig.ticks(40)
        assert not rig.entries.entries, f"sleeps against {register}"
        await rig.interrupt()
        await rig.awake()
        await rig.write(register, back)
        await rig.allow(SLEEP)
    assert await rule() == {"MODE": SLEEP, "VALID": 1, "BLOCKED": SLEEP, "RULE": SleepRule.PASSES}
    # a source that cannot wake from Deep-Sleep rules it out; Sleep is next
    await rig.write("SLP_MODE_ALLOW", 0b110)
    assert await rule() == {"MODE": SLEEP, "VALID": 1, "BLOCKED": 2, "RULE": SleepRule.WAKE_MASK}
    await rig.prepare(sources=0)
    await rig.write("SLP_MAX_SLEEP", 1)
    assert (await rule())["MODE"] == 2, "an armed timer is enough to wake"
    assert await rig.read("SLP_CORE0_WAKELOCK") == 0 != NP_LOCKS
    await rig.write("SLP_MAX_SLEEP", 0)
    await rig.allow(SLEEP)
    await rig.normal_sleep(SLEEP)
    await rig.finish()
