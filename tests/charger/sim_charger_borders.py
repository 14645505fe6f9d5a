# SPDX-License-Identifier: Apache-2.0
"""charger_core in its block bench: no threshold chatters, and nothing shorter than the deglitch time counts."""

from __future__ import annotations

import random

import cocotb

from models.charger_settings import Timers
from models.charger_view import (
    CC, CV, DONE, OFF, PRECHARGE, QUALIFY, RECHARGE, SUSPEND, TRICKLE, UPD_CURRENT,
)  # fmt: skip
from tb.block_bench import block_test
from tb.covers import covers
from tests.charger.bench import ChargerBench, bench_of
from tests.charger.params import SHORT, TEMPS, current, vbat, vbus

BENCH = bench_of()
DG = SHORT.dg_ticks
NO_TIMERS = Timers(0, 0).pack()  # they are not what is looked at here
NOISY_STEPS = 90


class Changes:
    """Counts the changes of an output."""

    def __init__(self, bench: ChargerBench, port: str) -> None:
        self.count = 0
        self._task = cocotb.start_soon(self._follow(getattr(bench.dut, port)))

    async def _follow(self, handle) -> None:
        while True:
            await handle.value_change
            self.count += 1

    def stop(self) -> int:
        self._task.cancel()
        return self.count


async def noise(bench: ChargerBench, rng: random.Random, name: str, code: int) -> dict[str, int]:
    """One code below, at and above a border for short and long times; returns how often state and zone changed."""
    counters = {port: Changes(bench, port) for port in ("state_o", "zone_o")}
    tick, script = bench.clock.tick + 2, {}
    for _ in range(NOISY_STEPS):
        script[tick] = {name: max(0, code + rng.choice((-1, 0, 1)))}
        tick += rng.choice((1, 2, DG - 1, DG, DG + 1, DG + 2, 3 * DG, 3 * SHORT.rechg_ticks))
    await bench.play(script)
    await bench.ticks(3 * DG)
    return {port: counter.stop() for port, counter in counters.items()}


async def quiet(bench: ChargerBench, state: int, name: str, code: int, most: int, **inputs: int) -> None:
    """From *state*, noise around *code* on *name* changes the state *most* times or less often."""
    rng = random.Random(f"{cocotb.RANDOM_SEED} {state} {name} {code}")
    await bench.enter(state, timer=NO_TIMERS)
    await bench.do(**inputs) if inputs else None
    seen = await noise(bench, rng, name, code)
    assert seen["state_o"] <= most, f"from state {state}, {name} around {code}: {seen}"


@block_test(ChargerBench)
@covers("CHG-DEGLITCH-2")
async def vbat_never_chatters(dut, bench) -> None:
    """Each border of VBAT with one LSB of noise: it may be crossed, once, and not back."""
    for state, mv, most in (
        (TRICKLE, 2100, 1), (PRECHARGE, 2100, 0), (PRECHARGE, 2000, 1), (TRICKLE, 2000, 0), (PRECHARGE, 3000, 1),
        (CC, 3000, 0), (CC, 2900, 1), (PRECHARGE, 2900, 0), (CV, 2900, 1), (RECHARGE, 2900, 1), (CC, 4190, 1),
        (CV, 4190, 0), (CV, 4100, 0), (RECHARGE, 4100, 0), (CC, 4300, 2), (CV, 4300, 1), (DONE, 4300, 1),
    ):  # fmt: skip
        await quiet(bench, state, "vbat_i", vbat(mv), most)
    await quiet(bench, SUSPEND, "vbat_i", vbat(4200) + 1, 2)  # back, and CV
    await quiet(bench, DONE, "vbat_i", vbat(4100), 1, ichg_i=current(300))
    await quiet(bench, DONE, "vbat_i", vbat(2900), 1)
    for mv in (2100, 3000, 4100):
        await quiet(bench, OFF, "vbat_i", vbat(mv), 4, vbus_det_i=1)


@block_test(ChargerBench)
@covers("CHG-DEGLITCH-2")
async def vbus_never_chatters(dut, bench) -> None:
    """Both ends of the window, both headrooms, from outside and from inside."""
    outside = {"vbus_det_i": 1, "vbus_i": 0}
    for mv in (4350, 6500, 3700 + 80):
        await quiet(bench, OFF, "vbus_i", vbus(mv), 2, **outside)
        await quiet(bench, CC, "vbus_i", vbus(mv), 1 if mv == 3780 else 0)  # 3780 mV lies below the window anyway
    for mv in (4250, 6600, 3700 + 40):
        await quiet(bench, OFF, "vbus_i", vbus(mv), 0, **outside)
        for state in (CC, CV, DONE, PRECHARGE):
            await quiet(bench, state, "vbus_i", vbus(mv), 1)
        await quiet(bench, QUALIFY, "vbus_i", vbus(mv), 2)
    for headroom, most in ((80, 1), (40, 1)):  # VBAT inside the window
        await quiet(bench, CC, "vbus_i", vbus(4400 + headroom), most + 1, vbat_i=vbat(4150), loop_cv_i=1)
        await quiet(bench, CV, "vbat_i", vbat(4360 - headroom), 1, vbus_i=vbus(4360))


