# SPDX-License-Identifier: Apache-2.0
"""Holds one block of the RTL against its golden model, cycle-exact, at the block's own ports.

The scoreboard wakes when a port changes its value and when the model says that an output is due, and at no other
time. It tells the model input changes with the edge that samples them, and compares *all* outputs at every tick at
which the RTL or the model changed one: what is late, early, missing, wrong or X fails the test at that tick.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable

import cocotb
from cocotb.handle import HierarchyObject, LogicArrayObject, LogicObject
from cocotb.simtime import get_sim_time
from cocotb.task import Task
from cocotb.triggers import Event, ReadOnly, Timer
from cocotb.types import Logic, LogicArray

from models.block import Block
from tb.aon import AonClock

_HISTORY = 16
_RECENT = 8


class Mismatch(AssertionError):
    """RTL and model disagree. The message names block, signal, tick, expected, seen and what led there."""


class BlockScoreboard:
    """Compares the block at *dut* with the model that *make_model* makes.

    *dut* is a handle whose children have the port names of the model (the block's instance, or a bench that brings its
    ports out). *clock* is a started `AonClock`; *reset* is the block's active-low reset; *skip* names outputs that are
    not compared. Attach it in reset:

        clock = AonClock(dut.clk, dut.now)
        dut.rst_ni.value = 0
        await clock.start()
        sb = BlockScoreboard(dut, Rtc, clock, reset=dut.rst_ni)
        sb.start()
        dut.rst_ni.value = 1
        await clock.counting()
        …
        await sb.finish()

    A reset during the run (POR) is followed: the scoreboard begins again with a new model.
    """

    def __init__(
        self,
        dut: HierarchyObject,
        make_model: Callable[[], Block],
        clock: AonClock,
        *,
        reset: LogicObject,
        name: str | None = None,
        skip: Iterable[str] = (),
    ) -> None:
        self._make_model = make_model
        self.model = make_model()
        self.name = name or type(self.model).__name__
        self._clock = clock
        self._reset = reset
        self._inputs = {port: getattr(dut, port) for port in self.model.INPUTS}
        self._outputs = {port: getattr(dut, port) for port in self.model.OUTPUTS if port not in set(skip)}
        self._dirty: set[str] = set()
        self._seen: dict[str, int] = {}  # outputs as they were read last; one that changed since then is dirty
        self._wake = Event()
        self._tasks: list[Task] = []
        self._stopped = False
        self._alarm_at: int | None = None
        self._history: deque[str] = deque(maxlen=_HISTORY)
        self._predicted: dict[str, int] = {}
        self.recent: deque[tuple[int, dict[str, int]]] = deque(maxlen=_RECENT)
        """The last compared outputs, each with its tick, oldest first."""
        self.compared = 0
        """Ticks at which all outputs were compared."""
        self.changes = 0
        """Output changes that the model predicted and the RTL made."""

    def start(self) -> None:
        """Begin to watch. The first comparison is after the first tick out of reset."""
        quiet = {*self.model.FREE_RUNNING, *self.model.GATED_INPUTS}
        watched = {port: handle for port, handle in {**self._inputs, **self._outputs}.items() if port not in quiet}
        self._tasks = [cocotb.start_soon(self._watch(port, handle)) for port, handle in watched.items()]
        self._tasks.append(cocotb.start_soon(self._watch_reset()))
        cocotb.start_soon(self._run())

    async def finish(self) -> None:
        """Compare once more two ticks from now, stop watching, and check that the scoreboard compared anything."""
        await self._clock.ticks(2)
        self._check(self._clock.tick)
        self._stopped = True
        self._wake.set()
        for task in self._tasks:
            task.cancel()
        if not self.compared:
            raise Mismatch(f"{self.name}: the scoreboard never compared anything; was reset ever released?")

    def waits_for(self) -> str:
        """What the scoreboard expects next, for a test that hangs."""
        due = self.model.next_event()
        return f"{self.name}: at tick {self.model.now}, next output change " + (f"at tick {due}" if due else "never")

    async def _watch(self, port: str, handle: LogicObject | LogicArrayObject) -> None:
        change = handle.value_change
        while True:
            await change
            self._dirty.add(port)
            self._wake.set()

    async def _watch_reset(self) -> None:
        """A reset need not move any port: two in a row, or a block that rests in its reset values."""
        change = self._reset.value_change
        while True:
            await change
            self._wake.set()

    async def _run(self) -> None:
        while not self._stopped:
            self.model = self._make_model()
            self._history.clear()
            self._seen.clear()
            self._alarm_at = None
            self._predicted = self.model.outputs()
            await self._first_edge()
            await self._follow()

    async def _first_edge(self) -> None:
        """Wait for edge 1, the first on which the timebase counts, and give the model the inputs it sampled.

        Inputs that change with that very edge stay dirty: they are inputs at tick 2.
        """
        before: dict[str, LogicArray | Logic] = {}
        if self._clock.counts():
            raise RuntimeError(f"{self.name}: attach the scoreboard in reset; the timebase counts already")
        cocotb.start_soon(self._count_starts())
        while not self._clock.counts():
            before = {port: handle.value for port, handle in self._inputs.items()}
            self._dirty.clear()
            await self._woken()
            if self._stopped:
                return
        self._clock.anchor(int(self._clock.now.value), get_sim_time("step"))
        for port, value in before.items():
            if not value.is_resolvable:
                raise Mismatch(f"{self.name}.{port} at tick 1: is {value}, which is not 0 or 1")
            self.model.set(1, port, int(value))

    async def _count_starts(self) -> None:
        while not self._clock.counts() and not self._stopped:
            await self._clock.now.value_change
            self._wake.set()
            await ReadOnly()

    async def _woken(self) -> None:
        """Wait for the next reason to look, and then until everything of that moment has settled."""
        self._wake.clear()
        await self._wake.wait()
        await ReadOnly()

    async def _follow(self) -> None:
        """Follow the block from the first edge until the next reset."""
        while self._reset.value == 1 and not self._stopped:
            due = self._step()
            if due is not None and (self._alarm_at is None or due < self._alarm_at):
                self._alarm_at = due
                cocotb.start_soon(self._alarm(due))
            await self._woken()

    async def _alarm(self, tick: int) -> None:
        """Look when the outputs of edge *tick* stand. One that has been overtaken by an earlier one does no harm."""
        # A quarter period behind the edge, and nobody has driven inputs for the next one yet.
        await Timer(self._clock.base + tick * self._clock.period + self._clock.period // 4 - get_sim_time("step"), "step")
        if self._alarm_at == tick:
            self._alarm_at = None
        self._wake.set()

    def _step(self) -> int | None:
        """Look at one moment: compare if an edge has just happened, pass on input changes; return the next due tick."""
        tick = self._clock.tick
        if tick > self.model.now or self._dirty & self._outputs.keys():
            self._check(tick)
        changed = [port for port in self._dirty if port in self._inputs]
        if changed:
            changed += [port for port, valid in self.model.GATED_INPUTS.items() if valid in self._dirty]
        self._dirty.clear()
        for port in changed:
            value = self._read(port, self._inputs[port], tick)
            self.model.set(tick + 1, port, value)
            self._history.append(f"tick {tick + 1:>8}  in   {port} = {value:#x}")
        due = tick + 1 if changed else self.model.next_event()
        if due is not None and due <= tick:
            raise RuntimeError(f"{self.name}: the model's next event is at tick {due}, but edge {tick} has happened")
        return due

    def _check(self, tick: int) -> None:
        """All outputs of the block equal the model's after edge *tick*."""
        self.model.advance(tick)
        expected = self.model.outputs()
        free = self.model.FREE_RUNNING
        for port, handle in self._outputs.items():
            if port in self._dirty or port not in self._seen or port in free:
                self._seen[port] = self._read(port, handle, tick)
            seen = self._seen[port]
            if seen != expected[port]:
                raise Mismatch(self._describe(port, tick, expected[port], seen))
            if self._predicted.get(port) != expected[port] and port not in free:
                self._history.append(f"tick {tick:>8}  out  {port} = {seen:#x}")
                self.changes += 1
        if expected != self._predicted or not self.recent:
            self.recent.append((tick, expected))
        self._predicted = expected
        self.compared += 1

    def _describe(self, port: str, tick: int, expected: int, seen: int) -> str:
        before = self._predicted.get(port)
        kind = "wrong value"
        if seen == before and expected != before:
            kind = "late or missing"
        elif expected == before and seen != before:
            kind = "early or not expected"
        return (
            f"{self.name}.{port} at tick {tick}: {kind}: expected {expected:#x}, seen {seen:#x}"
            + (f", before {before:#x}" if before is not None else "")
            + "\nlast events:\n  "
            + "\n  ".join(self._history)
        )

    def _read(self, port: str, handle: LogicObject | LogicArrayObject, tick: int) -> int:
        value = handle.value
        try:
            return int(value)
        except ValueError:  # X or Z
            raise Mismatch(f"{self.name}.{port} at tick {tick}: is {value}, which is not 0 or 1") from None
