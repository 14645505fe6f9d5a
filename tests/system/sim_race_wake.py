# SPDX-License-Identifier: Apache-2.0
"""A wake pin around every decision of a sleep entry, at every phase of both clocks.

Page "Sleep: locks, cores, modes", entry, exit, races: a wake before the point of no return aborts the entry, after it the entry
completes and exit follows at once; a wake is never lost. What the registers report is held against what the pins did.
"""

import cocotb

from models.regmap import PwrState, SleepOutcome
from tb.covers import covers
from tb.runner import Variant
from tests.system.rig import AON_PIN, AON_TIMER, BENCH, DEEP_SLEEP, JITTER, SLEEP, Rig, sweep

__all__ = ["BENCH"]
# Once more with synchronizers that are late at random, as metastability is: as long again
VARIANTS = {"jitter": Variant(JITTER, tests=(), regress=("pin_around", "pin_around_wfi"))}

LATENCY_TICKS = 4  # from a pin to the sleep block: synchronizer 2, pending 1, wake 1
MOMENTS = ("decided", "off", "asleep")
MODES = {"cg": SLEEP, "pg": SLEEP, "deep": DEEP_SLEEP}


async def dry_run(rig: Rig) -> dict[str, int]:
    """Steps from WFI to the decision, to the first thing that goes off, and to sleep, in a sleep that nothing disturbs."""
    await rig.prepare()
    await rig.at(begin := rig.next_tick(3))
    rig.wfi()
    await rig.state_is(PwrState.ASLEEP)
    await rig.ticks(3)
    await rig.wake_pulse()
    await rig.awake()
    entry = rig.entries.entries[-1]
    return {moment: getattr(entry, moment) - begin for moment in MOMENTS}


async def _ended(rig: Rig, count: int, what: str) -> SleepOutcome:
    """NP goes on; returns how the entry ended by the pins (NONE: there was none), after the registers have said the same."""
    await rig.awake()
    await rig.ticks(4)
    new = rig.entries.entries[count:]
    assert len(new) <= 1, f"{what}: went to sleep again with the wake not cleared"
    if not new:
        return SleepOutcome.NONE
    entry = new[0]
    outcome = rig.entries.outcome(entry)
    if outcome == SleepOutcome.ABORTED:
        assert entry.off is None, f"{what}: reached no sleep, but something was switched off"
    else:
        assert entry.off is not None, f"{what}: asleep without the rf rail going off"
    return outcome


async def reported(rig: Rig, kind: str, source: int, what: str, count: int, boots: int, before: dict[str, int]) -> SleepOutcome:
    """The wake is not lost, and the registers tell of the entry what the pins did; returns how it ended.

    *count*, *boots* and *before*: entries, boots of NP and the mode's statistics as they were before.
    """
    mode = MODES[kind]
    outcome = await _ended(rig, count, what)
    assert await rig.read("WAKE_PENDING") & source, f"{what}: the wake is not pending"
    after = await rig.fields(f"SLP_COUNT{mode}")
    new = {name: after[name] - before[name] for name in after}
    assert new == {
        "ENTRIES": outcome != SleepOutcome.NONE,
        "ABORTS": outcome == SleepOutcome.ABORTED,
        "FALLS": outcome == SleepOutcome.FELL_THROUGH,
    }, f"{what}: {outcome.name}, but counted {new}"
    if outcome != SleepOutcome.NONE:
        await rig.outcome(outcome, source.bit_length() - 1)
    rebooted = kind == "deep" and outcome in (SleepOutcome.SLEPT, SleepOutcome.FELL_THROUGH)
    assert rig.cores[0].boots - boots == rebooted, f"{what}: {outcome.name}, boots {rig.cores[0].boots - boots}"
    return outcome


# outcomes on both sides of a moment
SIDES = {
    "decided": {SleepOutcome.NONE, SleepOutcome.ABORTED},
    "off": {SleepOutcome.ABORTED, SleepOutcome.FELL_THROUGH},
    "asleep": {SleepOutcome.FELL_THROUGH, SleepOutcome.SLEPT},
}


