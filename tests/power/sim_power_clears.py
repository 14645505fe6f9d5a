# SPDX-License-Identifier: Apache-2.0
"""power_core: what firmware clears, on every tick around what it must not clear, and the events that interrupt."""

from __future__ import annotations

from dataclasses import replace


from models.power_codes import (
    CAUSE_KEY, CAUSE_VBUS, ERR_CLOCK, ERR_SWITCH, EVENT_CLOCK_STUCK, EVENT_RAIL_LOST, EVENT_SWITCH_STUCK,
    REASON_OVER_TEMPERATURE, REASON_OVER_VOLTAGE, REASON_RAIL_FAULT, REASON_UNDER_VOLTAGE, RST_PIN, RST_POR, RST_POWER_ON,
    RST_WAKE_REBOOT, RST_WATCHDOG, S_ACTIVE, S_ASLEEP, S_OFF, S_SLEEP_ENTRY,
)  # fmt: skip
from tb.block_bench import block_test
from tb.covers import covers
from tests.power.bench import PowerBench, changes, power_bench, tick_of, value_at
from tests.power.params import BASE, M_DEEP, M_LIGHT, M_REBOOT, bench_for
from tests.power.scenario import active_tick, clear, force, lines_down, power_up, pulse, sleep, wake
from tests.power.world import Event, Plant, World

LOG_RAILS = (0, 3)
PARAMS = replace(BASE, RAIL_PG_DEGLITCH=[2, 3, 1, 4], RAIL_LOSS_LOG=[1, 0, 0, 1])
BENCH = bench_for(PARAMS)
CLEAR_TICKS = 3
"""From firmware's write to the edge that clears."""
REGISTERS = {"cause": "cause_o", "reason": "reason_o", "rst": "rst_cause_o", "err": "err_o", "lost": "lost_o", "event": "event_o"}


async def _kept(bench: PowerBench, events: list[Event], told: int, plant: Plant | None = None, **bits: int) -> None:
    """Each of *bits* (register: mask) is set on edge *told*: a clear before it, on it, or on the three edges after leaves it.

    A clear of the other bits never takes it.
    """
    for register, mask in bits.items():
        port, width = REGISTERS[register], {"cause": 7, "reason": 11, "rst": 5, "err": 2, "lost": 4, "event": 3}[register]
        for late in range(-CLEAR_TICKS, CLEAR_TICKS + 2):
            seen = await bench.compare([*events, *clear(told + late, **{register: mask})], told + 7, plant)
            assert value_at(seen, told, port) & mask == mask, f"{port} is not set on edge {told}"
            left = value_at(seen, told + 6, port) & mask
            assert left == (mask if late <= CLEAR_TICKS else 0), f"{port}: cleared {late} ticks after it came"
        others = (1 << width) - 1 & ~mask
        seen = await bench.compare([*events, *clear(told + CLEAR_TICKS + 1, **{register: others})], told + 7, plant)
        assert value_at(seen, told + 6, port) & mask == mask, f"{port}: only the bits written"


@block_test(power_bench(PARAMS))
@covers("REG-FW-1", "REG-EVT-1", "PWR-MAIN-2")
async def no_cause_and_no_reason_is_lost(dut, bench) -> None:
    """Power-on causes and power-down reasons: the clear of the last one does not take the next one."""
    at = active_tick() + 5
    await _kept(bench, power_up(20), 20, cause=CAUSE_KEY)
    await _kept(bench, [*pulse(20, "key_i"), *pulse(20, "vbus_i")], 20, cause=CAUSE_VBUS)
    trip = [*power_up(), *pulse(at, "protect_i", 0b101)]
    await _kept(bench, trip, at, reason=REASON_OVER_VOLTAGE | REASON_OVER_TEMPERATURE)
    # the same reason once more, when the first is just being cleared
    trip = [*power_up(), *pulse(at, "protect_i", 0b010)]
    back = World(PARAMS, trip).run(at + 90).when("OFF", after=at) + 40
    up = [*trip, *pulse(back, "key_i")]
    again = World(PARAMS, up).run(back + 80).when("ACTIVE", after=back) + 9
    await _kept(bench, [*up, *pulse(again, "protect_i", 0b010)], again, reason=REASON_UNDER_VOLTAGE)


