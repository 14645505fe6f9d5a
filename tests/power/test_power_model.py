# SPDX-License-Identifier: Apache-2.0
"""The model of the power block by itself: the page's rules hold, and jumping over time changes nothing."""

from __future__ import annotations

import random
import time
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from models.power import Power
from models.power_params import PowerParams
from tb.covers import covers
from tests.power.params import BASE, MINI, random_params
from tests.power.rules import check_rules
from tests.power.stimulus import random_case
from tests.power.world import Event, Plant, World

SIZES = [(1, 1, 1, 2), (1, 2, 2, 3), (2, 3, 4, 4), (2, 8, 8, 6)]


def _drawn(seed: int, events: int) -> tuple[PowerParams, World]:
    rng = random.Random(seed)
    params = random_params(rng, *rng.choice(SIZES))
    script, plant = random_case(rng, params, events)
    return params, World(params, script, plant)


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32))
@example(seed=7523)  # a rail whose loss is only told reads bad as the next slot goes up
@covers("PWR-MAIN-1", "PWR-DOM-3")
def test_rules_hold_on_random_runs(seed: int) -> None:
    params, world = _drawn(seed, 120)
    world.run(6000)
    check_rules(params, world.samples)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32))
@covers("VER-MODEL-1")
def test_jumping_ahead_equals_step_by_step(seed: int) -> None:
    """A twin that gets the same inputs but plays every tick one by one shows the same outputs at every tick."""
    rng = random.Random(seed)
    params = random_params(rng, *rng.choice(SIZES))
    script, plant = random_case(rng, params, 60)
    changes = []

    class Spy(Power):
        def set(self, tick: int, name: str, value: int) -> None:
            changes.append((tick, name, value))
            super().set(tick, name, value)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tests.power.world.Power", Spy)
        jumped = World(params, script, plant).run(1500)
    twin = Power(params)
    last, seen = twin.outputs(), []
    for tick in range(1, 1501):
        while changes and changes[0][0] == tick:
            twin.set(*changes.pop(0))
        twin._awake = True
        twin._dues = [tick] * params.N_DOMAINS
        twin.advance(tick)
        if twin.outputs() != last:
            last = twin.outputs()
            seen.append((tick, last))
    assert seen == [(sample.tick, sample.out) for sample in jumped.samples]


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_next_event_never_misses_a_change(seed: int) -> None:
    """Outputs are the same up to the edge before `next_event`, wherever in between they are asked for."""
    rng = random.Random(seed)
    params = random_params(rng, *rng.choice(SIZES))
    script, plant = random_case(rng, params, 20)
    model = World(params, script, plant).run(rng.randint(1, 800)).model
    for _ in range(40):
        due = model.next_event()
        if due is None:
            break
        before = model.outputs()
        assert due > model.now
        model.advance(rng.randint(model.now, due - 1))
        assert model.outputs() == before
        model.advance(due)


def test_a_day_of_idle_time_costs_nothing() -> None:
    """24 sleeps of an hour each."""
    model, hour = Power(replace(MINI, AUTO_START=1)), 3600 * 32768
    start = time.perf_counter()
    answers: dict[int, int] = {}
    edges, tick = 0, 0
    for cycle in range(24):
        for enter, length in ((1, hour // 2), (0, hour // 2)):
            if cycle or not enter:
                model.set(tick + 1, "slp_mode_i", 1)
                model.set(tick + 1, "slp_off_i", 1)
                model.set(tick + 1, "slp_enter_i", enter)
            end = tick + length
            while (due := model.next_event()) is not None and due <= end:
                model.advance(due)
                edges += 1
                out = model.outputs()
                for port, source in (("pg_i", "rail_en_o"), ("ack_i", "dom_sw_en_o"), ("clk_valid_i", "clk_req_o")):
                    if answers.get(port, 0) != out[source]:
                        answers[port] = out[source]
                        model.set(due + 1, port, out[source])
            model.advance(end)
            tick = end
    assert edges < 24 * 80, f"{edges} edges played"
    assert model.outputs()["state_o"] == 2
    assert time.perf_counter() - start < 1.0


def test_cold_power_up_tick_by_tick() -> None:
    """The table of the contract played by hand for one rail, one core, one domain; everything answers after 2 ticks."""
    world = World(MINI, [Event(10, "key_i", 1), Event(11, "key_i", 0)]).run(60)
    assert world.entered[1:] == [
        (10, "PU_CHECK"),
        (11, "PU_RAILS"),  # rail on at 12, good at 14
        (15, "PU_CLK"),
        (17, "PU_DOMS"),  # switch 18, acknowledge 20, clock 20-21, reset off 22, isolation 23, clock 24
        (25, "ACTIVE"),
    ]
    out = {sample.tick: sample.out for sample in world.samples}
    assert [tick for tick, o in out.items() if o["boot_go_o"]] == [17]
    ports = ("dom_sw_en_o", "dom_clk_en_o", "dom_rst_no", "dom_iso_o")
    changes = [(tick, *(o[port] for port in ports)) for tick, o in out.items() if tick > 17]
    assert changes == [
        (18, 1, 0, 0, 1),
        (20, 1, 1, 0, 1),
        (21, 1, 0, 0, 1),
        (22, 1, 0, 1, 1),
        (23, 1, 0, 1, 0),
        (24, 1, 1, 1, 0),
        (25, 1, 1, 1, 0),
    ]


@pytest.mark.parametrize("change, words", [
    ({"MODE_RAIL_ON": [1, 0]}, "MODE_RAIL_ON has 2 entries; must have 6"),
    ({"CORE_DOMAIN": [1, 1]}, "every core must have a domain of its own"),
    ({"CORE_DOMAIN": [1, 5]}, r"CORE_DOMAIN\[1\] = 5: must be below N_DOMAINS, 4"),
    ({"DOM_STEP_TICKS": [0, 1, 1, 1]}, "DOM_STEP_TICKS: 0: must be 1 to 255"),
    ({"RAIL_UP_SLOT": [0, 1, 2, 16]}, "RAIL_UP_SLOT: 16: must be 0 to 15"),
    ({"MODE_RAIL_LP": [0, 0, 0b0100, 0, 0, 0]}, r"MODE_RAIL_LP\[2\] = 0b100: must be part of"),
    ({"CPU_RAIL": 4}, "CPU_RAIL = 4: must be below N_RAILS, 4"),
    ({"N_DOMAINS": 9}, "N_DOMAINS = 9: must be 1 to 8"),
])  # fmt: skip
def test_wrong_parameters_are_named(change: dict[str, object], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        replace(BASE, **change)


@covers("PWR-RAIL-3")
def test_every_rail_late_in_turn_is_named() -> None:
    """A rail that never comes up: RAIL_FAULT with its number, two retries, FAULT."""
    for rail in range(BASE.N_RAILS):
        plant = Plant.normal(BASE)
        plant.up["pg_i"][rail] = None
        world = World(BASE, [Event(5, "vbus_i", 1), Event(6, "vbus_i", 0)], plant).run(3000)
        assert world.steps().count("PAUSE") == 2 and world.steps()[-1] == "FAULT", world.steps()
        assert world.samples[-1].out["fault_rail_o"] == rail
        assert world.samples[-1].out["reason_o"] == 1 << 5
