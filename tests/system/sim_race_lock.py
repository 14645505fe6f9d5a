# SPDX-License-Identifier: Apache-2.0
"""Locks, active time and short WFI pulses at every phase of both clocks.

Page "Sleep: locks, cores, modes": locks and active time beat WFI from the very cycle of their write; WFI that ends before the
point of no return aborts cleanly, and a pulse of any length leaves the PMU ready for the next sleep.
"""

import cocotb
from cocotb.triggers import FallingEdge

from models.regmap import PwrState, SleepOutcome
from tb.covers import covers
from tb.runner import EVERY, Variant
from tests.system.rig import (
    ACTIVE,
    AP,
    BENCH,
    CORE_GATED,
    CORE_POWER_GATED,
    CORE_RESUME_CAUSE,
    CORE_RUN,
    JITTER,
    NP,
    OS,
    SLEEP,
    SLEEP_TIMER_CAUSE,
    Rig,
    sweep,
)

__all__ = ["BENCH"]
# Once more with synchronizers that are late at random, as metastability is; most of it takes as long again
VARIANTS = {"jitter": Variant(JITTER, tests=("lock_around_the_decision", "lock_just_before_wfi"), regress=EVERY)}

DECISION_TICKS = 12  # longer than WFI takes to become a decision to sleep
CROSSING_TICKS = 5  # what the AON side decides later than this after a lock, it decides knowing the lock
ACTIVE_MS = 1
PULSES = (0, 0.25, 0.5, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 17, 22)  # lengths in ticks; 0 is one bus clock
PHASES = 8


@cocotb.test()
@covers("SLP-LOCK-1", "SLP-LOCK-5")
async def lock_just_before_wfi(dut):
    """A wakelock that is acquired in the bus clocks before WFI keeps the system up, wherever the AON edges fall."""
    rig = await Rig.boot(dut)
    await rig.allow(SLEEP)
    await rig.prepare(locks=OS)
    for position in sweep():
        # unlocked long enough for anything that does not look at the lock of now to go wrong
        await rig.write("SLP_CORE0_WAKELOCK_CLR", OS)
        await rig.at(rig.next_tick(5) + round(position * rig.period))
        await rig.write("SLP_CORE0_WAKELOCK_SET", OS)
        resumed = rig.wfi()
        await rig.ticks(DECISION_TICKS)
        assert not rig.entries.entries, f"position {position}: sleeps with a lock held; {rig.where()}"
        assert not resumed.is_set(), "nothing ends this WFI"
        await rig.interrupt()
        await rig.awake()
    await rig.normal_sleep(SLEEP)
    await rig.finish()


async def _decision(rig: Rig) -> int:
    """Steps from the moment of WFI to the decision to sleep, in a dry run; NP is awake again."""
    await rig.prepare()
    await rig.at(begin := rig.next_tick(3))
    rig.wfi()
    await rig.until(lambda: bool(rig.entries.entries), "a first entry")
    await rig.state_is(PwrState.ASLEEP)
    await rig.wake_pulse()
    await rig.awake()
    return rig.entries.entries[-1].decided - begin


@cocotb.test()
@covers("SLP-LOCK-5", "VER-RACE-1")
async def lock_around_the_decision(dut):
    """NP's lock arrives around the decision to sleep: no entry, or one that ends at once with cause CORE_RESUME."""
    rig = await Rig.boot(dut)
    await rig.allow(SLEEP)
    decision = await _decision(rig)
    outcomes = set()
    for position in sweep(-7, 3):
        await rig.prepare()
        count = len(rig.entries.entries)
        await rig.at(begin := rig.next_tick(3))
        rig.wfi()
        moment = begin + decision + round(position * rig.period)
        await rig.at(moment)
        await rig.write("SLP_CORE0_WAKELOCK_SET", OS)
        await rig.ticks(DECISION_TICKS)
        new = rig.entries.entries[count:]
        if new:
            await rig.until(lambda entry=new[0]: entry.ended is not None, "the entry ends")
            await rig.ticks(3)
            late = new[0].decided - moment
            assert len(new) == 1 and late <= CROSSING_TICKS * rig.period, f"{position}: decided with the lock held"
            outcome = rig.entries.outcome(new[0])
            assert outcome != SleepOutcome.SLEPT, f"position {position}: stays asleep with a lock held"
            await rig.outcome(outcome, CORE_RESUME_CAUSE)
            outcomes.add(outcome)
        else:
            outcomes.add(SleepOutcome.NONE)
        await rig.poll("SLP_STATUS", "MODE", ACTIVE)
        await rig.interrupt()
        await rig.awake()
    assert {SleepOutcome.NONE, SleepOutcome.ABORTED} <= outcomes, f"the sweep misses the decision: {outcomes}"
    await rig.normal_sleep(SLEEP)
    await rig.finish()


