# SPDX-License-Identifier: Apache-2.0
"""power_core: RESET pin, watchdog, protection and long key on every tick; what beats what."""

from __future__ import annotations

import cocotb

from models.power_codes import (
    BOOT_RESET_PIN,
    BOOT_WAKE_REBOOT,
    BOOT_WATCHDOG,
    REASON_COMMAND,
    REASON_HOLD_TIMEOUT,
    REASON_LONG_KEY,
    REASON_OVER_VOLTAGE,
    REASON_RAIL_FAULT,
    REASON_WATCHDOG,
    RST_PIN,
    RST_POR,
    RST_POWER_ON,
    RST_WAKE_REBOOT,
    RST_WATCHDOG,
    S_ACTIVE,
    S_OFF,
    S_POWER_DOWN,
    S_POWER_UP,
)
from tb.block_bench import block_test
from tb.covers import covers
from tests.power.bench import changes, power_bench, tick_of, value_at
from tests.power.params import BASE, M_DEEP, M_REBOOT, bench_for
from tests.power.scenario import active_tick, clear, force, power_up, pulse, round_trip, shutdown, sleep
from tests.power.world import Event, Sample, World

BENCH = bench_for(BASE)
CORES = 0b011
"""Domains of the two cores."""
REACTION_TICKS = 2
"""After a restart the sleep block takes back its wish to sleep and wants its cores running."""


def _downs(samples: list[Sample]) -> list[int]:
    return [tick for tick, state in changes(samples, "state_o") if state == S_POWER_DOWN]


def _resets(samples: list[Sample], after: int) -> set[int]:
    """Domains whose reset was active while their clock ran and their outputs were not isolated: a restart."""
    return {
        d for s in samples if s.tick >= after for d in range(BASE.N_DOMAINS)
        if s.out["dom_clk_en_o"] >> d & 1 and not s.out["dom_rst_no"] >> d & 1 and not s.out["dom_iso_o"] >> d & 1
    }  # fmt: skip


def _reaction(events: list[Event], tick: int) -> list[Event]:
    """What the sleep block answers to a restart at *tick*: events of the sleep after it do not take place."""
    keep = [e for e in events if e.tick <= tick + REACTION_TICKS or e.port not in ("slp_enter_i", "core_tgt_i")]
    return [*keep, Event(tick + REACTION_TICKS, "slp_enter_i", 0), Event(tick + REACTION_TICKS, "core_tgt_i", 0)]


@block_test(power_bench(BASE))
@cocotb.parametrize(port=["rst_pin_i", "wdt_bite_i"])
@covers("PWR-RST-1", "PWR-RST-4", "WAK-RST-1")
async def restart_on_every_tick(dut, bench, port: str) -> None:
    """From power-up through sleep to ACTIVE: cores restart, rails stay; before ACTIVE nobody runs who could restart."""
    events, world = round_trip(M_DEEP, asleep_ticks=4)
    calm, up, end = world.samples, active_tick(), world.when("ACTIVE", after=60)
    cause, reason = (RST_PIN, BOOT_RESET_PIN) if port == "rst_pin_i" else (RST_WATCHDOG, BOOT_WATCHDOG)
    for tick in [up - 20, up - 3, *range(up - 1, end + 4)]:
        running = 2 <= value_at(calm, tick - 1, "state_o") <= 5
        script = _reaction(events, tick) if running else events
        seen = await bench.compare([*script, *pulse(tick, port)], end + 40)
        why, last = f"{port} at {tick}, in state {value_at(calm, tick - 1, 'state_o')}", seen[-1].out
        assert _downs(seen) == [] and last["state_o"] == S_ACTIVE and last["reason_o"] == 0, why
        assert last["dom_on_o"] == 0b0111 and last["restart_o"] == 0, why
        if running:
            assert _resets(seen, tick) == {0, 1}, f"{why}: which domains restarted"
            assert last["rst_cause_o"] == RST_POR | RST_POWER_ON | cause and last["boot_reason_o"] == reason, why
            ends = tick_of(seen, "restart_o", 0, after=tick)
            assert value_at(seen, ends - 1, "dom_rst_no") & CORES == 0, f"{why}: both cores are in reset when it ends"
        else:
            assert _resets(seen, tick) == set() and last["rst_cause_o"] == RST_POR | RST_POWER_ON, why


