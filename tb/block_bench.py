# SPDX-License-Identifier: Apache-2.0
"""The frame of every block bench: through reset, play inputs by tick, wait with a limit, look, write as a bus does."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping

import cocotb
from cocotb.handle import HierarchyObject
from cocotb.regression import Test, TestGenerator
from cocotb.simtime import get_sim_time
from cocotb.triggers import FallingEdge, First, ReadOnly, Timer

from models.block import Block
from tb.aon import AonClock
from tb.scoreboard import BlockScoreboard

RESET_TICKS = 3


def block_test(make: Callable[[HierarchyObject], object], *, start: bool = True) -> Callable[[object], Test | TestGenerator]:
    """A cocotb test that gets its bench behind dut, and after which nothing may be left over: `async def name(dut, bench)`.

    *make* makes the bench from dut, which is started unless *start* is False; a coroutine starts it itself. Stands where
    `@cocotb.test()` would.
    """

    def decorate(test: object) -> Test | TestGenerator:
        function = test.func if isinstance(test, TestGenerator) else test

        @functools.wraps(function)
        async def run(dut: HierarchyObject, **params: object) -> None:
            bench = make(dut)
            if inspect.isawaitable(bench):
                bench = await bench
            elif start:
                await bench.start()
            await function(dut, bench, **params)
            await bench.finish()

        if isinstance(test, TestGenerator):
            test.func = run
            return cocotb.test()(test)
        return cocotb.test()(run)

    return decorate


class BlockBench:
    """A block on the top that `tb.block_top` makes. `await start()` first, `await finish()` last.

    *make_model* is the golden model of the block, or of *core*, a module inside it; None: nothing is compared. The scoreboard
    carries *name*. On a top with a bus clock, `run_i` is 1 from the start on.
    """

    def __init__(
        self, dut: HierarchyObject, make_model: Callable[[], Block] | None = None, core: HierarchyObject | None = None,
        name: str | None = None,
    ) -> None:  # fmt: skip
        self.dut, self.core = dut, dut if core is None else core
        self.clock = AonClock(dut.clk, dut.now)
        self._resets = [getattr(dut, port) for port in ("rst_ni", "rst_sys_ni", "rst_aon_ni") if hasattr(dut, port)]
        self.scoreboards: list[BlockScoreboard] = []
        if make_model:
            self.compare(self.core, make_model, name)

    def compare(self, core: HierarchyObject, make_model: Callable[[], Block], name: str | None = None) -> BlockScoreboard:
        """Compare one more block inside the top with its model; before `start`."""
        board = BlockScoreboard(core, make_model, self.clock, reset=self._resets[-1], name=name)
        self.scoreboards.append(board)
        return board

    @property
    def scoreboard(self) -> BlockScoreboard:
        """The first scoreboard."""
        return self.scoreboards[0]

    # -- from reset to the end -----------------------------------------------------------------------------------------
    async def start(self, compare: bool = True, **inputs: int) -> None:
        """Through reset, with *inputs* standing (others 0), to the first tick; without scoreboard if not *compare*."""
        self.reset(1)
        for port in [handle for handle in self.dut if handle._name.endswith("_i")]:
            port.value = inputs.get(port._name, int(port._name == "run_i"))
        await self.clock.start()
        for board in self.scoreboards if compare else ():
            board.start()
        self.reset(0)
        await self.clock.counting()

    async def restart(self) -> None:
        """POR for three ticks in the middle of a run; ends after the first tick."""
        self.reset(1)
        await Timer(RESET_TICKS * self.clock.period, "step")
        self.reset(0)
        self.clock.base = None
        await self.clock.counting()

    def reset(self, level: int) -> None:
        """All resets of the block, active with *level* 1."""
        for reset in self._resets:
            reset.value = 1 - level

    async def finish(self) -> None:
        """Nothing is left over: the last comparison."""
        for board in self.scoreboards:
            await board.finish()

    # -- inputs by tick ------------------------------------------------------------------------------------------------
    async def play(self, script: Mapping[int, Mapping[str, int]]) -> None:
        """Drive inputs by tick: `{tick: {input: value}}`. A valid or a pulse that is driven falls again on the next tick.

        A name without `_i` is a word: it sets <name>_i and strikes <name>_valid_i. Ends at the falling edge after the last
        tick, before which nothing may have been missed.
        """
        falls: dict[str, int] = {}
        for tick in sorted({*script, *(tick + 1 for tick in script)}):
            await self.clock.before(tick)
            drive, falls = falls, {}
            for name, value in script.get(tick, {}).items():
                drive |= {name: value} if name.endswith("_i") else {f"{name}_i": value, f"{name}_valid_i": 1}
            falls = {name: 0 for name, value in drive.items() if name.endswith(("_valid_i", "_wr_i")) and value}
            self.drive(**drive)

    def drive(self, **inputs: int) -> None:
        """Inputs from now on."""
        for name, value in inputs.items():
            getattr(self.dut, name).value = value

    async def step(self, ticks: int, **inputs: int) -> None:
        """*inputs* from now on, then *ticks* ticks."""
        self.drive(**inputs)
        await self.ticks(ticks)

    async def do(self, **inputs: int) -> int:
        """Drive *inputs* (as in `play`) as soon as possible; returns the tick, after whose edge it ends."""
        tick = self.clock.tick + 2
        await self.play({tick: inputs})
        return tick

    async def ticks(self, count: int) -> None:
        """Let *count* ticks pass."""
        await self.clock.ticks(count)

    async def off_phase(self, ticks: float) -> None:
        """Wait a time in *ticks* that need not be whole, so that what follows comes at any phase of the clocks."""
        await Timer(max(1, round(ticks * self.clock.period)), "step")

    # -- looking -------------------------------------------------------------------------------------------------------
    def seen(self, port: str) -> int:
        """Value of a port, as it is now."""
        return int(getattr(self.dut, port).value)

    def read(self, *ports: str) -> tuple[int, ...]:
        """Values of ports, as they are now."""
        return tuple(map(self.seen, ports))

    async def seen_at(self, tick: int, *ports: str) -> tuple[int, ...]:
        """Values of outputs after edge *tick*, which must not lie behind."""
        assert self.clock.tick <= tick, f"the test looks at tick {tick} too late, at tick {self.clock.tick}"
        await self.clock.after(tick)
        return self.read(*ports)

    async def value_at(self, tick: int, port: str) -> int:
        """Value of one output after edge *tick*."""
        return (await self.seen_at(tick, port))[0]

    def moment(self) -> float:
        """The present time in ticks."""
        return (get_sim_time("step") - self.clock.base) / self.clock.period

    async def until(self, port: str, value: int, limit: int = 2_000) -> int:
        """Wait until an output has a value; returns the tick at which it took it. AssertionError after *limit* ticks.

        If it has the value already, that is the present tick. Ends when everything of that tick's edge stands.
        """
        handle, end = getattr(self.dut, port), get_sim_time("step") + limit * self.clock.period
        while handle.value != value:
            left = end - get_sim_time("step")
            assert left > 0, f"{port} is {handle.value}, not {value}, after {limit} ticks (tick {self.clock.tick})"
            await First(handle.value_change, Timer(left, "step"))
            await ReadOnly()
        tick = self.clock.tick
        await Timer(1, "ns")
        await self.clock.after(tick)
        return tick

    # -- as a register block writes ------------------------------------------------------------------------------------
    async def strike(self, pulse: str, level: int = 1, **data: int) -> None:
        """Write *data* and pulse a port for one bus clock; ends at the falling edge after it."""
        await FallingEdge(self.dut.clk_sys)
        self.drive(**{**data, pulse: level})
        await FallingEdge(self.dut.clk_sys)
        self.drive(**{pulse: 0})

    async def post(self, group: str, **members: int) -> None:
        """Write *members* of post_i with the pulse of their *group*, as `strike`; it is on its way when this ends."""
        await self.strike(f"post_{group}_wr_i", **{f"post_{name}_i": value for name, value in members.items()})

    def stat(self, *members: str) -> tuple[int, ...]:
        """Members of stat_o, as firmware reads them."""
        return self.read(*(f"stat_{member}_o" for member in members))

    def busy(self) -> set[str]:
        """Groups that are on their way: members of busy_o."""
        return {name for name, port in self._busy.items() if port.value != 0}

    async def idle(self, limit: float = 30) -> None:
        """Wait until nothing is busy; AssertionError if that takes longer than *limit* ticks."""
        end = self.moment() + limit
        while self.busy():
            assert self.moment() < end, f"still busy after {limit} ticks: {', '.join(sorted(self.busy()))}"
            await self.off_phase(1 / 8)

    @property
    def _busy(self) -> dict[str, object]:
        if not hasattr(self, "_busy_ports"):
            ports = {handle._name: handle for handle in self.dut}
            self._busy_ports = {n[5:-2]: port for n, port in ports.items() if n.startswith("busy_") and n.endswith("_o")}
        return self._busy_ports
