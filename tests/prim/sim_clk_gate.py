# SPDX-License-Identifier: Apache-2.0
"""prim_clk_gate: whole pulses or none, whatever the enable does; no race between flops on both sides.

The bench (tb/blocks/tb_prim_clk_gate.sv) measures every pulse.
"""

import cocotb

from tb.runner import Bench
from tests.prim.support import FallingEdge, RisingEdge, Timer, into_reset, rng

BENCH = Bench(top="tb/blocks/tb_prim_clk_gate.sv")
HALF_PS = 5_000


async def start(dut):
    await into_reset(dut, HALF_PS, en=0, en_flop=0, test_en=0)
    dut.run.value = 1
    await FallingEdge(dut.clk)
    await FallingEdge(dut.clk)
    dut.rst_n.value = 1
    await Timer(1, "ps")


@cocotb.test()
async def no_glitch_at_any_phase(dut):
    """The enable changes at every moment of the period, in short bursts too: the bench sees whole pulses only."""
    await start(dut)
    random = rng("glitch")
    for _ in range(3000):
        await Timer(random.choice([1, 10, 100, random.randrange(1, 4 * HALF_PS)]), "ps")
        (dut.test_en if random.random() < 0.2 else dut.en).value = random.getrandbits(1)
    assert 100 < int(dut.pulses.value) < int(dut.edges.value)


@cocotb.test()
async def the_low_phase_decides(dut):
    """What the enable is when the clock rises decides about the whole high phase."""
    await start(dut)
    random = rng("phase")
    for _ in range(300):
        before, want = int(dut.pulses.value), random.getrandbits(1)
        await Timer(HALF_PS - 2_000, "ps")
        dut.en.value = want
        await RisingEdge(dut.clk)
        await Timer(random.randrange(1, HALF_PS - 1), "ps")
        assert int(dut.gated.value) == want
        dut.en.value = 1 - want
        await Timer(1, "ps")
        assert int(dut.gated.value) == want, "the enable changed the clock while it was high"
        await FallingEdge(dut.clk)
        assert int(dut.pulses.value) == before + want
        dut.en.value = 0


@cocotb.test()
async def flops_on_both_sides_see_old_values(dut):
    """An enable from a flop: the edge after it is the first; copies across the gate are one step behind, both ways."""
    await start(dut)
    random = rng("race")
    count = gated = 0
    enable, copies = 0, (0, 0)
    for _ in range(400):
        want = random.getrandbits(1)
        dut.en_flop.value = want
        await FallingEdge(dut.clk)
        # this edge: counts with the enable of before, then the flop takes the new one
        copies = (count if enable else copies[0], gated)
        count, gated = count + enable, gated + enable
        enable = want
        assert int(dut.count.value) == count & 0xFF
        assert int(dut.gated_count.value) == gated & 0xFF, "a pulse too many or too few"
        assert int(dut.copy_on_gated.value) == copies[0] & 0xFF, "the gated flop saw a new value"
        assert int(dut.copy_on_clk.value) == copies[1] & 0xFF, "the free flop saw a new value"


@cocotb.test()
async def scan_test_opens_the_gate(dut):
    await start(dut)
    dut.test_en.value = 1
    before = int(dut.pulses.value)
    for _ in range(20):
        await FallingEdge(dut.clk)
    assert int(dut.pulses.value) == before + 20
