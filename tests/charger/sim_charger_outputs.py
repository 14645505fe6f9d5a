# SPDX-License-Identifier: Apache-2.0
"""charger_core in its block bench: duty cycle, VBUS insertion, events, status codes, LED and reset."""

from __future__ import annotations

import cocotb
from cocotb.triggers import Timer

from models.charger import (
    ALL_EVENTS, EV_DONE, EV_FAULT, EV_INSERTED, EV_LIMIT, EV_REMOVED, EV_STALE, EV_STATE, EV_SUSPEND, EV_WATCHDOG, EV_ZONE,
    EVENTS_W, KICK, Charger,
)  # fmt: skip
from models.charger_view import CC, CV, DONE, FAULT, NONE, OFF, PRECHARGE, QUALIFY, RECHARGE, SUSPEND, TRICKLE
from models.sticky_events import QUEUE_TICKS, WAY_TICKS
from tb.block_bench import block_test
from tb.covers import covers
from tests.charger.bench import ChargerBench, bench_of
from tests.charger.params import CTRL, GOOD, SHORT, TEMPS, WORDS, vbat

BENCH = bench_of()
PERIOD = 100
NO_TIMERS = 0
CAUSED = 0x1FF | EV_STALE  # events of a charge, a fault, an unplugging and a result too old
SLOW_BLINK, FAST_BLINK = 1 << 14, 1 << 12  # ticks between two changes


class OnTime:
    """Adds up the ticks on which en_o is 1."""

    def __init__(self, bench: ChargerBench) -> None:
        self._bench, self._total, self._since = bench, 0, None
        self._task = cocotb.start_soon(self._follow())

    async def _follow(self) -> None:
        handle = self._bench.dut.en_o
        while True:
            self._since = self._bench.clock.tick if handle.value == 1 else None
            await handle.value_change
            if self._since is not None:
                self._total += self._bench.clock.tick - self._since

    def take(self) -> int:
        """Ticks so far; begins anew."""
        tick = self._bench.clock.tick
        total = self._total + (tick - self._since if self._since is not None else 0)
        self._total = 0
        if self._since is not None:
            self._since = tick
        return total


@block_test(ChargerBench)
@covers("CHG-SW-2")
async def duty_cycle(dut, bench) -> None:
    """Of every 100 ticks of CC, so many with current as there are percent; 100 and more: no gap; 0: none at all."""
    for duty in (0, 1, 2, 37, 50, 99, 100, 127):
        entered = await bench.enter(CC, ctrl=CTRL._replace(duty=duty).pack(), timer=NO_TIMERS)
        assert bench.seen("en_o") == int(duty > 0)
        on = OnTime(bench)
        await bench.clock.after(entered + 10)
        on.take()
        for _ in range(3):
            await bench.clock.ticks(PERIOD)
            assert on.take() == min(duty, PERIOD), duty
        if 0 < duty < PERIOD:  # it begins with the current on, and falls when its percents are over
            entered = await bench.enter(CC, ctrl=CTRL._replace(duty=duty).pack(), timer=NO_TIMERS)
            assert await bench.seen_at(entered + duty - 1, "en_o") == (1,)
            assert await bench.seen_at(entered + duty, "en_o") == (0,)
            assert await bench.seen_at(entered + PERIOD - 1, "en_o") == (0,)
            assert await bench.seen_at(entered + PERIOD, "en_o") == (1,)
        assert (bench.seen("state_o"), bench.seen("iset_o"), bench.seen("status_o")) == (CC, CTRL.ichg, 1)


