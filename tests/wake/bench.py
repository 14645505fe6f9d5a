# SPDX-License-Identifier: Apache-2.0
"""Drives the block bench of the wake controller: inputs at chosen ticks, with the scoreboard always on."""

from __future__ import annotations

from collections.abc import Mapping

from cocotb.handle import HierarchyObject
from cocotb.triggers import Timer

from models.sticky_events import AGED_TICKS
from models.wake import Wake
from tb.aon import AonClock
from tb.scoreboard import BlockScoreboard

LEVEL, EDGE, BOTH = "level", "edge", "both"


class WakeBench:
    """The core with its clock, its scoreboard and a way to drive. `await start()` first, `await finish()` last."""

    def __init__(self, dut: HierarchyObject, route_rst: int = 0) -> None:
        self.dut = dut
        self.n, self.cores = len(dut.src_i), len(dut.wake_o)
        self.all = (1 << self.n) - 1
        self.clock = AonClock(dut.clk, dut.now)
        self.scoreboard = BlockScoreboard(
            dut, lambda: Wake(self.n, self.cores, route_rst), self.clock, reset=dut.rst_ni
        )

    async def start(self, **inputs: int) -> None:
        """Through reset, with *inputs* standing (others 0, the mask all ones), to the first tick."""
        self.dut.rst_ni.value = 0
        for name in self.scoreboard.model.INPUTS:
            getattr(self.dut, name).value = inputs.get(name, self.all if name == "mask_i" else 0)
        await self.clock.start()
        self.scoreboard.start()
        self.dut.rst_ni.value = 1
        await self.clock.counting()

    async def restart(self) -> None:
        """POR for three ticks in the middle of a run; ends after the first tick."""
        self.dut.rst_ni.value = 0
        await Timer(3 * self.clock.period, "step")
        self.dut.rst_ni.value = 1
        self.clock.base = None
        await self.clock.counting()

    async def finish(self) -> None:
        """Nothing is left over: the last comparison."""
        await self.scoreboard.finish()

    def cfg(self, enable: int, invert: int = 0, edge: int = 0, both: int = 0) -> int:
        """The word of cfg_i."""
        return ((both << self.n | edge) << self.n | invert) << self.n | enable

    async def play(self, script: Mapping[int, Mapping[str, int]]) -> None:
        """Drive inputs by tick: `{tick: {input: value}}`. A valid that is 1 falls again on the next tick.

        A name without `_valid_i` that has one (cfg, route, clr) sets the data and strikes the valid.
        Ends at the falling edge after the last tick, before which nothing may have been missed.
        """
        falls: set[str] = set()
        ticks = sorted({*script, *(tick + 1 for tick in script)})
        for tick in ticks:
            await self.clock.before(tick)
            drive = dict.fromkeys(falls, 0)
            falls = set()
            for name, value in script.get(tick, {}).items():
                if name in ("cfg", "route", "clr"):
                    drive[f"{name}_i"] = value
                    drive[f"{name}_valid_i"] = 1
                    falls.add(f"{name}_valid_i")
                else:
                    drive[name] = value
            for name, value in drive.items():
                getattr(self.dut, name).value = value

    async def do(self, **inputs: int) -> int:
        """Drive *inputs* (as in `play`) as soon as possible; returns the tick, after whose edge it ends."""
        tick = self.clock.tick + 2
        await self.play({tick: inputs})
        return tick

    async def configure(self, enable: int, mode: str = LEVEL, invert: int = 0, **more: int) -> int:
        """Give all sources of *enable* one mode, and clear what pends."""
        edge, both = (self.all if mode != LEVEL else 0), (self.all if mode == BOTH else 0)
        return await self.do(cfg=self.cfg(enable, invert, edge, both), clr=self.all, **more)

    async def rest(self, level: int) -> None:
        """Sources at *level*; once a clear cannot have been on its way before that any more, clear what pends."""
        await self.do(src_i=level)
        await self.clock.ticks(AGED_TICKS)
        await self.do(clr=self.all)

    def seen(self, port: str) -> int:
        """Value of an output, as it is now."""
        return int(getattr(self.dut, port).value)

    async def seen_at(self, tick: int, port: str) -> int:
        """Value of an output after edge *tick*, which must not lie behind."""
        assert self.clock.tick <= tick, f"the test looks at tick {tick} too late, at tick {self.clock.tick}"
        await self.clock.after(tick)
        return self.seen(port)


__all__ = ["BOTH", "EDGE", "LEVEL", "WakeBench"]
