# SPDX-License-Identifier: Apache-2.0
"""power_core with failing rails, clock and switches: everything goes down in order, with reason, number and retries."""

from __future__ import annotations

import cocotb

from models.power_codes import (
    CAUSE_KEY,
    CAUSE_VBUS,
    REASON_CLOCK_FAULT,
    REASON_DOMAIN_FAULT,
    REASON_RAIL_FAULT,
    S_ACTIVE,
    S_ASLEEP,
    S_FAULT,
    S_OFF,
    S_POWER_DOWN,
)
from tb.block_bench import block_test
from tb.covers import covers
from tests.power.bench import changes, power_bench, tick_of, value_at
from tests.power.params import BASE, M_DEEP, M_LIGHT, M_LOW, bench_for
from tests.power.scenario import (
    KEY_TICK,
    SETTLED_TICKS,
    active_tick,
    clear,
    force,
    lines_down,
    lines_up,
    power_up,
    pulse,
    round_trip,
    sleep,
    wake,
)
from tests.power.world import Event, Plant, Sample, World

BENCH = bench_for(BASE)
TRIES = 3
RAIL_ON_TICKS = {0: 12, 1: 17, 2: 17, 3: 21}
"""Tick on which each rail of BASE is enabled after `power_up()`, with ideal parts."""


def _tries(samples: list[Sample]) -> list[int]:
    """Ticks on which POWER_DOWN is entered."""
    return [tick for tick, state in changes(samples, "state_o") if state == S_POWER_DOWN]


def _assert_fault(samples: list[Sample], rail: int, why: str) -> None:
    """Two retries, FAULT, the rail's number, everything off."""
    end = samples[-1].out
    assert len(_tries(samples)) == TRIES, f"{why}: {changes(samples, 'state_o')}"
    assert (end["state_o"], end["reason_o"], end["fault_rail_o"]) == (S_FAULT, REASON_RAIL_FAULT, rail), why
    assert (end["rail_en_o"], end["ram_on_o"], end["dom_sw_en_o"]) == (0, 0, 0), why


@block_test(power_bench(BASE))
@covers("PWR-RAIL-2")
async def back_drive_at_start(dut, bench) -> None:
    """A rail that reads good before it is enabled: waits, just long enough, or for ever, which is a fault."""
    check = KEY_TICK
    for rail in range(BASE.N_RAILS):
        for clears in (check + 1, check + 2, check + 9, check + BASE.BACKDRIVE_TIMEOUT):
            seen = await bench.compare([*power_up(), *force(1, "pg_i", rail, 1, clears - 1)], 80)
            assert tick_of(seen, "rail_en_o", 1) == clears + 1, f"rail {rail} clears at {clears}"
            assert seen[-1].out["state_o"] == S_ACTIVE
        late = check + BASE.BACKDRIVE_TIMEOUT + 1
        seen = await bench.compare([*power_up(), *force(1, "pg_i", rail, 1, late - 1)], 200)
        assert _tries(seen) == [check + BASE.BACKDRIVE_TIMEOUT], f"rail {rail} is one tick late, once"
        assert (seen[-1].out["state_o"], seen[-1].out["fault_rail_o"]) == (S_ACTIVE, rail)
        stuck = await bench.compare([*power_up(), *force(1, "pg_i", rail, 1)], 250)
        _assert_fault(stuck, rail, f"rail {rail} is stuck")
    both = [*power_up(), *force(1, "pg_i", 3, 1), *force(1, "pg_i", 1, 1)]
    _assert_fault(await bench.compare(both, 250), 1, "the lowest of two")


@block_test(power_bench(BASE))
@covers("PWR-RAIL-3", "PWR-RAIL-4")
async def power_good_never_comes(dut, bench) -> None:
    """Each rail: all down, two retries after a pause, FAULT; key and VBUS leave it, with three new tries."""
    for rail in range(BASE.N_RAILS):
        dead = lines_up("pg_i", rail, None)
        seen = await bench.compare(power_up(), SETTLED_TICKS, dead)
        _assert_fault(seen, rail, f"rail {rail} is dead")
        due = RAIL_ON_TICKS[rail] + BASE.RAIL_PG_TIMEOUT[rail]
        assert _tries(seen)[0] == due + 1, "timeout, then the state sees it"
        starts = [tick for tick, state in changes(seen, "state_o") if state == 1]
        downs = [s.tick for s in seen if s.out["rail_en_o"] == 0 and s.tick > starts[0]]
        assert starts[1] - BASE.RETRY_TICKS > downs[0], "the pause comes after the last rail"
        tick = SETTLED_TICKS
        for port, cause in (("key_i", CAUSE_KEY), ("vbus_i", CAUSE_VBUS)):
            again = [*power_up(), *pulse(tick - 40, "block_i", 1, 40), *pulse(tick - 20, port), *pulse(tick, port)]
            seen = await bench.play(again, tick + 2 * BASE.GOOD_RUN_TICKS + 300, dead)  # the pauses are slow ones now
            assert tick_of(seen, "state_o", 1, after=tick - 60) == tick, "refused by block_i, then taken"
            assert len(_tries(seen)) == 2 * TRIES and seen[-1].out["state_o"] == S_FAULT
            assert seen[-1].out["cause_o"] == CAUSE_KEY | cause


