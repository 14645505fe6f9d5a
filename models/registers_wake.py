# SPDX-License-Identifier: Apache-2.0
"""Registers of the wake controller: settings and routes are packed at the size that the platform has."""

from __future__ import annotations

from models.bus_side import BusSide
from models.register_hooks import derive


def connect(bus: BusSide) -> None:
    """Hook the registers."""
    n = bus.values["N_WAKE"]
    derive(bus, "WAKE", "wake", {
        "cfg_wr": "cfg_valid", "route_wr": "route_valid", "clear_wr": "clr_valid", "pending_clr": "clr", "pending": "pend",
        "enable": ("cfg", 0, n), "invert": ("cfg", n, n), "edge": ("cfg", 2 * n, n), "both": ("cfg", 3 * n, n),
        "WAKE_ROUTE0.SOURCES": ("route", 0, n), "WAKE_ROUTE1.SOURCES": ("route", n, n),
        "cause_all_lo": "cause_all", "cause_all_hi": ("cause_all", 32), "raw": "src",
    })  # fmt: skip
    bus.csr.on_read("WAKE_RAW", lambda: bus.net.blocks["wake"].input("src_i"))
