# SPDX-License-Identifier: Apache-2.0
"""Checks of [monitor], [ntc] and [charger]: limits that no battery, sensor or converter could follow."""

from __future__ import annotations

from profiles.battery_parameters import highest, scanned
from profiles.profile import Findings, Profile
from profiles.scaling import die_code, ntc_limits
from profiles.schema import CHEMISTRIES, WAKE_INSIDE

_HYST_LOW_CODES, _HYST_HIGH_CODES = 3, 255
"""Fewer codes than that are noise; more than 255 do not fit the register."""
_DIE_CODES, _NTC_CODES = (256, 4093), (16, 4079)
"""Limits with codes beyond them that are not a stuck sensor's, and with room for any hysteresis: as the registers."""
_FULL_MARGIN_MV = 100  # the charger's own over-voltage limit above its charge voltage
_BIT_TICKS = 14  # of a conversion, besides the time it samples

# Inputs of [platform] that a block drives inside: the table that brings the block.
_INSIDE = {"protect": "monitor", "vbus": "charger"}


def check_battery(profile: Profile, found: Findings) -> None:
    """Add what is wrong with the three tables, and with what else speaks of their blocks."""
    _inputs(profile, found)
    _wakes(profile, found)
    if not _complete(profile, found):
        return  # what follows looks at tables that are missing
    if profile["monitor"]:
        _voltages(profile, found)
        _die(profile, found)
        _periods(profile, found)
    if profile["charger"]:
        _cell(profile, found)
        _charge_voltage(profile, found)
        _zones(profile, found)


def _inputs(profile: Profile, found: Findings) -> None:
    for name, table in _INSIDE.items():
        if name in profile["platform"]["inputs"] and profile[table]:
            found.add("[platform] inputs", name, f"left out: [{table}] brings the block that makes this signal inside")


def _wakes(profile: Profile, found: Findings) -> None:
    for wake in profile["wake"]:
        table = WAKE_INSIDE.get(wake["from"])
        if table and not profile[table]:
            found.add(f"[[wake]] {wake['name']} from", wake["from"], f"another source, or [{table}] given: its block makes this one")
        if wake["from"] == "vbus" and wake["name"] in profile["off"]["wakes"]:
            found.add("[off] wakes", wake["name"], "left out: [charger] boot_on_vbus decides whether a charger powers up")


def _complete(profile: Profile, found: Findings) -> bool:
    needs = {"charger": ("monitor", "ntc"), "ntc": ("monitor",)}
    missing = [(t, other) for t, others in needs.items() if profile[t] for other in others if not profile[other]]
    for table, other in missing:
        found.missing(f"[{other}]", f"there, as [{table}] is: it measures with it")
    return not missing


def _at_least(found: Findings, key: str, value: int, least: int, why: str) -> None:
    if value < least:
        found.add(key, value, f"at least {least}: {why}")


def _voltages(profile: Profile, found: Findings) -> None:
    """Each level is left, with its hysteresis, before the next higher one is."""
    monitor = profile["monitor"]
    levels = ("under", "low2", "low1", "over")
    for lower, upper in zip(levels, levels[1:], strict=False):
        room = monitor["vbat_hysteresis_mv"] * (2 if upper == "over" else 1)
        least = monitor[f"vbat_{lower}_mv"] + room
        times = " and twice" if upper == "over" else " and"
        why = f"vbat_{lower}_mv{times} vbat_hysteresis_mv"
        _at_least(found, f"[monitor] vbat_{upper}_mv", monitor[f"vbat_{upper}_mv"], least, why)


def _die(profile: Profile, found: Findings) -> None:
    monitor = profile["monitor"]
    slope, hysteresis = monitor["die_codes_per_c"], monitor["die_hysteresis_c"]
    why = "die_warn_c and die_hysteresis_c: the warning comes first"
    _at_least(found, "[monitor] die_critical_c", monitor["die_critical_c"], monitor["die_warn_c"] + hysteresis, why)
    for key in ("die_warn_c", "die_critical_c"):
        code = die_code(monitor, monitor[key])
        _in_range(found, f"[monitor] {key}", monitor[key], code, _DIE_CODES, "die_code_at_0c and die_codes_per_c")
    _hysteresis(found, "[monitor] die_hysteresis_c", hysteresis, slope * hysteresis, f"die_codes_per_c = {slope}")


def _in_range(found: Findings, key: str, celsius: int, code: int, codes: tuple[int, int], sensor: str) -> None:
    if not codes[0] <= code <= codes[1]:
        allowed = f"a temperature with a code from {codes[0]} to {codes[1]}; by {sensor} it has {code}"
        found.add(key, celsius, allowed)


