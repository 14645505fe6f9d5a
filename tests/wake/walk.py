# SPDX-License-Identifier: Apache-2.0
"""Random walk over wake_core: bursts of changes on neighbouring ticks, so that everything meets everything."""

from __future__ import annotations

import random

from tests.wake.bench import WakeBench


async def walk(bench: WakeBench, rng: random.Random, bursts: int) -> None:
    """*bursts* groups of one to five ticks on which several inputs change at once."""
    now = {"src_i": 0, "mask_i": bench.all, "cause_capture_en_i": 0, "internal_causes_i": 0}
    for _ in range(bursts):
        start = bench.clock.tick + 2 + rng.choice((0, 0, 1, 5, 60))
        script: dict[int, dict[str, int]] = {}
        for tick in range(start, start + rng.randrange(1, 6)):
            inputs: dict[str, int] = {}
            for name, chance in (("src_i", 0.7), ("mask_i", 0.15), ("cause_capture_en_i", 0.15), ("internal_causes_i", 0.2)):
                if rng.random() < chance:
                    width = bench.scoreboard.model.INPUTS[name]
                    flips = rng.getrandbits(width) & rng.getrandbits(width) or 1 << rng.randrange(width)
                    now[name] = inputs[name] = now[name] ^ flips
            if now["internal_causes_i"] and "internal_causes_i" not in inputs and rng.random() < 0.8:
                now["internal_causes_i"] = inputs["internal_causes_i"] = 0
            if rng.random() < 0.12:
                parts = [rng.getrandbits(bench.n) for _ in range(4)]
                inputs["cfg"] = bench.cfg(parts[0] | rng.getrandbits(bench.n), *parts[1:])
            if rng.random() < 0.15:
                inputs["route"] = rng.getrandbits(bench.cores * bench.n) & rng.getrandbits(bench.cores * bench.n)
            if rng.random() < 0.35:
                inputs["clr"] = rng.choice((bench.all, rng.getrandbits(bench.n)))
            script[tick] = inputs
        await bench.play(script)
