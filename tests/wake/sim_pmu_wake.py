# SPDX-License-Identifier: Apache-2.0
"""pmu_wake from pins and bus: pulses, debounce, latency, posted settings and clears; its core against the model."""

from __future__ import annotations

import random

import cocotb
from cocotb.triggers import Timer

from models.wake import Wake
from tb.block_bench import BlockBench, block_test
from tb.covers import covers
from tb.runner import Bench

N, CORES = 6, 2  # one source of each kind
BENCH = Bench(top="rtl/wake/pmu_wake.sv", params={
    "N_WAKE": N, "N_CORES": CORES, "WAKE_INTERNAL": "6'b000010", "WAKE_FROM": "24'h0000b0", "WAKE_PULSE": "6'b101100",
    "WAKE_PULSE_LOW": "6'b001000", "WAKE_DEBOUNCE": "48'h030500000000",
})  # fmt: skip
FROM = 11  # bit of inside_i that the internal source is
ALL = (1 << N) - 1
PLAIN, INTERNAL, PULSE_HIGH, PULSE_LOW, DEBOUNCED, PULSE_DEBOUNCED = (1 << n for n in range(N))
REST = PULSE_LOW  # pins at rest: the low pulse's is high
DEBOUNCE_TICKS = 5
SYNC_TICKS = 2


class PinBench(BlockBench):
    """pmu_wake: pins at any moment, registers as a register block writes them, its core against the model."""

    def __init__(self, dut) -> None:
        super().__init__(dut, lambda: Wake(N, CORES), dut.u_core.u_core)

    async def start(self) -> None:
        """Through reset, to the first sample."""
        await super().start(wake_i=REST, mask_i=ALL)
        await self.ticks(8)

    def levels(self, sources: int) -> None:
        """Level of each source, by its pin or from inside; where it has no way in the opposite level stands."""
        inside = 1 if sources & INTERNAL else 0
        self.dut.wake_i.value = sources ^ INTERNAL
        self.dut.inside_i.value = inside << FROM | (0 if inside else 0xFFFF & ~(1 << FROM))

    async def configure(self, enable: int, edge: int = 0, invert: int = 0, both: int = 0) -> None:
        """Post a configuration and wait until it is in effect."""
        await self.post("wake_cfg", wake_enable=enable, wake_edge=edge, wake_invert=invert, wake_both=both)
        await self.idle()

    async def clear(self, mask: int = ALL) -> None:
        """Post a clear and wait until it is in effect."""
        await self.post("wake_clear", wake_pending_clr=mask)
        await self.idle()

    def pending(self) -> int:
        """What pends in the AON clock."""
        return int(self.core.pend_o.value)

    async def pulse(self, pins: int, width_ns: int) -> None:
        """Turn *pins* over for *width_ns*."""
        self.levels(REST ^ pins)
        await Timer(width_ns, "ns")
        self.levels(REST)

    def period_ns(self) -> int:
        return self.clock.period // 1_000

@block_test(PinBench)
@cocotb.parametrize(invert=[0, 1])
@covers("WAK-SRC-3")
async def two_tick_pulse_is_never_missed(dut, bench, invert: int) -> None:
    """On a synchronised pin, at random phases, both directions."""
    rng = random.Random(cocotb.RANDOM_SEED)
    rest = PLAIN if invert else 0
    bench.levels(REST ^ rest)
    await bench.clock.ticks(4)
    await bench.configure(PLAIN, PLAIN, PLAIN if invert else 0)
    for _ in range(40):
        await Timer(rng.randrange(1, 2 * bench.period_ns()), "ns")
        bench.levels(REST ^ rest ^ PLAIN)
        await Timer(2 * bench.period_ns(), "ns")
        bench.levels(REST ^ rest)
        await bench.clock.ticks(SYNC_TICKS + 2)
        assert bench.pending() == PLAIN
        await bench.clear()
        assert bench.seen("stat_wake_pending_o") == 0


@block_test(PinBench)
@cocotb.parametrize(level=[0, 1])
@covers("WAK-SRC-4")
async def short_pulse_is_caught(dut, bench, level: int) -> None:
    """On pulse sources, high and low ones: from a nanosecond on, at any phase, by level and by edge."""
    rng = random.Random(cocotb.RANDOM_SEED)
    pins = PULSE_HIGH | PULSE_LOW
    await bench.configure(pins, 0 if level else pins, PULSE_LOW)
    for _ in range(40):
        await Timer(rng.randrange(1, 2 * bench.period_ns()), "ns")
        tick = bench.clock.tick
        await bench.pulse(pins, rng.choice((1, 10, 500, rng.randrange(1, 20_000))))
        await bench.clock.after(tick + SYNC_TICKS + 3)
        assert bench.pending() == pins
        await bench.clock.after(tick + 12)  # the catcher shows the pulse for some ticks
        await bench.clear()
        assert bench.seen("stat_wake_pending_o") == 0


