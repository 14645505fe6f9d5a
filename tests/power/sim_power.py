# SPDX-License-Identifier: Apache-2.0
"""power_core in its block bench: power-up, causes, modes of sleep, SHUTDOWN, sticky registers, VDD_EXT."""

from __future__ import annotations

import cocotb

from models.power_codes import (
    CAUSE_KEY,
    CAUSE_RTC,
    CAUSE_TIMER,
    CAUSE_VBUS,
    CAUSE_WAKE,
    REASON_COMMAND,
    REASON_LONG_KEY,
    RST_POR,
    RST_POWER_ON,
    RST_WAKE_REBOOT,
    S_ACTIVE,
    S_ASLEEP,
    S_OFF,
    S_POWER_DOWN,
)
from tb.block_bench import block_test
from tb.covers import covers
from tests.power.bench import changes, power_bench, tick_of, value_at
from tests.power.params import BASE, M_CLOCKED, M_DEEP, M_LIGHT, M_LOW, M_REBOOT, bench_for
from tests.power.scenario import active_tick, power_up, pulse, round_trip, shutdown, sleep, wake
from tests.power.world import Event

BENCH = bench_for(BASE)


@block_test(power_bench(BASE))
@covers("PWR-RAIL-1", "PWR-CLK-1")
async def cold_power_up(dut, bench) -> None:
    """Rail by rail, clock, domains, ACTIVE: every tick by hand from the contract; parts answer after two ticks."""
    seen = await bench.compare(power_up(10), 60)
    assert changes(seen, "state_o") == [(10, 1), (39, 2)]
    # check at 11; slot 0 has a delay of 5, slot 2 of 4, slot 7 of 2
    assert changes(seen, "rail_en_o") == [(12, 0b0001), (17, 0b0111), (21, 0b1111)]
    assert changes(seen, "vdd_ext_o") == [(18, 1)], "one tick after rail 1, the CPU's"
    assert changes(seen, "clk_req_o") == [(24, 1)]
    assert changes(seen, "boot_go_o") == [(26, 1), (27, 0)]
    assert changes(seen, "dom_sw_en_o") == [(27, 0b0111)], "domain 3 is not on in RUN"
    assert changes(seen, "ram_on_o") == [(11, 0b111)]
    # domain 0: acknowledge 29, three ticks of clock, two ticks a step
    domain = [(tick, value & 1) for tick, value in changes(seen, "dom_clk_en_o")]
    edges = [pair for n, pair in enumerate(domain) if pair[1] != (domain[n - 1][1] if n else 0)]
    assert edges == [(29, 1), (32, 0), (38, 1)]
    assert tick_of(seen, "dom_rst_no", 0b0111) == 34
    assert tick_of(seen, "dom_iso_o", 0b1000) == 36
    last = seen[-1].out
    assert (last["cause_o"], last["rst_cause_o"], last["boot_reason_o"]) == (CAUSE_KEY, RST_POR | RST_POWER_ON, 0)


@block_test(power_bench(BASE))
@covers("PWR-MAIN-2", "PWR-MAIN-4", "RTC-ALM-4", "PWR-OFF-1")
async def every_power_on_cause(dut, bench) -> None:
    """Each by itself, several at once, what is masked, and block_i that refuses."""
    for events, cause in [
        (pulse(8, "key_i"), CAUSE_KEY),
        (pulse(8, "vbus_i"), CAUSE_VBUS),
        (pulse(8, "wake_event_i", 1 << 1), CAUSE_RTC),
        *[(pulse(8, "wake_event_i", 1 << source), CAUSE_WAKE) for source in (0, 3, 4)],
        (pulse(8, "wake_event_i", 0b111111), CAUSE_RTC | CAUSE_WAKE),
        ([*pulse(8, "key_i"), *pulse(8, "vbus_i")], CAUSE_KEY | CAUSE_VBUS),
        ([*pulse(8, "key_i"), *pulse(9, "vbus_i")], CAUSE_KEY),  # a tick later it is no cause any more
        ([*pulse(7, "block_i"), *pulse(8, "key_i")], CAUSE_KEY),
        ([Event(1, "key_i", 1), Event(1, "block_i", 1), Event(8, "block_i", 0)], CAUSE_KEY),  # refused until then
    ]:
        seen = await bench.compare(events, 45)
        assert tick_of(seen, "state_o", 1) == 8, events
        assert value_at(seen, 8, "cause_o") == cause == value_at(seen, 45, "cause_o"), events
    for events in (pulse(8, "wake_event_i", 0b100100), [*pulse(8, "key_i"), *pulse(8, "block_i")]):
        assert await bench.play([*events, *power_up(30)], 34), events
        assert value_at(bench.recorder.samples, 30, "state_o") == 1
        assert bench.recorder.samples[0].tick == 30, f"{events} is no cause to power up"


