# SPDX-License-Identifier: Apache-2.0
"""power_core: losses that are noise, pauses that grow, and what may power up at all."""

from __future__ import annotations

from dataclasses import replace

import cocotb

from models.power_codes import (
    CAUSE_KEY, CAUSE_RETRY, CAUSE_RTC, CAUSE_TIMER, CAUSE_VBUS, CAUSE_WAKE, REASON_COMMAND, REASON_OVER_TEMPERATURE,
    REASON_RAIL_FAULT, REASON_UNDER_VOLTAGE, REASON_UPSET, S_ACTIVE, S_FAULT, S_OFF, S_POWER_DOWN, S_POWER_UP,
)  # fmt: skip
from tb.block_bench import block_test
from tb.covers import covers
from tests.power.bench import changes, power_bench, tick_of, value_at
from tests.power.params import BASE, M_DEEP, M_LIGHT, bench_for
from tests.power.scenario import active_tick, clear, force, lines_up, power_up, pulse, shutdown, sleep, wake
from tests.power.world import Event, Sample, World

LOG_RAIL = 3
PARAMS = replace(BASE, RAIL_PG_DEGLITCH=[2, 3, 1, 4], RAIL_LOSS_LOG=[0, 0, 0, 1], SLOW_RETRY_TICKS=400)
NO_SLOW = replace(PARAMS, SLOW_RETRY_TICKS=0)
BENCH = bench_for(PARAMS)
FIRST, SECOND, THIRD = PARAMS.RETRY_TICKS, PARAMS.RETRY_TICKS * 3, PARAMS.RETRY_TICKS * 9
GOOD, SLOW = PARAMS.GOOD_RUN_TICKS, PARAMS.SLOW_RETRY_TICKS
RTC_SOURCE, OTHER_SOURCE, MASKED_SOURCE = 1 << 1, 1 << 3, 1 << 2
UNDER_VOLTAGE = 0b010


def _entries(samples: list[Sample], state: int) -> list[int]:
    return [tick for tick, value in changes(samples, "state_o") if value == state]


@block_test(power_bench(PARAMS))
@covers("PWR-RAIL-8")
async def a_short_loss_is_noise(dut, bench) -> None:
    """Per rail: a tick less than its deglitch time is nothing, however often; the last tick powers down, or is told only."""
    at = active_tick() + 8
    for rail, ticks in enumerate(PARAMS.RAIL_PG_DEGLITCH):
        short = [e for n in range(4) for e in force(at + n * ticks, "pg_i", rail, 0, ticks - 1) if ticks > 1]
        seen = await bench.compare([*power_up(), *short], at + 60)
        assert _entries(seen, S_POWER_DOWN) == [] and seen[-1].out["lost_o"] == 0, f"rail {rail}, {ticks - 1} ticks"
        seen = await bench.compare([*power_up(), *force(at, "pg_i", rail, 0, ticks)], at + 60)
        assert changes(seen, "lost_o") == [(at + ticks - 1, 1 << rail)], f"rail {rail}, {ticks} ticks"
        if rail == LOG_RAIL:
            assert _entries(seen, S_POWER_DOWN) == [], "its loss is told only"
        else:
            assert _entries(seen, S_POWER_DOWN) == [at + ticks], f"rail {rail}, {ticks} ticks"
            assert (seen[-1].out["reason_o"], seen[-1].out["fault_rail_o"]) == (REASON_RAIL_FAULT, rail)
    # two at once: the one whose time is over first
    both = [*force(at, "pg_i", 1, 0, 9), *force(at, "pg_i", 0, 0, 9)]
    assert value_at(await bench.compare([*power_up(), *both], at + 9), at + 5, "fault_rail_o") == 0


