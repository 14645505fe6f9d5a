# SPDX-License-Identifier: Apache-2.0
"""charger_core in its block bench: a battery that is full, pulled out or missing; recharge; software's stop and start."""

from __future__ import annotations

import cocotb

from models.charger import CLEAR_FAULT, EV_FAULT
from models.charger_settings import Timers
from models.charger_view import (
    CC, CV, DONE, FAULT, OFF, PRECHARGE, QUALIFY, RECHARGE, SUSPEND, TRICKLE, UPD_CURRENT,
)  # fmt: skip
from models.regmap import ChargeHealth
from tb.block_bench import block_test
from tb.covers import covers
from tests.charger.bench import ChargerBench, bench_of
from tests.charger.params import CTRL, SHORT, current, vbat

BENCH = bench_of()
DG, QUAL, TEST, RECHG = SHORT.dg_ticks, SHORT.qual_ticks, SHORT.test_ticks, SHORT.rechg_ticks
PULLED = {"vbat_i": vbat(4200), "ichg_i": 0, "upd_i": UPD_CURRENT}
"""An empty connector as the charger drives it: its capacitor is full, and no current flows."""


@block_test(ChargerBench)
@covers("CHG-BAT-1")
async def full_looking_start_is_tested(dut, bench) -> None:
    """VBAT at the recharge border or above: the sink for TEST ticks, then charging; just below it: no test."""
    for code, tested in ((vbat(4100) - 1, 0), (vbat(4100), 1), (vbat(4200), 1), (vbat(4300), 1)):
        await bench.unplugged()
        entered = await bench.do(vbus_det_i=1, vbat_i=code)
        await bench.clock.after(entered + QUAL)
        assert (bench.seen("state_o"), bench.seen("sink_o")) == ((QUALIFY, 1) if tested else (CC, 0))
        if tested:
            assert await bench.seen_at(entered + QUAL + TEST - 1, "state_o", "sink_o", "en_o") == (QUALIFY, 1, 0)
            assert await bench.seen_at(entered + QUAL + TEST, "state_o", "sink_o") == (CC, 0)


@block_test(ChargerBench)
@covers("CHG-BAT-1")
async def no_battery_at_start(dut, bench) -> None:
    """What the sink pulls below VPRE - 100 mV is no battery; a weak one that stays above is charged by its voltage."""
    for code, to in ((0, FAULT), (vbat(2900) - 1, FAULT), (vbat(2900), PRECHARGE), (vbat(3000), CC), (vbat(4190), CC)):
        await bench.unplugged()
        entered = await bench.do(vbus_det_i=1, vbat_i=vbat(4200))
        await bench.until("sink_o", 1)
        await bench.do(vbat_i=code)
        assert await bench.until("state_o", to) == entered + QUAL + TEST, code
        assert bench.seen("sink_o") == 0
        if to == FAULT:
            assert (bench.seen("health_o"), bench.seen("en_o")) == (ChargeHealth.NO_BATTERY, 0)
            await bench.ticks(3 * TEST)
            assert bench.seen("state_o") == FAULT  # latched


@block_test(ChargerBench)
@covers("CHG-BAT-1")
async def test_at_start_is_left(dut, bench) -> None:
    """During the test: an unsafe input waits for its end, a source that goes bad does not; the sink never stays on."""
    for bad, to, at_once in (({"die_crit_i": 1}, SUSPEND, False), ({"vbus_i": 0}, OFF, True), ({"vbus_det_i": 0}, OFF, True),
                             ({"vbus_ovp_i": 1}, OFF, True), ({"vbat_i": 0, "die_crit_i": 1}, FAULT, False)):  # fmt: skip
        await bench.unplugged()
        entered = await bench.do(vbus_det_i=1, vbat_i=vbat(4200))
        await bench.until("sink_o", 1)
        tick = await bench.do(**bad)
        expected = tick if at_once else entered + QUAL + TEST
        assert await bench.until("state_o", to) == expected, bad
        await bench.ticks(3)
        assert bench.seen("sink_o") == 0


@block_test(ChargerBench)
@cocotb.parametrize(state=[CC, CV, RECHARGE])
@covers("CHG-STATE-6", "CHG-BAT-2")
async def pulled_battery(dut, bench, state: int) -> None:
    """In CC, CV and RECHARGE: the voltage stays up by the charger alone, it thinks "full", and the test tells."""
    await bench.enter(state)
    tick = await bench.do(**PULLED)
    done = await bench.until("state_o", DONE)
    assert done == tick + (2 * DG + 1 if state == CC else DG)
    await bench.do(vbat_i=vbat(1000))  # the sink empties the capacitor
    assert await bench.until("state_o", FAULT) == done + TEST
    assert (bench.seen("health_o"), bench.seen("sink_o"), bench.seen("en_o")) == (ChargeHealth.NO_BATTERY, 0, 0)
    assert bench.seen("event_o") & EV_FAULT
    await bench.held_in(FAULT)
    await bench.do(vbat_i=vbat(3700), clr=CLEAR_FAULT)  # put in again
    await bench.until("state_o", CC)
    await bench.do(timer=Timers(1, 1).pack())
    await bench.until("state_o", FAULT)
    assert bench.seen("health_o") == ChargeHealth.SAFETY_TIMER  # the cause is the last one


