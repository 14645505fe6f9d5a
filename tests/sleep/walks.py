# SPDX-License-Identifier: Apache-2.0
"""Random stimulus for sleep_core, scoreboard on: inputs without any sense, and a world that sleeps and wakes."""

from __future__ import annotations

import os
import random

from cocotb.handle import HierarchyObject

from models.core_ctrl import RUN
from models.sleep import Sleep
from models.sleep_params import SleepParams
from tb.aon import AonClock
from tb.scoreboard import BlockScoreboard
from tests.sleep.noise import Noise
from tests.sleep.world import ACTIVE, ASLEEP, FAULT, OFF, POWER_DOWN, World


def rng(name: str) -> random.Random:
    """A generator of its own for each test, from the run's seed."""
    return random.Random(f"{name} {os.environ['COCOTB_RANDOM_SEED']}")


async def noise(dut: HierarchyObject, params: SleepParams, name: str, ticks: int) -> None:
    """Drive *ticks* ticks of noise, with the scoreboard on."""
    dut.rst_ni.value = 0
    source = Noise(rng(name), params)
    for port, value in source.values.items():
        getattr(dut, port).value = value
    clock = AonClock(dut.clk, dut.now)
    await clock.start()
    scoreboard = BlockScoreboard(dut, lambda: Sleep(params), clock, reset=dut.rst_ni)
    scoreboard.start()
    dut.rst_ni.value = 1
    await clock.counting()
    tick = clock.tick + 2
    for changes in source.ticks(ticks):
        if changes:
            await clock.before(tick)
            for port, value in changes.items():
                getattr(dut, port).value = value
        tick += 1
    await scoreboard.finish()
    assert scoreboard.changes > ticks // 20, f"only {scoreboard.changes} changes in {ticks} ticks of noise"


class Chaos:
    """Firmware, hosts and sources that do what they like, at random; the world around answers as it would."""

    def __init__(self, world: World, source: random.Random) -> None:
        self.world, self.rng = world, source
        self.acts = 0

    async def turn(self) -> None:
        """Something happens within the next ticks; sometimes a long time passes after it."""
        world, rng = self.world, self.rng
        tick = world.soon + rng.choice((0, 0, 1, 2, 3, 5))
        cores = rng.randint(1, (1 << world.params.N_CORES) - 1)
        act = rng.choices(
            (self.sleep, self.wake, self.kick, self.resume, self.offer, self.timer, self.active, self.types, self.restart,
             self.power_loss, self.clear, self.delays),
            (12, 8, 4, 6, 3, 5, 3, 2, 1, 0.5, 2, 2),
        )[0]  # fmt: skip
        act(tick, cores)
        self.acts += 1
        await world.clock.before(tick + 1 + rng.choice((0, 1, 2, 4, 7, 12, 30, 60)))
        if world.power in (OFF, FAULT):
            world.power_up()
            await world.until(lambda: world.power == ACTIVE, "power comes back", 400)

    def sleep(self, tick: int, cores: int) -> None:
        world = self.world
        world.sleep(tick, self.rng.randrange(1, world.params.N_MODES), None if self.rng.random() < 0.7 else cores)

    def wake(self, tick: int, cores: int) -> None:
        self.world.wake(tick, cores)
        self.world.wake(tick + self.rng.choice((1, 2, 5, 20)), 0)

    def kick(self, tick: int, cores: int) -> None:
        self.world.drive(tick, kick_valid_i=1, kick_i=cores)

    def resume(self, tick: int, cores: int) -> None:
        self.world.resume(tick, cores)

    def offer(self, tick: int, cores: int) -> None:
        mode = self.rng.choice((None, *range(1, self.world.params.N_MODES)))
        self.world.at(tick, lambda: setattr(self.world, "offer", mode))

    def timer(self, tick: int, cores: int) -> None:
        name = self.rng.choice(("max", "tmr"))
        ticks = self.rng.choice((0, 1, 2, 3, 8, 15, 16, 17, 30, 70))
        self.world.drive(tick, **{f"{name}_valid_i": 1, f"{name}_ticks_i": ticks})

    def active(self, tick: int, cores: int) -> None:
        words = [self.rng.choice((0, 1, 5, 40)) for _ in self.world.cores]
        self.world.drive(tick, act_valid_i=cores, act_ticks_i=sum(word << 38 * c for c, word in enumerate(words)))

    def types(self, tick: int, cores: int) -> None:
        self.world.drive(tick, type_valid_i=1, type_pg_i=self.rng.getrandbits(self.world.params.N_CORES))

    def restart(self, tick: int, cores: int) -> None:
        length = self.rng.choice((1, 3, 30))
        self.world.drive(tick, restart_i=1)
        self.world.drive(tick + length, restart_i=0)

    def power_loss(self, tick: int, cores: int) -> None:
        self.world.lose_power(tick, self.rng.choice((POWER_DOWN, FAULT)))

    def clear(self, tick: int, cores: int) -> None:
        self.world.drive(tick, clr_valid_i=1, clr_i=self.rng.getrandbits(4))

    def delays(self, tick: int, cores: int) -> None:
        world, rng = self.world, self.rng
        world.entry_ticks, world.tail_ticks, world.exit_ticks = rng.randint(1, 8), rng.randint(1, 5), rng.randint(1, 6)
        world.domain_ticks, world.sync_ticks = rng.randint(1, 3), rng.choice((2, 2, 3))
        world.memory_ticks = rng.choice((0, 1, 2, 6, 30, None))
        world.clock_stops, world.reboots = rng.random() < 0.6, rng.random() < 0.3


async def walk(dut: HierarchyObject, params: SleepParams, name: str, turns: int) -> None:
    """A random walk of *turns* acts; at its end the PMU can still sleep and be woken."""
    world = World(dut, params)
    await world.start()
    chaos = Chaos(world, rng(name))
    for _ in range(turns):
        await chaos.turn()
    await world.clock.ticks(40)
    world.entry_ticks, world.tail_ticks, world.exit_ticks, world.domain_ticks = 3, 2, 3, 1
    world.memory_ticks = 1
    world.offer = None
    if world.power in (OFF, FAULT):
        world.power_up()
    else:
        world.wake(world.soon, 1)  # it may well be asleep
    await world.until(lambda: world.power == ACTIVE and not world.out("cause_capture_en_o"), "awake after all", 600)
    world.wake(world.soon, 0)
    world.drive(world.soon, kick_valid_i=1, kick_i=1, max_valid_i=1, max_ticks_i=0, tmr_valid_i=1, tmr_ticks_i=0)
    await world.until(lambda: world.state(0) == RUN, "core 0 runs after all")
    await world.clock.ticks(80)  # of active time that may be left
    entries = world.count("entries", 1)
    assert world.out("entries_o") > 0, "the walk never slept"
    world.sleep(world.soon, 1)
    await world.until(lambda: world.power == ASLEEP, "asleep after all")
    assert world.count("entries", 1) == entries + 1
    world.wake(world.soon, 1)
    await world.until(lambda: world.state(0) == RUN, "woken after all")
    await world.finish()
    assert world.scoreboard.changes > turns, f"only {world.scoreboard.changes} changes"