@block_test(power_bench(BASE))
@covers("PWR-RST-1")
async def reset_pin_held(dut, bench) -> None:
    """The cores stay in reset as long as it is pressed; its cause cannot be cleared meanwhile; rails and RAM stay."""
    at = active_tick() + 8
    for length in (1, 2, 3, 4, 5, 60):
        press = [*power_up(), *pulse(at, "rst_pin_i", 1, length)]
        clears = [*clear(at + length - 1, rst=0x1F), *clear(at + length + 20, rst=RST_PIN)]
        seen = await bench.compare([*press, *clears], at + 120)
        assert value_at(seen, at + length + 10, "rst_cause_o") == RST_PIN
        assert seen[-1].out["rst_cause_o"] == 0 and seen[-1].out["boot_reason_o"] == BOOT_RESET_PIN
        low = [s for s in seen if s.tick > at and s.out["dom_rst_no"] & CORES != CORES]
        if length == 60:
            assert value_at(seen, at + 5, "dom_rst_no") == 0b0100 == value_at(seen, at + 60, "dom_rst_no")
            assert value_at(seen, at + 61, "dom_rst_no") == 0b0111 and value_at(seen, at + 60, "dom_boot_o") == CORES
        assert low and {s.out["rail_en_o"] for s in seen if s.tick >= at} == {0b1111}
        assert value_at(seen, at + 1, "restart_o") == 1 and seen[-1].out["dom_boot_o"] == 0


@block_test(power_bench(BASE))
async def boot_reason_is_the_last_cause(dut, bench) -> None:
    """Causes collect; the boot reason is the last, and on one edge the one with the highest number."""
    at = active_tick() + 8
    both = [*power_up(), *pulse(at, "rst_pin_i"), *pulse(at, "wdt_bite_i")]
    seen = await bench.compare([*both, *pulse(at + 40, "rst_pin_i")], at + 80)
    assert value_at(seen, at, "boot_reason_o") == BOOT_WATCHDOG
    assert value_at(seen, at, "rst_cause_o") == RST_POR | RST_POWER_ON | RST_PIN | RST_WATCHDOG
    assert value_at(seen, at + 40, "boot_reason_o") == BOOT_RESET_PIN
    trip, world = round_trip(M_REBOOT)
    boots = world.when("SX_DOMS")
    for offset, reason in [(-1, BOOT_WAKE_REBOOT), (0, BOOT_RESET_PIN), (1, BOOT_RESET_PIN)]:
        seen = await bench.compare([*trip, *pulse(boots + offset, "rst_pin_i")], boots + 60)
        assert seen[-1].out["boot_reason_o"] == reason, f"RESET {offset} ticks from the boot"
        assert seen[-1].out["rst_cause_o"] == RST_POR | RST_POWER_ON | RST_WAKE_REBOOT | RST_PIN


@block_test(power_bench(BASE))
@covers("PWR-DOM-4")
async def a_second_core_that_is_off_gated_or_coming(dut, bench) -> None:
    """Off it stays off, and forgets what it saved; gated or coming up the restart waits for it."""
    at, domain = active_tick() + 8, BASE.CORE_DOMAIN[1]
    off = [*power_up(), Event(at, "core_tgt_i", 2 << 2)]
    seen = await bench.compare([*off, *pulse(at + 40, "rst_pin_i"), Event(at + 90, "core_tgt_i", 0)], at + 150)
    assert tick_of(seen, "restart_o", 0, after=at + 40) < at + 50
    assert {s.out["dom_restore_o"] for s in seen} == {0} and value_at(seen, at + 95, "dom_boot_o") == 1 << domain
    for coming in range(at + 36, at + 44):
        seen = await bench.compare([*off, Event(coming, "core_tgt_i", 0), *pulse(at + 40, "rst_pin_i")], at + 120)
        ends = tick_of(seen, "restart_o", 0, after=at + 40)
        off_still = value_at(seen, ends - 1, "dom_off_o") >> domain & 1
        assert value_at(seen, ends - 1, "dom_rst_no") & CORES == 0 or off_still
        assert seen[-1].out["dom_on_o"] == 0b0111
    gated = [*power_up(), Event(at, "core_tgt_i", 1 << 2), Event(at + 60, "core_tgt_i", 0)]
    seen = await bench.compare([*gated, *pulse(at + 20, "rst_pin_i")], at + 100)
    assert tick_of(seen, "restart_o", 0, after=at + 20) > at + 60 and _resets(seen, at + 60) == {0, 1}


