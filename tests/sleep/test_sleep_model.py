# SPDX-License-Identifier: Apache-2.0
"""The golden model of sleep_core, alone: jumps like steps, promises kept, wakes not lost, errors that help."""

from __future__ import annotations

import dataclasses
import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.core_ctrl import GATED, POWER_GATED, RUN, SETTLE, WAKING
from models.sleep import ABORTED, FELL_THROUGH, SLEPT, Sleep
from models.sleep_params import SleepParams
from tb.covers import covers
from tests.sleep.noise import Noise
from tests.sleep.params import DEEP, LIGHT, ONE, PAIR, SETS, TWO, random_params

S_ACTIVE, S_ENTRY, S_ASLEEP, S_DOWN = 2, 3, 4, 6
OK = {"ok_i": 1, "ok_mode_i": LIGHT}


def put(model: Sleep, tick: int, **inputs: int) -> None:
    """Inputs from *tick* on; a valid that is 1 falls again at the next tick."""
    for name, value in inputs.items():
        model.set(tick, name, value)
    pulses = [name for name in inputs if "valid" in name]
    if pulses:
        model.advance(tick)
        for name in pulses:
            model.set(tick + 1, name, 0)


def states(model: Sleep, tick: int) -> list[int]:
    """Codes of the cores' states after edge *tick*."""
    model.advance(tick)
    word = model.outputs()["core_state_o"]
    return [word >> 3 * core & 7 for core in range(model.params.N_CORES)]


def out(model: Sleep, tick: int, name: str) -> int:
    """An output after edge *tick*."""
    model.advance(tick)
    return model.outputs()[name]


def running(params: SleepParams = TWO) -> Sleep:
    """A model whose core 0 (of several: all that boot by themselves) has reached RUN at tick 5; power is ACTIVE."""
    model = Sleep(params)
    put(model, 2, state_i=1, boot_go_i=1)
    put(model, 3, boot_go_i=0)
    put(model, 5, state_i=S_ACTIVE, dom_on_i=1)
    return model


def gated(params: SleepParams = TWO) -> Sleep:
    """Core 0 GATED at tick 14, others parked; nothing offered yet."""
    model = running(params)
    put(model, 10, idle_i=(1 << params.N_CORES) - 1)
    put(model, 12, dom_gated_i=1, dom_on_i=0)
    model.advance(14)
    return model


def asleep(tick: int = 30) -> Sleep:
    """In LIGHT since *tick*; the decision was at 20."""
    model = gated()
    put(model, 20, **OK)
    put(model, 22, state_i=S_ENTRY)
    put(model, tick, state_i=S_ASLEEP)
    model.advance(tick)
    return model


# -- jumps -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("seed", range(12))
@covers("VER-MODEL-1")
def test_jumps_like_steps(seed: int) -> None:
    """A model that is only told changes equals one that is advanced tick by tick, and foresees each of its changes."""
    rng = random.Random(seed)
    params = random_params(rng, rng.choice((1, 2)), rng.choice((2, 5, 16)), rng.choice((1, 8, 32)))
    jumps, steps = Sleep(params), Sleep(params)
    seen, foreseen, visited = steps.outputs(), 1, set()
    pause, noise = 0, Noise(rng, params).ticks(4000)
    for tick in range(1, 3000):
        pause = pause - 1 if pause else rng.choice((0,) * 30 + (20, 60))
        changes = {} if pause else next(noise)
        for name, value in changes.items():
            jumps.set(tick, name, value)
            steps.set(tick, name, value)
        if changes:
            foreseen = tick
        steps.advance(tick)
        after = steps.outputs()
        visited |= {steps.step, *(core.state for core in steps.cores)}
        if after != seen:
            assert foreseen is not None and foreseen <= tick, f"tick {tick}: foreseen {foreseen}"
            jumps.advance(tick)
        if tick == foreseen or rng.random() < 0.05:
            jumps.advance(tick)
            assert jumps.outputs() == after, f"tick {tick}"
        seen = after
        foreseen = steps.next_event()
    assert {POWER_GATED, WAKING, RUN, "ENTER", "LEAVE", "GO"} <= visited


@covers("VER-MODEL-1")
def test_a_day_asleep_costs_nothing() -> None:
    """Asleep with nothing armed there is no next event; a day is one call."""
    model = asleep()
    model.advance(31)
    assert model.next_event() is None
    begin = time.perf_counter()
    model.advance(32_768 * 86_400)
    assert time.perf_counter() - begin < 0.05
    put(model, model.now + 1, any_i=1)
    model.advance(model.now + 1)
    assert out(model, model.now, "asleep_ticks_o") == 32_768 * 86_400 + 1 - 30


