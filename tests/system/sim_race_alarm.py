# SPDX-License-Identifier: Apache-2.0
"""The RTC alarm around every decision of a sleep entry, at every phase of the bus clock.

Pages "Sleep: locks, cores, modes", entry, exit, races, and "RTC and alarm comparator": a match wakes a sleeping system, and no
phase loses it. As sim_race_wake.py, with a source that comes on an AON edge: what moves is the WFI before it.
"""

from datetime import timedelta

import cocotb

from models.regmap import PwrState, SleepOutcome
from tb.covers import covers
from tb.runner import EVERY, Variant
from tests.system.clocks import BEFORE_MIDNIGHT, MIDNIGHT, RtcRig, date_word, time_word
from tests.system.rig import AP, BENCH, JITTER, RTC_SOURCE, sweep
from tests.system.sim_race_rtc import FULL_DATE
from tests.system.sim_race_wake import MODES, MOMENTS, SIDES, dry_run, reported

__all__ = ["BENCH"]
# Once more with synchronizers that are late at random, as metastability is: as long again
VARIANTS = {"jitter": Variant(JITTER, tests=(), regress=EVERY)}

LATENCY_TICKS = 3  # from a match to the sleep block: match 1, pending 1, wake 1
AHEAD_TICKS = 12


@cocotb.test()
@cocotb.parametrize(kind=list(MODES), moment=MOMENTS)
async def alarm_around(dut, kind, moment):
    """A full-date alarm around the decision, the point of no return and the moment of being asleep."""
    rig = await RtcRig.boot(dut)
    mode = MODES[kind]
    await rig.allow(mode)
    await rig.write("SLP_CORE0_CTRL", int(kind != "cg"))
    delay = (await dry_run(rig))[moment]
    await rig.write("RTC_ALARM0_DATE", date_word(MIDNIGHT))
    await rig.write("RTC_ALARM0_TIME", time_word(MIDNIGHT))
    outcomes = []
    for position in sweep(-3.5, 3):
        # Deep-Sleep starts both cores anew, with the locks of a reset
        if kind == "deep" and (not outcomes or outcomes[-1] in (SleepOutcome.SLEPT, SleepOutcome.FELL_THROUGH)):
            await rig.park_ap()
        await rig.before_midnight()
        await rig.write("RTC_ALARM0_CTRL", FULL_DATE)
        await rig.write("RTC_INTR_STATE", 0xFF)
        await rig.prepare(sources=RTC_SOURCE)
        earlier = len(rig.entries.entries), rig.cores[0].boots, await rig.fields(f"SLP_COUNT{mode}")
        # The alarm comes on an edge; WFI as much before it as the position asks for
        whole = -(-(delay + AHEAD_TICKS * rig.period) // rig.period)
        alarm = rig.next_tick(3) + whole * rig.period
        await rig.second_ends_at(alarm)
        await rig.at(alarm - delay - round((position - LATENCY_TICKS) * rig.period))
        rig.wfi()
        what = f"{kind}, {moment} {position:+}"
        await rig.at(alarm + rig.period)
        outcomes.append(await reported(rig, kind, RTC_SOURCE, what, *earlier))
        events = await rig.fields("RTC_INTR_RAW")
        assert events["ALARM0"] and not events["IN_PAST"], f"{what}: {events}"
        await rig.write("RTC_ALARM0_CTRL", 0)
    assert SIDES[moment] <= set(outcomes), f"the sweep misses the moment: {outcomes}"
    await rig.finish()


DEBUGGER = 3


@cocotb.test()
@cocotb.parametrize(kind=["pg", "deep"])
@covers("RTC-ALM-9")
async def clock_set_over_the_alarm(dut, kind):
    """Somebody sets the clock past the alarm that NP relies on, around NP's WFI: the system does not stay asleep."""
    rig = await RtcRig.boot(dut)
    mode = MODES[kind]
    await rig.allow(mode)
    alarm, late = MIDNIGHT + timedelta(days=1), MIDNIGHT + timedelta(days=2)
    await rig.write("RTC_ALARM0_DATE", date_word(alarm))
    await rig.write("RTC_ALARM0_TIME", time_word(alarm))
    states, boots = set(), rig.cores[AP].boots
    for position in sweep(6, 13, 3):  # the entry begins some ten ticks after WFI
        if rig.cores[AP].boots != boots:
            boots = rig.cores[AP].boots
            await rig.park_ap()
        await rig.set_clock(BEFORE_MIDNIGHT)
        await rig.write("RTC_ALARM0_CTRL", FULL_DATE)
        await rig.write("RTC_SET_DATE", date_word(late))
        await rig.write("RTC_SET_TIME", time_word(late))
        await rig.write("RTC_INTR_STATE", 0xFF)
        await rig.prepare(sources=RTC_SOURCE)
        begin = rig.next_tick(4) + round(position * rig.period)
        steps = [(rig.next_tick(5), "wfi"), (begin, "commit")]
        for moment, step in sorted(steps):
            await rig.at(max(moment, rig.now))
            if step == "wfi":
                rig.wfi()
            else:
                await rig.write("RTC_COMMIT", 1, DEBUGGER)
        for _ in range(60):
            states.add(int(dut.pwr_state.value))
            await rig.ticks(1)
        what = f"{kind}, COMMIT {position:+} ticks"
        await rig.awake()
        events = await rig.fields("RTC_INTR_RAW")
        assert events["ALARM0"] and events["SKIPPED"] and not events["IN_PAST"], f"{what}: {events}"
        assert await rig.read("WAKE_PENDING") == RTC_SOURCE, what
        await rig.write("RTC_ALARM0_CTRL", 0)
    assert PwrState.SLEEP_ENTRY in states, f"never on the way into sleep: {states}"
    await rig.finish()
