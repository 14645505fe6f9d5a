# SPDX-License-Identifier: Apache-2.0
"""Checks what a profile means: references, tables that no hardware could follow, modes nobody reaches or leaves."""

from __future__ import annotations

from typing import Any

from profiles.check_battery import check_battery
from profiles.check_watchdog import check_watchdog
from profiles.profile import Findings, Profile
from profiles.schema import MINUTE_TICKS, TABLES, TICKS_32, WAKE_INSIDE


def check(profile: Profile) -> None:
    """Raise ProfileError if the tables of *profile* do not fit together."""
    found = Findings(profile.file)
    _counts(profile, found)
    _references(profile, found)
    found.stop_if_any()  # what follows looks names up
    _cores(profile, found)
    _slots(profile, found)
    _fault(profile, found)
    _wakes(profile, found)
    check_battery(profile, found)
    check_watchdog(profile, found)
    for index, mode in enumerate(profile["mode"][1:], start=1):
        _mode(profile, mode, found)
        _reachable(profile, index, mode, found)
    found.stop_if_any()


def can_revive(profile: Profile) -> bool:
    """Somebody can end FAULT: by a key, or by the insertion of a charger."""
    charger = profile["charger"]
    return bool({"key", "vbus"} & set(profile["platform"]["inputs"]) or (charger and charger["boot_on_vbus"]))


def _counts(profile: Profile, found: Findings) -> None:
    for table, least in (("core", 1), ("rail", 1), ("domain", 1), ("wake", 1), ("mode", 2)):
        if len(profile[table]) < least:
            found.add(f"[[{table}]]", f"{len(profile[table])} entries", f"at least {least}")


def _references(profile: Profile, found: Findings) -> None:
    """Every name that refers to another table is in it."""
    for table, (many, keys) in TABLES.items():
        if profile[table] is None:
            continue
        for entry in profile[table] if many else [profile[table]]:
            where = f"[[{table}]] {entry.get('name')}" if many else f"[{table}]"
            for key, rule in keys.items():
                if not rule.of or key not in entry:
                    continue
                known = profile.names(rule.of)
                value = entry[key]
                for name in [value] if isinstance(value, str) else value:
                    if name not in known:
                        found.add(f"{where} {key}", name, f"one of {', '.join(known) or f'[[{rule.of}]], which is empty'}")


def _cores(profile: Profile, found: Findings) -> None:
    domains = [core["domain"] for core in profile["core"]]
    for core in profile["core"]:
        if domains.count(core["domain"]) > 1:
            found.add(f"[[core]] {core['name']} domain", core["domain"], "a domain of its own: no two cores share one")
    if not profile["core"][0]["autostart"]:
        found.add(f"[[core]] {profile['core'][0]['name']} autostart", False, "true: the first core is the boot core")


def _slots(profile: Profile, found: Findings) -> None:
    numbers = [slot["slot"] for slot in profile["slot"]]
    for number in numbers:
        if numbers.count(number) > 1:
            found.add("[[slot]] slot", number, "given once")
    for rail in profile["rail"]:
        for key in ("up_slot", "down_slot"):
            if rail[key] is not None and rail[key] not in numbers:
                found.add(f"[[rail]] {rail['name']} {key}", rail[key], f"one of the slots {sorted(set(numbers))}")
        delay = next((s["up_delay_ticks"] for s in profile["slot"] if s["slot"] == rail["up_slot"]), 0)
        if rail["power_good_timeout_ticks"] < delay:
            found.add(
                f"[[rail]] {rail['name']} power_good_timeout_ticks",
                rail["power_good_timeout_ticks"],
                f"at least {delay}, the up_delay_ticks of its slot: before that power-good is not looked at",
            )


def _fault(profile: Profile, found: Findings) -> None:
    if profile["limits"]["slow_retry_ticks"] == 0 and not can_revive(profile):
        found.add(
            "[limits] slow_retry_ticks", 0,
            f"at least 1 ({MINUTE_TICKS} is a minute), or [platform] inputs with key or vbus, or a [charger] with "
            "boot_on_vbus: else FAULT is the end of a device that nobody can reach",
        )  # fmt: skip


