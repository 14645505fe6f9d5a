# SPDX-License-Identifier: Apache-2.0
"""The agents of rails, switches and clock by themselves: delays in nanoseconds, and everything that can be wrong."""

from __future__ import annotations

import cocotb
from cocotb.simtime import get_sim_time
from cocotb.triggers import Timer, with_timeout

from tb.agents.rails import RailAgent
from tb.agents.switches import ClockAgent, SwitchAgent
from tests.power.bench import TICK_NS
from tests.power.params import BASE, bench_for

BENCH = bench_for(BASE)
GOOD_NS, DROP_NS, CLOSE_NS, OPEN_NS, START_NS, STOP_NS = 45_100, 71_300, 33_300, 47_700, 91_900, 20_700
LIMIT_MS = 200
_INPUTS = (
    "key_i vbus_i wake_event_i protect_i block_i hard_off_i hold_off_i rst_pin_i wdt_bite_i wdt_kick_i slp_enter_i "
    "slp_mode_i slp_off_i core_tgt_i off_valid_i off_key_i off_ticks_i off_ram_i clr_valid_i clr_cause_i clr_reason_i clr_rst_i "
    "clr_err_i clr_lost_i clr_event_i vdd_keep_i"
).split()


async def _setup(dut) -> tuple[RailAgent, SwitchAgent, ClockAgent]:
    """Agents that move their lines at any time, a PMU out of reset."""
    dut.rst_ni.value = 0
    for port in _INPUTS:
        getattr(dut, port).value = 0
    agents = (
        RailAgent(dut.rail_en_o, dut.pg_i, good_ns=GOOD_NS, drop_ns=DROP_NS),
        SwitchAgent(dut.dom_sw_en_o, dut.ack_i, close_ns=CLOSE_NS, open_ns=OPEN_NS),
        ClockAgent(dut.clk_req_o, dut.clk_valid_i, start_ns=START_NS, stop_ns=STOP_NS),
    )
    for agent in agents:
        agent.start()
    await Timer(3 * TICK_NS, "ns")
    dut.rst_ni.value = 1
    await Timer(3 * TICK_NS, "ns")
    return agents


async def _pulse(port, ticks: int = 2) -> None:
    port.value = 1
    await Timer(ticks * TICK_NS, "ns")
    port.value = 0


async def _reach(port, value: int) -> float:
    """Wait until *port* has *value*; returns the time in nanoseconds."""

    async def wait() -> None:
        while int(port.value) != value:
            await port.value_change

    await with_timeout(wait(), LIMIT_MS, "ms")
    return get_sim_time("ns")


@cocotb.test()
async def delays_are_what_was_asked_for(dut) -> None:
    """Each line by itself, up and down; the second of two rails of a slot is slower."""
    rails, _, _ = await _setup(dut)
    rails.late(2, 3 * GOOD_NS)
    rails.slow_drop(0, 2 * DROP_NS)
    await _pulse(dut.key_i)
    for port, value, answer, expected, delay in [
        (dut.rail_en_o, 0b0001, dut.pg_i, 0b0001, GOOD_NS),
        (dut.rail_en_o, 0b0111, dut.pg_i, 0b0011, GOOD_NS),
        (dut.pg_i, 0b0011, dut.pg_i, 0b0111, 2 * GOOD_NS),
        (dut.clk_req_o, 1, dut.clk_valid_i, 1, START_NS),
        (dut.dom_sw_en_o, 0b0111, dut.ack_i, 0b0111, CLOSE_NS),
    ]:
        asked = await _reach(port, value)
        assert await _reach(answer, expected) - asked == delay, f"{answer._name} = {expected:#b}"
    await _reach(dut.state_o, 2)
    cocotb.start_soon(_pulse(dut.hard_off_i))
    for port, value, answer, expected, delay in [
        (dut.clk_req_o, 0, dut.clk_valid_i, 0, STOP_NS),
        (dut.rail_en_o, 0b0101, dut.pg_i, 0b0101, DROP_NS),
        (dut.rail_en_o, 0, dut.pg_i, 0, 2 * DROP_NS),
    ]:
        asked = await _reach(port, value)
        assert await _reach(answer, expected) - asked == delay, f"{answer._name} = {expected:#b}"
    assert int(dut.ack_i.value) == 0 and int(await _reach(dut.state_o, 0)) > 0


@cocotb.test()
async def rails_that_misbehave(dut) -> None:
    """Glitch, loss, back-drive, never: pins of the agent, and what the PMU makes of it."""
    rails, _, _ = await _setup(dut)
    rails.backdrive(3)
    await _pulse(dut.key_i)
    await Timer(4 * TICK_NS, "ns")
    assert (int(dut.pg_i.value), int(dut.rail_en_o.value)) == (0b1000, 0), "waits for the rail that is fed from outside"
    rails.backdrive(3, False)
    await _reach(dut.state_o, 2)
    began = get_sim_time("ns")
    cocotb.start_soon(rails.glitch(1, 10_000, 2 * TICK_NS))
    assert await _reach(dut.pg_i, 0b1101) - began == 10_000
    assert await _reach(dut.pg_i, 0b1111) - began == 10_000 + 2 * TICK_NS
    await _reach(dut.state_o, 6)
    assert (int(dut.reason_o.value), int(dut.fault_rail_o.value)) == (1 << 5, 1)
    await _reach(dut.state_o, 2)
    rails.lose(2)
    assert int(dut.rail_en_o.value) == 0b1111
    await _reach(dut.state_o, 7)
    assert int(dut.fault_rail_o.value) == 2
    rails.recover(2)
    rails.never_good(0)
    await Timer(10 * TICK_NS, "ns")
    await _pulse(dut.vbus_i)
    await _reach(dut.state_o, 7)
    assert int(dut.fault_rail_o.value) == 0 and int(dut.pg_i.value) == 0


@cocotb.test()
async def switches_and_clock_that_hang(dut) -> None:
    """Switches that hang, a clock that never starts or stops; a control that changes back is not followed."""
    _, switches, clock = await _setup(dut)
    switches.hang_open(1)
    await _pulse(dut.key_i)
    await _reach(dut.state_o, 7)
    assert int(dut.fault_domain_o.value) == 1 and int(dut.ack_i.value) == 0
    switches.configure(CLOSE_NS, OPEN_NS)
    switches.hang_closed(0)
    clock.never_stops()
    await _pulse(dut.key_i)
    await _reach(dut.state_o, 2)
    await _pulse(dut.hard_off_i)
    await _reach(dut.state_o, 0)
    assert (int(dut.ack_i.value), int(dut.clk_valid_i.value), int(dut.err_o.value)) == (0b0001, 1, 0b11)
    clock.force(0, 0)
    clock.never_starts()
    await Timer(20 * TICK_NS, "ns")
    clock.settle()
    switches.settle()
    assert switches.value == 0 and clock.value == 0
    await _pulse(dut.key_i)
    await _reach(dut.clk_req_o, 1)
    await _reach(dut.state_o, 7)
    assert int(dut.clk_valid_i.value) == 0 and int(dut.reason_o.value) >> 8 & 1
    clock.configure(4 * TICK_NS, STOP_NS)
    await _pulse(dut.vbus_i)
    await _reach(dut.clk_req_o, 1)
    cocotb.start_soon(_pulse(dut.hard_off_i))
    await _reach(dut.clk_req_o, 0)
    await Timer(10 * TICK_NS, "ns")
    assert int(dut.clk_valid_i.value) == 0, "the request was gone before the clock had started"
