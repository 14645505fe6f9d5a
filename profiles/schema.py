# SPDX-License-Identifier: Apache-2.0
"""The keys of a profile, each with its type, range and default: the one place that knows them."""

from __future__ import annotations

from dataclasses import dataclass

from models.blocks import BLOCKS

MAX_CORES, MAX_MODES, MAX_WAKES, MAX_DOMAINS, MAX_RAILS, MAX_RAM, MAX_ALARMS, SLOTS = 2, 16, 32, 8, 8, 8, 4, 16
TICKS_16 = (1 << 16) - 1
TICKS_32 = (1 << 32) - 1
TICKS_30 = (1 << 30) - 1
TICKS_24 = (1 << 24) - 1
MINUTE_TICKS = 60 * 32_768

SCAN_TICKS = 8000
"""Longest period of the scan: two of them and a scan pass before a window of half a second has gone without a result."""

REQUIRED = object()
WAKE_PINS = ("pin", "pulse", "pulse_low")
# Sources inside the PMU: position = code in the parameter WAKE_FROM. The value names the table whose block makes it, "" if all
# platforms have the block.
WAKE_INSIDE = {
    name: block if BLOCKS[block := source.partition(".")[0]].present else "" for name, source in BLOCKS["wake"].inside.items()
}
WAKE_FROM = (*WAKE_PINS, *WAKE_INSIDE)
_WAKE_GONE = (
    ("battery_low", "battery_low1 or battery_low2, one [[wake]] each: as one source the first level would hide the second"),
)
SLEEP_TYPES = ("CG", "PG")
ON_LOSS = ("power_down", "log")
OPTIONAL_INPUTS = ("key", "vbus", "protect", "watchdog", "hold")
DRAM_STATES = ("refresh", "self_refresh", "off")
AVERAGES = (1, 4, 16)
WATCHDOG_S = (0, 40, 80, 160)
COOL_PERCENT = (20, 50)
CHEMISTRIES: dict[str, dict[str, tuple[int, int]]] = {
    "lithium_ion": {
        "[charger] voltage_mv": (3840, 4608), "[charger] precharge_below_mv": (2700, 3400), "[charger] trickle_below_mv": (1800, 2500),
        "[monitor] vbat_under_mv": (2500, 3600), "[monitor] vbat_low2_mv": (2600, 3900), "[monitor] vbat_low1_mv": (2600, 4000),
    },
    "lifepo4": {
        "[charger] voltage_mv": (3500, 3700), "[charger] precharge_below_mv": (2700, 3000), "[charger] trickle_below_mv": (1800, 2200),
        "[monitor] vbat_under_mv": (2000, 3000), "[monitor] vbat_low2_mv": (2100, 3100), "[monitor] vbat_low1_mv": (2100, 3200),
    },
}  # fmt: skip
"""Voltages that make sense for a cell, in mV. A lithium-ion cell is full at 3.84 V (aged on purpose) to 4.6 V (high-voltage cathode)
and empty at 2.5 to 3.6 V. An iron-phosphate cell is full at 3.5 to 3.7 V and lies at 3.2 to 3.3 V from nearly full to nearly
empty, so a warning above 3.2 V comes all the time, and protection above 3.0 V cuts off half of it."""
CHANNELS = ("vbat", "vbus", "ntc", "die", "current", "ain0", "ain1")


