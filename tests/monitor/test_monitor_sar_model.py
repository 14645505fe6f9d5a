# SPDX-License-Identifier: Apache-2.0
"""The golden model of monitor_sar, alone: jumps like steps, and what a conversion promises."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.monitor_sar import MonitorSar
from tb.covers import covers


def convert(model: MonitorSar, tick: int, level: int, chan: int = 0) -> int:
    """Convert *level* from a start at *tick*; returns the tick at which done was set."""
    model.set(tick, "start_i", 1)
    model.set(tick, "chan_i", chan)
    model.advance(tick)
    model.set(tick + 1, "start_i", 0)
    for edge in range(tick + 1, tick + 100):
        model.set(edge, "cmp_i", int(level >= model.outputs()["dac_o"]))
        model.advance(edge)
        if model.outputs()["done_o"]:
            return edge
    raise AssertionError(f"the conversion that began at tick {tick} does not end")


@pytest.mark.parametrize("seed", range(12))
@covers("VER-MODEL-1")
def test_next_event_tells_every_change(seed: int) -> None:
    """Random starts and comparator, edge by edge: an output changes where it was foreseen, and only there."""
    rng = random.Random(seed)
    model = MonitorSar(rng.choice((1, 2, 3, 9)))
    inputs = dict.fromkeys(model.INPUTS, 0)
    foreseen = model.next_event()
    chance = rng.choice((0.05, 0.3, 0.9))
    for tick in range(1, 4_000):
        changed, before = False, model.outputs()
        for name, width in model.INPUTS.items():
            if rng.random() < chance:
                value = rng.getrandbits(width)
                changed = changed or value != inputs[name]
                inputs[name] = value
                model.set(tick, name, value)
        model.advance(tick)
        if not changed:
            assert (foreseen == tick) == (model.outputs() != before), (tick, foreseen)
        foreseen = model.next_event()


@settings(max_examples=60, deadline=None, database=None)
@given(
    st.integers(1, 5),
    st.lists(st.tuples(st.integers(1, 200), st.integers(0, 1), st.integers(0, 6), st.integers(0, 1)), max_size=15),
)
def test_jumps_end_where_steps_end(sample_ticks: int, steps: list[tuple[int, int, int, int]]) -> None:
    """Also with a start that stands for many conversions."""
    model, stepped = MonitorSar(sample_ticks), MonitorSar(sample_ticks)
    tick = 0
    for length, start, chan, comparator in steps:
        for name, value in (("start_i", start), ("chan_i", chan), ("cmp_i", comparator)):
            model.set(tick + 1, name, value)
            stepped.set(tick + 1, name, value)
        for step in range(tick + 1, tick + length + 1):
            stepped.advance(step)
        tick += length
        model.advance(tick)
        assert model.outputs() == stepped.outputs()


@pytest.mark.parametrize("level", [0, 1, 2, 2047, 2048, 2049, 4094, 4095, 0xAAA, 0x555])
@pytest.mark.parametrize("sample_ticks", [1, 2, 7])
@covers("MON-SAR-1")
def test_converts_a_level(sample_ticks: int, level: int) -> None:
    """The code of the level, 12 bits behind the sample time, channel kept."""
    model = MonitorSar(sample_ticks)
    done = convert(model, 10, level, 5)
    assert done == 10 + sample_ticks + 12
    assert model.outputs() == {"en_o": 0, "sample_o": 0, "chan_o": 5, "dac_o": level, "done_o": 1, "value_o": level}
    model.advance(done + 1)
    assert model.outputs()["done_o"] == 0
    assert model.next_event() is None


def test_a_standing_start_costs_nothing() -> None:
    """A hundred thousand conversions in one jump: as the next ones."""
    model = MonitorSar(2)
    for name, value in (("start_i", 1), ("cmp_i", 1)):
        model.set(1, name, value)
    turn = 2 + 12 + 1
    model.advance(1 + turn * 100_000)
    assert (model.outputs()["sample_o"], model.outputs()["dac_o"]) == (1, 0xFFF)
    assert model.next_event() == 1 + turn * 100_000 + 2


def test_no_sample_time_is_an_error() -> None:
    with pytest.raises(ValueError, match="sample_ticks = 0"):
        MonitorSar(0)