# -- core control ----------------------------------------------------------------------------------------------------
def test_boot_takes_the_cores_that_start_by_themselves() -> None:
    assert states(running(TWO), 5) == [RUN, POWER_GATED]
    model = Sleep(PAIR)
    put(model, 2, state_i=1, boot_go_i=1)
    assert states(model, 2) == [WAKING, WAKING]
    assert out(model, 2, "core_tgt_o") == 0b0000


def test_settle_takes_four_ticks_and_the_gate() -> None:
    model = running()
    put(model, 10, idle_i=3)
    assert states(model, 10)[0] == SETTLE and out(model, 10, "core_tgt_o") & 3 == 1
    put(model, 12, dom_gated_i=1)
    assert states(model, 13)[0] == SETTLE
    assert states(model, 14)[0] == GATED
    late = running()
    put(late, 10, idle_i=3)
    put(late, 17, dom_gated_i=1)
    assert states(late, 16)[0] == SETTLE and states(late, 17)[0] == GATED


@pytest.mark.parametrize("at", [11, 12, 13, 14, 15, 100])
def test_wfi_that_ends_brings_the_core_back(at: int) -> None:
    model = running()
    put(model, 10, idle_i=3)
    if at > 12:
        put(model, 12, dom_gated_i=1)
    put(model, at, idle_i=2)
    assert states(model, at)[0] == RUN and out(model, at, "core_tgt_o") & 3 == 0


@pytest.mark.parametrize("at", range(9, 18))
@covers("SLP-CORE-7")
def test_a_kick_is_never_lost(at: int) -> None:
    """Core 1 of a pair goes into WFI, core 0 kicks it at any tick around: it always starts anew."""
    model = Sleep(PAIR)
    put(model, 2, state_i=1, boot_go_i=1)
    put(model, 3, boot_go_i=0)
    put(model, 5, state_i=S_ACTIVE, dom_on_i=3)
    starts, before = 0, states(model, 8)[1]
    for tick in range(9, 30):
        if tick == 10:
            model.set(tick, "idle_i", 2)
        if tick == 13:
            model.set(tick, "dom_gated_i", 2)
        model.set(tick, "kick_valid_i", int(tick == at))
        model.set(tick, "kick_i", 2)
        now = states(model, tick)[1]
        starts += now == WAKING != before
        before = now
        if now == WAKING:  # the bus side sees run fall
            model.set(tick + 1, "idle_i", 0)
            model.set(tick + 1, "dom_on_i", 3)
    assert starts == 1 and before == RUN


# -- active time -----------------------------------------------------------------------------------------------------
@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 20), st.integers(0, 60)), min_size=1, max_size=12))
@covers("SLP-ACT-1", "SLP-ACT-2")
def test_active_time_is_the_latest_promise(calls: list[tuple[int, int]]) -> None:
    """Whatever the order, the core is active until the latest of all ends, without a gap that no promise allows."""
    model, tick, ends = running(), 6, []
    for gap, ticks in calls:
        tick += gap
        put(model, tick, act_valid_i=1, act_ticks_i=ticks)
        if ticks:
            ends.append((tick, tick + ticks))
    changes = Sleep(TWO)
    tick = 6
    promised = {t for begin, end in ends for t in range(begin, end)}
    for gap, ticks in calls:
        for t in range(tick + 1, tick + gap):
            assert bool(out(changes, t, "active_o")) == (t in promised), f"tick {t}"
        tick += gap
        put(changes, tick, act_valid_i=1, act_ticks_i=ticks)
    for t in range(tick + 1, tick + 70):
        assert bool(out(changes, t, "active_o")) == (t in promised), f"tick {t}"
    assert out(model, tick, "active_o") == (tick in promised)


def test_active_time_of_a_week_is_one_event() -> None:
    model = running()
    put(model, 100, act_valid_i=1, act_ticks_i=(1 << 38) - 1)
    model.advance(102)
    assert model.next_event() == 100 + (1 << 38) - 1
    assert out(model, 98 + (1 << 38), "active_o") == 1 and out(model, 99 + (1 << 38), "active_o") == 0