@block_test(power_bench(BASE))
@cocotb.parametrize(mode=[M_LIGHT, M_DEEP, M_REBOOT, M_CLOCKED, M_LOW])
@covers("SLP-CORE-8", "SLP-ENT-1", "PWR-RAIL-6")
async def sleep_and_exit(dut, bench, mode: int) -> None:
    """What each mode takes away, keeps and gives back."""
    events, world = round_trip(mode)
    seen = await bench.compare(events, world.when("ACTIVE", after=60) + 20)
    asleep, leaves = tick_of(seen, "state_o", S_ASLEEP), world.when("SX_LP")
    for tick in (asleep, leaves - 1):
        assert value_at(seen, tick, "rail_en_o") == BASE.MODE_RAIL_ON[mode]
        assert value_at(seen, tick, "rail_lp_o") == BASE.MODE_RAIL_LP[mode]
        assert value_at(seen, tick, "ram_on_o") == BASE.MODE_RAM_ON[mode]
        assert value_at(seen, tick, "clk_req_o") == BASE.MODE_CLK_ON[mode]
        assert value_at(seen, tick, "dom_sw_en_o") == 0b0111 & BASE.MODE_DOM_ON[mode]
    assert value_at(seen, leaves, "rail_lp_o") == 0
    assert value_at(seen, leaves, "ram_on_o") == BASE.MODE_RAM_ON[0]
    end = seen[-1].out
    assert (end["state_o"], end["rail_en_o"], end["dom_on_o"], end["ponr_o"]) == (S_ACTIVE, 0b1111, 0b0111, 0)
    gone = 0b0111 & ~BASE.MODE_DOM_ON[mode]
    reboot = BASE.MODE_REBOOT[mode]
    restored, booted = set(), set()
    for sample in seen:
        if sample.tick > leaves:
            restored |= {d for d in range(4) if sample.out["dom_restore_o"] >> d & 1}
            booted |= {d for d in range(4) if sample.out["dom_boot_o"] >> d & 1}
    retained = {d for d in range(4) if gone >> d & 1 and BASE.DOM_RETAIN[d]}
    assert restored == (set() if reboot else retained), "a reboot does not restore, every other exit does"
    assert booted == {d for d in range(4) if gone >> d & 1} - restored
    assert bool(end["rst_cause_o"] & RST_WAKE_REBOOT) == bool(reboot) == (end["boot_reason_o"] == 1)
    assert len([s for s in changes(seen, "boot_go_o") if s[0] > leaves and s[1]]) == reboot


