# SPDX-License-Identifier: Apache-2.0
"""The golden model of charger_core, alone and with its real times: hours of charging, what they cost, and wrong use."""

from __future__ import annotations

import random
import time
from collections.abc import Callable

import pytest

from models.charger import CLEAR_FAULT, EV_WATCHDOG, EV_BATTERY_WORN, Charger
from models.charger_settings import Ctrl, Limits, Timers
from models.charger_view import CC, CV, DONE, FAULT, OFF, PRECHARGE, QUALIFY, RECHARGE, SUSPEND, TRICKLE
from tb.covers import covers
from tests.charger.params import CTRL, GOOD, REAL, TIMERS, WORDS, current, ntc_code, vbat, vbus
from tests.charger.stimulus import Weather

SECOND = 32768
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE


def plugged_in(mv: int, **inputs: int) -> Charger:
    """A model with a charger attached from tick 2000 on, and VBAT at *mv*."""
    model = Charger(*WORDS)
    for name, value in {**GOOD, "vbus_det_i": 0, "vbat_i": vbat(mv), **inputs}.items():
        model.set(1, name, value)
    model.set(2_000, "vbus_det_i", 1)
    return model


def at(model: Charger, tick: int) -> dict[str, int]:
    """The outputs after edge *tick*."""
    model.advance(tick)
    return model.outputs()


def write(model: Charger, tick: int, **words: int) -> None:
    """Settings and clears that arrive at *tick*."""
    for name, word in words.items():
        model.set(tick, f"{name}_i", word)
        model.set(tick, f"{name}_valid_i", 1)
        model.set(tick + 1, f"{name}_valid_i", 0)


def counted(model: Charger) -> list[int]:
    """The edges that the model carries out, from now on."""
    edges: list[int] = []
    carry_out = model._edge

    def edge(tick: int) -> None:
        edges.append(tick)
        carry_out(tick)

    model._edge = edge
    return edges


