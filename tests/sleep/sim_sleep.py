# SPDX-License-Identifier: Apache-2.0
"""sleep_core in its block bench: cores, whole sleeps, timers, memory, two cores; every output against the model."""

from __future__ import annotations

import cocotb

from models.core_ctrl import GATED, POWER_GATED, RUN, SETTLE, WAKING
from models.sleep import ABORTED, FELL_THROUGH, SLEPT
from models.sticky_events import AGED_TICKS, QUEUE_TICKS, WAY_TICKS
from tb.block_bench import block_test
from tb.covers import covers
from tests.sleep.params import DEEP, LIGHT, MEMORY, TWO, bench_for
from tests.sleep.world import ACTIVE, ASLEEP, World

BENCH = bench_for(TWO)
DRAM_ERR = 1 << 3


async def booted(dut, **settings: object) -> World:
    """A world with these settings, core 0 running and core 1 parked."""
    world = World(dut, TWO)
    for name, value in settings.items():
        assert hasattr(world, name), name
        setattr(world, name, value)
    await world.start()
    await world.clock.ticks(6)  # run_o has come back as an idle that may rise
    return world


async def both_run(world: World) -> None:
    """Core 0 wakes core 1."""
    world.drive(world.soon, kick_valid_i=1, kick_i=2)
    await world.until(lambda: world.state(1) == RUN, "core 1 runs")
    await world.clock.ticks(6)


async def sleeps(world: World, mode: int) -> int:
    """All cores go to sleep in *mode*; the tick of the decision."""
    entries = world.count("entries", mode)
    world.sleep(world.soon, mode)
    await world.until(lambda: world.count("entries", mode) == entries + 1, "entry")
    return world.clock.tick


@block_test(booted)
async def boots_the_cores_that_start_by_themselves(dut, world) -> None:
    """Core 0 comes up with power, core 1 waits for core 0 to wake it."""
    assert [world.state(c) for c in (0, 1)] == [RUN, POWER_GATED]
    assert world.out("core_tgt_o") == 0b10_00 and world.out("power_gated_o") == 0b10 and world.out("run_o") == 0b01
    await both_run(world)
    assert world.out("run_o") == 0b11


@block_test(booted)
@covers("SLP-CORE-2", "SLP-MODE-4")
async def settles_and_comes_back(dut, world) -> None:
    """WFI of core 0: SETTLE for four ticks, GATED; WFI that ends: RUN on that edge. No sleep without an offer."""
    start = world.soon
    world.wait_for_interrupt(start, 1)
    for tick, expected in ((start - 1, RUN), (start, SETTLE), (start + 3, SETTLE), (start + 4, GATED)):
        await world.clock.after(tick)
        assert world.state(0) == expected, f"tick {tick}: {world.state(0)}"
    await world.clock.ticks(50)
    assert world.state(0) == GATED and world.out("entries_o") == 0
    end = world.soon
    world.resume(end, 1)
    await world.clock.after(end)
    assert world.state(0) == RUN and world.out("core_tgt_o") & 3 == 0


@block_test(booted)
@cocotb.parametrize(mode=[LIGHT, MEMORY, DEEP])
@covers("SLP-ENT-1", "SLP-STAT-1", "WAK-MASK-1")
async def sleeps_and_wakes(dut, world, mode: int) -> None:
    """A whole sleep in each mode: masks, switches, memory, causes window, statistics."""
    begin = await sleeps(world, mode)
    assert world.out("cause_capture_en_o") == 1 and world.out("mode_o") == mode
    await world.until(lambda: world.power == ASLEEP, "asleep")
    await world.clock.ticks(2)
    assert world.out("mask_o") == TWO.MODE_WAKE_MASK[mode]
    assert world.out("slp_off_o") == (0b111 & ~TWO.MODE_DOM_ON[mode] | 0b001)
    assert world.out("dram_state_o") == TWO.MODE_DRAM[mode] and world.out("dram_req_o") == 0
    assert world.out("entry_lat_o") > 4
    # PG and all that the mode switches off is parked, CG in a mode that keeps its domain is not
    assert [world.state(c) for c in (0, 1)] == [GATED if mode != DEEP else POWER_GATED, POWER_GATED]
    await world.clock.ticks(100)
    wake = world.soon
    world.wake(wake, 1)
    await world.clock.after(wake)
    assert world.out("slp_enter_o") == 0 and world.state(0) == WAKING
    await world.awake()
    assert (world.out("outcome_o"), world.out("last_mode_o"), world.out("event_o")) == (SLEPT, mode, 1)
    assert world.out("asleep_ticks_o") == wake - begin - world.out("entry_lat_o")
    assert world.out("dram_state_o") == 0 and world.out("mask_o") == 0xFF and world.out("mode_o") == 0
    assert [world.state(c) for c in (0, 1)] == [RUN, POWER_GATED]


