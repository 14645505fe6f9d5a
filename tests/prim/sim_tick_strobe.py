# SPDX-License-Identifier: Apache-2.0
"""prim_tick_strobe and prim_cdc_sample: one strobe per tick, always just after the tick, also when the bus clock stops.

The bench (tb/blocks/tb_prim_cdc.sv) shows nonsense on the sampled vector for 1.8 half bus periods after each tick, and
checks that every strobe ends on the third bus edge after the tick (fourth with jitter).
"""

import cocotb

from tb.covers import covers
from tb.runner import Bench
from tests.prim.sim_cdc_post import AON_HALF_PS, TICK_NS, pause, start
from tests.prim.support import FallingEdge, RisingEdge, Timer, rng, until

BENCH = Bench(top="tb/blocks/tb_prim_cdc.sv")


@cocotb.test()
@cocotb.parametrize(jitter=[False, True], bus_half_ps=[500_000, 83_117, 4_001])
@covers("REG-READ-1")
async def one_strobe_per_tick(dut, jitter, bus_half_ps):
    """As many strobes as ticks, and each copy shows the tick that was just counted."""
    random = rng(f"rate{jitter}{bus_half_ps}")
    await start(dut, jitter=jitter, bus_half_ps=bus_half_ps, phase_ps=random.randrange(2 * AON_HALF_PS),
                seed=random.getrandbits(32))  # fmt: skip
    await until(dut.strobe, 1, 5 * TICK_NS)
    await until(dut.strobe, 0, TICK_NS)
    await Timer(1, "ps")  # the bench counts a strobe at its end
    ticks = 20 if bus_half_ps < 50_000 else 120
    before = int(dut.strobes.value)
    for _ in range(ticks):
        await RisingEdge(dut.aon_clk)
        await until(dut.strobe, 1, TICK_NS)
        await FallingEdge(dut.strobe)
        await Timer(1, "ps")
        assert int(dut.copy.value) >> 32 == int(dut.tick.value)
    assert int(dut.strobes.value) == before + ticks


@cocotb.test()
@cocotb.parametrize(jitter=[False, True])
@covers("REG-READ-1")
async def announced_stops(dut, jitter):
    """The bus clock stops two ticks after aon_en fell, starts at any phase, before or after aon_en rises."""
    random = rng(f"stops{jitter}")
    await start(dut, jitter=jitter, bus_half_ps=241_000, seed=random.getrandbits(32))
    for _ in range(120):
        await pause(random, 8 * TICK_NS)
        await RisingEdge(dut.aon_clk)
        await Timer(1, "ns")
        dut.aon_en.value = 0
        await RisingEdge(dut.aon_clk)
        await RisingEdge(dut.aon_clk)
        await pause(random, random.choice([0.01, 2]) * TICK_NS)
        count, tog = int(dut.strobes.value), int(dut.u_strobe.tog_q.value)
        if random.random() < 0.8:
            dut.bus_run.value = 0
            await pause(random, 6 * TICK_NS)
        assert int(dut.strobes.value) == count, "strobe with aon_en low"
        assert int(dut.u_strobe.tog_q.value) == tog, "toggles with aon_en low"
        wanted_first = random.random() < 0.7
        if not wanted_first:
            dut.bus_run.value = 1
            await pause(random, 3 * TICK_NS)
            assert int(dut.strobes.value) == count, "strobe with aon_en low"
        await RisingEdge(dut.aon_clk)
        await Timer(1, "ns")
        dut.aon_en.value = 1
        if wanted_first:  # aon_en toggles for a while before the clock comes
            await pause(random, 5 * TICK_NS)
            dut.bus_run.value = 1
        restart = int(dut.tick.value)
        await until(dut.strobe, 1, 4 * TICK_NS)
        assert (int(dut.tick.value) - restart) % 0x10000 <= 4
        await FallingEdge(dut.strobe)
        await Timer(1, "ps")
        assert int(dut.copy.value) >> 32 == int(dut.tick.value), "the first copy is not the present state"


@cocotb.test()
async def breaks_off_without_warning(dut):
    """At most two strobes at a wrong place for each stop; the tick after it is right again."""
    random = rng("breaks")
    await start(dut, skew_ps=0, bus_half_ps=241_000)
    dut.check_strobe.value = 0
    for _ in range(60):
        await pause(random, 3 * TICK_NS)
        dut.bus_run.value = 0
        await pause(random, 6 * TICK_NS)
        dut.bus_run.value = 1
        before, tick = int(dut.strobes.value), int(dut.tick.value)
        await RisingEdge(dut.aon_clk)
        await RisingEdge(dut.aon_clk)
        assert int(dut.strobes.value) - before <= 3, "more strobes than two late ones and one of the tick"
        dut.check_strobe.value = 1
        for _ in range(3):
            await RisingEdge(dut.aon_clk)
        dut.check_strobe.value = 0
        assert (int(dut.tick.value) - tick) % 0x10000 >= 4
        await FallingEdge(dut.aon_clk)
        assert int(dut.tick.value) == int(dut.copy.value) >> 32
