# SPDX-License-Identifier: Apache-2.0
"""rtc_core with four alarm sets in its block bench: all sets at once, and random walks."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

import cocotb

from models.rtc_calendar import Alarm
from tb.block_bench import block_test
from tb.covers import covers
from tb.runner import Bench
from tests.rtc.bench import ALL_EVENTS, SECOND_EVENT, SECOND_TICKS, RtcBench, Write, alarm_at
from tests.rtc.walk import walk

BENCH = Bench(top="rtl/rtc/rtc_core.sv", params={"N_ALARMS": 4})


@block_test(RtcBench)
@covers("RTC-ALM-1")
async def sets_do_not_disturb_each_other(dut, bench) -> None:
    """Each set alone, and all together: its own match, its own event bit, its own arming."""
    when = datetime(2096, 2, 28, 23, 59, 59)
    off = Alarm(0, 0, 0)
    for sets in (1, 2, 4, 8, 15, 10):
        alarms = {n: alarm_at(when + timedelta(seconds=1)) if sets >> n & 1 else off for n in range(4)}
        tick = await bench.commit(when, alarms=alarms, clear=ALL_EVENTS)
        assert int(dut.armed_o.value) == sets
        await bench.clock.after(tick + SECOND_TICKS)
        assert (int(dut.match_o.value), bench.event()) == (sets, sets | SECOND_EVENT)
    for n in range(4):
        await bench.write([(bench.clock.tick + 3, Write(alarms={n: off}))])
    assert int(dut.armed_o.value) == 0


@block_test(RtcBench)
@cocotb.parametrize(part=[0, 1])
@covers("RTC-ALM-9", "VER-UNIT-1")
async def random_walk(dut, bench, part: int) -> None:
    """Hundreds of writes against the model."""
    await walk(bench, random.Random(cocotb.RANDOM_SEED * 2 + part), bursts=700)
    assert bench.scoreboard.changes > 500
