# SPDX-License-Identifier: Apache-2.0
"""The power-saving flow of NP and AP on the whole PMU. Pages "Sleep: locks, cores, modes" and "Platforms", ameba."""

import cocotb

from models.regmap import BootReason, PwrState, SleepOutcome, SleepRule
from tb.covers import covers
from tests.system.clocks import BEFORE_MIDNIGHT, RtcRig, date_word, time_word
from tests.system.rig import (
    AON_PIN,
    AON_TIMER,
    AP,
    AP_LOCKS,
    BENCH,
    CORE_GATED,
    CORE_POWER_GATED,
    CORE_RUN,
    DEEP_SLEEP,
    MAX_SLEEP_CAUSE,
    NP,
    NP_LOCKS,
    OS,
    RTC_SOURCE,
    SLEEP,
    SLEEP_TIMER_CAUSE,
    Rig,
)

__all__ = ["BENCH"]

DOM_NP, DOM_AP = 1 << 0, 1 << 1
BOTH_MODES = 1 << SLEEP | 1 << DEEP_SLEEP
SHUTDOWN_KEY = 0x0FF0_C0DE
MS_TICKS = 32.768
RESET_TICKS = 14
LIMIT = 600
RESET_PLACES = (
    ("active", 0),
    ("entry", SLEEP),
    ("entry", DEEP_SLEEP),
    ("asleep", SLEEP),
    ("asleep", DEEP_SLEEP),
    ("exit", SLEEP),
)
SCRATCH = (0x1234_5678, 0xDEAD_BEEF, 0, 0xFFFF_FFFF)


@cocotb.test()
@cocotb.parametrize(np_pg=[0, 1], ap_pg=[0, 1])
@covers("SLP-CORE-2", "SLP-CORE-6", "SLP-CORE-8", "AMB-MODE-1", "AMB-FLOW-3", "AMB-FLOW-4")
async def sleep_types(dut, np_pg, ap_pg):
    """NP and AP by clock gate or power gate: what goes off in Sleep, who resumes, and that AP stays down at NP's wake."""
    rig = await Rig.boot(dut, park_ap=False)
    assert await rig.read("SLP_CORE0_WAKELOCK") == NP_LOCKS and await rig.read("SLP_CORE1_WAKELOCK") == AP_LOCKS
    assert await rig.read("SLP_CORE0_DEEPLOCK") == 0 and await rig.read("SLP_CORE1_DEEPLOCK") == AP_LOCKS
    await rig.write("SLP_CORE0_CTRL", np_pg)
    await rig.write("SLP_CORE1_CTRL", ap_pg, AP)
    await rig.write("SLP_CORE1_WAKELOCK_CLR", AP_LOCKS, AP)
    await rig.settled()
    resumed_ap = rig.wfi(AP)
    # NP gates AP: by its clock, or by its power, while NP runs on
    await rig.poll("SLP_CORE1_STATUS", "STATE", CORE_POWER_GATED if ap_pg else CORE_GATED)
    if ap_pg:
        await rig.until(lambda: not int(dut.dom_sw_en.value) & DOM_AP, "AP's switch opens")
    assert int(dut.dom_sw_en.value) & DOM_NP and (ap_pg or int(dut.dom_sw_en.value) & DOM_AP)
    assert int(dut.dom_clk_en.value) & (DOM_NP | DOM_AP) == DOM_NP
    for _ in range(2):
        await rig.prepare(locks=0)
        assert (await rig.fields("SLP_MODE_NEXT"))["MODE"] == SLEEP, "AP's deepwakelock leaves Sleep"
        resumed = rig.wfi()
        await rig.state_is(PwrState.ASLEEP)
        await rig.ticks(2)
        assert int(dut.mode.value) == SLEEP
        on = int(dut.dom_sw_en.value) & (DOM_NP | DOM_AP)
        assert on == (DOM_NP * (not np_pg) | DOM_AP * (not ap_pg)), f"switches {on:b} in Sleep"
        assert int(dut.dom_clk_en.value) == 0 and int(dut.clk_sys_req.value) == 0
        assert int(dut.rail_en.value) == 0b011 and int(dut.rail_lp.value) == 0b010, "rf off, core at retention voltage"
        await rig.wake_pulse()
        await rig.awake()
        await rig.ticks(2)
        assert resumed.is_set() and not resumed_ap.is_set(), "the wake is NP's"
        assert [core.boots for core in rig.cores] == [1, 1], "Sleep resumes"
        await rig.outcome(SleepOutcome.SLEPT, AON_TIMER.bit_length() - 1)
    # AP comes back when NP asks for it, where it was
    await rig.write("SLP_CORE_WAKE", 0b10)
    await rig.poll("SLP_CORE1_STATUS", "STATE", CORE_RUN)
    await rig.until(resumed_ap.is_set, "AP resumes")
    assert rig.cores[AP].boots == 1 and await rig.read("SLP_CORE1_WAKELOCK") == 0
    await rig.finish()


