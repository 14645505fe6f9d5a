# SPDX-License-Identifier: Apache-2.0
"""The RTC alarm around every decision of a sleep entry, at every phase of the bus clock.

Pages "Sleep: locks, cores, modes", entry, exit, races, and "RTC and alarm comparator": a match wakes a sleeping system, and no
phase loses it. As sim_race_wake.py, with a source that comes on an AON edge: what moves is the WFI before it.
"""

import cocotb

from models.regmap import SleepOutcome
from tb.runner import EVERY, Variant
from tests.system.clocks import MIDNIGHT, RtcRig, date_word, time_word
from tests.system.rig import BENCH, JITTER, RTC_SOURCE, sweep
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
        await rig.write("RTC_INTR_STATE", 0x7F)
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
