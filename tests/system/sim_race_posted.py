# SPDX-License-Identifier: Apache-2.0
"""Writes to settings of the AON side while an earlier write is still crossing.

Page "Registers and buses": a write while busy waits its turn, the last write wins, whole; it never tears and never disappears.
"""

import cocotb

from models.regmap import PwrState, SleepOutcome
from tb.covers import covers
from tb.runner import EVERY, Variant
from tests.system.crossings import groups
from tests.system.rig import AON_TIMER, AP, BENCH, JITTER, NP, OS, SLEEP, Rig, sweep

__all__ = ["BENCH"]
# Once more with synchronizers that are late at random, as metastability is: as long again
VARIANTS = {"jitter": Variant(JITTER, tests=(), regress=EVERY)}

# words whose bits all differ from one to the next, so that a mixture of two is neither
WORDS = {
    "sleep_timer": (0x5A5A_A5A5, 0xA5A5_5A5A, 0x0F0F_F0F0),
    "longest_sleep": (40_000_000, 3_000_000_001, 123_456),
    "wake_enable": (0x5A, 0xA5, 0x0F),
    "wake_both": (0x5A, 0xA5, 0x0F),
    "route": (0x5A, 0xA5, 0x0F),
    "trim": (0x155, 0x2AA, 0x0F0),
    "alarm_0": (0x8000_0015, 0x0000_002A, 0x8000_0107),
    "alarm_1": (0x8000_002A, 0x0000_0015, 0x8000_0138),
}
CROSSED_TICKS = 20
AROUND = {"wake": "wake_enable", "timer": "sleep_timer", "max": "longest_sleep", "alarm": "alarm_1", "trim": "trim"}


@cocotb.test()
@cocotb.parametrize(half_ns=[481.3, 203.3])
@covers("REG-POST-2", "VER-RACE-1", "VER-META-1")
async def write_while_crossing(dut, half_ns):
    """Two and three writes up to six ticks apart: only whole written words arrive, in order, the last one always."""
    rig = await Rig.boot(dut, half_ns=half_ns)
    await rig.prepare(sources=0, locks=OS)
    for group in groups(rig.board.inside()).values():
        group.start()
        words = WORDS[group.name]
        overtaken = 0
        for number, position in enumerate(sweep(0, 6)):
            group.arrived.clear()
            chosen = [words[(number + step) % 3] for step in range(2 + number % 2)]
            for step, word in enumerate(chosen):
                if step:
                    await rig.ticks(position / (len(chosen) - 1))
                await rig.write(group.register, word)
                written = rig.now
                busy = await rig.read("SYS_BUSY")
                assert busy == group.busy_mask, f"{group.name}: SYS_BUSY {busy:#x} right after the write"
            await rig.settled()
            what = f"{group.name}, {len(chosen)} writes {position} ticks apart"
            values = [value for _, value in group.arrived]
            expected = [group.encode(word) for word in chosen]
            assert values and values[-1] == expected[-1], f"{what}: {values} arrived, last written {expected[-1]}"
            places = [expected.index(value) if value in expected else None for value in values]
            assert None not in places, f"{what}: torn: {[hex(v) for v in values]} arrived of {[hex(v) for v in expected]}"
            # the same word twice does no harm
            assert places == sorted(places), f"{what}: arrived in the order {places}"
            assert written < group.arrived[-1][0] <= rig.now, f"{what}: busy ended before the word arrived"
            overtaken += len(set(values)) < len(chosen)
            await rig.ticks(position % 1)
        assert 0 < overtaken < 49, f"{group.name}: the positions do not cover both overtaken and separate writes"
        await rig.write(group.register, 0)
        await rig.settled()
    await rig.finish()


@cocotb.test()
@covers("REG-POST-2")
async def clears_while_crossing(dut):
    """Write-1-to-clear words of several writes add up while one is crossing: none is lost, and nothing else is cleared."""
    rig = await Rig.boot(dut)
    await rig.prepare(sources=0xFC, locks=OS)
    dut.wake.value = 0
    for position in sweep():
        # sources 2 to 7 become pending; 7 is debounced
        for level in (0xFC, 0):
            dut.wake.value = level
            await rig.ticks(CROSSED_TICKS)
        assert await rig.read("WAKE_PENDING") == 0xFC
        await rig.write("WAKE_PENDING", 0x14)
        await rig.ticks(abs(position))
        await rig.write("WAKE_PENDING", 0x40)
        await rig.write("WAKE_PENDING", 0x08)
        # who has cleared a bit does not see it any more, and nobody else's bit is hidden
        seen = await rig.read("WAKE_PENDING")
        assert seen == 0xFC & ~0x5C, f"clears {abs(position)} ticks apart: {seen:#x} is read while they cross"
        await rig.settled()
        seen = await rig.read("WAKE_PENDING")
        assert seen == 0xFC & ~0x5C, f"clears {abs(position)} ticks apart: {seen:#x} is left"
        await rig.write("WAKE_PENDING", 0xFF)
        await rig.settled()
        assert await rig.read("WAKE_PENDING") == 0
    await rig.finish()


