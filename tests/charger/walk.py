# SPDX-License-Identifier: Apache-2.0
"""Plays random weather on the block bench of the charger."""

from __future__ import annotations

import random

from tests.charger.bench import WORDS_IN, ChargerBench
from tests.charger.params import Times
from tests.charger.stimulus import Weather

_LEAD_TICKS = 2


async def walk(bench: ChargerBench, rng: random.Random, times: Times, steps: int, words: bool = True) -> None:
    """*steps* steps of weather; ends behind the last one. Without *words* no setting is written, and no event cleared."""
    tick = bench.clock.tick + _LEAD_TICKS
    script: dict[int, dict[str, int]] = {}
    for pause, change in Weather(rng, times).steps(steps):
        tick += pause
        script[tick] = change if words else {name: value for name, value in change.items() if name not in WORDS_IN}
    await bench.play(script)