@block_test(power_bench(PARAMS))
@covers("PWR-RAIL-8")
async def a_loss_that_is_told_only(dut, bench) -> None:
    """Awake and asleep nothing goes down; the bit stands as long as the rail is bad. Power-up needs the rail all the same."""
    at = active_tick() + 8
    lost = [*power_up(), *force(at, "pg_i", LOG_RAIL, 0, 60), *clear(at + 20, lost=1 << LOG_RAIL)]
    seen = await bench.compare([*lost, *clear(at + 70, lost=0b0111), *clear(at + 80, lost=0b1111)], at + 100)
    assert changes(seen, "lost_o") == [(at + 3, 1 << LOG_RAIL), (at + 80, 0)]
    assert seen[-1].out["state_o"] == S_ACTIVE and seen[-1].out["rail_en_o"] == 0b1111
    slept = [*power_up(), *sleep(at, M_LIGHT), *force(at + 30, "pg_i", LOG_RAIL, 0), *wake(at + 60)]
    seen = await bench.compare(slept, at + 150)
    assert seen[-1].out["state_o"] == S_ACTIVE and _entries(seen, S_POWER_DOWN) == [], "the exit does not wait for it"
    seen = await bench.compare(power_up(), 100, lines_up("pg_i", LOG_RAIL, None))
    assert value_at(seen, 90, "reason_o") == REASON_RAIL_FAULT and value_at(seen, 90, "fault_rail_o") == LOG_RAIL


def _ended(ends: int, *, clears: bool = False) -> list[Event]:
    """Power-ups that under-voltage ends three ticks into ACTIVE, *ends* times; something asks again all the time."""
    events, after = [*power_up(), Event(30, "wake_event_i", OTHER_SOURCE)], 0
    for _ in range(ends):
        active = World(PARAMS, events).run(after + GOOD + 200).when("ACTIVE", after)
        events += pulse(active + 3, "protect_i", UNDER_VOLTAGE)
        if clears:
            events += clear(active + 2, cause=0x7F, reason=0x7FF, rst=0x1F, err=3)
        after = active + 4
    return events


@block_test(power_bench(PARAMS))
@covers("PWR-BACK-1")
async def pauses_grow(dut, bench) -> None:
    """Starts that protection ends: 1, 3 and 9 times the first pause, then a minute each; clears change nothing."""
    for clears in (False, True):
        events = _ended(6, clears=clears)
        seen = await bench.compare(events, max(e.tick for e in events) + GOOD + 100)
        pauses = [
            tick_of(seen, "state_o", S_POWER_UP, after=off) - off for off in _entries(seen, S_OFF) if off > 10
        ]
        assert pauses == [FIRST, SECOND, THIRD, GOOD, GOOD, GOOD]
        for down in _entries(seen, S_POWER_DOWN):
            assert value_at(seen, down, "reason_o") == REASON_UNDER_VOLTAGE
        for off in _entries(seen, S_OFF):
            assert value_at(seen, off, "held_o") == 1
        assert value_at(seen, _entries(seen, S_POWER_DOWN)[4], "ends_o") == 5
        assert seen[-1].out["cause_o"] & CAUSE_WAKE and seen[-1].out["held_o"] == 0


@block_test(power_bench(PARAMS))
@covers("PWR-BACK-1")
async def other_ends_pause_too(dut, bench) -> None:
    """Hold time-out counts like protection, second bites and faults too; the long key and SHUTDOWN do not."""
    at = active_tick() + 8
    for events, pause in [
        (pulse(at, "hold_off_i"), FIRST),
        (pulse(at, "protect_i", 0b001), FIRST),
        (pulse(at, "protect_i", 0b100), FIRST),
        (pulse(at, "hard_off_i"), 1),
        (shutdown(at), 1),
    ]:
        seen = await bench.compare([*power_up(), Event(at + 2, "wake_event_i", OTHER_SOURCE), *events], at + 120)
        off = tick_of(seen, "state_o", S_OFF, after=at)
        assert tick_of(seen, "state_o", S_POWER_UP, after=off) == off + pause, events
        assert seen[-1].out["ends_o"] == int(pause != 1)
    # three pauses of three kinds: one series
    mixed = [*power_up(), *pulse(at, "wdt_bite_i", 1, 2), *force(at + 120, "pg_i", 2, 0, 1)]
    seen = await bench.compare(mixed, at + 350)
    starts = _entries(seen, S_POWER_UP)[1:]
    downs = [min(s.tick for s in seen if s.tick > d and s.out["rail_en_o"] == 0) for d in _entries(seen, S_POWER_DOWN)]
    assert len(starts) == 2 and starts[1] - downs[1] - (starts[0] - downs[0]) == SECOND - FIRST
    assert (seen[-1].out["ends_o"], seen[-1].out["faults_o"], seen[-1].out["state_o"]) == (2, 1, S_ACTIVE)