@block_test(ChargerBench)
@covers("CHG-DEGLITCH-2")
async def temperature_never_chatters(dut, bench) -> None:
    """Every border of every zone, entered from both sides: the zone changes once, the state at most once."""
    rng = random.Random(cocotb.RANDOM_SEED)
    mid = {"cold": (TEMPS.cool + 20, TEMPS.cold + 60), "cool": (TEMPS.cool - 200, TEMPS.cool + 150),
           "warm": (TEMPS.warm + 200, TEMPS.warm - 100), "hot": (TEMPS.hot + 120, TEMPS.hot - 60)}  # fmt: skip
    for border, sides in mid.items():
        limit, hyst = getattr(TEMPS, border), getattr(TEMPS, f"{border}_hyst")
        back = limit - hyst if border in ("cold", "cool") else limit + hyst
        for side in sides:
            for code in (limit, back):
                await bench.enter(CC, timer=NO_TIMERS)
                await bench.do(ntc_i=side)
                await bench.ticks(3 * DG)
                seen = await noise(bench, rng, "ntc_i", code)
                assert seen["zone_o"] <= 1, f"{border} from code {side} around {code}: {seen}"
                assert seen["state_o"] <= (1 if border in ("cold", "hot") else 0), f"{border}: {seen}"


@block_test(ChargerBench)
@covers("CHG-DEGLITCH-2")
async def current_never_chatters(dut, bench) -> None:
    """Around a tenth of ICHG: CV ends once, and DONE stays."""
    await quiet(bench, CV, "ichg_i", current(50), 1, upd_i=UPD_CURRENT)
    assert bench.seen("state_o") == DONE
    await quiet(bench, RECHARGE, "ichg_i", current(50), 1, upd_i=UPD_CURRENT, vbat_i=vbat(4190))


@block_test(ChargerBench)
@covers("CHG-DEGLITCH-1")
async def deglitch(dut, bench) -> None:
    """What stands for DG ticks (DG edges) is not seen, one edge more is; also again and again with one good edge between."""
    full = {"ichg_i": 0, "upd_i": UPD_CURRENT}
    arcs = (
        (TRICKLE, {"vbat_i": vbat(2150)}, PRECHARGE), (PRECHARGE, {"vbat_i": vbat(3050)}, CC),
        (PRECHARGE, {"vbat_i": vbat(1900)}, TRICKLE), (CC, {"vbat_i": vbat(4195)}, CV), (CC, {"loop_cv_i": 1}, CV),
        (CC, {"vbat_i": vbat(2800)}, PRECHARGE), (CV, {"vbat_i": vbat(2800)}, PRECHARGE), (CV, full, DONE),
        (RECHARGE, {"vbat_i": vbat(2800)}, PRECHARGE), (RECHARGE, {"vbat_i": vbat(4150), **full}, DONE),
        (CC, {"vbus_i": vbus(4200)}, SUSPEND), (DONE, {"vbus_i": vbus(4200)}, SUSPEND),
    )  # fmt: skip
    for state, inputs, to in arcs:
        await bench.enter(state, timer=NO_TIMERS)
        rest = {name: int(getattr(dut, name).value) for name in inputs}
        tick, script = bench.clock.tick + 2, {}
        for _ in range(4):
            script[tick], script[tick + DG] = inputs, rest
            tick += DG + 1
        await bench.play(script)
        await bench.held_in(state)
        tick = await bench.do(**inputs)
        await bench.play({tick + DG + 1: rest})
        assert bench.seen("state_o") == to, (state, inputs)
    await bench.enter(SUSPEND, timer=NO_TIMERS, die_crit_i=0)
    await bench.do(die_crit_i=1)
    for _ in range(3):
        tick = await bench.do(die_crit_i=0)
        await bench.play({tick + DG: {"die_crit_i": 1}})
    await bench.held_in(SUSPEND)


@block_test(ChargerBench)
@covers("CHG-STATE-4")
async def recharge_needs_its_time(dut, bench) -> None:
    """Dips of RECHG ticks leave a full battery alone; a change of which rule runs starts the time anew."""
    await bench.enter(DONE)
    await bench.until("sink_o", 0)
    for _ in range(3):
        tick = await bench.do(vbat_i=vbat(4050))
        await bench.play({tick + SHORT.rechg_ticks: {"vbat_i": vbat(4150)}})
    await bench.held_in(DONE)
    await bench.enter(CC, timer=NO_TIMERS)
    tick, script = bench.clock.tick + 2, {}
    for n in range(8):  # low and the voltage loop take turns: neither has ever been alone for DG
        script[tick + n * DG] = {"vbat_i": vbat(2800) if n % 2 else vbat(3700), "loop_cv_i": 1}
    await bench.play(script)
    assert bench.seen("state_o") == CC