@block_test(lambda dut: booted(dut, memory_ticks=0))
@covers("SLP-ENT-7")
async def goes_straight_back_to_sleep(dut, world) -> None:
    """Nobody takes a lock after the wake: asleep again, and again; all counted."""
    for turn in range(1, 4):
        await sleeps(world, MEMORY)
        await world.until(lambda: world.power == ASLEEP, "asleep")
        wake = world.soon + 3
        world.wake(wake, 1)
        world.wake(wake + 4, 0)
        await world.awake()
        assert world.count("entries", MEMORY) == turn and world.out("outcome_o") == SLEPT
    assert world.out("aborts_o") == world.out("falls_o") == 0


@block_test(booted)
@covers("SLP-CORE-3", "SLP-CORE-6")
async def wake_goes_to_one_core_only(dut, world) -> None:
    """A source routed to core 1 starts core 1; core 0 stays gated (CG) or parked (PG)."""
    for types, rest in ((0b10, GATED), (0b11, POWER_GATED)):
        world.drive(world.soon, type_valid_i=1, type_pg_i=types)
        await world.clock.ticks(3)
        await sleeps(world, LIGHT)
        await world.until(lambda: world.power == ASLEEP, "asleep")
        world.wake(world.soon, 2)
        await world.awake()
        assert [world.state(c) for c in (0, 1)] == [rest, RUN]
        world.wake(world.soon, 0)
        world.offer = None
        world.drive(world.soon + 1, kick_valid_i=1, kick_i=1)
        await world.until(lambda: world.state(0) == RUN, "core 0 is back")
        await world.clock.ticks(6)
        world.wait_for_interrupt(world.soon, 2)
        await world.until(lambda: world.state(1) == POWER_GATED, "core 1 parks")


@block_test(booted)
@cocotb.parametrize(types=[0, 1, 2, 3], mode=[LIGHT, DEEP])
@covers("SLP-CORE-2", "SLP-CORE-3")
async def two_cores_of_every_type(dut, world, types: int, mode: int) -> None:
    """CG and PG in all combinations: who is switched off in sleep; one is down while the other runs only if PG."""
    world.drive(world.soon, type_valid_i=1, type_pg_i=types)
    await both_run(world)
    for core in (1, 0):
        alone = POWER_GATED if types >> core & 1 else GATED
        world.wait_for_interrupt(world.soon, 1 << core)
        await world.until(lambda core=core, alone=alone: world.state(core) == alone, f"core {core} down alone")
        assert world.state(1 - core) == RUN
        world.drive(world.soon, kick_valid_i=1, kick_i=1 << core)
        await world.until(lambda core=core: world.state(core) == RUN, f"core {core} back")
        await world.clock.ticks(6)
    await sleeps(world, mode)
    off = (0b111 & ~TWO.MODE_DOM_ON[mode]) | (types & 1) << 1 | types >> 1
    await world.until(lambda: world.power == ASLEEP, "asleep")
    await world.clock.ticks(2)
    assert world.out("slp_off_o") == off
    for core, domain in ((0, 1), (1, 0)):
        assert world.state(core) == (POWER_GATED if off >> domain & 1 else GATED)
    world.wake(world.soon, 3)
    await world.awake()
    assert [world.state(c) for c in (0, 1)] == [RUN, RUN]


@block_test(booted)
async def active_time_only_moves_out(dut, world) -> None:
    """A second call at every distance, shorter, longer and on the last tick: the core is active until the later end."""
    for ticks in (1, 6, 20):
        for distance in (1, 5, 6, 7, 19, 20, 21):
            start = world.soon
            world.drive(start, act_valid_i=1, act_ticks_i=20)
            world.drive(start + distance, act_valid_i=1, act_ticks_i=ticks)
            world.wait_for_interrupt(start + 1, 1)
            end = start + max(20, distance + ticks)
            # 21 ticks later there is one tick between the two, on which an idle core may go
            broken = distance == 21
            await world.clock.after(start)
            assert world.out("active_o") == 1
            await world.clock.after(end - 1)
            assert world.out("active_o") == 1, f"20 ticks, and {distance} later {ticks}: cut short"
            assert broken or world.state(0) == RUN
            await world.clock.after(end)
            assert world.out("active_o") == 0, f"20 ticks, and {distance} later {ticks}: too long"
            await world.until(lambda: world.state(0) == GATED, "the core goes down when all is over")
            world.resume(world.soon, 1)
            await world.clock.ticks(6)


