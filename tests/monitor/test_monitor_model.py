# SPDX-License-Identifier: Apache-2.0
"""The golden model of monitor_core, alone: jumps like steps, errors that help."""

from __future__ import annotations

import itertools
import random

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from models.monitor import Monitor
from models.monitor_cfg import CFG_W, AIN0, VBAT, MonitorCfg, Threshold
from tb.covers import covers
from tests.monitor.settings import CFG_RST, INSIDE, random_settings, random_value, settings


class Converter:
    """Answers each start with a value, *delay* ticks later, as monitor_sar does in S + 13."""

    def __init__(self, delay: int = 15) -> None:
        self.delay = delay
        self.due: int | None = None
        self.answers = True

    def started(self, tick: int) -> None:
        self.due = tick + self.delay


def random_inputs(rng: random.Random, model: Monitor, inputs: dict[str, int], converter: Converter, tick: int) -> dict:
    """What is sampled by edge *tick*: a converter that mostly behaves, now and then a write."""
    done = converter.answers and converter.due == tick or rng.random() < 0.002
    chosen = {
        "sar_done_i": int(done), "sar_value_i": random_value(rng, model.cfg) if done else inputs["sar_value_i"],
        "cfg_valid_i": int(rng.random() < 0.001), "req_valid_i": int(rng.random() < 0.02),
        "clr_valid_i": int(rng.random() < 0.05), "intr_valid_i": int(rng.random() < 0.02),
    }  # fmt: skip
    if chosen["cfg_valid_i"]:
        chosen["cfg_i"] = random_settings(rng).pack()
    if chosen["req_valid_i"]:
        chosen["req_i"] = rng.choice((rng.getrandbits(7), 1 << rng.randrange(7)))
    if chosen["clr_valid_i"]:
        chosen["clr_i"] = rng.getrandbits(15)
    if chosen["intr_valid_i"]:
        chosen["intr_i"] = rng.getrandbits(8)
    if rng.random() < 0.01:
        chosen["fast_i"] = rng.getrandbits(1)
    if rng.random() < 0.003:
        chosen["off_i"] = int(rng.random() < 0.3)
    if rng.random() < 0.0005:
        converter.answers = not converter.answers
    return chosen


@pytest.mark.parametrize("seed", range(16))
@covers("VER-MODEL-1")
def test_next_event_tells_every_change(seed: int) -> None:
    """Random settings, requests, clears and values, edge by edge: no output changes unforeseen, and little is foreseen in vain."""
    rng = random.Random(seed)
    model = Monitor(random_settings(rng).pack(), rng.choice((0, 0b01001, 0b11111, rng.getrandbits(5))))
    converter = Converter(rng.choice((1, 2, 15)))
    inputs = dict.fromkeys(model.INPUTS, 0)
    foreseen, moved = model.next_event(), 0
    for tick in range(1, 5_000):
        changed, before = False, model.outputs()
        for name, value in random_inputs(rng, model, inputs, converter, tick).items():
            if value != inputs[name]:
                changed, inputs[name] = True, value
                model.set(tick, name, value)
        model.advance(tick)
        after = model.outputs()
        moved += after != before
        if after != before and not changed:
            assert foreseen == tick
        if foreseen == tick and not changed and not (inputs["sar_done_i"] or inputs["cfg_valid_i"] or inputs["req_valid_i"]):
            assert after != before, tick
        if after["sar_start_o"]:
            converter.started(tick)
        foreseen = model.next_event()
    assert moved > 100


@examples(max_examples=80, deadline=None, database=None)
@given(st.randoms(use_true_random=False), st.lists(st.integers(1, 300), min_size=1, max_size=25))
@covers("VER-MODEL-1")
def test_jumps_end_where_steps_end(rng: random.Random, jumps: list[int]) -> None:
    """With inputs that stand for any time, also valid ones."""
    cfg_rst, needed = random_settings(rng, (0, 1, 7, 500)).pack(), rng.choice((0, 0b01001, 0b11111))
    model, stepped = Monitor(cfg_rst, needed), Monitor(cfg_rst, needed)
    tick = 0
    for jump in jumps:
        for name in rng.sample(sorted(model.INPUTS), rng.randrange(4)):
            value = random_settings(rng, (0, 1, 7, 500)).pack() if name == "cfg_i" else rng.getrandbits(model.INPUTS[name])
            model.set(tick + 1, name, value)
            stepped.set(tick + 1, name, value)
        for step in range(tick + 1, tick + jump + 1):
            stepped.advance(step)
        tick += jump
        model.advance(tick)
        assert model.outputs() == stepped.outputs(), tick


