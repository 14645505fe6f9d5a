# SPDX-License-Identifier: Apache-2.0
"""The golden model of wake_core, alone: jumps like steps, and the promises made to users."""

from __future__ import annotations

import itertools
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.regmap import WakeCause
from models.wake import Wake
from tb.covers import covers

N = 4
ALL = (1 << N) - 1
LEVEL, EDGE, BOTH_EDGES = (0, 0), (1, 0), (1, 1)


def cfg(enable: int, invert: int = 0, edge: int = 0, both: int = 0, n: int = N) -> int:
    """The word of cfg_i."""
    return ((both << n | edge) << n | invert) << n | enable


def drive(model: Wake, tick: int, **values: int) -> None:
    """Inputs from edge *tick* on; every valid that is 1 falls again at the next tick."""
    for name, value in values.items():
        model.set(tick, name, value)
    model.advance(tick)
    for name in values:
        if name.endswith("valid_i"):
            model.set(tick + 1, name, 0)


def at(model: Wake, tick: int) -> dict[str, int]:
    """The outputs after edge *tick*."""
    model.advance(tick)
    return model.outputs()


def ready(config: int, n_cores: int = 2, route: int = 0, **inputs: int) -> Wake:
    """A model that was configured at tick 5 with all sources in the mask."""
    model = Wake(N, n_cores, route)
    for name, value in {"mask_i": ALL, **inputs}.items():
        model.set(0, name, value)
    drive(model, 5, cfg_valid_i=1, cfg_i=config)
    return model


# -- jumps and steps -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("seed", range(20))
def test_jumps_end_where_steps_end(seed: int) -> None:
    """Random inputs, bursts and pauses; next_event always right, and a model that is told no edge ends where one does that is."""
    rng = random.Random(seed)
    n, cores = rng.choice((1, 3, 8, 32)), rng.choice((1, 2))
    route_rst = rng.getrandbits(cores * n)
    model, jumper = Wake(n, cores, route_rst), Wake(n, cores, route_rst)
    inputs = dict.fromkeys(model.INPUTS, 0)
    foreseen, pause = None, 0
    for tick in range(1, 4_000):
        changed = {}
        if pause:
            pause -= 1
        elif rng.random() < 0.1:
            pause = rng.choice((1, 2, 3, 10, 40))
        else:
            for name, chance in (("src_i", 0.5), ("cfg_valid_i", 0.1), ("route_valid_i", 0.1), ("clr_valid_i", 0.3),
                                 ("mask_i", 0.1), ("cause_capture_en_i", 0.1), ("internal_causes_i", 0.2)):  # fmt: skip
                if rng.random() < chance:
                    flips = rng.getrandbits(model.INPUTS[name]) & rng.getrandbits(model.INPUTS[name]) or 1
                    changed[name] = inputs[name] ^ flips
            changed["cfg_i"], changed["route_i"] = rng.getrandbits(4 * n), rng.getrandbits(cores * n)
            changed["clr_i"] = rng.getrandbits(n)
        for name, value in changed.items():
            if value != inputs[name]:
                inputs[name] = value
                model.set(tick, name, value)
                jumper.set(tick, name, value)
        before = model.outputs()
        after = at(model, tick)
        if changed:
            assert at(jumper, tick) == after, tick
        else:
            assert (foreseen == tick) == (after != before), (tick, foreseen)
        foreseen = model.next_event()


# -- sources ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("mode", "invert", "length", "idle"), list(itertools.product((LEVEL, EDGE, BOTH_EDGES), (0, 1), (1, 2), (0, 1)))
)
@covers("WAK-SRC-1")
def test_pulse_sets_pending(mode: tuple[int, int], invert: int, length: int, idle: int) -> None:
    """A pulse of one or two ticks, away from an idle level: what sets pending, and when."""
    edge, both = mode
    model = ready(cfg(1, invert, edge, both), src_i=idle)
    always = not edge and idle != invert  # an active level all the time
    begins = always or both or (1 - idle) != invert
    assert at(model, 19)["pend_o"] == int(always)
    model.set(20, "src_i", 1 - idle)
    assert at(model, 20)["pend_o"] == int(begins)
    model.set(20 + length, "src_i", idle)
    assert at(model, 19 + length)["pend_o"] == int(begins)
    assert at(model, 20 + length)["pend_o"] == 1  # if not the beginning then the end of the pulse


