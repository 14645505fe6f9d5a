# SPDX-License-Identifier: Apache-2.0
"""The RTC and its alarms against the bus, around the moment at which the time changes. Page "RTC and alarm comparator"."""

from datetime import datetime

import cocotb

from models.regmap import REGISTERS
from tb.covers import covers
from tb.runner import EVERY, Variant
from tests.system.clocks import BEFORE_MIDNIGHT, MIDNIGHT, RtcRig, date_word, time_word
from tests.system.rig import BENCH, JITTER, NP, OS, SLOW_HALF_NS, sweep

__all__ = ["BENCH"]
# Once more with synchronizers that are late at random, as metastability is: as long again
VARIANTS = {"jitter": Variant(JITTER, tests=(), regress=EVERY)}

ALARM_TICKS = 3  # "takes effect within 3 AON ticks"
FULL_DATE = REGISTERS["RTC_ALARM0_CTRL"].pack(SECOND=1, MINUTE=1, HOUR=1, DAY=1, MONTH=1, YEAR=1, ARM=1)
APPOINTMENT = datetime(2031, 7, 19, 17, 43, 28)
POSITIONS = list(sweep(-6, 2))
HALF = len(POSITIONS) // 2
DEBUGGER = 3


@cocotb.test()
@covers("RTC-ALM-3", "VER-RACE-1")
async def alarm_written_as_it_comes(dut):
    """An alarm for midnight that is written around midnight fires or flags IN_PAST, once, and not both."""
    rig = await RtcRig.boot(dut)
    await rig.prepare(sources=0, locks=OS)
    seen = []
    # two alarms, so two positions, to a midnight
    for first, second in zip(POSITIONS[:HALF], POSITIONS[HALF:], strict=False):
        midnight = await rig.before_midnight()
        for alarm in (0, 1):
            await rig.write(f"RTC_ALARM{alarm}_DATE", date_word(MIDNIGHT))
            await rig.write(f"RTC_ALARM{alarm}_TIME", time_word(MIDNIGHT))
        await rig.write("RTC_INTR_STATE", 0xFF)
        await rig.settled()
        results = []
        for alarm, position in enumerate((first, second)):
            await rig.at(midnight + round(position * rig.period))
            await rig.write(f"RTC_ALARM{alarm}_CTRL", FULL_DATE)
        await rig.settled()
        await rig.ticks(3)
        events = await rig.fields("RTC_INTR_RAW")
        for alarm, position in enumerate((first, second)):
            results.append((position, events[f"ALARM{alarm}"]))
        fired = sum(hit for _, hit in results)
        what = f"written at {first:+} and {second:+} ticks: {events}"
        assert events["IN_PAST"] == (fired < 2), what
        for position, hit in results:
            assert hit or position > -ALARM_TICKS - 2, f"{what}: written in time, did not fire"
            assert not hit or position < 1, f"{what}: written late, fired"
        seen += results
        for alarm in (0, 1):
            await rig.write(f"RTC_ALARM{alarm}_CTRL", 0)
        await rig.settled()
    assert {hit for _, hit in seen} == {0, 1}, f"the positions miss the moment: {seen}"
    await rig.finish()


@cocotb.test()
@covers("RTC-ALM-3")
async def alarm_and_commit(dut):
    """The same, with the clock set to the alarm's time: whichever arrives first, it fires or is in the past."""
    rig = await RtcRig.boot(dut)
    await rig.prepare(sources=0, locks=OS)
    seen = set()
    # the other alarm's words differ in every field
    for alarm, moment in ((0, BEFORE_MIDNIGHT), (1, APPOINTMENT)):
        await rig.write(f"RTC_ALARM{alarm}_DATE", date_word(moment))
        await rig.write(f"RTC_ALARM{alarm}_TIME", time_word(moment))
    for position in sweep():
        await rig.write("RTC_ALARM1_CTRL", 0)
        await rig.set_clock(BEFORE_MIDNIGHT)
        await rig.write("RTC_SET_DATE", date_word(APPOINTMENT))
        await rig.write("RTC_SET_TIME", time_word(APPOINTMENT))
        await rig.write("RTC_INTR_STATE", 0xFF)
        await rig.settled()
        moment = rig.next_tick(8) + round(position * rig.period / 3)
        late = round(abs(position) * rig.period)
        await rig.at(moment)
        order = [("RTC_COMMIT", 1), ("RTC_ALARM1_CTRL", FULL_DATE)]
        (first, data), (then, more) = order if position < 0 else reversed(order)
        await rig.write(first, data)
        await rig.at(max(moment + late, rig.now))
        await rig.write(then, more)
        await rig.settled()
        events = await rig.fields("RTC_INTR_RAW")
        assert events["ALARM1"] + events["IN_PAST"] == 1, f"{then} {abs(position)} ticks after {first}: {events}"
        seen.add(events["ALARM1"])
    assert seen == {0, 1}, "the positions miss the moment"
    await rig.finish()


