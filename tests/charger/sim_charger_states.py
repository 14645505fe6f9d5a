# SPDX-License-Identifier: Apache-2.0
"""charger_core in its block bench: every arc of the state table with its tick, in the order of the rules."""

from __future__ import annotations


from models.charger import CLEAR_FAULT, EV_DONE, EV_FAULT, EV_STATE, EV_SUSPEND
from models.charger_settings import Timers
from models.charger_view import (
    CC, COLD, CV, DONE, FAULT, HOT, NONE, OFF, PRECHARGE, QUALIFY, RECHARGE, SUSPEND, TRICKLE, UPD_CURRENT,
)  # fmt: skip
from models.regmap import ChargeHealth
from tb.block_bench import block_test
from tb.covers import covers
from tests.charger.bench import ChargerBench, bench_of
from tests.charger.params import CTRL, SHORT, TEMPS, current, vbat, vbus

BENCH = bench_of()
DG, QUAL, TEST, RECHG = SHORT.dg_ticks, SHORT.qual_ticks, SHORT.test_ticks, SHORT.rechg_ticks
CHARGING = (TRICKLE, PRECHARGE, CC, CV, RECHARGE)
NOT_OFF = (QUALIFY, *CHARGING, DONE, SUSPEND, FAULT)
DISABLED = CTRL._replace(enable=0).pack()
FULL = {"vbat_i": vbat(4195), "ichg_i": 0, "upd_i": UPD_CURRENT}


async def leaves(bench: ChargerBench, to: int, after: int, **inputs: int) -> int:
    """The inputs take the charger to *to* exactly *after* ticks later, and not before; returns that tick."""
    before = bench.seen("state_o")
    assert before != to, f"it is in state {to} already"
    tick = await bench.do(**inputs)
    if after:
        assert bench.seen("state_o") == before, f"state {before} left at once with {inputs}"
    came = await bench.until("state_o", to)
    assert came - tick == after, f"{before} -> {to} with {inputs}"
    return came


@block_test(ChargerBench)
@covers("CHG-STATE-1")
async def qualification(dut, bench) -> None:
    """A good source is looked at for QUAL ticks, then VBAT says where; a source that goes bad meanwhile ends it."""
    for code, to in ((0, TRICKLE), (vbat(2100) - 1, TRICKLE), (vbat(2100), PRECHARGE), (vbat(3000) - 1, PRECHARGE),
                     (vbat(3000), CC), (vbat(4100) - 1, CC)):  # fmt: skip
        await bench.unplugged()
        entered = await bench.do(vbus_det_i=1, vbat_i=code)
        assert bench.seen("state_o") == QUALIFY
        assert await bench.until("state_o", to) == entered + QUAL, code
    for bad in ({"vbus_i": vbus(4240)}, {"vbus_ovp_i": 1}, {"vbus_i": vbus(3740)}):
        await bench.enter(QUALIFY)
        await bench.ticks(2)
        await leaves(bench, OFF, 0, **bad)
    for bad in ({"die_crit_i": 1}, {"sensor_i": 8}, {"vbat_i": vbat(4310)}):
        entered = await bench.enter(QUALIFY)
        await bench.do(**bad)
        assert await bench.until("state_o", SUSPEND) == entered + QUAL, bad


@block_test(ChargerBench)
@covers("CHG-STATE-1")
async def nothing_begins_without_a_good_source(dut, bench) -> None:
    """Each thing that a start asks for, missing: not ready, no detection, over-voltage, outside the window, too close to VBAT."""
    missing = ({"ready_i": 0}, {"vbus_det_i": 0}, {"vbus_ovp_i": 1}, {"vbus_i": vbus(4350) - 1},
               {"vbus_i": vbus(6500) + 1}, {"vbus_i": vbus(4480), "vbat_i": vbat(4400)})  # fmt: skip
    for flaw in missing:
        await bench.unplugged()
        await bench.do(**{"vbus_det_i": 1, **flaw})
        await bench.held_in(OFF)
        good = {"vbus_det_i": 1, "vbus_ovp_i": 0, "vbat_i": vbat(3700), "vbus_i": vbus(5000), "ready_i": 1}
        await leaves(bench, QUALIFY, 0, **good)
    await bench.unplugged(ctrl=DISABLED)
    await bench.do(vbus_det_i=1)
    await bench.held_in(OFF)
    await leaves(bench, QUALIFY, 1, ctrl=CTRL.pack())