def test_latency_of_pending_wake_and_cause() -> None:
    """pend_o on the edge that samples the source, wake_o, any_o and the cause one edge later."""
    model = ready(cfg(ALL), cause_capture_en_i=1)
    assert model.next_event() is None
    model.set(20, "src_i", 4)
    before = at(model, 19)
    assert at(model, 20) == {**before, "pend_o": 4, "event_o": 4}
    assert model.next_event() == 21
    assert at(model, 21) == {
        "pend_o": 4, "event_o": 0, "wake_o": 1, "any_o": 1, "cause_first_o": 2, "cause_all_o": 4, "cause_tick_o": 21,
    }  # fmt: skip
    assert model.next_event() is None


@pytest.mark.parametrize("level", [0, ALL])
def test_no_edge_from_reset(level: int) -> None:
    """The first sampled level is nobody's edge, even if the configuration arrives as early as can be."""
    model = Wake(N, 1)
    model.set(1, "src_i", level)
    drive(model, 1, cfg_valid_i=1, cfg_i=cfg(ALL, 0, ALL, ALL), mask_i=ALL)
    assert at(model, 10)["pend_o"] == 0
    model.set(11, "src_i", ALL - level)
    assert at(model, 11)["pend_o"] == ALL


@pytest.mark.parametrize(("offset", "pending"), [(-1, 1), (0, 1), (1, 1), (2, 1), (3, 1), (4, 0)])
@pytest.mark.parametrize("edge", [0, 1])
@covers("WAK-REG-3")
def test_clear_against_set(offset: int, pending: int, edge: int) -> None:
    """Clear on the tick of the set, or so soon after it that it may have left before: the wake stays."""
    model = ready(cfg(1, 0, edge), clr_i=1)
    for tick in range(18, 26):
        model.set(tick, "src_i", int(tick == 20))
        model.set(tick, "clr_valid_i", int(tick == 20 + offset))
    assert at(model, 27)["pend_o"] == pending


@covers("WAK-REG-3")
def test_clear_against_a_set_of_another_source() -> None:
    """Only the source that has just begun is kept, not one beside it, and not one whose level has stood for long."""
    model = ready(cfg(ALL, 0, ALL), clr_i=ALL)
    model.set(20, "src_i", 0b0001)
    model.set(30, "src_i", 0b0011)
    model.set(32, "clr_valid_i", 1)
    model.set(33, "clr_valid_i", 0)
    assert at(model, 40)["pend_o"] == 0b0010


@covers("WAK-REG-1")
def test_active_level_cannot_be_cleared() -> None:
    model = ready(cfg(3, 2), src_i=1)
    drive(model, 20, clr_valid_i=1, clr_i=ALL)
    assert model.outputs()["pend_o"] == 3


def test_disabling_drops_pending() -> None:
    """On the edge on which the configuration arrives, even if the source's event comes on it; the others stay."""
    for event_tick in (10, 20):
        model = ready(cfg(3, 0, 3))
        model.set(event_tick, "src_i", 3)
        drive(model, 20, cfg_valid_i=1, cfg_i=cfg(2, 0, 3))
        assert model.outputs()["pend_o"] == 2
        drive(model, 30, cfg_valid_i=1, cfg_i=cfg(3, 0, 3))
        assert at(model, 40)["pend_o"] == 2


@pytest.mark.parametrize("offset", [-1, 0, 1])
def test_configuration_acts_from_the_next_edge(offset: int) -> None:
    """An event on the edge on which the enable arrives is judged by the old configuration."""
    model = Wake(N, 1)
    model.set(1, "mask_i", ALL)
    for tick in range(18, 24):
        model.set(tick, "src_i", int(tick >= 20 + offset))
        model.set(tick, "cfg_i", cfg(1, 0, 1))
        model.set(tick, "cfg_valid_i", int(tick == 20))
    assert at(model, 30)["pend_o"] == int(offset > 0)


@covers("WAK-MASK-1")
def test_mask_holds_back_but_does_not_drop() -> None:
    """A source outside the mask stays pending and wakes when the mask lets it."""
    model = ready(cfg(1, 0, 1), mask_i=ALL - 1)
    model.set(20, "src_i", 1)
    after = at(model, 30)
    assert (after["pend_o"], after["wake_o"], after["any_o"]) == (1, 0, 0)
    model.set(31, "mask_i", ALL)
    assert at(model, 31)["wake_o"] == 1
    model.set(32, "mask_i", ALL - 1)
    assert at(model, 32)["any_o"] == 0