# -- timers ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("ticks", [1, 2, 9, 10, 11, 500])
@pytest.mark.parametrize(("timer", "bit"), [("max", 0), ("tmr", 1)])
@covers("SLP-TMR-2")
def test_timers_count_from_entry(timer: str, bit: int, ticks: int) -> None:
    model = gated()
    put(model, 15, **{f"{timer}_valid_i": 1, f"{timer}_ticks_i": ticks})
    put(model, 20, **OK)
    if ticks > 10:
        put(model, 22, state_i=S_ENTRY)
        put(model, 30, state_i=S_ASLEEP)
    assert out(model, 20 + ticks - 1, "internal_causes_o") == 0 and out(model, 20 + ticks - 1, f"{timer}_armed_o") == 1
    assert out(model, 20 + ticks, "internal_causes_o") == 1 << bit and out(model, 20 + ticks, f"{timer}_armed_o") == 0
    assert states(model, 20 + ticks)[0] == WAKING
    assert out(model, 21 + ticks, "internal_causes_o") == 0


@covers("SLP-ENT-6")
def test_nobody_sleeps_on_after_an_exit() -> None:
    """A host's write interrupts a light sleep: that disarms the timers, so the boot core is there to arm them again."""
    model = gated()
    put(model, 15, max_valid_i=1, max_ticks_i=1000)
    put(model, 20, **OK)
    put(model, 30, ok_i=0)
    assert out(model, 30, "max_armed_o") == 0 and out(model, 30, "slp_enter_o") == 0
    assert out(model, 30, "internal_causes_o") == 1 << 3
    put(model, 31, ok_i=1)
    assert states(model, 33) == [WAKING, POWER_GATED]
    put(model, 34, idle_i=2, dom_on_i=1)
    assert states(model, 34) == [RUN, POWER_GATED]
    assert out(model, 35, "outcome_o") == ABORTED


def test_a_value_newer_than_the_wake_stays_for_the_next_sleep() -> None:
    model = gated()
    put(model, 15, max_valid_i=1, max_ticks_i=1000)
    put(model, 20, **OK)
    put(model, 30, any_i=1, wake_i=1, max_valid_i=1, max_ticks_i=7, tmr_valid_i=1, tmr_ticks_i=0)
    assert out(model, 30, "max_armed_o") == 1 and out(model, 30, "tmr_armed_o") == 0


# -- outcome ---------------------------------------------------------------------------------------------------------
def finish(model: Sleep, tick: int) -> dict[str, int]:
    """Power is ACTIVE again from *tick* on, core 0 is up."""
    put(model, tick, state_i=S_ACTIVE, idle_i=2, dom_on_i=1, dom_gated_i=0)
    model.advance(tick + 4)
    return model.outputs()


def test_slept() -> None:
    model = asleep(30)
    put(model, 50, any_i=1, wake_i=1)
    seen = finish(model, 60)
    assert (seen["outcome_o"], seen["last_mode_o"], seen["event_o"]) == (SLEPT, LIGHT, 1)
    assert (seen["asleep_ticks_o"], seen["entry_lat_o"], seen["exit_lat_o"]) == (20, 10, 11)
    assert seen["entries_o"] == 1 << 16 * LIGHT and seen["aborts_o"] == seen["falls_o"] == 0


@pytest.mark.parametrize("wake_at", [21, 25, 30])
@covers("SLP-ENT-4")
def test_fell_through_when_power_could_not_stop(wake_at: int) -> None:
    model = gated()
    put(model, 20, **OK)
    put(model, 21, any_i=int(wake_at == 21), wake_i=int(wake_at == 21), state_i=S_ENTRY)
    if wake_at < 30:
        put(model, max(wake_at, 22), any_i=1, wake_i=1)
        put(model, 30, state_i=S_ASLEEP)
    else:
        put(model, 30, any_i=1, wake_i=1, state_i=S_ASLEEP)
    model.set(32, "state_i", 5)
    seen = finish(model, 40)
    assert (seen["outcome_o"], seen["event_o"], seen["falls_o"]) == (FELL_THROUGH, 4, 1 << 8 * LIGHT)
    assert seen["asleep_ticks_o"] == seen["entry_lat_o"] == 0


def test_aborted_when_power_never_got_there() -> None:
    model = gated()
    put(model, 20, **OK)
    put(model, 22, state_i=S_ENTRY)
    put(model, 24, any_i=1, wake_i=1)
    model.set(26, "state_i", 5)
    seen = finish(model, 40)
    assert (seen["outcome_o"], seen["event_o"], seen["aborts_o"]) == (ABORTED, 2, 1 << 8 * LIGHT)