@block_test(ChargerBench)
@covers("CHG-STATE-2", "CHG-BAT-3")
async def by_voltage(dut, bench) -> None:
    """The arcs that VBAT makes, each when the border has been passed for the deglitch time."""
    arcs = [(TRICKLE, PRECHARGE, 2100), (PRECHARGE, CC, 3000), (PRECHARGE, TRICKLE, 1995), (CC, CV, 4190)]
    arcs += [(state, PRECHARGE, 2895) for state in (CC, CV, RECHARGE)]
    for state, to, mv in arcs:
        await bench.enter(state)
        await leaves(bench, to, DG, vbat_i=vbat(mv))
        await bench.held_in(to)
    await bench.enter(CC)
    await leaves(bench, CV, DG, loop_cv_i=1)


@block_test(ChargerBench)
@covers("CHG-STATE-3")
async def full(dut, bench) -> None:
    """CV and RECHARGE end DG after current, voltage and loops all say full, with a current measured since the entry."""
    for state in (CV, RECHARGE):
        await bench.enter(state)
        await leaves(bench, DONE, DG, **FULL)
        assert bench.seen("sink_o") == 1
        held_up = ({"ichg_i": current(50)}, {"vbat_i": vbat(4101) - 1}, {"loop_iin_i": 1}, {"loop_vin_i": 1}, {"upd_i": 0x6F})
        for flaw in held_up:
            await bench.enter(state)
            await bench.do(**FULL | flaw)
            await bench.held_in(state)
            await leaves(bench, DONE, DG, **FULL, loop_iin_i=0, loop_vin_i=0)


@block_test(ChargerBench)
@covers("CHG-STATE-3")
async def a_current_of_before_does_not_count(dut, bench) -> None:
    """A result that came in CC, or with the edge that entered CV, says nothing about CV; one of a tick later does."""
    for offset, counts in ((-2, False), (0, False), (1, True)):
        await bench.enter(CC)
        tick = bench.clock.tick + 4
        entry = tick + DG
        script = {tick: {"vbat_i": vbat(4195), "ichg_i": 0}, entry + offset: {"upd_i": UPD_CURRENT}}
        script[entry + offset + 1] = {"upd_i": 0}
        await bench.play(script)
        assert (await bench.seen_at(entry + 3, "state_o")) == (CV,)
        if counts:
            assert await bench.until("state_o", DONE) == entry + 1 + DG
        else:
            await bench.held_in(CV)
            tick = await bench.do(upd_i=UPD_CURRENT)
            await bench.do(upd_i=0)
            assert await bench.until("state_o", DONE) == tick + DG


@block_test(ChargerBench)
@covers("CHG-STATE-5", "CHG-OFF-2")
async def unsafe_at_once(dut, bench) -> None:
    """Every reason to suspend, from every state that charges and from DONE, on the edge that sees it; and back by VBAT."""
    reasons = ({"vbus_ovp_i": 1}, {"vbus_i": vbus(6601)}, {"die_crit_i": 1}, {"sensor_i": 8}, {"vbat_i": vbat(4301)})
    for state in (*CHARGING, DONE):
        for reason in reasons:
            await bench.enter(state)
            back = {name: int(getattr(dut, name).value) for name in reason}
            await leaves(bench, SUSPEND, 0, **reason)
            assert bench.seen("event_o") & (EV_STATE | EV_SUSPEND) == EV_STATE | EV_SUSPEND
            assert (bench.seen("en_o"), bench.seen("iset_o"), bench.seen("sink_o")) == (0, 0, 0)
            await bench.held_in(SUSPEND)
            await leaves(bench, {TRICKLE: TRICKLE, PRECHARGE: PRECHARGE}.get(state, CC), DG, **back)


