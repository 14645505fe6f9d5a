# SPDX-License-Identifier: Apache-2.0
"""charger_core in its block bench: temperature zones, what they do to the current, and thermal regulation."""

from __future__ import annotations

import cocotb

from models.charger import EV_LIMIT, EV_ZONE
from models.charger_settings import Temps
from models.charger_view import CC, COLD, COOL, CV, DONE, HOT, NONE, NORMAL, PRECHARGE, QUALIFY, RECHARGE, SUSPEND, TRICKLE, WARM
from models.regmap import ChargeHealth
from tb.block_bench import block_test
from tb.covers import covers
from tests.charger.bench import ChargerBench, bench_of
from tests.charger.params import CTRL, SHORT, TEMPS, current, ntc_code, vbat

BENCH = bench_of()
DG, FOLD = SHORT.dg_ticks, SHORT.fold_ticks
DEGREES = {COLD: -10, COOL: 5, NORMAL: 25, WARM: 50, HOT: 70}
HEALTH = {NORMAL: ChargeHealth.GOOD, COOL: ChargeHealth.COOL, WARM: ChargeHealth.WARM, COLD: ChargeHealth.COLD, HOT: ChargeHealth.HOT, NONE: ChargeHealth.NO_BATTERY}


def inputs_of(zone: int) -> dict[str, int]:
    """What the NTC says in the middle of a zone; NONE: that it is broken."""
    return {"sensor_i": 4} if zone == NONE else {"sensor_i": 0, "ntc_i": ntc_code(DEGREES[zone])}


async def to_zone(bench: ChargerBench, zone: int) -> None:
    """Go there and settle."""
    await bench.do(**inputs_of(zone))
    await bench.until("zone_o", zone)
    await bench.ticks(DG + 3)


@block_test(ChargerBench)
@cocotb.parametrize(attached=[0, 1])
@covers("CHG-ZONE-1", "CHG-CODE-1")
async def every_pair(dut, bench, attached: int) -> None:
    """From each zone to each other one after the deglitch time (to NONE at once), whatever the state is."""
    await (bench.enter(CC) if attached else bench.unplugged())
    for start in HEALTH:
        for to in HEALTH:
            if start == to:
                continue
            await to_zone(bench, start)
            await bench.do(clr=0xFFF)
            tick = await bench.do(**inputs_of(to))
            came = await bench.until("zone_o", to)
            assert came - tick == (0 if to == NONE else DG), f"{start} -> {to}"
            assert bench.seen("event_o") & EV_ZONE
            assert await bench.seen_at(came + 1, "health_o") == (HEALTH[to],), f"{start} -> {to}"


@block_test(ChargerBench)
@covers("CHG-ZONE-1")
async def hysteresis(dut, bench) -> None:
    """Each border to the LSB, on the way in and on the way out, from every zone that it concerns."""
    await bench.unplugged()
    t = TEMPS
    ways = (
        (NORMAL, COOL, t.cool + 1), (NORMAL, WARM, t.warm - 1), (NORMAL, COLD, t.cold + 1), (NORMAL, HOT, t.hot - 1),
        (COOL, COLD, t.cold + 1), (WARM, HOT, t.hot - 1), (COOL, NORMAL, t.cool - t.cool_hyst),
        (WARM, NORMAL, t.warm + t.warm_hyst), (COLD, COOL, t.cold - t.cold_hyst), (HOT, WARM, t.hot + t.hot_hyst),
        (COLD, NORMAL, t.cool - t.cool_hyst), (HOT, NORMAL, t.warm + t.warm_hyst), (WARM, COOL, t.cool + 1),
        (COOL, WARM, t.warm - 1), (NONE, COLD, t.cold + 1), (NONE, COOL, t.cool + 1), (NONE, WARM, t.warm - 1),
        (NONE, HOT, t.hot - 1), (NONE, NORMAL, t.cool), (NONE, NORMAL, t.warm),
    )  # fmt: skip
    for start, to, code in ways:
        colder = to in (COLD, COOL) and start not in (COLD,) or (start, to) in ((HOT, WARM), (HOT, NORMAL), (WARM, NORMAL))
        almost = code - 1 if colder else code + 1
        await to_zone(bench, start)
        if start != NONE:
            await bench.do(ntc_i=almost)
            await bench.ticks(2 * DG + 2)
            assert bench.seen("zone_o") != to, (start, to, almost)
            await to_zone(bench, start)
        tick = await bench.do(ntc_i=code, sensor_i=0)
        assert await bench.until("zone_o", to) == tick + DG, (start, to, code)


