# SPDX-License-Identifier: Apache-2.0
"""Drives the block bench of the wake controller: inputs at chosen ticks, with the scoreboard always on."""

from __future__ import annotations

from cocotb.handle import HierarchyObject

from models.sticky_events import AGED_TICKS
from models.wake import Wake
from tb.block_bench import BlockBench

LEVEL, EDGE, BOTH = "level", "edge", "both"


class WakeBench(BlockBench):
    """The core, with words cfg, route and clr."""

    def __init__(self, dut: HierarchyObject, route_rst: int = 0) -> None:
        self.n, self.cores = len(dut.src_i), len(dut.wake_o)
        self.all = (1 << self.n) - 1
        super().__init__(dut, lambda: Wake(self.n, self.cores, route_rst))

    async def start(self, **inputs: int) -> None:
        """Through reset, with *inputs* standing (others 0, the mask all ones), to the first tick."""
        await super().start(**{"mask_i": self.all, **inputs})

    def cfg(self, enable: int, invert: int = 0, edge: int = 0, both: int = 0) -> int:
        """The word of cfg_i."""
        return ((both << self.n | edge) << self.n | invert) << self.n | enable

    async def configure(self, enable: int, mode: str = LEVEL, invert: int = 0, **more: int) -> int:
        """Give all sources of *enable* one mode, and clear what pends."""
        edge, both = (self.all if mode != LEVEL else 0), (self.all if mode == BOTH else 0)
        return await self.do(cfg=self.cfg(enable, invert, edge, both), clr=self.all, **more)

    async def rest(self, level: int) -> None:
        """Sources at *level*; once a clear cannot have been on its way before that any more, clear what pends."""
        await self.do(src_i=level)
        await self.clock.ticks(AGED_TICKS)
        await self.do(clr=self.all)