@cocotb.test()
@cocotb.parametrize(half_ns=[SLOW_HALF_NS, 143.7])
@covers("REG-READ-1", "RTC-CAL-2")
async def time_is_never_torn(dut, half_ns):
    """Date, time and seconds read across midnight: each word old or new and never back; with HOLD all of one moment."""
    rig = await RtcRig.boot(dut, half_ns=half_ns)
    old = {"RTC_DATE": date_word(BEFORE_MIDNIGHT, wday=True), "RTC_TIME": time_word(BEFORE_MIDNIGHT)}
    new = {"RTC_DATE": date_word(MIDNIGHT, wday=True), "RTC_TIME": time_word(MIDNIGHT)}
    await rig.prepare(sources=0, locks=OS)
    reads = 0
    for turn in range(8):
        midnight = await rig.before_midnight()
        if not turn:
            old["RTC_SECONDS"] = await rig.read("RTC_SECONDS")
            new["RTC_SECONDS"] = old["RTC_SECONDS"] + 1
        lead = 1 if turn % 2 else 3
        await rig.at(midnight - lead * rig.period + turn * rig.period // 40)
        passed, words = False, list(old)
        while rig.now < midnight + 4 * rig.period:
            if turn % 2:
                await rig.write("RTC_HOLD", 1)
            snapshot = {}
            for word in words:
                if turn % 2:
                    # so slowly that midnight comes in between
                    await rig.ticks(0.6)
                snapshot[word] = await rig.read(word)
                reads += 1
                assert snapshot[word] in (old[word], new[word]), f"{word} reads {snapshot[word]:#x} at midnight"
                if passed:
                    assert snapshot[word] == new[word], f"{word} goes back to {snapshot[word]:#x}"
                passed |= not turn % 2 and snapshot[word] == new[word] != old[word]
            presc = await rig.read("RTC_PRESC")
            if turn % 2:
                assert snapshot in (old, new), f"words of two moments under HOLD: {snapshot}"
                assert (presc < 8) == (snapshot == new), f"prescaler {presc} does not belong to {snapshot}"
                passed |= snapshot == new
                await rig.write("RTC_HOLD", 0)
                await rig.ticks(1.1)
            words.append(words.pop(0))
        assert passed, "midnight was never read"
    assert reads >= 100, f"only {reads} reads"
    await rig.finish()


@cocotb.test()
@covers("RTC-HOLD-1")
async def hold_ends_with_a_reset(dut):
    """A core that is reset between two words does not stop the time: its HOLD ends with it, another one's does not."""
    rig = await RtcRig.boot(dut)
    await rig.prepare(sources=0, locks=OS)
    for requester, ends in ((NP, True), (DEBUGGER, False)):
        await rig.write("RTC_HOLD", 1, requester)
        frozen = await rig.read("RTC_PRESC")
        boots = rig.cores[NP].boots
        dut.reset_pin_n.value = 0
        await rig.ticks(40)
        dut.reset_pin_n.value = 1
        await rig.until(lambda boots=boots: rig.cores[NP].boots > boots, "NP boots")
        assert await rig.read("RTC_HOLD") == (not ends)
        assert (await rig.read("RTC_PRESC") == frozen) == (not ends)
        await rig.write("RTC_HOLD", 0)
        await rig.ticks(2)
        assert await rig.read("RTC_PRESC") != frozen
    await rig.finish()