@block_test(power_bench(PARAMS))
@covers("PWR-BACK-3")
async def good_running_forgets(dut, bench) -> None:
    """On the very tick; an end on it is the first of a new series, one a tick before is one more of the old."""
    events = _ended(2)
    active = World(PARAMS, events).run(2000).when("ACTIVE", max(e.tick for e in events))
    seen = await bench.compare(events, active + GOOD + 5)
    assert changes(seen, "ends_o")[-1] == (active + GOOD, 0) and value_at(seen, active + GOOD - 1, "ends_o") == 2
    for offset, ends in [(-1, 3), (0, 1), (1, 1)]:
        end = active + GOOD + offset
        seen = await bench.compare([*events, *pulse(end, "protect_i", 1)], end + 80)
        assert value_at(seen, end, "ends_o") == ends, f"{offset} ticks from the minute"
    # asleep time counts; so does OFF by command
    slept = [*events, *sleep(active + 10, M_DEEP)]
    for more in ([], wake(active + 100)):  # and an exit from sleep is no new start
        seen = await bench.compare([*slept, *more], active + GOOD + 5)
        assert changes(seen, "ends_o")[-1] == (active + GOOD, 0)
    # quiet in OFF: no wakes any more
    off = [*events, Event(active + 3, "wake_event_i", 0), *shutdown(active + 5)]
    seen = await bench.compare(off, active + GOOD + 5)
    assert changes(seen, "ends_o")[-1] == (active + GOOD, 0) and seen[-1].out["state_o"] == S_OFF


@block_test(power_bench(PARAMS))
@covers("PWR-BACK-2")
async def a_person_cuts_a_slow_pause_once(dut, bench) -> None:
    """Key or VBUS start at once; in the next slow pause they wait; when one has passed in full they may again."""
    for port, cause in (("key_i", CAUSE_KEY), ("vbus_i", CAUSE_VBUS)):
        short = _pressed_after(port, 3)
        world = World(NO_SLOW, short).run(6000)
        offs = [tick for tick, step in world.entered if step == "OFF"][1:]
        assert len(offs) == 4, offs
        # fourth end: slow. Cut it; end that start as well; a second press has to wait
        press = [*short, *pulse(offs[3] + 20, port, 1, 5)]
        active = World(PARAMS, press).run(offs[3] + 200).when("ACTIVE", offs[3])
        press += pulse(active + 3, "protect_i", UNDER_VOLTAGE)
        off = World(PARAMS, press).run(active + 100).when("OFF", active)
        held = [*press, Event(off + 20, port, 1), Event(off + GOOD + 40, port, 0)]
        seen = await bench.compare(held, off + GOOD + 100)
        assert tick_of(seen, "state_o", S_POWER_UP, after=offs[3]) == offs[3] + 20, "at once"
        assert tick_of(seen, "state_o", S_POWER_UP, after=off) == off + GOOD, "not again"
        assert seen[-1].out["cause_o"] & cause
        released = [*press, *pulse(off + 20, port, 1, 9)]
        seen = await bench.compare(released, off + GOOD - 5)
        assert seen[-1].out["state_o"] == S_OFF and seen[-1].out["held_o"] == 1


def _pressed_after(port: str, ends: int) -> list[Event]:
    """*ends* + 1 ends by protection, each but the last answered by a press after 5 ticks in OFF."""
    script, after = power_up(), 0
    for number in range(ends + 1):
        active = World(PARAMS, script).run(after + 400).when("ACTIVE", after)
        script += pulse(active + 3, "protect_i", UNDER_VOLTAGE)
        off = World(PARAMS, script).run(active + 100).when("OFF", active)
        if number < ends:
            script += pulse(off + 5, port, 1, 3)
        after = off
    return script