@pytest.mark.parametrize("at_reset", [False, True])
def test_routes(at_reset: bool) -> None:
    """Sources wake their cores; one that is routed to nobody wakes core 0."""
    route = 0b1001 << N | 0b0011  # source 0 both, 1 core 0, 2 nobody, 3 core 1
    model = ready(cfg(ALL), route=route if at_reset else 0)
    if not at_reset:
        drive(model, 10, route_valid_i=1, route_i=route)
    for source, cores in enumerate((3, 1, 1, 2)):
        model.set(20 + 10 * source, "src_i", 1 << source)
        model.set(25 + 10 * source, "src_i", 0)
        model.set(25 + 10 * source, "clr_i", ALL)
        assert at(model, 25 + 10 * source)["wake_o"] == cores
        model.set(26 + 10 * source, "clr_valid_i", 1)
        model.set(27 + 10 * source, "clr_valid_i", 0)
        assert at(model, 28 + 10 * source)["wake_o"] == 0


# -- cause window ----------------------------------------------------------------------------------------------------
def test_first_cause_is_the_lowest_of_the_first_edge() -> None:
    """Sources before extras, earlier edges before later ones; all that come before the end are kept."""
    model = ready(cfg(ALL, 0, ALL))
    model.set(18, "cause_capture_en_i", 1)
    model.set(20, "src_i", 0b1100)
    model.set(21, "internal_causes_i", 0b0101)
    model.set(22, "internal_causes_i", 0b0100)
    model.set(23, "internal_causes_i", 0)
    model.set(23, "src_i", 0b1101)
    after = at(model, 30)
    assert (after["cause_first_o"], after["cause_tick_o"]) == (2, 21)
    assert after["cause_all_o"] == 0b1101 | 1 << WakeCause.MAX_SLEEP | 1 << WakeCause.CORE_WAKE
    model.set(31, "cause_capture_en_i", 0)
    model.set(32, "internal_causes_i", 15)
    model.set(33, "internal_causes_i", 0)
    assert at(model, 40) == after


def test_new_window_forgets_the_last_one_but_not_what_still_pends() -> None:
    """The edge that opens the window counts already."""
    model = ready(cfg(ALL, 0, ALL))
    model.set(10, "cause_capture_en_i", 1)
    model.set(12, "internal_causes_i", 1)
    model.set(13, "internal_causes_i", 0)
    model.set(15, "cause_capture_en_i", 0)
    assert at(model, 16)["cause_first_o"] == WakeCause.MAX_SLEEP
    model.set(20, "cause_capture_en_i", 1)
    after = at(model, 20)
    assert (after["cause_first_o"], after["cause_all_o"], after["cause_tick_o"]) == (WakeCause.NO_CAUSE, 0, 12)
    model.set(25, "cause_capture_en_i", 0)
    model.set(26, "src_i", 2)
    model.set(30, "cause_capture_en_i", 1)
    model.set(30, "internal_causes_i", 8)
    model.set(31, "internal_causes_i", 0)
    after = at(model, 30)
    assert (after["cause_first_o"], after["cause_all_o"], after["cause_tick_o"]) == (1, 2 | 8 << 32, 30)


def test_cause_tick_is_the_low_word() -> None:
    model = ready(cfg(0), cause_capture_en_i=1)
    model.set(2**32 + 7, "internal_causes_i", 2)
    model.set(2**32 + 8, "internal_causes_i", 0)
    assert at(model, 2**33)["cause_tick_o"] == 7


# -- the model itself ------------------------------------------------------------------------------------------------
@settings(max_examples=60, deadline=None, database=None)
@given(st.lists(st.tuples(st.integers(1, 10**9), st.integers(0, ALL)), min_size=1, max_size=20))
@covers("VER-MODEL-1")
def test_idle_time_costs_nothing(steps: list[tuple[int, int]]) -> None:
    """Jumps of any length end where small ones end, in a bounded number of steps."""
    model = ready(cfg(ALL, 0b0101, 0b0011, 0b0001), cause_capture_en_i=1)
    counted = 0
    carry_out = model._step

    def step(*arguments: object) -> object:
        nonlocal counted
        counted += 1
        return carry_out(*arguments)

    model._step = step
    twin = ready(cfg(ALL, 0b0101, 0b0011, 0b0001), cause_capture_en_i=1)
    tick = 10
    for delay, source in steps:
        for small in range(tick, tick + min(delay, 6)):
            twin.advance(small)
        tick += delay
        for one in (model, twin):
            one.set(tick, "src_i", source)
    assert at(model, tick + 10) == at(twin, tick + 10)
    assert counted <= 5 * (len(steps) + 2)


def test_wrong_use_is_an_error() -> None:
    """Impossible parameters are named."""
    for parameters, text in (((0,), "n_wake = 0"), ((33,), "n_wake = 33"), ((4, 0), "n_cores"), ((4, 1, 16), "route")):
        with pytest.raises(ValueError, match=text):
            Wake(*parameters)