@block_test(power_bench(PARAMS))
@covers("REG-FW-1", "REG-EVT-1", "PWR-RST-4")
async def no_reset_cause_is_lost(dut, bench) -> None:
    """Reset causes, each of them; that of the pin as long as it is pressed."""
    at = active_tick() + 5
    await _kept(bench, [*power_up(), *pulse(at, "wdt_bite_i")], at, rst=RST_WATCHDOG)
    await _kept(bench, [*power_up(), *pulse(at, "rst_pin_i")], at, rst=RST_PIN)
    for late in range(-CLEAR_TICKS, CLEAR_TICKS + 2):
        press = [*power_up(), *pulse(at, "rst_pin_i", 1, 20), *clear(at + 19 + late, rst=RST_PIN)]
        left = value_at(await bench.compare(press, at + 30), at + 29, "rst_cause_o") & RST_PIN
        assert left == (RST_PIN if late <= CLEAR_TICKS else 0), f"cleared {late} ticks after the last tick of the pin"
    boot = World(PARAMS, power_up()).run(at).when("PU_DOMS")
    await _kept(bench, power_up(), boot, rst=RST_POWER_ON)
    reboot = [*power_up(), *sleep(at, M_REBOOT), *wake(at + 60)]
    await _kept(bench, reboot, World(PARAMS, reboot).run(at + 150).when("SX_DOMS"), rst=RST_WAKE_REBOOT)
    for tick in (5, 30):
        seen = await bench.compare([*power_up(), *clear(tick, rst=RST_POR)], 60)
        assert next(t for t, value in changes(seen, "rst_cause_o", RST_POR) if not value & RST_POR) == tick


@block_test(power_bench(PARAMS))
@covers("REG-FW-1", "REG-EVT-1", "PWR-INTR-1", "PWR-CLK-1")
async def a_clock_that_does_not_stop(dut, bench) -> None:
    """Error bit and event on the tick of the limit, in the entry and in power-down; neither is lost to a clear."""
    at, stuck = active_tick() + 5, lines_down("clk_valid_i", 0, None)
    due = at + PARAMS.CLK_TIMEOUT
    entry = [*power_up(), *sleep(at, M_LIGHT)]
    await _kept(bench, entry, due, stuck, err=ERR_CLOCK, event=EVENT_CLOCK_STUCK)
    seen = await bench.compare(entry, due + 9, stuck)
    assert changes(seen, "err_o") == [(due, ERR_CLOCK)] and changes(seen, "event_o") == [(due, EVENT_CLOCK_STUCK)]
    assert value_at(seen, due, "state_o") == S_SLEEP_ENTRY, "a clock that does not stop does not stop the entry"
    down = [*power_up(), *pulse(at, "hard_off_i")]
    due = World(PARAMS, down, stuck).run(at + 90).when("PD_CLK") + PARAMS.CLK_TIMEOUT
    await _kept(bench, down, due, stuck, err=ERR_CLOCK, event=EVENT_CLOCK_STUCK)
    seen = await bench.compare([*down, *clear(due + 9, event=7)], due + 40, stuck)
    assert changes(seen, "event_o") == [(due, EVENT_CLOCK_STUCK), (due + 9, 0)], "the event is cleared alone"
    assert changes(seen, "err_o") == [(due, ERR_CLOCK)]


@block_test(power_bench(PARAMS))
@covers("REG-FW-1", "REG-EVT-1", "PWR-INTR-1", "PWR-DOM-5")
async def a_switch_that_does_not_open(dut, bench) -> None:
    """Per domain: error bit and event on the tick of the limit, no tick earlier or later; neither is lost to a clear."""
    at = active_tick() + 8
    down = [*power_up(), *pulse(at, "hard_off_i")]
    for domain in range(3):
        plant = lines_down("ack_i", domain, None)
        seen = await bench.compare(down, at + 90, plant)
        due = next(s.tick for s in seen if s.tick > at and not s.out["dom_sw_en_o"] >> domain & 1) + PARAMS.DOM_ACK_TIMEOUT[domain]
        assert changes(seen, "err_o") == [(due, ERR_SWITCH)] and changes(seen, "event_o") == [(due, EVENT_SWITCH_STUCK)]
        await _kept(bench, down, due, plant, err=ERR_SWITCH, event=EVENT_SWITCH_STUCK)
        seen = await bench.compare([*down, *clear(due + 9, err=3)], due + 40, plant)
        assert changes(seen, "err_o") == [(due, ERR_SWITCH), (due + 9, 0)], "the error bit is cleared alone"
        assert changes(seen, "event_o") == [(due, EVENT_SWITCH_STUCK)]


