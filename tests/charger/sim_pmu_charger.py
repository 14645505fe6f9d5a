# SPDX-License-Identifier: Apache-2.0
"""pmu_charger from pins and bus: debounce, latency, effects and status; its core against the model, with real times."""

from __future__ import annotations

import random

import cocotb
from cocotb.triggers import Timer

from models.charger import EV_FAULT, EV_INSERTED, EV_REMOVED, EV_STATE, EV_SUSPEND
from models.charger_settings import Timers
from models.charger_view import CC, FAULT, OFF, SUSPEND
from tb.block_bench import block_test
from tb.covers import covers
from tb.runner import Variant
from tests.charger.params import CTRL, LIMITS, TEMPS, TIMERS, WORDS, vbat, vbus
from tests.charger.pin_bench import PinBench, pin_bench

JITTERED = ("insertion_and_removal", "bouncing", "over_voltage_is_not_debounced", "random_pins_and_writes")
VARIANTS = {"plain": Variant(pin_bench()), "jitter": Variant(pin_bench(plusargs=("+cdc_jitter={seed}",)), tests=JITTERED)}
"""Synchronizers as in the chip, and ones that are late by a cycle now and then."""
SYNC_TICKS, DEBOUNCE_TICKS = 2, 8
OFF_TICKS = 2  # from the debounced signal to no current


def late_ticks() -> int:
    """By how much a synchronizer may be late in this simulation."""
    return int("cdc_jitter" in cocotb.plusargs)


@block_test(PinBench)
@cocotb.parametrize(part=range(3))
@covers("CHG-OFF-1")
async def insertion_and_removal(dut, bench, part: int) -> None:
    """At random phases: attached after synchronizer and debounce, the current off within two ticks of the debounced signal."""
    rng = random.Random(cocotb.RANDOM_SEED * 10 + part)
    late = late_ticks()
    await bench.charging()
    for attempt in range(3):  # more at once would make it a source that fails, which has to pause
        await bench.off_phase(rng.random() * 2)
        pulled = bench.moment()
        dut.vbus_det_i.value = 0
        gone = await bench.until("attached_o", 0, 20)
        assert 0 <= gone - pulled - (SYNC_TICKS + DEBOUNCE_TICKS - 1) <= 1 + late
        assert await bench.until("en_o", 0, 5) - gone <= OFF_TICKS
        assert bench.read("iset_o", "vset_o", "sink_o") == (0, 0, 0)
        await bench.clock.ticks(6)
        assert bench.stat("chg_status_state", "chg_status_attached", "chg_status_on", "chg_status_status") == (OFF, 0, 0, 2), attempt
        await bench.off_phase(rng.random())
        put = bench.moment()
        dut.vbus_det_i.value = 1
        there = await bench.until("attached_o", 1, 20)
        assert 0 <= there - put - (SYNC_TICKS + DEBOUNCE_TICKS - 1) <= 1 + late
        assert await bench.until("det_o", 1, 5) - there <= OFF_TICKS
        await bench.charging()


@block_test(PinBench)
@covers("CHG-OFF-3")
async def bouncing(dut, bench) -> None:
    """Gaps shorter than the debounce time do not stop the charge, contacts as short do not begin one."""
    rng = random.Random(cocotb.RANDOM_SEED)
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
    assert bench.stat("chg_event")[0] & (EV_INSERTED | EV_REMOVED) == EV_INSERTED


@block_test(PinBench)
@covers("CHG-OFF-2")
async def over_voltage_is_not_debounced(dut, bench) -> None:
    """Comparator to no current: synchronizer and one tick. A glitch that one edge sees is enough."""
    rng = random.Random(cocotb.RANDOM_SEED)
    for _ in range(5):
        await bench.charging()
        await bench.off_phase(rng.random())
        began = bench.moment()
        dut.vbus_ovp_i.value = 1
        assert await bench.until("en_o", 0, 6) - began <= SYNC_TICKS + 1 + late_ticks()
        await bench.off_phase(1.1)
        dut.vbus_ovp_i.value = 0
        await bench.clock.ticks(8)
        assert bench.stat("chg_status_state", "chg_drive_ma") == (SUSPEND, 0)
        assert bench.stat("chg_event")[0] & EV_SUSPEND


@block_test(PinBench)
async def loops_reach_the_core(dut, bench) -> None:
    """Each loop's pin through its synchronizer: the limit in the status, CV by the voltage loop."""
    await bench.charging()
    for pin in ("loop_iin_i", "loop_vin_i"):
        for level in (1, 0):
            getattr(dut, pin).value = level
            await bench.clock.ticks(SYNC_TICKS + 5)
            assert bench.stat("chg_status_limit") == (level,), pin
    dut.die_warn_i.value = 1
    await bench.until("stat_chg_status_fold_o", 1, 10)
    await bench.clock.ticks(2)
    assert bench.stat("chg_status_zone", "chg_status_fold", "chg_status_limit") == (0, 1, 1)
    dut.die_warn_i.value = 0
    await bench.until("stat_chg_status_fold_o", 0, 4_200)
    dut.loop_cv_i.value = 1
    await bench.until("stat_chg_status_state_o", 5, 900)
    dut.ichg_i.value, dut.upd_i.value, dut.vbat_i.value = 0, 0x10, vbat(4190)
    await bench.until("stat_chg_status_sink_o", 1, 900)
    assert (*bench.stat("chg_status_state", "chg_status_status"), bench.seen("sink_o")) == (6, 4, 1)
    await bench.clock.ticks(2)
    assert bench.read("led_o") == (1,)


