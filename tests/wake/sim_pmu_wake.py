# SPDX-License-Identifier: Apache-2.0
"""pmu_wake from pins and bus: pulses, debounce, latency, posted settings and clears; its core against the model."""

from __future__ import annotations

import random

import cocotb
from cocotb.triggers import FallingEdge, Timer

from models.wake import Wake
from tb.aon import AonClock
from tb.covers import covers
from tb.runner import Bench
from tb.scoreboard import BlockScoreboard

BENCH = Bench(top="tb/blocks/tb_pmu_wake.sv")
N, CORES = 6, 2
ALL = (1 << N) - 1
PLAIN, INTERNAL, PULSE_HIGH, PULSE_LOW, DEBOUNCED, PULSE_DEBOUNCED = (1 << n for n in range(N))
REST = PULSE_LOW  # pins at rest: the low pulse's is high
DEBOUNCE_TICKS = 5
SYNC_TICKS = 2
BUSY_CONFIG, BUSY_ROUTE, BUSY_CLEAR = 1, 2, 4
POST_TICKS = 3
_ZERO = ("cfg_enable_i", "cfg_edge_i", "cfg_inv_i", "cfg_both_i", "cfg_wr_i", "cfg_route_i", "route_wr_i", "clr_i",
         "clr_wr_i", "open_i", "extra_i")  # fmt: skip


