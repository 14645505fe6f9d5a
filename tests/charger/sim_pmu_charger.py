# SPDX-License-Identifier: Apache-2.0
"""pmu_charger from pins and bus: debounce, latency, posted settings and clears; its core against the model, real times."""

from __future__ import annotations

import random

import cocotb
from cocotb.simtime import get_sim_time
from cocotb.triggers import FallingEdge, First, ReadOnly, Timer

from models.charger import EV_FAULT, EV_INSERTED, EV_REMOVED, EV_STATE, EV_SUSPEND, EV_WATCHDOG
from models.charger_settings import Timers
from models.charger_view import CC, FAULT, OFF, SUSPEND
from tests.charger.params import CTRL, LIMITS, TEMPS, TIMERS, WORDS, vbat, vbus
from tests.charger.pin_bench import BUSY_CLEAR, GROUPS, PinBench, Taken, pin_bench

BENCH = pin_bench()
SYNC_TICKS, DEBOUNCE_TICKS, POST_TICKS = 2, 8, 4
BUS_CLOCK_NS = 1_000
OFF_TICKS = 2  # from the debounced signal to no current


def late_ticks() -> int:
    """By how much a synchronizer may be late in this simulation."""
    return int("cdc_jitter" in cocotb.plusargs)


@cocotb.test()
async def insertion_and_removal(dut) -> None:
    """At random phases: attached after synchronizer and debounce, the current off within two ticks of the debounced signal."""
    rng = random.Random(cocotb.RANDOM_SEED)
    bench = PinBench(dut)
    await bench.start()
    late = late_ticks()
    await bench.charging()
    for attempt in range(8):
        await bench.off_phase(rng.random() * 2)
        pulled = bench.moment()
        dut.vbus_det_i.value = 0
        gone = await bench.until("attached_o", 0, 20)
        assert 0 <= gone - pulled - (SYNC_TICKS + DEBOUNCE_TICKS - 1) <= 1 + late
        assert await bench.until("en_o", 0, 5) - gone <= OFF_TICKS
        assert bench.read("iset_o", "vset_o", "sink_o") == (0, 0, 0)
        await bench.clock.ticks(6)
        assert bench.read("stat_state_o", "stat_det_o", "stat_en_o", "stat_status_o") == (OFF, 0, 0, 2), attempt
        await bench.off_phase(rng.random())
        put = bench.moment()
        dut.vbus_det_i.value = 1
        there = await bench.until("attached_o", 1, 20)
        assert 0 <= there - put - (SYNC_TICKS + DEBOUNCE_TICKS - 1) <= 1 + late
        assert await bench.until("det_o", 1, 5) - there <= OFF_TICKS
        await bench.charging()
    await bench.finish()


@cocotb.test()
async def bouncing(dut) -> None:
    """Gaps shorter than the debounce time do not stop the charge, contacts as short do not begin one."""
    rng = random.Random(cocotb.RANDOM_SEED)
    bench = PinBench(dut)
    await bench.start()
    for _ in range(60):
        dut.vbus_det_i.value = 1
        await bench.off_phase(rng.uniform(0.01, DEBOUNCE_TICKS - 1.01 - late_ticks()))
        dut.vbus_det_i.value = 0
        await bench.off_phase(rng.uniform(1.1 + late_ticks(), 4))
        assert bench.read("attached_o", "det_o", "en_o") == (0, 0, 0)
    await bench.clock.ticks(20)
    await bench.charging()
    for _ in range(60):
        dut.vbus_det_i.value = 0
        await bench.off_phase(rng.uniform(0.01, DEBOUNCE_TICKS - 1.01 - late_ticks()))
        dut.vbus_det_i.value = 1
        await bench.off_phase(rng.uniform(1.1 + late_ticks(), 4))
        assert bench.read("attached_o", "det_o", "en_o") == (1, 1, 1)
    await bench.clock.ticks(4)
    assert bench.read("event_o")[0] & (EV_INSERTED | EV_REMOVED) == EV_INSERTED
    await bench.finish()