@block_test(power_bench(BASE))
@covers("PWR-RST-2", "PWR-RST-4")
async def watchdog_bites(dut, bench) -> None:
    """First bite: restart. Second before a kick: all rails off and on, not counted as a retry."""
    at = active_tick() + 8
    bites = [*power_up(), *pulse(at, "wdt_bite_i"), *pulse(at + 40, "wdt_bite_i")]
    seen = await bench.compare(bites, at + 250)
    assert _downs(seen) == [at + 40] and value_at(seen, at + 40, "reason_o") == REASON_WATCHDOG
    assert value_at(seen, at + 40, "rst_cause_o") == RST_POR | RST_POWER_ON | RST_WATCHDOG
    off = tick_of(seen, "rail_en_o", 0, after=at)
    assert tick_of(seen, "state_o", S_POWER_UP, after=off) >= off + BASE.RETRY_TICKS
    assert seen[-1].out["state_o"] == S_ACTIVE and seen[-1].out["boot_reason_o"] == 0
    for kick, down in [(39, []), (40, [at + 40]), (41, [at + 40]), (1, []), (0, [at + 40])]:
        seen = await bench.compare([*bites, *pulse(at + kick, "wdt_kick_i")], at + 60)
        assert _downs(seen) == down, f"kick {kick} ticks after the first bite, second bite after 40"
    seen = await bench.compare([*bites, *pulse(at + 220, "wdt_bite_i")], at + 260)
    assert _downs(seen) == [at + 40], "a power cycle forgets the first bite"
    assert value_at(seen, at + 221, "restart_o") == 1
    many = [event for after in (0, 150, 400) for event in pulse(at + after, "wdt_bite_i", 1, 2)]
    seen = await bench.compare([*power_up(), *many], at + 900)
    assert len(_downs(seen)) == 3 and seen[-1].out["state_o"] == S_ACTIVE
    assert (seen[-1].out["ends_o"], seen[-1].out["faults_o"]) == (3, 0)
    seen = await bench.compare([*power_up(), *many, *force(at + 900, "pg_i", 0, 0, 1)], at + 2000)
    assert len(_downs(seen)) == 4 and seen[-1].out["state_o"] == S_ACTIVE, "power cycles are not counted as retries"
    assert (seen[-1].out["ends_o"], seen[-1].out["faults_o"]) == (4, 1)


@block_test(power_bench(BASE))
@cocotb.parametrize(port=["protect_i", "hard_off_i", "hold_off_i"])
@covers("PWR-MAIN-2", "PWR-MAIN-3")
async def shut_down_on_every_tick(dut, bench, port: str) -> None:
    """From power-up to power-down: down at once with its reason, or not looked at in OFF and on the way down.

    One tick long, on every tick (every third one by seed, where the port is not protect_i).
    """
    events, world = round_trip(M_DEEP, asleep_ticks=4)
    events += shutdown(world.when("ACTIVE", after=60) + 5)
    world = World(BASE, events).run(400)
    calm, end = world.samples, world.when("OFF", after=60)
    ticks = range(11, end + 3) if port == "protect_i" else range(11 + cocotb.RANDOM_SEED % 3, end + 3, 3)
    for tick in ticks:
        value = 1 << (tick % 3) if port == "protect_i" else 1
        protect = value * REASON_OVER_VOLTAGE
        reason = {"protect_i": protect, "hard_off_i": REASON_LONG_KEY, "hold_off_i": REASON_HOLD_TIMEOUT}[port]
        before = value_at(calm, tick - 1, "state_o")
        seen = await bench.compare([*events, *pulse(tick, port, value)], end + 15)
        if before in (S_OFF, S_POWER_DOWN):
            assert seen[-1].out["reason_o"] == REASON_COMMAND, f"{port} at {tick} in state {before}"
        else:
            assert _downs(seen)[0] == tick and value_at(seen, tick, "reason_o") == reason, f"{port} at {tick}"
            assert {s.out["rail_en_o"] & ~value_at(seen, tick, "rail_en_o") for s in seen if s.tick > tick} == {0}, (
                f"{port} at {tick}: a rail went up on the way down"
            )
        assert seen[-1].out["state_o"] == S_OFF and seen[-1].out["rail_en_o"] == 0


