# SPDX-License-Identifier: Apache-2.0
"""monitor_core in its block bench: random walks, dense ones where everything meets everything, and a long one."""

from __future__ import annotations

import random

import cocotb

from models.monitor_cfg import N_CHANNELS, MonitorCfg
from tb.block_bench import block_test
from tb.covers import covers
from tests.monitor.bench import EVERY_BIT, SAR_DELAY, MonitorBench, core_bench
from tests.monitor.settings import random_settings, random_value, settings

BENCH = core_bench()
LONG_TICKS = 400_000


def new_codes(bench: MonitorBench, rng: random.Random, cfg: MonitorCfg) -> None:
    """Other codes on some channels, mostly at borders."""
    for chan in range(N_CHANNELS):
        if rng.random() < 0.6:
            bench.set(chan, random_value(rng, cfg))


@block_test(MonitorBench, start=False)
@cocotb.parametrize(part=[0, 1, 2, 3])
@covers("MON-MODEL-1")
async def dense_walk(dut, bench, part: int) -> None:
    """Settings, requests, clears, speed, codes and strays on neighbouring ticks, with a quick converter; now and then POR."""
    rng = random.Random(cocotb.RANDOM_SEED * 4 + part)
    cfg = random_settings(rng, (0, 1, 10, 40))
    await bench.start(cfg, delay=rng.choice((1, 2, 3)))
    for _ in range(500):
        start = bench.clock.tick + 2 + rng.choice((0, 0, 1, 5, 30))
        script: dict[int, dict[str, int]] = {}
        for tick in range(start, start + rng.randrange(1, 6)):
            inputs: dict[str, int] = {}
            if rng.random() < 0.08:
                cfg = random_settings(rng, (0, 1, 10, 40))
                inputs["cfg"] = cfg.pack()
            if rng.random() < 0.2:
                inputs["req"] = rng.choice((rng.getrandbits(7), 1 << rng.randrange(N_CHANNELS)))
            if rng.random() < 0.2:
                inputs["clr"] = rng.choice((EVERY_BIT, rng.getrandbits(15)))
            if rng.random() < 0.1:
                inputs["intr"] = rng.getrandbits(8)
            if rng.random() < 0.1:
                inputs["fast_i"] = rng.getrandbits(1)
            inputs["stray_i"] = int(rng.random() < 0.05)
            script[tick] = inputs
        script.setdefault(max(script) + 1, {})["stray_i"] = 0
        await bench.play(script)
        new_codes(bench, rng, cfg)
        dut.delay_i.value, dut.noise_i.value = rng.choice((1, 2, 3, 7)), rng.getrandbits(1)
        if rng.random() < 0.01:
            await bench.restart()
    assert bench.scoreboard.changes > 200


@block_test(MonitorBench, start=False)
@covers("MON-MODEL-1")
async def long_walk(dut, bench) -> None:
    """Some hundred thousand ticks at the true converter's pace: sleep, being awake, settings, requests, slow drifts."""
    rng = random.Random(cocotb.RANDOM_SEED)
    cfg = settings(awake=512, asleep=4_096)
    await bench.start(cfg, delay=SAR_DELAY)
    while bench.clock.tick < LONG_TICKS:
        await bench.clock.ticks(rng.choice((3, 50, 300, 2_000, 6_000)))
        kind = rng.random()
        if kind < 0.25:
            await bench.do(req=rng.getrandbits(7), clr=rng.getrandbits(15), intr=rng.getrandbits(8))
        elif kind < 0.35:
            cfg = random_settings(rng, (200, 512, 4_096, 20_000, 65_535))
            await bench.do(cfg=cfg.pack())
        elif kind < 0.5:
            await bench.do(fast_i=rng.getrandbits(1))
        else:
            new_codes(bench, rng, cfg)
            dut.noise_i.value = rng.getrandbits(1)
    assert len(bench.starts) > 1_000