@block_test(PinBench)
@covers("CHG-SW-1")
async def settings_have_their_effect(dut, bench) -> None:
    """Each group by what it does to the charger, and status that shows it as soon as busy has gone."""
    await bench.charging()
    await bench.write("ctrl", CTRL._replace(ichg=321, vreg=4111).pack())
    await bench.idle()
    assert bench.stat("chg_drive_ma", "chg_drive_mv", "chg_status_state") == (321, 4111, CC)
    await bench.write("timer", Timers(1, 0).pack())
    await bench.write("temp", TEMPS._replace(cool=1500).pack())
    await bench.until("stat_chg_status_zone_o", 1, 900)
    assert bench.stat("chg_drive_ma", "chg_status_health") in ((321 // 5, 12), (321, 1))
    await bench.clock.ticks(3)
    assert bench.stat("chg_drive_ma", "chg_status_health") == (321 // 5, 12)
    await bench.write("limit", LIMITS._replace(vbus_max=4800).pack())
    await bench.until("stat_chg_status_state_o", SUSPEND, 10)
    await bench.clock.ticks(3)
    assert bench.stat("chg_status_health") == (4,)
    await bench.write("ctrl", CTRL._replace(enable=0).pack())
    await bench.idle()
    assert bench.stat("chg_status_state", "chg_status_type", "chg_status_status") == (OFF, 1, 3)


@block_test(PinBench)
@covers("CHG-SW-1")
async def random_pins_and_writes(dut, bench) -> None:
    """Everything at once for some thousand ticks; at the end what the bus reads is what the core says."""
    rng = random.Random(cocotb.RANDOM_SEED)
    await bench.charging()
    for _ in range(120):
        kind = rng.randrange(6)
        if kind == 0:
            pin = rng.choice(("vbus_det_i", "vbus_ovp_i", "loop_cv_i", "loop_iin_i", "loop_vin_i"))
            getattr(dut, pin).value = rng.randrange(2)
        elif kind == 1:
            await bench.clear(rng.getrandbits(9), rng.randrange(2), rng.randrange(2))
        elif kind == 2:
            await bench.write("ctrl", CTRL._replace(ichg=rng.randrange(1024), enable=int(rng.random() < 0.9)).pack())
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
    await bench.write("timer", TIMERS.pack())
    await bench.clock.ticks(30)
    members = {"iset": "drive_ma", "vset": "drive_mv", "pre_min": "timers_pre", "fast_min": "timers_fast", "det": "status_attached",
               "en": "status_on"}  # fmt: skip
    for port in ("state", "status", "type", "health", "zone", "fold", "limit", "wd_expired", "sink", *members):
        assert bench.stat(f"chg_{members.get(port, f'status_{port}')}") == (int(getattr(bench.core, f"{port}_o").value),), port
    await Timer(1, "ns")
    assert bench.stat("chg_event") == (int(bench.core.event_o.value),)


@cocotb.test()
@covers("CHG-WD-2")
async def long_times_are_read(dut) -> None:
    """Minutes and the expired watchdog, which take too long to wait for: put into the core's flops, read on the bus."""
    bench = PinBench(dut)
    await bench.start()
    await bench.charging()
    await bench.finish()  # the model knows nothing of what comes now
    assert bench.stat("chg_timers_pre", "chg_timers_fast", "chg_status_wd_expired") == (0, 0, 0)
    await bench.clock.ticks(1)
    bench.core.u_pre.min_q.value = 26
    bench.core.u_fast.min_q.value = 201
    bench.core.u_host_timer.expired_q.value = 1
    await bench.clock.ticks(6)
    assert bench.stat("chg_timers_pre", "chg_timers_fast", "chg_status_wd_expired", "chg_status_health") == (26, 201, 1, 7)
    await bench.clear(kick=1)
    await bench.idle()
    assert bench.stat("chg_status_wd_expired", "chg_timers_fast") == (1, 201)  # a kick writes no settings
    await bench.write("ctrl", WORDS[0])
    await bench.idle()
    assert bench.stat("chg_status_wd_expired", "chg_timers_fast") == (0, 201)


@block_test(PinBench)
@covers("CHG-STATE-6", "CHG-SW-4")
async def commands_while_the_clock_stops(dut, bench) -> None:
    """A fault, its event read after a sleep; the clear of the fault together with other clears, the clock stopping behind it."""
    rng = random.Random(cocotb.RANDOM_SEED)
    await bench.write("intr", EV_FAULT)
    await bench.idle()
    for _ in range(2):
        assert bench.read("wake_o") == (0,), "events that nobody has enabled do not wake"
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
        assert bench.stat("chg_status_state", "chg_status_health") == (FAULT, 14)
        assert bench.stat("chg_event")[0] & EV_FAULT
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
        assert bench.stat("chg_status_state")[0] != FAULT
        assert bench.stat("chg_event")[0] & EV_FAULT == 0
        dut.vbus_det_i.value = 0
        await bench.until("stat_chg_status_state_o", 0, 40)
