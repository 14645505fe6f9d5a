# SPDX-License-Identifier: Apache-2.0
"""The random walk on the golden model with the plant in a closed loop: minutes in `make test`, hours in `make regress`."""

from __future__ import annotations

import pytest

from models.pmu import AON_HZ, BusError, Pmu
from models.regmap import PwrState
from profiles import load
from tb.agents.apb import Command
from tb.agents.model_battery import ModelBattery
from tb.covers import covers
from tb.runner import settings
from tests.charger_loop.walk import Walk, settings_after_reset

PROFILE = load("quectel")
SECONDS, REGRESS_SECONDS = 150.0, 3600.0
_KEY_TICKS = 8


def walk(seed: int, secure: bool, seconds: float) -> Walk:
    """A walk of *seconds*; AssertionError as soon as the cell comes to harm."""
    pmu = Pmu(PROFILE)
    walker = Walk(seed, PROFILE, settings_after_reset(pmu), secure=secure)
    battery = ModelBattery(pmu, walker.plant())
    end = round(seconds * AON_HZ)
    while pmu.tick < end:
        if pmu.state is not PwrState.ACTIVE:
            pmu.signal("key", 1)
            pmu.run(_KEY_TICKS)
            pmu.signal("key", 0)
        commands, left_s = walker.turn(battery)
        for command in commands:
            walker.answered(command, accepts(pmu, command), pmu.tick / AON_HZ)
        pmu.run_to(pmu.tick + max(1, round(AON_HZ * left_s)))
        walker.check()
    battery.refresh()
    walker.check()
    return walker


def accepts(pmu: Pmu, command: Command) -> bool:
    """Give *command* to the PMU."""
    try:
        pmu.write32(command.addr, command.data, requester=command.requester, secure=command.secure, strb=command.strb)
    except BusError:
        return False
    return True


@pytest.mark.parametrize("secure", [False, True], ids=["non-secure", "secure"])
@covers("CHG-PLANT-2")
def test_nothing_harms_the_cell(secure: bool, request: pytest.FixtureRequest) -> None:
    """Whatever firmware writes and the world does, the cell is charged within its limits or not at all."""
    seeds = request.config.getoption("seeds")
    for seed in range(settings().seed, settings().seed + seeds):
        done = walk(seed, secure, REGRESS_SECONDS / seeds if seeds > 1 else SECONDS)
        assert done.charged_as > 1.0 and done.writes > 50 and done.refused > 10, "the walk has shown nothing"
