# SPDX-License-Identifier: Apache-2.0
"""The golden model of charger_core against the contract's rules, edge by edge, under random weather."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.charger import Charger
from models.charger_settings import Caps, Ctrl, Limits, Temps, Timers
from tb.covers import covers
from tests.charger.params import SHORT, WEAK, WORDS, Times
from tests.charger.reference import EdgeByEdge
from tests.charger.stimulus import Weather

EDGES = 6_000
CELLS = (Caps(), Caps(500, 4200, 0), Caps(300, 4100, 1))
VARIANTS = {
    "short": WEAK,
    "at once": SHORT._replace(dg_ticks=0, rechg_ticks=0, fold_ticks=1, qual_ticks=1, test_ticks=1, minute=7, source_unit=3, worn_ticks=9, start_ticks=16),
    "odd": Times(minute=333, wd_unit=97, fold_ticks=5, dg_ticks=11, qual_ticks=3, rechg_ticks=2, test_ticks=4, source_unit=13, worn_ticks=40, start_ticks=64),
}


def compare(seed: int, times: Times, edges: int = EDGES) -> Counter[tuple[int, int]]:
    """Both under the same weather, all outputs at every edge; returns the arcs of the state that were taken."""
    cap = CELLS[seed % len(CELLS)].pack()
    model = Charger(*WORDS, **times._asdict(), cap=cap)
    rules = EdgeByEdge(*WORDS, **times._asdict(), cap=cap)
    inputs = dict.fromkeys(model.INPUTS, 0)
    arcs: Counter[tuple[int, int]] = Counter()
    tick, struck = 0, False
    assert model.outputs() == rules.outputs()
    for pause, change in Weather(random.Random(seed), times).steps(edges):
        for _ in range(pause):
            tick += 1
            changed = {name: 0 for name in inputs if struck and name.endswith("_valid_i") and inputs[name]}
            struck = False
            if _ == pause - 1:
                for name, value in change.items():
                    changed |= {name: value} if name in inputs else {f"{name}_i": value, f"{name}_valid_i": 1}
                struck = True
            inputs |= changed
            foreseen = model.next_event(), model.next_led_change()
            for name, value in changed.items():
                model.set(tick, name, value)
            before = rules.outputs()
            rules.edge(inputs)
            expected = rules.outputs()
            if not changed:
                differs = {name for name in before if before[name] != expected[name]}
                if differs:
                    assert tick in foreseen, (tick, foreseen, differs)
            model.advance(tick)
            seen = model.outputs()
            assert seen == expected, (tick, {n: (seen[n], expected[n]) for n in seen if seen[n] != expected[n]})
            arcs[before["state_o"], expected["state_o"]] += 1
        if tick > edges:
            break
    return arcs


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("variant", VARIANTS)
@covers("CHG-STATE-7", "CHG-CELL-1", "CHG-SOURCE-1")
def test_like_the_rules_edge_by_edge(variant: str, seed: int) -> None:
    """Random inputs, bursts and pauses; every output at every edge, and next_event never too late."""
    arcs = compare(seed, VARIANTS[variant])
    assert len(arcs) > 20


@covers("CHG-STATE-2", "CHG-STATE-7")
def test_weather_goes_everywhere() -> None:
    """The random walks take every arc that the state table has, self-loops aside."""
    arcs: Counter[tuple[int, int]] = Counter()
    for seed in range(100, 122):
        arcs += compare(seed, VARIANTS["short"], 3 * EDGES)
    missing = {arc for arc in TABLE if not arcs[arc]}
    assert not missing
    assert {arc for arc in arcs if arc[0] != arc[1]} <= TABLE


TABLE = {
    (0, 1), (1, 0), (1, 8), (1, 2), (1, 3), (1, 4), (1, 9),
    *((state, to) for state in (2, 3, 4, 5, 7) for to in (0, 8, 9)), (6, 0), (6, 8), (6, 9), (8, 0), (9, 0),
    (2, 3), (3, 2), (3, 4), (4, 3), (4, 5), (5, 3), (5, 6), (6, 7), (7, 3), (7, 6), (8, 2), (8, 3), (8, 4),
}  # fmt: skip


@settings(max_examples=200, deadline=None, database=None)
@given(st.data())
def test_words_survive_the_trip(data: st.DataObject) -> None:
    """Settings packed and unpacked are the same; each field has its own bits."""
    kind, widths = data.draw(st.sampled_from((
        (Ctrl, (1, 10, 13, 7, 2, 1, 1)), (Limits, (14, 14, 12, 12, 7, 9)), (Temps, (12, 8) * 4), (Timers, (8, 10)),
    )))  # fmt: skip
    values = kind(*(data.draw(st.integers(0, (1 << width) - 1)) for width in widths))
    assert kind.unpack(values.pack()) == values
    field = data.draw(st.integers(0, len(widths) - 1))
    alone = kind(*(1 if n == field else 0 for n in range(len(widths))))
    assert alone.pack() == 1 << sum(widths[:field])


def test_a_setting_that_does_not_fit_is_named() -> None:
    with pytest.raises(ValueError, match=r"ichg = 1024: must be 0 to 1023 \(10 bits\)"):
        Ctrl(ichg=1024).pack()
