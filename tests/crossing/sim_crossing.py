# SPDX-License-Identifier: Apache-2.0
"""Every crossing of the registers by the same tests: whole and once, last write wins, stops, resets, status, cleared bits."""

from __future__ import annotations

import cocotb
from cocotb.triggers import FallingEdge, RisingEdge, Timer

from tb.block_bench import block_test
from tb.covers import covers
from tb.runner import EVERY, Bench, Variant, chosen_variant
from tests.crossing.bench import BUNDLES, SETTLE_NS, Crossing, Lane
from tests.csr.generator import regmap

POST_TICKS, BUSY_TICKS = 3, 8  # from the write to the consumer's flop; until its effect has been read
JITTERED = ("whole_and_the_last_one_wins", "the_bus_clock_stops", "resets_leave_nothing_behind")


def _on(block: str, jitter: bool) -> Variant:
    made, widths = BUNDLES[block], dict(regmap().reset_params)
    resets = {name: ((1 << widths[name]) // 3 ^ number, widths[name]) for number, name in enumerate(made.params)}
    there = {group.name: group.count - 1 for group in made.families}  # fewer than there could be
    params = {name: f"{width}'h{value:x}" for name, (value, width) in resets.items()}
    params |= {f"{name.upper()}_N": count for name, count in there.items()}
    bench = Bench(top=f"rtl/generated/{block}_xing.sv", params=params, plusargs=("+cdc_jitter={seed}",) if jitter else ())
    return Variant(bench, (block, resets, there), JITTERED if jitter else EVERY)


VARIANTS = {block: _on(block, False) for block in BUNDLES} | {f"{block}_jitter": _on(block, True) for block in BUNDLES}


async def started(dut, **inputs: int) -> Crossing:
    """The crossing, out of reset."""
    bench = Crossing(dut, *chosen_variant(VARIANTS).params)
    await bench.start(**inputs)
    return bench




async def burst(bench: Crossing, most: int) -> list[Lane]:
    """Several writes at any distance; returns the lanes that were written."""
    lanes = bench.rng.choices(bench.lanes, k=bench.rng.randrange(1, most))
    for lane in lanes:
        await bench.write(lane)
        await bench.off_phase(bench.rng.choice((0, 0.01, 0.3, 1, 2.7, 5)))
    return lanes


@block_test(started)
@covers("REG-POST-1", "REG-POST-2", "CHG-SW-4", "MON-RES-4")
async def whole_and_the_last_one_wins(dut, bench) -> None:
    """Bursts of writes: busy from each of them until the answer can be read; nothing torn, lost, doubled or out of order."""
    for _ in range(12):
        await burst(bench, 7)
        await bench.settled()
        assert bench.shown()[bench.answers] == bench.stat[bench.answers], "busy has gone, and the answer cannot be read"
        for lane in bench.lanes:
            lane.check()
            if lane.words():
                assert bench.landed(lane) == (0 if lane.command else lane.words()[-1]), f"{lane.name} does not stand"
            lane.forget()


@block_test(started)
@covers("REG-POST-1", "CHG-SW-1")
async def latency(dut, bench) -> None:
    """At any phase: in the consumer on the third edge, busy for some ticks, other lanes left alone."""
    for lane in bench.lanes * 3:
        await bench.off_phase(bench.rng.random() * 2)
        await bench.write(lane)
        began = bench.clock.tick
        assert sum(map(bench.is_busy, bench.lanes)) == 1
        await bench.settled(BUSY_TICKS)
        assert [tick - began for tick, _ in lane.arrived] == [POST_TICKS], lane.name
        for other in bench.lanes:
            other.check()
            other.forget()


@block_test(started)
@covers("REG-POST-2", "CHG-SW-4", "MON-RES-3")
async def the_bus_clock_stops(dut, bench) -> None:
    """Right behind writes, at any phase: what is on its way arrives without it, the rest when it is back."""
    for _ in range(10):
        lanes = await burst(bench, 4)
        dut.run_i.value = 0
        await bench.off_phase(6 + bench.rng.random() * 20)
        assert all(lane.words() for lane in lanes), "a word that was on its way waits for the bus clock"
        dut.run_i.value = 1
        await bench.ticks(2)
        await bench.settled()
        for lane in bench.lanes:
            lane.check()
            lane.forget()


@block_test(started)
@covers("REG-READ-1", "CHG-SW-4", "MON-RES-3")
async def status_is_one_ticks(dut, bench) -> None:
    """Every member moves every tick: what is read belongs to one tick, stands in between, freezes whole, and waits for the clock."""
    sampled, before = bench.shown(), bench.shown()
    moved = 0
    for number in range(40):
        tick = await bench.edge()
        bench.state_is(**bench.random_state())  # while it settles
        await Timer(SETTLE_NS, "ns")
        bench.state_is(**bench.random_state())
        frozen = bool(bench.frozen) and int(dut.freeze_i.value)
        running = int(dut.run_i.value)
        await bench.clock.after(tick)
        if running:
            before, sampled = sampled, {n: sampled[n] if frozen and n in bench.frozen else v for n, v in bench.stat.items()}
        expected = {name: value & before[name] if name in bench.late else value for name, value in sampled.items()}
        for _ in range(2):
            assert bench.shown() == expected, f"tick {tick}, frozen {frozen}, bus clock {running}"
            await Timer(bench.clock.period * 7 // 10, "step")
            moved += expected != before
        if bench.frozen and number % 7 == 3:
            dut.freeze_i.value = 1 - frozen
        if number == 20:
            dut.run_i.value = 0
            await bench.ticks(4)
            expected = bench.shown()
            bench.state_is(**bench.random_state())
            await bench.ticks(12)
            assert bench.shown() == expected, "status has moved without a bus clock"
            dut.run_i.value = 1
            await bench.ticks(4)
            sampled = {n: sampled[n] if n in bench.frozen and int(dut.freeze_i.value) else v for n, v in bench.stat.items()}
    assert moved > 40


@block_test(started)
@covers("CHG-SW-3", "MON-RES-2", "REG-EVT-3")
async def cleared_bits_read_zero(dut, bench) -> None:
    """From the write on, however clears follow each other, until the AON side has taken them; no other bit is touched."""
    ones = {name: (1 << member.width) - 1 for name, member in bench.state.items()}
    for lane, hides in ((lane, hides) for lane, hides in bench.hides.items() if lane.collects):
        for gap in (0, 0.05, 0.7, 1.5, 3.1):
            bench.state_is(**ones)
            await bench.ticks(4)
            hidden = dict.fromkeys(ones, 0)
            for _ in range(3):
                word = bench.rng.getrandbits(lane.width) or 1
                await bench.write(lane, word)
                for name, lsb, width in hides:
                    hidden[name] |= word >> lsb & (1 << width) - 1
                await bench.off_phase(gap)
            while bench.is_busy(lane):
                expected = {name: ones[name] & ~hidden[name] for name in ones if name != bench.answers}
                assert expected.items() <= bench.shown().items(), f"{lane.name}, {gap} ticks apart: on the way"
                await FallingEdge(dut.clk_sys)
            await FallingEdge(dut.clk_sys)
            await FallingEdge(dut.clk_sys)
            kept = {name: value for name, value in ones.items() if name != bench.answers}
            assert kept.items() <= bench.shown().items(), f"{lane.name}: what the AON side has kept is hidden for ever"
            lane.check()
            lane.forget()


@block_test(started)
@covers("REG-EVT-3")
async def a_cleared_event_is_gone_for_good(dut, bench) -> None:
    """The AON side takes the clear: the bit is never seen again, at any phase, until it comes anew."""
    for lane, hides in ((lane, hides) for lane, hides in bench.hides.items() if hides):
        for _ in range(6):
            bench.state_is(**{name: (1 << width) - 1 for name, _, width in hides})
            await bench.ticks(3)
            await bench.off_phase(bench.rng.random())
            await bench.write(lane, (1 << lane.width) - 1)
            for _ in range(250):
                assert not any(bench.shown()[name] for name, _, _ in hides), lane.name
                if lane.arrived and bench.clock.tick >= lane.arrived[0][0]:
                    bench.state_is(**{name: 0 for name, _, _ in hides})
                await FallingEdge(dut.clk_sys)
            lane.forget()
            bench.state_is(**{name: (1 << width) - 1 for name, _, width in hides})
            await bench.ticks(3)
            assert all(bench.shown()[name] == (1 << width) - 1 for name, _, width in hides), "a new event does not show"


@block_test(started)
@covers("REG-POST-5", "REG-POST-6")
async def resets_leave_nothing_behind(dut, bench) -> None:
    """Both sides or the bus side alone are reset in the middle of posts, either side first out: nobody is told what nobody wrote."""
    for number in range(12):
        await burst(bench, 5)
        alone = number % 3 == 0
        await FallingEdge(dut.clk)  # not on an edge of the consumer: it would get what it gets
        await bench.off_phase(bench.rng.random() * 0.4)
        bench.drive(**({"rst_sys_ni": 0} if alone else {"rst_sys_ni": 0, "rst_aon_ni": 0}))
        await Timer(1, "ns")
        assert not bench.busy(), "busy in reset"
        assert bench.shown() == {n: 0 if n in bench.late else v for n, v in bench.reset_state.items()}
        for lane in bench.lanes:
            assert bench.landed(lane) == lane.reset, lane.name
            lane.forget()
        await bench.off_phase(bench.rng.random() * 3)
        for side in bench.rng.sample(("sys", "aon"), 2):
            await FallingEdge(dut.clk_sys if side == "sys" else dut.clk)
            bench.drive(**{f"rst_{side}_ni": 1})
            await bench.off_phase(bench.rng.choice((0.1, 4)))
        if not alone:
            await FallingEdge(dut.clk)
            bench.clock.base = None
            await bench.clock.counting()
        await bench.ticks(6)
        assert not bench.busy(), "busy behind reset"
        for lane in bench.lanes:
            lane.check()  # nothing has come from nowhere
        await burst(bench, 3)
        await bench.settled()
        for lane in bench.lanes:
            lane.check()


@block_test(started)
@covers("REG-POST-5")
async def the_bus_side_may_be_first(dut, bench) -> None:
    """A word that is posted while the AON side is still in reset waits for it."""
    for lane in bench.lanes:
        bench.reset(1)
        await bench.off_phase(2.3)
        bench.drive(rst_sys_ni=1)
        lane.forget()
        await bench.write(lane)
        await bench.off_phase(4)
        assert bench.is_busy(lane) and not lane.words()
        bench.drive(rst_aon_ni=1)
        bench.clock.base = None
        await bench.clock.counting()
        await bench.settled()
        lane.check()
        lane.forget()


@block_test(started)
async def what_is_made_is_taken_once(dut, bench) -> None:
    """take_o tells of each snapshot; of what the platform has not, nothing moves."""
    taken: dict[str, int] = {}

    async def count(name: str) -> None:
        port = getattr(dut, f"take_{name}_o")
        while True:
            await RisingEdge(dut.clk_sys)
            word = int(port.value)
            for lane in bench.lanes:
                if lane.name.startswith(f"{name}["):
                    taken[lane.name] = taken.get(lane.name, 0) + (word >> lane.bit & 1)

    tasks = [cocotb.start_soon(count(group.name)) for group in bench.bundle.makes]
    for _ in range(6):
        await burst(bench, 6)
    for group in bench.bundle.makes:
        bench.drive(**{f"made_{group.name}_i": (1 << group.count * group.width) - 1})
        await bench.strike(f"made_{group.name}_wr_i", (1 << group.count) - 1)
    await bench.settled()
    for lane in bench.lanes:
        if lane.wr.startswith("made"):
            assert taken[lane.name] == len(lane.words()) > 0, lane.name
            assert lane.words()[-1] == (1 << lane.width) - 1
    for group in bench.bundle.makes:
        there = sum(lane.name.startswith(f"{group.name}[") for lane in bench.lanes)
        assert bench.seen(f"made_{group.name}_o") >> there * group.width == 0
    for task in tasks:
        task.cancel()