@block_test(ChargerBench)
@covers("CHG-SW-2")
async def duty_only_in_cc(dut, bench) -> None:
    """The other states charge without gaps; a new duty is in force behind its edge; leaving CC begins it anew."""
    ctrl = CTRL._replace(duty=10)
    for state in (TRICKLE, PRECHARGE, CV, RECHARGE):
        await bench.enter(state, ctrl=ctrl.pack(), timer=NO_TIMERS)
        on = OnTime(bench)
        await bench.ticks(PERIOD)
        assert on.take() == PERIOD
    entered = await bench.enter(CC, ctrl=ctrl.pack(), timer=NO_TIMERS)
    await bench.clock.after(entered + 40)
    tick = await bench.do(ctrl=ctrl._replace(duty=60).pack())
    assert await bench.seen_at(tick + 1, "en_o") == (1,)
    assert await bench.until("en_o", 0) == entered + 60
    tick = await bench.do(ctrl=ctrl._replace(duty=100).pack())
    assert await bench.seen_at(tick + 1, "en_o") == (1,)
    await bench.do(die_crit_i=1)
    await bench.do(die_crit_i=0, ctrl=ctrl.pack())
    back = await bench.until("state_o", CC)
    assert await bench.seen_at(back + 9, "en_o") == (1,)
    assert await bench.seen_at(back + 10, "en_o") == (0,)


@block_test(ChargerBench)
@covers("CHG-BOOT-1")
async def vbus_boot(dut, bench) -> None:
    """An insertion asks for power until the system is up or the charger gone, also while power is refused."""
    for state in range(16):
        up = 1 <= state <= 5
        await bench.unplugged(state_i=state)
        await bench.do(vbus_det_i=1)
        assert bench.seen("vbus_boot_o") == int(not up)
        assert bench.seen("det_o") == 1
        await bench.ticks(200)  # refused: it is remembered
        assert bench.seen("vbus_boot_o") == int(not up)
        await bench.do(state_i=0)
        assert bench.seen("vbus_boot_o") == int(not up)
        await bench.do(state_i=1)
        assert bench.seen("vbus_boot_o") == 0
        await bench.do(state_i=0)  # shutdown with the charger attached
        await bench.ticks(50)
        assert bench.seen("vbus_boot_o") == 0
        await bench.do(vbus_det_i=0)
        await bench.do(vbus_det_i=1)
        assert bench.seen("vbus_boot_o") == 1
        await bench.do(vbus_det_i=0)
        assert bench.seen("vbus_boot_o") == 0
    await bench.unplugged(state_i=0, ctrl=CTRL._replace(boot=0).pack())
    await bench.do(vbus_det_i=1)
    await bench.ticks(5)
    assert (bench.seen("vbus_boot_o"), bench.seen("event_o") & EV_INSERTED) == (0, EV_INSERTED)
    await bench.do(ctrl=CTRL.pack())  # too late for that insertion
    await bench.ticks(5)
    assert bench.seen("vbus_boot_o") == 0


@block_test(ChargerBench, start=False)
@covers("CHG-BOOT-1")
async def vbus_boot_at_reset(dut, bench) -> None:
    """A charger that is there when the supply first comes counts as inserted; boot needs no enable."""
    await bench.start(vbus_det_i=1)
    assert await bench.seen_at(3, "vbus_boot_o", "det_o", "event_o") == (1, 1, EV_INSERTED)
    await bench.do(ctrl=CTRL._replace(enable=0).pack(), vbus_det_i=0)
    await bench.do(vbus_det_i=1)
    assert bench.seen("vbus_boot_o") == 1


@block_test(ChargerBench)
@covers("CHG-OFF-3")
async def bouncing_plug(dut, bench) -> None:
    """VBUS that comes and goes on every tick: never current, and the last level counts."""
    for last in (1, 0):
        await bench.unplugged()
        tick = bench.clock.tick + 2
        await bench.play({tick + n: {"vbus_det_i": (n + last) % 2} for n in range(61)})
        assert bench.seen("en_o") == 0
        await bench.ticks(SHORT.qual_ticks + 2)
        assert (bench.seen("state_o"), bench.seen("det_o")) == ((CC, 1) if last else (OFF, 0))
        assert bench.seen("event_o") & (EV_INSERTED | EV_REMOVED) == EV_INSERTED | EV_REMOVED