@cocotb.test()
@cocotb.parametrize(kind=list(MODES), moment=MOMENTS)
@covers(
    "SLP-CORE-2", "SLP-CORE-8", "SLP-ENT-3", "SLP-ENT-4", "SLP-ENT-5", "SLP-STAT-1", "WAK-REG-2", "AMB-MODE-1",
    "AMB-FLOW-4", "VER-RACE-1", "VER-META-1",
)  # fmt: skip
async def pin_around(dut, kind, moment):
    """A wake pulse around the decision, the point of no return and the moment of being asleep."""
    rig = await Rig.boot(dut)
    mode = MODES[kind]
    await rig.allow(mode)
    await rig.write("SLP_CORE0_CTRL", int(kind != "cg"))
    delay = (await dry_run(rig))[moment]
    outcomes = []
    for position in sweep(-3.5, 3):
        # Deep-Sleep starts both cores anew, with the locks of a reset
        if kind == "deep" and (not outcomes or outcomes[-1] in (SleepOutcome.SLEPT, SleepOutcome.FELL_THROUGH)):
            await rig.park_ap()
        await rig.prepare(sources=AON_TIMER | AON_PIN)
        earlier = len(rig.entries.entries), rig.cores[0].boots, await rig.fields(f"SLP_COUNT{mode}")
        await rig.at(begin := rig.next_tick(3))
        rig.wfi()
        await rig.at(begin + delay + round((position - LATENCY_TICKS) * rig.period))
        # the pin that catches short pulses in every second position
        short = len(outcomes) % 2
        await rig.wake_pulse("aon_pin" if short else "aon_timer", 0.3 if short else 2.5)
        source = AON_PIN if short else AON_TIMER
        outcomes.append(await reported(rig, kind, source, f"{kind}, {moment} {position:+}", *earlier))
    assert SIDES[moment] <= set(outcomes), f"the sweep misses the moment: {outcomes}"
    await rig.finish()


@cocotb.test()
@covers("WAK-SRC-3")
async def pin_latency(dut):
    """A wake pin ends Sleep two synchronizer edges, one for pending and one for the wake after it, at every phase."""
    rig = await Rig.boot(dut)
    await rig.allow(SLEEP)
    await rig.write("SLP_CORE0_CTRL", 0)
    for phase in range(8):
        await rig.prepare()
        rig.wfi()
        await rig.state_is(PwrState.ASLEEP)
        await rig.ticks(3)
        edge = rig.next_tick(2)
        await rig.at(edge - rig.period + rig.period // 16 + phase * rig.period // 8)
        rig.start(rig.wake_pulse())
        await rig.awake()
        # the first edge that sees the pin is `edge`; sleep and power act one edge after the wake each
        took = (rig.entries.entries[-1].left - edge) / rig.period
        assert abs(took - LATENCY_TICKS - 1) < 0.01, f"phase {phase}: left sleep {took} ticks after the first edge"
    await rig.finish()


@cocotb.test()
async def pin_around_wfi(dut):
    """A wake that comes as the core goes into WFI is not slept over: NP is told, and goes on; nothing is pending unseen."""
    rig = await Rig.boot(dut)
    await rig.allow(SLEEP)
    for position in sweep(-7, 1):
        await rig.prepare()
        count = len(rig.entries.entries)
        moment = rig.next_tick(10)
        await rig.at(moment + round(min(position, 0) * rig.period))
        if position < 0:
            rig.start(rig.wake_pulse())
            await rig.at(moment)
        resumed = rig.wfi()
        if position >= 0:
            await rig.at(moment + round(position * rig.period))
            rig.start(rig.wake_pulse())
        await rig.until(resumed.is_set, f"NP goes on, wake at WFI {position:+} ticks", 40)
        await rig.awake()
        assert len(rig.entries.entries) == count, f"slept over a wake at WFI {position:+} ticks"
        assert await rig.read("WAKE_PENDING") == AON_TIMER, f"the wake at WFI {position:+} ticks is not pending"
    await rig.finish()
