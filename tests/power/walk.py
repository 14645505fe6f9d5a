# SPDX-License-Identifier: Apache-2.0
"""Random walks of the power block, the same for all sizes."""

from __future__ import annotations

import random
from collections import Counter

import cocotb
from cocotb.handle import HierarchyObject

from models.power_params import PowerParams
from tests.power.bench import PowerBench
from tests.power.stimulus import aimed_case, random_case

STATES = 8


async def walk(dut: HierarchyObject, params: PowerParams, *, part: int, runs: int, moments: int, aimed: bool) -> None:
    """*runs* runs from POR, each with about *moments* random events, against the model and the page's rules.

    The same seed and part draw the same events.
    """
    rng = random.Random(cocotb.RANDOM_SEED * 64 + part)
    bench = PowerBench(dut, params)
    await bench.start()
    seen: Counter[int] = Counter()
    for _ in range(runs):
        events, plant = (aimed_case if aimed else random_case)(rng, params, moments)
        samples = await bench.play(events, events[-1].tick + 200, plant)
        seen.update({sample.out["state_o"] for sample in samples})
    cocotb.log.info("states reached, in how many of %d runs: %s", runs, sorted(seen.items()))
    assert len(seen) >= STATES - 1, f"only states {sorted(seen)} were reached: the stimulus is too tame"
    await bench.finish()
