# SPDX-License-Identifier: Apache-2.0
"""Registers of the charger."""

from __future__ import annotations

from models.bus_side import BusSide
from models.charger import EVENTS_W
from models.register_hooks import derive

_STATUS = ("state", "status", "type", "health", "zone", "fold", "limit", "wd_expired", "sink", "stale")


def connect(bus: BusSide) -> None:
    """Hook the registers."""
    derive(bus, "CHG", "charger", {
        **{f"{group}_wr": f"{group}_valid" for group in ("ctrl", "limit", "temp", "timer", "intr")},
        "clear_wr": "clr_valid", "event_clr": "clr", "intr_enable": "intr",
        "CHG_CMD.CLEAR_FAULT": ("clr", EVENTS_W), "CHG_CMD.KICK": ("clr", EVENTS_W + 1),
        **{f"status_{name}": name for name in _STATUS}, "status_attached": "det", "status_on": "en",
        "status_poor_source": "poor", "status_battery_worn": "worn",
        "drive_ma": "iset", "drive_mv": "vset", "timers_pre": "pre_min", "timers_fast": "fast_min",
    })  # fmt: skip
