# SPDX-License-Identifier: Apache-2.0
"""charger_core in its block bench: safety timers and host watchdog, to the tick. A minute lasts 200 ticks here."""

from __future__ import annotations

import cocotb

from models.charger import CLEAR_FAULT, EV_WATCHDOG, KICK
from models.charger_settings import Ctrl, Timers
from models.charger_view import CC, CV, DONE, FAULT, OFF, PRECHARGE, RECHARGE, SUSPEND, TRICKLE
from models.regmap import ChargeHealth
from tb.block_bench import block_test
from tb.covers import covers
from tests.charger.bench import ChargerBench, bench_of
from tests.charger.params import CTRL, LIMITS, SHORT, TEMPS, TIMERS, current, vbat

BENCH = bench_of()
MINUTE = SHORT.minute // 2  # ticks at full speed
STATES = ((TRICKLE, "pre_min_o"), (PRECHARGE, "pre_min_o"), (CC, "fast_min_o"), (CV, "fast_min_o"), (RECHARGE, "fast_min_o"))
LIMITS_BY_LOOP = ({"loop_iin_i": 1}, {"loop_vin_i": 1}, {"loop_iin_i": 1, "loop_vin_i": 1})


async def begin(bench: ChargerBench, state: int, pre: int, fast: int) -> int:
    """Enter a state and begin its time anew with these limits; returns the tick from which it counts."""
    await bench.enter(state, timer=TIMERS.pack())
    return await bench.do(timer=Timers(pre, fast).pack())


@block_test(ChargerBench)
@covers("CHG-TIMER-1")
async def expires_exactly(dut, bench) -> None:
    """From each state, after one and after three minutes; the whole minutes shown change on their ticks."""
    for (state, port), minutes in ((s, m) for s in STATES for m in (1, 3)):
        tick = await begin(bench, state, minutes, minutes)
        for minute in range(1, minutes):
            assert await bench.seen_at(tick + minute * MINUTE - 1, port) == (minute - 1,)
            assert await bench.seen_at(tick + minute * MINUTE, port) == (minute,)
        assert await bench.until("state_o", FAULT, 5 * MINUTE) == tick + minutes * MINUTE
        assert bench.seen(port) == minutes
        await bench.ticks(MINUTE + 5)
        assert bench.seen(port) == minutes  # it stands still


@block_test(ChargerBench)
@covers("CHG-TIMER-2")
async def half_speed_while_limited(dut, bench) -> None:
    """Each loop halves it, both together too; a limit for an odd number of ticks counts to the half tick."""
    for state, _ in STATES:
        for loops in LIMITS_BY_LOOP:
            tick = await begin(bench, state, 1, 1)
            await bench.do(**loops)
            began = bench.tick
            expiry = began - 1 + 2 * (MINUTE - (began - 1 - tick))
            assert await bench.until("state_o", FAULT, 3 * MINUTE) == expiry, (state, loops)
            assert bench.seen("limit_o") == 0  # not charging any more
    for limited in (1, 2, 7):  # half ticks lost
        tick = await begin(bench, CC, 0, 1)
        await bench.play({tick + 10: {"loop_iin_i": 1}, tick + 10 + limited: {"loop_iin_i": 0}})
        assert await bench.until("state_o", FAULT, 2 * MINUTE) == tick + MINUTE + (limited + 1) // 2
    tick = await begin(bench, CC, 0, 2)  # half a tick in each of two minutes is one
    await bench.play({
        tick + 10: {"loop_vin_i": 1}, tick + 11: {"loop_vin_i": 0}, tick + MINUTE + 10: {"loop_vin_i": 1},
        tick + MINUTE + 11: {"loop_vin_i": 0},
    })
    assert await bench.until("state_o", FAULT, 2 * MINUTE) == tick + 2 * MINUTE + 1


@block_test(ChargerBench)
@covers("CHG-TIMER-2")
async def half_speed_while_folded(dut, bench) -> None:
    """Thermal regulation halves it too, from the edge behind the first step down to that behind the last step up."""
    tick = await begin(bench, CC, 0, 2)
    await bench.play({tick + 20: {"die_warn_i": 1}, tick + 21: {"die_warn_i": 0}})
    folded = SHORT.fold_ticks  # ticks from the step down to the step up
    assert bench.seen("fold_o") == 1
    assert await bench.until("state_o", FAULT, 3 * MINUTE) == tick + 2 * MINUTE + folded // 2
    tick = await begin(bench, CC, 0, 1)
    await bench.do(die_warn_i=1)
    began = bench.tick
    assert await bench.until("state_o", FAULT, 3 * MINUTE) == began + 2 * (MINUTE - (began - tick))