@block_test(power_bench(BASE))
@covers("PWR-DOM-1", "PWR-DOM-2")
async def domain_steps_are_in_order_with_exact_gaps(dut, bench) -> None:
    """Domain 0 (two ticks a step, three of reset clock) and domain 2 (no retention) down and up, by hand."""
    events, world = round_trip(M_DEEP)
    seen = await bench.compare(events, world.when("ACTIVE", after=60) + 20)
    down, up = world.when("SE_DOMS"), world.when("SX_DOMS")

    def steps(domain: int, start: int, end: int) -> list[tuple[int, str, int]]:
        ports = ("clk_en_o", "iso_o", "save_o", "rst_no", "sw_en_o", "restore_o")
        found = []
        for old, new in zip(seen, seen[1:], strict=False):
            for port in ports:
                was, now = (s.out[f"dom_{port}"] >> domain & 1 for s in (old, new))
                if was != now and start < new.tick <= end:
                    found.append((new.tick - start, port, now))
        return found

    # gated already by its core; isolate, save, reset, switch off: two ticks each
    assert steps(0, down, up) == [
        (1, "iso_o", 1), (3, "save_o", 1), (4, "save_o", 0), (5, "rst_no", 0), (7, "sw_en_o", 0),
    ]  # fmt: skip
    assert steps(2, down, up) == [(1, "clk_en_o", 0), (2, "iso_o", 1), (3, "rst_no", 0), (4, "sw_en_o", 0)]
    assert steps(0, up, up + 40) == [
        (1, "sw_en_o", 1), (3, "clk_en_o", 1), (6, "clk_en_o", 0), (8, "rst_no", 1), (10, "restore_o", 1),
        (11, "restore_o", 0), (12, "iso_o", 0), (14, "clk_en_o", 1),
    ]  # fmt: skip
    assert steps(2, up, up + 40) == [
        (1, "sw_en_o", 1), (3, "clk_en_o", 1), (4, "clk_en_o", 0), (5, "rst_no", 1), (6, "iso_o", 0),
        (7, "clk_en_o", 1),
    ]  # fmt: skip


@block_test(power_bench(BASE))
@covers("SLP-OFF-1")
async def shutdown_with_and_without_timer(dut, bench) -> None:
    """SHUTDOWN in ACTIVE: OFF with the RAM asked for; the timer powers up on the very tick."""
    at = active_tick() + 5
    for ticks, ram in [(0, 0b101), (1, 0b010), (2, 0), (3, 0b111), (77, 0b100)]:
        seen = await bench.compare([*power_up(), *shutdown(at, ticks, ram)], at + 200)
        assert tick_of(seen, "state_o", S_POWER_DOWN) == at
        assert value_at(seen, at, "reason_o") == REASON_COMMAND
        off = tick_of(seen, "state_o", S_OFF, after=at)
        assert value_at(seen, off, "ram_on_o") == ram
        if ticks:
            assert tick_of(seen, "state_o", 1, after=off) == off + ticks
            assert value_at(seen, off + ticks, "cause_o") == CAUSE_KEY | CAUSE_TIMER
        else:
            assert seen[-1].out["state_o"] == S_OFF


@block_test(power_bench(BASE))
@covers("PWR-RAIL-1")
async def rails_go_down_in_order(dut, bench) -> None:
    """Slots 3 (rails 1 and 3), 4 (rail 2), 15 (rail 0), each with its delay, after domains and clock."""
    at = active_tick() + 5
    seen = await bench.compare([*power_up(), *pulse(at, "hard_off_i")], at + 100)
    first = tick_of(seen, "rail_en_o", 0b0101, after=at)
    assert value_at(seen, first, "dom_off_o") == 0b1111 and value_at(seen, first, "clk_req_o") == 0
    assert changes(seen, "rail_en_o")[-3:] == [(first, 0b0101), (first + 4, 0b0001), (first + 6, 0)]
    assert tick_of(seen, "state_o", S_OFF, after=at) == first + 6 + 6 + 1, "delay of slot 15, then the state sees it"
    assert (seen[-1].out["reason_o"], seen[-1].out["ram_on_o"]) == (REASON_LONG_KEY, 0)