@cocotb.test()
async def over_voltage_is_not_debounced(dut) -> None:
    """Comparator to no current: synchronizer and one tick. A glitch that one edge sees is enough."""
    rng = random.Random(cocotb.RANDOM_SEED)
    bench = PinBench(dut)
    await bench.start()
    for _ in range(5):
        await bench.charging()
        await bench.off_phase(rng.random())
        began = bench.moment()
        dut.vbus_ovp_i.value = 1
        assert await bench.until("en_o", 0, 6) - began <= SYNC_TICKS + 1 + late_ticks()
        await bench.off_phase(1.1)
        dut.vbus_ovp_i.value = 0
        await bench.clock.ticks(8)
        assert bench.read("stat_state_o", "stat_iset_o") == (SUSPEND, 0)
        assert bench.read("event_o")[0] & EV_SUSPEND
    await bench.finish()


@cocotb.test()
async def loops_reach_the_core(dut) -> None:
    """Each loop's pin through its synchronizer: the limit in the status, CV by the voltage loop."""
    bench = PinBench(dut)
    await bench.start()
    await bench.charging()
    for pin in ("loop_iin_i", "loop_vin_i"):
        for level in (1, 0):
            getattr(dut, pin).value = level
            await bench.clock.ticks(SYNC_TICKS + 5)
            assert bench.read("stat_limit_o") == (level,), pin
    dut.die_warn_i.value = 1
    await bench.until("stat_fold_o", 1, 10)
    await bench.clock.ticks(2)
    assert bench.read("stat_zone_o", "stat_fold_o", "stat_limit_o") == (0, 1, 1)
    dut.die_warn_i.value = 0
    await bench.until("stat_fold_o", 0, 4_200)
    dut.loop_cv_i.value = 1
    await bench.until("stat_state_o", 5, 900)
    dut.ichg_i.value, dut.upd_i.value, dut.vbat_i.value = 0, 0x10, vbat(4190)
    await bench.until("stat_sink_o", 1, 900)
    assert bench.read("stat_state_o", "stat_status_o", "sink_o") == (6, 4, 1)
    await bench.clock.ticks(2)
    assert bench.read("led_o") == (1,)
    await bench.finish()


def random_word(rng: random.Random, group: str, before: int) -> int:
    """Another word of a group, every bit of which is often different."""
    width = {"ctrl": 35, "limit": 68, "temp": 80, "timer": 18}[group]
    word = rng.choice((before ^ (1 << width) - 1, rng.getrandbits(width)))
    return word & ~1 if group == "ctrl" else word  # charging stays off: nothing else is looked at


@cocotb.test()
async def settings_from_the_bus(dut) -> None:
    """Busy from the write on, taken three ticks later; of many writes the last one stands, and none is ever torn."""
    rng = random.Random(cocotb.RANDOM_SEED)
    bench = PinBench(dut)
    await bench.start()
    taken = {group: Taken(bench, group) for group in GROUPS}
    last = dict(zip(GROUPS, WORDS, strict=True))
    for _ in range(50):
        written: dict[str, list[int]] = {group: [] for group in GROUPS}
        begun = {group: len(taken[group].words) for group in GROUPS}
        for group in rng.choices(GROUPS, k=rng.randrange(1, 7)):
            last[group] = random_word(rng, group, last[group])
            written[group].append(last[group])
            await bench.post(group, last[group])
            assert bench.read("busy_o")[0] >> GROUPS.index(group) & 1
            await bench.off_phase(rng.choice((0, 0.01, 0.3, 1, 2.7, 5)))
        await bench.idle()
        for group in GROUPS:
            seen = taken[group].words[begun[group]:]
            if written[group]:
                assert seen and seen[-1] == last[group], group
            assert set(seen) <= set(written[group]), group
    for group in GROUPS:
        await bench.post(group, last[group] ^ 2)
        began, count = bench.moment(), len(taken[group].words)
        await bench.clock.ticks(POST_TICKS)
        assert len(taken[group].words) == count + 1, f"{group}: nothing taken {bench.moment() - began:.1f} ticks after the write"
        await bench.idle()
    await bench.finish()


