# SPDX-License-Identifier: Apache-2.0
"""What the unit benches of domain_seq and rail_seq share: reset, scoreboard, and random walks over their inputs."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping

from cocotb.handle import HierarchyObject

from models.block import Block
from tb.aon import AonClock
from tb.scoreboard import BlockScoreboard

GAPS = (1, 1, 1, 2, 3, 4, 6, 9, 14, 40)


class UnitBench:
    """One block at its own ports: `start()`, any number of `drive()`, `finish()`."""

    def __init__(self, dut: HierarchyObject, make_model: Callable[[], Block]) -> None:
        self.dut = dut
        self.clock = AonClock(dut.clk, dut.now)
        self.scoreboard = BlockScoreboard(dut, make_model, self.clock, reset=dut.rst_ni)

    async def start(self, compare: bool = True) -> None:
        """Through reset with all inputs 0, to tick 1; without scoreboard if not *compare*."""
        self.dut.rst_ni.value = 0
        await self.drive(dict.fromkeys(self.scoreboard.model.INPUTS, 0))
        await self.clock.start()
        if compare:
            self.scoreboard.start()
        self.dut.rst_ni.value = 1
        await self.clock.counting()

    async def drive(self, values: Mapping[str, int], ticks: int = 0) -> None:
        """Inputs that the next edge samples; then wait *ticks* ticks."""
        for port, value in values.items():
            getattr(self.dut, port).value = value
        if ticks:
            await self.clock.ticks(ticks)

    async def finish(self) -> None:
        """The last comparison."""
        await self.scoreboard.finish()


async def domain_walk(bench: UnitBench, rng: random.Random, moments: int) -> set[str]:
    """Random targets, restarts, reboots and a switch that answers now and then; returns the states reached."""
    ack, states = 0, set()
    for _ in range(moments):
        values = {"tgt_i": rng.choice([0, 0, 1, 2, 2, 2, 3])} if rng.random() < 0.5 else {}
        for port, often in (("restart_i", 0.1), ("reboot_i", 0.15)):
            values[port] = int(rng.random() < often)
        if rng.random() < 0.6:
            ack = int(bench.dut.sw_en_o.value) if rng.random() < 0.9 else 1 - ack
        await bench.drive({**values, "ack_i": ack}, rng.choice(GAPS))
        states.add(bench.scoreboard.model.domain.state)
    return states


async def rails_walk(bench: UnitBench, rng: random.Random, moments: int, count: int) -> int:
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
        await bench.drive({**values, "lp_i": lp, "pg_i": pg, "needed_i": needed}, 1 if rails.faulted else rng.choice(GAPS))
    return faults
