# SPDX-License-Identifier: Apache-2.0
"""prim_sync and prim_rst_sync: exact latency without jitter; with it one more at most, nothing lost, order kept."""

import cocotb

from tb.covers import covers
from tb.runner import Bench
from tests.prim.support import FallingEdge, RisingEdge, Timer, into_reset, rng, set_jitter

BENCH = Bench(top="tb/blocks/tb_prim_sync.sv")
HALF_PS = 5_000
RESET_VALUE = 0b0110


async def start(dut, jitter=False, seed=1):
    await into_reset(dut, HALF_PS, "rst_n por_n", d=RESET_VALUE)
    assert set_jitter(dut, jitter, seed) == 1
    assert int(dut.q.value) == RESET_VALUE, "the reset value needs no clock"
    dut.run.value = 1
    await FallingEdge(dut.clk)
    dut.rst_n.value = 1


async def edges(dut, count):
    """Let *count* rising edges pass, then stand between two."""
    for _ in range(count):
        await RisingEdge(dut.clk)
    await FallingEdge(dut.clk)


@cocotb.test()
async def two_edges_without_jitter(dut):
    await start(dut)
    random = rng("two_edges")
    value = RESET_VALUE
    for _ in range(200):
        await FallingEdge(dut.clk)
        await Timer(random.randrange(1, 2 * HALF_PS - 1), "ps")
        last, value = value, random.randrange(16)
        if int(dut.clk.value) == 1:
            await FallingEdge(dut.clk)
        dut.d.value = value
        await edges(dut, 1)
        assert int(dut.q.value) == last, "one edge after the change"
        await edges(dut, 1)
        assert int(dut.q.value) == value, "two edges after the change"


@cocotb.test()
@covers("VER-META-1")
async def jitter_takes_each_bit_one_edge_later_or_not(dut):
    """Both outcomes for each bit, in each combination; after three edges all is there."""
    await start(dut, jitter=True, seed=rng("jitter").getrandbits(32))
    value, seen = RESET_VALUE, {}
    for _ in range(400):
        value ^= 0xF
        dut.d.value = value
        await edges(dut, 1)
        assert int(dut.q.value) == value ^ 0xF
        await edges(dut, 1)
        late = int(dut.q.value) ^ value
        seen[late] = seen.get(late, 0) + 1
        await edges(dut, 1)
        assert int(dut.q.value) == value
    assert set(seen) == set(range(16)), f"only these sets of late bits: {sorted(seen)}"
    assert max(seen.values()) < 80, "bits are not late independently"


@cocotb.test()
@cocotb.parametrize(jitter=[False, True])
@covers("WAK-SRC-3")
async def levels_of_two_edges_are_never_lost(dut, jitter):
    """Every level that stands for two edges or longer comes out, in order, as often as it went in."""
    random = rng(f"levels{jitter}")
    await start(dut, jitter=jitter, seed=random.getrandbits(32))
    level, rest, sent, got = 0, 2, 0, 0
    last_q = int(dut.q.value) & 1
    for _ in range(1500):
        rest -= 1
        if rest == 0:
            level, rest, sent = level ^ 1, random.choice([2, 2, 3, 7]), sent + 1
            dut.d.value = RESET_VALUE ^ level
        await FallingEdge(dut.clk)
        q = int(dut.q.value) & 1
        got, last_q = got + (q != last_q), q
        assert 0 <= sent - got <= 2
    assert sent > 300
    await edges(dut, 3)
    assert int(dut.q.value) & 1 == level


@cocotb.test()
async def reset_takes_the_outputs_back(dut):
    await start(dut)
    dut.d.value = 0b1001
    await edges(dut, 4)
    assert int(dut.q.value) == 0b1001
    dut.rst_n.value = 0
    await Timer(1, "ps")
    assert int(dut.q.value) == RESET_VALUE, "reset acts without a clock edge"
    dut.rst_n.value = 1
    await edges(dut, 1)
    assert int(dut.q.value) == RESET_VALUE


@cocotb.test()
async def reset_asserts_at_once_and_leaves_on_the_second_edge(dut):
    await start(dut)
    random = rng("rst_sync")
    for _ in range(100):
        await FallingEdge(dut.clk)
        dut.por_n.value = 1
        await edges(dut, 1)
        assert dut.rst_sync_n.value == 0
        await RisingEdge(dut.clk)
        await Timer(1, "ps")
        assert dut.rst_sync_n.value == 1, "released on the second edge"
        await Timer(random.randrange(1, 4 * HALF_PS), "ps")
        dut.por_n.value = 0
        await Timer(1, "ps")
        assert dut.rst_sync_n.value == 0, "asserted without waiting for the clock"
    dut.run.value = 0
    await Timer(4 * HALF_PS, "ps")
    dut.por_n.value = 1
    await Timer(20 * HALF_PS, "ps")
    assert dut.rst_sync_n.value == 0, "released without a clock"