def event_scripts() -> list[tuple[int, dict[str, int], int, int]]:
    """State to be in, inputs, ticks from them to the event, event."""
    t = SHORT
    return [
        (CC, {"die_crit_i": 1}, 0, EV_STATE | EV_SUSPEND), (OFF, {"vbus_det_i": 1}, 0, EV_STATE | EV_INSERTED),
        (CC, {"vbus_det_i": 0}, 0, EV_STATE | EV_REMOVED), (CC, {"ntc_i": TEMPS.cool + 1}, t.dg_ticks, EV_ZONE),
        (CV, {"ichg_i": 0, "upd_i": 0x10}, t.dg_ticks, EV_STATE | EV_DONE), (CC, {"loop_iin_i": 1}, 0, EV_LIMIT),
        (DONE, {"vbat_i": 0}, None, EV_STATE | EV_FAULT),
    ]  # fmt: skip


@block_test(ChargerBench)
@covers("CHG-SW-3", "REG-EVT-1")
async def no_clear_takes_what_came_after_it(dut, bench) -> None:
    """Each event with a clear of everything around its edge: up to three ticks later the clear is older, and the event stays."""
    for state, inputs, delay, event in event_scripts():
        for offset in range(-1, WAY_TICKS + 3):
            entered = await bench.enter(state)
            await bench.do(clr=ALL_EVENTS)
            tick = bench.clock.tick + 4
            at = entered + SHORT.test_ticks if delay is None else tick + delay
            script = {tick: dict(inputs)}
            script.setdefault(at + offset, {})["clr"] = ALL_EVENTS
            script.setdefault(at + offset + 1, {})
            await bench.play(dict(sorted(script.items())))
            if offset <= WAY_TICKS:
                assert bench.seen("event_o") & event == event, (state, offset)
            else:
                assert bench.seen("event_o") & event == 0, (state, offset)


@block_test(ChargerBench)
@covers("CHG-SW-3", "REG-EVT-2")
async def a_clear_that_waited_behind_a_kick(dut, bench) -> None:
    """A kick crosses with the clears: the clear behind it waits, and takes no event that came after the kick had set out."""
    await bench.enter(CC)
    level = 0
    for behind in (2, QUEUE_TICKS, QUEUE_TICKS + 1):
        await bench.clear()
        tick = bench.clock.tick + 4
        level ^= 1
        clear = tick + WAY_TICKS + 2
        script = {tick: {"loop_iin_i": level}, clear: {"clr": ALL_EVENTS}}
        script.setdefault(clear - behind, {})["clr"] = KICK
        await bench.play(dict(sorted(script.items())))
        assert bench.seen("event_o") & EV_LIMIT == (EV_LIMIT if behind <= QUEUE_TICKS else 0), behind


@block_test(ChargerBench)
@covers("CHG-SW-3")
async def events_clear_bit_by_bit(dut, bench) -> None:
    """Each bit by itself; without the valid nothing; with all of them enabled wake_o is any of them, one tick late."""
    await bench.enter(FAULT, ctrl=CTRL._replace(wd=1).pack(), intr=ALL_EVENTS)
    await bench.until("wd_expired_o", 1)
    await bench.do(ctrl=CTRL.pack(), vbus_det_i=0)
    await bench.do(vbus_det_i=1, vbat_i=vbat(3700), ntc_i=TEMPS.cool + 1)
    await bench.until("state_o", CC)
    await bench.do(loop_iin_i=1)
    await bench.do(die_crit_i=1, stale_i=1 << 2)
    await bench.ticks(3)
    left = bench.seen("event_o")
    assert left == CAUSED
    for bit in (3, 0, 8, 5, 11, 1, 7, 2, 6, 4):
        await bench.do(clr_i=1 << bit)
        assert bench.seen("event_o") == left
        await bench.do(clr=1 << bit)
        left &= ~(1 << bit)
        assert (bench.seen("event_o"), bench.seen("wake_o")) == (left, 1)
    assert await bench.seen_at(bench.tick + 1, "wake_o") == (0,)
    tick = await bench.do(vbus_det_i=0)
    assert (bench.seen("event_o"), bench.seen("wake_o")) == (EV_STATE | EV_REMOVED, 0)
    assert await bench.seen_at(tick + 1, "wake_o") == (1,)