@block_test(ChargerBench)
@covers("CHG-TIMER-3")
async def stands_still_in_suspend(dut, bench) -> None:
    """In SUSPEND, however long; what had been counted before counts on; also across the two timers."""
    for state, port in STATES:
        vb = {"vbat_i": vbat(3700)} if state in (CV, RECHARGE) else {}
        tick = await begin(bench, state, 2, 2)
        await bench.ticks(MINUTE + 20)
        suspended = await bench.do(die_crit_i=1)  # this edge belongs to the state before it
        assert bench.seen(port) == 1
        await bench.ticks(3 * MINUTE)
        assert (bench.seen("state_o"), bench.seen(port)) == (SUSPEND, 1)
        good = await bench.do(die_crit_i=0, **vb)
        back = good + SHORT.dg_ticks
        left = 2 * MINUTE - (suspended - tick)
        assert await bench.until("state_o", FAULT, 2 * MINUTE) == back + left, state


@block_test(ChargerBench)
@covers("CHG-TIMER-1")
async def each_timer_its_states(dut, bench) -> None:
    """The pre timer keeps its time through CC and the fast one through PRECHARGE; DONE and OFF begin anew."""
    await begin(bench, PRECHARGE, 3, 3)
    await bench.until("pre_min_o", 1)
    await bench.do(vbat_i=vbat(3700))
    await bench.until("fast_min_o", 1)
    assert bench.seen("pre_min_o") == 1
    await bench.do(vbat_i=vbat(2500))
    await bench.until("pre_min_o", 2)
    assert bench.seen("fast_min_o") == 1
    await bench.do(vbat_i=vbat(1500))
    await bench.until("state_o", TRICKLE)
    assert bench.seen("pre_min_o") == 2
    await bench.until("state_o", FAULT)
    await bench.do(clr=CLEAR_FAULT, vbat_i=vbat(3700))
    assert await bench.seen_at(bench.tick, "pre_min_o", "fast_min_o") == (3, 1)
    assert await bench.seen_at(bench.tick + 1, "pre_min_o", "fast_min_o") == (0, 0)
    await begin(bench, CV, 3, 3)
    await bench.until("fast_min_o", 1)
    await bench.do(vbat_i=vbat(4195), ichg_i=0, upd_i=0x10)
    done = await bench.until("state_o", DONE)
    assert await bench.seen_at(done, "fast_min_o") == (1,)
    assert await bench.seen_at(done + 1, "fast_min_o") == (0,)


@block_test(ChargerBench)
@covers("CHG-TIMER-4")
async def changed_duration(dut, bench) -> None:
    """Another duration begins that timer anew, on any edge, also on that of its expiry; the same one does nothing."""
    for state, mine, other in ((PRECHARGE, "pre", "fast"), (CC, "fast", "pre")):
        tick = await begin(bench, state, 1, 1)
        await bench.play({tick + MINUTE - 1: {"timer": Timers(1, 1).pack()}})
        assert await bench.until("state_o", FAULT) == tick + MINUTE
        tick = await begin(bench, state, 1, 1)
        await bench.play({tick + MINUTE - 1: {"timer": Timers(**{mine: 1, other: 9}).pack()}})
        assert await bench.until("state_o", FAULT) == tick + MINUTE
        tick = await begin(bench, state, 1, 1)
        await bench.play({tick + MINUTE: {"timer": Timers(**{mine: 1, other: 9}).pack()}})
        assert bench.seen("state_o") == FAULT
        for offset in (-1, 0):
            tick = await begin(bench, state, 1, 1)
            await bench.play({tick + MINUTE + offset: {"timer": Timers(**{mine: 2, other: 1}).pack()}})
            assert bench.seen("state_o") == state
            assert await bench.until("state_o", FAULT) == bench.tick + 2 * MINUTE
        tick = await begin(bench, state, 3, 3)
        await bench.ticks(2 * MINUTE + 10)
        tick = await bench.do(timer=Timers(1, 1).pack())  # shorter than what has passed: no sudden fault
        assert await bench.until("state_o", FAULT) == tick + MINUTE


