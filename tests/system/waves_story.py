# SPDX-License-Identifier: Apache-2.0
"""Run by test_waves.py: a short life with every sequence of rails and domains in it."""

import cocotb

from models.regmap import PwrState
from tests.system.rig import AP, DEEP_SLEEP, SLEEP, Rig

SHUTDOWN_KEY = 0x0FF0_C0DE
OFF_TICKS = 60


@cocotb.test()
async def life(dut):
    """Power-up, Sleep, Deep-Sleep, shutdown, power-up."""
    rig = await Rig.boot(dut)
    await rig.allow(SLEEP)
    await rig.normal_sleep(SLEEP)
    # AP resumes too, and goes down again
    await rig.write("SLP_CORE_WAKE", 1 << AP)
    await rig.until(lambda: rig.operators[AP].idle, "AP resumes")
    await rig.park_ap()
    await rig.allow(DEEP_SLEEP)
    await rig.normal_sleep(DEEP_SLEEP)
    await rig.write("PWR_OFF_TICKS", OFF_TICKS)
    await rig.write("PWR_SHUTDOWN", SHUTDOWN_KEY)
    await rig.state_is(PwrState.OFF)
    await rig.state_is(PwrState.ACTIVE)
    await rig.ticks(5)
    await rig.finish()