@pytest.mark.parametrize(
    ("enable", "requests", "average"), [(0b00001, 0, 0), (0b01001, 1 << AIN0, 1), (0b00001, 1 << AIN0, 0)]
)  # fmt: skip
@covers("MON-SCAN-3", "MON-AGE-3")
def test_conversion_that_never_ends(enable: int, requests: int, average: int) -> None:
    """A converter that answers once and never again, edge by edge: given up in its time, every time."""
    cfg_rst = settings(enable=enable, average={VBAT: average, AIN0: average}, asleep=1_000).pack()
    model, inputs = Monitor(cfg_rst), {"sar_done_i": 0, "req_valid_i": 0}
    model.set(1, "req_i", requests)
    starts, foreseen = [], model.next_event()
    for tick in range(1, 5_000):
        before, quiet = model.outputs()["sar_start_o"], True
        for name, value in (("sar_done_i", tick == 20), ("req_valid_i", tick == 19)):
            if inputs[name] != value:
                inputs[name], quiet = int(value), False
                model.set(tick, name, int(value))
        model.advance(tick)
        start = model.outputs()["sar_start_o"]
        if start != before:
            assert not quiet or foreseen == tick
            starts += [tick] if start else []
        if start != before or not quiet:
            foreseen = model.next_event()
    assert len(starts) >= 4, starts
    assert 255 in {second - first for first, second in itertools.pairwise(starts)} or requests == average == 0


@pytest.mark.parametrize("enable", [0, 1])
@pytest.mark.parametrize("period", [0, 1, 1_000, 65_535])
def test_idle_time_costs_nothing(enable: int, period: int) -> None:
    """Nothing to convert: a day in few steps, and the next scan on its tick. A converter that never answers: a minute."""
    model = Monitor(settings(awake=period, asleep=period, enable=enable).pack())
    steps = 0
    carry_out = model._step

    def step(edge: int) -> None:
        nonlocal steps
        steps += 1
        carry_out(edge)

    model._step = step
    day = (60 if enable else 86_400) * 32_768
    model.advance(day)
    assert steps < 20 + 5 * enable * (day // 255)  # a conversion that does not end is given up
    assert model.outputs()["ready_o"] == 1 - enable
    model.set(day + 1, "cfg_valid_i", 1)
    model.set(day + 1, "cfg_i", settings(awake=period, asleep=period, enable=1).pack())
    model.advance(day + 1)
    model.set(day + 2, "cfg_valid_i", 0)
    if not enable:
        late = (day + 2 - 8) % max(period, 1)  # the first eight scans are over on tick 8, then one every period
        begin = day + 2 + (-late) % max(period, 1)
        assert model.next_event() == begin + 1
        model.advance(begin + 1)
        assert (model.outputs()["sar_start_o"], model.outputs()["sar_chan_o"]) == (1, VBAT)


def test_an_hour_of_scans() -> None:
    """One channel every two seconds, a model that is told each conversion."""
    model = Monitor(settings(asleep=65_535, enable=1).pack())
    converter = Converter()
    results = 0
    while model.now < 3_600 * 32_768:
        if converter.due:
            model.set(converter.due, "sar_done_i", 1)
            model.set(converter.due, "sar_value_i", INSIDE)
            model.advance(converter.due)
            model.set(converter.due + 1, "sar_done_i", 0)
            converter.due, results = None, results + 1
        model.advance(model.next_event())
        if model.outputs()["sar_start_o"]:
            converter.started(model.now)
    assert 1_790 <= results <= 1_810
    assert model.outputs()["result_o"] == INSIDE


@examples(max_examples=100, deadline=None, database=None)
@given(st.integers(0, (1 << CFG_W) - 1))
def test_settings_pack_and_unpack(word: int) -> None:
    assert MonitorCfg.unpack(word).pack() == word


def test_fields_stand_where_the_contract_says() -> None:
    """Each field alone."""
    none = MonitorCfg.unpack(0)
    lowest = [Threshold(1, 0), *none.thresholds[1:]]
    highest = [*none.thresholds[:5], Threshold(0, 255)]
    for cfg, word in (
        (none._replace(thresholds=lowest), 1), (none._replace(thresholds=highest), 255 << 112),
        (none._replace(awake=65_535), 65_535 << 120), (none._replace(asleep=65_535), 65_535 << 136),
        (none._replace(enable=31), 31 << 152), (none._replace(average=(3, 0, 0, 0, 0, 0, 0)), 3 << 157),
        (none._replace(average=(0, 0, 0, 0, 0, 0, 2)), 1 << 170), (none._replace(count=7), 7 << 171),
    ):  # fmt: skip
        assert cfg.pack() == word


def test_wrong_use_is_an_error() -> None:
    """Impossible settings are named."""
    with pytest.raises(ValueError, match="must fit 174 bits"):
        Monitor(1 << CFG_W)
    with pytest.raises(ValueError, match="field 22 = 8"):
        settings(count=8).pack()
    with pytest.raises(ValueError, match="no input"):
        Monitor(CFG_RST).set(1, "now_i", 1)
    assert settings(average={AIN0: 2}).average_log2(AIN0) == 4