@cocotb.test()
@covers("SLP-ACT-1", "SLP-ACT-3", "AMB-FLOW-4")
async def active_time_around_the_last_unlock(dut):
    """Active time in the bus cycles before or after the last unlock: no sleep before it is over, then sleep."""
    rig = await Rig.boot(dut)
    await rig.allow(SLEEP)
    for number, position in enumerate(sweep()):
        await rig.prepare(locks=OS)
        count = len(rig.entries.entries)
        await rig.at(rig.next_tick(5) + round(position * rig.period))
        # NP stands in WFI already in every third position: its last writes are still in the write buffer
        if number % 3 == 2:
            rig.wfi()
        writes = [("SLP_CORE0_ACTIVE_TIME", ACTIVE_MS), ("SLP_CORE0_WAKELOCK_CLR", OS)]
        asked = rig.now
        for register, data in writes if number % 2 else reversed(writes):
            await rig.write(register, data)
        if number % 3 != 2:
            rig.wfi()
        await rig.state_is(PwrState.ASLEEP)
        (entry,) = rig.entries.entries[count:]
        stayed = entry.decided - asked
        assert stayed >= ACTIVE_MS * 1e9, f"position {position}: sleeps after {stayed / 1e6} µs"
        assert not int(dut.u_dut.u_dut.u_pmu.u_sleep.u_core.active_o.value), "asleep with active time left"
        await rig.wake_pulse()
        await rig.awake()
    await rig.finish()