@block_test(ChargerBench)
@covers("CHG-STATE-5", "CHG-ZONE-2")
async def unsafe_temperature(dut, bench) -> None:
    """Too cold, too hot, no sensor: the zone, then the state one tick later; back through the hysteresis."""
    reasons = (
        (COLD, {"ntc_i": TEMPS.cold + 1}, {"ntc_i": TEMPS.cold - TEMPS.cold_hyst}, DG),
        (HOT, {"ntc_i": TEMPS.hot - 1}, {"ntc_i": TEMPS.hot + TEMPS.hot_hyst}, DG),
        (NONE, {"sensor_i": 4}, {"sensor_i": 0}, 0),
        (NONE, {"ready_i": 0}, {"ready_i": 1}, 0),
    )
    for state in (*CHARGING, DONE):
        for zone, bad, good, delay in reasons:
            await bench.enter(state)
            tick = await leaves(bench, SUSPEND, delay + 1, **bad)
            assert await bench.seen_at(tick, "zone_o", "en_o") == (zone, 0)
            assert await bench.seen_at(tick + 1, "health_o") == ({COLD: 6, HOT: ChargeHealth.HOT, NONE: ChargeHealth.NO_BATTERY}[zone],)
            await bench.held_in(SUSPEND)
            await leaves(bench, {TRICKLE: TRICKLE, PRECHARGE: PRECHARGE}.get(state, CC), 2 * DG + 1, **good)


@block_test(ChargerBench)
@covers("CHG-STATE-5", "CHG-DEGLITCH-1")
async def window(dut, bench) -> None:
    """A source that sags, or comes too close to VBAT, for less than DG does not matter; for DG it suspends."""
    for state in (*CHARGING, DONE):
        await bench.enter(state)
        mv = int(dut.vbat_i.value) * 5 // 4
        for sag in (vbus(4250) - 1, vbus(mv + 41) - 1):
            await bench.enter(state)
            tick = await bench.do(vbus_i=sag)
            await bench.play({tick + DG: {"vbus_i": vbus(5000)}})
            await bench.held_in(state)
            await bench.enter(state)
            await leaves(bench, SUSPEND, DG, vbus_i=sag)
            await bench.held_in(SUSPEND)


@block_test(ChargerBench)
@covers("CHG-STATE-6", "CHG-OFF-1")
async def removal_and_disable(dut, bench) -> None:
    """From every state: off on the edge that samples the removal; one tick after the word that disables."""
    for state in NOT_OFF:
        await bench.enter(state)
        await leaves(bench, OFF, 0, vbus_det_i=0)
        assert [bench.seen(port) for port in ("en_o", "iset_o", "vset_o", "sink_o")] == [0, 0, 0, 0]
        await bench.enter(state)
        await leaves(bench, OFF, 1, ctrl=DISABLED)
        assert [bench.seen(port) for port in ("en_o", "iset_o", "vset_o", "sink_o")] == [0, 0, 0, 0]
        await bench.held_in(OFF)
        await leaves(bench, QUALIFY, 1, vbat_i=vbat(3700), ctrl=CTRL.pack())


@block_test(ChargerBench)
@covers("CHG-OFF-1")
async def removal_at_every_phase(dut, bench) -> None:
    """Qualification, deglitch, battery test and the way back from SUSPEND: pulled on each of their ticks."""
    full_start = {"vbat_i": vbat(4180)}
    moments = [({}, n) for n in range(QUAL + DG + 3)] + [(full_start, n) for n in range(QUAL, QUAL + TEST + DG + 8, 2)]
    for inputs, delay in moments:
        await bench.unplugged()
        tick = bench.clock.tick + 2
        await bench.play({tick: {"vbus_det_i": 1, **inputs}, tick + 1 + delay: {"vbus_det_i": 0}})
        assert [bench.seen(port) for port in ("state_o", "en_o", "iset_o", "vset_o", "sink_o", "det_o")] == [0] * 6


