# SPDX-License-Identifier: Apache-2.0
"""monitor_sar in its block bench, with a front end that answers by itself: every output against the model."""

from __future__ import annotations

import random

import cocotb
from cocotb.triggers import Timer

from models.monitor_sar import BITS, MonitorSar
from tb.block_bench import BlockBench, block_test
from tb.covers import covers
from tb.runner import EVERY, Bench, Variant, chosen_variant


def _on(sample_ticks: int, *tests: str) -> Variant:
    bench = Bench(top="rtl/monitor/monitor_sar.sv", parts=("tb/blocks/adc_front_end.sv",), params={"SAMPLE_TICKS": sample_ticks})
    return Variant(bench, sample_ticks, tests or EVERY)


VARIANTS = {"usual": _on(2), "shortest": _on(1, "every_region_of_codes", "reset_in_the_middle", "random_starts")}
SAMPLE_TICKS = chosen_variant(VARIANTS).params
CONVERSION = SAMPLE_TICKS + BITS
STEPS = 8  # levels are in eighths of a code
STUCK_0, STUCK_1 = 0b10, 0b11


class SarBench(BlockBench):
    """The converter's control between a front end that answers by itself and its scoreboard."""

    def __init__(self, dut) -> None:
        super().__init__(dut, lambda: MonitorSar(SAMPLE_TICKS), dut.u_core)
        self.length = CONVERSION

    def level(self, eighths: int, chan: int) -> None:
        """The input of channel *chan* is at *eighths* of a code; all others at its opposite, to be told from it."""
        other = 0xFFFF ^ eighths
        self.dut.level_i.value = sum((eighths if c == chan else other) << 16 * c for c in range(7))

    async def strike(self, chan: int) -> int:
        """Begin a conversion; returns the tick of the start, after whose edge it ends."""
        self.dut.start_i.value, self.dut.chan_i.value = 1, chan
        tick = self.clock.tick + 1
        await self.clock.before(tick + 1)
        self.dut.start_i.value = 0
        return tick

    async def convert(self, eighths: int, chan: int = 0) -> int:
        """Convert a level, see that done comes on its tick; returns the code."""
        self.level(eighths, chan)
        tick = await self.strike(chan)
        await self.clock.after(tick + self.length - 1)
        assert (self.seen("done_o"), self.seen("en_o")) == (0, 1)
        await self.clock.after(tick + self.length)
        assert (self.seen("done_o"), self.seen("en_o"), self.seen("chan_o")) == (1, 0, chan)
        await self.clock.before(tick + self.length + 1)
        return self.seen("value_o")


@block_test(SarBench)
@covers("MON-SAR-1")
async def every_region_of_codes(dut, bench) -> None:
    """Both ends, both sides of every power of two and its sums, random codes; half a step above reads as the code."""
    rng = random.Random(cocotb.RANDOM_SEED)
    borders = {center + near for center in (1 << n for n in range(13)) for near in (-2, -1, 0, 1)}
    codes = {*range(4), *range(4092, 4096), 0x555, 0xAAA, *borders, *(rng.getrandbits(12) for _ in range(120))}
    for code in sorted(code for code in codes if 0 <= code < 4096):
        assert await bench.convert(code * STEPS + rng.randrange(STEPS), rng.randrange(7)) == code
    assert await bench.convert(4096 * STEPS) == await bench.convert(0xFFFF) == 4095  # above full scale


@block_test(SarBench)
@cocotb.parametrize(value=[0, 1])
@covers("MON-SAR-3")
async def comparator_stuck(dut, bench, value: int) -> None:
    """Ends in time all the same: with 0, or full scale."""
    dut.stuck_i.value = STUCK_1 if value else STUCK_0
    for level in (0, 1234 * STEPS, 4095 * STEPS):
        assert await bench.convert(level) == 4095 * value


