# SPDX-License-Identifier: Apache-2.0
"""charger_core at a weak source: less current step by step, then pauses that double, until it is unplugged."""

from __future__ import annotations

import cocotb

from models.charger import ALL_EVENTS, EV_INSERTED, EV_POOR_SOURCE, EV_REMOVED
from models.charger_settings import Timers
from models.charger_view import CC, DONE, OFF, PRECHARGE, SUSPEND, TRICKLE
from models.regmap import ChargeHealth
from tb.block_bench import block_test
from tb.covers import covers
from tests.charger.bench import ChargerBench, bench_of
from tests.charger.params import CTRL, WEAK, current, vbat, vbus

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


@block_test(lambda dut: ChargerBench(dut, WEAK))
@cocotb.parametrize(how=["fold", "drop"])
@covers("CHG-SOURCE-1", "CHG-SOURCE-2")
async def less_and_less_then_pauses(dut, bench, how: str) -> None:
    """500, 250, 125, 50 mA, then 50 mA after 1, 2, 4, 8, 16, 32 and 32 units; one event, and health says that it pauses."""
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
        assert (bench.seen("health_o"), bench.seen("status_o"), bench.seen("poor_o")) == (ChargeHealth.UNSPEC_FAILURE, 3, 1)
        start = await bench.until("state_o", CC, 40 * UNIT)
        at_once = 1 if how == "fold" else WEAK.qual_ticks + 1
        assert factor * UNIT + at_once <= start - begun <= factor * UNIT + WEAK.qual_ticks + WEAK.dg_ticks + 2, factor
        assert bench.seen("health_o") == 1
    assert bench.seen("event_o") & EV_POOR_SOURCE == 0, "it became a poor one once"


@block_test(lambda dut: ChargerBench(dut, WEAK))
@covers("CHG-SOURCE-1")
async def the_least_current_is_not_lowered(dut, bench) -> None:
    """Trickle (75 mA) goes to 50 mA; a precharge of 50 or 30 mA pauses at once, and stays what it is."""
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


@block_test(lambda dut: ChargerBench(dut, WEAK))
@cocotb.parametrize(how=["fold", "drop"])
@covers("CHG-SOURCE-1")
async def a_source_that_has_held_is_left_alone(dut, bench, how: str) -> None:
    """Until 4 units after the current began a collapse counts, behind them not; a rise of the current begins them anew."""
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


@block_test(lambda dut: ChargerBench(dut, WEAK))
@covers("CHG-SOURCE-2")
async def unplugged_is_away_for_a_unit(dut, bench) -> None:
    """Back a tick earlier it is the same source; later all is forgotten, but a start keeps its distance from a failed one."""
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


@block_test(lambda dut: ChargerBench(dut, WEAK))
@covers("CHG-SOURCE-4")
async def a_return_is_no_insertion(dut, bench) -> None:
    """With the system off presence that comes back under a weak source boots nothing; what waited to boot before still does, once."""
    await bench.enter(CC, timer=NO_TIMERS, state_i=2)  # the system is on: the insertion is used up
    await bench.do(state_i=0, clr=ALL_EVENTS)
    for _ in range(3):
        await drop(bench)
        assert bench.seen("vbus_boot_o") == 0
        await bench.until("state_o", CC)
    assert bench.seen("event_o") & (EV_INSERTED | EV_REMOVED) == EV_INSERTED | EV_REMOVED, "presence is told as it is"
    await bench.ticks(5 * UNIT)  # it holds what is left
    await drop(bench)
    assert bench.seen("vbus_boot_o") == 0, "a weak one, wherever the current has gone"
    await bench.until("state_o", CC)
    gone = await bench.do(vbus_det_i=0)
    await bench.play({gone + UNIT + 1: {"vbus_det_i": 1}})
    assert bench.seen("vbus_boot_o") == 1, "unplugged and plugged in again"
    await bench.until("state_o", CC, 5 * UNIT)
    back = await drop(bench)
    assert await bench.seen_at(max(back, bench.clock.tick), "vbus_boot_o") == (1,), "power-up is refused still, and remembered"
    await bench.do(state_i=1)
    assert bench.seen("vbus_boot_o") == 0
    gone = await bench.do(vbus_det_i=0, state_i=0)
    await bench.play({gone + UNIT + 1: {"vbus_det_i": 1}})
    await bench.until("state_o", CC, 5 * UNIT)
    gone = await bench.do(vbus_det_i=0)
    await bench.play({gone + 2: {"state_i": 1}, gone + 3: {"state_i": 0}, gone + 5: {"vbus_det_i": 1}})
    assert bench.seen("vbus_boot_o") == 0, "somebody has switched on meanwhile: nothing is left to remember"


@block_test(lambda dut: ChargerBench(dut, WEAK))
@cocotb.parametrize(away=[1, UNIT - 1, UNIT + 1, 2 * UNIT, 6 * UNIT])
@covers("CHG-SOURCE-3")
async def a_minute_sees_few_starts(dut, bench, away: int) -> None:
    """A source that vanishes under load, after any time and for any time: never more than 8 starts in 30 units, a minute."""
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


LEAK, MINUTE = WEAK.start_ticks, 30 * UNIT
MOST, FREE = 10, 8
"""Starts in any minute, and in a row."""


def bounded(starts: list[int]) -> None:
    """No minute has more than MOST."""
    for first, beyond in zip(starts, starts[MOST:], strict=False):
        assert beyond - first >= MINUTE, f"{MOST + 1} starts from tick {first} to {beyond}: {starts}"