@cocotb.test()
@covers("AMB-FLOW-2")
async def deepwakelock_of_either_core(dut):
    """DEEP_SLEEP needs both cores' deepwakelocks released; Sleep is taken instead, or nothing if only deep is allowed."""
    rig = await Rig.boot(dut, park_ap=False)
    await rig.write("SLP_CORE1_WAKELOCK_CLR", AP_LOCKS, AP)
    rig.wfi(AP)
    await rig.poll("SLP_CORE1_STATUS", "STATE", CORE_POWER_GATED)
    for np_lock, ap_lock, mode in ((0, 1, SLEEP), (OS, 1, SLEEP), (OS, 0, SLEEP), (0, 0, DEEP_SLEEP)):
        await rig.write("SLP_MODE_ALLOW", BOTH_MODES)
        await rig.write("SLP_CORE1_DEEPLOCK_SET" if ap_lock else "SLP_CORE1_DEEPLOCK_CLR", OS, AP)
        await rig.prepare(deep=np_lock)
        seen = await rig.fields("SLP_MODE_NEXT")
        rule = SleepRule.PASSES if mode == DEEP_SLEEP else SleepRule.DEEPLOCK
        assert seen == {"MODE": mode, "VALID": 1, "BLOCKED": DEEP_SLEEP, "RULE": rule}, seen
        count = len(rig.entries.entries)
        if mode == SLEEP:
            await rig.allow(DEEP_SLEEP)
            rig.wfi()
            await rig.ticks(40)
            assert len(rig.entries.entries) == count, "deep sleep with a deepwakelock held"
            await rig.interrupt()
            await rig.awake()
            await rig.write("SLP_MODE_ALLOW", BOTH_MODES)
        rig.wfi()
        await rig.state_is(PwrState.ASLEEP)
        assert rig.entries.entries[-1].mode == mode
        await rig.wake_pulse()
        await rig.awake()
        await rig.ticks(2)
    # Deep-Sleep reboots: with the locks of a reset
    assert rig.cores[NP].boots == 2 and await rig.read("PWR_BOOT_REASON") == BootReason.WAKE_REBOOT
    assert await rig.read("SLP_CORE0_WAKELOCK") == NP_LOCKS and await rig.read("SLP_CORE1_WAKELOCK") == AP_LOCKS
    assert await rig.read("SLP_CORE1_DEEPLOCK") == AP_LOCKS
    await rig.finish()


