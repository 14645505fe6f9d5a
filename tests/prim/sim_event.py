# SPDX-License-Identifier: Apache-2.0
"""prim_event: an event stays until a clear that was written after it; the model's StickyEvents say the same, tick for tick."""

import cocotb

from models.sticky_events import QUEUE_TICKS, WAY_TICKS, StickyEvents
from tb.covers import covers
from tb.runner import Bench
from tests.prim.support import FallingEdge, Timer, into_reset, rng

BENCH = Bench(top="tb/blocks/tb_prim_event.sv")
N = 4
LONG = 12  # edges after which everything is at rest


class Bits:
    """The block with its model beside it: what an edge brings goes to both, and both have to show the same."""

    def __init__(self, dut) -> None:
        self.dut, self.model, self.tick = dut, StickyEvents(N), 0

    async def reset(self) -> None:
        await into_reset(self.dut, 5_000, set=0, clr_valid=0, clr=0)
        self.dut.run.value = 1
        await FallingEdge(self.dut.clk)
        self.dut.rst_n.value = 1
        self.model, self.tick = StickyEvents(N), 0

    async def edge(self, happens: int = 0, clears: int | None = None) -> int:
        """One edge; *clears* None: no clear arrives. What is shown after it."""
        self.tick += 1
        self.dut.set.value = happens
        self.dut.clr_valid.value = int(clears is not None)
        self.dut.clr.value = (1 << N) - 1 if clears is None else clears  # without its valid it means nothing
        await FallingEdge(self.dut.clk)
        self.model.happen(self.tick, happens)
        if clears is not None:
            self.model.clear(self.tick, clears)
        shown = int(self.dut.q.value)
        assert shown == self.model.word, f"edge {self.tick}: RTL {shown:04b}, model {self.model.word:04b}"
        return shown

    async def edges(self, number: int) -> int:
        for _ in range(number):
            await self.edge()
        return int(self.dut.q.value)


@cocotb.test()
@covers("REG-EVT-1")
async def what_a_clear_leaves(dut):
    """One event, one clear at every distance around it: only what is older than the way of the clear goes."""
    bits = Bits(dut)
    await bits.reset()
    for bit in range(N):
        mask = 1 << bit
        for age in range(-2, 9):  # edges from the event to the clear
            await bits.edges(LONG)
            if age < 0:
                await bits.edge(clears=mask)
                await bits.edges(-age - 1)
                shown = await bits.edge(mask)
            elif age == 0:
                shown = await bits.edge(mask, mask)
            else:
                assert await bits.edge(mask) == mask
                await bits.edges(age - 1)
                shown = await bits.edge(clears=mask)
            assert shown == (0 if age > WAY_TICKS else mask), f"event {bit}, cleared {age} edges later"
            assert await bits.edges(LONG) == shown
            assert await bits.edge(clears=mask) == 0, "the next clear takes it"


@cocotb.test()
@covers("REG-EVT-2")
async def a_clear_that_waited(dut):
    """A second clear leaves what came after the first had set out, if it may have waited for it; else it is a clear like any."""
    bits = Bits(dut)
    await bits.reset()
    for behind in range(1, 10):  # edges from the first clear to the second
        for happens in range(-6, behind + 2):  # edges from the first clear to the event
            await bits.edges(LONG)
            for edge in range(-6, LONG):
                shown = await bits.edge(int(edge == happens), {0: 0b0100, behind: 0b0001}.get(edge))
                if edge == behind:
                    since = -WAY_TICKS if behind <= QUEUE_TICKS else behind - WAY_TICKS
                    assert shown == int(since <= happens <= behind), f"event {happens}, clears 0 and {behind}"
            await bits.edges(LONG)
            assert await bits.edge(clears=0b0001) == 0, "the next clear takes it"


@cocotb.test()
@covers("REG-EVT-1")
async def only_what_is_named(dut):
    """A clear takes its bits and no others; data without its valid is nothing."""
    bits = Bits(dut)
    await bits.reset()
    for mask in range(1 << N):
        await bits.edge((1 << N) - 1)
        assert await bits.edges(LONG) == (1 << N) - 1
        assert await bits.edge(clears=mask) == (1 << N) - 1 & ~mask
        assert await bits.edges(LONG) == (1 << N) - 1 & ~mask


@cocotb.test()
@covers("REG-EVT-1", "REG-EVT-2")
async def random_events_and_clears(dut):
    """Against the model; bursts of clears, and long rests."""
    random = rng("random")
    bits = Bits(dut)
    await bits.reset()
    for _ in range(800):
        rate = random.choice([0.02, 0.1, 0.4])
        for _ in range(random.choice([1, 5, 20])):
            happens = sum(1 << bit for bit in range(N) if random.random() < rate)
            clears = random.getrandbits(N) if random.random() < random.choice([0.1, 0.3]) else None
            await bits.edge(happens, clears)


@cocotb.test()
async def reset_and_rest(dut):
    """Reset takes everything, at once; long after an event and a clear no flop moves."""
    bits = Bits(dut)
    await bits.reset()
    for wait in range(6):
        await bits.edge(0b0101, 0b1000)
        await bits.edges(wait)
        dut.rst_n.value = 0
        await Timer(1, "ps")
        assert dut.q.value == 0
        await bits.reset()
        await bits.edges(2)
        await bits.edge(0b0001)
        await bits.edges(WAY_TICKS)
        assert await bits.edge(clears=0b0001) == 0, "nothing of what was before the reset protects it"
    await bits.edges(LONG)
    before = int(dut.moves.value)
    await bits.edges(100)
    assert int(dut.moves.value) == before