def _hysteresis(found: Findings, key: str, celsius: int, codes: int, sensor: str) -> None:
    if not _HYST_LOW_CODES <= codes <= _HYST_HIGH_CODES:
        allowed = f"worth {_HYST_LOW_CODES} to {_HYST_HIGH_CODES} codes; by {sensor} it is worth {codes}"
        found.add(key, celsius, allowed)


def _periods(profile: Profile, found: Findings) -> None:
    """A scan ends before the next begins, else requests of firmware wait for ever longer scans."""
    monitor, channels = profile["monitor"], scanned(profile)
    conversions = sum(monitor[f"average_{channel}"] for channel in channels)
    ticks = conversions * (monitor["sample_ticks"] + _BIT_TICKS)
    for key in ("awake_ticks", "asleep_ticks"):
        why = f"a scan of {', '.join(channels)} with these averages takes that long"
        _at_least(found, f"[monitor] {key}", monitor[key], ticks, why)


_OVER_MV = 500  # a cell that is so far above its highest voltage has been harmed already


def _cell(profile: Profile, found: Findings) -> None:
    """What is set does not exceed what the cell bears, and all voltages are those of its chemistry."""
    charger = profile["charger"]
    most_ma, most_mv = highest(charger)
    _at_least(found, "[charger] current_max_ma", most_ma, charger["current_ma"], "current_ma, which the cell has to bear")
    _at_least(found, "[charger] voltage_max_mv", most_mv, charger["voltage_mv"], "voltage_mv, which the cell has to bear")
    chemistry = charger["chemistry"]
    for name, (low, high) in CHEMISTRIES[chemistry].items():
        table, key = name.strip("[").split("] ")
        if not low <= profile[table][key] <= high:
            found.add(name, profile[table][key], f"{low} to {high} for [charger] chemistry = \"{chemistry}\"")
    top = CHEMISTRIES[chemistry]["[charger] voltage_mv"][1]
    if most_mv > top:
        found.add("[charger] voltage_max_mv", most_mv, f"at most {top} for [charger] chemistry = \"{chemistry}\"")
    if profile["monitor"]["vbat_over_mv"] > most_mv + _OVER_MV:
        why = f"the highest voltage of the cell and {_OVER_MV}, else protection comes too late"
        found.add("[monitor] vbat_over_mv", profile["monitor"]["vbat_over_mv"], f"at most {most_mv + _OVER_MV}: {why}")


def _charge_voltage(profile: Profile, found: Findings) -> None:
    """What the charger does to the battery neither trips a protection nor leaves a full battery outside."""
    monitor, charger = profile["monitor"], profile["charger"]
    full, over, hysteresis = charger["voltage_mv"], monitor["vbat_over_mv"], monitor["vbat_hysteresis_mv"]
    _, most = highest(charger)
    _at_least(
        found, "[monitor] vbat_over_mv", over, most + _FULL_MARGIN_MV + 1,
        f"above [charger] {'voltage_max_mv' if charger['voltage_max_mv'] else 'voltage_mv'} and {_FULL_MARGIN_MV}, else charging would shut the system down",
    )  # fmt: skip
    _at_least(
        found, "[monitor] vbat_over_mv", over, full + hysteresis,
        "[charger] voltage_mv and vbat_hysteresis_mv, else a full battery would refuse power-up",
    )  # fmt: skip
    charged = full - charger["recharge_below_mv"] - hysteresis
    if monitor["vbat_low1_mv"] > charged:
        found.add(
            "[monitor] vbat_low1_mv", monitor["vbat_low1_mv"],
            f"at most {charged}: [charger] voltage_mv less recharge_below_mv and vbat_hysteresis_mv, else a charged battery reads low",
        )  # fmt: skip


def _zones(profile: Profile, found: Findings) -> None:
    charger, ntc = profile["charger"], profile["ntc"]
    hysteresis = charger["temperature_hysteresis_c"]
    zones = ("cold", "cool", "warm", "hot")
    ordered = True
    for lower, upper in zip(zones, zones[1:], strict=False):
        # between cool and warm lies what both are left to: room for two
        room = 2 * hysteresis + 1 if upper == "warm" else hysteresis
        least = charger[f"{lower}_c"] + room
        ordered &= charger[f"{upper}_c"] >= least
        why = f"{lower}_c, with room for temperature_hysteresis_c"
        _at_least(found, f"[charger] {upper}_c", charger[f"{upper}_c"], least, why)
    if not ordered:
        return  # hysteresis would be measured at limits that make no sense
    for zone, (code, codes) in ntc_limits(ntc, charger).items():
        _in_range(found, f"[charger] {zone}_c", charger[f"{zone}_c"], code, _NTC_CODES, "[ntc]")
        key = "[charger] temperature_hysteresis_c"
        _hysteresis(found, key, hysteresis, codes, f"[ntc] at {zone}_c = {charger[f'{zone}_c']}")
