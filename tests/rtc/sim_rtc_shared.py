# SPDX-License-Identifier: Apache-2.0
"""rtc_core with alarm 0 and the PSM timer (set 1) in one register: ALARM_CONFLICT, directed and at random."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

import cocotb

from models.rtc_calendar import Alarm
from tb.block_bench import block_test
from tb.covers import covers
from tb.runner import Bench
from tests.rtc.bench import ALL_EVENTS, CONFLICT, IN_PAST, SECOND_TICKS, RtcBench, Write, alarm_at
from tests.rtc.walk import walk

BENCH = Bench(top="rtl/rtc/rtc_core.sv", params={"N_ALARMS": 2, "ALARM_SHARED": 1})
NOW = datetime(2104, 2, 28, 23, 59, 59)
ONE_SECOND = timedelta(seconds=1)
OFF = Alarm(0, 0, 0)


@block_test(lambda dut: RtcBench(dut, shared=True))
@cocotb.parametrize(owner=[0, 1])
@covers("RTC-ALM-8")
async def arming_the_other_is_refused_whole(dut, bench, owner: int) -> None:
    """The armed set keeps its date and fires by it; the refused one is neither armed nor in the past."""
    other = 1 - owner
    tick = await bench.commit(NOW, alarms={owner: alarm_at(NOW + ONE_SECOND)})
    for n, date in enumerate((NOW + 2 * ONE_SECOND, NOW - ONE_SECOND)):
        await bench.write([(tick + 5 + 5 * n, Write(alarms={other: alarm_at(date)}, clear=ALL_EVENTS))])
        assert (bench.event(), int(dut.armed_o.value)) == (CONFLICT, 1 << owner)
    await bench.write([(tick + 20, Write(alarms={other: OFF}, clear=ALL_EVENTS))])  # leaves the owner's date alone
    assert (bench.event(), int(dut.armed_o.value)) == (0, 1 << owner)
    await bench.clock.after(tick + SECOND_TICKS)
    assert int(dut.match_o.value) == 1 << owner


@block_test(lambda dut: RtcBench(dut, shared=True))
@cocotb.parametrize(owner=[0, 1])
async def owner_may_change_its_own(dut, bench, owner: int) -> None:
    """Arming the armed set again replaces its date; once disarmed, the other may arm."""
    tick = await bench.commit(NOW, alarms={owner: alarm_at(NOW + timedelta(days=1))})
    await bench.write([(tick + 5, Write(alarms={owner: alarm_at(NOW + ONE_SECOND)}))])
    await bench.clock.after(tick + SECOND_TICKS)
    assert (int(dut.match_o.value), bench.event() & CONFLICT) == (1 << owner, 0)
    await bench.write([(tick + SECOND_TICKS + 5, Write(alarms={owner: OFF})),
                       (tick + SECOND_TICKS + 6, Write(alarms={1 - owner: alarm_at(NOW)}, clear=ALL_EVENTS))])
    assert (bench.event(), int(dut.armed_o.value)) == (IN_PAST, 2 >> owner)


@block_test(lambda dut: RtcBench(dut, shared=True))
@covers("RTC-ALM-8")
async def both_on_one_edge(dut, bench) -> None:
    """Set 0 first, then set 1 by the same rules: every combination of what was armed and what arrives."""
    await bench.commit(NOW)
    future = alarm_at(NOW + timedelta(days=1))
    for case in range(12):
        before, arm0, arm1 = case // 4, case & 1, case >> 1 & 1
        tick = bench.clock.tick + 3
        armed = [before == 1, before == 2]
        writes = [Write(alarms={0: OFF, 1: OFF}), Write(alarms={before - 1: future} if before else {}),
                  Write(alarms={0: future._replace(arm=arm0), 1: future._replace(arm=arm1)}, clear=ALL_EVENTS)]
        await bench.write([(tick + 2 * n, write) for n, write in enumerate(writes)])
        conflict = False
        for n, arm in enumerate((arm0, arm1)):
            if arm and armed[1 - n]:
                conflict = True
            else:
                armed[n] = bool(arm)
        assert int(dut.armed_o.value) == armed[0] | armed[1] << 1, f"case {case}"
        assert bench.event() == (CONFLICT if conflict else 0), f"case {case}"


@block_test(lambda dut: RtcBench(dut, shared=True))
async def conflict_around_the_match(dut, bench) -> None:
    """A refused setting on the very edge of the owner's match takes nothing from it, and its clear loses to it."""
    for offset in (-1, 0, 1):
        tick = await bench.commit(NOW, alarms={0: alarm_at(NOW + ONE_SECOND), 1: OFF}, clear=ALL_EVENTS)
        second = tick + SECOND_TICKS
        refused = Write(alarms={1: alarm_at(NOW + ONE_SECOND)}, clear=CONFLICT)
        await bench.write([(second + offset, refused)])
        await bench.clock.after(second + 2)
        assert bench.event() & (3 | CONFLICT) == 1 | CONFLICT, f"offset {offset}"


@block_test(lambda dut: RtcBench(dut, shared=True))
async def random_walk(dut, bench) -> None:
    """Hundreds of writes against the model."""
    await walk(bench, random.Random(cocotb.RANDOM_SEED), bursts=700)
    assert bench.scoreboard.changes > 500