@block_test(power_bench(BASE))
@covers("PWR-RAIL-3")
async def power_good_around_its_timeout(dut, bench) -> None:
    """Good on the last tick that counts, or one later, for each rail."""
    for rail in range(BASE.N_RAILS):
        timeout = BASE.RAIL_PG_TIMEOUT[rail]
        for late, good in [(timeout - 1, True), (timeout, True), (timeout + 1, False)]:
            seen = await bench.compare(power_up(), 90, lines_up("pg_i", rail, late))
            assert (_tries(seen) == []) == good, f"rail {rail} good after {late} ticks"
            if good:
                assert seen[-1].out["state_o"] == S_ACTIVE
            else:
                assert _tries(seen)[0] == RAIL_ON_TICKS[rail] + timeout + 1
                assert value_at(seen, _tries(seen)[0], "fault_rail_o") == rail


@block_test(power_bench(BASE))
@cocotb.parametrize(mode=[M_DEEP, M_LOW])
@covers("PWR-RAIL-3")
async def power_good_lost_at_every_tick(dut, bench, mode: int) -> None:
    """For one tick, on every tick from ACTIVE through entry, sleep and exit to ACTIVE; the rail by tick and seed."""
    events, world = round_trip(mode, asleep_ticks=4)
    calm = world.samples
    end = world.when("ACTIVE", after=60)
    for tick in range(active_tick() + 8, end + 3):
        rail = (tick + cocotb.RANDOM_SEED) % BASE.N_RAILS
        before = value_at(calm, tick - 1, "rail_en_o") >> rail & 1
        after = value_at(calm, tick, "rail_en_o") >> rail & 1
        spared = value_at(calm, tick - 1, "rail_lp_o") >> rail & 1
        seen = await bench.compare([*events, *force(tick, "pg_i", rail, 0, 1)], end + 130)
        why = f"rail {rail} lost at tick {tick}, mode {mode}"
        wait = max(2, BASE.SLOT_UP_DELAY[BASE.RAIL_UP_SLOT[rail]])  # until its slot is over: good comes after 2 ticks
        rising = not value_at(calm, tick - wait - 1, "rail_en_o") >> rail & 1
        if before and after and not spared and not rising and _good(calm, tick, rail):
            assert _tries(seen) == [tick + 1], why
            assert value_at(seen, tick + 1, "reason_o") == REASON_RAIL_FAULT, why
            assert value_at(seen, tick + 1, "fault_rail_o") == rail, why
            assert seen[-1].out["state_o"] == S_ACTIVE, f"{why}: the retry works"
        elif not before or spared:
            assert _tries(seen) == [], f"{why}: it is off or in low power"


def _good(samples: list[Sample], tick: int, rail: int) -> bool:
    """The rail was not in low power on the edge before *tick* either, so that its good level has been seen since."""
    return not value_at(samples, tick - 2, "rail_lp_o") >> rail & 1


@block_test(power_bench(BASE))
@covers("PWR-RAIL-4")
async def a_rail_that_dies(dut, bench) -> None:
    """In ACTIVE and ASLEEP, for ever: three tries in all, then FAULT; firmware's clear does not start the count again."""
    at = active_tick() + 8
    for rail in range(BASE.N_RAILS):
        seen = await bench.compare([*power_up(), *force(at, "pg_i", rail, 0)], at + 600)
        _assert_fault(seen, rail, f"rail {rail} died at {at}")
    for pair in ((3, 1), (2, 3), (0, 2), (2, 1)):
        two = [event for rail in pair for event in force(at, "pg_i", rail, 0)]
        _assert_fault(await bench.compare([*power_up(), *two], at + 600), min(pair), f"rails {pair} died at once")
    slept = [*power_up(), *sleep(at, M_DEEP), *force(at + 60, "pg_i", 0, 0)]
    seen = await bench.compare(slept, at + 600)
    assert value_at(seen, at + 59, "state_o") == S_ASLEEP
    assert len(_tries(seen)) == TRIES and seen[-1].out["reason_o"] == REASON_RAIL_FAULT
    # lost for a tick, three times, with the reason cleared in between, or not
    for cleared in (False, True):
        glitches, tick = [], at
        for _ in range(4):
            glitches += force(tick, "pg_i", 2, 0, 1)
            if cleared:
                glitches += clear(tick + 110, reason=REASON_RAIL_FAULT)
            tick += 120
        seen = await bench.compare([*power_up(), *glitches], tick + 120)
        assert len(_tries(seen)) == TRIES and seen[-1].out["state_o"] == S_FAULT, "a clear gives no new tries"