@cocotb.test()
@covers("SLP-TMR-1", "SLP-TMR-2", "SLP-TMR-3", "AMB-FLOW-4")
async def timers_count_from_entry_and_once(dut):
    """MAX_SLEEP and SLEEP_TIMER: counted from the decision, their cause, and disarmed by any wake."""
    rig = await Rig.boot(dut)
    await rig.allow(SLEEP)
    for register, flag, cause, value, expected in (
        ("SLP_MAX_SLEEP", "MAX_ARMED", MAX_SLEEP_CAUSE, 7, -(-7 * 4096 // 125)),
        ("SLP_SLEEP_TIMER", "TIMER_ARMED", SLEEP_TIMER_CAUSE, 211, 211),
    ):
        await rig.prepare(sources=0)
        await rig.write(register, value)
        await rig.poll("SLP_STATUS", flag, 1)
        await rig.ticks(50)
        rig.wfi()
        await rig.awake(2 * LIMIT)
        await rig.ticks(2)
        await rig.outcome(SleepOutcome.SLEPT, cause)
        entry = rig.entries.entries[-1]
        slept = round((entry.left - entry.decided) / rig.period)
        assert 0 <= slept - expected <= 2, f"{register}: woke {slept} ticks after the decision, not {expected}"
        assert not (await rig.fields("SLP_STATUS"))[flag], f"{register} is still armed"
        # once only: the next sleep is not ended by it
        await rig.prepare()
        rig.wfi()
        await rig.state_is(PwrState.ASLEEP)
        await rig.ticks(expected + 30)
        assert int(dut.pwr_state.value) == PwrState.ASLEEP, f"{register} wakes a second time"
        await rig.wake_pulse()
        await rig.awake()
        # another wake disarms it
        await rig.write(register, 10 * value)
        await rig.normal_sleep(SLEEP)
        assert not (await rig.fields("SLP_STATUS"))[flag], f"{register} is armed after another wake"
    await rig.finish()


@cocotb.test()
@covers("SLP-ACT-2", "AMB-FLOW-4")
async def active_time_only_moves_out(dut):
    """A later, shorter active time does not cut an earlier promise; a longer one extends it."""
    rig = await Rig.boot(dut)
    await rig.allow(SLEEP)
    for calls, promise in ((((0, 4), (1, 1)), 4), (((0, 1), (0.5, 3)), 3.5), (((0, 3), (1, 2), (2, 0)), 3)):
        await rig.prepare()
        count = len(rig.entries.entries)
        begin = rig.now
        for after, milliseconds in calls:
            await rig.at(max(rig.now, begin + round(after * MS_TICKS * rig.period)))
            await rig.write("SLP_CORE0_ACTIVE_TIME", milliseconds)
        rig.wfi()
        await rig.state_is(PwrState.ASLEEP)
        entry = rig.entries.entries[count]
        stayed = (entry.decided - begin) / rig.period / MS_TICKS
        assert promise <= stayed <= promise + 1, f"{calls}: active for {stayed:.3f} ms, promised {promise}"
        await rig.wake_pulse()
        await rig.awake()
    await rig.finish()


def _both_booted(rig: Rig, before: list[int]) -> bool:
    return all(core.boots > count for core, count in zip(rig.cores, before, strict=True))


@cocotb.test()
@covers("PWR-RST-1", "WAK-RST-1")
async def reset_pin_in_every_state(dut):
    """RESET restarts the cores alone: in ACTIVE, entering, asleep, in Deep-Sleep, leaving; registers and RTC stay."""
    rig = await RtcRig.boot(dut)
    second = await rig.set_clock(BEFORE_MIDNIGHT)
    for number, word in enumerate(SCRATCH):
        await rig.write(f"SYS_SCRATCH{number}", word)
    for where, mode in RESET_PLACES:
        boots = [core.boots for core in rig.cores]
        await rig.write("PWR_RESET_CAUSE", 0x1F)
        await rig.prepare(locks=0 if mode else OS)
        if mode:
            await rig.allow(mode)
            rig.wfi()
            await rig.until(lambda: int(dut.mode.value) != 0, "an entry begins")
            if where != "entry":
                await rig.state_is(PwrState.ASLEEP)
                await rig.ticks(5)
            if where == "exit":
                await rig.wake_pulse()
        dut.reset_pin_n.value = 0
        await rig.ticks(RESET_TICKS)
        dut.reset_pin_n.value = 1
        await rig.until(lambda seen=boots: _both_booted(rig, seen), f"{where}: cores boot")
        await rig.awake()
        await rig.ticks(6)
        assert (await rig.fields("PWR_RESET_CAUSE"))["RESET_PIN"], f"{where} {mode}"
        # on the way out of Deep-Sleep the reboot may be the last of the two
        reasons = {BootReason.RESET_PIN} | ({BootReason.WAKE_REBOOT} if mode == DEEP_SLEEP else set())
        assert await rig.read("PWR_BOOT_REASON") in reasons
        assert await rig.read("PWR_REASON") == 0 and int(dut.rail_en.value) == 7
        assert await rig.read("SLP_CORE0_WAKELOCK") == NP_LOCKS and await rig.read("SLP_CORE1_WAKELOCK") == AP_LOCKS
        for number, word in enumerate(SCRATCH):
            assert await rig.read(f"SYS_SCRATCH{number}") == word
        assert abs(await rig.read("RTC_PRESC") - (rig.now - second) / rig.period) <= 2, "RESET disturbs the RTC"
        await rig.park_ap()
    await rig.finish()


@cocotb.test()
@covers("SLP-OFF-1", "SLP-OFF-3", "REG-SCR-1", "PWR-MAIN-2", "RTC-ALM-4", "PWR-OFF-1")
async def shutdown_and_back(dut):
    """SHUTDOWN, and up by timer, wake pin or RTC alarm, and by no other source. Scratch words survive."""
    rig = await RtcRig.boot(dut)
    off_ticks = 700
    for number, word in enumerate(SCRATCH):
        await rig.write(f"SYS_SCRATCH{number}", word)
    for way in ("timer", "pin", "alarm"):
        await rig.write("PWR_CAUSE", 0x3F)
        await rig.write("PWR_REASON", 0x3FF)
        await rig.prepare(sources=0xFF & ~2, locks=OS)
        if way == "alarm":
            await rig.set_clock(BEFORE_MIDNIGHT)
            await rig.write("RTC_ALARM0_CTRL", 0x8000_0000)  # every second
        await rig.write("PWR_OFF_TICKS", off_ticks if way == "timer" else 0)
        await rig.write("PWR_OFF_RAM", 0b10)
        await rig.settled()
        boots = rig.cores[NP].boots
        await rig.write("PWR_SHUTDOWN", SHUTDOWN_KEY)
        await rig.state_is(PwrState.OFF)
        off = rig.now
        assert int(dut.rail_en.value) == 0 and int(dut.dom_sw_en.value) == 0 and int(dut.ram_on.value) == 0b10
        # sources outside the mask of OFF are dead
        for name in ("aon_timer", "wlan", "gpio"):
            await rig.wake_pulse(name, 12)
        await rig.ticks(20)
        assert int(dut.pwr_state.value) == PwrState.OFF, f"{way}: powered up by a source that must not"
        if way == "pin":
            await rig.ticks(2 * off_ticks)
            assert int(dut.pwr_state.value) == PwrState.OFF, "powers up by itself"
            await rig.wake_pulse("aon_pin", 0.2)
        await rig.state_is(PwrState.POWER_UP, 40_000 if way == "alarm" else LIMIT + off_ticks)
        if way == "timer":
            assert 0 <= (rig.now - off) / rig.period - off_ticks <= 2, f"off for {(rig.now - off) / rig.period} ticks"
        await rig.state_is(PwrState.ACTIVE)
        await rig.until(lambda n=boots: rig.cores[NP].boots == n + 1, "NP boots")
        await rig.ticks(3)
        causes = [name for name, value in (await rig.fields("PWR_CAUSE")).items() if value]
        assert causes == [{"timer": "TIMER", "pin": "WAKE", "alarm": "RTC"}[way]], causes
        if way == "pin":
            first = await rig.read("WAKE_CAUSE_FIRST")
            assert first == AON_PIN.bit_length() - 1, f"first cause {first}: a source that is dead in OFF came before"
        assert (await rig.fields("PWR_REASON"))["COMMAND"] and await rig.read("PWR_BOOT_REASON") == BootReason.POWER_ON
        for number, word in enumerate(SCRATCH):
            assert await rig.read(f"SYS_SCRATCH{number}") == word
        assert await rig.read("SLP_CORE0_WAKELOCK") == NP_LOCKS and await rig.read("SLP_CORE1_DEEPLOCK") == AP_LOCKS
    await rig.write("RTC_ALARM0_CTRL", 0)
    await rig.finish()


@cocotb.test()
@cocotb.parametrize(mode=[SLEEP, DEEP_SLEEP])
@covers("RTC-ALM-4")
async def alarm_wakes(dut, mode):
    """A full-date alarm wakes from Sleep and Deep-Sleep on its second, with its cause."""
    rig = await RtcRig.boot(dut)
    second = await rig.set_clock(BEFORE_MIDNIGHT)
    alarm = BEFORE_MIDNIGHT.replace(year=BEFORE_MIDNIGHT.year + 1, month=1, day=1, hour=0, minute=0, second=0)
    await rig.write("RTC_ALARM0_DATE", date_word(alarm))
    await rig.write("RTC_ALARM0_TIME", time_word(alarm))
    await rig.write("RTC_ALARM0_CTRL", 0x8000_003F)
    await rig.allow(mode)
    await rig.prepare(sources=RTC_SOURCE)
    rig.wfi()
    await rig.state_is(PwrState.ASLEEP)
    await rig.at(second + 32_760 * rig.period)
    assert int(dut.pwr_state.value) == PwrState.ASLEEP
    await rig.awake()
    await rig.ticks(2)
    entry = rig.entries.entries[-1]
    assert 0 <= (entry.left - second) / rig.period - 32_768 <= 6, "not woken by the alarm's tick"
    await rig.outcome(SleepOutcome.SLEPT, 0)
    events = await rig.fields("RTC_INTR_RAW")
    assert events["ALARM0"] and not events["IN_PAST"]
    assert await rig.read("RTC_TIME") == time_word(alarm)
    await rig.finish()


@cocotb.test()
async def locks_return_with_the_core_s_own_boot(dut):
    """RESET with AP powered down: NP's locks are those of a reset as soon as NP is, ticks before AP's domain is up."""
    rig = await Rig.boot(dut)
    boot = rig.board.inside("u_power").u_core.dom_boot_o
    await rig.write("SLP_MODE_ALLOW", 1)
    await rig.prepare(locks=0)
    dut.reset_pin_n.value = 0
    await rig.until(lambda: int(boot.value) & DOM_NP, "NP is in reset")
    assert not int(boot.value) & DOM_AP, "AP is still down"
    assert await rig.read("SLP_CORE0_WAKELOCK") == NP_LOCKS and await rig.read("SLP_CORE1_WAKELOCK") == 0
    await rig.ticks(RESET_TICKS)
    dut.reset_pin_n.value = 1
    await rig.until(lambda: rig.cores[AP].boots == 2, "AP boots")
    assert await rig.read("SLP_CORE1_WAKELOCK") == AP_LOCKS and await rig.read("SLP_CORE1_DEEPLOCK") == AP_LOCKS
    await rig.finish()


@cocotb.test()
async def deep_sleep_of_gated_cores(dut):
    """Deep-Sleep takes the power of cores that Sleep would only clock-gate: both start anew."""
    rig = await Rig.boot(dut, park_ap=False)
    for core in (NP, AP):
        await rig.write(f"SLP_CORE{core}_CTRL", 0, core)
    await rig.write("SLP_CORE1_WAKELOCK_CLR", AP_LOCKS, AP)
    await rig.write("SLP_CORE1_DEEPLOCK_CLR", AP_LOCKS, AP)
    rig.wfi(AP)
    await rig.poll("SLP_CORE1_STATUS", "STATE", CORE_GATED)
    await rig.allow(DEEP_SLEEP)
    await rig.normal_sleep(DEEP_SLEEP)
    await rig.until(lambda: rig.cores[AP].boots == 2, "AP boots after Deep-Sleep", 100)
    await rig.poll("SLP_CORE1_STATUS", "STATE", CORE_RUN)
    await rig.finish()