@cocotb.test()
async def settings_while_the_clock_stops(dut) -> None:
    """Writes followed by a bus clock that stops at any phase: what was taken is whole, and at the end the last word stands."""
    rng = random.Random(cocotb.RANDOM_SEED)
    bench = PinBench(dut)
    await bench.start()
    taken = {group: Taken(bench, group) for group in GROUPS}
    last = dict(zip(GROUPS, WORDS, strict=True))
    for _ in range(40):
        written: dict[str, list[int]] = {group: [] for group in GROUPS}
        begun = {group: len(taken[group].words) for group in GROUPS}
        for group in rng.choices(GROUPS, k=rng.randrange(1, 4)):
            last[group] = random_word(rng, group, last[group])
            written[group].append(last[group])
            await bench.post(group, last[group])
        await bench.off_phase(rng.random() * 3)
        dut.run_i.value = 0
        await bench.off_phase(3 + rng.random() * 20)
        for group in GROUPS:  # one is on its way already: it arrives without a bus clock
            assert not written[group] or taken[group].words[begun[group]:], group
        dut.run_i.value = 1
        await bench.idle()
        for group in GROUPS:
            seen = taken[group].words[begun[group]:]
            assert not written[group] or seen[-1] == last[group], group
            assert set(seen) <= set(written[group]), group
    await bench.finish()


