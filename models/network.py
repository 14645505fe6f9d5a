# SPDX-License-Identifier: Apache-2.0
"""Wires block models together and lets time pass from event to event.

A wire takes a flop of one block to an input of another: what changes at tick k is sampled at tick k + 1. Blocks that have
nothing to do cost nothing.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Container, Iterable, Mapping
from functools import cache
from itertools import count

from models.block import Block
from models.blocks import Entry, part_of

Through = Callable[[int], int]
_Heard = tuple[str, tuple[tuple[str, str, Through], ...], tuple[Callable[[int, int], None], ...]]
_NEVER = 1 << 62  # later than any tick that somebody asks for


def _same(value: int) -> int:
    return value


def _slice(lsb: int, width: int) -> Through:
    return lambda value: value >> lsb & (1 << width) - 1


@cache
def _split(name: str) -> tuple[str, str]:
    """Block and port of `block.port`."""
    block, _, port = name.partition(".")
    return block, port


class Network:
    """Blocks by name, and the wires between them.

    *next_events* replaces a block's own `next_event` where not every event matters, such as the seconds of an RTC that
    nobody looks at. Only the outputs of such a block can be older than `now`; they are brought up to it when asked for.
    """

    def __init__(
        self, blocks: Mapping[str, Block], next_events: Mapping[str, Callable[[], int | None]] | None = None
    ) -> None:
        self.blocks = dict(blocks)
        self.now = 0
        self._next = {name: block.next_event for name, block in blocks.items()} | dict(next_events or {})
        self._lazy = frozenset(next_events or ())
        self._wires: dict[str, dict[str, list[tuple[str, str, Through]]]] = {name: {} for name in blocks}
        self._watchers: dict[str, dict[str, list[Callable[[int, int], None]]]] = {name: {} for name in blocks}
        self._outputs: dict[str, dict[str, int]] = {name: block.outputs() for name, block in blocks.items()}
        self._heard: dict[str, list[_Heard]] = {name: [] for name in blocks}
        self._due: dict[str, int] = dict.fromkeys(blocks, 1)
        self._agenda: list[tuple[int, int, Callable[[], None]]] = []
        self._order = count()

    def wire(self, source: str, target: str, through: Through = _same) -> None:
        """Connect `block.output` to `block.input`, through a function of the value. The present value is passed on."""
        from_block, from_port = _split(source)
        to_block, to_port = _split(target)
        entry = (to_block, to_port, through)
        self._wires[from_block].setdefault(from_port, []).append(entry)
        self._hear(from_block)
        self.blocks[to_block].set(1, to_port, through(self._outputs[from_block][from_port]))

    def connect(self, blocks: Iterable[Entry], through: Mapping[str, Through], otherwise: Container[str]) -> None:
        """The wires of the list between *blocks*. *through* gives functions for inputs that take something else than the value.

        A wire to an input in *otherwise* is somebody else's; what begins at a block that is not here stays 0. ValueError for a
        wire whose ends no model has.
        """
        for entry in blocks:
            for port, wire in entry.wires.items():
                source, lsb, width = part_of(wire)
                target = f"{entry.name}.{port.removeprefix('aon_')}"
                (block, output), (_, name) = _split(source), _split(target)
                if target in otherwise or block not in self.blocks:
                    continue
                if output not in self._outputs[block] or name not in self.blocks[entry.name].INPUTS:
                    raise ValueError(f"regs/pmu.toml: {target} = {wire}: the models have no such ports")
                whole = width is None
                self.wire(source, target, through.get(target, _same) if whole else _slice(lsb, width))

    def watch(self, source: str, call: Callable[[int, int], None]) -> None:
        """Call `call(tick, value)` after `block.output` has changed."""
        block, port = _split(source)
        self._watchers[block].setdefault(port, []).append(call)
        self._hear(block)

    def _hear(self, block: str) -> None:
        """Keep, in their order, the outputs of *block* that a wire or a watcher hangs on, with those."""
        wires, watchers = self._wires[block], self._watchers[block]
        self._heard[block] = [
            (port, tuple(wires.get(port, ())), tuple(watchers.get(port, ())))
            for port in self._outputs[block]
            if port in wires or port in watchers
        ]

    def output(self, source: str) -> int:
        """Value of `block.output` now."""
        block, port = _split(source)
        if block in self._lazy:
            self.settle(block)
        return self._outputs[block][port]

    def latest(self, source: str) -> int:
        """Value of `block.output` after the block's last event."""
        block, port = _split(source)
        return self._outputs[block][port]

    def late(self, source: str) -> int:
        """`block.output`, sticky events, as firmware sees them: those of the last edge not yet."""
        value, (name, port) = self.output(source), _split(source)
        block = self.blocks[name]
        return value & ~(block.sticky.risen(self.now) >> block.STICKY.get(port, 0))

    def news(self) -> bool:
        """Firmware sees on the next tick what has happened on this edge."""
        return any(block.sticky.rise_tick == self.now for block in self.blocks.values() if hasattr(block, "sticky"))

    def set(self, target: str, value: int, tick: int | None = None) -> None:
        """Input `block.input` has *value* from edge *tick* on (default: the next edge)."""
        block, port = _split(target)
        self._set(block, port, value, tick or self.now + 1)

    def _set(self, block: str, port: str, value: int, tick: int) -> None:
        self.blocks[block].set(tick, port, value)
        if self._due[block] > tick:
            self._due[block] = tick

    def at(self, tick: int, call: Callable[[], None]) -> None:
        """Call *call* just before edge *tick*: what it sets for that tick is sampled by that edge."""
        if tick <= self.now:
            raise ValueError(f"tick {tick} is past: edge {self.now} has happened")
        heapq.heappush(self._agenda, (tick, next(self._order), call))

    def look_again(self, block: str) -> None:
        """What counts as an event of *block* has changed."""
        self.settle(block)
        self._due[block] = self.now + 1

    def settle(self, block: str) -> None:
        """Bring one block's outputs up to now, for those that are only looked at when somebody asks."""
        if self.blocks[block].now < self.now:
            self._step(block, self.now)

    def next_event(self) -> int | None:
        """Tick of the next edge on which anything happens."""
        due = self._next_due()
        return due if due < _NEVER else None

    def advance(self, tick: int) -> None:
        """Let all edges up to and including *tick* happen."""
        while self.step(tick):
            pass

    def step(self, limit: int) -> bool:
        """Let time pass to the next edge on which anything happens, or to *limit*. False if nothing did up to there."""
        due = self._next_due()
        if due > limit:
            self.now = max(self.now, limit)
            return False
        self.play(due)
        return True

    def play(self, due: int) -> None:
        """Carry out the edge that `next_event` gave."""
        self.now = due - 1
        while self._agenda and self._agenda[0][0] == due:
            heapq.heappop(self._agenda)[2]()
        self.now = due
        for block, at in self._due.items():
            if at <= due:
                self._step(block, due)

    def _next_due(self) -> int:
        due = min(self._due.values())
        return min(due, self._agenda[0][0]) if self._agenda else due

    def _step(self, name: str, tick: int) -> None:
        block = self.blocks[name]
        block.advance(tick)
        before, after = self._outputs[name], block.outputs()
        due = self._next[name]()
        self._due[name] = _NEVER if due is None else due
        if before is after or before == after:
            return
        self._outputs[name] = after
        for port, wires, watchers in self._heard[name]:
            value = after[port]
            if before[port] == value:
                continue
            for to_block, to_port, through in wires:
                passed = value if through is _same else through(value)
                if through is _same or passed != self.blocks[to_block].input(to_port):  # else another part of the value moved
                    self._set(to_block, to_port, passed, tick + 1)
            for call in watchers:
                call(tick, value)
