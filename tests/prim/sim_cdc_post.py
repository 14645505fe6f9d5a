# SPDX-License-Identifier: Apache-2.0
"""prim_cdc_post with prim_tick_strobe and prim_cdc_sample: nothing lost, nothing torn, busy until the effect shows.

The bench (tb/blocks/tb_prim_cdc.sv) checks order, wholeness, the distance of captures from data changes, and that busy
low means "status shows the last setting", on every edge; the tests make the traffic and check the latencies.
"""

import cocotb

from tb.covers import covers
from tb.runner import Bench
from tests.prim.support import FallingEdge, RisingEdge, Timer, rng, set_jitter, until

BENCH = Bench(top="tb/blocks/tb_prim_cdc.sv")

AON_HALF_PS = 15_258_789
TICK_NS = 2 * AON_HALF_PS / 1000
# A post takes 3 (4) ticks to the capture, 1 to the acknowledge, 1 to a strobe; with one remembered, twice that.
DONE_NS = 14 * TICK_NS


async def start(dut, *, bus_half_ps=250_000, jitter=False, skew_ps=None, phase_ps=0, seed=1):
    """Clocks on, reset released, strobes running."""
    for name, value in {
        "bus_half_ps": bus_half_ps, "aon_half_ps": AON_HALF_PS, "bus_run": 0, "aon_run": 0, "check_strobe": 1,
        "skew_ps": round(1.8 * bus_half_ps) if skew_ps is None else skew_ps, "jitter": int(jitter),
        "bus_rst_n": 1, "aon_rst_n": 1, "aon_en": 0, "write": 0, "collect": 0, "wdata": 0,
    }.items():  # fmt: skip
        getattr(dut, name).value = value
    await Timer(1, "ns")
    dut.bus_rst_n.value = 0  # a falling edge: an asynchronous reset that is low from the start is no event
    dut.aon_rst_n.value = 0
    await Timer(1, "ns")
    assert set_jitter(dut, jitter, seed) == 3
    dut.aon_run.value = 1
    await Timer(phase_ps + 1, "ps")
    dut.bus_run.value = 1
    await Timer(2 * TICK_NS, "ns", round_mode="round")
    await release(dut)
    await RisingEdge(dut.aon_clk)
    dut.aon_en.value = 1


async def release(dut):
    """Each domain leaves reset between its own edges."""
    await FallingEdge(dut.aon_clk)
    dut.aon_rst_n.value = 1
    await FallingEdge(dut.bus_clk)
    dut.bus_rst_n.value = 1


async def post(dut, data):
    """Write the setting; returns in the cycle in which src_post_i is high."""
    await FallingEdge(dut.bus_clk)
    dut.write.value = 1
    dut.wdata.value = data
    await FallingEdge(dut.bus_clk)
    dut.write.value = 0
    assert dut.post.value == 1


def word(number):
    """A data word whose halves belong together: a mix of two is no word."""
    return (number & 0xFFFF) << 16 | (~number & 0xFFFF)


async def pause(random, most_ns):
    await Timer(max(1, round(random.random() * most_ns * 1000)), "ps")


@cocotb.test()
async def captured_on_the_third_edge(dut):
    """Idle, no jitter: taken at once, captured on tick 3, acknowledged on tick 4, busy ends with a strobe."""
    await start(dut)
    random = rng("third_edge")
    for number in range(1, 25):
        await pause(random, TICK_NS)
        await FallingEdge(dut.bus_clk)
        assert dut.busy.value == 0
        await post(dut, word(number))
        assert (dut.busy.value, dut.take.value) == (1, 1), "busy and taken in the cycle of the post"
        await RisingEdge(dut.bus_clk)
        ack = int(dut.u_post.ack_q.value)
        for tick in range(1, 5):
            await RisingEdge(dut.aon_clk)
            await FallingEdge(dut.bus_clk)
            assert (int(dut.consumer.value) == word(number)) == (tick >= 3), f"tick {tick} after the post"
            assert int(dut.valid.value) == (tick == 2), f"tick {tick} after the post"
            assert (int(dut.u_post.ack_q.value) != ack) == (tick >= 4), f"tick {tick} after the post"
            assert dut.busy.value == 1, f"tick {tick} after the post"
        # the acknowledge needs two bus edges, the strobe of the same tick comes with it or is the next one
        await until(dut.busy, 0, 1.5 * TICK_NS)
        assert int(dut.copy.value) & 0xFFFF_FFFF == word(number)
        assert int(dut.captures.value) == number


