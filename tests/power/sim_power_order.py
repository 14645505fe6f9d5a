# SPDX-License-Identifier: Apache-2.0
"""power_core: of several equal things the first and the last one are each the odd one out once, and each pair meets on one edge."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations


from models.power_codes import (
    CAUSE_KEY, CAUSE_RTC, CAUSE_WAKE, REASON_COMMAND, REASON_DOMAIN_FAULT, REASON_HOLD_TIMEOUT, REASON_LONG_KEY, REASON_RAIL_FAULT,
    REASON_UNDER_VOLTAGE, REASON_WATCHDOG, S_ACTIVE, S_OFF, S_POWER_DOWN, S_SLEEP_ENTRY, S_SLEEP_EXIT,
)  # fmt: skip
from tb.block_bench import block_test
from tb.covers import covers
from tb.runner import Variant, chosen_variant
from tests.power.bench import changes, power_bench, tick_of, value_at
from tests.power.params import BASE, M_LIGHT, M_LOW, bench_for
from tests.power.scenario import KEY_TICK, active_tick, force, power_up, pulse, round_trip, shutdown
from tests.power.world import Event, Plant, World

_FIRST = replace(
    BASE, RAIL_PG_TIMEOUT=[14, 8, 12, 7], RAIL_UP_SLOT=[0, 0, 0, 0], DOM_ACK_TIMEOUT=[9, 9, 9, 9], CPU_RAIL=0,
    OFF_WAKE_MASK=0b000001, RTC_MASK=0b000001, MODE_RAIL_ON=[0b1111, 0b1110, *BASE.MODE_RAIL_ON[2:]],
)  # fmt: skip
_LAST = replace(
    BASE, RAIL_PG_TIMEOUT=[7, 8, 12, 14], RAIL_UP_SLOT=[0, 0, 0, 0], DOM_ACK_TIMEOUT=[9, 9, 9, 9], CPU_RAIL=3,
    OFF_WAKE_MASK=0b100001, RTC_MASK=0b100000, MODE_RAIL_ON=[0b1111, 0b0111, *BASE.MODE_RAIL_ON[2:]],
)  # fmt: skip
VARIANTS = {name: Variant(bench_for(params), params) for name, params in (("first", _FIRST), ("last", _LAST))}
PARAMS = chosen_variant(VARIANTS).params
LOW_RAILS = (0, 1, 3)
"""Rails that mode LOW puts at retention voltage."""


@block_test(power_bench(PARAMS))
@covers("PWR-RAIL-6")
async def the_slowest_rail_has_its_time(dut, bench) -> None:
    """Out of low power every rail has the longest of all time-outs, whichever rail it belongs to."""
    events, _ = round_trip(M_LOW)
    leaves = World(PARAMS, events).run(400).when("SX_LP")
    for rail in LOW_RAILS:
        seen = await bench.compare([*events, *force(leaves - 5, "pg_i", rail, 0, 5 + 14)], leaves + 100)
        assert S_POWER_DOWN not in {s.out["state_o"] for s in seen}, f"rail {rail} is good on the last tick"
        seen = await bench.compare([*events, *force(leaves - 5, "pg_i", rail, 0, 5 + 15)], leaves + 100)
        assert tick_of(seen, "state_o", S_POWER_DOWN) == leaves + 14, f"rail {rail} is a tick late"


@block_test(power_bench(PARAMS))
@covers("PWR-RAIL-2", "PWR-RAIL-3", "PWR-RAIL-6")
async def the_lowest_of_two_rails(dut, bench) -> None:
    """Every pair: back-driven, lost on one edge, not back from low power. The fault names the lower one of those at fault."""
    at = active_tick() + 8
    low, _ = round_trip(M_LOW)
    leaves = World(PARAMS, low).run(400).when("SX_LP")
    for pair in combinations(range(PARAMS.N_RAILS), 2):
        for events, fault in (
            ([e for rail in pair for e in force(1, "pg_i", rail, 1, 60)], KEY_TICK + PARAMS.BACKDRIVE_TIMEOUT),
            ([e for rail in pair for e in force(at, "pg_i", rail, 0, 9)], at + 1),
        ):
            seen = await bench.compare([*power_up(), *events], fault + 3)
            assert value_at(seen, fault, "reason_o") == REASON_RAIL_FAULT
            assert value_at(seen, fault, "fault_rail_o") == pair[0], f"rails {pair}"
        if set(pair) <= set(LOW_RAILS):
            seen = await bench.compare([*low, *(e for r in pair for e in force(leaves - 5, "pg_i", r, 0, 40))], leaves + 17)
            assert value_at(seen, leaves + 14, "reason_o") == REASON_RAIL_FAULT
            assert value_at(seen, leaves + 14, "fault_rail_o") == pair[0], f"rails {pair}, low power"
            # One that is back, and reads bad on that very edge, is not what the step has waited for; a tick before, it is lost
            for edge, named in ((leaves + 14, pair[1]), (leaves + 13, pair[0])):
                glitch = [*force(leaves - 5, "pg_i", pair[1], 0, 40), *force(edge, "pg_i", pair[0], 0, 1)]
                seen = await bench.compare([*low, *glitch], leaves + 17)
                assert value_at(seen, leaves + 14, "fault_rail_o") == named, f"rail {pair[0]} was back"


@block_test(power_bench(PARAMS))
@covers("PWR-DOM-5")
async def the_lowest_of_two_domains(dut, bench) -> None:
    """Every pair whose switches do not close by the same edge, and each alone."""
    for domains in [*combinations(range(3), 2), (0,), (1,), (2,)]:
        plant = Plant.normal(PARAMS)
        for domain in domains:
            plant.up["ack_i"][domain] = None
        seen = await bench.compare(power_up(), 80, plant)
        down = tick_of(seen, "state_o", S_POWER_DOWN)
        assert value_at(seen, down, "reason_o") == REASON_DOMAIN_FAULT
        assert value_at(seen, down, "fault_domain_o") == domains[0], f"domains {domains}"


@block_test(power_bench(PARAMS))
@covers("PWR-MAIN-3", "VER-RACE-1")
async def each_pair_of_reasons(dut, bench) -> None:
    """Two classes on one edge, and nothing else: the first one is the reason."""
    at = active_tick() + 40
    first_bite = [*power_up(), *pulse(at - 30, "wdt_bite_i")]
    classes = [
        (force(at - 1, "pg_i", 2, 0, 1), REASON_RAIL_FAULT),
        (pulse(at, "protect_i", 0b010), REASON_UNDER_VOLTAGE),
        (pulse(at, "wdt_bite_i"), REASON_WATCHDOG),
        (pulse(at, "hard_off_i"), REASON_LONG_KEY),
        (pulse(at, "hold_off_i"), REASON_HOLD_TIMEOUT),
        (shutdown(at, 50, 0b111), REASON_COMMAND),
    ]
    for (higher, reason), (lower, _) in combinations(classes, 2):
        seen = await bench.compare([*first_bite, *higher, *lower], at + 20)
        assert value_at(seen, at, "reason_o") == reason
        assert seen[-1].out["reason_o"] == reason, "what comes behind is not looked at on the way down"
    # a command that a long key has overtaken is forgotten: nothing to keep, and no timer
    seen = await bench.compare([*power_up(), *pulse(at, "hard_off_i"), *shutdown(at, 50, 0b111)], at + 150)
    assert seen[-1].out["state_o"] == S_OFF and seen[-1].out["ram_on_o"] == 0 and seen[-1].out["reason_o"] == REASON_LONG_KEY


@block_test(power_bench(PARAMS))
@covers("PWR-OFF-1", "PWR-MAIN-2")
async def each_wake_source(dut, bench) -> None:
    """One source at a time in OFF, then the key: an RTC alarm, another source, or one that cannot power up."""
    for source in range(PARAMS.N_WAKE):
        seen = await bench.compare([*pulse(20, "wake_event_i", 1 << source), *power_up(40)], 60)
        wakes, alarm = PARAMS.OFF_WAKE_MASK >> source & 1, PARAMS.RTC_MASK >> source & 1
        cause = (20, CAUSE_RTC if alarm else CAUSE_WAKE) if wakes else (40, CAUSE_KEY)
        assert changes(seen, "cause_o") == [cause], f"source {source}"
        assert changes(seen, "state_o")[0][0] == cause[0]


@block_test(power_bench(PARAMS))
@covers("PWR-RAIL-7")
async def vdd_ext_has_the_rail_of_the_profile(dut, bench) -> None:
    """It follows the first or the last rail and no other: that one a tick later, up and down."""
    at = active_tick() + 8
    seen = await bench.compare([*power_up(), *pulse(at, "hard_off_i")], at + 90)
    rail = [(s.tick, s.out["rail_en_o"] >> PARAMS.CPU_RAIL & 1) for s in seen]
    edges = [(tick, level) for n, (tick, level) in enumerate(rail) if level != (rail[n - 1][1] if n else 0)]
    assert changes(seen, "vdd_ext_o") == [(tick + 1, level) for tick, level in edges] and len(edges) == 2
    assert value_at(seen, at, "state_o") == S_POWER_DOWN and value_at(seen, at - 1, "state_o") == S_ACTIVE


@block_test(power_bench(PARAMS))
@covers("SLP-ENT-3")
async def one_rail_is_the_point_of_no_return(dut, bench) -> None:
    """The first or the last rail is all that goes: its domains are off before. A wake on that edge or later comes too late."""
    at = active_tick() + 8
    cores = 0b0011  # their domains
    into = [
        *power_up(), Event(at, "core_tgt_i", 0b1010), Event(at + 40, "slp_mode_i", M_LIGHT), Event(at + 40, "slp_off_i", cores),
        Event(at + 40, "slp_enter_i", 1),
    ]  # fmt: skip
    goes = World(PARAMS, into).run(at + 120).when("SE_RAILS")
    for tick, state in ((goes, S_SLEEP_EXIT), (goes + 1, S_SLEEP_ENTRY)):
        seen = await bench.compare([*into, Event(tick, "slp_enter_i", 0)], goes + 40)
        assert value_at(seen, tick, "state_o") == state, f"wake at {tick - goes}"
        assert [change for change in changes(seen, "ponr_o") if change[1]] == ([(goes, 1)] if state == S_SLEEP_ENTRY else [])
