# SPDX-License-Identifier: Apache-2.0
"""The keys of a profile, each with its type, range and default: the one place that knows them."""

from __future__ import annotations

from dataclasses import dataclass

MAX_CORES, MAX_MODES, MAX_WAKES, MAX_DOMAINS, MAX_RAILS, MAX_RAM, MAX_ALARMS, SLOTS = 2, 16, 32, 8, 8, 8, 4, 16
TICKS_16 = (1 << 16) - 1
TICKS_32 = (1 << 32) - 1

REQUIRED = object()
WAKE_FROM = ("pin", "pulse", "pulse_low", "rtc_alarm0", "rtc_alarm1", "rtc_alarm2", "rtc_alarm3")
SLEEP_TYPES = ("CG", "PG")
OPTIONAL_INPUTS = ("key", "vbus", "protect", "watchdog", "hold")
DRAM_STATES = ("refresh", "self_refresh", "off")


@dataclass(frozen=True)
class Key:
    """One key: `kind` is bool, int, str, "names" or "bits" (lists), or "map" (name = choice).

    `low`/`high` bound numbers and list entries, `choices` strings and map values, `of` names the table whose entries a
    name must come from.
    """

    kind: object
    default: object = REQUIRED
    low: int = 0
    high: int = 0
    choices: tuple[str, ...] = ()
    of: str = ""

    @property
    def allowed(self) -> str:
        """The allowed values, in words."""
        if self.choices:
            words = ", ".join(self.choices)
            if self.kind == "map":
                return f"a table of {self.of} = {words}"
            return f"a list of {words}" if self.kind == "names" else f"one of {words}"
        if self.of:
            return f"{'a list of names' if self.kind == 'names' else 'the name'} of a [[{self.of}]]"
        if self.kind is bool:
            return "true or false"
        if self.kind is int:
            return f"a whole number from {self.low} to {self.high}"
        if self.kind == "bits":
            return f"a list of whole numbers from {self.low} to {self.high}"
        return "a text"


def _ticks(high: int = TICKS_16, default: object = REQUIRED, low: int = 1) -> Key:
    return Key(int, default, low, high)


# A table of the file: [name] when `many` is 0, else [[name]] with at most `many` entries.
TABLES: dict[str, tuple[int, dict[str, Key]]] = {
    "platform": (0, {
        "title": Key(str),
        "auto_start": Key(bool, False),
        "alarms": Key(int, 2, 1, MAX_ALARMS),
        "alarm_shared": Key(bool, False),
        "ram_blocks": Key(int, 1, 1, MAX_RAM),
        "cpu_rail": Key(str, of="rail"),
        "inputs": Key("names", [], choices=OPTIONAL_INPUTS),
    }),
    "limits": (0, {
        "backdrive_timeout_ticks": _ticks(default=64),
        "clock_timeout_ticks": _ticks(default=64),
        "dram_timeout_ticks": _ticks(default=64, low=5),
        "retry_pause_ticks": _ticks(default=328),
        "reset_debounce_ticks": _ticks(255, 8),
    }),
    "core": (MAX_CORES, {
        "domain": Key(str, of="domain"),
        "autostart": Key(bool, True),
        "sleep_type": Key(str, "PG", choices=SLEEP_TYPES),
        "wakelock": Key("names", [], of="devices"),
        "deepwakelock": Key("names", [], of="devices"),
    }),
    "slot": (SLOTS, {
        "slot": Key(int, low=0, high=SLOTS - 1),
        "up_delay_ticks": _ticks(),
        "down_delay_ticks": _ticks(),
    }),
    "rail": (MAX_RAILS, {
        "up_slot": Key(int, low=0, high=SLOTS - 1),
        "down_slot": Key(int, None, 0, SLOTS - 1),
        "power_good_timeout_ticks": _ticks(),
    }),
    "domain": (MAX_DOMAINS, {
        "rail": Key(str, of="rail"),
        "retain": Key(bool, False),
        "step_ticks": _ticks(255, 1),
        "reset_ticks": _ticks(255, 2),
        "ack_timeout_ticks": _ticks(),
    }),
    "wake": (MAX_WAKES, {
        "from": Key(str, "pin", choices=WAKE_FROM),
        "debounce_ticks": _ticks(255, 0, 0),
        "route": Key("names", [], of="core"),
    }),
    "mode": (MAX_MODES, {
        "rails": Key("names", of="rail"),
        "rails_low_power": Key("names", [], of="rail"),
        "domains": Key("names", of="domain"),
        "clock": Key(bool, False),
        "ram": Key("bits", [], 0, MAX_RAM - 1),
        "dram": Key(str, "refresh", choices=DRAM_STATES),
        "wakes": Key("names", of="wake"),
        "min_residency_ticks": _ticks(TICKS_32, 0, 0),
        "exit_latency_ticks": _ticks(TICKS_32, 0, 0),
        "deep": Key(bool, False),
        "reboot": Key(bool, False),
        "watchdog_runs": Key(bool, False),
        "allowed_at_reset": Key(bool, True),
        "cores": Key("map", {}, choices=SLEEP_TYPES, of="core"),
    }),
    "off": (0, {
        "wakes": Key("names", [], of="wake"),
    }),
}  # fmt: skip