@block_test(ChargerBench)
@covers("CHG-DEGLITCH-1")
async def zone_deglitch(dut, bench) -> None:
    """DG edges in another zone are not enough, nor are more in two different ones; NONE is never waited for."""
    await bench.unplugged()
    for zone in (COOL, WARM, COLD, HOT):
        tick = await bench.do(**inputs_of(zone))
        await bench.play({tick + DG: inputs_of(NORMAL)})
        await bench.ticks(2 * DG)
        assert bench.seen("zone_o") == NORMAL
    tick = bench.clock.tick + 2
    await bench.play({tick + n * DG: inputs_of((COOL, COLD, WARM, HOT)[n % 4]) for n in range(12)})
    assert bench.seen("zone_o") == NORMAL
    await to_zone(bench, NORMAL)
    tick = await bench.do(**inputs_of(NONE))
    assert bench.seen("zone_o") == NONE
    await bench.play({tick + 2: {"sensor_i": 0}, tick + 2 + DG: {"sensor_i": 4}, tick + 3 + DG: {"sensor_i": 0}})
    assert await bench.until("zone_o", NORMAL) == tick + 3 + 2 * DG


@block_test(ChargerBench)
@covers("CHG-ZONE-1")
async def limits_at_the_ends_of_the_scale(dut, bench) -> None:
    """Hystereses that lead below 0 or above the scale do not wrap around."""
    await bench.unplugged()
    cases = (
        (Temps(100, 255, 4095, 0, 0, 0, 0, 0), COLD, (4095, 120, 99, 0)),
        (Temps(4095, 0, 50, 200, 0, 0, 0, 0), COOL, (60, 50, 0)),
        (Temps(4095, 0, 4095, 0, 4000, 200, 0, 0), WARM, (3000, 4000, 4095)),
        (Temps(4095, 0, 4095, 0, 0, 0, 3900, 255), HOT, (3000, 3900, 4095)),
    )
    for temps, zone, codes in cases:
        await bench.do(temp=temps.pack())
        for code in codes:
            await bench.do(ntc_i=code)
            await bench.ticks(2 * DG + 3)
            assert bench.seen("zone_o") == zone, (zone, code)


