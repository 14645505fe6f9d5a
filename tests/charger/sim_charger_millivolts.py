# SPDX-License-Identifier: Apache-2.0
"""charger_core in its block bench: every border to the millivolt, found by moving the setting and not the code.

A code of VBAT is 1.25 mV, one of VBUS 2.5 mV: borders between two codes are not seen by moving codes.
"""

from __future__ import annotations

from collections.abc import Callable


from models.charger_settings import Timers
from models.charger_view import CC, CV, DONE, OFF, PRECHARGE, QUALIFY, RECHARGE, SUSPEND, TRICKLE, UPD_CURRENT
from tb.block_bench import block_test
from tb.covers import covers
from tests.charger.bench import ChargerBench, bench_of
from tests.charger.params import CTRL, LIMITS, SHORT, vbat, vbus

BENCH = bench_of()
DG = SHORT.dg_ticks
NO_TIMERS = Timers(0, 0).pack()
VB_CODES = 5  # neighbouring codes: steps of 1 and of 2 mV


def millivolts(code: int) -> int:
    """VBAT in the charger's arithmetic."""
    return code + (code >> 2)


async def check(
    bench: ChargerBench, state: int, code: int, to: int, word: Callable[[int], dict[str, int]], acts: int, not_: int,
    **inputs: int,
) -> None:  # fmt: skip
    """In *state* with VBAT at *code*: the setting *acts* leads to *to*, *not_*, one millivolt off, does not."""
    for setting, leaves in ((not_, False), (acts, True)):
        await bench.enter(state, timer=NO_TIMERS, limit=LIMITS.pack())
        await bench.do(**word(setting), vbat_i=code, **inputs)
        await bench.ticks(max(DG, SHORT.rechg_ticks) + 3)
        assert (bench.seen("state_o") == to) == leaves, (state, to, millivolts(code), setting)
    await bench.do(limit=LIMITS.pack(), ctrl=CTRL.pack())


def limit(name: str) -> Callable[[int], dict[str, int]]:
    """The word of the limits with one of them at a value."""
    return lambda mv: {"limit": LIMITS._replace(**{name: mv}).pack()}


def ctrl(name: str) -> Callable[[int], dict[str, int]]:
    """The word of the control settings with one of them at a value."""
    return lambda value: {"ctrl": CTRL._replace(**{name: value}).pack()}


@block_test(ChargerBench)
@covers("CHG-STATE-2")
async def battery(dut, bench) -> None:
    """Up and down between TRICKLE, PRECHARGE and CC; CV; battery over-voltage and the way back."""
    for n in range(VB_CODES):
        low, mid, high = vbat(2050) + n, vbat(2950) + n, vbat(4180) + n
        mv = millivolts(low)
        await check(bench, TRICKLE, low, PRECHARGE, limit("vtrickle"), mv, mv + 1)
        await check(bench, PRECHARGE, low, TRICKLE, limit("vtrickle"), mv + 101, mv + 100)
        mv = millivolts(mid)
        await check(bench, PRECHARGE, mid, CC, limit("vpre"), mv, mv + 1)
        for state in (CC, CV, RECHARGE):
            await check(bench, state, mid, PRECHARGE, limit("vpre"), mv + 101, mv + 100)
        mv = millivolts(high)
        await check(bench, CC, high, CV, ctrl("vreg"), mv + 10, mv + 11)
        await check(bench, CV, high, SUSPEND, ctrl("vreg"), mv - 101, mv - 100)
        await check(bench, SUSPEND, high, SUSPEND, ctrl("vreg"), mv - 1, mv)