@block_test(ChargerBench)
@cocotb.parametrize(state=[TRICKLE, PRECHARGE, CC, CV, DONE])
@covers("CHG-BAT-2")
async def pulled_battery_with_its_ntc(dut, bench, state: int) -> None:
    """With the NTC in the pack the sensor tells at once: SUSPEND, no battery; back when it is there again."""
    await bench.enter(state)
    tick = await bench.do(**PULLED, sensor_i=4)
    assert await bench.seen_at(tick + 1, "state_o", "en_o", "sink_o") == (SUSPEND, 0, 0)
    assert await bench.seen_at(tick + 2, "health_o") == (ChargeHealth.NO_BATTERY,)
    await bench.ticks(3 * TEST)
    assert (bench.seen("state_o"), bench.seen("event_o") & EV_FAULT) == (SUSPEND, 0)
    await bench.do(sensor_i=0, vbat_i=vbat(3800))
    await bench.until("state_o", CC)


@block_test(ChargerBench)
@covers("CHG-STATE-4")
async def recharge(dut, bench) -> None:
    """A full battery that sags is charged with constant voltage again, and again; a lost one is found each time."""
    await bench.enter(DONE)
    for _ in range(3):
        await bench.do(vbat_i=vbat(4150))
        await bench.until("sink_o", 0)
        await bench.ticks(3 * RECHG)
        assert bench.seen("state_o") == DONE
        tick = await bench.do(vbat_i=vbat(4100) - 1, ichg_i=current(300), upd_i=0)
        assert await bench.until("state_o", RECHARGE) == tick + RECHG
        assert [bench.seen(port) for port in ("en_o", "iset_o", "vset_o", "status_o", "type_o")] == [1, 500, 4200, 1, 3]
        await bench.do(vbat_i=vbat(4195), ichg_i=0, upd_i=UPD_CURRENT)
        await bench.until("state_o", DONE)
    await bench.do(vbat_i=0)
    await bench.until("state_o", FAULT)


@block_test(ChargerBench)
@covers("CHG-SW-1")
async def stop_and_start(dut, bench) -> None:
    """Software stops and starts charging in every state; new currents and voltages are in force behind their edge."""
    for state in (TRICKLE, PRECHARGE, CC, CV, RECHARGE, DONE, SUSPEND, FAULT):
        await bench.enter(state)
        tick = await bench.do(ctrl=CTRL._replace(enable=0).pack(), vbat_i=int(dut.vbat_i.value))
        assert await bench.seen_at(tick + 1, "state_o", "en_o", "sink_o") == (OFF, 0, 0)
        await bench.ticks(2 * QUAL + TEST)
        assert bench.seen("state_o") == OFF
        tick = await bench.do(ctrl=CTRL.pack(), vbat_i=vbat(3700))
        assert await bench.until("state_o", CC) == tick + 1 + QUAL
    for ichg, vreg in ((100, 4100), (1000, 4350)):
        tick = await bench.do(ctrl=CTRL._replace(ichg=ichg, vreg=vreg).pack())
        assert bench.seen("iset_o") != ichg
        assert await bench.seen_at(tick + 1, "iset_o", "vset_o") == (ichg, vreg)


@block_test(ChargerBench)
@covers("CHG-STATE-2", "CHG-CODE-1")
async def whole_charge(dut, bench) -> None:
    """From an empty cell to full and recharged: the states in order, each with its currents and codes."""
    await bench.unplugged()
    story = (
        ({"vbus_det_i": 1, "vbat_i": vbat(1800), "ichg_i": current(75)}, TRICKLE, 75, 1, 2),
        ({"vbat_i": vbat(2200), "ichg_i": current(50)}, PRECHARGE, 50, 1, 4),
        ({"vbat_i": vbat(3100), "ichg_i": current(500)}, CC, 500, 1, 3),
        ({"loop_cv_i": 1, "vbat_i": vbat(4180), "upd_i": UPD_CURRENT}, CV, 500, 1, 3),
        ({"ichg_i": current(49)}, DONE, 0, 4, 1),
        ({"vbat_i": vbat(4090), "loop_cv_i": 0, "ichg_i": current(200)}, RECHARGE, 500, 1, 3),
        ({"vbat_i": vbat(4180), "ichg_i": current(49)}, DONE, 0, 4, 1),
    )
    for inputs, state, ma, status, kind in story:
        await bench.do(**inputs)
        await bench.until("state_o", state)
        seen = [bench.seen(port) for port in ("iset_o", "status_o", "type_o", "health_o", "vset_o")]
        assert seen == [ma, status, kind, 1, 4200 if ma else 0], state
