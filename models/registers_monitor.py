# SPDX-License-Identifier: Apache-2.0
"""Registers of the monitor."""

from __future__ import annotations

from models.bus_side import BusSide
from models.register_hooks import derive, read_fields

_CHANNELS = 7


def connect(bus: BusSide) -> None:
    """Hook the registers."""
    derive(bus, "MON", "monitor", {
        "cfg_wr": "cfg_valid", "convert_wr": "req_valid", "convert": "req", "clear_wr": "clr_valid", "fresh_clr": "clr",
        "event_clr": ("clr", _CHANNELS), "intr_wr": "intr_valid", "intr_enable": "intr",
        "status_trip": "trip", "status_sensor": "sensor", "status_ready": "ready", "status_defaults": "defaults",
        "result_value": "result", "result_tick": "tick",
    })  # fmt: skip
    for channel in range(_CHANNELS):
        read_fields(bus, f"MON_RESULT{channel}", FRESH=lambda channel=channel: bus.net.late("monitor.fresh_o") >> channel & 1)