@cocotb.test()
@cocotb.parametrize(jitter=[False, True], bus_half_ps=[500_000, 71_003])
@covers("REG-POST-1")
async def random_posts(dut, jitter, bus_half_ps):
    """Posts at any distance, from back to back to far apart: whole, in order, the last one always arrives."""
    random = rng(f"posts{jitter}{bus_half_ps}")
    await start(dut, jitter=jitter, bus_half_ps=bus_half_ps, phase_ps=random.randrange(2 * AON_HALF_PS),
                seed=random.getrandbits(32))  # fmt: skip
    number = 0
    for _ in range(60):
        for _ in range(random.choice([1, 1, 2, 3, 5])):
            number += 1
            await post(dut, word(number))
            await pause(random, random.choice([0.01, 1, 4]) * TICK_NS)
        if random.random() < 0.5:
            await until(dut.busy, 0, DONE_NS)
            assert int(dut.consumer.value) == word(number)
    await until(dut.busy, 0, DONE_NS)
    assert int(dut.consumer.value) == word(number)
    assert dut.captures.value == dut.takes.value
    assert 40 < int(dut.captures.value) <= number
    strobes, ticks = int(dut.strobes.value), int(dut.tick.value)
    assert abs(strobes - ticks) < 6, f"{strobes} strobes in {ticks} ticks"


@cocotb.test()
async def remembered_post_sends_the_value_of_the_moment(dut):
    """Three posts in one transfer: one more transfer, the last value, at once when the acknowledge has come."""
    await start(dut)
    for round_ in range(8):
        base = 100 * (round_ + 1)
        before = int(dut.captures.value)
        for offset in range(4):
            await post(dut, word(base + offset))
            assert dut.take.value == (offset == 0)
            await Timer(round_ * 300 + 10, "ns")
        await until(dut.consumer, word(base), 4 * TICK_NS)
        await until(dut.take, 1, 2 * TICK_NS)
        await until(dut.consumer, word(base + 3), 4 * TICK_NS)
        await until(dut.busy, 0, DONE_NS)
        assert int(dut.captures.value) == before + 2


@cocotb.test()
@covers("REG-POST-2")
async def bus_clock_stops_anywhere(dut):
    """The bus clock breaks off at a random moment of the handshake, for up to 40 ticks, again and again."""
    random = rng("stops")
    # A clock that breaks off may leave strobes at a bad phase (prim_tick_strobe says so); here they copy settled data.
    await start(dut, jitter=True, skew_ps=0, seed=random.getrandbits(32))
    dut.check_strobe.value = 0
    for number in range(1, 61):
        await post(dut, word(number))
        if random.random() < 0.4:
            await pause(random, 3 * TICK_NS)
            number += 1000
            await post(dut, word(number))
        await pause(random, random.choice([0.1, 6, 12]) * TICK_NS)
        dut.bus_run.value = 0
        await pause(random, random.choice([0.5, 4, 40]) * TICK_NS)
        dut.bus_run.value = 1
        await until(dut.busy, 0, DONE_NS)
        assert int(dut.consumer.value) == word(number)
    assert dut.captures.value == dut.takes.value