@cocotb.test()
async def settings_have_their_effect(dut) -> None:
    """Each group by what it does to the charger, and status that shows it as soon as busy has gone."""
    bench = PinBench(dut)
    await bench.start()
    await bench.charging()
    await bench.post("ctrl", CTRL._replace(ichg=321, vreg=4111).pack())
    await bench.idle()
    assert bench.read("stat_iset_o", "stat_vset_o", "stat_state_o") == (321, 4111, CC)
    await bench.post("timer", Timers(1, 0).pack())
    await bench.post("temp", TEMPS._replace(cool=1500).pack())
    await bench.until("stat_zone_o", 1, 900)
    assert bench.read("stat_iset_o", "stat_health_o") in ((321 // 5, 12), (321, 1))
    await bench.clock.ticks(3)
    assert bench.read("stat_iset_o", "stat_health_o") == (321 // 5, 12)
    await bench.post("limit", LIMITS._replace(vbus_max=4800).pack())
    await bench.until("stat_state_o", SUSPEND, 10)
    await bench.clock.ticks(3)
    assert bench.read("stat_health_o") == (4,)
    await bench.post("ctrl", CTRL._replace(enable=0).pack())
    await bench.idle()
    assert bench.read("stat_state_o", "stat_type_o", "stat_status_o") == (OFF, 1, 3)
    await bench.finish()


@cocotb.test()
async def clears_from_the_bus(dut) -> None:
    """A cleared event reads 0 at once and for good; clears in quick succession add up, fault and kick bits among them."""
    bench = PinBench(dut)
    await bench.start()
    for gap in (0, 0.05, 0.7, 1.5, 3.1):
        dut.vbus_det_i.value = 1
        await bench.until("stat_det_o", 1, 30)
        await bench.until("stat_state_o", 1, 30)
        dut.vbus_det_i.value = 0
        await bench.until("stat_state_o", 0, 30)
        have = EV_STATE | EV_INSERTED | EV_REMOVED
        assert bench.read("event_o")[0] & have == have
        await bench.clear(0x1FF & ~have)  # the zone's, at the first time
        await bench.idle()
        for mask in (EV_INSERTED, EV_STATE):
            await bench.clear(mask)
            have &= ~mask
            await FallingEdge(dut.clk_sys)
            assert bench.read("event_o", "busy_o") == (have, BUSY_CLEAR), gap
            if gap:
                await bench.off_phase(gap)
        await bench.idle()
        assert bench.read("event_o") == (have,) == (EV_REMOVED,)
        assert int(bench.core.event_o.value) == EV_REMOVED
        await bench.clear(0x1FF)
        await bench.idle()
        assert (bench.read("wake_o"), int(bench.core.event_o.value)) == ((0,), 0)
    await bench.finish()


@cocotb.test()
async def commands_while_the_clock_stops(dut) -> None:
    """A fault, its event read after a sleep; the clear of the fault together with other clears, the clock stopping behind it."""
    rng = random.Random(cocotb.RANDOM_SEED)
    bench = PinBench(dut)
    await bench.start()
    for _ in range(2):
        dut.vbat_i.value = vbat(4200)
        dut.run_i.value = 0
        dut.vbus_det_i.value = 1
        await bench.until("sink_o", 1, 2_200)
        dut.vbat_i.value = 0
        await bench.until("sink_o", 0, 9_000)
        await bench.clock.ticks(3)
        assert bench.read("wake_o", "en_o") == (1, 0)
        dut.run_i.value = 1
        await bench.clock.ticks(8)
        assert bench.read("stat_state_o", "stat_health_o") == (FAULT, 14)
        assert bench.read("event_o")[0] & EV_FAULT
        dut.vbat_i.value = vbat(3700)
        await bench.clear(EV_FAULT)
        await bench.clear(0, fault=1)
        await bench.clear(EV_STATE)
        await bench.off_phase(rng.random() * 2)
        dut.run_i.value = 0
        await bench.clock.ticks(20)
        dut.run_i.value = 1
        await bench.idle()
        await bench.clock.ticks(3)
        assert bench.read("stat_state_o")[0] != FAULT
        assert bench.read("event_o")[0] & EV_FAULT == 0
        dut.vbus_det_i.value = 0
        await bench.until("stat_state_o", 0, 40)
    await bench.finish()


@cocotb.test()
async def kick_reaches_the_watchdog(dut) -> None:
    """The shortest host watchdog at its real 40 s is too long here: kicks are seen as clears that the core takes."""
    bench = PinBench(dut)
    await bench.start()
    taken = Taken(bench, "clr")
    await bench.clear(kick=1)
    await bench.idle()
    await bench.clear(events=0x155)
    await bench.clear(fault=1)
    await bench.clear(kick=1, events=0x0AA)
    await bench.idle()
    assert taken.words[0] == 0x400
    assert len(taken.words) > 1
    together = 0
    for word in taken.words[1:]:
        together |= word
    assert together == 0x7FF
    assert bench.read("stat_wd_expired_o")[0] == 0 and bench.read("event_o")[0] & EV_WATCHDOG == 0
    await bench.finish()


@cocotb.test()
async def status_is_never_torn(dut) -> None:
    """Two settings that differ in every bit of current and voltage, in turns: what the bus reads is one of the two."""
    rng = random.Random(cocotb.RANDOM_SEED)
    bench = PinBench(dut)
    await bench.start()
    await bench.charging()
    settings = [(0x155, 0x0EAA), (0x2AA, 0x1155)]
    allowed = {*settings, (CTRL.ichg, CTRL.vreg), (0x155, 0x0EAA)}
    allowed = {(ichg, min(vreg, 4608)) for ichg, vreg in allowed}
    seen: set[tuple[int, int]] = set()
    settled: list[float] = []  # from a change in the core to the sample, in bus clocks

    async def watch() -> None:
        while True:
            await First(dut.stat_iset_o.value_change, dut.stat_vset_o.value_change)
            await ReadOnly()
            seen.add(bench.read("stat_iset_o", "stat_vset_o"))
            settled.append((get_sim_time("ns") - changed[-1]) / BUS_CLOCK_NS)

    async def watch_core() -> None:
        while True:
            await First(dut.iset_o.value_change, dut.vset_o.value_change)
            changed.append(get_sim_time("ns"))

    changed: list[float] = []
    watchers = [cocotb.start_soon(watch()), cocotb.start_soon(watch_core())]
    for n in range(60):
        ichg, vreg = settings[n % 2]
        await bench.post("ctrl", CTRL._replace(ichg=ichg, vreg=vreg).pack())
        await bench.off_phase(rng.uniform(2, 9))
    await bench.idle()
    for watcher in watchers:
        watcher.cancel()
    assert len(settled) > 20 and min(settled) >= 1, "a sample was taken while the core's flops were still settling"
    assert len(seen) >= 2
    assert seen <= allowed, seen - allowed
    await bench.finish()


@cocotb.test()
async def random_pins_and_writes(dut) -> None:
    """Everything at once for some thousand ticks; at the end what the bus reads is what the core says."""
    rng = random.Random(cocotb.RANDOM_SEED)
    bench = PinBench(dut)
    await bench.start()
    await bench.charging()
    for _ in range(120):
        kind = rng.randrange(6)
        if kind == 0:
            pin = rng.choice(("vbus_det_i", "vbus_ovp_i", "loop_cv_i", "loop_iin_i", "loop_vin_i"))
            getattr(dut, pin).value = rng.randrange(2)
        elif kind == 1:
            await bench.clear(rng.getrandbits(9), rng.randrange(2), rng.randrange(2))
        elif kind == 2:
            await bench.post("ctrl", CTRL._replace(ichg=rng.randrange(1024), enable=int(rng.random() < 0.9)).pack())
        elif kind == 3:
            await bench.clock.ticks(1)
            dut.vbat_i.value = vbat(rng.choice((1500, 2500, 3700, 4195, 4310)))
        elif kind == 4:
            await bench.clock.ticks(1)
            dut.vbus_i.value = vbus(rng.choice((5000, 5000, 4200, 7000)))
        else:
            dut.run_i.value = 0
            await bench.off_phase(rng.choice((2, 5, 30, 300)))
            dut.run_i.value = 1
        await bench.off_phase(rng.choice((0.1, 1, 3, 20)))
    await bench.idle()
    for pin, level in {"vbus_det_i": 1, "vbus_ovp_i": 0, "loop_iin_i": 0, "loop_vin_i": 0}.items():
        getattr(dut, pin).value = level
    await bench.post("timer", TIMERS.pack())
    await bench.clock.ticks(30)
    for port in ("state", "status", "type", "health", "zone", "fold", "limit", "det", "wd_expired", "en", "sink", "iset",
                 "vset", "pre_min", "fast_min"):  # fmt: skip
        assert bench.read(f"stat_{port}_o") == (int(getattr(bench.core, f"{port}_o").value),), port
    await Timer(1, "ns")
    assert bench.read("event_o") == (int(bench.core.event_o.value),)
    await bench.finish()


@cocotb.test()
async def long_times_are_read(dut) -> None:
    """Minutes and the expired watchdog, which take too long to wait for: put into the core's flops, read on the bus."""
    bench = PinBench(dut)
    await bench.start()
    await bench.charging()
    await bench.finish()  # the model knows nothing of what comes now
    assert bench.read("stat_pre_min_o", "stat_fast_min_o", "stat_wd_expired_o") == (0, 0, 0)
    await bench.clock.ticks(1)
    bench.core.u_pre.min_q.value = 26
    bench.core.u_fast.min_q.value = 201
    bench.core.u_watchdog.expired_q.value = 1
    await bench.clock.ticks(6)
    assert bench.read("stat_pre_min_o", "stat_fast_min_o", "stat_wd_expired_o", "stat_health_o") == (26, 201, 1, 7)
    await bench.clear(kick=1)
    await bench.idle()
    assert bench.read("stat_wd_expired_o", "stat_fast_min_o") == (0, 201)
