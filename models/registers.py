# SPDX-License-Identifier: Apache-2.0
"""What each register means to the blocks behind it: writes that are posted to them, and state that is read from them."""

from __future__ import annotations

import importlib
import importlib.util
from functools import partial

from models.blocks import on_platform
from models.bus_side import BusSide
from models.csr import BUSY_WORDS
from models.register_hooks import derive, read_fields

_WORD = 0xFFFF_FFFF


def connect(bus: BusSide) -> BusSide:
    """*bus* with all its registers hooked."""
    values = bus.values
    read_fields(
        bus, "SYS_CONFIG",
        CORES=lambda: values["N_CORES"], MODES=lambda: values["N_MODES"], ALARMS=lambda: values["N_ALARMS"],
        WAKE_SOURCES=lambda: values["N_WAKE"], DOMAINS=lambda: values["N_DOMAINS"], RAILS=lambda: values["N_RAILS"],
    )  # fmt: skip
    for word in BUSY_WORDS:
        bus.csr.on_read(word, partial(bus.busy, word))
    read_fields(bus, "SYS_TICKS", VALUE=lambda: bus.net.now & _WORD)
    for entry in on_platform(values):
        own = f"models.registers_{entry.name}"
        if importlib.util.find_spec(own):
            importlib.import_module(own).connect(bus)
        else:
            derive(bus, entry.registers, entry.name)
    return bus