@block_test(power_bench(PARAMS))
@covers("PWR-BACK-4")
async def fault_is_not_the_end(dut, bench) -> None:
    """The slow retry: on its tick, with its cause, one try each; block_i holds it back; also after protection."""
    dead = lines_up("pg_i", 1, None)
    seen = await bench.compare(power_up(), 2500, dead)
    faults, starts = _entries(seen, S_FAULT), _entries(seen, S_POWER_UP)
    assert len(faults) >= 4 and len(starts) >= 6
    assert [starts[n + 3] - faults[n] for n in range(3)] == [SLOW] * 3
    assert seen[-1].out["cause_o"] == CAUSE_KEY | CAUSE_RETRY and seen[-1].out["reason_o"] == REASON_RAIL_FAULT
    blocked = [*power_up(), *pulse(faults[0] + 5, "block_i", 1, 2 * SLOW)]
    seen = await bench.compare(blocked, faults[0] + 2 * SLOW + 60, dead)
    assert tick_of(seen, "state_o", S_POWER_UP, after=faults[0]) == faults[0] + 5 + 2 * SLOW
    # nobody asks after protection: it comes back by itself, when the value is good again
    at = active_tick() + 8
    sag = [*power_up(), *pulse(at, "protect_i", 0b100, 50), *pulse(at, "block_i", 1, 200)]
    seen = await bench.compare(sag, at + 300)
    assert tick_of(seen, "state_o", S_POWER_UP, after=at) == at + 200 and seen[-1].out["state_o"] == S_ACTIVE
    assert seen[-1].out["reason_o"] == REASON_OVER_TEMPERATURE and seen[-1].out["cause_o"] == CAUSE_KEY | CAUSE_RETRY


@block_test(power_bench(PARAMS))
@covers("SLP-OFF-2")
async def a_key_stuck_in_fault(dut, bench) -> None:
    """A level is no event: the key that stands since before FAULT does not revive it; pressed anew it does."""
    dead = lines_up("pg_i", 1, None)
    stuck = [Event(10, "key_i", 1), Event(10, "vbus_i", 1)]
    fault = _entries(await bench.play(stuck, 700, dead), S_FAULT)[0]
    seen = await bench.compare([*stuck, Event(fault + 50, "key_i", 0), Event(fault + 60, "key_i", 1)], fault + 70, dead)
    assert tick_of(seen, "state_o", S_POWER_UP, after=fault) == fault + 60


@block_test(power_bench(PARAMS))
@cocotb.parametrize(why=["command", "protection"])
@covers("SLP-OFF-2")
async def events_around_off(dut, bench, why: str) -> None:
    """Key, VBUS, alarm and wake, three ticks to either side of the power-down's first tick and of the tick that enters OFF."""
    at = active_tick() + 8
    down = [*power_up(), *(shutdown(at) if why == "command" else pulse(at, "protect_i", UNDER_VOLTAGE))]
    off = World(NO_SLOW, down).run(at + 90).when("OFF", at)
    first = off + (1 if why == "command" else FIRST)
    until = off + 200 if why == "command" else off + FIRST - 1  # later the slow retry's platform comes back by itself
    for port, value, cause, since in [
        ("key_i", 1, CAUSE_KEY, off),
        ("vbus_i", 1, CAUSE_VBUS, at),
        ("wake_event_i", RTC_SOURCE, CAUSE_RTC, at),
        ("wake_event_i", OTHER_SOURCE, CAUSE_WAKE, at),
    ]:
        for tick in sorted({around + n for around in (at, off) for n in range(-3, 4)}):
            length = 1 if port == "wake_event_i" else 400
            seen = await bench.compare([*down, *pulse(tick, port, value, length)], max(until, first + 2))
            starts = [start for start in _entries(seen, S_POWER_UP) if start > off]
            person = port != "wake_event_i"
            due = max(tick, off + 1) if person else max(tick, first)
            what = f"{port} = {value} at {tick}, power-down at {at}, OFF at {off}"
            if tick >= since:
                assert starts and starts[0] == due and value_at(seen, due, "cause_o") & cause, what
            elif why == "command":
                assert starts == [] and seen[-1].out["reason_o"] == REASON_COMMAND, what
            else:
                assert not [start for start in starts if start < off + FIRST], what