@block_test(power_bench(BASE))
@covers("PWR-RAIL-4")
async def a_clear_does_not_reset_the_count(dut, bench) -> None:
    """Firmware clears the reason, on the edge of a fault or around it: the third fault is final all the same."""
    at = active_tick() + 8
    losses = [event for n in range(3) for event in force(at + 120 * n, "pg_i", 0, 0, 1)]
    second, third = at + 120 + 1, at + 240 + 1
    for fault in (second, third):
        for offset in (-1, 0, 1):
            for bit in (REASON_RAIL_FAULT, REASON_DOMAIN_FAULT, REASON_CLOCK_FAULT):
                seen = await bench.compare([*power_up(), *losses, *clear(fault + offset, reason=bit)], third + 120)
                assert _tries(seen)[2] == third and seen[-1].out["state_o"] == S_FAULT, f"{offset} from {fault}, {bit:#x}"
                assert value_at(seen, second, "faults_o") == 2 == seen[-1].out["faults_o"]


@block_test(power_bench(BASE))
@covers("PWR-RAIL-6")
async def a_rail_stays_in_low_power(dut, bench) -> None:
    """Power-good after retention just in time, and never: RAIL_FAULT with its number."""
    events, world = round_trip(M_LOW)
    leaves, limit = world.when("SX_LP"), BASE.lp_timeout
    for rail in (0, 1, 3):
        for good in (1, 2, limit):
            down = force(leaves - 5, "pg_i", rail, 0, 5 + good)
            seen = await bench.compare([*events, *down], leaves + 100)
            assert _tries(seen) == [] and seen[-1].out["state_o"] == S_ACTIVE, f"rail {rail} back after {good} ticks"
        seen = await bench.compare([*events, *force(leaves - 5, "pg_i", rail, 0, 5 + limit + 1)], leaves + 250)
        assert _tries(seen) == [leaves + limit] and seen[-1].out["fault_rail_o"] == rail
    two = [*events, *force(leaves - 5, "pg_i", 1, 0, 40), *force(leaves - 5, "pg_i", 3, 0, 40)]
    assert value_at(await bench.compare(two, leaves + 100), leaves + limit, "fault_rail_o") == 1, "the lowest"


@block_test(power_bench(BASE))
@covers("PWR-RAIL-5", "PWR-CLK-1")
async def clock_never_valid(dut, bench) -> None:
    """In power-up, three tries; in sleep exit; and valid on the last tick."""
    limit = BASE.CLK_TIMEOUT
    seen = await bench.compare(power_up(), SETTLED_TICKS, lines_up("clk_valid_i", 0, None))
    asks = tick_of(seen, "clk_req_o", 1)
    assert _tries(seen)[0] == asks + limit and len(_tries(seen)) == TRIES
    assert (seen[-1].out["state_o"], seen[-1].out["reason_o"]) == (S_FAULT, REASON_CLOCK_FAULT)
    for late, good in [(limit - 1, True), (limit, True), (limit + 1, False)]:
        seen = await bench.compare(power_up(), asks + 60, lines_up("clk_valid_i", 0, late))
        assert (_tries(seen) == []) == good, f"clock valid after {late} ticks"
    events, world = round_trip(M_DEEP)
    asks = world.when("SX_CLK")
    seen = await bench.compare([*events, *force(asks - 3, "clk_valid_i", 0, 0)], asks + 600)
    assert _tries(seen)[0] == asks + limit and len(_tries(seen)) == TRIES and seen[-1].out["state_o"] == S_FAULT


@block_test(power_bench(BASE))
@covers("PWR-RAIL-5", "PWR-CLK-1")
async def clock_never_stops(dut, bench) -> None:
    """Entry and power-down go on after the limit, with the error bit."""
    at, limit = active_tick() + 8, BASE.CLK_TIMEOUT
    stuck = lines_down("clk_valid_i", 0, None)
    seen = await bench.compare([*power_up(), *sleep(at, M_DEEP), *wake(at + 80)], at + 200, stuck)
    assert changes(seen, "err_o") == [(at + limit, 1)]
    assert tick_of(seen, "state_o", S_ASLEEP) and seen[-1].out["state_o"] == S_ACTIVE
    # a power-down on the very edge: it waits anew, and tells it then
    seen = await bench.compare([*power_up(), *sleep(at, M_DEEP), *pulse(at + limit, "hard_off_i")], at + 200, stuck)
    assert changes(seen, "err_o")[0][0] > at + 2 * limit and seen[-1].out["state_o"] == S_OFF
    seen = await bench.compare([*power_up(), *pulse(at, "hard_off_i")], at + 200, stuck)
    assert seen[-1].out["err_o"] == 1 and seen[-1].out["state_o"] == S_OFF
    for late, err in [(limit - 1, 0), (limit, 0), (limit + 1, 1)]:
        seen = await bench.compare([*power_up(), *sleep(at, M_DEEP)], at + 90, lines_down("clk_valid_i", 0, late))
        assert value_at(seen, at + 80, "err_o") == err, f"clock stops after {late} ticks"