def _wakes(profile: Profile, found: Findings) -> None:
    sources = [wake["from"] for wake in profile["wake"]]
    for wake in profile["wake"]:
        source = wake["from"]
        if source.startswith("rtc_alarm"):
            if int(source[-1]) >= profile["platform"]["alarms"]:
                highest = profile["platform"]["alarms"] - 1
                found.add(f"[[wake]] {wake['name']} from", source, f"rtc_alarm0 to rtc_alarm{highest} ([platform] alarms)")
        if source in WAKE_INSIDE:
            if sources.count(source) > 1:
                found.add(f"[[wake]] {wake['name']} from", source, "used by one wake source only")
            if wake["debounce_ticks"]:
                found.add(f"[[wake]] {wake['name']} debounce_ticks", wake["debounce_ticks"], "0: a source inside does not bounce")
        if source.startswith("pulse") and wake["debounce_ticks"]:
            found.add(
                f"[[wake]] {wake['name']} debounce_ticks",
                wake["debounce_ticks"],
                '0: a "pulse" source catches what a debouncer would drop',
            )
    if profile["platform"]["alarm_shared"] and profile["platform"]["alarms"] != 2:
        found.add("[platform] alarms", profile["platform"]["alarms"], "2 with alarm_shared")


def _mode(profile: Profile, mode: dict[str, Any], found: Findings) -> None:
    """The rails of a mode carry its domains, and what it promises to resume is still there."""
    where = f"[[mode]] {mode['name']}"
    if not mode["wakes"]:
        found.add(f"{where} wakes", [], "at least one wake source: nobody could wake the system from this mode")
    for rail in mode["rails_low_power"]:
        if rail not in mode["rails"]:
            found.add(f"{where} rails_low_power", rail, f"one of the rails that the mode keeps: {mode['rails']}")
    for bit in mode["ram"]:
        if bit >= profile["platform"]["ram_blocks"]:
            found.add(f"{where} ram", bit, f"a block from 0 to {profile['platform']['ram_blocks'] - 1} ([platform] ram_blocks)")
    core_domains = {core["domain"] for core in profile["core"]}
    for domain in profile["domain"]:
        kept, powered = domain["name"] in mode["domains"], domain["rail"] in mode["rails"]
        if kept and not powered:
            found.add(f"{where} domains", domain["name"], f"left out, or its rail {domain['rail']} kept in rails")
        if domain["name"] not in core_domains or mode["reboot"]:
            continue
        if not kept and not domain["retain"]:
            found.add(f"{where} reboot", False, f"true: domain {domain['name']} goes off and has no retention")
        if not kept and domain["retain"] and not powered:
            found.add(f"{where} reboot", False, f"true: rail {domain['rail']} goes off, so {domain['name']} retains nothing")
    if not mode["reboot"] and mode["dram"] == "off":
        found.add(f"{where} dram", "off", 'refresh or self_refresh, or reboot = true: memory that is off cannot resume')


def _reachable(profile: Profile, index: int, mode: dict[str, Any], found: Findings) -> None:
    """A mode that no setting of the registers can choose."""
    where = f"[[mode]] {mode['name']}"
    if mode["min_residency_ticks"] == TICKS_32:
        found.add(f"{where} min_residency_ticks", TICKS_32, "below 4294967295, else no sleep is ever long enough")
    for other in profile["mode"][1:index]:
        same = ("rails", "rails_low_power", "domains", "clock", "ram", "dram", "wakes", "reboot", "deep", "cores")
        if all(mode[key] == other[key] for key in same):
            found.add(f"{where}", mode["name"], f"different from mode {other['name']} in more than its name")
    for core in profile["core"]:
        domain = next(d for d in profile["domain"] if d["name"] == core["domain"])
        wanted = mode["cores"].get(core["name"])
        if wanted == "PG" and not domain["retain"] and not mode["reboot"] and domain["name"] in mode["domains"]:
            found.add(f"{where} cores.{core['name']}", "PG", f"CG, or domain {domain['name']} with retain = true: it would not resume")
