# SPDX-License-Identifier: Apache-2.0
"""From a profile to the parameters of the RTL and of the model: one list per parameter, under the RTL's name."""

from __future__ import annotations

from dataclasses import dataclass

from profiles.battery_parameters import battery_values
from profiles.profile import Profile
from profiles.check import can_revive
from profiles.schema import DRAM_STATES, MINUTE_TICKS, SLEEP_TYPES, SLOTS, WAKE_INSIDE

_DEFAULT_SLOT = {"up_delay_ticks": 1, "down_delay_ticks": 1}


@dataclass(frozen=True)
class Parameter:
    """`values`, each `width` bits wide, element 0 in the low bits; width 0 marks a plain number (`parameter int`).

    `single` marks a vector that is one value, not a list with one entry.
    """

    values: tuple[int, ...]
    width: int = 0
    single: bool = False

    @property
    def literal(self) -> str:
        """The value as a SystemVerilog literal."""
        if not self.width:
            return str(self.values[0])
        packed = sum(value << index * self.width for index, value in enumerate(self.values))
        return f"{self.width * len(self.values)}'h{packed:x}"


def parameters(profile: Profile) -> dict[str, Parameter]:
    """Every parameter of `pmu_top` for *profile*."""
    return {
        **_counts(profile), **_power(profile), **_modes(profile), **_cores(profile), **_wakes(profile), **_battery(profile),
        **_watchdog(profile),
    }  # fmt: skip


def plain(profile: Profile) -> dict[str, int | list[int]]:
    """The same for the golden model: numbers and single masks as int, everything else as a list of int."""
    return {
        name: list(p.values) if p.width and not p.single else p.values[0] for name, p in parameters(profile).items()
    }


def _number(value: int) -> Parameter:
    return Parameter((int(value),))


def _counts(profile: Profile) -> dict[str, Parameter]:
    platform, limits = profile["platform"], profile["limits"]
    return {
        "N_CORES": _number(len(profile["core"])),
        "N_MODES": _number(len(profile["mode"])),
        "N_WAKE": _number(len(profile["wake"])),
        "N_DOMAINS": _number(len(profile["domain"])),
        "N_RAILS": _number(len(profile["rail"])),
        "N_RAM": _number(platform["ram_blocks"]),
        "N_ALARMS": _number(platform["alarms"]),
        "ALARM_SHARED": _number(platform["alarm_shared"]),
        "AUTO_START": _number(platform["auto_start"]),
        "CPU_RAIL": _number(profile.names("rail").index(platform["cpu_rail"])),
        "BACKDRIVE_TIMEOUT": _number(limits["backdrive_timeout_ticks"]),
        "CLK_TIMEOUT": _number(limits["clock_timeout_ticks"]),
        "DRAM_TIMEOUT": _number(limits["dram_timeout_ticks"]),
        "RETRY_TICKS": _number(limits["retry_pause_ticks"]),
        "RETRY_FACTOR": _number(limits["retry_factor"]),
        "SLOW_RETRY_TICKS": _number(_slow_retry(profile)),
        "GOOD_RUN_TICKS": _number(limits["good_run_ticks"]),
        "RST_DEBOUNCE": _number(limits["reset_debounce_ticks"]),
        "HOLD_TICKS": _number(limits["hold_timeout_ticks"]),
    }


def _slow_retry(profile: Profile) -> int:
    """Ticks from FAULT to the next try: a minute where nobody else could end it, none where somebody can."""
    given = profile["limits"]["slow_retry_ticks"]
    return (0 if can_revive(profile) else MINUTE_TICKS) if given is None else given


def _power(profile: Profile) -> dict[str, Parameter]:
    slots = {slot["slot"]: slot for slot in profile["slot"]}
    delays = [slots.get(number, _DEFAULT_SLOT) for number in range(SLOTS)]
    rails, domains = profile["rail"], profile["domain"]
    return {
        "RAIL_UP_SLOT": Parameter(tuple(rail["up_slot"] for rail in rails), 4),
        "RAIL_DOWN_SLOT": Parameter(
            tuple(SLOTS - 1 - rail["up_slot"] if rail["down_slot"] is None else rail["down_slot"] for rail in rails), 4
        ),
        "RAIL_PG_TIMEOUT": Parameter(tuple(rail["power_good_timeout_ticks"] for rail in rails), 16),
        "RAIL_PG_DEGLITCH": Parameter(tuple(rail["power_good_deglitch_ticks"] for rail in rails), 8),
        "RAIL_LOSS_LOG": Parameter(tuple(int(rail["on_loss"] == "log") for rail in rails), 1),
        "SLOT_UP_DELAY": Parameter(tuple(slot["up_delay_ticks"] for slot in delays), 16),
        "SLOT_DOWN_DELAY": Parameter(tuple(_down_delay(profile, slots, number) for number in range(SLOTS)), 16),
        "DOM_RAIL": Parameter(tuple(profile.names("rail").index(domain["rail"]) for domain in domains), 3),
        "DOM_RETAIN": Parameter(tuple(int(domain["retain"]) for domain in domains), 1),
        "DOM_STEP_TICKS": Parameter(tuple(domain["step_ticks"] for domain in domains), 8),
        "DOM_RST_TICKS": Parameter(tuple(domain["reset_ticks"] for domain in domains), 8),
        "DOM_ACK_TIMEOUT": Parameter(tuple(domain["ack_timeout_ticks"] for domain in domains), 16),
    }


