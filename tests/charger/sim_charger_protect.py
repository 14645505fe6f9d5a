# SPDX-License-Identifier: Apache-2.0
"""What protects the cell whatever is set: caps, the monitor's own over-voltage limit, results that are too old."""

from __future__ import annotations

import cocotb

from models.charger import EV_STALE
from models.charger_settings import Caps
from models.charger_view import CC, CHARGING, COOL, CV, DONE, FAULT, OFF, PRECHARGE, QUALIFY, RECHARGE, SUSPEND, TRICKLE
from models.regmap import ChargeHealth
from tb.block_bench import block_test
from tb.covers import covers
from tests.charger.bench import ChargerBench, bench_of
from tests.charger.params import CTRL, LIMITS, SHORT, TEMPS, TIMERS, WORDS, current, vbat

CELL = Caps(ichg=500, vreg=4200, cool50=0)
TOO_MUCH = CTRL._replace(ichg=1012, vreg=8191, cool50=1)
EVERY_STATE = (QUALIFY, TRICKLE, PRECHARGE, CC, CV, DONE, RECHARGE)
RESETS = (TOO_MUCH._replace(boot=0).pack(), *WORDS[1:])  # as a profile never has it, and a flipped flop may
BENCH = bench_of(words=RESETS, caps=CELL)


async def started(dut) -> ChargerBench:
    bench = ChargerBench(dut, words=RESETS, caps=CELL)
    await bench.start()
    return bench


@block_test(started)
@cocotb.parametrize(written=[0, 1])
@covers("CHG-CELL-1")
async def the_cell_is_a_cap(dut, bench, written: int) -> None:
    """Settings beyond the cell, from reset or by a write: current, precharge, voltage and over-voltage are the cell's."""
    await bench.enter(CC, ctrl=(TOO_MUCH if written else CTRL).pack())
    if not written:
        await bench.restart()
        await bench.until("state_o", CC)
    assert (bench.seen("iset_o"), bench.seen("vset_o"), bench.seen("en_o")) == (500, 4200, 1)
    await bench.do(ntc_i=TEMPS.cool + 1)
    await bench.until("zone_o", COOL)
    await bench.ticks(2)
    assert bench.seen("iset_o") == 100, "a fifth, not half"
    await bench.do(ntc_i=TEMPS.cool - TEMPS.cool_hyst - 1, vbat_i=vbat(2500))
    await bench.until("state_o", PRECHARGE)
    assert bench.seen("iset_o") == 50
    await bench.do(vbat_i=vbat(3700))
    await bench.until("state_o", CC)
    tick = await bench.do(vbat_i=vbat(4191))
    assert await bench.until("state_o", CV) == tick + SHORT.dg_ticks, "near the cell's voltage, not that of the register"
    tick = await bench.do(vbat_i=vbat(4302))
    assert await bench.seen_at(tick, "state_o", "en_o", "health_o") == (SUSPEND, 0, ChargeHealth.OVERVOLTAGE)


@block_test(started)
@covers("CHG-CELL-1")
async def settings_below_the_cap_hold(dut, bench) -> None:
    """A cap takes nothing away from less."""
    for ichg, vreg in ((499, 4199), (500, 4200), (501, 4201), (50, 3500)):
        await bench.unplugged()
        await bench.do(ctrl=CTRL._replace(ichg=ichg, vreg=vreg).pack(), vbat_i=vbat(3300), vbus_det_i=1)
        await bench.until("state_o", CC)
        await bench.ticks(2)
        assert (bench.seen("iset_o"), bench.seen("vset_o")) == (min(ichg, 500), min(vreg, 4200))
        await bench.do(vbus_det_i=0)


@block_test(started)
@covers("CHG-CELL-4")
async def a_phosphate_cell(dut, bench) -> None:
    """3.5 to 3.7 V: regulation, warm, recharge and over-voltage keep their distances."""
    for vreg in (3500, 3600, 3650):
        await bench.unplugged()
        await bench.do(ctrl=CTRL._replace(vreg=vreg).pack(), vbat_i=vbat(3300), vbus_det_i=1)
        await bench.until("state_o", CC)
        assert bench.seen("vset_o") == vreg
        await bench.do(vbat_i=vbat(vreg - 10) - 1)
        await bench.held_in(CC)
        tick = await bench.do(vbat_i=vbat(vreg - 10), ichg_i=0, upd_i=0x10)
        assert await bench.until("state_o", CV) == tick + SHORT.dg_ticks
        await bench.until("state_o", DONE)
        await bench.until("sink_o", 0)
        await bench.do(vbat_i=vbat(vreg - LIMITS.rechg))
        await bench.ticks(2 * SHORT.rechg_ticks)
        assert bench.seen("state_o") == DONE
        tick = await bench.do(vbat_i=vbat(vreg - LIMITS.rechg) - 1)
        assert await bench.until("state_o", RECHARGE) == tick + SHORT.rechg_ticks
        await bench.do(ntc_i=TEMPS.warm - 1, ichg_i=current(300))
        await bench.ticks(SHORT.dg_ticks + 3)
        assert bench.seen("vset_o") == vreg - 140
        tick = await bench.do(vbat_i=vbat(vreg + 101))
        assert await bench.seen_at(tick, "state_o", "en_o") == (SUSPEND, 0)