def test_real_times_by_default() -> None:
    """The parameters' defaults are those of the contract: 60 s, 40 s, 125, 25, 30, 62.5 and 250 ms."""
    assert REAL._asdict().items() >= {"minute": 2 * MINUTE, "wd_unit": 40 * SECOND, "fold_ticks": SECOND // 8}.items()
    assert (REAL.dg_ticks, REAL.qual_ticks) == (round(0.025 * SECOND), round(0.030 * SECOND))
    assert (REAL.rechg_ticks, REAL.test_ticks) == (SECOND // 16, SECOND // 4)
    by_default, told = Charger(*WORDS), Charger(*WORDS, **REAL._asdict())
    for model in (by_default, told):
        for name, value in {**GOOD, "vbat_i": vbat(4150), "die_warn_i": 1}.items():
            model.set(1, name, value)
        write(model, 3, ctrl=CTRL._replace(wd=1).pack())
        write(model, 5, timer=Timers(1, 1).pack())
    for tick in range(10, 60 * SECOND, 411):
        assert at(by_default, tick) == at(told, tick)
    assert told.outputs()["state_o"] == CC


@pytest.mark.parametrize(
    ("mv", "timers", "state", "ticks"),
    [
        (3700, TIMERS, CC, 5 * HOUR),
        (3700, Timers(1, 1023), CC, 1023 * MINUTE),
        (2500, TIMERS, PRECHARGE, 30 * MINUTE),
        (1500, TIMERS, TRICKLE, 30 * MINUTE),
        (1500, Timers(255, 1), TRICKLE, 255 * MINUTE),
    ],
)
@covers("CHG-TIMER-1", "CHG-COST-1")
def test_safety_timers_in_real_time(mv: int, timers: Timers, state: int, ticks: int) -> None:
    """The fault comes on its very tick, hours later, at an edge a minute."""
    model = plugged_in(mv)
    write(model, 2_001, timer=timers.pack())
    entered = 2_000 + REAL.qual_ticks
    assert at(model, entered - 1)["state_o"] == QUALIFY
    assert at(model, entered)["state_o"] == state
    edges = counted(model)
    assert at(model, entered + ticks - 1)["state_o"] == state
    assert at(model, entered + ticks)["state_o"] == FAULT
    assert len(edges) <= ticks // MINUTE + 5


@covers("CHG-TIMER-2", "CHG-TIMER-3")
def test_half_speed_for_ten_hours() -> None:
    """A weak source all the time: 5 h of the timer are 10 h of the clock; SUSPEND in between does not count."""
    model = plugged_in(3700, loop_vin_i=1)
    entered = 2_000 + REAL.qual_ticks
    assert at(model, entered + 7 * HOUR)["fast_min_o"] == 210
    model.set(entered + 7 * HOUR + 1, "die_crit_i", 1)
    assert at(model, entered + 30 * HOUR)["state_o"] == SUSPEND
    model.set(entered + 30 * HOUR + 1, "die_crit_i", 0)
    back = entered + 30 * HOUR + 1 + REAL.dg_ticks
    assert at(model, back)["state_o"] == CC
    left = 3 * HOUR - 1  # the edge that suspended still counted
    assert at(model, back + left - 1)["state_o"] == CC
    assert at(model, back + left)["state_o"] == FAULT


@covers("CHG-STATE-4")
def test_a_day_with_a_full_battery_costs_nothing() -> None:
    """CC, CV, DONE; a week of trickling out; recharge. Edges are counted."""
    model = plugged_in(3700)
    tick = 2_000 + HOUR
    model.set(tick, "vbat_i", vbat(4195))
    model.set(tick + SECOND, "ichg_i", current(20))
    model.set(tick + SECOND, "upd_i", 0x10)
    model.set(tick + SECOND + 1, "upd_i", 0)
    assert at(model, tick + 2 * SECOND)["state_o"] == DONE
    edges = counted(model)
    assert at(model, tick + 7 * 24 * HOUR)["state_o"] == DONE
    assert len(edges) < 10
    sagged = tick + 7 * 24 * HOUR + 1
    model.set(sagged, "vbat_i", vbat(4100) - 1)
    assert at(model, sagged + REAL.rechg_ticks - 1)["state_o"] == DONE
    assert at(model, sagged + REAL.rechg_ticks)["state_o"] == RECHARGE


@covers("CHG-WD-1")
def test_host_watchdog_in_real_time() -> None:
    """40, 80, 160 s to the tick; then the defaults charge on."""
    for wd, seconds in ((1, 40), (2, 80), (3, 160)):
        model = plugged_in(3700)
        write(model, 8_990, intr=EV_WATCHDOG)
        write(model, 9_000, ctrl=CTRL._replace(wd=wd, ichg=800).pack())
        due = 9_000 + seconds * SECOND
        assert (at(model, due - 1)["iset_o"], model.outputs()["wd_expired_o"]) == (800, 0)
        assert at(model, due)["wd_expired_o"] == 1
        after = at(model, due + 1)
        assert (after["iset_o"], after["health_o"], after["state_o"], after["wake_o"]) == (CTRL.ichg, 7, CC, 1)


def starts_of(model: Charger, until: int, step: int, world: Callable[[Charger, int], None]) -> list[int]:
    """Ticks at which current begins to flow, looked at every *step* ticks, in a *world* that answers after each."""
    starts, on, tick = [], 0, model.now
    while tick < until:
        tick += step
        now = at(model, tick)["en_o"]
        if now > on:
            starts.append(tick)
        on = now
        world(model, tick + 1)
    return starts


@covers("CHG-SOURCE-1", "CHG-SOURCE-2")
def test_a_source_that_folds_back() -> None:
    """4.0 V under load, 5.0 V without: 500, 250, 125, 50 mA at once, then 50 mA after 2, 4, 8, 16, 32, 64, 64 s. Unplugged it is new."""
    model = plugged_in(3700)
    write(model, 2_001, timer=Timers(0, 0).pack())
    seen: list[int] = []

    def folds(model: Charger, tick: int) -> None:
        outputs = model.outputs()
        if outputs["en_o"]:
            seen.append(outputs["iset_o"])
        model.set(tick, "vbus_i", vbus(4000 if outputs["en_o"] else 5000))

    starts = starts_of(model, 200 * SECOND, 512, folds)
    assert list(dict.fromkeys(seen)) == [500, 250, 125, 50]
    assert [round((b - a) / SECOND) for a, b in zip(starts[3:], starts[4:], strict=False)] == [2, 4, 8, 16, 32, 64, 64]
    assert starts[3] - starts[0] < SECOND
    outputs = model.outputs()
    assert (outputs["poor_o"], outputs["health_o"], outputs["status_o"]) == (1, 5, 3)
    gone = model.now + 10
    model.set(gone, "vbus_det_i", 0)
    model.set(gone + 3 * SECOND, "vbus_det_i", 1)
    model.set(gone + 3 * SECOND, "vbus_i", vbus(5000))
    assert at(model, gone + 10 * SECOND)["iset_o"] == 500
    assert (model.outputs()["poor_o"], model.outputs()["health_o"]) == (0, 1)


def most_in_a_minute(starts: list[int]) -> int:
    """The greatest number of *starts* in any minute."""
    return max(sum(first <= tick < first + MINUTE for tick in starts) for first in starts)


@covers("CHG-SOURCE-5")
def test_a_loose_contact() -> None:
    """Presence drops four times under load, then stays away for 3 s, which is an unplugging; and so on for ten minutes.

    Without the count that would be 29 starts a minute. It is full after eight; then 32 s each.
    """
    model = plugged_in(3700)
    write(model, 2_001, timer=Timers(0, 0).pack())
    drops: list[int] = []

    def contact(model: Charger, tick: int) -> None:
        outputs = model.outputs()
        if outputs["en_o"] and outputs["det_o"]:
            drops.append(tick)
            model.set(tick, "vbus_det_i", 0)
        elif not outputs["det_o"] and tick - drops[-1] > (3 * SECOND if len(drops) % 4 == 0 else 600):
            model.set(tick, "vbus_det_i", 1)

    starts = starts_of(model, 10 * MINUTE, 512, contact)
    assert most_in_a_minute(starts) in (9, 10)
    assert starts[7] - starts[0] < 15 * SECOND
    assert {round((b - a) / SECOND) for a, b in zip(starts[8:], starts[9:], strict=False)} <= {30, 31, 32, 33, 34}


@covers("CHG-SOURCE-5", "CHG-SOURCE-6")
def test_another_charger_behind_a_weak_one() -> None:
    """The weak one has been tried for half a minute, seven times; another one, plugged in then, charges within seconds, at once later."""
    for later in (20, 40, 70, 300):
        model = plugged_in(3700)
        starts_of(model, later * SECOND, 512, lambda model, tick: model.set(
            tick, "vbus_i", vbus(4000 if model.outputs()["en_o"] else 5000)))  # fmt: skip
        model.set(model.now + 2, "vbus_det_i", 0)
        model.set(model.now + 2, "vbus_i", vbus(5000))
        back = model.now + 3 * SECOND
        model.set(back, "vbus_det_i", 1)
        assert at(model, back + 7 * SECOND)["iset_o"] == 500, later
        assert model.outputs()["poor_o"] == 0


def test_a_source_that_bears_less() -> None:
    """200 mA and no more: it is charged with 125 mA from the third start on, and nothing happens any more."""
    model = plugged_in(3700)

    def bears(model: Charger, tick: int) -> None:
        model.set(tick, "vbus_i", vbus(4000 if model.outputs()["iset_o"] > 200 else 5000))

    starts = starts_of(model, 20 * SECOND, 512, bears)
    assert len(starts) == 3 and starts[-1] < SECOND
    outputs = model.outputs()
    assert (outputs["iset_o"], outputs["poor_o"], outputs["health_o"], outputs["status_o"]) == (125, 1, 1, 1)


@covers("CHG-WORN-1")
def test_a_worn_cell() -> None:
    """4.06 V behind 3 ohm: full at 50 mA, used without them. Four recharges, then the charger rests."""
    model = plugged_in(4000)
    events = []

    def cell(model: Charger, tick: int) -> None:
        outputs = model.outputs()
        ma = min(outputs["iset_o"], (outputs["vset_o"] - 4060) / 3) if outputs["en_o"] else 0
        model.set(tick, "vbat_i", vbat(4060 + round(3 * ma)))
        model.set(tick, "ichg_i", current(round(ma)))
        model.set(tick, "upd_i", 0x10)
        events.append(outputs["state_o"])

    starts_of(model, 3 * MINUTE, 1024, cell)
    entered = [state for state, before in zip(events, [OFF, *events], strict=False) if state != before]
    assert entered.count(RECHARGE) == 4 and entered[-1] == DONE
    outputs = model.outputs()
    assert (outputs["worn_o"], outputs["status_o"]) == (1, 4) and outputs["event_o"] & EV_BATTERY_WORN


@covers("CHG-LED-1")
def test_led_in_real_time() -> None:
    """1 Hz while charging, 4 Hz in a fault."""
    for inputs, hertz in (({}, 1), ({"die_crit_i": 1}, 4)):
        model = plugged_in(3700, **inputs)
        model.advance(SECOND)
        levels = [at(model, tick)["led_o"] for tick in range(SECOND + 1, 11 * SECOND + 1, 64)]
        rises = sum(after > before for before, after in zip(levels, levels[1:], strict=False))
        assert rises in (10 * hertz - 1, 10 * hertz)
        due = model.next_led_change()
        assert at(model, due)["led_o"] != at(plugged_in(3700, **inputs), due - 1)["led_o"]


@pytest.mark.parametrize("seed", range(4))
@covers("CHG-STATE-7")
def test_random_hours(seed: int) -> None:
    """Random weather with real times and long pauses: jumps end where small steps end, and stay cheap."""
    rng = random.Random(seed)
    jumping, stepping = Charger(*WORDS), Charger(*WORDS)
    edges = counted(jumping)
    tick, states = 0, set()
    for pause, change in Weather(rng, REAL).steps(600):
        long = rng.random() < 0.3
        pause += rng.randrange(20 * MINUTE) if long else 0
        for _ in range(3 if long else 1):  # on the way to the same tick in pieces
            stepping.advance(rng.randint(max(stepping.now, tick), tick + pause - 1) if pause > 1 else stepping.now)
        tick += pause
        for model in (jumping, stepping):
            for name in ("ctrl", "limit", "temp", "timer", "clr", "intr"):
                model.set(tick, f"{name}_valid_i", int(name in change))
            for name, value in change.items():
                model.set(tick, name if name in model.INPUTS else f"{name}_i", value)
            for name in ("ctrl", "limit", "temp", "timer", "clr", "intr"):
                model.set(tick + 1, f"{name}_valid_i", 0)
        assert at(jumping, tick + 1) == at(stepping, tick + 1)
        states.add(jumping.outputs()["state_o"])
        tick += 1
    assert tick > 20 * HOUR
    assert len(states) >= 7
    assert len(edges) < 400_000  # of some thousand million; most are the duty cycle's


@covers("CHG-COST-1")
def test_an_hour_costs_little() -> None:
    """Ten hours in CC, with the timers off and on: far below what an edge by edge model needs for a second."""
    began = time.process_time()
    model = plugged_in(3700)
    write(model, 2_001, timer=Timers(0, 600).pack())
    assert at(model, 9 * HOUR)["state_o"] == CC
    assert time.process_time() - began < 0.5


@covers("CHG-COST-1")
def test_next_event_is_none_when_nothing_will_happen() -> None:
    """No charger, watchdog off: never."""
    model = Charger(*WORDS)
    for name, value in {**GOOD, "vbus_det_i": 0}.items():
        model.set(1, name, value)
    model.advance(10_000)
    assert (model.next_event(), model.next_led_change(), model.outputs()["state_o"]) == (None, None, OFF)


@covers("CHG-SW-2")
def test_duty_cycle_adds_up() -> None:
    """Over a second of CC as much on as there are percent."""
    for duty in (1, 33, 99):
        model = Charger(Ctrl(duty=duty).pack(), *WORDS[1:])
        for name, value in GOOD.items():
            model.set(1, name, value)
        model.advance(5_000)
        on, last = 0, 5_000
        level = model.outputs()["en_o"]
        while last < 5_000 + 100 * 300:
            due = min(model.next_event() or 10**9, 5_000 + 100 * 300)
            on += level * (due - last)
            level, last = at(model, due)["en_o"], due
        assert on == duty * 300


def test_clear_fault_only_with_its_valid() -> None:
    model = plugged_in(4200)
    model.set(2_000 + REAL.qual_ticks + 1, "vbat_i", 0)
    fault = 2_000 + REAL.qual_ticks + REAL.test_ticks
    assert at(model, fault)["state_o"] == FAULT
    model.set(fault + 10, "clr_i", CLEAR_FAULT)
    assert at(model, fault + HOUR)["state_o"] == FAULT
    write(model, fault + HOUR + 5, clr=CLEAR_FAULT)
    assert at(model, fault + HOUR + 5)["state_o"] in (OFF, QUALIFY)


def test_cold_start_in_winter() -> None:
    """Freezing: waits in SUSPEND for as long as it takes, and begins by VBAT when it thaws."""
    model = plugged_in(3000, ntc_i=ntc_code(-15))
    assert at(model, 48 * HOUR)["state_o"] == SUSPEND
    model.set(48 * HOUR + 1, "ntc_i", ntc_code(5))
    after = at(model, 49 * HOUR)
    assert (after["state_o"], after["iset_o"], after["health_o"]) == (CC, 100, 12)


def test_states_from_a_scripted_cell() -> None:
    """A cell that rises by its charge: the whole story in real time, with a change of state at each of its borders."""
    model = plugged_in(1800)
    story, tick = [], 2_000
    for minute, mv in enumerate([*range(1800, 4200, 60), *[4195] * 30]):
        tick = 2_000 + minute * MINUTE + 1
        model.set(tick, "vbat_i", vbat(mv))
        model.set(tick, "ichg_i", current(500 if mv < 4195 else max(10, 500 - 20 * (minute - 40))))
        model.set(tick, "upd_i", 0x10)
        model.set(tick + 1, "upd_i", 0)
        state = at(model, tick + MINUTE - 1)["state_o"]
        if not story or story[-1] != state:
            story.append(state)
    assert story == [TRICKLE, PRECHARGE, CC, CV, DONE]


def test_wrong_use_is_an_error() -> None:
    """Words that do not fit are named."""
    model = Charger(*WORDS)
    with pytest.raises(ValueError, match="no input 'vbat'"):
        model.set(1, "vbat", 1)
    with pytest.raises(ValueError, match="vbat_i = 4096"):
        model.set(1, "vbat_i", 4096)
    with pytest.raises(ValueError, match="vbus_min = 16384"):
        Limits(vbus_min=16384).pack()