@block_test(ChargerBench)
@covers("CHG-STATE-6")
async def timer_fault_and_clear(dut, bench) -> None:
    """From each state that charges: the timer, a latched fault, and software's clear; the charge begins anew."""
    for state in CHARGING:
        await bench.enter(state, timer=Timers(2, 4).pack())
        await bench.until("state_o", FAULT, 1_200)
        assert (bench.seen("en_o"), bench.seen("iset_o")) == (0, 0)
        assert bench.seen("event_o") & (EV_STATE | EV_FAULT) == EV_STATE | EV_FAULT
        assert bench.seen("health_o") == ChargeHealth.SAFETY_TIMER
        await bench.do(clr=0xFFF)
        await bench.held_in(FAULT)  # events alone do not clear it
        await leaves(bench, OFF, 0, clr=CLEAR_FAULT)
        await bench.do(vbat_i=vbat(3700))
        await bench.until("state_o", CC)
        assert bench.seen("pre_min_o") == bench.seen("fast_min_o") == 0


@block_test(ChargerBench)
@covers("CHG-STATE-6")
async def clear_does_nothing_elsewhere(dut, bench) -> None:
    """Clear fault in any state but FAULT changes nothing; a word with its valid low does neither."""
    for state in (*CHARGING, SUSPEND):
        await bench.enter(state, die_crit_i=0)
        if state == SUSPEND:
            await bench.do(die_crit_i=1)
        await bench.do(clr=CLEAR_FAULT)
        await bench.held_in(state)
    await bench.enter(FAULT)
    await bench.do(clr_i=CLEAR_FAULT, ctrl_i=DISABLED)
    await bench.held_in(FAULT)


@block_test(ChargerBench)
@covers("CHG-TIMER-4")
async def timer_comes_first(dut, bench) -> None:
    """A timer that expires on an edge with an unsafe input is a fault; a removal on that edge is neither."""
    for reason, to in (({"die_crit_i": 1}, FAULT), ({"vbus_det_i": 0}, OFF), ({"timer": Timers(30, 2).pack()}, CC)):
        entered = await bench.enter(CC, timer=Timers(30, 1).pack())
        expiry = entered + SHORT.minute // 2
        await bench.play({expiry: reason})
        assert bench.seen("state_o") == to, reason


@block_test(ChargerBench)
@covers("CHG-STATE-4")
async def done(dut, bench) -> None:
    """Entered: event, sink for TEST ticks; the recharge time begins behind the test."""
    entered = await bench.enter(DONE)
    assert bench.seen("event_o") & EV_DONE
    await bench.do(vbat_i=vbat(4000))
    assert await bench.until("sink_o", 0) == entered + TEST
    assert await bench.until("state_o", RECHARGE) == entered + TEST + 1 + RECHG
    assert (bench.seen("status_o"), bench.seen("en_o")) == (1, 1)


@block_test(ChargerBench)
@covers("CHG-DEGLITCH-1")
async def every_state_begins_its_times_anew(dut, bench) -> None:
    """What was nearly held when a state was left counts for nothing in the next one, nor in the same one later."""
    await bench.enter(CC)
    tick = bench.clock.tick + 2
    # nearly CV, then suspended: clean takes its whole time, and CC afterwards too
    await bench.play({tick: {"loop_cv_i": 1}, tick + DG - 1: {"die_crit_i": 1}, tick + DG: {"die_crit_i": 0}})
    assert await bench.until("state_o", CC) == tick + DG + DG
    assert await bench.until("state_o", CV) == tick + DG + DG + 1 + DG
    # the source sags shortly before PRECHARGE becomes CC: the window begins with CC
    await bench.enter(PRECHARGE)
    tick = bench.clock.tick + 2
    await bench.play({tick: {"vbat_i": vbat(3050)}, tick + 2: {"vbus_i": vbus(4200)}})
    assert await bench.until("state_o", CC) == tick + DG
    assert await bench.until("state_o", SUSPEND) == tick + DG + 1 + DG
