# SPDX-License-Identifier: Apache-2.0
"""Pieces of scenarios for the power block on the parameter set BASE: lists of events, and when they lead where."""

from __future__ import annotations

from models.power_main import SHUTDOWN_CHECK
from models.power_params import PowerParams
from tests.power.params import BASE
from tests.power.world import Event, Plant, World

KEY_TICK = 10
SETTLED_TICKS = 1500
"""Longer than anything takes: power-up, three failing tries, pauses."""

GATED_CORES = 0b0101


def pulse(tick: int, port: str, value: int = 1, length: int = 1) -> list[Event]:
    """*port* is *value* for *length* ticks from *tick* on, then 0."""
    return [Event(tick, port, value), Event(tick + length, port, 0)]


def force(tick: int, port: str, line: int, level: int, length: int | None = None) -> list[Event]:
    """A line that follows an output shows *level* instead from *tick* on, for *length* ticks or for ever."""
    return [Event(tick, port, level, line), *([Event(tick + length, port, None, line)] if length else [])]


def power_up(tick: int = KEY_TICK) -> list[Event]:
    """The key, for one tick."""
    return pulse(tick, "key_i")


def sleep(tick: int, mode: int, params: PowerParams = BASE) -> list[Event]:
    """Idle cores, and the wish to sleep in *mode*."""
    every = (1 << params.N_DOMAINS) - 1
    return [
        Event(tick, "core_tgt_i", GATED_CORES),
        Event(tick, "slp_mode_i", mode),
        Event(tick, "slp_off_i", every & ~params.MODE_DOM_ON[mode]),
        Event(tick, "slp_enter_i", 1),
    ]


def wake(tick: int) -> list[Event]:
    """The wish is gone, the cores shall run."""
    return [Event(tick, "slp_enter_i", 0), Event(tick, "core_tgt_i", 0)]


def shutdown(tick: int, ticks: int = 0, ram: int = 0, *, turn: int = 0) -> list[Event]:
    """The SHUTDOWN command with its key: the first since POR, the third, ..., or with *turn* the second, the fourth, ..."""
    check = SHUTDOWN_CHECK ^ (0xFF if turn else 0)
    return [Event(tick, "off_key_i", check), Event(tick, "off_ticks_i", ticks), Event(tick, "off_ram_i", ram), *pulse(tick, "off_valid_i")]


def clear(tick: int, *, cause: int = 0, reason: int = 0, rst: int = 0, err: int = 0, lost: int = 0, event: int = 0) -> list[Event]:
    """Write-1-clear of the sticky registers."""
    masks = {
        "clr_cause_i": cause, "clr_reason_i": reason, "clr_rst_i": rst, "clr_err_i": err, "clr_lost_i": lost, "clr_event_i": event,
    }  # fmt: skip
    return [*(Event(tick, port, mask) for port, mask in masks.items()), *pulse(tick, "clr_valid_i")]


def active_tick() -> int:
    """Tick on which BASE is ACTIVE after `power_up()` with ideal parts."""
    return World(BASE, power_up()).run(KEY_TICK + 100).when("ACTIVE")


def round_trip(mode: int, asleep_ticks: int = 8) -> tuple[list[Event], World]:
    """Power-up, sleep in *mode* and exit, and the run of the model that tells the ticks of its steps."""
    start = active_tick() + 10
    into = [*power_up(), *sleep(start, mode)]
    woken = World(BASE, into).run(start + 200).when("ASLEEP") + asleep_ticks
    events = [*into, *wake(woken)]
    return events, World(BASE, events).run(woken + 200)


def lines_down(port: str, line: int, ticks: int | None) -> Plant:
    """Ideal parts, but *line* of *port* falls after *ticks* ticks, or never."""
    plant = Plant.normal(BASE)
    plant.down[port][line] = ticks
    return plant


def lines_up(port: str, line: int, ticks: int | None) -> Plant:
    """Ideal parts, but *line* of *port* rises after *ticks* ticks, or never."""
    plant = Plant.normal(BASE)
    plant.up[port][line] = ticks
    return plant