@block_test(power_bench(BASE))
@covers("PWR-DOM-5")
async def switches_that_do_not_close(dut, bench) -> None:
    """Per domain, in power-up and in sleep exit: DOMAIN_FAULT with its number; around the limit."""
    events, world = round_trip(M_DEEP)
    leaves = world.when("SX_DOMS")
    for domain in range(3):
        limit = BASE.DOM_ACK_TIMEOUT[domain]
        seen = await bench.compare(power_up(), SETTLED_TICKS, lines_up("ack_i", domain, None))
        closes = tick_of(seen, "dom_sw_en_o", 0b0111)
        assert _tries(seen)[0] == closes + limit + 1 and len(_tries(seen)) == TRIES
        assert changes(seen, "dom_sw_en_o")[1] == (closes + limit, 0b0111 & ~(1 << domain)), "opened again at the limit"
        end = seen[-1].out
        assert (end["state_o"], end["reason_o"], end["fault_domain_o"]) == (S_FAULT, REASON_DOMAIN_FAULT, domain)
        for late, good in [(limit - 1, True), (limit, True), (limit + 1, False)]:
            seen = await bench.compare(power_up(), closes + 60, lines_up("ack_i", domain, late))
            assert (_tries(seen) == []) == good, f"domain {domain} closed after {late} ticks"
        seen = await bench.compare([*events, *force(leaves - 5, "ack_i", domain, 0)], leaves + 600)
        assert len(_tries(seen)) == TRIES and seen[-1].out["fault_domain_o"] == domain
    both = Plant.normal(BASE)
    both.up["ack_i"][0] = both.up["ack_i"][3] = both.up["ack_i"][1] = None
    seen = await bench.compare(power_up(), SETTLED_TICKS, both)
    assert seen[-1].out["fault_domain_o"] == 1, "the earlier, not the lower"


@block_test(power_bench(BASE))
@covers("PWR-DOM-5")
async def switches_that_do_not_open(dut, bench) -> None:
    """Per domain, in entry and power-down: the error bit on the tick of the limit, and everything goes on."""
    at = active_tick() + 8
    for domain in range(3):
        limit = BASE.DOM_ACK_TIMEOUT[domain]
        for events, final in [
            ([*sleep(at, M_DEEP), *wake(at + 80)], S_ACTIVE),
            (pulse(at, "hard_off_i"), S_OFF),
        ]:
            seen = await bench.compare([*power_up(), *events], at + 200, lines_down("ack_i", domain, None))
            opens = next(s.tick for s in seen if s.tick > at and not s.out["dom_sw_en_o"] >> domain & 1)
            assert changes(seen, "err_o") == [(opens + limit, 2)], f"domain {domain}"
            assert seen[-1].out["state_o"] == final


@block_test(power_bench(BASE))
@covers("PWR-MAIN-3")
async def several_faults_on_one_edge(dut, bench) -> None:
    """Rail, domain and clock fault that meet: all reason bits, both numbers, one retry."""
    at = active_tick() + 8
    events = [*power_up(), Event(at, "core_tgt_i", 0b1010), Event(at + 30, "core_tgt_i", 0)]
    dead = [*events, *force(at + 20, "ack_i", 1, 0), *force(at + 20, "ack_i", 0, 0)]
    opened = World(BASE, dead).run(at + 200)
    fault = next(t for t, s in opened.entered if s == "PD_DOMS")
    seen = await bench.compare([*dead, *force(fault - 1, "pg_i", 3, 0, 1)], fault + 5)
    assert value_at(seen, fault, "reason_o") == REASON_RAIL_FAULT | REASON_DOMAIN_FAULT
    assert (value_at(seen, fault, "fault_rail_o"), value_at(seen, fault, "fault_domain_o")) == (3, 1)
    down = [*power_up(), *sleep(at, M_LIGHT), *wake(at + 60)]
    asks = World(BASE, down).run(at + 200).when("SX_CLK")
    limit = asks + BASE.CLK_TIMEOUT
    late = [*down, *force(asks - 5, "clk_valid_i", 0, 0), *force(limit - 1, "pg_i", 2, 0, 1)]
    seen = await bench.compare([*late, *pulse(limit, "protect_i", 7)], limit + 5)
    assert value_at(seen, limit, "reason_o") == REASON_RAIL_FAULT | REASON_CLOCK_FAULT, "protection is of a lower class"