@block_test(power_bench(PARAMS))
@covers("SLP-OFF-2")
async def what_is_masked_or_old_stays_off(dut, bench) -> None:
    """Levels that stand, a source that may not wake from OFF, and an event that has been used up are no causes."""
    at = active_tick() + 8
    old = [Event(10, "key_i", 1), Event(12, "vbus_i", 1), *pulse(at - 1, "wake_event_i", 0b111111), *shutdown(at)]
    seen = await bench.compare([*old, *pulse(at + 100, "wake_event_i", MASKED_SOURCE)], at + 400)
    assert seen[-1].out["state_o"] == S_OFF and len(_entries(seen, S_POWER_UP)) == 1
    again = [*old, Event(at + 200, "vbus_i", 0), Event(at + 210, "vbus_i", 1), *shutdown(at + 280, turn=1)]
    seen = await bench.compare(again, at + 600)
    assert len(_entries(seen, S_POWER_UP)) == 2 and seen[-1].out["state_o"] == S_OFF, "VBUS once, not for ever"
    # several events are one start: they are used up together
    many = [*pulse(at + 60, "wake_event_i", RTC_SOURCE | OTHER_SOURCE), *pulse(at + 61, "wake_event_i", RTC_SOURCE)]
    seen = await bench.compare([*power_up(), *shutdown(at), *many, *shutdown(at + 150, turn=1)], at + 400)
    assert len(_entries(seen, S_POWER_UP)) == 2 and seen[-1].out["state_o"] == S_OFF
    # remembered while power-up is refused
    refused = [*power_up(), *shutdown(at), *pulse(at + 60, "block_i", 1, 100), *pulse(at + 70, "wake_event_i", RTC_SOURCE)]
    seen = await bench.compare(refused, at + 200)
    assert tick_of(seen, "state_o", S_POWER_UP, after=at) == at + 160 and seen[-1].out["cause_o"] & CAUSE_RTC


@block_test(power_bench(PARAMS))
@covers("SLP-OFF-3")
async def shutdown_needs_its_key(dut, bench) -> None:
    """Any other byte is no command, nor is the one that came last time."""
    at = active_tick() + 8
    wrong = [Event(at, "off_ticks_i", 5)]
    for n, check in enumerate((0x00, 0x1E, 0xE0, 0x61, 0xF1, 0xFF)):
        wrong += [Event(at + 3 * n, "off_key_i", check), *pulse(at + 3 * n, "off_valid_i")]
    seen = await bench.compare([*power_up(), *wrong], at + 100)
    assert _entries(seen, S_POWER_DOWN) == []
    twice = [*power_up(), *shutdown(at, 40), *pulse(at + 150, "off_valid_i")]
    seen = await bench.compare(twice, at + 300)
    assert len(_entries(seen, S_POWER_DOWN)) == 1 and seen[-1].out["cause_o"] == CAUSE_KEY | CAUSE_TIMER
    seen = await bench.compare([*twice, *shutdown(at + 200, turn=1)], at + 300)
    assert _entries(seen, S_POWER_DOWN)[1:] == [at + 200]


@block_test(power_bench(PARAMS))
@covers("PWR-RAIL-9")
async def no_rail_goes_under_a_domain(dut, bench) -> None:
    """A sleep that forgets a domain whose rail it takes: the rail waits for the domain, all goes down, UPSET, and starts again."""
    at = active_tick() + 8
    for domain in (2, 1):
        events = [e for e in sleep(at, M_DEEP, PARAMS) if e.port != "slp_off_i"]
        events += [Event(at, "slp_off_i", 0b1111 & ~(1 << domain)), *wake(at + 60)]
        if domain == 1:  # on rail 0, which DEEP keeps: nothing happens
            seen = await bench.compare([*power_up(), *events], at + 300)
            assert _entries(seen, S_POWER_DOWN) == []
            continue
        seen = await bench.compare([*power_up(), *events], at + 300)
        assert len(_entries(seen, S_POWER_DOWN)) == 1 and seen[-1].out["reason_o"] == REASON_UPSET
        assert (seen[-1].out["state_o"], seen[-1].out["faults_o"]) == (S_ACTIVE, 1)
        _assert_fed(seen)


def _assert_fed(samples: list[Sample]) -> None:
    """No rail is off, or goes off, while a domain on it is not off."""
    for before, sample in zip(samples, samples[1:], strict=False):
        for domain, rail in enumerate(PARAMS.DOM_RAIL):
            if not sample.out["rail_en_o"] >> rail & 1:
                off = before.out["dom_off_o"] & sample.out["dom_off_o"]
                assert off >> domain & 1, f"rail {rail} under domain {domain} at tick {sample.tick}"