async def rested(bench: ChargerBench, **inputs: int) -> None:
    """Unplugged until no start counts any more, and right behind a multiple of LEAK."""
    await bench.unplugged(timer=NO_TIMERS, **inputs)
    await bench.ticks(9 * LEAK - bench.clock.tick % LEAK)


@block_test(lambda dut: ChargerBench(dut, WEAK))
@cocotb.parametrize(how=["contact", "folds and leaves", "over-voltage", "held"])
@covers("CHG-SOURCE-3", "CHG-SOURCE-5")
async def whatever_vbus_does(dut, bench, how: str) -> None:
    """A loose contact that drops four times and then stays away long enough to count as unplugged; a source that folds back

    and then goes; over-voltage that comes with the current; presence lost each time the source has held. The count is full after
    eight, and then there is one a LEAK: in no minute more than ten, in the long run two.
    """
    await rested(bench)
    begun = await bench.do(vbus_det_i=1)
    starts: list[int] = []
    while len(starts) < 24:
        starts.append(await bench.until("en_o", 1, 2 * LEAK))
        away = 2 * UNIT if len(starts) % 4 == 0 else 3
        if how == "contact":
            await drop(bench, away)
        elif how == "folds and leaves":
            await (drop(bench, away) if len(starts) % 4 == 0 else fold(bench))
        elif how == "over-voltage":
            await bench.do(vbus_ovp_i=1)
            await bench.do(vbus_ovp_i=0)
        else:
            await bench.ticks(4 * UNIT + 5)
            await drop(bench, 2 * UNIT)
    bounded(starts)
    assert starts[0] == begun + WEAK.qual_ticks
    ninth = starts[FREE] - starts[0]
    assert ninth >= (LEAK - 2 * WEAK.qual_ticks if how != "held" else 0), "the count is full after eight"
    late = [b - a for a, b in zip(starts[16:], starts[17:], strict=False)]
    assert all(LEAK - 2 * UNIT <= gap <= LEAK + 2 * UNIT for gap in late) or how == "held", late


@block_test(lambda dut: ChargerBench(dut, WEAK))
@covers("CHG-SOURCE-5", "CHG-SOURCE-6")
async def a_user_plugs_in_again(dut, bench) -> None:
    """Eight times in a row the charge starts at once, with full current; the ninth waits for the tick behind the multiple, and says so.

    Later, when some are forgotten, a replug starts at once again.
    """
    await rested(bench, intr=EV_POOR_SOURCE)
    for _ in range(FREE):
        begun = await bench.do(vbus_det_i=1)
        assert await bench.until("state_o", CC) == begun + WEAK.qual_ticks
        assert (bench.seen("iset_o"), bench.seen("poor_o"), bench.seen("health_o")) == (500, 0, 1)
        await bench.do(ctrl=CTRL._replace(enable=0).pack())  # else it would look like a source that failed, within 4 units
        await bench.do(vbus_det_i=0)
        await bench.do(ctrl=CTRL.pack())
    assert bench.seen("poor_o") == 0, "nothing is attached that waits"
    assert bench.seen("event_o") & EV_POOR_SOURCE == 0
    begun = await bench.do(vbus_det_i=1)
    assert await bench.seen_at(begun + 1, "poor_o", "state_o") == (1, OFF)
    await bench.ticks(1)
    assert (bench.seen("poor_o"), bench.seen("health_o"), bench.seen("wake_o")) == (1, ChargeHealth.UNSPEC_FAILURE, 1)
    start = await bench.until("state_o", CC, LEAK)
    multiple = (begun // LEAK + 1) * LEAK + 1  # the edge that finds the timebase there
    assert start == multiple + 1 + WEAK.qual_ticks
    assert (bench.seen("poor_o"), bench.seen("health_o")) == (0, 1)
    for _ in range(4):
        await bench.ticks(LEAK)
        await bench.do(vbus_det_i=0)
        await bench.ticks(UNIT + 2)
        begun = await bench.do(vbus_det_i=1)
        assert await bench.until("state_o", CC) == begun + WEAK.qual_ticks
        assert (bench.seen("iset_o"), bench.seen("poor_o")) == (500, 0)


@block_test(lambda dut: ChargerBench(dut, WEAK))
@cocotb.parametrize(how=["disable", "die", "battery", "recharge"])
@covers("CHG-SOURCE-5")
async def whatever_ends_the_charge(dut, bench, how: str) -> None:
    """Firmware that switches off and on, a die or a battery's contact that comes and goes, recharges: bounded, and told."""
    await rested(bench)
    await bench.do(vbus_det_i=1)
    starts: list[int] = []
    while len(starts) < 14:
        starts.append(await bench.until("en_o", 1, 2 * LEAK))
        if how == "disable":
            await bench.do(ctrl=CTRL._replace(enable=0).pack())
            await bench.ticks(3)
            assert bench.seen("poor_o") == 0, "nothing waits that is switched off"
            await bench.do(ctrl=CTRL.pack())
        elif how == "recharge":
            await bench.do(vbat_i=vbat(4195), ichg_i=0, upd_i=0x10)
            await bench.until("state_o", DONE)
            await bench.until("sink_o", 0, 2 * WEAK.test_ticks)
            await bench.do(vbat_i=vbat(3790), ichg_i=current(300))  # far below also for a worn battery
        else:
            name = {"die": "die_crit_i", "battery": "vbat_over_i"}[how]
            await bench.do(**{name: 1})
            await bench.do(**{name: 0})
    bounded(starts)
    assert starts[FREE] - starts[0] > LEAK // 2
    if how != "recharge":
        assert bench.seen("event_o") & EV_POOR_SOURCE
