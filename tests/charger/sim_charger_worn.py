# SPDX-License-Identifier: Apache-2.0
"""charger_core at a worn battery: recharges in a row without use are counted, and after four the charger rests."""

from __future__ import annotations

import cocotb

from models.charger import ALL_EVENTS, EV_BATTERY_WORN
from models.charger_settings import Timers
from models.charger_view import CC, DONE, RECHARGE, UPD_CURRENT
from tb.block_bench import block_test
from tb.covers import covers
from tests.charger.bench import ChargerBench, bench_of
from tests.charger.params import CTRL, SHORT, vbat

BENCH = bench_of()
FULL, USED, EMPTIER = vbat(4195), vbat(4100) - 1, vbat(3800)
NO_TIMERS = Timers(0, 0).pack()


async def full(bench: ChargerBench) -> int:
    """The battery in DONE for the first time; returns the tick."""
    await bench.do(vbus_det_i=0)
    return await bench.enter(DONE, timer=NO_TIMERS, intr=EV_BATTERY_WORN)


async def used(bench: ChargerBench, done: int, after: int = 0) -> int:
    """Behind its test the battery looks used, *after* ticks later; returns the tick of RECHARGE."""
    await bench.play({done + SHORT.test_ticks + 1 + after: {"vbat_i": USED, "ichg_i": 4 * 300}})
    return await bench.until("state_o", RECHARGE)


async def again(bench: ChargerBench) -> int:
    """Full again at once; returns the tick of DONE."""
    await bench.do(vbat_i=FULL, ichg_i=0, upd_i=UPD_CURRENT)
    await bench.do(upd_i=0)
    return await bench.until("state_o", DONE)


async def rests(bench: ChargerBench, done: int) -> None:
    """The fifth recharge does not begin: DONE is kept, once with an event."""
    begun = done + SHORT.test_ticks + 1
    await bench.play({begun: {"vbat_i": USED}})
    assert await bench.until("worn_o", 1) == begun + SHORT.rechg_ticks
    await bench.ticks(1)
    assert bench.seen("event_o") & EV_BATTERY_WORN and bench.seen("wake_o") == 1
    await bench.clear()
    await bench.ticks(3 * SHORT.worn_ticks)
    assert (bench.seen("state_o"), bench.seen("worn_o"), bench.seen("event_o")) == (DONE, 1, 0)
    assert (bench.seen("status_o"), bench.seen("led_o"), bench.seen("sink_o")) == (4, 1, 0)


async def wear(bench: ChargerBench) -> int:
    """Four recharges in a row; returns the tick of the last DONE."""
    done = await full(bench)
    await bench.do(clr=ALL_EVENTS)
    for _ in range(4):
        await used(bench, done)
        done = await again(bench)
        assert bench.seen("worn_o") == 0
    return done


@block_test(ChargerBench)
@covers("CHG-WORN-1", "CHG-WORN-2")
async def rests_after_four_recharges_in_a_row(dut, bench) -> None:
    """Then it takes 300 mV more below the threshold for a recharge, and the count begins anew."""
    await rests(bench, await wear(bench))
    await bench.do(vbat_i=EMPTIER)
    await bench.ticks(2 * SHORT.rechg_ticks)
    assert bench.seen("state_o") == DONE, "at the border"
    begun = await bench.do(vbat_i=EMPTIER - 1, ichg_i=4 * 300)
    assert await bench.until("state_o", RECHARGE) == begun + SHORT.rechg_ticks
    assert bench.seen("worn_o") == 0
    done = await again(bench)
    for _ in range(4):
        await used(bench, done)
        done = await again(bench)
    await rests(bench, done)


@block_test(ChargerBench)
@cocotb.parametrize(end=["unplug", "disable"])
@covers("CHG-WORN-2")
async def unplugging_or_disabling_ends_it(dut, bench, end: str) -> None:
    """And nothing is left of the count."""
    await rests(bench, await wear(bench))
    if end == "unplug":
        await bench.do(vbus_det_i=0)
    else:
        await bench.do(ctrl=CTRL._replace(enable=0).pack())
    await bench.ticks(2)
    assert bench.seen("worn_o") == 0
    await bench.do(vbus_det_i=1, ctrl=CTRL.pack(), vbat_i=vbat(3700), ichg_i=4 * 300)
    await bench.until("state_o", CC, 200)
    await bench.do(vbat_i=FULL, ichg_i=0, upd_i=UPD_CURRENT)
    done = await bench.until("state_o", DONE)
    await bench.do(upd_i=0)
    for _ in range(4):
        await used(bench, done)
        done = await again(bench)
    await rests(bench, done)


@block_test(ChargerBench)
@covers("CHG-WORN-1")
async def a_battery_that_is_used_is_recharged(dut, bench) -> None:
    """DONE that lasts its time is use, a tick less is not; use begins the count anew."""
    least = SHORT.worn_ticks - SHORT.test_ticks - 1 - SHORT.rechg_ticks
    done = await full(bench)
    for number in range(12):  # never five in a row
        recharge = await used(bench, done, least if number % 5 == 4 else 0)
        if number % 5 == 4:
            assert recharge == done + SHORT.worn_ticks
        done = await again(bench)
        assert bench.seen("worn_o") == 0
    done = await full(bench)
    for _ in range(4):
        assert await used(bench, done, least - 1) == done + SHORT.worn_ticks - 1
        done = await again(bench)
    await rests(bench, done)