def test_statistics_saturate() -> None:
    """Aborts stop at 255, entries at 65,535 instead of starting again at nothing."""
    model, tick = gated(), 20
    for _ in range(300):
        put(model, tick, **OK)
        put(model, tick + 1, ok_i=0)
        put(model, tick + 5, idle_i=2, dom_on_i=1, dom_gated_i=0)
        put(model, tick + 7, idle_i=3, dom_on_i=0, dom_gated_i=1)
        tick += 20
    seen = model.outputs()
    assert seen["aborts_o"] == 255 << 8 * LIGHT and seen["entries_o"] == 300 << 16 * LIGHT
    model._entries[LIGHT] = 0xFFFF
    put(model, tick, **OK)
    assert out(model, tick, "entries_o") == 0xFFFF << 16 * LIGHT


@pytest.mark.parametrize("lost_at", range(20, 45, 3))
def test_power_loss_ends_everything(lost_at: int) -> None:
    model = gated()
    put(model, 16, max_valid_i=1, max_ticks_i=900)
    for tick, changes in ((20, OK), (23, {"state_i": S_ENTRY}), (30, {"state_i": S_ASLEEP}), (40, {"any_i": 1})):
        if tick < lost_at:
            put(model, tick, **changes)
    put(model, lost_at, state_i=S_DOWN)
    assert states(model, lost_at) == [POWER_GATED, POWER_GATED]
    seen = model.outputs()
    assert seen["mode_o"] == seen["slp_enter_o"] == seen["outcome_o"] == seen["max_armed_o"] == seen["dram_req_o"] == 0
    assert seen["mask_o"] == TWO.OFF_WAKE_MASK and seen["cause_capture_en_o"] == 1


# -- memory ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("acked", [True, False])
def test_memory_answers_or_the_entry_is_given_up(acked: bool) -> None:
    model = gated()
    put(model, 19, ok_i=1, ok_mode_i=DEEP, dram_ack_i=1)  # of the old state: must not count
    assert out(model, 19, "dram_req_o") == 1 and out(model, 19, "dram_state_o") == 2
    put(model, 22, dram_ack_i=0)
    assert out(model, 38, "slp_enter_o") == 0
    if acked:
        put(model, 39, dram_ack_i=1)
        assert out(model, 39, "slp_enter_o") == 1 and out(model, 39, "event_o") == 0
    else:
        assert out(model, 39, "event_o") == 8 and out(model, 39, "dram_state_o") == 0
        assert out(model, 58, "dram_req_o") == 1 and out(model, 59, "dram_req_o") == 0
        put(model, 61, dom_on_i=1, idle_i=2)
        assert out(model, 62, "outcome_o") == ABORTED and out(model, 62, "event_o") == 10


# -- parameters and errors -------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"N_CORES": 3}, "N_CORES = 3: must be 1 to 2"),
        ({"CORE_DOMAIN": [1, 1]}, "every core must have a domain of its own"),
        ({"CORE_DOMAIN": [1, 3]}, "CORE_DOMAIN: 3: must be 0 to 2"),
        ({"MODE_DRAM": [0, 0, 3, 0]}, "MODE_DRAM: 3: must be 0 to 2"),
        ({"MODE_DRAM": [1, 0, 0, 0]}, "MODE_DRAM\\[0\\] = 1: must be 0"),
        ({"MODE_CORE_MIN": [0]}, "MODE_CORE_MIN has 1 entries; must have 8"),
        ({"DRAM_TIMEOUT": 3}, "DRAM_TIMEOUT: 3: must be 4 to"),
    ],
)
def test_wrong_parameters_are_named(change: dict, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        dataclasses.replace(TWO, **change)


def test_parameters_from_a_mapping_with_others() -> None:
    values = {**dataclasses.asdict(TWO), "OFF_WAKE_MASK": [5], "N_RAILS": 4}
    assert SleepParams.of(values) == TWO
    assert TWO.packed()["MODE_CORE_MIN"] == (0b10_01_01_01_00_01_00_00, 16)
    assert all(set(params.packed()) == set(TWO.packed()) for params in SETS.values())


@pytest.mark.parametrize("mode", [0, 2, 15])
def test_a_mode_that_is_none_is_not_entered(mode: int) -> None:
    model = Sleep(ONE)
    put(model, 1, state_i=S_ACTIVE, ok_i=1, ok_mode_i=mode, idle_i=1)
    assert out(model, 50, "cause_capture_en_o") == 0
    put(model, 51, ok_mode_i=1)
    assert out(model, 51, "cause_capture_en_o") == 1 and out(model, 51, "mode_o") == 1
