# SPDX-License-Identifier: Apache-2.0
"""The random walk on the RTL of the whole PMU, with the scoreboards of all blocks on: what the model walks in hours, for seconds.

Firmware comes up by the key, writes, and shuts down again; the charger goes on without it. So the bus clock stands most of the
time, and a second costs seconds, not minutes.
"""

from __future__ import annotations

import cocotb
from cocotb.handle import HierarchyObject
from cocotb.triggers import First, Timer

from models.pmu import Pmu
from models.regmap import PwrState
from profiles import load
from tb.agents.battery import BatteryAgent
from tb.board import WATCHED, Board
from tb.covers import covers
from tb.runner import Bench
from tests.charger_loop.walk import Walk, settings_after_reset

PROFILE = load("quectel")
BENCH = Bench(top="tb/tb_top.sv", profile="quectel", verilator_public=WATCHED)
REGRESS_ONLY = True  # the model's walk, which looks for the same, is in `make test`; the RTL is held to the model in all others
SECONDS = 6.0
SHUTDOWN = 0x0FF0_C0DE
_KEY_US = 250
_UP_MS, _DOWN_MS = 40, 40
_BUS_HALF_NS = 500.0  # 1 MHz


@cocotb.test()
@cocotb.parametrize(secure=[False, True])
@covers("CHG-PLANT-2")
async def nothing_harms_the_cell(dut: HierarchyObject, secure: bool) -> None:
    """Whatever firmware writes and the world does, the cell is charged within its limits or not at all."""
    board = Board(dut)
    walker = Walk(cocotb.RANDOM_SEED, PROFILE, settings_after_reset(Pmu(PROFILE)), secure=secure)
    plant = walker.plant()
    battery = BatteryAgent(dut, plant)
    dut.sys_half_ns.value = _BUS_HALF_NS
    await board.start()
    battery.start()
    await board.power_on()
    while plant.time_s < SECONDS:
        commands, left_s = walker.turn(battery)
        dut.key.value = 1
        await Timer(_KEY_US, "us")
        dut.key.value = 0
        if await reaches(dut, PwrState.ACTIVE, _UP_MS):  # else power-up is refused, and nobody is there to write
            for command in commands:
                if int(dut.pwr_state.value) != PwrState.ACTIVE:
                    break
                answer = await board.apb.write(
                    command.addr, command.data, strb=command.strb, requester=command.requester, secure=command.secure,
                    expect_error=None,
                )  # fmt: skip
                walker.answered(command, not answer.error, plant.time_s)
            if int(dut.pwr_state.value) == PwrState.ACTIVE:
                await Timer(1, "ms")
                await board.apb.write("PWR_SHUTDOWN", SHUTDOWN)
            await reaches(dut, PwrState.OFF, _DOWN_MS)
        await Timer(max(1, round(1e6 * left_s)), "us")
        walker.check()
    battery.refresh()
    walker.check()
    compared = await board.finish()
    assert walker.charged_as > 0.1 and walker.writes > 5 and compared["charger"] > 1000, "the walk has shown nothing"


async def reaches(dut: HierarchyObject, state: PwrState, within_ms: int) -> bool:
    """Wait until the main power state is *state*; False if it does not come."""
    limit = Timer(within_ms, "ms")
    while int(dut.pwr_state.value) != state:
        if await First(dut.pwr_state.value_change, limit) is limit:
            return False
    return True
