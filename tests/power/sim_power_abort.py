# SPDX-License-Identifier: Apache-2.0
"""power_core: a wake on every tick of every entry, and cores that change their mind on every tick of the way."""

from __future__ import annotations

import cocotb

from models.power_codes import S_ACTIVE, S_ASLEEP, S_SLEEP_ENTRY, S_SLEEP_EXIT
from tb.block_bench import block_test
from tb.covers import covers
from tests.power.bench import changes, power_bench, value_at
from tests.power.params import BASE, M_CLOCKED, M_DEEP, M_LIGHT, M_LOW, M_REBOOT, bench_for
from tests.power.scenario import active_tick, power_up, round_trip, shutdown, sleep, wake
from tests.power.world import Event, Sample, World

BENCH = bench_for(BASE)
ALL_MODES = [M_LIGHT, M_DEEP, M_REBOOT, M_CLOCKED, M_LOW]
DOMAINS_ON = 0b0111


def _seen_since(samples: list[Sample], port: str, tick: int) -> set[int]:
    """Values of *port* from *tick* on."""
    return {value_at(samples, tick, port), *(s.out[port] for s in samples if s.tick >= tick)}


def _all_back(samples: list[Sample], why: str) -> None:
    end = samples[-1].out
    assert (end["state_o"], end["rail_en_o"], end["clk_req_o"], end["ponr_o"]) == (S_ACTIVE, 0b1111, 1, 0), why
    assert (end["dom_on_o"], end["dom_iso_o"], end["dom_rst_no"]) == (DOMAINS_ON, 0b1000, DOMAINS_ON), why
    assert (end["reason_o"], end["rail_lp_o"], end["err_o"]) == (0, 0, 0), why


@block_test(power_bench(BASE))
@cocotb.parametrize(mode=ALL_MODES)
@covers("SLP-ENT-3", "SLP-ENT-4")
async def wake_on_every_tick_of_the_entry(dut, bench, mode: int) -> None:
    """Before the point of no return: back, with nothing switched off; from it on: asleep, for one tick if need be."""
    start = active_tick() + 10
    into = [*power_up(), *sleep(start, mode)]
    calm = World(BASE, into).run(start + 200)
    asleep = calm.when("ASLEEP")
    lost = next((s.tick for s in calm.samples if s.out["ponr_o"]), asleep)
    assert mode == M_CLOCKED or lost < asleep
    # A stopping clock is not asked for again before it has stopped.
    stopped = start if mode == M_CLOCKED else calm.when("SE_SETTLE")
    for tick in range(start + 1, asleep + 4):
        seen = await bench.compare([*into, *wake(tick)], asleep + 90)
        why = f"mode {mode}, wake at {tick}, entry at {start}, no return at {lost}, asleep at {asleep}"
        _all_back(seen, why)
        states = changes(seen, "state_o")[2:]
        if tick <= lost and tick <= asleep:
            turns = max(tick, stopped + 1)
            assert states[:2] == [(start, S_SLEEP_ENTRY), (turns, S_SLEEP_EXIT)], f"{why}: {states}"
            assert _seen_since(seen, "rail_en_o", start) == {0b1111}, f"{why}: a rail went off"
            assert _seen_since(seen, "dom_sw_en_o", start) == {DOMAINS_ON}, f"{why}: a switch opened"
            assert _seen_since(seen, "boot_go_o", start) == {0}, f"{why}: an abort boots nobody"
        else:
            leaves = max(tick, asleep + 1)
            path = [(start, S_SLEEP_ENTRY), (asleep, S_ASLEEP), (leaves, S_SLEEP_EXIT)]
            assert states[:3] == path, f"{why}: {states}"
            reboots = [value for _, value in changes(seen, "boot_go_o")[2:]]
            assert reboots == ([1, 0] if BASE.MODE_REBOOT[mode] else []), why


@block_test(power_bench(BASE))
@cocotb.parametrize(mode=[M_DEEP, M_CLOCKED])
async def a_short_wake_on_every_tick(dut, bench, mode: int) -> None:
    """The wish to sleep goes for one tick and comes back: through ACTIVE, and asleep again, with running cores.

    While the clock stops and past the point of no return the level is looked at only when asleep: the sleep block keeps
    it low until ACTIVE.
    """
    start = active_tick() + 10
    into = [e for e in [*power_up(), *sleep(start, mode)] if e.port != "core_tgt_i"]  # cores ON when their domains go
    calm = World(BASE, into).run(start + 200)
    asleep, lost = calm.when("ASLEEP"), next(s.tick for s in calm.samples if s.out["ponr_o"])
    stopped = start if mode == M_CLOCKED else calm.when("SE_SETTLE")
    for tick in range(start + 1, asleep + 4):
        blink = [Event(tick, "slp_enter_i", 0), Event(tick + 1, "slp_enter_i", 1)]
        seen = await bench.compare([*into, *blink], asleep + 150)
        states = [state for _, state in changes(seen, "state_o")]
        # Nobody looks while the clock stops, nor between the point of no return and sleep.
        seen_by_nobody = tick <= stopped or lost < tick <= asleep
        assert states[-3:] == [S_ACTIVE, S_SLEEP_ENTRY, S_ASLEEP], f"wake at {tick}: {states}"
        assert states.count(S_SLEEP_EXIT) == int(not seen_by_nobody), f"wake at {tick}: {states}"