@block_test(lambda dut: booted(dut, memory_ticks=1))
@cocotb.parametrize(timer=["max", "tmr"])
@covers("SLP-TMR-1", "SLP-TMR-2")
async def timers_fire_in_every_state(dut, world, timer: str) -> None:
    """1 tick to well asleep: always exactly so long after the decision, and core 0 is woken."""
    bit = {"max": 1, "tmr": 2}[timer]
    for mode in (LIGHT, MEMORY):
        for ticks in (*range(1, 24), 60):
            world.drive(world.soon, **{f"{timer}_valid_i": 1, f"{timer}_ticks_i": ticks})
            begin = await sleeps(world, mode)
            await world.clock.after(begin + ticks)
            assert world.out("internal_causes_o") & 3 == bit, f"{timer} = {ticks} in mode {mode}"
            assert world.state(0) == WAKING and world.out(f"{timer}_armed_o") == 0
            await world.awake()
            assert world.state(0) == RUN and world.state(1) == POWER_GATED
            assert world.out("outcome_o") in (SLEPT, ABORTED, FELL_THROUGH)
            await world.clock.ticks(4)


@block_test(booted)
@covers("SLP-TMR-2")
async def both_timers_on_one_tick(dut, world) -> None:
    """One wake, both causes; both are gone after it."""
    world.drive(world.soon, max_valid_i=1, max_ticks_i=40, tmr_valid_i=1, tmr_ticks_i=40)
    begin = await sleeps(world, LIGHT)
    await world.clock.after(begin + 40)
    assert world.out("internal_causes_o") == 3 and world.out("max_armed_o") == world.out("tmr_armed_o") == 0
    await world.awake()
    assert world.count("entries", LIGHT) == 1


@block_test(lambda dut: booted(dut, clock_stops=False))
@covers("SLP-TMR-3")
async def timers_are_disarmed_by_any_wake(dut, world) -> None:
    """A source, a kick, a timer, a restart, a core that goes on, an offer that falls: each ends both, none fires late."""
    wakes = {
        "source": lambda tick: (world.wake(tick, 1), world.wake(tick + 2, 0)),
        "kick": lambda tick: world.drive(tick, kick_valid_i=1, kick_i=2),
        "restart": lambda tick: (world.drive(tick, restart_i=1), world.drive(tick + 8, restart_i=0)),
        "resume": lambda tick: world.resume(tick, 1),
        "offer": lambda tick: world.at(tick, lambda: setattr(world, "offer", None)),
    }
    for name, wake in wakes.items():
        for delay in (1, 5, 30):
            world.drive(world.soon, max_valid_i=1, max_ticks_i=50, tmr_valid_i=1, tmr_ticks_i=60)
            begin = await sleeps(world, LIGHT)
            wake(begin + delay + 1)
            await world.clock.after(begin + delay + 1)
            assert world.out("max_armed_o") == world.out("tmr_armed_o") == 0, f"{name} after {delay}"
            await world.awake()
            world.offer = None
            await world.until(lambda: RUN in (world.state(0), world.state(1)), f"{name}: somebody runs")
            world.drive(world.soon, kick_valid_i=1, kick_i=1)
            await world.clock.ticks(80)
            assert world.out("cause_capture_en_o") == 0


@block_test(lambda dut: booted(dut, memory_ticks=1, clock_stops=False))
async def a_value_during_sleep_counts_from_its_arrival(dut, world) -> None:
    """Arrives on every tick of an entry, asleep, and on the way out: fires after its ticks, or waits for the next sleep."""
    for delay in (*range(1, 26), 40):
        begin = await sleeps(world, MEMORY)
        world.drive(begin + delay + 1, tmr_valid_i=1, tmr_ticks_i=9)
        await world.clock.after(begin + delay + 9)
        assert world.out("internal_causes_o") == 0
        await world.clock.after(begin + delay + 10)
        assert world.out("internal_causes_o") == 2, f"arrived {delay + 1} ticks after the decision"
        await world.awake()
        await world.clock.ticks(3)