@cocotb.test()
@cocotb.parametrize(part=[0, 1, 2])
@covers("SLP-CORE-4", "SLP-CORE-5", "VER-RACE-1")
async def wfi_pulse(dut, part):
    """A WFI pulse of any length at any phase: no entry, or one that ends by itself or by a wake; then NP sleeps as ever."""
    rig = await Rig.boot(dut)
    await rig.allow(SLEEP)
    outcomes = set()
    for number, ticks in enumerate(PULSES[part::3]):
        for phase in range(PHASES):
            await rig.prepare()
            count = len(rig.entries.entries)
            await rig.at(rig.next_tick(3) + (phase * rig.period) // PHASES)
            await FallingEdge(dut.clk_sys)
            resumed = rig.wfi()
            await FallingEdge(dut.clk_sys)
            if ticks:
                await rig.ticks(ticks)
            await rig.interrupt()
            await rig.ticks(3)
            what = f"pulse of {ticks or 'no'} ticks, phase {phase}/{PHASES}"
            await _back(rig, what)
            assert resumed.is_set(), f"{what}: NP does not go on"
            outcomes |= {rig.entries.outcome(entry) for entry in rig.entries.entries[count:]} or {SleepOutcome.NONE}
        await rig.normal_sleep(SLEEP)
    assert {SleepOutcome.NONE, SleepOutcome.ABORTED} <= outcomes, f"the pulses miss the decision: {outcomes}"
    await rig.finish()


async def _back(rig: Rig, what: str) -> None:
    """The PMU comes back by itself, unless the interrupt came behind a closed isolation: then by the wake pin."""
    dut = rig.dut
    quiet = 0
    for _ in range(200):
        asleep = int(dut.pwr_state.value) == PwrState.ASLEEP
        running = int(dut.pwr_state.value) == PwrState.ACTIVE and not int(dut.mode.value)
        quiet = quiet + 1 if asleep or running and rig.operators[NP].idle and rig.cores[NP].clocked else 0
        if quiet > DECISION_TICKS // 2:
            break
        await rig.ticks(1)
    else:
        raise AssertionError(f"{what}: neither asleep nor running; {rig.where()}")
    if asleep:
        await rig.wake_pulse()
    await rig.awake()


@cocotb.test()
@cocotb.parametrize(part=[0, 1])
@covers("SLP-CORE-4")
async def wfi_pulse_of_the_other_core(dut, part):
    """The same for AP, which is powered down while NP runs: its WFI may end at any step of that, and AP goes on."""
    rig = await Rig.boot(dut)
    for ticks in PULSES[part::2]:
        for phase in range(PHASES // 2):
            what = f"pulse of {ticks or 'no'} ticks, phase {phase}"
            if rig.operators[AP].idle:
                await rig.poll("SLP_CORE1_STATUS", "STATE", CORE_RUN)
            else:
                await rig.write("SLP_CORE_WAKE", 1 << AP)
                await rig.until(lambda: rig.operators[AP].idle, f"{what}: AP comes back for it")
            await rig.ticks(4)
            await rig.at(rig.next_tick(2) + phase * rig.period * 2 // PHASES)
            await FallingEdge(dut.clk_sys)
            resumed = rig.wfi(AP)
            await FallingEdge(dut.clk_sys)
            await rig.ticks(ticks)
            isolated = int(dut.core_iso.value) & 1 << AP
            await rig.interrupt(AP)
            if isolated:
                # it came too late to be seen; AP is down until somebody wakes it
                await rig.poll("SLP_CORE1_STATUS", "STATE", CORE_POWER_GATED)
                await rig.write("SLP_CORE_WAKE", 1 << AP)
            await rig.until(resumed.is_set, f"{what}: AP goes on", 80)
            await rig.poll("SLP_CORE1_STATUS", "STATE", CORE_RUN, 80)
            assert rig.cores[AP].boots == 1, f"{what}: AP has lost its state"
    await rig.finish()


@cocotb.test()
@covers("SLP-CORE-5")
async def slow_to_leave_wfi(dut):
    """A core that needs time to leave WFI after its wake does not sleep again before it has left it once."""
    rig = await Rig.boot(dut)
    await rig.allow(SLEEP)
    for position in sweep(0, 12, 4):
        await rig.prepare()
        # woken by a timer: nothing stays pending that could keep it up
        await rig.write("SLP_SLEEP_TIMER", 60)
        await rig.settled()
        rig.cores[NP].leave_ns = round(position * rig.period / 1000)
        count = len(rig.entries.entries)
        resumed = rig.wfi()
        await rig.state_is(PwrState.ASLEEP)
        await rig.until(resumed.is_set, f"NP leaves WFI {position} ticks after its wake")
        await rig.awake()
        rig.cores[NP].leave_ns = 0
        await rig.ticks(2)
        assert len(rig.entries.entries) == count + 1, f"{position}: asleep again before NP had left WFI"
        await rig.outcome(SleepOutcome.SLEPT, SLEEP_TIMER_CAUSE)
    await rig.finish()


@cocotb.test()
async def idle_as_status_shows(dut):
    """A core in WFI counts as idle, but not with a lock, active time left or a wake that is not cleared."""
    rig = await Rig.boot(dut)
    # no mode is allowed: the core is gated and the bus clock runs, so that another master can look
    await rig.write("SLP_MODE_ALLOW", 1 << ACTIVE)
    for reason in ("none", "lock", "active time", "wake"):
        await rig.prepare(locks=OS if reason == "lock" else 0)
        if reason == "active time":
            await rig.write("SLP_CORE0_ACTIVE_TIME", ACTIVE_MS)
        rig.wfi()
        await rig.ticks(DECISION_TICKS)
        if reason == "wake":
            assert (await rig.fields("SLP_CORE0_STATUS"))["STATE"] == CORE_GATED
            # NP is woken, does not clear the wake, and waits again; it takes its time to see that this is in vain
            await rig.wake_pulse()
            await rig.awake()
            await rig.ticks(4)
            rig.cores[NP].leave_ns = round(DECISION_TICKS * rig.period / 1000)
            rig.wfi()
            await rig.ticks(DECISION_TICKS // 2)
        status = await rig.fields("SLP_CORE0_STATUS")
        assert status["WFI"], f"{reason}: NP does not wait"
        assert status["IDLE"] == (reason == "none"), f"{reason}: {status}"
        assert status["ACTIVE"] == (reason == "active time"), f"{reason}: {status}"
        await rig.poll("SLP_CORE0_STATUS", "ACTIVE", 0)
        await rig.interrupt()
        await rig.awake()
    await rig.finish()
