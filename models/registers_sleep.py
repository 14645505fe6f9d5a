# SPDX-License-Identifier: Apache-2.0
"""Registers of sleep: locks and the choice of a mode stay on the bus side; times in milliseconds become ticks there."""

from __future__ import annotations

from models.bus_side import BusSide
from models.csr import Written
from models.locks import ms_to_ticks
from models.register_hooks import derive, read_fields

_STATUS = ("mode", "outcome", "last_mode", "max_armed")


def connect(bus: BusSide) -> None:
    """Hook the registers."""
    derive(bus, "SLP", "sleep", {
        "type_wr": "type_valid", "core_ctrl": "type_pg", "timer_wr": "tmr_valid", "sleep_timer": "tmr_ticks",
        "wake_wr": "kick_valid", "core_wake": "kick", "clear_wr": "clr_valid", "event_clr": "clr",
        **{f"status_{name}": name for name in _STATUS}, "status_timer_armed": "tmr_armed", "status_dram": "dram_state",
        "core_status_state": "core_state", "core_status_active": "active", "ticks_asleep": "asleep_ticks",
        "latency_entry": "entry_lat", "latency_exit": "exit_lat", "count_entries": "entries", "count_aborts": "aborts",
        "count_falls": "falls",
    })  # fmt: skip
    for core in range(bus.params.N_CORES):
        _locks(bus, core)
        _active_time(bus, core)
        read_fields(
            bus, f"SLP_CORE{core}_STATUS", IDLE=lambda core=core: bus.idle[core], WFI=lambda core=core: bus.wfi_levels[core]
        )
    longest = bus.post(
        "SLP_MAX", lambda tick: bus.pulse(tick, "sleep.max_valid_i", max_ticks_i=ms_to_ticks(bus.csr.word("SLP_MAX_SLEEP")))
    )
    bus.csr.on_write("SLP_MAX_SLEEP", lambda _: longest.post())
    read_fields(
        bus, "SLP_MODE_NEXT",
        MODE=lambda: bus.choice().next, VALID=lambda: bus.choice().valid,
        BLOCKED=lambda: bus.choice().blocked_mode, RULE=lambda: bus.choice().rule,
    )  # fmt: skip


def _locks(bus: BusSide, core: int) -> None:
    for word_name, deep in (("WAKELOCK", False), ("DEEPLOCK", True)):
        name = f"SLP_CORE{core}_{word_name}"
        for command, acquire in (("SET", True), ("CLR", False)):

            def lock(written: Written, deep: bool = deep, acquire: bool = acquire) -> None:
                bus.locks.write(written.requester, core, deep=deep, acquire=acquire, bits=written.data)

            bus.csr.on_write(f"{name}_{command}", lock)
        words = bus.locks.deep if deep else bus.locks.wake
        bus.csr.on_read(name, lambda words=words: words[core].value)


def _active_time(bus: BusSide, core: int) -> None:
    """ACTIVE_TIME counts as a lock from the write on; what comes while one is on its way goes out after it, the larger first."""
    waiting = {"ms": 0}

    def send(tick: int) -> None:
        ticks, waiting["ms"] = ms_to_ticks(waiting["ms"]), 0
        bus.pulse(tick, "sleep.act_valid_i", bits=1 << core, act_ticks_i=ticks << 38 * core)

    posted = bus.post(f"SLP_ACTIVE{core}", send)

    def write(written: Written) -> None:
        bus.hold[core] = True
        waiting["ms"] = max(waiting["ms"], written.data)
        posted.post()

    bus.csr.on_write(f"SLP_CORE{core}_ACTIVE_TIME", write)