@block_test(ChargerBench)
@covers("CHG-STATE-4")
async def full_and_recharge(dut, bench) -> None:
    """VBAT above the recharge border for DONE, below it for RECHARGE."""
    full = {"ichg_i": 0, "upd_i": UPD_CURRENT}
    for n in range(VB_CODES):
        code = vbat(4140) + n
        below = CTRL.vreg - millivolts(code)
        await check(bench, CV, code, DONE, limit("rechg"), below + 1, below, **full)
        for rechg, state in ((below, DONE), (below - 1, RECHARGE)):
            await bench.enter(DONE, timer=NO_TIMERS)
            await bench.until("sink_o", 0)
            await bench.do(limit=LIMITS._replace(rechg=rechg).pack(), vbat_i=code, ichg_i=1200)
            await bench.ticks(SHORT.rechg_ticks + 3)
            assert bench.seen("state_o") == state, (code, rechg)
        await bench.do(limit=LIMITS.pack())


@block_test(ChargerBench)
@covers("CHG-BAT-1")
async def test_border(dut, bench) -> None:
    """The battery test at the start: from the recharge border on; lost below VPRE - 100 mV."""
    for n in range(VB_CODES):
        code = vbat(4140) + n
        below = CTRL.vreg - millivolts(code)
        for rechg, sink in ((below, 1), (below - 1, 0)):
            await bench.unplugged(limit=LIMITS._replace(rechg=rechg).pack())
            entered = await bench.do(vbus_det_i=1, vbat_i=code)
            assert await bench.seen_at(entered + SHORT.qual_ticks, "sink_o") == (sink,), (code, rechg)
        weak = vbat(2900) + n
        for vpre, state in ((millivolts(weak) + 100, PRECHARGE), (millivolts(weak) + 101, 9)):
            await bench.unplugged(limit=LIMITS._replace(vpre=vpre).pack())
            await bench.do(vbus_det_i=1, vbat_i=vbat(4190))
            await bench.until("sink_o", 1)
            await bench.do(vbat_i=weak)
            await bench.until("sink_o", 0)
            assert bench.seen("state_o") == state, (weak, vpre)


@block_test(ChargerBench)
@covers("CHG-STATE-1")
async def window(dut, bench) -> None:
    """Both ends of the VBUS window to begin, and 100 mV wider to go on."""
    for n in range(4):
        code = vbus(5000) + n
        mv = 2 * code + (code >> 1)
        cases = (("vbus_min", mv, mv + 1, 100), ("vbus_max", mv, mv - 1, -100))
        for name, inside, outside, hysteresis in cases:
            for setting, state in ((inside, QUALIFY), (outside, OFF)):
                await bench.unplugged(limit=LIMITS._replace(**{name: setting}).pack())
                await bench.do(vbus_det_i=1, vbus_i=code)
                assert bench.seen("state_o") == state, (name, setting)
            for setting, state in ((inside + hysteresis, CC), (outside + hysteresis, SUSPEND)):
                await bench.enter(CC, timer=NO_TIMERS, limit=LIMITS.pack())
                await bench.do(vbus_i=code, limit=LIMITS._replace(**{name: setting}).pack())
                await bench.held_in(state)
            await bench.do(limit=LIMITS.pack())


@block_test(ChargerBench)
@covers("CHG-STATE-1")
async def headroom(dut, bench) -> None:
    """VBUS more than 80 mV above VBAT to begin, more than 40 mV to go on."""
    wide = LIMITS._replace(vbus_min=3000).pack()
    pairs = {}
    for low in range(vbat(3700), vbat(3720)):
        for high in range(vbus(3730), vbus(3810)):
            pairs.setdefault(2 * high + (high >> 1) - millivolts(low), (low, high))
    for mv, state in ((81, QUALIFY), (80, OFF)):
        low, high = pairs[mv]
        await bench.unplugged(limit=wide)
        await bench.do(vbus_det_i=1, vbat_i=low, vbus_i=high)
        assert bench.seen("state_o") == state, mv
    for mv, state in ((41, CC), (40, SUSPEND)):
        low, high = pairs[mv]
        await bench.enter(CC, timer=NO_TIMERS, limit=wide)
        await bench.do(vbat_i=low, vbus_i=high)
        await bench.held_in(state)
    await bench.do(limit=LIMITS.pack())
