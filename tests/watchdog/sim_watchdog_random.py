# SPDX-License-Identifier: Apache-2.0
"""watchdog_core in its block bench: random walks of kicks, settings, stops and starts, on ticks that meet."""

from __future__ import annotations

import random

import cocotb
from cocotb.handle import HierarchyObject

from models.watchdog import Settings
from tb.covers import covers
from tb.runner import Variant, chosen_variant
from tests.watchdog.bench import AT_RESET, START_TICKS, WatchdogBench, watchdog_bench

_OFF = Settings(0, 0, 64, 0)
VARIANTS = {
    name: Variant(watchdog_bench(*params), params)
    for name, params in {"start": (AT_RESET, START_TICKS), "no_start": (AT_RESET, 0), "off": (_OFF, 25)}.items()
}


@cocotb.test()
@cocotb.parametrize(part=[0, 1, 2])
@covers("WDT-BARK-1", "WDT-BITE-1", "WDT-KICK-1", "WDT-WIN-1", "WDT-START-1", "WDT-RUN-1", "WDT-ENA-2")
async def random_walk(dut: HierarchyObject, part: int) -> None:
    """Everything at once, around the ticks on which something is due."""
    rng = random.Random(f"{cocotb.RANDOM_SEED} {part}")
    bench = WatchdogBench(dut, *chosen_variant(VARIANTS).params)
    await bench.start()
    for _ in range(600):
        due = bench.scoreboard.model.next_event()
        near = bench.clock.tick + 2
        at = near + rng.choice((0, 0, 1, 3, 20))
        if due is not None and due < near + 200 and rng.random() < 0.6:
            at = max(near, due + rng.randrange(-2, 3))
        await bench.play({tick: _inputs(rng, posts=tick % 2 == at % 2) for tick in range(at, at + rng.randrange(1, 4))})
        if rng.random() < 0.005:
            await bench.restart()
    assert bench.scoreboard.changes > 300
    await bench.finish()


def _inputs(rng: random.Random, posts: bool) -> dict[str, int | Settings]:
    """What changes on one tick; *posts*: something may have crossed, which it does not on two ticks in a row."""
    inputs: dict[str, int | Settings] = {}
    for name, chance, ones in (("mode_i", 0.12, 0.2), ("debug_halt_i", 0.1, 0.2), ("dom_boot_i", 0.1, 0.15)):
        if rng.random() < chance:
            inputs[name] = int(rng.random() < ones)
    if rng.random() < 0.12:
        inputs["state_i"] = rng.choice((2, 2, 3, 4, 5, rng.randrange(9)))
    if not posts:
        return inputs
    for name, chance in (("kick_i", 0.3), ("bitten_clr_i", 0.12), ("event_clr_i", 0.12)):
        if rng.random() < chance:
            inputs[name] = 1 if name != "bitten_clr_i" else rng.randrange(8)
    if rng.random() < 0.12:
        bite = rng.randrange(1, 70)
        inputs["cfg"] = Settings(int(rng.random() < 0.85), rng.randrange(bite + 5), bite, rng.choice((0, 0, bite // 3, bite + 1)))
    return inputs