@block_test(booted)
@covers("SLP-ENT-2")
async def memory_late_or_never(dut, world) -> None:
    """The acknowledge on every tick around the time-out; without it the entry is given up, DRAM_ERR, core 0 told."""
    timeout = TWO.DRAM_TIMEOUT
    for ticks in (0, 1, 5, *range(timeout - 5, timeout + 3)):
        world.drive(world.soon, clr_valid_i=1, clr_i=15)
        world.memory_ticks = ticks
        await sleeps(world, DEEP)
        await world.until(lambda: world.power == ASLEEP or world.out("event_o") & DRAM_ERR, "asleep or given up")
        gave_up = world.power != ASLEEP
        # one tick for each flop of the world and two for the synchronizer
        assert gave_up == (ticks + 3 > timeout), f"memory takes {ticks} ticks: given up {gave_up}"
        world.memory_ticks = 1
        if not gave_up:
            world.wake(world.soon, 1)
            world.wake(world.soon + 2, 0)
        await world.awake()
        assert world.out("outcome_o") == (ABORTED if gave_up else SLEPT)
        await world.until(lambda: world.state(0) == RUN, "core 0 runs")
        await world.clock.ticks(8)
    world.memory_ticks = None
    await sleeps(world, DEEP)
    await world.until(lambda: world.out("event_o") & DRAM_ERR, "given up")
    await world.awake()
    assert world.out("outcome_o") == ABORTED and world.state(0) == RUN


@block_test(booted)
@covers("SLP-ENT-2")
async def memory_that_does_not_come_back(dut, world) -> None:
    """The way out does not hang either: DRAM_ERR, and the cores run."""
    await sleeps(world, MEMORY)
    await world.until(lambda: world.power == ASLEEP, "asleep")
    world.memory_ticks = None
    wake = world.soon
    world.wake(wake, 1)
    await world.awake()
    assert world.out("event_o") == DRAM_ERR | 1 and world.out("outcome_o") == SLEPT
    assert world.out("exit_lat_o") > TWO.DRAM_TIMEOUT and world.state(0) == RUN


@block_test(lambda dut: booted(dut, reboots=True))
@covers("SLP-CORE-8")
async def reboots_the_cores_that_start_by_themselves(dut, world) -> None:
    """A mode that reboots: the wake is for core 1, core 0 starts because it always does."""
    await sleeps(world, DEEP)
    await world.until(lambda: world.power == ASLEEP, "asleep")
    world.wake(world.soon, 2)
    await world.awake()
    assert [world.state(c) for c in (0, 1)] == [RUN, RUN]


@block_test(lambda dut: booted(dut, memory_ticks=0))
@covers("SLP-STAT-2", "REG-EVT-1", "REG-EVT-2")
async def events_are_set_and_cleared(dut, world) -> None:
    """W1C on every tick around the one that sets the event: it goes only with a clear that was written after it came."""
    # ticks from the event to the clear, and to one of other events that it may have waited for
    cases = [(offset, None) for offset in range(-3, 6)] + [(5, 4), (5, 0), (5, -1)]
    for offset, other in cases:
        await world.clock.ticks(AGED_TICKS)
        world.drive(world.soon, clr_valid_i=1, clr_i=15)
        await sleeps(world, LIGHT)
        await world.until(lambda: world.power == ASLEEP, "asleep")
        wake = world.soon
        world.wake(wake, 1)
        # exit of this world: LEAVE at wake, and from there always the same number of ticks
        if offset == -3:
            await world.awake()
            length = world.out("exit_lat_o")
            world.wake(world.soon, 0)
            await world.clock.ticks(6)
            continue
        if other is not None:
            world.drive(wake + length + other, clr_valid_i=1, clr_i=8)
        world.drive(wake + length + offset, clr_valid_i=1, clr_i=1)
        world.wake(wake + length + offset, 0)
        await world.clock.after(wake + length + 8)
        waited = other is not None and offset - other <= QUEUE_TICKS
        left = (other if waited else offset) <= WAY_TICKS
        assert world.out("event_o") == left, f"cleared {offset} ticks after the event, another {other}"
        await world.awake()
        await world.clock.ticks(6)


@block_test(lambda dut: booted(dut, clock_stops=False, entry_ticks=8))
@covers("SLP-STAT-1")
async def statistics_saturate(dut, world) -> None:
    """300 aborted entries of one mode: 300 entries, 255 aborts, other modes untouched."""
    for _ in range(300):
        begin = await sleeps(world, LIGHT)
        world.resume(begin + 2, 1)
        await world.awake()
        await world.clock.ticks(3)
    assert world.out("entries_o") == 300 << 16 * LIGHT
    assert world.out("aborts_o") == 255 << 8 * LIGHT and world.out("falls_o") == 0
    assert world.power == ACTIVE
