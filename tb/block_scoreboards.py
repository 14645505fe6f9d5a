# SPDX-License-Identifier: Apache-2.0
"""The scoreboards of all blocks inside a whole PMU: each block held against its own model, at its own ports."""

from __future__ import annotations

from collections.abc import Mapping

from cocotb.handle import HierarchyObject

from models import battery
from models.power import Power
from models.rtc import Rtc
from models.sleep import Sleep
from models.wake import Wake
from profiles import Profile
from profiles.parameters import plain
from tb.aon import AonClock
from tb.scoreboard import BlockScoreboard


def attach(
    pmu: HierarchyObject, profile: Profile, clock: AonClock, charger_times: Mapping[str, int] | None = None
) -> list[BlockScoreboard]:
    """Start a scoreboard on each block of *pmu* (the instance of pmu_top). Call it in reset.

    *charger_times* as in `models.charger.Charger`, where the bench's RTL is not compiled with the product's.
    """
    values = plain(profile)
    route = sum(mask << index * values["N_WAKE"] for index, mask in enumerate(values["ROUTE_RST"]))
    blocks = {
        "rtc": (pmu.u_rtc.u_core, lambda: Rtc(values["N_ALARMS"], bool(values["ALARM_SHARED"]))),
        "wake": (pmu.u_wake.u_core, lambda: Wake(values["N_WAKE"], values["N_CORES"], route)),
        "sleep": (pmu.u_sleep.u_core, lambda: Sleep(values)),
        "power": (pmu.u_power.u_core, lambda: Power(values)),
    }
    if values["HAS_MONITOR"]:
        # The converter behind it moves every tick while it converts: its own scoreboard is in its block's tests.
        blocks["monitor"] = (pmu.u_battery.gen_monitor.u_monitor.u_core, lambda: battery.monitor(values))
    if values["HAS_CHARGER"]:
        blocks["charger"] = (pmu.u_battery.gen_charger.u_charger.u_core, lambda: battery.charger(values, **(charger_times or {})))
    scoreboards = [
        BlockScoreboard(instance, model, clock, reset=instance.rst_ni, name=name)
        for name, (instance, model) in blocks.items()
    ]
    for scoreboard in scoreboards:
        scoreboard.start()
    return scoreboards