def _down_delay(profile: Profile, slots: dict[int, dict[str, int]], number: int) -> int:
    """Delay of power-down slot *number*; a slot that only mirrors an up slot takes that one's down delay."""
    if number in slots:
        return slots[number]["down_delay_ticks"]
    return slots.get(SLOTS - 1 - number, _DEFAULT_SLOT)["down_delay_ticks"]


def _modes(profile: Profile) -> dict[str, Parameter]:
    ram = profile["platform"]["ram_blocks"]
    run = {
        "rails": profile.names("rail"), "rails_low_power": [], "domains": profile.names("domain"), "clock": True,
        "ram": list(range(ram)), "dram": "refresh", "wakes": profile.names("wake"), "min_residency_ticks": 0,
        "exit_latency_ticks": 0, "deep": False, "reboot": False, "watchdog_runs": True, "allowed_at_reset": True,
        "cores": {},
    }  # fmt: skip
    modes = [run, *profile["mode"][1:]]
    cores = profile.names("core")

    def masks(key: str, table: str) -> Parameter:
        return Parameter(tuple(profile.mask(table, mode[key]) for mode in modes), len(profile[table]))

    def flags(key: str) -> Parameter:
        return Parameter(tuple(int(mode[key]) for mode in modes), 1)

    return {
        "MODE_RAIL_ON": masks("rails", "rail"),
        "MODE_RAIL_LP": masks("rails_low_power", "rail"),
        "MODE_DOM_ON": masks("domains", "domain"),
        "MODE_WAKE_MASK": masks("wakes", "wake"),
        "MODE_CLK_ON": flags("clock"),
        "MODE_RAM_ON": Parameter(tuple(sum(1 << bit for bit in mode["ram"]) for mode in modes), ram),
        "MODE_DRAM": Parameter(tuple(DRAM_STATES.index(mode["dram"]) for mode in modes), 2),
        "MODE_MIN_RES": Parameter(tuple(mode["min_residency_ticks"] for mode in modes), 32),
        "MODE_EXIT_LAT": Parameter(tuple(mode["exit_latency_ticks"] for mode in modes), 32),
        "MODE_DEEP": flags("deep"),
        "MODE_REBOOT": flags("reboot"),
        "MODE_WDT_RUN": flags("watchdog_runs"),
        "MODE_CORE_MIN": Parameter(
            tuple(
                SLEEP_TYPES.index(mode["cores"][core]) + 1 if core in mode["cores"] else 0
                for mode in modes
                for core in cores
            ),
            2,
        ),
        "SLP_MODE_ALLOW_RST": Parameter((sum(mode["allowed_at_reset"] << bit for bit, mode in enumerate(modes)),), 16, single=True),
        "OFF_WAKE_MASK": Parameter((profile.mask("wake", profile["off"]["wakes"]),), len(profile["wake"]), single=True),
    }


def _cores(profile: Profile) -> dict[str, Parameter]:
    cores, domains = profile["core"], profile.names("domain")
    return {
        "CORE_DOMAIN": Parameter(tuple(domains.index(core["domain"]) for core in cores), 3),
        "CORE_AUTOSTART": Parameter(tuple(int(core["autostart"]) for core in cores), 1),
        "TYPE_RST": Parameter(tuple(SLEEP_TYPES.index(core["sleep_type"]) for core in cores), 1),
        "WAKELOCK_RST": Parameter(tuple(profile.mask("devices", core["wakelock"]) for core in cores), 32),
        "DEEPLOCK_RST": Parameter(tuple(profile.mask("devices", core["deepwakelock"]) for core in cores), 32),
    }


def _wakes(profile: Profile) -> dict[str, Parameter]:
    wakes, cores = profile["wake"], profile.names("core")
    inside = list(WAKE_INSIDE)
    rtc = [int(wake["from"].startswith("rtc_alarm")) for wake in wakes]
    return {
        "WAKE_INTERNAL": Parameter(tuple(int(wake["from"] in inside) for wake in wakes), 1),
        "WAKE_PULSE": Parameter(tuple(int(wake["from"].startswith("pulse")) for wake in wakes), 1),
        "WAKE_PULSE_LOW": Parameter(tuple(int(wake["from"] == "pulse_low") for wake in wakes), 1),
        "WAKE_DEBOUNCE": Parameter(tuple(wake["debounce_ticks"] for wake in wakes), 8),
        "WAKE_FROM": Parameter(tuple(inside.index(w["from"]) if w["from"] in inside else 0 for w in wakes), 4),
        "RTC_MASK": Parameter((sum(bit << index for index, bit in enumerate(rtc)),), len(wakes), single=True),
        "ROUTE_RST": Parameter(
            tuple(sum(1 << i for i, wake in enumerate(wakes) if core in wake["route"]) for core in cores), len(wakes)
        ),
    }


def _battery(profile: Profile) -> dict[str, Parameter]:
    return {
        name: Parameter((value,), width, single=width > 0) for name, (value, width) in battery_values(profile).items()
    }


def _watchdog(profile: Profile) -> dict[str, Parameter]:
    """The layout of WDT_CFG_RST is that of docs/contracts-watchdog.md."""
    given = profile["watchdog"]
    times = [given[f"{name}_ticks"] for name in ("bark", "bite", "window")] if given else [0, 0, 0]
    cfg = bool(given and given["enabled"]) | sum(ticks << 1 + 24 * place for place, ticks in enumerate(times))
    return {
        "HAS_WATCHDOG": _number(given is not None),
        "WDT_CFG_RST": Parameter((cfg,), 73, single=True),
        "WDT_START_TICKS": _number(given["start_ticks"] if given else 0),
    }
