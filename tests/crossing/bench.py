# SPDX-License-Identifier: Apache-2.0
"""A crossing between two clocks: registers on one side, flops of the AON clock on the other, and what should arrive.

What there is to cross is known from the description of the registers. Bus inputs move at falling edges of the bus clock. The
AON side moves with its clock, as flops do: at rest after *SETTLE_NS*, before that its state is anything.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from dataclasses import dataclass, field

import cocotb
from cocotb.handle import HierarchyObject
from cocotb.task import Task
from cocotb.triggers import FallingEdge, ReadOnly, RisingEdge

from tb.block_bench import BlockBench
from tests.csr.generator import crossings

BUNDLES = crossings()
SETTLE_NS = 900  # a sample that is taken in the first bus clock of a tick is torn


@dataclass(eq=False)
class Lane:
    """One group that crosses by itself: where its words are written, and what has arrived."""

    name: str
    wr: str
    bit: int
    """Of its write pulse, and of every other flag of its family."""
    parts: list[tuple[str, int, int]]
    """Of the word, the low bits first: port without its direction, offset in it, width."""
    command: bool
    """It falls back to nothing once it is across."""
    collects: bool
    """Its bits add up until they are taken."""
    reset: int
    written: list[int] = field(default_factory=list)
    arrived: list[tuple[int, int]] = field(default_factory=list)
    """Tick and word of each arrival."""

    @property
    def width(self) -> int:
        return sum(width for _, _, width in self.parts)

    def words(self) -> list[int]:
        """What has arrived since the last call of `forget`."""
        return [word for _, word in self.arrived]

    def forget(self) -> None:
        """Begin to count anew."""
        self.written, self.arrived = [], []

    def check(self) -> None:
        """All that was written is there, whole: the last word, or of bits that collect each, and no more often than written."""
        seen = self.words()
        if not self.written:
            assert not seen, f"{self.name}: nobody wrote {seen}"
        elif self.collects:
            often, asked = (Counter(bit for word in words for bit in bits(word)) for words in (seen, self.written))
            assert often.keys() == asked.keys() and often <= asked, f"{self.name}: {self.written} became {seen}"
        else:
            assert seen and seen[-1] == self.written[-1], f"{self.name}: {self.written} became {seen}"
            rest = iter(self.written)
            assert all(word in rest for word in seen), f"{self.name}: {self.written} became {seen}"


def bits(word: int) -> list[int]:
    """Numbers of the bits that are set."""
    return [bit for bit in range(word.bit_length()) if word >> bit & 1]


def constant(text: str, parameters: dict[str, tuple[int, int]]) -> int:
    """Value of a reset expression: constants and *parameters* (value, width) in a row, the low bits last."""
    value = 0
    for width, number, name in re.findall(r"(\d+)'d(\d+)|([A-Z]\w+)", text):
        number, width = parameters[name] if name else (int(number), int(width))
        value = value << width | number
    return value


class Crossing(BlockBench):
    """The crossing of *block*, with reset values *parameters*; the state is in `stat`, member by member."""

    def __init__(self, dut: HierarchyObject, block: str, parameters: dict[str, tuple[int, int]], there: dict[str, int]) -> None:
        super().__init__(dut)
        self.rng = random.Random(f"{cocotb.RANDOM_SEED} {block}")
        self.bundle = BUNDLES[block]
        self.lanes: list[Lane] = []
        for group in self.bundle.posts:
            parts = [(f"post_{member.name}", 0, member.width) for member in group.members]
            resets = [constant(member.reset, parameters) for member in group.members]
            reset = 0 if group.command else _joined(list(zip(resets, (width for _, _, width in parts), strict=True)))
            self.lanes.append(Lane(group.name, f"post_{group.name}_wr", 0, parts, group.command, group.command, reset))
        for group in self.bundle.makes:
            for n in range(there.get(group.name, group.count)):
                part = (f"made_{group.name}", n * group.width, group.width)
                self.lanes.append(Lane(f"{group.name}[{n}]", f"made_{group.name}_wr", n, [part], group.command, False, 0))
        self.state = {member.name: member for member in self.bundle.stat}
        self.reset_state = {name: constant(member.reset, parameters) for name, member in self.state.items()}
        self.frozen = {member.name for member in self.bundle.frozen}
        self.late = {member.name for member in self.bundle.late}
        self.hides = {lane: [(part[5:-4], lsb, width) for part, lsb, width in _placed(lane) if part.endswith("_clr")]
                      for lane in self.lanes}  # fmt: skip
        self.stat = dict.fromkeys(self.state, 0)
        """State of the AON side, as it stands or settles."""
        hidden = {name for hides in self.hides.values() for name, _, _ in hides}
        self.answers = next(name for name in self.state if name not in self.late | self.frozen | hidden)
        """A member of the state that changes with everything that arrives."""
        self._tasks: list[Task] = []

    async def start(self, **inputs: int) -> None:
        """Through reset, to the first samples."""
        await super().start(compare=False, **inputs)
        self._tasks = [cocotb.start_soon(self._arrivals(port)) for port in {lane.wr for lane in self.lanes}]
        await self.ticks(4)

    async def finish(self) -> None:
        """The AON side stops."""
        for task in self._tasks:
            task.cancel()

    # -- registers -----------------------------------------------------------------------------------------------------
    def word(self, lane: Lane) -> int:
        """A word to write, most bits of which are unlike those of the last one."""
        last = lane.written[-1] if lane.written else lane.reset
        return self.rng.choice((last ^ (1 << lane.width) - 1, self.rng.getrandbits(lane.width) or 1))

    async def write(self, lane: Lane, word: int | None = None) -> None:
        """Write a word; ends at the falling edge after it, the lane being busy."""
        word = self.word(lane) if word is None else word
        lane.written.append(word)
        await self.strike(f"{lane.wr}_i", 1 << lane.bit, **self._data(lane, word))
        assert self.is_busy(lane), f"{lane.name}: not busy behind the write"
        if lane.collects:
            self.drive(**self._data(lane, self.rng.getrandbits(lane.width)))  # without a pulse nobody asks for this

    def _data(self, lane: Lane, word: int) -> dict[str, int]:
        inputs, lsb = {}, 0
        for port, offset, width in lane.parts:
            mask = (1 << width) - 1
            old = self.seen(f"{port}_i")
            inputs[f"{port}_i"] = old & ~(mask << offset) | (word >> lsb & mask) << offset
            lsb += width
        return inputs

    def is_busy(self, lane: Lane) -> int:
        """Its bit of busy_o."""
        return self.seen(f"busy_{lane.name.partition('[')[0]}_o") >> lane.bit & 1

    async def settled(self, limit: int = 40) -> None:
        """Wait until nothing is busy, to the first bus clock; AssertionError after *limit* ticks."""
        end = self.moment() + limit
        while self.busy():
            assert self.moment() < end, f"busy for ever: {self.busy()}"
            await FallingEdge(self.dut.clk_sys)

    # -- AON side ------------------------------------------------------------------------------------------------------
    def landed(self, lane: Lane) -> int:
        """The lane's word on the AON side, as it stands."""
        word, lsb = 0, 0
        for port, offset, width in lane.parts:
            word |= (self.seen(f"{port}_o") >> offset & (1 << width) - 1) << lsb
            lsb += width
        return word

    def shown(self) -> dict[str, int]:
        """The state as firmware reads it."""
        return {name: self.seen(f"stat_{name}_o") for name in self.state}

    def state_is(self, **state: int) -> None:
        """State of the AON side from now on."""
        self.stat |= state
        self.drive(**{f"stat_{name}_i": value for name, value in state.items()})

    def random_state(self) -> dict[str, int]:
        """Some value for every member."""
        return {name: self.rng.getrandbits(member.width) for name, member in self.state.items()}

    async def edge(self) -> int:
        """The next edge of the AON clock; returns its tick."""
        await RisingEdge(self.dut.clk)
        return self.seen("now") + 1

    async def _arrivals(self, port: str) -> None:
        """Notes every word that arrives for the lanes of a family, and has it answered by another state a tick later."""
        lanes = [lane for lane in self.lanes if lane.wr == port]
        pulse = getattr(self.dut, f"{port}_o")
        while True:
            await pulse.value_change
            await ReadOnly()
            while pulse.value != 0:
                here = {lane.name: self.landed(lane) for lane in lanes if int(pulse.value) >> lane.bit & 1}
                tick = self.clock.tick
                await self.clock.before(tick + 1)
                for lane in lanes:
                    if lane.name in here:
                        assert self.landed(lane) == here[lane.name], f"{lane.name} moves while it is valid"
                        lane.arrived.append((tick + 1, here[lane.name]))
                await RisingEdge(self.dut.clk)
                self.state_is(**{self.answers: self.stat[self.answers] ^ (1 << self.state[self.answers].width) - 1})
                await ReadOnly()


def _joined(parts: list[tuple[int, int]]) -> int:
    word, lsb = 0, 0
    for value, width in parts:
        word |= value << lsb
        lsb += width
    return word


def _placed(lane: Lane) -> list[tuple[str, int, int]]:
    """The parts of a lane with their place in its word."""
    result, lsb = [], 0
    for port, _, width in lane.parts:
        result.append((port, lsb, width))
        lsb += width
    return result


