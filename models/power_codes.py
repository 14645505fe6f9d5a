# SPDX-License-Identifier: Apache-2.0
"""Codes and bits of the power block's status, short names of those in models/regmap.py: main state, causes, reasons, resets.

Page "Power: rails, domains, resets, DVFS", timing contract of power_main.
"""

from __future__ import annotations

from models.regmap import REGISTERS, BootReason, PwrState


def _bits(register: str) -> list[int]:
    return [field.mask for field in REGISTERS[register].fields.values()]


S_OFF, S_POWER_UP, S_ACTIVE, S_SLEEP_ENTRY, S_ASLEEP, S_SLEEP_EXIT, S_POWER_DOWN, S_FAULT = PwrState
"""Values of state_o."""

CAUSE_KEY, CAUSE_RTC, CAUSE_VBUS, CAUSE_TIMER, CAUSE_AUTO_START, CAUSE_WAKE, CAUSE_RETRY = _bits("PWR_CAUSE")
(
    REASON_COMMAND, REASON_LONG_KEY, REASON_OVER_VOLTAGE, REASON_UNDER_VOLTAGE, REASON_OVER_TEMPERATURE, REASON_RAIL_FAULT,
    REASON_HOLD_TIMEOUT, REASON_DOMAIN_FAULT, REASON_CLOCK_FAULT, REASON_WATCHDOG, REASON_UPSET,
) = _bits("PWR_REASON")  # fmt: skip
RST_POR, RST_PIN, RST_WATCHDOG, RST_WAKE_REBOOT, RST_POWER_ON = _bits("PWR_RESET_CAUSE")
ERR_CLOCK, ERR_SWITCH = 1, 2
EVENT_RAIL_LOST, EVENT_CLOCK_STUCK, EVENT_SWITCH_STUCK = _bits("PWR_INTR_STATE")
BOOT_POWER_ON, BOOT_WAKE_REBOOT, BOOT_RESET_PIN, BOOT_WATCHDOG = BootReason
