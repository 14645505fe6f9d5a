# SPDX-License-Identifier: Apache-2.0
"""charger_core at a weak source: less current step by step, then pauses that double, until it is unplugged."""

from __future__ import annotations

import cocotb

from models.charger import ALL_EVENTS, EV_INSERTED, EV_POOR_SOURCE, EV_REMOVED, UNSPECIFIED
from models.charger_settings import Timers
from models.charger_view import CC, OFF, PRECHARGE, SUSPEND, TRICKLE
from tb.covers import covers
from tests.charger.bench import ChargerBench, bench_of
from tests.charger.params import CTRL, WEAK, vbat, vbus

BENCH = bench_of(WEAK)
UNIT = WEAK.source_unit
FOLDED, GOOD_MV = vbus(4000), vbus(5000)
NO_TIMERS = Timers(0, 0).pack()
AGAIN_TICKS = WEAK.dg_ticks + 3
"""From a source that is good again to the next start, without a pause."""


async def fold(bench: ChargerBench) -> int:
    """VBUS folds back under the load until that is gone, and is good again; returns the tick of the end of the current."""
    await bench.do(vbus_i=FOLDED)
    tick = await bench.until("state_o", SUSPEND)
    await bench.do(vbus_i=GOOD_MV)
    return tick


async def drop(bench: ChargerBench, away: int = 3) -> int:
    """Presence is lost under load, and is back after *away* ticks; returns the tick of its return."""
    gone = await bench.do(vbus_det_i=0)
    assert bench.seen("state_o") == OFF and bench.seen("en_o") == 0, "the current stops at once, whatever it is"
    await bench.play({gone + away: {"vbus_det_i": 1}})
    return gone + away


@cocotb.test()
@cocotb.parametrize(how=["fold", "drop"])
@covers("CHG-SOURCE-1", "CHG-SOURCE-2")
async def less_and_less_then_pauses(dut, how: str) -> None:
    """500, 250, 125, 50 mA, then 50 mA after 1, 2, 4, 8, 16, 32 and 32 units; one event, and health says that it pauses."""
    bench = ChargerBench(dut, WEAK)
    await bench.start()
    await bench.enter(CC, timer=NO_TIMERS, intr=EV_POOR_SOURCE)
    collapse = fold if how == "fold" else drop
    for ma in (500, 250, 125):
        assert bench.seen("iset_o") == ma
        begun = await collapse(bench)
        start = await bench.until("state_o", CC)
        limit = AGAIN_TICKS if how == "fold" else WEAK.qual_ticks + 1
        assert start - begun <= limit
        assert (bench.seen("poor_o"), bench.seen("event_o") & EV_POOR_SOURCE, bench.seen("health_o")) == (1, EV_POOR_SOURCE, 1)
        assert bench.seen("wake_o") == 1
    await bench.do(clr=ALL_EVENTS)  # a clear is not the end of it
    for factor in (1, 2, 4, 8, 16, 32, 32):
        assert bench.seen("iset_o") == 50 and bench.seen("en_o") == 1
        begun = await collapse(bench)
        await bench.ticks(2)
        assert (bench.seen("health_o"), bench.seen("status_o"), bench.seen("poor_o")) == (UNSPECIFIED, 3, 1)
        start = await bench.until("state_o", CC, 40 * UNIT)
        at_once = 1 if how == "fold" else WEAK.qual_ticks + 1
        assert factor * UNIT + at_once <= start - begun <= factor * UNIT + WEAK.qual_ticks + WEAK.dg_ticks + 2, factor
        assert bench.seen("health_o") == 1
    assert bench.seen("event_o") & EV_POOR_SOURCE == 0, "it became a poor one once"
    await bench.finish()


@cocotb.test()
@covers("CHG-SOURCE-1")
async def the_least_current_is_not_lowered(dut) -> None:
    """Trickle (75 mA) goes to 50 mA; a precharge of 50 or 30 mA pauses at once, and stays what it is."""
    bench = ChargerBench(dut, WEAK)
    await bench.start()
    for mv, state, ctrl, before, after in (
        (1500, TRICKLE, CTRL, 75, 50), (2500, PRECHARGE, CTRL, 50, 50), (2500, PRECHARGE, CTRL._replace(ichg=300), 30, 30),
        (3700, CC, CTRL._replace(ichg=90), 90, 50), (3700, CC, CTRL._replace(ichg=51), 51, 50),
    ):  # fmt: skip
        await bench.do(vbus_det_i=0)
        await bench.ticks(5 * UNIT)
        await bench.unplugged(ctrl=ctrl.pack(), timer=NO_TIMERS)
        await bench.do(vbus_det_i=1, vbat_i=vbat(mv))
        await bench.until("state_o", state)
        assert bench.seen("iset_o") == before
        begun = await fold(bench)
        start = await bench.until("state_o", state, 2 * UNIT)
        assert bench.seen("iset_o") == after
        assert (start - begun > UNIT) == (before <= 50), "a pause, if there is nothing to take away"
    await bench.finish()


