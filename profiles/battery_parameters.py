# SPDX-License-Identifier: Apache-2.0
"""From [monitor], [ntc] and [charger] to the reset values of the monitor's and the charger's settings.

The layouts are those of `docs/contracts-monitor.md` and `docs/contracts-charger.md`.
"""

from __future__ import annotations

from typing import Any

from profiles.profile import Profile
from profiles.scaling import die_code, ntc_limits, vbat_ceil, vbat_floor
from profiles.schema import AVERAGES, CHANNELS, COOL_PERCENT, WATCHDOG_S

MON_NEEDED_W, CHG_CAP_W = 5, 24
MON_CFG_W, CHG_CTRL_W, CHG_LIMIT_W, CHG_TEMP_W, CHG_TIMER_W = 174, 35, 68, 80, 18
SCANNED = CHANNELS[:5]
"""Channels that a scan can take; the others are converted on request only."""
_FULL_DUTY_PERCENT = 100
_DEFAULT_SAMPLE_TICKS, _DEFAULT_DEBOUNCE_TICKS = 2, 8  # for a platform without the block


def battery_values(profile: Profile) -> dict[str, tuple[int, int]]:
    """Value and width of every parameter that comes from these tables; width 0 marks a plain number."""
    monitor, ntc, charger = (profile[table] for table in ("monitor", "ntc", "charger"))
    return {
        "HAS_MONITOR": (int(monitor is not None), 0),
        "HAS_CHARGER": (int(charger is not None), 0),
        "SAMPLE_TICKS": (monitor["sample_ticks"] if monitor else _DEFAULT_SAMPLE_TICKS, 0),
        "VBUS_DEBOUNCE": (charger["vbus_debounce_ticks"] if charger else _DEFAULT_DEBOUNCE_TICKS, 0),
        "MON_NEEDED": (_needed(charger is not None) if monitor else 0, MON_NEEDED_W),
        "CHG_CAP": (_cap(charger) if charger else 0, CHG_CAP_W),
        "MON_CFG_RST": (_monitor(profile) if monitor else 0, MON_CFG_W),
        "CHG_CTRL_RST": (_control(charger) if charger else 0, CHG_CTRL_W),
        "CHG_LIMIT_RST": (_limits(charger) if charger else 0, CHG_LIMIT_W),
        "CHG_TEMP_RST": (_temperatures(ntc, charger) if charger else 0, CHG_TEMP_W),
        "CHG_TIMER_RST": (_timers(charger) if charger else 0, CHG_TIMER_W),
    }


def highest(charger: dict[str, Any]) -> tuple[int, int]:
    """Current in mA and voltage in mV that the cell bears: those that are set, if the profile does not say more."""
    ma, mv = charger["current_max_ma"], charger["voltage_max_mv"]
    return charger["current_ma"] if ma is None else ma, charger["voltage_mv"] if mv is None else mv


def scanned(profile: Profile) -> list[str]:
    """Channels that the platform's scan converts: what nobody wired up would read as a sensor that is stuck."""
    wired = {"vbat": True, "vbus": profile["charger"], "ntc": profile["ntc"], "die": True, "current": profile["charger"]}
    return [channel for channel in SCANNED if wired[channel]]


def _packed(*fields: tuple[int, int]) -> int:
    """(value, width) pairs, the first in the low bits. ValueError if one does not fit: the checks let nothing through."""
    word, position = 0, 0
    for value, width in fields:
        if not 0 <= value < 1 << width:
            raise ValueError(f"{value} does not fit {width} bits")
        word |= value << position
        position += width
    return word


def _monitor(profile: Profile) -> int:
    monitor = profile["monitor"]
    vbat_hysteresis = vbat_ceil(monitor["vbat_hysteresis_mv"])
    die_hysteresis = monitor["die_hysteresis_c"] * monitor["die_codes_per_c"]
    limits = [(vbat_floor(monitor["vbat_over_mv"]), vbat_hysteresis)]
    limits += [(vbat_ceil(monitor[f"vbat_{level}_mv"]), vbat_hysteresis) for level in ("under", "low1", "low2")]
    limits += [(die_code(monitor, monitor[f"die_{level}_c"]), die_hysteresis) for level in ("warn", "critical")]
    return _packed(
        *(field for limit, hysteresis in limits for field in ((limit, 12), (hysteresis, 8))),
        (monitor["awake_ticks"], 16),
        (monitor["asleep_ticks"], 16),
        (sum(1 << SCANNED.index(channel) for channel in scanned(profile)), len(SCANNED)),
        *((AVERAGES.index(monitor[f"average_{channel}"]), 2) for channel in CHANNELS),
        (monitor["samples"], 3),
    )


def _needed(charger: bool) -> int:
    """Channels that no setting switches off: protection lives on VBAT and die, a charger on all."""
    return (1 << len(SCANNED)) - 1 if charger else sum(1 << SCANNED.index(channel) for channel in ("vbat", "die"))


def _cap(charger: dict[str, Any]) -> int:
    ma, mv = highest(charger)
    return _packed((ma, 10), (mv, 13), (COOL_PERCENT.index(charger["cool_current_percent"]), 1))


def _control(charger: dict[str, Any]) -> int:
    return _packed(
        (charger["enabled"], 1),
        (charger["current_ma"], 10),
        (charger["voltage_mv"], 13),
        (_FULL_DUTY_PERCENT, 7),
        (WATCHDOG_S.index(charger["watchdog_s"]), 2),
        (COOL_PERCENT.index(charger["cool_current_percent"]), 1),
        (charger["boot_on_vbus"], 1),
    )


def _limits(charger: dict[str, Any]) -> int:
    return _packed(
        (charger["vbus_min_mv"], 14),
        (charger["vbus_max_mv"], 14),
        (charger["trickle_below_mv"], 12),
        (charger["precharge_below_mv"], 12),
        (charger["trickle_ma"], 7),
        (charger["recharge_below_mv"], 9),
    )


def _temperatures(ntc: dict[str, int], charger: dict[str, Any]) -> int:
    limits = ntc_limits(ntc, charger)
    return _packed(*(field for limit, hysteresis in limits.values() for field in ((limit, 12), (hysteresis, 8))))


def _timers(charger: dict[str, Any]) -> int:
    return _packed((charger["precharge_minutes"], 8), (charger["fast_minutes"], 10))