@block_test(power_bench(BASE))
@covers("PWR-MAIN-3", "VER-RACE-1")
async def what_beats_what(dut, bench) -> None:
    """All on one edge; then each class left out in turn, from the top."""
    at = active_tick() + 40
    first_bite = [*power_up(), *pulse(at - 30, "wdt_bite_i")]
    classes = [
        (force(at - 1, "pg_i", 2, 0, 1), REASON_RAIL_FAULT),
        (pulse(at, "protect_i", 0b011), 3 * REASON_OVER_VOLTAGE),
        (pulse(at, "wdt_bite_i"), REASON_WATCHDOG),
        (pulse(at, "hard_off_i"), REASON_LONG_KEY),
        (pulse(at, "hold_off_i"), REASON_HOLD_TIMEOUT),
        (shutdown(at, 50, 0b111), REASON_COMMAND),
        (sleep(at, M_DEEP), 0),
    ]
    for first in range(len(classes)):
        events = [event for some, _ in classes[first:] for event in some]
        seen = await bench.compare([*first_bite, *events], at + 200)
        assert value_at(seen, at, "reason_o") == classes[first][1], f"from class {first} on"
        if classes[first][1] in (REASON_RAIL_FAULT, REASON_WATCHDOG):
            states = [state for tick, state in changes(seen, "state_o") if tick <= at + 80]
            assert S_OFF not in states, "through a pause"
        elif classes[first][1]:
            off = tick_of(seen, "state_o", S_OFF, after=at)
            assert value_at(seen, off, "ram_on_o") == (0b111 if first == 5 else 0), "only a command keeps RAM"


@block_test(power_bench(BASE))
async def protection_during_retry(dut, bench) -> None:
    """Not looked at in PAUSE; one tick after it the level counts, and ends the tries."""
    at = active_tick() + 8
    lost = [*power_up(), *force(at, "pg_i", 0, 0, 1)]
    world = World(BASE, lost).run(at + 200)
    pause, again = world.when("PAUSE"), world.when("PU_CHECK", after=at)
    seen = await bench.compare([*lost, *pulse(pause + 2, "protect_i", 1, 5)], again + 60)
    assert seen[-1].out["state_o"] == S_ACTIVE, "over-voltage in the pause is gone again"
    seen = await bench.compare([*lost, *pulse(pause + 2, "protect_i", 4, 60)], again + 60)
    assert value_at(seen, again, "state_o") == S_POWER_UP and _downs(seen)[1] == again + 1
    assert seen[-1].out["state_o"] == S_OFF and 1 not in {s.out["rail_en_o"] for s in seen if s.tick > again}


@block_test(power_bench(BASE))
@covers("PWR-RST-3")
async def por_at_any_time(dut, bench) -> None:
    """POR in the middle of everything puts everything back; its cause is the only one left."""
    events, world = round_trip(M_DEEP, asleep_ticks=4)
    for until in range(12, world.when("ACTIVE", after=60) + 5, 9):
        await bench.play(events, until)
        bench.dut.rst_ni.value = 0
        await bench.clock.ticks(1)
        for port in "rail_en_o dom_clk_en_o dom_rst_no dom_sw_en_o clk_req_o state_o cause_o ram_on_o".split():
            assert int(getattr(dut, port).value) == 0, f"{port} in POR after {until} ticks"
        assert int(dut.dom_iso_o.value) == 0b1111 and int(dut.rst_cause_o.value) == RST_POR
    await bench.play(power_up(), 40)
