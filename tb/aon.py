# SPDX-License-Identifier: Apache-2.0
"""The AON clock as tests see it: which tick it is, and waiting for one, without Python at every edge.

The clock itself is made in HDL. Its period is constant, so after two edges have been seen the tick of any moment
follows from the simulation time.
"""

from __future__ import annotations

from cocotb.handle import LogicArrayObject, LogicObject
from cocotb.simtime import get_sim_time
from cocotb.triggers import FallingEdge, RisingEdge, Timer, with_timeout

AON_HZ = 32_768
_START_TIMEOUT_US = 1_000


class AonClock:
    """Ticks of the AON clock *clk*, numbered as the timebase *now* numbers them.

    *Tick k* is the rising edge after which the timebase reads k. `await start()` in reset or out of it, before
    anything else; if that was in reset, `await counting()` after the release. Times are in simulator steps.
    """

    def __init__(self, clk: LogicObject, now: LogicArrayObject) -> None:
        self._clk = clk
        self.now = now
        self.period = 0
        self.base: int | None = None
        """Time of "edge 0"; None as long as the timebase has not counted."""

    async def start(self) -> None:
        """Measure the period (takes two edges). TimeoutError if the clock stands still."""
        await with_timeout(RisingEdge(self._clk), _START_TIMEOUT_US, "us")
        first = get_sim_time("step")
        await with_timeout(RisingEdge(self._clk), _START_TIMEOUT_US, "us")
        self.period = get_sim_time("step") - first
        await FallingEdge(self._clk)
        if self.counts():
            self.anchor(int(self.now.value), get_sim_time("step") - self.period // 2)

    async def counting(self) -> None:
        """Wait until the timebase has counted at least once. TimeoutError if it does not within a tenth of a second."""
        if not self.counts():
            await with_timeout(self._first_count(), 100 * _START_TIMEOUT_US, "us")
        if self.base is None:
            self.anchor(int(self.now.value), get_sim_time("step") - self.period // 2)

    def counts(self) -> bool:
        """Whether the timebase is out of reset and has counted."""
        return self.now.value.is_resolvable and int(self.now.value) > 0

    def anchor(self, tick: int, moment: int) -> None:
        """Edge *tick* happened at time *moment*."""
        self.base = moment - tick * self.period

    async def _first_count(self) -> None:
        while not self.counts():
            await self.now.value_change
            await FallingEdge(self._clk)

    @property
    def tick(self) -> int:
        """The last edge that has happened. RuntimeError if the timebase has not counted yet."""
        if self.base is None:
            raise RuntimeError("the timebase has not counted yet: release the reset, then await counting()")
        return (get_sim_time("step") - self.base) // self.period

    async def ticks(self, count: int = 1) -> None:
        """Wait *count* ticks (at least 1), to the middle of a tick: what is driven then is sampled by the next edge."""
        await self.before(self.tick + count + 1)

    async def before(self, tick: int) -> None:
        """Wait to the falling edge before edge *tick*: what is driven then is an input "at tick". Must lie ahead."""
        moment = self.base + (tick - 1) * self.period + self.period // 2
        ahead = moment - get_sim_time("step")
        if ahead < 0:
            raise ValueError(f"tick {tick} cannot be prepared any more: the time is already past it (tick {self.tick})")
        if ahead:
            await Timer(ahead, "step")

    async def after(self, tick: int) -> None:
        """Wait until the outputs of edge *tick* stand: a quarter period behind it. Returns at once if that is past."""
        ahead = self.base + tick * self.period + self.period // 4 - get_sim_time("step")
        if ahead > 0:
            await Timer(ahead, "step")
