# SPDX-License-Identifier: Apache-2.0
"""prim_debounce: q_o changes on the TICKS-th differing edge in a row, not on the one before; at rest nothing moves."""

import cocotb

from tb.covers import covers
from tb.runner import Bench
from tests.prim.support import FallingEdge, Timer, into_reset, rng

BENCH = Bench(top="tb/blocks/tb_prim_debounce.sv")
HALF_PS = 5_000
TICKS = (0, 1, 2, 3, 8, 164, 1)
RESET = (0, 0, 0, 1, 0, 1, 1)


async def start(dut, level=0):
    await into_reset(dut, HALF_PS, d=level)
    dut.run.value = 1
    await FallingEdge(dut.clk)
    await FallingEdge(dut.clk)


async def hold(dut, level, edges):
    """*level* on exactly *edges* rising edges; returns between two edges."""
    dut.d.value = level
    for _ in range(edges):
        await FallingEdge(dut.clk)


def output(dut, index):
    return int(dut.q.value) >> index & 1


@cocotb.test()
async def reset_values(dut):
    await start(dut, level=0)
    for index in range(1, len(TICKS)):
        assert output(dut, index) == RESET[index], f"TICKS={TICKS[index]}"
    dut.rst_n.value = 1
    await hold(dut, 1, 200)
    await hold(dut, 0, 1)
    dut.rst_n.value = 0
    await Timer(1, "ps")
    for index in range(1, len(TICKS)):
        assert output(dut, index) == RESET[index], f"TICKS={TICKS[index]}: reset acts without a clock edge"


@cocotb.test()
@covers("WAK-SRC-2")
async def borders(dut):
    """One edge too few: nothing. Exactly TICKS: on the last one. One more: still there. Both directions."""
    await start(dut)
    dut.rst_n.value = 1
    for index, ticks in enumerate(TICKS):
        for level in (1, 0, 1, 0):
            other = 1 - level
            await hold(dut, other, 200)
            if ticks:
                await hold(dut, level, ticks - 1)
                assert output(dut, index) == other, f"TICKS={ticks}: changed an edge too soon"
                await hold(dut, other, 3)
                assert output(dut, index) == other, f"TICKS={ticks}: changed by {ticks - 1} edges"
                await hold(dut, level, ticks - 1)
                assert output(dut, index) == other
                await hold(dut, level, 1)
                assert output(dut, index) == level, f"TICKS={ticks}: not changed on edge {ticks}"
                await hold(dut, level, 1)
                assert output(dut, index) == level
            else:
                dut.d.value = level
                await Timer(1, "ps")
                assert output(dut, index) == level, "TICKS=0 is a wire"


@cocotb.test()
@covers("WAK-SRC-2")
async def spikes_never_add_up(dut):
    """A train of levels one edge too short, a single edge between them, for ever: no change."""
    await start(dut)
    dut.rst_n.value = 1
    await hold(dut, 0, 200)
    for _ in range(40):
        await hold(dut, 1, 7)
        await hold(dut, 0, 1)
        assert output(dut, 4) == 0


@cocotb.test()
async def random_levels(dut):
    """Against a list of the last inputs, for every instance."""
    await start(dut)
    random = rng("random")
    dut.rst_n.value = 1
    expected = list(RESET)
    differed = [0] * len(TICKS)
    for _ in range(900):
        level = random.getrandbits(1)
        for _ in range(random.choice([1, 1, 2, 3, 4, 7, 8, 9, random.randrange(150, 180)])):
            await hold(dut, level, 1)
            for index, ticks in enumerate(TICKS):
                differed[index] = differed[index] + 1 if level != expected[index] else 0
                if differed[index] >= ticks:
                    expected[index], differed[index] = level, 0
            assert int(dut.q.value) == sum(bit << index for index, bit in enumerate(expected))


@cocotb.test()
async def rests(dut):
    """At rest no flop of the count moves; a change moves it once an edge until it is through."""
    await start(dut)
    dut.rst_n.value = 1
    await hold(dut, 0, 200)
    before = int(dut.count_moves.value)
    await hold(dut, 0, 300)
    assert int(dut.count_moves.value) == before
    await hold(dut, 1, 300)
    assert int(dut.count_moves.value) == before + 8
