# SPDX-License-Identifier: Apache-2.0
"""The board around a whole PMU, in Python: agents on every pin of `tb_top`, cores with firmware, scoreboards on the blocks."""

from __future__ import annotations

import os
from collections.abc import Mapping

import cocotb
from cocotb.handle import HierarchyObject
from cocotb.triggers import Timer, with_timeout

from models.blocks import BLOCKS
from profiles import load
from tb.agents.apb import ApbDriver
from tb.agents.core import Core
from tb.agents.follower import Follower
from tb.agents.rails import RailAgent
from tb.agents.switches import SwitchAgent
from tb.aon import AonClock
from tb.block_scoreboards import attach, instance
from tb.scoreboard import BlockScoreboard

PROFILE_VARIABLE = "DORMOUSE_PROFILE"
WATCHED = " ".join(("top", "pmu_dut", "tb_afe", "pmu_timebase", *(f"{block}_core" for block in BLOCKS)))
"""For `Bench.verilator_public`: the pins, the states, and the blocks that have scoreboards."""


class Board:
    """Everything that stands around the PMU of the selected profile.

    `await start()` leaves the PMU in power-on reset; `await power_on()` releases it. Times of agents are in ns.
    """

    def __init__(self, dut: HierarchyObject) -> None:
        self.dut = dut
        self.profile = load(os.environ.get(PROFILE_VARIABLE) or "ameba")
        self.clock = AonClock(dut.clk_aon, self.inside("u_timebase").now_o)
        self.apb = ApbDriver(dut, dut.clk_sys)
        self.rails = RailAgent(dut.rail_en, dut.rail_pg)
        self.switches = SwitchAgent(dut.dom_sw_en, dut.dom_ack)
        self.dram = Follower(dut.dram_req, dut.dram_ack, rise_ns=40_000, fall_ns=10_000)
        domains = self.profile.names("domain")
        self.cores = [
            Core(self, index, core["name"], domains.index(core["domain"]))
            for index, core in enumerate(self.profile["core"])
        ]
        self.scoreboards: list[BlockScoreboard] = []
        self._levels: dict[str, int] = {}

    async def start(self, *, scoreboards: bool = True, times: Mapping[str, Mapping[str, int]] | None = None) -> None:
        """Hold the power-on reset, start agents and, unless told otherwise, the scoreboards of all blocks (`attach`)."""
        self.dut.por_n.value = 0
        for agent in (self.rails, self.switches, self.dram):
            agent.start()
        await self.clock.start()
        if scoreboards:
            self.scoreboards = attach(self.inside(), self.profile, self.clock, times)

    async def power_on(self) -> None:
        """Release the power-on reset and wait for the first tick."""
        await Timer(3, "us")
        self.dut.por_n.value = 1
        await self.clock.counting()

    async def finish(self) -> dict[str, int]:
        """End every scoreboard; returns the number of comparisons of each. A mismatch fails the test before."""
        counts = {}
        for scoreboard in self.scoreboards:
            await scoreboard.finish()
            counts[scoreboard.name] = scoreboard.compared
        return counts

    def core(self, name: str) -> Core:
        """The core called *name*."""
        return next(core for core in self.cores if core.name == name)

    def set_bit(self, signal: str, bit: int, level: int) -> None:
        """Drive one bit of a vector of `tb_top`; the others keep what was driven here."""
        old = self._levels.get(signal, 0)
        self._levels[signal] = old & ~(1 << bit) | level << bit
        getattr(self.dut, signal).value = self._levels[signal]

    def wake_pin(self, name: str, level: int) -> None:
        """Drive the pin of wake source *name*."""
        self.set_bit("wake", self.profile.names("wake").index(name), level)

    async def until(self, signal: str, value: int, *, within_ns: float) -> None:
        """Wait until *signal* of `tb_top` has *value*. AssertionError if it has not after *within_ns*."""
        handle = getattr(self.dut, signal)

        async def reached() -> None:
            while not handle.value.is_resolvable or int(handle.value) != value:
                await handle.value_change

        try:
            await with_timeout(reached(), round(within_ns), "ns")
        except TimeoutError:
            waiting = "\n".join(scoreboard.waits_for() for scoreboard in self.scoreboards)
            raise AssertionError(
                f"{signal} is {handle.value}, not {value}, after {within_ns / 1e6:.3f} ms\n{waiting}"
            ) from None

    def inside(self, block: str = "") -> HierarchyObject:
        """The PMU itself, one block of it by the name in the list, or another instance."""
        pmu = self.dut.u_dut.u_dut.u_pmu
        return instance(pmu, BLOCKS[block].path if block in BLOCKS else block) if block else pmu


async def power_up(dut: HierarchyObject, **options: bool) -> Board:
    """A board that has been powered on; the usual beginning of a test."""
    board = Board(dut)
    await board.start(**options)
    await board.power_on()
    cocotb.log.info("profile %s", board.profile.name)
    return board
