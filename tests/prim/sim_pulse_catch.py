# SPDX-License-Identifier: Apache-2.0
"""prim_pulse_catch: a pulse of one nanosecond at any phase is reported, once; none is lost while re-arming."""

import cocotb

from tb.covers import covers
from tb.runner import Bench
from tests.prim.support import FallingEdge, RisingEdge, Timer, into_reset, rng, set_jitter

BENCH = Bench(top="tb/blocks/tb_prim_pulse_catch.sv")
HALF_NS = 32
PERIOD_NS = 2 * HALF_NS


async def start(dut, jitter=False, seed=1):
    await into_reset(dut, HALF_NS * 1000, pulse=0)
    assert set_jitter(dut, jitter, seed) == 1
    dut.run.value = 1
    await FallingEdge(dut.clk)
    dut.rst_n.value = 1
    await edges(dut, 3)
    assert dut.q.value == 0


async def edges(dut, count):
    for _ in range(count):
        await FallingEdge(dut.clk)


async def pulse(dut, width_ps):
    dut.pulse.value = 1
    await Timer(width_ps, "ps")
    dut.pulse.value = 0


@cocotb.test()
@cocotb.parametrize(jitter=[False, True])
@covers("WAK-SRC-4")
async def one_nanosecond_at_every_phase(dut, jitter):
    """Without jitter q rises on the second edge, for three cycles; each pulse is one report."""
    await start(dut, jitter, seed=rng(f"phase{jitter}").getrandbits(32))
    number = 0
    for phase in range(500, PERIOD_NS * 1000, 1000):  # never together with an edge
        await FallingEdge(dut.clk)
        await Timer(phase, "ps")
        await pulse(dut, 1000)
        # a pulse over the edge itself is caught before it
        for edge in range(1, 11):
            await RisingEdge(dut.clk)
            await Timer(1, "ns")
            if not jitter and phase // 1000 != HALF_NS - 1:
                assert int(dut.q.value) == (2 <= edge <= 4), f"phase {phase} ps, edge {edge}"
        number += 1
        assert int(dut.reports.value) == number
        assert dut.owed.value == 0
        assert dut.q.value == 0


@cocotb.test()
async def ten_picoseconds_at_edges(dut):
    """The shortest pulses, closest to clock edges."""
    await start(dut)
    number = 0
    for offset in (-1500, -20, -11, -10, -9, -1, 1, 10, 1500):
        await FallingEdge(dut.clk)
        await Timer(HALF_NS * 1000 + offset, "ps")
        await pulse(dut, 10)
        await edges(dut, 12)
        number += 1
        assert (int(dut.reports.value), int(dut.owed.value)) == (number, 0), f"{offset} ps from the edge"


@cocotb.test()
@cocotb.parametrize(jitter=[False, True])
@covers("VER-META-1")
async def second_pulse_at_every_distance(dut, jitter):
    """Through report, clear and re-arm: after each pulse an edge finds q high (the bench counts), then q falls."""
    random = rng(f"second{jitter}")
    await start(dut, jitter, seed=random.getrandbits(32))
    for distance in range(2, 12 * PERIOD_NS, 3):
        await FallingEdge(dut.clk)
        await Timer(random.randrange(1, PERIOD_NS * 1000), "ps")
        await pulse(dut, 1000)
        await Timer(distance, "ns")
        await pulse(dut, 1000)
        await edges(dut, 12)
        assert (int(dut.owed.value), int(dut.q.value)) == (0, 0), f"second pulse {distance} ns after the first"


@cocotb.test()
@cocotb.parametrize(jitter=[False, True])
@covers("WAK-SRC-4")
async def trains(dut, jitter):
    """Pulses of any width at random distances; the bench reports one that nobody saw."""
    random = rng(f"trains{jitter}")
    await start(dut, jitter, seed=random.getrandbits(32))
    for _ in range(1200):
        await Timer(random.randrange(1, random.choice([20, 2, 8]) * PERIOD_NS * 500), "ps")
        await pulse(dut, random.choice([10, 1000, 1000, 40_000, 200_000]))
    await edges(dut, 12)
    assert (int(dut.owed.value), int(dut.q.value)) == (0, 0)
    assert int(dut.reports.value) > 50


@cocotb.test()
@cocotb.parametrize(jitter=[False, True])
async def held_level_is_followed(dut, jitter):
    """async_i held: one report, high all the while, and low on the third (jitter: or fourth) edge after it fell."""
    random = rng(f"held{jitter}")
    await start(dut, jitter, seed=random.getrandbits(32))
    took = set()
    for number in range(1, 80):
        await FallingEdge(dut.clk)
        await Timer(random.randrange(1, PERIOD_NS * 1000), "ps")
        dut.pulse.value = 1
        await edges(dut, 4)
        for _ in range(random.randrange(20)):
            await FallingEdge(dut.clk)
            assert dut.q.value == 1, "q dropped while async_i was high"
        await Timer(1 + random.randrange(10), "ns")
        dut.pulse.value = 0
        count = 0
        while dut.q.value == 1 and count < 10:
            await RisingEdge(dut.clk)
            await Timer(1, "ns")
            count += 1
        took.add(count)
        assert 3 <= count <= (4 if jitter else 3), f"q fell {count} edges after async_i"
        assert int(dut.reports.value) == number
        await edges(dut, 4)
        assert dut.q.value == 0
    assert took == ({3, 4} if jitter else {3})


@cocotb.test()
async def reset(dut):
    """Reset drops what was caught, at any moment; after it the block works."""
    await start(dut)
    random = rng("reset")
    for _ in range(60):
        await FallingEdge(dut.clk)
        await pulse(dut, 1000)
        await Timer(random.randrange(1, 6 * PERIOD_NS), "ns")
        dut.rst_n.value = 0
        await Timer(1, "ps")
        assert dut.q.value == 0
        if random.random() < 0.5:
            await edges(dut, random.randrange(3))
        dut.rst_n.value = 1
        await edges(dut, 5)
        assert dut.q.value == 0, "a pulse from before the reset"
        await pulse(dut, 1000)
        await edges(dut, 12)
        assert (int(dut.owed.value), int(dut.q.value)) == (0, 0)