@dataclass(frozen=True)
class Key:
    """One key: `kind` is bool, int, str, "names" or "bits" (lists), or "map" (name = choice).

    `low`/`high` bound numbers and list entries, `choices` strings, numbers and map values, `of` names the table whose
    entries a name must come from.
    """

    kind: object
    default: object = REQUIRED
    low: int = 0
    high: int = 0
    choices: tuple[str | int, ...] = ()
    of: str = ""
    gone: tuple[tuple[str, str], ...] = ()
    """Values that older profiles have: what each has become, and why."""

    @property
    def allowed(self) -> str:
        """The allowed values, in words."""
        if self.choices:
            words = ", ".join(map(str, self.choices))
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
        "retry_factor": Key(int, 10, 1, 16),
        "slow_retry_ticks": _ticks(TICKS_30, None, 0),
        "good_run_ticks": _ticks(TICKS_30, MINUTE_TICKS),
        "reset_debounce_ticks": _ticks(255, 8),
        "hold_timeout_ticks": _ticks(default=32_768, low=33),
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
        "power_good_deglitch_ticks": _ticks(255, 3, 0),
        "on_loss": Key(str, "power_down", choices=ON_LOSS),
    }),
    "domain": (MAX_DOMAINS, {
        "rail": Key(str, of="rail"),
        "retain": Key(bool, False),
        "step_ticks": _ticks(255, 1),
        "reset_ticks": _ticks(255, 2),
        "ack_timeout_ticks": _ticks(),
    }),
    "wake": (MAX_WAKES, {
        "from": Key(str, "pin", choices=WAKE_FROM, gone=_WAKE_GONE),
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
    "monitor": (0, {
        "sample_ticks": _ticks(64, 2),
        "awake_ticks": _ticks(SCAN_TICKS, 512, 128),
        "asleep_ticks": _ticks(SCAN_TICKS, 4096, 128),
        "samples": Key(int, 3, 1, 7),
        "vbat_over_mv": Key(int, low=1000, high=5000),
        "vbat_under_mv": Key(int, low=1000, high=4795),
        "vbat_low1_mv": Key(int, low=1000, high=4795),
        "vbat_low2_mv": Key(int, low=1000, high=4795),
        "vbat_hysteresis_mv": Key(int, low=4, high=318),
        "die_code_at_0c": Key(int, low=0, high=4095),
        "die_codes_per_c": Key(int, low=1, high=80),
        "die_warn_c": Key(int, low=-40, high=175),
        "die_critical_c": Key(int, low=-40, high=175),
        "die_hysteresis_c": Key(int, low=1, high=50),
        **{f"average_{channel}": Key(int, 1, choices=AVERAGES) for channel in CHANNELS},
    }),
    "ntc": (0, {
        "r25_ohm": Key(int, low=100, high=1_000_000),
        "beta_k": Key(int, low=1000, high=10_000),
        "pullup_ohm": Key(int, low=100, high=1_000_000),
    }),
    "charger": (0, {
        "enabled": Key(bool, True),
        "boot_on_vbus": Key(bool, True),
        "chemistry": Key(str, "lithium_ion", choices=tuple(CHEMISTRIES)),
        "current_ma": Key(int, 500, 50, 1000),
        "current_max_ma": Key(int, None, 50, 1000),
        "voltage_mv": Key(int, 4200, 3500, 4608),
        "voltage_max_mv": Key(int, None, 3500, 4608),
        "trickle_below_mv": Key(int, 2100, 1800, 2500),
        "precharge_below_mv": Key(int, 3000, 2700, 3400),
        "trickle_ma": Key(int, 75, 10, 100),
        "recharge_below_mv": Key(int, 100, 50, 300),
        "vbus_min_mv": Key(int, 4350, 3900, 5200),
        "vbus_max_mv": Key(int, 6500, 5500, 9000),
        "precharge_minutes": Key(int, 30, 0, 255),
        "fast_minutes": Key(int, 300, 0, 1023),
        "watchdog_s": Key(int, 0, choices=WATCHDOG_S),
        "cool_current_percent": Key(int, 20, choices=COOL_PERCENT),
        "cold_c": Key(int, 0, -40, 125),
        "cool_c": Key(int, 10, -40, 125),
        "warm_c": Key(int, 45, -40, 125),
        "hot_c": Key(int, 60, -40, 125),
        "temperature_hysteresis_c": Key(int, 2, 1, 20),
        "vbus_debounce_ticks": _ticks(255, 8),
    }),
    "watchdog": (0, {
        "enabled": Key(bool, False),
        "bark_ticks": _ticks(TICKS_24, 0, 0),
        "bite_ticks": _ticks(TICKS_24, low=64),
        "window_ticks": _ticks(TICKS_24, 0, 0),
        "start_ticks": _ticks(TICKS_24, 0, 0),
        "clock_ppm": Key(int, 50, 0, 200_000),
    }),
}  # fmt: skip

# Blocks that a platform may be without; their tables are None then.
OPTIONAL_TABLES = ("monitor", "ntc", "charger", "watchdog")