@block_test(ChargerBench)
@covers("CHG-WAKE-1")
async def only_enabled_events_wake(dut, bench) -> None:
    """Each event against each bit of the mask; the mask acts a tick after it has come, on events that are there and on later ones."""
    await bench.enter(CC)
    await bench.clear()
    await bench.do(loop_iin_i=1)
    assert bench.seen("event_o") == EV_LIMIT
    assert await bench.seen_at(bench.tick + 2, "wake_o") == (0,), "after reset nothing wakes"
    for bit in range(EVENTS_W):
        tick = await bench.do(intr=1 << bit)
        before = bench.seen("wake_o")
        assert before == int(bit == EV_LIMIT.bit_length()), "the mask of the edge before acts on the edge that brings a new one"
        assert await bench.seen_at(tick + 1, "wake_o") == (int(1 << bit == EV_LIMIT),), bit
    await bench.do(intr_i=EV_LIMIT)
    assert await bench.seen_at(bench.tick + 1, "wake_o") == (0,), "without its valid a mask is none"
    # the mask and its event on the same edge, and the event that others hide
    await bench.clear()
    tick = await bench.do(intr=EV_LIMIT, loop_iin_i=0)
    assert (bench.seen("event_o"), bench.seen("wake_o")) == (EV_LIMIT, 0)
    assert await bench.seen_at(tick + 1, "wake_o") == (1,)
    await bench.do(intr=EV_REMOVED)
    assert await bench.seen_at(bench.tick + 1, "wake_o") == (0,)
    tick = await bench.do(vbus_det_i=0)
    assert await bench.seen_at(tick + 1, "wake_o") == (1,)
    # a clear takes the wake back, and firmware's kick of the host watchdog is not a mask
    await bench.clear(EV_REMOVED)
    assert await bench.seen_at(bench.tick + 1, "wake_o") == (0,)
    assert bench.seen("event_o") & EV_STATE, "what nobody asked for stands, and wakes nobody"


@block_test(ChargerBench)
@covers("CHG-WAKE-1")
async def a_mask_does_not_quiet_the_host_watchdog(dut, bench) -> None:
    """Whoever only writes the mask does not look after the charge."""
    await bench.enter(CC, ctrl=CTRL._replace(wd=1).pack())
    last = await bench.do(ctrl=CTRL._replace(wd=1).pack())
    await bench.play({last + SHORT.wd_unit - 5: {"intr": ALL_EVENTS}})
    assert await bench.until("wd_expired_o", 1) == last + SHORT.wd_unit