@cocotb.test()
@cocotb.parametrize(how=["fold", "drop"])
@covers("CHG-SOURCE-1")
async def a_source_that_has_held_is_left_alone(dut, how: str) -> None:
    """Until 4 units after the current began a collapse counts, behind them not; a rise of the current begins them anew."""
    bench = ChargerBench(dut, WEAK)
    await bench.start()
    for late, rise in ((0, 0), (1, 0), (0, 1), (1, 1)):
        await bench.do(vbus_det_i=0)
        await bench.ticks(5 * UNIT)
        begun = await bench.enter(CC, timer=NO_TIMERS)
        if rise:
            await bench.ticks(10 * UNIT)
            await bench.do(ctrl=CTRL._replace(ichg=600).pack())
            begun = await bench.until("iset_o", 600)
        last = begun + 4 * UNIT + late
        if how == "fold":
            await bench.play({last - WEAK.dg_ticks: {"vbus_i": FOLDED}, last + 1: {"vbus_i": GOOD_MV}})
        else:
            await bench.play({last: {"vbus_det_i": 0}, last + 2: {"vbus_det_i": 1}})
        await bench.until("state_o", CC)
        full = 600 if rise else 500
        assert (bench.seen("iset_o"), bench.seen("poor_o")) == ((full, 0) if late else (full // 2, 1)), (late, rise)
    await bench.finish()


@cocotb.test()
@covers("CHG-SOURCE-2")
async def unplugged_is_away_for_a_unit(dut) -> None:
    """Back a tick earlier it is the same source; later all is forgotten, but a start keeps its distance from a failed one."""
    bench = ChargerBench(dut, WEAK)
    await bench.start()
    await bench.enter(CC, timer=NO_TIMERS)
    back = await drop(bench, UNIT)
    assert bench.seen("poor_o") == 1, "back on the last tick"
    await bench.until("state_o", CC)
    assert bench.seen("iset_o") == 250
    # unplugged from current that has held: nothing is left, and nobody waits
    await bench.ticks(5 * UNIT)
    gone = await bench.do(vbus_det_i=0)
    assert bench.seen("poor_o") == 0, "nothing is attached that could be weak"
    await bench.play({gone + UNIT + 1: {"vbus_det_i": 1}})
    back = bench.tick
    start = await bench.until("state_o", CC)
    assert (bench.seen("iset_o"), bench.seen("poor_o"), start - back) == (500, 0, WEAK.qual_ticks)
    # lost under load, and longer: three units more
    gone = await bench.do(vbus_det_i=0)
    await bench.play({gone + UNIT + 1: {"vbus_det_i": 1}})
    start = await bench.until("state_o", CC, 5 * UNIT)
    assert (bench.seen("iset_o"), bench.seen("poor_o")) == (500, 0)
    assert start - gone == 4 * UNIT + WEAK.qual_ticks + 1
    await bench.finish()


@cocotb.test()
@covers("CHG-SOURCE-4")
async def a_return_is_no_insertion(dut) -> None:
    """With the system off presence that comes back under a weak source boots nothing; what waited to boot before still does."""
    bench = ChargerBench(dut, WEAK)
    await bench.start()
    await bench.enter(CC, timer=NO_TIMERS, state_i=2)  # the system is on: the insertion is used up
    await bench.do(state_i=0, clr=ALL_EVENTS)
    for _ in range(3):
        await drop(bench)
        assert bench.seen("vbus_boot_o") == 0
        await bench.until("state_o", CC)
    assert bench.seen("event_o") & (EV_INSERTED | EV_REMOVED) == EV_INSERTED | EV_REMOVED, "presence is told as it is"
    gone = await bench.do(vbus_det_i=0)
    await bench.play({gone + UNIT + 1: {"vbus_det_i": 1}})
    assert bench.seen("vbus_boot_o") == 1, "unplugged and plugged in again"
    await bench.until("state_o", CC, 5 * UNIT)
    back = await drop(bench)
    assert await bench.seen_at(max(back, bench.clock.tick), "vbus_boot_o") == (1,), "power-up is refused still, and remembered"
    await bench.do(state_i=1)
    assert bench.seen("vbus_boot_o") == 0
    await bench.finish()


@cocotb.test()
@cocotb.parametrize(away=[1, UNIT - 1, UNIT + 1, 2 * UNIT, 6 * UNIT])
@covers("CHG-SOURCE-3")
async def a_minute_sees_few_starts(dut, away: int) -> None:
    """A source that vanishes under load, after any time and for any time: never more than 8 starts in 30 units, a minute."""
    bench = ChargerBench(dut, WEAK)
    await bench.start()
    for held in (1, UNIT, 4 * UNIT - 2, 4 * UNIT + 2):
        await bench.unplugged(timer=NO_TIMERS)
        await bench.ticks(5 * UNIT)
        starts: list[int] = []
        await bench.do(vbus_det_i=1)
        while len(starts) < 18:
            starts.append(await bench.until("en_o", 1, 40 * UNIT))
            gone = starts[-1] + 1 + held
            await bench.play({gone: {"vbus_det_i": 0}, gone + away: {"vbus_det_i": 1}})
        for first, ninth in zip(starts, starts[8:], strict=False):
            assert ninth - first >= 30 * UNIT, f"held {held}: 9 starts from tick {first} to {ninth}"
    await bench.finish()
