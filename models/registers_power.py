# SPDX-License-Identifier: Apache-2.0
"""Registers of power."""

from __future__ import annotations

import itertools

from models.bus_side import BusSide
from models.power_main import SHUTDOWN_CHECK
from models.register_hooks import derive

_STATUS = ("state", "ponr", "restart", "clk_req", "vdd_ext")


def connect(bus: BusSide) -> None:
    """Hook the registers. SHUTDOWN carries its key folded to a byte, inverted in every other word."""
    word, ram = bus.csr.word, (1 << bus.values["N_RAM"]) - 1
    derive(bus, "PWR", "power", {
        "clear_wr": "clr_valid", "cause_clr": "clr_cause", "reason_clr": "clr_reason", "reset_cause_clr": "clr_rst",
        "event_clr": "clr_event", "rail_lost_clr": "clr_lost", "fault_clock_stuck_clr": "clr_err",
        "fault_switch_stuck_clr": ("clr_err", 1), "fault_clock_stuck": "err", "fault_switch_stuck": ("err", 1),
        **{f"status_{name}": name for name in _STATUS}, "status_rails": "rail_en", "status_domains_on": "dom_on",
        "status_domains_off": "dom_off", "reset_cause": "rst_cause", "rail_lost": "lost", "backoff_ends": "ends",
        "backoff_retries": "faults", "backoff_held": "held",
    }, but=("PWR_CFG",))  # fmt: skip
    check = itertools.cycle((SHUTDOWN_CHECK, SHUTDOWN_CHECK ^ 0xFF))
    shutdown = bus.post(
        "PWR_SHUTDOWN",
        lambda tick: bus.pulse(
            tick, "power.off_valid_i", off_key_i=next(check), off_ticks_i=word("PWR_OFF_TICKS"),
            off_ram_i=word("PWR_OFF_RAM") & ram,
        ),
    )  # fmt: skip
    bus.csr.on_write("PWR_SHUTDOWN", lambda _: shutdown.post())
    config = bus.post("PWR_CFG", lambda tick: bus.net.set("power.vdd_keep_i", word("PWR_CFG"), tick))
    bus.csr.on_write("PWR_CFG", lambda _: config.post())