@block_test(ChargerBench)
@covers("CHG-ZONE-2")
async def currents_and_voltages(dut, bench) -> None:
    """What every state drives in every zone in which it charges; cool at 20 and 50 %, warm at VREG − 140 mV."""
    for ichg, cool50 in ((500, 0), (500, 1), (1000, 0), (999, 0), (999, 1), (50, 0), (9, 1), (1023, 0)):
        ctrl = CTRL._replace(ichg=ichg, cool50=cool50)
        fast = {NORMAL: ichg, WARM: ichg, COOL: ichg // 2 if cool50 else ichg // 5}
        slow = {TRICKLE: min(75, ichg), PRECHARGE: ichg // 10}
        for state in (TRICKLE, PRECHARGE, CC):
            await bench.enter(state, ctrl=ctrl.pack())
            for zone in (NORMAL, COOL, WARM):
                await to_zone(bench, zone)
                mv = CTRL.vreg - (140 if zone == WARM else 0)
                expected = (state, 1, slow.get(state, fast[zone]), mv)
                seen = tuple(bench.seen(port) for port in ("state_o", "en_o", "iset_o", "vset_o"))
                assert seen == expected, (ichg, cool50, zone)
    for vreg, vset in ((4608, 4608), (4609, 4608), (8191, 4608), (3840, 3840)):
        await bench.enter(CC, ctrl=CTRL._replace(vreg=vreg).pack())
        await bench.ticks(2)
        assert bench.seen("vset_o") == vset


@block_test(ChargerBench)
@covers("CHG-ZONE-2")
async def warm_charges_less_full(dut, bench) -> None:
    """In zone WARM CC ends 140 mV lower, and so does the recharge border."""
    await bench.enter(CC)
    await to_zone(bench, WARM)
    await bench.do(vbat_i=vbat(4050) - 1)
    await bench.held_in(CC)
    tick = await bench.do(vbat_i=vbat(4050))
    assert await bench.until("state_o", CV) == tick + DG
    await bench.do(vbat_i=vbat(3965), ichg_i=0, upd_i=0x10)
    await bench.until("state_o", DONE)
    await bench.ticks(SHORT.test_ticks + 2 * SHORT.rechg_ticks)
    assert bench.seen("state_o") == DONE  # 3965 is above 4060 - 100
    await bench.do(vbat_i=vbat(3955))
    await bench.until("state_o", RECHARGE)


@block_test(ChargerBench)
async def no_voltage_below_zero(dut, bench) -> None:
    """A regulation voltage below 140 mV in zone WARM is 0, not a huge one."""
    await bench.enter(TRICKLE)
    await bench.do(vbat_i=0)
    await to_zone(bench, WARM)
    for vreg, vset in ((141, 1), (140, 0), (139, 0), (0, 0)):
        await bench.do(ctrl=CTRL._replace(vreg=vreg).pack())
        await bench.ticks(2)
        assert (bench.seen("state_o"), bench.seen("vset_o")) == (TRICKLE, vset), vreg


@block_test(ChargerBench)
@covers("CHG-FOLD-1")
async def fold_back(dut, bench) -> None:
    """A step down at once, the next after FOLD ticks, seven at most; then up again at the same pace."""
    for state in (CC, CV, RECHARGE):
        await bench.enter(state)
        await bench.do(clr=0xFFF)
        tick = await bench.do(die_warn_i=1)
        for step in range(1, 8):
            at = tick + (step - 1) * FOLD
            assert await bench.seen_at(at, "fold_o") == (step,)
            assert await bench.seen_at(at + 1, "iset_o", "limit_o") == (CTRL.ichg * (8 - step) // 8, 1)
            await bench.clock.after(at + FOLD - 1)
            assert bench.seen("fold_o") == step
        assert bench.seen("event_o") & EV_LIMIT
        await bench.ticks(2 * FOLD)
        assert bench.seen("fold_o") == 7
        tick = await bench.do(die_warn_i=0)
        for step in range(6, -1, -1):
            assert await bench.seen_at(tick + (6 - step) * FOLD, "fold_o") == (step,)
        await bench.ticks(2)
        assert (bench.seen("iset_o"), bench.seen("limit_o")) == (CTRL.ichg, 0)


@block_test(ChargerBench)
@covers("CHG-FOLD-1")
async def fold_back_turns_around(dut, bench) -> None:
    """A warning that ends or comes back between two steps: the pace stays; leaving the fast states forgets it."""
    await bench.enter(CC)
    tick = await bench.do(die_warn_i=1)
    await bench.play({tick + 2: {"die_warn_i": 0}, tick + FOLD - 1: {"die_warn_i": 1}})
    assert bench.seen("fold_o") == 1
    assert await bench.seen_at(tick + FOLD, "fold_o") == (2,)
    await bench.do(die_warn_i=0)
    assert await bench.until("fold_o", 1) == tick + 2 * FOLD
    await bench.do(die_warn_i=1)
    assert await bench.until("fold_o", 2) == tick + 3 * FOLD
    await bench.do(die_crit_i=1)
    assert bench.seen("health_o") == ChargeHealth.OVERHEAT
    assert await bench.seen_at(bench.tick + 1, "fold_o", "state_o") == (0, SUSPEND)
    await bench.do(die_crit_i=0)
    back = await bench.until("state_o", CC)
    assert await bench.seen_at(back + 1, "fold_o") == (1,)
    for state in (QUALIFY, TRICKLE, PRECHARGE):
        await bench.enter(state)
        await bench.do(die_warn_i=1)
        await bench.ticks(SHORT.qual_ticks // 2)
        assert bench.seen("fold_o") == 0


@block_test(ChargerBench)
@covers("CHG-BAT-3")
async def clamp_below_precharge(dut, bench) -> None:
    """A battery that collapses in CC, CV or RECHARGE gets the precharge current at most, on the edge that sees it."""
    for state in (CC, CV, RECHARGE):
        await bench.enter(state)
        rest = int(dut.vbat_i.value)
        for mv, ma in ((2905, CTRL.ichg), (2890, CTRL.ichg // 10), (1000, CTRL.ichg // 10)):
            await bench.do(vbat_i=vbat(mv))
            assert (bench.seen("state_o"), bench.seen("iset_o")) == (state, ma), mv
            await bench.do(vbat_i=rest)
    await bench.enter(CC, ctrl=CTRL._replace(ichg=500).pack())
    await bench.do(die_warn_i=1)
    await bench.until("fold_o", 7, 10 * FOLD)
    await bench.do(vbat_i=vbat(2800))
    assert bench.seen("iset_o") == 50  # of 62 folded
    await bench.do(vbat_i=vbat(3700))
    await to_zone(bench, COOL)
    await bench.do(vbat_i=vbat(2800))
    assert bench.seen("iset_o") == 12  # folded and cool is less than a tenth


@block_test(ChargerBench)
async def limit_loops(dut, bench) -> None:
    """limit_o and its event follow the loops in states that charge, and only there; a limited battery is not full."""
    for loop in ("loop_iin_i", "loop_vin_i"):
        await bench.enter(CV, ichg_i=current(300))
        for level in (1, 0):
            await bench.clear()
            await bench.do(**{loop: level})
            assert (bench.seen("limit_o"), bench.seen("event_o")) == (level, EV_LIMIT)
        await bench.unplugged()
        await bench.do(**{loop: 1})
        assert (bench.seen("limit_o"), bench.seen("event_o")) == (0, 0)
        await bench.do(**{loop: 0})
