# SPDX-License-Identifier: Apache-2.0
"""sleep_core, races on purpose: everything that can come in between, on every tick of an entry, a sleep and an exit.

One undisturbed sleep is measured first. Then it is repeated with one disturbance, a tick later each time, from before
WFI until after the exit. What a user is promised is checked on its own; cycles are compared by the scoreboard.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import cocotb

from models.core_ctrl import GATED, POWER_GATED, RUN, SETTLE
from models.sleep import ABORTED, FELL_THROUGH, NO_OUTCOME, SLEPT
from tb.block_bench import block_test
from tb.covers import covers
from tests.sleep.params import LIGHT, MEMORY, TWO, bench_for
from tests.sleep.world import ACTIVE, ASLEEP, FAULT, OFF, POWER_DOWN, World

BENCH = bench_for(TWO)
MARGIN_TICKS = 3
SLEEP_TICKS = 8  # that an undisturbed sleep lasts


class Times(NamedTuple):
    """Ticks of an undisturbed sleep, counted from the one on which idle_i rises."""

    gated: int
    decided: int
    ponr: int
    """ponr_i rises."""
    asleep: int
    """state_i becomes ASLEEP."""
    woken: int
    end: int
    """The PMU is back in RUN."""


class Lab:
    """Repeats one sleep in one mode."""

    def __init__(self, world: World, mode: int) -> None:
        self.world, self.mode = world, mode
        self.times: Times | None = None
        self.counts = dict.fromkeys(("entries", "aborts", "falls"), 0)

    async def measure(self) -> Times:
        """The undisturbed sleep."""
        world, seen = self.world, {}
        start = await self.begin()
        ask = {
            "gated": lambda: world.state(0) == GATED,
            "decided": lambda: world.out("cause_capture_en_o") == 1,
            "ponr": lambda: world.out("ponr_i") == 1,
            "asleep": lambda: world.out("state_i") == ASLEEP,
        }
        for name, condition in ask.items():
            await world.until(condition, name)
            # in the middle of tick k: outputs of edge k, and inputs as edge k sampled them
            seen[name] = world.clock.tick - start
        seen["woken"] = seen["asleep"] + SLEEP_TICKS
        world.wake(start + seen["woken"], 1)
        await world.clock.after(start + seen["woken"] + 1)
        await world.awake()
        seen["end"] = world.clock.tick - start
        self.times = Times(**seen)
        await self.recover()
        assert self.changed() == {"entries": 1, "aborts": 0, "falls": 0}
        return self.times

    async def begin(self) -> int:
        """All cores execute WFI; the tick on which idle_i rises."""
        start = self.world.soon + 2 * MARGIN_TICKS
        self.world.sleep(start, self.mode)
        return start

    async def recover(self) -> None:
        """Back to: power is ACTIVE, core 0 runs, core 1 is parked, no wake is pending, nothing is offered."""
        world = self.world
        world.offer = None
        world.drive(world.soon, wake_i=0, any_i=0, restart_i=0)
        await world.until(lambda: world.power in (ACTIVE, OFF, FAULT), "power settles")
        if world.power != ACTIVE:
            world.power_up()
        await world.until(lambda: world.power == ACTIVE and not world.out("cause_capture_en_o"), "awake", 300)
        if world.state(0) != RUN:
            world.drive(world.soon, kick_valid_i=1, kick_i=1)
            await world.until(lambda: world.state(0) == RUN, "core 0 runs")
        world.wait_for_interrupt(world.soon, 2)
        await world.until(lambda: world.state(1) == POWER_GATED, "core 1 parks")
        world.resume(world.soon, 1)
        await world.until(lambda: world.state(0) == RUN, "core 0 runs")
        await world.clock.ticks(8)

    def changed(self) -> dict[str, int]:
        """What was counted since the last call."""
        before, self.counts = self.counts, {name: self.world.count(name, self.mode) for name in self.counts}
        return {name: (self.counts[name] - before[name]) % (1 << 16 if name == "entries" else 256) for name in before}

    async def sweep(
        self, disturb: Callable[[int], None], *, cores: int, last: str = "end", linger: int = 1
    ) -> dict[int, int]:
        """*disturb* at every tick; *cores* (mask) must run after it; the outcome of the entry by offset from WFI.

        Before WFI and after the measured wake the source wakes that did so then. *linger*: ticks until all that
        *disturb* does has happened.
        """
        world, outcomes = self.world, {}
        times = self.times or await self.measure()
        for offset in range(-MARGIN_TICKS, getattr(times, last) + MARGIN_TICKS + 1):
            start = await self.begin()
            disturb(start + offset)
            if not 0 <= offset <= times.woken:
                world.wake(start + times.woken, 1)
            await world.clock.after(start + (times.woken if offset < 0 else offset) + linger)
            wanted = [core for core in world.cores if cores >> core & 1]
            await world.until(
                lambda wanted=wanted: all(world.state(core) == RUN for core in wanted) and world.power == ACTIVE,
                f"disturbed {offset} ticks after WFI (decision at {times.decided}): cores {wanted} run",
            )
            await world.awake()
            changed = self.changed()
            outcome = world.out("outcome_o") if changed["entries"] else NO_OUTCOME
            outcomes[offset] = outcome
            expected = {"aborts": int(outcome == ABORTED), "falls": int(outcome == FELL_THROUGH)}
            assert changed == {"entries": changed["entries"], **expected}, f"offset {offset}: {changed}, outcome {outcome}"
            await self.recover()
            self.changed()
        return outcomes

    def outcome(self, offset: int) -> int:
        """What the page says about a wake that comes *offset* ticks after WFI."""
        times = self.times
        if offset <= times.decided:
            return NO_OUTCOME
        # power sees slp_enter_o fall one edge later, and the edge before ponr_i is seen is its last to turn round
        if offset <= times.ponr - 2:
            return ABORTED
        return FELL_THROUGH if offset <= times.asleep else SLEPT


async def lab(dut, mode: int, **settings: object) -> Lab:
    """A booted world and the measured sleep in it."""
    world = World(dut, TWO)
    for name, value in settings.items():
        assert hasattr(world, name), name
        setattr(world, name, value)
    await world.start()
    await world.clock.ticks(8)
    result = Lab(world, mode)
    await result.measure()
    return result


@cocotb.test()
@cocotb.parametrize(mode=[LIGHT, MEMORY])
@covers("SLP-ENT-3", "SLP-ENT-4")
async def wake_on_every_tick(dut, mode: int) -> None:
    """Before the decision: no entry; before the point of no return: ABORTED; after it FELL_THROUGH, then SLEPT."""
    here = await lab(dut, mode)
    outcomes = await here.sweep(lambda tick: here.world.wake(tick, 1), cores=1, last="woken")
    expected = {offset: here.outcome(offset) for offset in outcomes}
    assert outcomes == expected, f"{here.times}: {outcomes}"
    assert set(outcomes.values()) == {NO_OUTCOME, ABORTED, FELL_THROUGH, SLEPT}
    await here.world.finish()


@cocotb.test()
@covers("SLP-CORE-6")
async def wake_of_the_other_core_on_every_tick(dut) -> None:
    """A source for core 1 alone, long entry: core 1 runs whenever it comes."""
    here = await lab(dut, LIGHT, entry_ticks=6, tail_ticks=4, domain_ticks=2)
    outcomes = await here.sweep(lambda tick: here.world.wake(tick, 2), cores=2, last="woken")
    assert {offset: here.outcome(offset) for offset in outcomes} == outcomes
    await here.world.finish()


@cocotb.test()
@cocotb.parametrize(core=[0, 1], mode=[LIGHT, MEMORY])
@covers("SLP-CORE-7")
async def kick_on_every_tick(dut, core: int, mode: int) -> None:
    """A pulse of one tick, from before WFI to after the exit: the core always runs."""
    here = await lab(dut, mode)
    kick = 1 << core
    await here.sweep(lambda tick: here.world.drive(tick, kick_valid_i=1, kick_i=kick), cores=kick)
    await here.world.finish()


@cocotb.test()
@cocotb.parametrize(stops=[True, False])
@covers("SLP-CORE-4")
async def wfi_ends_on_every_tick(dut, stops: bool) -> None:
    """Idle falls in SETTLE, GATED, on every tick of the entry and asleep: nothing sticks, the core goes on."""
    here = await lab(dut, MEMORY, clock_stops=stops)
    world = here.world

    def resume(tick: int) -> None:
        world.resume(tick, 1)
        if stops:  # with the clock off nobody sees WFI end: the source that ended it wakes
            world.wake(tick + 4, 1)

    outcomes = await here.sweep(resume, cores=1, last="woken", linger=5)
    assert ABORTED in outcomes.values() and outcomes[here.times.decided - 1] == NO_OUTCOME
    await world.finish()


@block_test(lambda dut: World(dut, TWO), start=False)
@cocotb.parametrize(length=[1, 3, None])
async def wfi_ends_as_the_core_is_parked(dut, world, length: int | None) -> None:
    """A power-gated core whose isolation takes its time: WFI ends before it has closed, if only for *length* ticks."""
    world.clock_stops, world.domain_ticks, world.tail_ticks = False, 4, 12
    await world.start()
    world.drive(world.soon, type_valid_i=1, type_pg_i=3)
    await world.clock.ticks(8)
    here = Lab(world, LIGHT)
    times = await here.measure()
    for offset in range(times.ponr - 4, times.ponr + 4):
        start = await here.begin()
        world.resume(start + offset, 1)
        if length:
            world.wait_for_interrupt(start + offset + length, 1)
        await world.clock.after(start + offset + 4)
        await world.until(lambda: world.state(0) == RUN, f"WFI ended {offset} ticks after it began: core 0 runs")
        await here.recover()


@cocotb.test()
@cocotb.parametrize(pulse=[1, 2, 3, 5])
@covers("SLP-CORE-5")
async def short_wfi(dut, pulse: int) -> None:
    """WFI pulses: idle for a few ticks at every distance from the one before; ready for the next, never stuck."""
    here = await lab(dut, LIGHT)
    world = here.world
    world.offer = LIGHT
    for gap in range(1, 8):
        start = world.soon
        world.wait_for_interrupt(start, 1)
        world.resume(start + pulse, 1)
        world.wait_for_interrupt(start + pulse + gap, 1)
        world.resume(start + 2 * pulse + gap, 1)
        await world.clock.after(start)
        assert world.state(0) == SETTLE
        await world.clock.after(start + 2 * pulse + gap)
        assert world.state(0) == RUN and world.out("core_tgt_o") & 3 == 0
        await world.clock.ticks(6)
        assert world.state(0) == RUN and world.out("cause_capture_en_o") == 0
    await world.finish()


@cocotb.test()
@cocotb.parametrize(later=[1, 4, 9])
@covers("SLP-MODE-6")
async def another_mode_on_every_tick(dut, later: int) -> None:
    """The offer falls and comes back as another mode: out of this one, a core is there, statistics of the right mode."""
    here = await lab(dut, LIGHT, clock_stops=False)
    world = here.world

    def change(tick: int) -> None:
        world.at(tick, lambda: setattr(world, "offer", None))
        world.at(tick + later, lambda: setattr(world, "offer", MEMORY))

    async def attempt(offset: int) -> None:
        start = await here.begin()
        change(start + offset)
        world.wake(start + offset + 60, 1)
        await world.clock.after(start + offset + 61)
        await world.until(lambda: world.state(0) == RUN and world.power == ACTIVE, f"offset {offset}: core 0 runs")
        await here.recover()

    for offset in range(1, here.times.asleep + 2):
        light, memory = world.count("entries", LIGHT), world.count("entries", MEMORY)
        await attempt(offset)
        light, memory = world.count("entries", LIGHT) - light, world.count("entries", MEMORY) - memory
        # an exit that woke nobody has the boot core run, so no second entry follows a first one
        assert (light, memory) == ((0, 1) if offset <= here.times.decided else (1, 0)), f"offset {offset}"
    await world.finish()


@cocotb.test()
@covers("PWR-RST-1", "WAK-RST-1")
async def restart_on_every_tick(dut) -> None:
    """The RESET pin: whatever the state, the core that starts by itself runs afterwards."""
    here = await lab(dut, MEMORY)
    world = here.world

    def restart(tick: int) -> None:
        world.drive(tick, restart_i=1)
        world.resume(tick + 39, 3)  # out of reset a core is not in WFI
        world.drive(tick + 40, restart_i=0)

    await here.sweep(restart, cores=1, linger=41)
    await world.finish()


@cocotb.test()
@cocotb.parametrize(state=[POWER_DOWN, FAULT], mode=[LIGHT, MEMORY])
async def power_loss_on_every_tick(dut, state: int, mode: int) -> None:
    """All parked, no mode, no sleep, no timers on that very edge; and after power-up everything works as before."""
    here = await lab(dut, mode)
    world, times = here.world, here.times
    for offset in range(-MARGIN_TICKS, times.end + MARGIN_TICKS):
        world.drive(world.soon, max_valid_i=1, max_ticks_i=500, act_valid_i=2, act_ticks_i=0)
        start = await here.begin()
        if offset > times.woken:
            world.wake(start + times.woken, 1)
        outcome = world.out("outcome_o")
        world.lose_power(start + offset, state)
        await world.clock.after(start + offset)
        for name, value in (("mode_o", 0), ("slp_enter_o", 0), ("power_gated_o", 3), ("core_tgt_o", 10), ("dram_state_o", 0),
                            ("dram_req_o", 0), ("max_armed_o", 0), ("mask_o", TWO.OFF_WAKE_MASK), ("cause_capture_en_o", 1)):  # fmt: skip
            assert world.out(name) == value, f"lost {offset} ticks after WFI: {name} = {world.out(name)}"
        if offset < times.end - 1:
            assert world.out("outcome_o") == outcome, f"lost {offset} ticks after WFI: an outcome"
        await world.clock.ticks(3)
        await here.recover()
        here.changed()
    assert await here.measure() == times
    await world.finish()


@cocotb.test()
@covers("SLP-ENT-5", "VER-RACE-1")
async def two_things_at_once(dut) -> None:
    """Pairs of wake, kick, end of WFI, timer within three ticks of each other, around decision and no return."""
    here = await lab(dut, LIGHT, clock_stops=False)
    world, times = here.world, here.times
    acts = {
        "wake": lambda tick: world.wake(tick, 1),
        "kick": lambda tick: world.drive(tick, kick_valid_i=1, kick_i=1),
        "resume": lambda tick: world.resume(tick, 1),
        "timer": lambda tick: world.drive(tick, tmr_valid_i=1, tmr_ticks_i=1),
    }
    pairs = [(a, b) for a in acts for b in acts if a < b]
    for first, second in pairs:
        decided, ponr = times.decided, times.ponr
        for offset in (decided - 1, decided, decided + 1, ponr - 2, ponr - 1, times.asleep):
            for distance in (0, 1, 3):
                start = await here.begin()
                acts[first](start + offset)
                acts[second](start + offset + distance)
                what = f"{first} {offset} ticks after WFI, {second} {distance} ticks later"
                await world.clock.after(start + offset + distance + 1)
                await world.until(lambda: world.state(0) == RUN and world.power == ACTIVE, f"{what}: core 0 runs")
                await world.awake()
                changed = here.changed()
                assert changed["entries"] == changed["aborts"] + changed["falls"] + (
                    changed["entries"] and world.out("outcome_o") == SLEPT
                ), what
                await here.recover()
                here.changed()
    await world.finish()
