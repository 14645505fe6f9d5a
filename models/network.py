# SPDX-License-Identifier: Apache-2.0
"""Wires block models together and lets time pass from event to event.

A wire takes a flop of one block to an input of another: what changes at tick k is sampled at tick k + 1. Blocks that have
nothing to do cost nothing.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Mapping
from itertools import count

from models.block import Block

Through = Callable[[int], int]


class Network:
    """Blocks by name, and the wires between them.

    *next_events* replaces a block's own `next_event` where not every event matters, such as the seconds of an RTC that
    nobody looks at.
    """

    def __init__(
        self, blocks: Mapping[str, Block], next_events: Mapping[str, Callable[[], int | None]] | None = None
    ) -> None:
        self.blocks = dict(blocks)
        self.now = 0
        self._next = {name: block.next_event for name, block in blocks.items()} | dict(next_events or {})
        self._wires: dict[str, dict[str, list[tuple[str, str, Through]]]] = {name: {} for name in blocks}
        self._watchers: dict[tuple[str, str], list[Callable[[int, int], None]]] = {}
        self._outputs: dict[str, dict[str, int]] = {name: block.outputs() for name, block in blocks.items()}
        self._due: dict[str, int | None] = dict.fromkeys(blocks, 1)
        self._agenda: list[tuple[int, int, Callable[[], None]]] = []
        self._order = count()

    def wire(self, source: str, target: str, through: Through = lambda value: value) -> None:
        """Connect `block.output` to `block.input`, through a function of the value. The present value is passed on."""
        from_block, from_port = source.split(".")
        to_block, to_port = target.split(".")
        entry = (to_block, to_port, through)
        self._wires[from_block].setdefault(from_port, []).append(entry)
        self.blocks[to_block].set(1, to_port, through(self._outputs[from_block][from_port]))

    def watch(self, source: str, call: Callable[[int, int], None]) -> None:
        """Call `call(tick, value)` after `block.output` has changed."""
        block, port = source.split(".")
        self._watchers.setdefault((block, port), []).append(call)

    def output(self, source: str) -> int:
        """Value of `block.output` now."""
        block, port = source.split(".")
        self.settle(block)
        return self._outputs[block][port]

    def set(self, target: str, value: int, tick: int | None = None) -> None:
        """Input `block.input` has *value* from edge *tick* on (default: the next edge)."""
        block, port = target.split(".")
        tick = tick or self.now + 1
        self.blocks[block].set(tick, port, value)
        if self._due[block] is None or self._due[block] > tick:
            self._due[block] = tick

    def at(self, tick: int, call: Callable[[], None]) -> None:
        """Call *call* just before edge *tick*: what it sets for that tick is sampled by that edge."""
        if tick <= self.now:
            raise ValueError(f"tick {tick} is past: edge {self.now} has happened")
        heapq.heappush(self._agenda, (tick, next(self._order), call))

    def settle(self, block: str) -> None:
        """Bring one block's outputs up to now, for those that are only looked at when somebody asks."""
        if self.blocks[block].now < self.now:
            self._step(block, self.now)

    def next_event(self) -> int | None:
        """Tick of the next edge on which anything happens."""
        dues = [due for due in self._due.values() if due is not None]
        if self._agenda:
            dues.append(self._agenda[0][0])
        return min(dues, default=None)

    def advance(self, tick: int) -> None:
        """Let all edges up to and including *tick* happen."""
        due = self.next_event()
        while due is not None and due <= tick:
            self.now = due - 1
            while self._agenda and self._agenda[0][0] == due:
                heapq.heappop(self._agenda)[2]()
            self.now = due
            for block, at in self._due.items():
                if at is not None and at <= due:
                    self._step(block, due)
            due = self.next_event()
        self.now = max(self.now, tick)

    def _step(self, name: str, tick: int) -> None:
        block = self.blocks[name]
        block.advance(tick)
        before, after = self._outputs[name], block.outputs()
        self._outputs[name] = after
        self._due[name] = self._next[name]()
        if before == after:
            return
        wires = self._wires[name]
        for port, value in after.items():
            if before[port] == value:
                continue
            for to_block, to_port, through in wires.get(port, ()):
                self.set(f"{to_block}.{to_port}", through(value), tick + 1)
            for call in self._watchers.get((name, port), ()):
                call(tick, value)
