# SPDX-License-Identifier: Apache-2.0
"""Random walks of the power block, the same for all sizes."""

from __future__ import annotations

import random
from collections import Counter

import cocotb
from cocotb.handle import HierarchyObject

from models.power_codes import S_FAULT
from models.power_params import PowerParams
from tests.power.bench import PowerBench
from tests.power.stimulus import aimed_case, random_case
from tests.power.world import Plant

SOUND_RUNS = 2
"""So many runs begin with parts in order: only then can a walk be sure to reach every state."""


async def walk(dut: HierarchyObject, params: PowerParams, *, part: int, runs: int, moments: int, aimed: bool) -> None:
    """*runs* runs from POR, each with about *moments* random events, against the model and the page's rules.

    The same seed and part draw the same events.
    """
    rng = random.Random(cocotb.RANDOM_SEED * 64 + part)
    bench = PowerBench(dut, params)
    await bench.start()
    seen: Counter[int] = Counter()
    for run in range(runs):
        plant = Plant.normal(params, rng.randint(1, 3)) if run < SOUND_RUNS else None
        events, plant = (aimed_case if aimed else random_case)(rng, params, moments, plant)
        samples = await bench.play(events, events[-1].tick + 200, plant)
        seen.update({sample.out["state_o"] for sample in samples})
    cocotb.log.info("states reached, in how many of %d runs: %s", runs, sorted(seen.items()))
    missing = set(range(S_FAULT)) - seen.keys()
    assert not missing, f"states {missing} were not reached in {runs} runs: the stimulus is too tame, or too rough"
    await bench.finish()