@block_test(power_bench(BASE))
@covers("SLP-CORE-4", "PWR-DOM-4")
async def an_abort_restores_or_boots(dut, bench) -> None:
    """A domain in reset gets its saved state back, or boots without retention; one in ISO or SAVE just goes on."""
    start = active_tick() + 10
    into = [*power_up(), *sleep(start, M_DEEP)]
    calm = World(BASE, into).run(start + 100)
    down = calm.when("SE_DOMS")
    outcomes = {}
    for tick in range(down + 1, calm.when("SE_RAILS") + 1):
        seen = await bench.compare([*into, *wake(tick)], down + 90)
        if value_at(seen, tick - 1, "ponr_o"):
            break
        restored = {d for s in seen if s.tick > tick for d in range(3) if s.out["dom_restore_o"] >> d & 1}
        booted = {d for s in seen if s.tick > tick for d in range(3) if s.out["dom_boot_o"] >> d & 1}
        held = {d for d in range(3) if not value_at(seen, tick - 1, "dom_rst_no") >> d & 1}
        assert restored == {d for d in held if BASE.DOM_RETAIN[d]}, f"wake at {tick}"
        assert booted == held - restored, f"wake at {tick}"
        outcomes[tick - down] = (restored, booted)
    # domain 1 enters reset at 3, domain 2 too (clock, isolation, reset), and is the first to open its switch, at 4
    assert [outcomes[offset] for offset in (1, 2, 3)] == [(set(), set())] * 3
    assert outcomes[4] == ({1}, {2}) and max(outcomes) == 4


@block_test(power_bench(BASE))
@cocotb.parametrize(core=[0, 1], back=[0, 1])
@covers("SLP-CORE-4")
async def a_core_turns_back_on_every_tick(dut, bench, core: int, back: int) -> None:
    """Its domain is sent off in ACTIVE, and wanted again (RUN, GATED) on every tick of the way down and beyond."""
    domain, start = BASE.CORE_DOMAIN[core], active_tick() + 10
    off = [*power_up(), Event(start, "core_tgt_i", 2 << 2 * core)]
    calm = World(BASE, off).run(start + 100)
    opens = next(s.tick for s in calm.samples if s.tick > start and not s.out["dom_sw_en_o"] >> domain & 1)
    there = next(s.tick for s in calm.samples if s.out["dom_off_o"] >> domain & 1 and s.tick > opens)
    for tick in range(start + 1, there + 6):
        seen = await bench.compare([*off, Event(tick, "core_tgt_i", back << 2 * core)], there + 60)
        end = seen[-1].out
        assert end["dom_on_o" if back == 0 else "dom_gated_o"] >> domain & 1, f"turned back at {tick}"
        assert end["state_o"] == S_ACTIVE and end["dom_iso_o"] == 0b1000
        cut = [s.tick for s in seen if s.tick > start and not s.out["dom_sw_en_o"] >> domain & 1]
        assert bool(cut) == (tick > opens), f"turned back at {tick}, the switch opens at {opens}"
        lost_state = _seen_since(seen, "dom_boot_o", start) != {0}
        assert not lost_state, f"turned back at {tick}: domain {domain} has retention"


@block_test(power_bench(BASE))
async def a_core_that_is_sent_off_on_its_way_up(dut, bench) -> None:
    """Off on every tick of the way up: the chain runs to its end, then down, in order; and HOLD changes nothing."""
    start = active_tick() + 10
    for domain, core in ((1, 0), (0, 1)):
        for tick in range(start + 31, start + 49):
            events = [
                *power_up(),
                Event(start, "core_tgt_i", 2 << 2 * core),
                Event(start + 30, "core_tgt_i", 0),
                Event(tick, "core_tgt_i", 2 << 2 * core),
            ]
            seen = await bench.compare(events, start + 110)
            assert seen[-1].out["dom_off_o"] >> domain & 1, f"sent off at {tick}"
            if tick > start + 31:
                assert _seen_since([s for s in seen if s.tick < tick + 30], "dom_restore_o", start + 30) & {1 << domain}
        for tick in range(start, start + 16):
            events = [*power_up(), Event(start, "core_tgt_i", 2 << 2 * core)]
            events.append(Event(tick + 1, "core_tgt_i", 3 << 2 * core))
            seen = await bench.compare([*events, Event(tick + 40, "core_tgt_i", 2 << 2 * core)], tick + 80)
            assert seen[-1].out["dom_off_o"] >> domain & 1, f"held at {tick}"


@block_test(power_bench(BASE))
@covers("SLP-ENT-7")
async def straight_back_to_sleep(dut, bench) -> None:
    """The wish to sleep returns on every tick of the exit: ACTIVE for one tick, and down again."""
    events, world = round_trip(M_DEEP)
    leaves, back = world.when("SX_LP"), world.when("ACTIVE", after=60)
    for tick in range(leaves + 1, back + 3):
        again = [Event(tick, "slp_enter_i", 1), Event(tick, "slp_mode_i", M_REBOOT), Event(tick, "slp_off_i", 0b1111)]
        seen = await bench.compare([*events, *again], back + 100)
        states = changes(seen, "state_o")
        entry = max(back + 1, tick)
        assert (back, S_ACTIVE) in states and (entry, S_SLEEP_ENTRY) in states, f"asked again at {tick}: {states}"
        assert seen[-1].out["rail_en_o"] == BASE.MODE_RAIL_ON[M_REBOOT]


@block_test(power_bench(BASE))
@covers("SLP-OFF-1")
async def shutdown_beats_sleep(dut, bench) -> None:
    """Command and wish to sleep on one edge: the command; a tick later it waits for ACTIVE."""
    start = active_tick() + 10
    for offset, down in [(-1, start - 1), (0, start), (1, None)]:
        events = [*power_up(), *sleep(start, M_DEEP), *shutdown(start + offset)]
        seen = await bench.compare(events, start + 90)
        state = [tick for tick, state in changes(seen, "state_o") if state == 6]
        assert state == ([] if down is None else [down])