@cocotb.test()
@cocotb.parametrize(first=["bus", "aon"])
@covers("REG-POST-5")
async def domains_leave_reset_apart(dut, first):
    """A post made while the other domain is still in reset waits for it; nothing comes from nowhere."""
    random = rng(f"apart{first}")
    await start(dut, jitter=True, seed=random.getrandbits(32))
    for number in range(1, 25):
        # reset in the middle of a transfer, both domains at once, as POR does
        await post(dut, word(number))
        await pause(random, 7 * TICK_NS)
        dut.bus_rst_n.value = 0
        dut.aon_rst_n.value = 0
        await pause(random, 3 * TICK_NS)
        assert (dut.busy.value, dut.valid.value) == (0, 0)
        dut.takes.value = 0
        dut.captures.value = 0
        await FallingEdge(dut.bus_clk if first == "bus" else dut.aon_clk)
        getattr(dut, f"{first}_rst_n").value = 1
        expected = 0
        if first == "bus" and random.random() < 0.7:
            expected = word(500 + number)
            await post(dut, expected)
        await pause(random, 5 * TICK_NS)
        assert dut.captures.value == 0
        assert dut.busy.value == (expected != 0)
        await release(dut)
        await until(dut.busy, 0, DONE_NS)
        await Timer(5 * TICK_NS, "ns", round_mode="round")
        assert int(dut.consumer.value) == expected
        assert int(dut.captures.value) == (expected != 0), "a capture that nobody posted"


@cocotb.test()
@cocotb.parametrize(half_ps=[500_000, 71_003])
@covers("REG-POST-5")
async def bus_side_is_reset_alone(dut, half_ps):
    """The bus side is reset in any phase of a handshake while the AON side goes on: no capture that nobody posted.

    What was on its way may be lost with it; what is posted afterwards arrives whole, however short the reset was.
    """
    random = rng(f"alone{half_ps}")
    await start(dut, bus_half_ps=half_ps, jitter=True, seed=random.getrandbits(32))
    interrupted = 0
    for number in range(1, 61):
        for offset in range(random.choice((1, 2, 3))):  # an odd and an even number of requests
            await post(dut, word(3 * number + offset))
            if random.random() < 0.5:
                await until(dut.busy, 0, DONE_NS)
        await pause(random, random.choice((0.1, 6)) * TICK_NS)
        # not on an edge of the consumer: it would get what it gets
        await FallingEdge(dut.aon_clk)
        await pause(random, 0.4 * TICK_NS)
        interrupted += int(dut.busy.value)
        arrived = int(dut.consumer.value)
        dut.bus_rst_n.value = 0
        await Timer(1, "ns")
        assert (dut.busy.value, dut.valid.value) == (0, 0)
        assert dut.u_post.ack_q.value == 0, "the other side's half of the handshake is not reset"
        dut.takes.value = 0
        dut.captures.value = 0
        await pause(random, random.choice((0.01, 0.5, 3)) * TICK_NS)
        await FallingEdge(dut.bus_clk)
        dut.bus_rst_n.value = 1
        await Timer(round(random.choice((0, 5)) * TICK_NS) + 1, "ns")
        assert int(dut.consumer.value) == arrived and not int(dut.captures.value), "a capture that nobody posted"
        await post(dut, word(1000 + number))
        assert dut.take.value == 1
        await until(dut.busy, 0, DONE_NS)
        assert int(dut.consumer.value) == word(1000 + number)
        assert int(dut.captures.value) == 1
    assert 10 < interrupted < 60


@cocotb.test()
async def collected_bits_arrive_once(dut):
    """A source that collects bits and starts again at take: every bit arrives, none twice."""
    random = rng("collect")
    await start(dut, jitter=True, seed=random.getrandbits(32))
    dut.collect.value = 1
    for _ in range(12):
        dut.captured_bits.value = 0
        bits = random.sample(range(32), 32)
        for bit in bits:
            await post(dut, 1 << bit)
            await pause(random, random.choice([0.02, 0.02, 1.5]) * TICK_NS)
        await until(dut.busy, 0, DONE_NS)
        await RisingEdge(dut.aon_clk)
        assert int(dut.captured_bits.value) == 0xFFFF_FFFF
        assert dut.twice.value == 0, "a bit arrived twice"