@block_test(power_bench(PARAMS))
@covers("REG-FW-1", "REG-EVT-1", "PWR-INTR-1", "PWR-RAIL-8")
async def a_loss_interrupts_once(dut, bench) -> None:
    """A rail whose loss is told only: one event when a loss begins, whichever rail, awake and asleep; the bit as long as it lasts."""
    at = active_tick() + 8
    for rail in LOG_RAILS:
        bit, begins = 1 << rail, at + PARAMS.RAIL_PG_DEGLITCH[rail] - 1
        short = [*power_up(), *force(at, "pg_i", rail, 0, PARAMS.RAIL_PG_DEGLITCH[rail])]
        await _kept(bench, short, begins, lost=bit, event=EVENT_RAIL_LOST)
        # bad for a while, firmware clears both: the bit comes back, the event does not
        bad = [*power_up(), *force(at, "pg_i", rail, 0, 40), *clear(at + 20, lost=bit, event=7)]
        seen = await bench.compare([*bad, *clear(at + 60, lost=bit)], at + 90)
        assert changes(seen, "event_o") == [(begins, EVENT_RAIL_LOST), (at + 20, 0)]
        assert changes(seen, "lost_o") == [(begins, bit), (at + 60, 0)]
        # the next loss is a new one, though the bit of the first still stands
        seen = await bench.compare([*bad, *force(at + 60, "pg_i", rail, 0, 20)], at + 90)
        assert changes(seen, "event_o")[2:] == [(begins + 60, EVENT_RAIL_LOST)] and seen[-1].out["lost_o"] == bit
        assert seen[-1].out["state_o"] == S_ACTIVE
        # the loss of the other one too, while the first is still bad
        other = LOG_RAILS[0] if rail == LOG_RAILS[1] else LOG_RAILS[1]
        both = [*power_up(), *force(at, "pg_i", rail, 0), *clear(at + 20, event=7), *force(at + 30, "pg_i", other, 0)]
        seen = await bench.compare(both, at + 60)
        assert changes(seen, "event_o")[2:] == [(at + 30 + PARAMS.RAIL_PG_DEGLITCH[other] - 1, EVENT_RAIL_LOST)]
        slept = [*power_up(), *sleep(at, M_LIGHT), *force(at + 40, "pg_i", rail, 0)]
        seen = await bench.compare([*slept, *clear(at + 60, event=7)], at + 90)
        assert changes(seen, "event_o") == [(begins + 40, EVENT_RAIL_LOST), (at + 60, 0)]
        assert seen[-1].out["state_o"] == S_ASLEEP


@block_test(power_bench(PARAMS))
@covers("PWR-INTR-1", "PWR-RAIL-3")
async def a_loss_that_powers_down(dut, bench) -> None:
    """Event and bit come with the loss, a tick before the power-down, and stay for the firmware that boots after it."""
    at = active_tick() + 8
    for rail in (1, 2):
        begins = at + PARAMS.RAIL_PG_DEGLITCH[rail] - 1
        seen = await bench.compare([*power_up(), *force(at, "pg_i", rail, 0, 9)], at + 150)
        assert changes(seen, "event_o") == [(begins, EVENT_RAIL_LOST)] and changes(seen, "lost_o") == [(begins, 1 << rail)]
        assert seen[-1].out["state_o"] == S_ACTIVE and seen[-1].out["reason_o"] == REASON_RAIL_FAULT
    down = await bench.compare([*power_up(), *pulse(at, "hard_off_i")], at + 90)
    assert down[-1].out["state_o"] == S_OFF and changes(down, "event_o") == [], "rails that go off in order are not lost"
    deep = [*power_up(), *sleep(at, M_DEEP), *wake(at + 60)]
    assert changes(await bench.compare(deep, at + 150), "event_o") == []


@block_test(power_bench(PARAMS))
@covers("REG-EVT-2")
async def a_clear_that_waited(dut, bench) -> None:
    """A clear behind another one, of whichever register, leaves what came since that one had set out."""
    at = active_tick() + 20
    for first, bits, port, told in (
        ("cause", {"rst": RST_WATCHDOG}, "rst_cause_o", "wdt_bite_i"),
        ("rst", {"reason": REASON_UNDER_VOLTAGE}, "reason_o", "protect_i"),
    ):
        (mask,) = bits.values()
        event = [*power_up(), *pulse(at, told, 2 if told == "protect_i" else 1)]
        for since, behind, left in ((3, 5, mask), (2, 5, mask), (4, 5, 0), (3, 6, 0), (2, 6, 0)):
            clears = [*clear(at + since, **{first: 0x1F}), *clear(at + since + behind, **bits)]
            seen = await bench.compare([*event, *clears], at + 20)
            assert tick_of(seen, port, seen[-1].out[port] | mask) <= at
            assert seen[-1].out[port] & mask == left, f"{port}: {since} ticks before a clear, the next {behind} behind it"