@block_test(power_bench(BASE))
async def a_command_waits_for_active(dut, bench) -> None:
    """SHUTDOWN during power-up, entry, sleep and exit is remembered; one that comes too late is forgotten."""
    events, world = round_trip(M_DEEP)
    end = world.when("ACTIVE", after=60)
    for at in range(12, end + 2, 5):
        seen = await bench.play([*events, *shutdown(at, 9, 0b011)], end + 120)
        goes = tick_of(seen, "state_o", S_POWER_DOWN)
        if at < world.when("ACTIVE"):
            assert goes == world.when("ACTIVE") + 1, f"command at {at}"
        elif at <= world.when("SE_CLK"):
            assert goes == at
        else:
            assert goes == max(at, end + 1), f"command at {at}"
        off = tick_of(seen, "state_o", S_OFF, after=goes)
        assert value_at(seen, off, "ram_on_o") == 0b011 and tick_of(seen, "state_o", 1, after=off) == off + 9
    at = active_tick() + 5
    down = [*power_up(), *pulse(at, "hold_off_i")]
    off = tick_of(await bench.play(down, at + 80), "state_o", S_OFF, after=at)
    for late in range(at, off + 4):
        seen = await bench.play([*down, *shutdown(late, 3, 0b111), *power_up(off + 20)], off + 100)
        assert value_at(seen, off, "ram_on_o") == 0 and tick_of(seen, "state_o", 1, after=off) == off + 20
        assert seen[-1].out["state_o"] == S_ACTIVE, f"a command at {late} undid the next power-up"


@block_test(power_bench(BASE))
@covers("SLP-OFF-1", "PWR-MAIN-4")
async def the_power_on_timer_is_disarmed_and_held_back(dut, bench) -> None:
    """Another cause disarms the timer; block_i holds it back until it is gone; a newer command replaces an older."""
    at = active_tick() + 5
    down = [*power_up(), *shutdown(at, 40)]
    off = tick_of(await bench.play(down, at + 60), "state_o", S_OFF, after=at)
    keyed = [*down, *power_up(off + 10), *pulse(off + 60, "hard_off_i")]
    seen = await bench.compare(keyed, off + 200)
    assert seen[-1].out["state_o"] == S_OFF and not seen[-1].out["cause_o"] & CAUSE_TIMER, "disarmed by the key"
    seen = await bench.compare([*down, Event(at, "block_i", 1), Event(off + 55, "block_i", 0)], off + 120)
    assert tick_of(seen, "state_o", 1, after=off) == off + 55
    assert value_at(seen, off + 55, "cause_o") == CAUSE_KEY | CAUSE_TIMER
    seen = await bench.compare([*down, *shutdown(at + 4, 7, 0b001, turn=1)], off + 30)
    assert tick_of(seen, "state_o", 1, after=off) == off + 7 and value_at(seen, off, "ram_on_o") == 0b001


@block_test(power_bench(BASE))
@covers("PWR-RAIL-7")
async def vdd_ext_follows_the_cpu_rail(dut, bench) -> None:
    """One tick after rail 1 up and down; kept by vdd_keep_i, until that falls."""
    at = active_tick() + 5
    down = [*power_up(), *pulse(at, "hard_off_i")]
    for keep, drops in [([], 1), ([Event(30, "vdd_keep_i", 1)], None), ([Event(30, "vdd_keep_i", 1)], 50)]:
        more = [Event(at + drops, "vdd_keep_i", 0)] if drops and keep else []
        seen = await bench.compare([*down, *keep, *more], at + 80)
        rail_off = tick_of(seen, "rail_en_o", 0b0101, after=at)
        falls = [tick for tick, value in changes(seen, "vdd_ext_o") if not value]
        assert falls == ([] if drops is None else [at + drops if keep else rail_off + 1])
        assert changes(seen, "vdd_ext_o")[0] == (tick_of(seen, "rail_en_o", 0b0111) + 1, 1)
    seen = await bench.compare([Event(2, "vdd_keep_i", 1), *power_up(20)], 30)
    assert changes(seen, "vdd_ext_o") == [(28, 1)], "keeping alone does not switch it on"
    asleep = [*power_up(), *sleep(at, M_REBOOT), *wake(at + 60)]
    falls = [value for _, value in changes(await bench.compare(asleep, at + 120), "vdd_ext_o")]
    assert falls == [1, 0, 1], "the CPU rail is off in mode REBOOT"