@block_test(started)
@cocotb.parametrize(state=EVERY_STATE)
@covers("CHG-CELL-2")
async def over_voltage_of_the_monitor(dut, bench, state: int) -> None:
    """It stops the charger in every state, whatever VREG and VBAT say, and lets it go on when it is over, after DG."""
    await bench.enter(state)
    tick = await bench.do(vbat_over_i=1)
    if state == QUALIFY:
        tick = await bench.until("state_o", SUSPEND)
    assert await bench.seen_at(tick, "state_o", "en_o", "iset_o", "health_o") == (SUSPEND, 0, 0, ChargeHealth.OVERVOLTAGE)
    await bench.held_in(SUSPEND)
    await bench.do(vbat_i=vbat(3700))
    await bench.held_in(SUSPEND)
    tick = await bench.do(vbat_over_i=0)
    assert await bench.until("state_o", CC) == tick + SHORT.dg_ticks


@block_test(started)
@cocotb.parametrize(state=EVERY_STATE)
@covers("CHG-AGE-1")
async def old_results(dut, bench, state: int) -> None:
    """Whichever channel: no current on the edge that sees it, status, health and one event that wakes; back after DG with fresh ones."""
    await bench.enter(state, intr=EV_STALE)
    for chan in range(5):
        await bench.do(clr=0xFFF)
        tick = await bench.do(stale_i=1 << chan)
        assert await bench.seen_at(tick, "stale_o", "en_o", "health_o") == (1, 0, ChargeHealth.UNSPEC_FAILURE)
        assert bench.seen("event_o") & EV_STALE
        assert await bench.seen_at(tick + 1, "wake_o") == (1,)
        if bench.seen("state_o") == QUALIFY:
            await bench.until("state_o", SUSPEND)
        assert bench.seen("state_o") == SUSPEND
        await bench.clear()
        await bench.do(stale_i=0b11111)
        await bench.held_in(SUSPEND)
        assert bench.seen("event_o") == 0, "once, however many"
        await bench.do(vbat_i=vbat(3700), ichg_i=current(480))
        await bench.held_in(SUSPEND)
        tick = await bench.do(stale_i=0)
        assert bench.seen("stale_o") == 0 and bench.seen("event_o") & EV_STALE == 0
        assert await bench.until("state_o", CC) == tick + SHORT.dg_ticks


@block_test(started)
@covers("CHG-AGE-1")
async def old_results_without_a_charge(dut, bench) -> None:
    """Told in OFF and FAULT too; nothing begins, a fault stays; without a sensor at all no battery comes after it."""
    await bench.unplugged()
    await bench.do(stale_i=1, vbus_det_i=1)
    await bench.ticks(SHORT.qual_ticks + 5)
    assert (bench.seen("state_o"), bench.seen("health_o")) == (SUSPEND, ChargeHealth.UNSPEC_FAILURE)
    await bench.do(stale_i=0, vbus_det_i=0)
    await bench.do(ready_i=0)
    await bench.ticks(3)
    assert bench.seen("health_o") == ChargeHealth.NO_BATTERY
    await bench.do(stale_i=1)
    assert bench.seen("health_o") == ChargeHealth.UNSPEC_FAILURE
    await bench.do(stale_i=0, ready_i=1)
    await bench.enter(FAULT, timer=TIMERS.pack())
    await bench.do(stale_i=4)
    assert (bench.seen("state_o"), bench.seen("health_o"), bench.seen("stale_o")) == (FAULT, ChargeHealth.NO_BATTERY, 1), "the worst first"
    await bench.do(vbus_det_i=0)
    assert (bench.seen("state_o"), bench.seen("health_o")) == (OFF, ChargeHealth.UNSPEC_FAILURE)
    assert bench.seen("state_o") not in CHARGING


@cocotb.test()
@covers("CHG-TIMER-5")
async def a_moment_that_an_upset_lets_go_by(dut) -> None:
    """Deadline, held time or minute put behind the moment at which it would act: it acts at once, not a round later."""
    bench = await started(dut)
    await bench.enter(CC, ctrl=CTRL._replace(wd=1).pack(), timer=TIMERS._replace(fast=1).pack())
    await bench.finish()  # the model knows nothing of what comes now
    core = dut.u_core
    core.u_host_timer.due_q.value = bench.clock.tick - 20
    await bench.ticks(2)
    assert bench.seen("wd_expired_o") == 1
    await bench.do(vbat_i=vbat(4195))
    core.u_fsm.u_own.row_q.value = SHORT.dg_ticks + 3
    await bench.ticks(2)
    assert bench.seen("state_o") == CV
    core.u_fast.rest_q.value = SHORT.minute + 9
    await bench.ticks(2)
    assert (bench.seen("state_o"), bench.seen("fast_min_o")) == (FAULT, 1)