@block_test(SarBench)
@covers("MON-SAR-3")
async def start_while_busy(dut, bench) -> None:
    """A start on any edge of a conversion is not taken, and its channel neither; the one behind done is."""
    bench.level(1000 * STEPS, 3)
    for offset in range(1, CONVERSION + 1):
        tick = await bench.strike(3)
        if offset > 1:
            await bench.clock.before(tick + offset)
        assert await bench.strike(5) == tick + offset
        await bench.clock.after(tick + CONVERSION)
        assert (bench.seen("done_o"), bench.seen("chan_o"), bench.seen("value_o")) == (1, 3, 1000)
        await bench.clock.before(tick + CONVERSION + 1 + offset % 3)
        assert (bench.seen("en_o"), bench.seen("chan_o")) == (0, 3)


@block_test(SarBench)
async def one_after_the_other(dut, bench) -> None:
    """A start that stands: a conversion every S + 13 ticks, each with the channel of its own start."""
    dut.level_i.value = sum(500 * (c + 1) * STEPS << 16 * c for c in range(7))
    dut.start_i.value = 1
    first = bench.clock.tick + 1
    for number in range(14):
        await bench.clock.before(first + number * (CONVERSION + 1))
        dut.chan_i.value = number % 7
        await bench.clock.after(first + number * (CONVERSION + 1))
        assert (bench.seen("sample_o"), bench.seen("done_o")) == (1, 0)
        await bench.clock.before(first + number * (CONVERSION + 1) + 1)
        dut.chan_i.value = 7  # looked at on the edge of the start alone
        await bench.clock.after(first + number * (CONVERSION + 1) + CONVERSION)
        assert (bench.seen("done_o"), bench.seen("value_o")) == (1, 500 * (number % 7 + 1))


@block_test(SarBench)
@covers("MON-SAR-1")
async def input_is_held(dut, bench) -> None:
    """What the input does behind the sample time does not count, what it does before does not either."""
    for held in (0, 700, 4095):
        bench.level((4095 - held) * STEPS, 0)
        tick = await bench.strike(0)
        await Timer(bench.clock.period // 4, "step")
        bench.level(held * STEPS, 0)
        await bench.clock.after(tick + SAMPLE_TICKS)
        bench.level((4095 - held) * STEPS, 0)
        await bench.clock.after(tick + CONVERSION)
        assert (bench.seen("done_o"), bench.seen("value_o")) == (1, held)


@block_test(SarBench)
async def noise_and_offset(dut, bench) -> None:
    """A comparator with noise of one code errs by no more than two; an offset shifts the code by itself."""
    rng = random.Random(cocotb.RANDOM_SEED)
    dut.noise_i.value = STEPS
    errors = set()
    for _ in range(60):
        code = rng.randrange(8, 4088)
        errors.add(await bench.convert(code * STEPS + STEPS // 2) - code)
    assert errors <= {-2, -1, 0, 1, 2} and len(errors) >= 2, errors


@block_test(SarBench)
@covers("MON-SAR-3")
async def reset_in_the_middle(dut, bench) -> None:
    """POR on each tick of a conversion: everything 0 at once, and the next conversion is whole."""
    for offset in range(CONVERSION + 2):
        bench.level(4095 * STEPS, 6)
        await bench.strike(6)
        await bench.clock.ticks(offset or 1)
        bench.reset(1)
        await Timer(bench.clock.period // 4, "step")
        assert [bench.seen(port) for port in MonitorSar.OUTPUTS] == [0] * 6
        await bench.restart()
        await bench.clock.ticks(1)
        assert await bench.convert(77 * STEPS, 2) == 77


@block_test(SarBench)
@covers("MON-MODEL-1")
async def random_starts(dut, bench) -> None:
    """Starts, channels, levels and noise at random."""
    rng = random.Random(cocotb.RANDOM_SEED)
    for _ in range(250):
        bench.level(rng.getrandbits(16), rng.randrange(7))
        dut.chan_i.value, dut.start_i.value = rng.randrange(7), rng.getrandbits(1)
        dut.noise_i.value = rng.choice((0, 3, 40))
        await bench.clock.ticks(rng.choice((1, 2, 5, 14, 15, 30)))
    assert bench.scoreboard.changes > 1_500