@block_test(ChargerBench)
@covers("CHG-TIMER-4")
async def zero_is_off(dut, bench) -> None:
    """0 minutes: no fault and nothing counted, switched off before or in the middle; the other timer runs."""
    for state, port in STATES:
        await begin(bench, state, 0, 0)
        await bench.ticks(3 * MINUTE)
        assert (bench.seen("state_o"), bench.seen(port)) == (state, 0)
        tick = await bench.do(timer=Timers(1, 1).pack())
        await bench.ticks(MINUTE // 2)
        await bench.do(timer=Timers(0, 0).pack())
        await bench.ticks(2 * MINUTE)
        assert (bench.seen("state_o"), bench.seen(port)) == (state, 0)
        tick = await bench.do(timer=Timers(0 if port == "fast_min_o" else 1, 1 if port == "fast_min_o" else 0).pack())
        assert await bench.until("state_o", FAULT) == tick + MINUTE


@block_test(ChargerBench)
@covers("CHG-TIMER-1")
async def longest_durations(dut, bench) -> None:
    """The widest numbers fit: 255 minutes before, 1023 in fast charge, at half speed."""
    for state, port, minutes in ((PRECHARGE, "pre_min_o", 255), (CC, "fast_min_o", 1023)):
        tick = await begin(bench, state, 255, 1023)
        assert await bench.until("state_o", FAULT, 1030 * MINUTE) == tick + minutes * MINUTE
        assert bench.seen(port) == minutes


@block_test(ChargerBench)
@cocotb.parametrize(wd=[1, 2, 3])
@covers("CHG-WD-1", "CHG-WD-2")
async def watchdog(dut, bench, wd: int) -> None:
    """Each time: expiry on its tick, settings back and nothing else, charging goes on; any write is a kick."""
    time = SHORT.wd_unit << wd - 1
    mine = Ctrl(ichg=900, vreg=4000, duty=50, wd=wd, cool50=1, boot=0)
    await bench.enter(CC, timer=Timers(0, 0).pack())
    tick = await bench.do(ctrl=mine.pack(), limit=LIMITS._replace(itrickle=33).pack())
    await bench.ticks(3)
    assert (bench.seen("iset_o"), bench.seen("vset_o")) == (900, 4000)
    kicks = ({"clr": KICK}, {"clr": 0}, {"ctrl": mine.pack()}, {"temp": TEMPS.pack()}, {"timer": Timers(0, 0).pack()},
             {"limit": LIMITS._replace(itrickle=33).pack()})  # fmt: skip
    for kick in kicks:
        await bench.play({tick + time: kick})  # on the very edge on which it would expire
        assert bench.seen("wd_expired_o") == 0, kick
        tick += time
    assert await bench.until("wd_expired_o", 1, time + 5) == tick + time
    assert bench.seen("event_o") & EV_WATCHDOG
    assert await bench.seen_at(tick + time + 1, "state_o", "iset_o", "vset_o", "health_o", "en_o") == (
        CC, CTRL.ichg, CTRL.vreg, ChargeHealth.WATCHDOG, 1,
    )  # fmt: skip
    await bench.do(vbat_i=vbat(1500))
    await bench.until("state_o", PRECHARGE)
    assert await bench.until("state_o", TRICKLE)
    assert bench.seen("iset_o") == 33  # the limits stay
    await bench.ticks(2 * time)
    assert bench.seen("wd_expired_o") == 1
    assert bench.seen("event_o") & EV_WATCHDOG
    await bench.do(clr=EV_WATCHDOG)  # a write, but not of the settings: it still says what is
    for _ in range(2):
        tick = await bench.do(clr=KICK)
        assert (bench.seen("wd_expired_o"), bench.seen("health_o"), bench.seen("event_o") & EV_WATCHDOG) == (1, ChargeHealth.WATCHDOG, 0)
        await bench.ticks(time - 30)
    await bench.until("event_o", bench.seen("event_o") | EV_WATCHDOG, time)  # it watches on, with firmware's period
    assert bench.clock.tick == tick + time
    await bench.do(limit=LIMITS.pack(), temp=TEMPS.pack(), timer=Timers(0, 0).pack())
    assert bench.seen("wd_expired_o") == 1
    await bench.do(ctrl=mine._replace(wd=0).pack())
    assert bench.seen("wd_expired_o") == 0
    await bench.ticks(3)
    assert bench.seen("health_o") != ChargeHealth.WATCHDOG
    await bench.ticks(4 * SHORT.wd_unit + 10)
    assert bench.seen("wd_expired_o") == 0


@block_test(ChargerBench)
@covers("CHG-WD-1")
async def watchdog_is_off_at_zero(dut, bench) -> None:
    """wd = 0 never expires; switched on late it has its whole time; it works without a charger too."""
    await bench.unplugged()
    await bench.ticks(5 * SHORT.wd_unit)
    assert bench.seen("wd_expired_o") == 0
    tick = await bench.do(ctrl=CTRL._replace(wd=1, enable=0).pack())
    assert await bench.until("wd_expired_o", 1) == tick + SHORT.wd_unit
    await bench.do(vbus_det_i=1)  # enable is back
    await bench.until("state_o", CC)
    assert bench.seen("iset_o") == CTRL.ichg
    assert bench.seen("state_o") != OFF


@block_test(ChargerBench)
async def measured_values_do_not_move_the_timers(dut, bench) -> None:
    """Currents and voltages that come and go inside a state change nothing of the time."""
    tick = await begin(bench, CC, 1, 1)
    await bench.play({
        tick + n: {"vbat_i": vbat(3700) + n % 7, "ichg_i": current(400 + n % 9), "upd_i": n % 128} for n in range(3, 90)
    })
    assert await bench.until("state_o", FAULT) == tick + MINUTE
