# SPDX-License-Identifier: Apache-2.0
"""Random settings of everything that mode selection looks at, near the thresholds, compared with the model."""

from __future__ import annotations

import random
from collections import Counter
from typing import NamedTuple

from cocotb.handle import HierarchyObject

from models.select import Choice, choose
from models.sleep_params import SleepParams
from tests.sleep.bus_bench import BusBench
from tests.sleep.walks import rng

CLOCKS_TO_CHOICE = 2  # from the registers to the preview


class Asked(NamedTuple):
    """Arguments of `choose`, without armed and deeplock."""

    allow: int
    types: int
    enabled: int
    hint: int
    limit: int


def draw(source: random.Random, params: SleepParams) -> Asked:
    """Settings that are near what some mode asks, so that every rule decides now and then."""
    mode = source.randrange(params.N_MODES)

    def near(values: list[int]) -> int:
        value = source.choice((values[mode], source.choice(values))) + source.choice((-1, 0, 0, 1))
        return source.choice((min(max(value, 0), 0xFFFF_FFFF), 0xFFFF_FFFF, 0xFFFF_FFFF, 0))

    ones = (1 << params.N_MODES) - 1
    wakes = (1 << params.N_WAKE) - 1
    inside = params.MODE_WAKE_MASK[mode]
    few = source.getrandbits(params.N_WAKE) & source.getrandbits(params.N_WAKE) & source.getrandbits(params.N_WAKE)
    return Asked(
        allow=source.choice((ones, ones, source.getrandbits(params.N_MODES), 1 << mode | 1, 0)),
        types=source.getrandbits(params.N_CORES),
        enabled=source.choice(
            (inside, few & inside, few & inside, few, few & ~inside & wakes, 0, 1 << source.randrange(params.N_WAKE))
        ),
        hint=near(params.MODE_MIN_RES),
        limit=near(params.MODE_EXIT_LAT),
    )


async def compare(dut: HierarchyObject, params: SleepParams, name: str, count: int) -> None:
    """*count* random settings; every rule must have been the one that decided, except those that the modes rule out."""
    source, bench, rules = rng(name), BusBench(dut, params), Counter()
    await bench.start()
    armed = deeplock = False
    for n in range(count):
        if n % 50 == 0:  # these two take an AON tick
            armed, deeplock = source.random() < 0.3, source.random() < 0.5
            bench.aon["aon_armed_i"] = int(armed)
            core = source.randrange(params.N_CORES)
            await bench.pulse(deep_clr_wr_i=bench.all_cores, deep_clr_i=bench.every_core(0xFFFF_FFFF))
            bit = 1 << source.randrange(32)
            await bench.pulse(deep_set_wr_i=int(deeplock) << core, deep_set_i=bench.every_core(bit))
            await bench.ticks(3)
        asked = draw(source, params)
        await bench.clocks(
            CLOCKS_TO_CHOICE, cfg_allow_i=asked.allow, cfg_type_i=asked.types, wake_en_i=asked.enabled,
            cfg_hint_i=asked.hint, cfg_limit_i=asked.limit,
        )  # fmt: skip
        expected = choose(params, asked.allow, asked.types, asked.enabled, armed, asked.hint, asked.limit, deeplock)
        mode, valid, blocked, rule = (bench.out(f"next_{name}_o") for name in ("mode", "valid", "blocked", "rule"))
        seen = Choice(mode, bool(valid), blocked, rule)
        assert seen == expected, f"{asked}, armed {armed}, deeplock {deeplock}: expected {expected}, seen {seen}"
        rules[expected.rule] += 1
    assert set(rules) == set(range(8)), f"rules that decided: {rules}"
    await bench.finish()