class PinBench:
    """tb_pmu_wake: pins at any moment, registers like a register block writes them."""

    def __init__(self, dut) -> None:
        self.dut = dut
        self.clock = AonClock(dut.clk, dut.now)
        self.scoreboard = BlockScoreboard(dut.u_wake.u_core, lambda: Wake(N, CORES), self.clock, reset=dut.rst_ni)

    async def start(self) -> None:
        """Through reset, to the first sample."""
        dut = self.dut
        dut.rst_ni.value = 0
        dut.run_i.value = 1
        dut.src_i.value = REST
        dut.mask_i.value = ALL
        for name in _ZERO:
            getattr(dut, name).value = 0
        await self.clock.start()
        self.scoreboard.start()
        dut.rst_ni.value = 1
        await self.clock.counting()
        await self.clock.ticks(8)

    async def strike(self, name: str, **data: int) -> None:
        """Write *data* and pulse *name* for one bus clock; ends at the falling edge after it."""
        await FallingEdge(self.dut.clk_sys)
        for port, word in data.items():
            getattr(self.dut, port).value = word
        getattr(self.dut, name).value = 1
        await FallingEdge(self.dut.clk_sys)
        getattr(self.dut, name).value = 0

    async def configure(self, enable: int, edge: int = 0, invert: int = 0, both: int = 0) -> None:
        """Post a configuration and wait until it is in effect."""
        await self.strike("cfg_wr_i", cfg_enable_i=enable, cfg_edge_i=edge, cfg_inv_i=invert, cfg_both_i=both)
        await self.idle()

    async def clear(self, mask: int = ALL) -> None:
        """Post a clear and wait until it is in effect."""
        await self.strike("clr_wr_i", clr_i=mask)
        await self.idle()

    async def idle(self, limit_ticks: int = 30) -> None:
        """Wait until nothing is busy; AssertionError if that takes longer than *limit_ticks*."""
        for _ in range(limit_ticks * 8):
            await Timer(self.clock.period // 8, "step")
            if not int(self.dut.busy_o.value):
                return
        raise AssertionError(f"busy_o is still {int(self.dut.busy_o.value):#x} after {limit_ticks} ticks")

    async def pulse(self, pins: int, width_ns: int) -> None:
        """Turn *pins* over for *width_ns*."""
        self.dut.src_i.value = REST ^ pins
        await Timer(width_ns, "ns")
        self.dut.src_i.value = REST

    def period_ns(self) -> int:
        return self.clock.period // 1_000

    def read(self, port: str) -> int:
        return int(getattr(self.dut, port).value)


@cocotb.test()
@cocotb.parametrize(invert=[0, 1])
@covers("WAK-SRC-3")
async def two_tick_pulse_is_never_missed(dut, invert: int) -> None:
    """On a synchronised pin, at random phases, both directions."""
    rng = random.Random(cocotb.RANDOM_SEED)
    bench = PinBench(dut)
    await bench.start()
    rest = PLAIN if invert else 0
    dut.src_i.value = REST ^ rest
    await bench.clock.ticks(4)
    await bench.configure(PLAIN, PLAIN, PLAIN if invert else 0)
    for _ in range(40):
        await Timer(rng.randrange(1, 2 * bench.period_ns()), "ns")
        dut.src_i.value = REST ^ rest ^ PLAIN
        await Timer(2 * bench.period_ns(), "ns")
        dut.src_i.value = REST ^ rest
        await bench.clock.ticks(SYNC_TICKS + 2)
        assert bench.read("aon_pend_o") == PLAIN
        await bench.clear()
        assert bench.read("pend_o") == 0
    await bench.scoreboard.finish()


@cocotb.test()
@cocotb.parametrize(level=[0, 1])
@covers("WAK-SRC-4")
async def short_pulse_is_caught(dut, level: int) -> None:
    """On pulse sources, high and low ones: from a nanosecond on, at any phase, by level and by edge."""
    rng = random.Random(cocotb.RANDOM_SEED)
    bench = PinBench(dut)
    await bench.start()
    pins = PULSE_HIGH | PULSE_LOW
    await bench.configure(pins, 0 if level else pins, PULSE_LOW)
    for _ in range(40):
        await Timer(rng.randrange(1, 2 * bench.period_ns()), "ns")
        tick = bench.clock.tick
        await bench.pulse(pins, rng.choice((1, 10, 500, rng.randrange(1, 20_000))))
        await bench.clock.after(tick + SYNC_TICKS + 3)
        assert bench.read("aon_pend_o") == pins
        await bench.clock.after(tick + 12)  # the catcher shows the pulse for some ticks
        await bench.clear()
        assert bench.read("pend_o") == 0
    await bench.scoreboard.finish()


@cocotb.test()
@covers("WAK-SRC-2")
async def debounce(dut) -> None:
    """What is shorter than the debounce time does not count, what is longer does, on pins and caught pulses."""
    rng = random.Random(cocotb.RANDOM_SEED)
    bench = PinBench(dut)
    await bench.start()
    await bench.configure(DEBOUNCED, DEBOUNCED)
    for _ in range(30):
        await Timer(rng.randrange(1, bench.period_ns()), "ns")
        await bench.pulse(DEBOUNCED, (DEBOUNCE_TICKS - 1) * bench.period_ns() - 10)
        await bench.clock.ticks(DEBOUNCE_TICKS + 4)
        assert bench.read("aon_pend_o") == 0
        await bench.pulse(DEBOUNCED, (DEBOUNCE_TICKS + 1) * bench.period_ns())
        await bench.clock.ticks(2 * DEBOUNCE_TICKS + 4)
        assert bench.read("aon_pend_o") == DEBOUNCED
        await bench.clear()
    await bench.scoreboard.finish()


@cocotb.test()
@covers("WAK-SRC-3")
async def latency_of_pins(dut) -> None:
    """Pin to wake_o: two ticks of synchronizer, one each for pending and wake; internal sources save two."""
    bench = PinBench(dut)
    await bench.start()
    await bench.configure(PLAIN | INTERNAL)
    for pins, ticks in ((PLAIN, SYNC_TICKS), (INTERNAL, 0)):
        tick = bench.clock.tick + 3
        await bench.clock.before(tick)
        dut.src_i.value = REST | pins
        seen = []
        for edge in range(tick, tick + 5):
            await bench.clock.after(edge)
            seen.append((bench.read("aon_pend_o"), bench.read("wake_o"), bench.read("any_o")))
        assert seen == [(pins if n >= ticks else 0, *((1, 1) if n > ticks else (0, 0))) for n in range(5)]
        dut.src_i.value = REST
        await bench.clock.ticks(4)
        await bench.clear()
    await bench.scoreboard.finish()


@cocotb.test()
@covers("WAK-REG-1")
async def raw_levels(dut) -> None:
    """raw_o shows the levels behind synchronizer and debounce, before polarity and whatever is enabled."""
    bench = PinBench(dut)
    await bench.start()
    await bench.configure(0, 0, ALL)
    for level in (ALL, REST, PLAIN | DEBOUNCED, INTERNAL, REST | INTERNAL | PULSE_HIGH):
        dut.src_i.value = level
        await bench.clock.ticks(25)
        assert bench.read("raw_o") == level
    await bench.scoreboard.finish()


@cocotb.test()
@covers("REG-POST-1")
async def settings_from_the_bus(dut) -> None:
    """Busy from the write on, in effect on the third tick; of many writes the last one stands, whole."""
    rng = random.Random(cocotb.RANDOM_SEED)
    bench = PinBench(dut)
    await bench.start()
    await bench.configure(ALL, ALL)
    for _ in range(30):
        await Timer(rng.randrange(1, 100_000), "ns")
        enable, route = rng.randrange(1, ALL + 1), rng.getrandbits(CORES * N)
        for _ in range(rng.randrange(4)):
            await bench.strike("cfg_wr_i", cfg_enable_i=ALL ^ enable, cfg_edge_i=0, cfg_inv_i=rng.getrandbits(N))
            await bench.strike("route_wr_i", cfg_route_i=rng.getrandbits(CORES * N))
            await Timer(rng.choice((1, 20, 70)), "us")
        await bench.strike("cfg_wr_i", cfg_enable_i=enable, cfg_edge_i=ALL, cfg_inv_i=0)
        await bench.strike("route_wr_i", cfg_route_i=route)
        assert bench.read("busy_o") & (BUSY_CONFIG | BUSY_ROUTE) == BUSY_CONFIG | BUSY_ROUTE
        await bench.idle()
        await bench.clear()
        dut.src_i.value = REST ^ (ALL & ~PULSE_LOW)
        await bench.clock.ticks(15)
        assert bench.read("aon_pend_o") == enable & ~PULSE_LOW
        waking = enable & ~PULSE_LOW
        nowhere = ALL & ~(route | route >> N)
        cores = [waking & (route | nowhere), waking & route >> N]
        assert bench.read("wake_o") == sum(1 << core for core, sources in enumerate(cores) if sources)
        dut.src_i.value = REST
        await bench.clock.ticks(25)
        await bench.clear()
    await bench.scoreboard.finish()


@cocotb.test()
async def settings_take_three_ticks(dut) -> None:
    """From the write of an enable to a level's pending: the post's three ticks, and one for pending."""
    rng = random.Random(cocotb.RANDOM_SEED)
    bench = PinBench(dut)
    await bench.start()
    dut.src_i.value = REST | PLAIN
    await bench.clock.ticks(4)
    for _ in range(20):
        await Timer(rng.randrange(1, 100_000), "ns")
        await bench.strike("cfg_wr_i", cfg_enable_i=PLAIN)
        tick = bench.clock.tick
        await bench.clock.after(tick + POST_TICKS + 1)
        assert bench.read("aon_pend_o") == PLAIN
        await bench.idle()
        assert bench.read("pend_o") == PLAIN
        await bench.configure(0)
        assert bench.read("pend_o") == 0
    await bench.scoreboard.finish()


@cocotb.test()
@covers("WAK-REG-1")
async def clears_from_the_bus(dut) -> None:
    """A cleared bit reads 0 at once and for good; clears in quick succession add up; a later event shows again."""
    bench = PinBench(dut)
    await bench.start()
    pins = PLAIN | INTERNAL | PULSE_HIGH | PULSE_LOW
    await bench.configure(pins, pins, PULSE_LOW)
    for gap_us in (0, 1, 15, 45, 90, 130):
        await bench.pulse(pins, 3 * bench.period_ns())
        await bench.clock.ticks(12)
        have = pins
        assert bench.read("pend_o") == have
        for mask in (INTERNAL, PLAIN | PULSE_HIGH):
            await bench.strike("clr_wr_i", clr_i=mask)
            have &= ~mask
            await FallingEdge(dut.clk_sys)
            assert bench.read("pend_o") == have, f"gap {gap_us} us"
            assert bench.read("busy_o") == BUSY_CLEAR
            if gap_us:
                await Timer(gap_us, "us")
        await bench.idle()
        assert bench.read("pend_o") == bench.read("aon_pend_o") == have == PULSE_LOW
        await bench.clear()
    await bench.scoreboard.finish()


@cocotb.test()
@covers("WAK-REG-3")
async def event_is_not_lost_to_a_clear(dut) -> None:
    """A clear that is on its way as a new event comes, at any phase: the event, younger than the write, stays."""
    rng = random.Random(cocotb.RANDOM_SEED)
    bench = PinBench(dut)
    await bench.start()
    sources = PLAIN | INTERNAL  # one of them is here as soon as it fires
    await bench.configure(sources, sources)
    for _ in range(60):
        await bench.clock.ticks(6)
        await bench.strike("clr_wr_i", clr_i=sources)
        tick = bench.clock.tick
        await Timer(rng.randrange(1, 3 * bench.period_ns()), "ns")
        await bench.pulse(sources, 2 * bench.period_ns() + 10)
        await bench.clock.after(tick + 10)
        await bench.idle()
        await bench.clock.ticks(2)
        assert bench.read("pend_o") == bench.read("aon_pend_o") == sources
    await bench.scoreboard.finish()


@cocotb.test()
@covers("SLP-ENT-5", "WAK-OFF-1")
async def wakes_while_the_bus_sleeps(dut) -> None:
    """No bus clock: the wake request, the cause and its tick are there, and can be read when the clock comes back."""
    bench = PinBench(dut)
    await bench.start()
    await bench.configure(PULSE_HIGH | PLAIN, PULSE_HIGH | PLAIN)
    dut.open_i.value = 1
    dut.run_i.value = 0
    await bench.clock.ticks(500)
    tick = bench.clock.tick + 2
    await bench.clock.before(tick)
    await bench.pulse(PULSE_HIGH, 30)
    await bench.clock.after(tick + SYNC_TICKS + 1)
    assert (bench.read("wake_o"), bench.read("any_o")) == (1, 1)
    assert bench.read("pend_o") == 0  # nobody has copied it yet
    dut.run_i.value = 1
    await bench.clock.ticks(8)
    assert bench.read("pend_o") == PULSE_HIGH
    assert (bench.read("cause_first_o"), bench.read("cause_all_o")) == (2, PULSE_HIGH)
    assert abs(bench.read("cause_tick_o") - tick - SYNC_TICKS) <= 1
    await bench.scoreboard.finish()
