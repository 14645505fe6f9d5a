# SPDX-License-Identifier: Apache-2.0
"""Random walks over the inputs of domain_seq and rail_seq."""

from __future__ import annotations

import random
from tb.block_bench import BlockBench

GAPS = (1, 1, 1, 2, 3, 4, 6, 9, 14, 40)


async def domain_walk(bench: BlockBench, rng: random.Random, moments: int) -> set[str]:
    """Random targets, restarts, reboots and a switch that answers now and then; returns the states reached."""
    ack, states = 0, set()
    for _ in range(moments):
        values = {"tgt_i": rng.choice([0, 0, 1, 2, 2, 2, 3])} if rng.random() < 0.5 else {}
        for port, often in (("restart_i", 0.1), ("reboot_i", 0.15)):
            values[port] = int(rng.random() < often)
        if rng.random() < 0.6:
            ack = int(bench.dut.sw_en_o.value) if rng.random() < 0.9 else 1 - ack
        await bench.step(rng.choice(GAPS), **values, ack_i=ack)
        states.add(bench.scoreboard.model.domain.state)
    return states


async def rails_walk(bench: BlockBench, rng: random.Random, moments: int, count: int) -> int:
    """Random goals, low power, power-goods; after a fault an empty goal, as the main state gives. Returns the faults."""
    faults, pg, lp, needed, drop = 0, 0, 0, 0, False
    for _ in range(moments):
        en = int(bench.dut.en_o.value)
        rails = bench.scoreboard.model.rails
        drop = (drop or rails.faulted) and not (en == 0 and not rails.faulted)
        faults += rails.faulted
        values = {}
        if drop:
            values["goal_i"] = 0
        elif rng.random() < 0.3:
            values["goal_i"] = rng.choice([0, (1 << count) - 1, rng.getrandbits(count)])
        if rng.random() < 0.15:
            lp = rng.choice([0, 0, en & rng.getrandbits(count)])
        if rng.random() < 0.7:
            pg = en if rng.random() < 0.9 else pg ^ rng.getrandbits(count)
        if rng.random() < 0.2:
            needed = rng.choice([0, en & rng.getrandbits(count)])
        await bench.step(1 if rails.faulted else rng.choice(GAPS), **values, lp_i=lp, pg_i=pg, needed_i=needed)
    return faults
