# SPDX-License-Identifier: Apache-2.0
"""What the registers of monitor and charger mean to their blocks, on platforms that have them."""

from __future__ import annotations

from collections.abc import Callable

from models.bus_side import BusSide
from models.charger import EVENTS_W as CHARGER_EVENTS
from models.register_hooks import as_written, collect, post_settings, post_word, read_fields
from models.regmap import REGISTERS

_CHANNELS = 7
_CODE_BITS, _TICK_BITS = 12, 16


def connect(bus: BusSide) -> None:
    """Hook the registers of the blocks that the platform has."""
    if bus.values.get("HAS_MONITOR"):
        _monitor(bus)
    if bus.values.get("HAS_CHARGER"):
        _charger(bus)


def _part(bus: BusSide, output: str, index: int, width: int) -> Callable[[], int]:
    """Reader of element *index* of a block's output that packs elements of *width* bits."""
    return lambda: bus.net.output(output) >> index * width & (1 << width) - 1


def _monitor(bus: BusSide) -> None:
    out = bus.net.output
    post_settings(bus, "MON_CFG", "MON_CFG_RST", "monitor.cfg_valid_i", "cfg_i")
    collect(bus, "MON_CONVERT", "monitor.req_valid_i", {"MON_CONVERT": ("req_i", as_written)})
    collect(
        bus, "MON_CLEAR", "monitor.clr_valid_i",
        {"MON_FRESH": ("clr_i", as_written), "MON_INTR_STATE": ("clr_i", lambda events: events << _CHANNELS)},
    )  # fmt: skip
    post_word(bus, "MON_INTR", "MON_INTR_ENABLE", "monitor.intr_valid_i", "intr_i")
    bus.csr.on_events("MON", lambda: bus.net.late("monitor.event_o", _CHANNELS))
    bus.csr.on_read("MON_FRESH", lambda: bus.net.late("monitor.fresh_o"))
    read_fields(
        bus, "MON_STATUS",
        TRIP=lambda: out("monitor.trip_o"), SENSOR=lambda: out("monitor.sensor_o"), READY=lambda: out("monitor.ready_o"),
        DEFAULTS=lambda: out("monitor.defaults_o"),
    )  # fmt: skip
    for channel in range(_CHANNELS):
        read_fields(
            bus, f"MON_RESULT{channel}",
            VALUE=_part(bus, "monitor.result_o", channel, _CODE_BITS),
            FRESH=lambda channel=channel: bus.net.late("monitor.fresh_o") >> channel & 1,
            TICK=_part(bus, "monitor.tick_o", channel, _TICK_BITS),
        )  # fmt: skip


def _command(word: int) -> int:
    """KICK and CLEAR_FAULT as the charger's clear input has them: {kick, clear fault} above the events."""
    command = REGISTERS["CHG_CMD"].unpack(word)
    return (command["KICK"] << 1 | command["CLEAR_FAULT"]) << CHARGER_EVENTS


def _charger(bus: BusSide) -> None:
    out = bus.net.output
    for group in ("ctrl", "limit", "temp", "timer"):
        name = f"CHG_{group.upper()}"
        post_settings(bus, name, f"{name}_RST", f"charger.{group}_valid_i", f"{group}_i")
    collect(
        bus, "CHG_CLEAR", "charger.clr_valid_i",
        {"CHG_INTR_STATE": ("clr_i", as_written), "CHG_CMD": ("clr_i", _command)},
    )  # fmt: skip
    post_word(bus, "CHG_INTR", "CHG_INTR_ENABLE", "charger.intr_valid_i", "intr_i")
    bus.csr.on_events("CHG", lambda: bus.net.late("charger.event_o"))

    def shown(**ports: str) -> dict[str, Callable[[], int]]:
        return {field: lambda port=port: out(f"charger.{port}_o") for field, port in ports.items()}

    read_fields(
        bus, "CHG_STATUS",
        **shown(
            STATE="state", STATUS="status", TYPE="type", HEALTH="health", ZONE="zone", FOLD="fold", LIMIT="limit",
            ATTACHED="det", WD_EXPIRED="wd_expired", ON="en", SINK="sink",
            POOR_SOURCE="poor", BATTERY_WORN="worn", STALE="stale",
        ),
    )  # fmt: skip
    read_fields(bus, "CHG_DRIVE", **shown(MA="iset", MV="vset"))
    read_fields(bus, "CHG_TIMERS", **shown(PRE="pre_min", FAST="fast_min"))