@cocotb.test()
@cocotb.parametrize(what=list(AROUND))
@covers("REG-POST-2")
async def write_around_the_decision(dut, what):
    """AP's write around NP's decision to sleep: the PMU sleeps on with the new setting, or not at all; never half across."""
    rig = await Rig.boot(dut)
    await rig.allow(SLEEP)
    name = AROUND[what]
    group = groups(rig.board.inside())[name]
    words = (AON_TIMER, AON_TIMER) if name == "wake_enable" else WORDS[name][:2]
    await rig.normal_sleep(SLEEP)
    await rig.prepare()
    await rig.at(begin := rig.next_tick(3))
    rig.wfi()
    await rig.state_is(PwrState.ASLEEP)
    decision = rig.entries.entries[-1].decided - begin
    await rig.wake_pulse()
    await rig.awake()
    group.start()
    seen = set()
    for number, position in enumerate(sweep(-7, 1)):
        await rig.prepare()
        group.arrived.clear()
        count = len(rig.entries.entries)
        await rig.at(begin := rig.next_tick(3))
        rig.wfi()
        await rig.at(begin + decision + round(position * rig.period))
        # no matter who: the debugger may do this while both cores stand
        rig.start(rig.write(group.register, words[number % 2], AP))
        await rig.until(lambda: bool(group.arrived), f"{name}: the word arrives; position {position}")
        await rig.ticks(2)
        new = rig.entries.entries[count:]
        if new and new[0].decided < group.arrived[-1][0]:
            await rig.until(lambda entry=new[0]: entry.ended is not None, f"{name} at {position}: the entry ends")
            assert rig.entries.outcome(new[0]) != SleepOutcome.SLEPT, f"{name}: asleep with a write on its way"
            seen.add("ended")
        else:
            seen.add("waited")
        await rig.ticks(12)
        if int(dut.pwr_state.value) == PwrState.ACTIVE and int(dut.mode.value) == 0 and rig.operators[0].idle:
            continue
        await rig.state_is(PwrState.ASLEEP)
        await rig.wake_pulse()
        await rig.awake()
    assert seen == {"ended", "waited"}, f"the positions miss the decision: {seen}"
    await rig.write(group.register, 0)
    await rig.normal_sleep(SLEEP)
    await rig.finish()


async def _bite(rig: Rig, moment: int) -> None:
    """The watchdog bites from *moment* on; later its firmware answers, so that the next bite is a first one again."""
    dut = rig.dut
    await rig.at(moment)
    dut.wdt_bite.value = 1
    await rig.ticks(2.5)
    dut.wdt_bite.value = 0
    await rig.ticks(8)
    dut.wdt_kick.value = 1
    await rig.ticks(2.5)
    dut.wdt_kick.value = 0


@cocotb.test()
@covers("REG-EVT-1", "PWR-RST-4", "VER-RACE-1", "VER-META-1")
async def a_bite_around_the_clear_of_the_last(dut):
    """A watchdog bite around firmware's clear of reset causes: what comes after the write stays, what came before it goes."""
    rig = await Rig.boot(dut, park_ap=False)
    outcomes = []
    for position in sweep(-7, 6, steps=3):
        boots, begin = rig.cores[NP].boots, rig.next_tick(12)
        bite = begin + round(position * rig.period)
        rig.start(_bite(rig, bite))
        await rig.at(begin)
        await rig.write("PWR_RESET_CAUSE", 0x1F)
        written = rig.now
        await rig.until(lambda boots=boots: rig.cores[NP].boots == boots + 1, "NP boots")
        await rig.ticks(30)
        kept = (await rig.fields("PWR_RESET_CAUSE"))["WATCHDOG"]
        what = f"{position:+} ticks: {(bite - written) / rig.period:+.2f} from the end of the write"
        assert kept or bite < written, f"{what}: lost"
        assert not kept or bite > begin - 5 * rig.period, f"{what}: not cleared"
        outcomes.append(kept)
    assert outcomes == sorted(outcomes) and len(set(outcomes)) == 2, "what comes earlier goes, what comes later stays"
    await rig.finish()