@block_test(ChargerBench)
@covers("CHG-CODE-1")
async def status_codes(dut, bench) -> None:
    """STATUS and TYPE of every state; HEALTH by the first of its reasons."""
    codes = {
        OFF: (2, 1), QUALIFY: (3, 1), TRICKLE: (1, 2), PRECHARGE: (1, 4), CC: (1, 3), CV: (1, 3), DONE: (4, 1),
        RECHARGE: (1, 3), SUSPEND: (3, 1), FAULT: (3, 1),
    }  # fmt: skip
    for state, expected in codes.items():
        await bench.enter(state)
        await bench.ticks(1)
        assert (bench.seen("status_o"), bench.seen("type_o")) == expected, state
    await bench.unplugged(ctrl=CTRL._replace(enable=0).pack())
    await bench.do(vbus_det_i=1)
    assert (bench.seen("state_o"), bench.seen("status_o")) == (OFF, 3)  # attached, but stopped
    # the reasons from the last to the first: each hides those before it
    await bench.unplugged(ctrl=CTRL._replace(wd=1).pack())
    stack = (({}, 1), ({"ntc_i": TEMPS.cool + 1}, 12), ({"ntc_i": TEMPS.warm - 1}, 11), (None, 7),
             ({"ntc_i": TEMPS.cold + 1}, 6), ({"ntc_i": TEMPS.hot - 1}, 13), ({"die_crit_i": 1}, 2),
             ({"die_crit_i": 0, "sensor_i": 8}, 2), ({"vbus_ovp_i": 1}, 2), ({"vbus_det_i": 1}, 4),
             ({"vbus_ovp_i": 0}, 2), ({"vbat_i": vbat(4301)}, 4), ({"sensor_i": 12}, 14))  # fmt: skip
    for inputs, health in stack:
        await (bench.do(**inputs) if inputs is not None else bench.until("wd_expired_o", 1))
        await bench.ticks(SHORT.dg_ticks + 3)
        assert bench.seen("health_o") == health, inputs


@block_test(ChargerBench)
@covers("CHG-LED-1")
async def led(dut, bench) -> None:
    """Off; on when full; a slow blink while charging, a fast one in SUSPEND and FAULT, from one timebase."""
    for state, period in ((CC, SLOW_BLINK), (SUSPEND, FAST_BLINK), (FAULT, FAST_BLINK), (QUALIFY, None), (TRICKLE, SLOW_BLINK)):
        await bench.enter(state, timer=NO_TIMERS)
        if state == SUSPEND:
            await bench.do(die_crit_i=1)
        if period is None:
            continue
        changes = []
        for _ in range(3):
            changes.append(await bench.until("led_o", 1 - bench.seen("led_o"), 2 * SLOW_BLINK))
        assert changes[1] - changes[0] == changes[2] - changes[1] == period
        assert changes[0] % period == 1
    await bench.enter(DONE)
    await bench.do(vbat_i=vbat(4195))
    for _ in range(20):
        await bench.ticks(997)
        assert bench.seen("led_o") == 1
    await bench.unplugged()
    for _ in range(20):
        await bench.ticks(997)
        assert bench.seen("led_o") == 0


@block_test(ChargerBench)
async def reset(dut, bench) -> None:
    """POR in the middle of every state: everything off on the spot, settings as the parameters say."""
    for state in (TRICKLE, CC, CV, DONE, RECHARGE, SUSPEND, FAULT):
        await bench.enter(state, ctrl=CTRL._replace(ichg=77, duty=30, wd=2, vreg=4000).pack())
        await bench.do(die_warn_i=1, loop_iin_i=1)
        for name, value in {"vbus_det_i": 0, "ready_i": 0, "die_warn_i": 0, "loop_iin_i": 0, "vbat_i": vbat(3700)}.items():
            getattr(dut, name).value = value
        dut.rst_ni.value = 0
        await Timer(bench.clock.period, "step")
        for port, value in Charger(*WORDS).outputs().items():
            assert bench.seen(port) == value, f"{port} in reset"
        await bench.restart()
        for port in ("state_o", "en_o", "iset_o", "vset_o", "sink_o", "event_o", "fold_o", "limit_o", "vbus_boot_o", "det_o"):
            assert bench.seen(port) == 0, port
        assert (bench.seen("zone_o"), bench.seen("health_o")) == (NONE, 14)
        await bench.do(**GOOD)
        await bench.until("state_o", CC)
        await bench.ticks(2)
        assert (bench.seen("iset_o"), bench.seen("vset_o"), bench.seen("en_o")) == (CTRL.ichg, CTRL.vreg, 1)
        await bench.ticks(5 * SHORT.wd_unit)
        assert bench.seen("event_o") & EV_WATCHDOG == 0