@block_test(PinBench)
@covers("WAK-SRC-2")
async def debounce(dut, bench) -> None:
    """What is shorter than the debounce time does not count, what is longer does, on pins and caught pulses."""
    rng = random.Random(cocotb.RANDOM_SEED)
    await bench.configure(DEBOUNCED, DEBOUNCED)
    for _ in range(30):
        await Timer(rng.randrange(1, bench.period_ns()), "ns")
        await bench.pulse(DEBOUNCED, (DEBOUNCE_TICKS - 1) * bench.period_ns() - 10)
        await bench.clock.ticks(DEBOUNCE_TICKS + 4)
        assert bench.pending() == 0
        await bench.pulse(DEBOUNCED, (DEBOUNCE_TICKS + 1) * bench.period_ns())
        await bench.clock.ticks(2 * DEBOUNCE_TICKS + 4)
        assert bench.pending() == DEBOUNCED
        await bench.clear()


@block_test(PinBench)
@covers("WAK-SRC-3")
async def latency_of_pins(dut, bench) -> None:
    """Pin to wake_o: two ticks of synchronizer, one each for pending and wake; internal sources save two."""
    await bench.configure(PLAIN | INTERNAL)
    for pins, ticks in ((PLAIN, SYNC_TICKS), (INTERNAL, 0)):
        tick = bench.clock.tick + 3
        await bench.clock.before(tick)
        bench.levels(REST | pins)
        seen = []
        for edge in range(tick, tick + 5):
            await bench.clock.after(edge)
            seen.append((bench.pending(), bench.seen("wake_o"), bench.seen("any_o")))
        assert seen == [(pins if n >= ticks else 0, *((1, 1) if n > ticks else (0, 0))) for n in range(5)]
        bench.levels(REST)
        await bench.clock.ticks(4)
        await bench.clear()


@block_test(PinBench)
@covers("WAK-REG-1")
async def raw_levels(dut, bench) -> None:
    """raw_o shows the levels behind synchronizer and debounce, before polarity and whatever is enabled."""
    await bench.configure(0, 0, ALL)
    for level in (ALL, REST, PLAIN | DEBOUNCED, INTERNAL, REST | INTERNAL | PULSE_HIGH):
        bench.levels(level)
        await bench.clock.ticks(25)
        assert bench.seen("stat_wake_raw_o") == level


@block_test(PinBench)
@covers("REG-POST-1")
async def settings_from_the_bus(dut, bench) -> None:
    """Each setting at its source, each route at its core."""
    rng = random.Random(cocotb.RANDOM_SEED)
    for _ in range(12):
        enable, route = rng.randrange(1, ALL + 1), rng.getrandbits(CORES * N)
        await bench.post("wake_cfg", wake_enable=enable, wake_edge=ALL, wake_invert=0, wake_both=0)
        await bench.post("wake_route", wake_route=route >> N << 32 | route & ALL)
        await bench.idle()
        await bench.clear()
        bench.levels(REST ^ (ALL & ~PULSE_LOW))
        await bench.clock.ticks(15)
        assert bench.pending() == enable & ~PULSE_LOW
        waking = enable & ~PULSE_LOW
        nowhere = ALL & ~(route | route >> N)
        cores = [waking & (route | nowhere), waking & route >> N]
        assert bench.seen("wake_o") == sum(1 << core for core, sources in enumerate(cores) if sources)
        bench.levels(REST)
        await bench.clock.ticks(25)
        await bench.clear()


@block_test(PinBench)
@covers("WAK-REG-3")
async def event_is_not_lost_to_a_clear(dut, bench) -> None:
    """A clear that is on its way as a new event comes, at any phase: the event, younger than the write, stays."""
    rng = random.Random(cocotb.RANDOM_SEED)
    sources = PLAIN | INTERNAL  # one of them is here as soon as it fires
    await bench.configure(sources, sources)
    for _ in range(60):
        await bench.clock.ticks(6)
        await bench.post("wake_clear", wake_pending_clr=sources)
        tick = bench.clock.tick
        await Timer(rng.randrange(1, 3 * bench.period_ns()), "ns")
        await bench.pulse(sources, 2 * bench.period_ns() + 10)
        await bench.clock.after(tick + 10)
        await bench.idle()
        await bench.clock.ticks(2)
        assert bench.seen("stat_wake_pending_o") == bench.pending() == sources


@block_test(PinBench)
@covers("SLP-ENT-5", "WAK-OFF-1")
async def wakes_while_the_bus_sleeps(dut, bench) -> None:
    """No bus clock: the wake request, the cause and its tick are there, and can be read when the clock comes back."""
    await bench.configure(PULSE_HIGH | PLAIN, PULSE_HIGH | PLAIN)
    dut.cause_capture_en_i.value = 1
    dut.run_i.value = 0
    await bench.clock.ticks(500)
    tick = bench.clock.tick + 2
    await bench.clock.before(tick)
    await bench.pulse(PULSE_HIGH, 30)
    await bench.clock.after(tick + SYNC_TICKS + 1)
    assert (bench.seen("wake_o"), bench.seen("any_o")) == (1, 1)
    assert bench.seen("stat_wake_pending_o") == 0  # nobody has copied it yet
    dut.run_i.value = 1
    await bench.clock.ticks(8)
    assert bench.seen("stat_wake_pending_o") == PULSE_HIGH
    assert (bench.seen("stat_wake_cause_first_o"), bench.seen("stat_wake_cause_all_lo_o")) == (2, PULSE_HIGH)
    assert abs(bench.seen("stat_wake_cause_tick_o") - tick - SYNC_TICKS) <= 1
