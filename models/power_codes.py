# SPDX-License-Identifier: Apache-2.0
"""Codes and bits of the power block's status: main state, power-on causes, reasons to power down, reset causes.

Page "Power: rails, domains, resets, DVFS", timing contract of power_main.
"""

from __future__ import annotations

S_OFF, S_POWER_UP, S_ACTIVE, S_SLEEP_ENTRY, S_ASLEEP, S_SLEEP_EXIT, S_POWER_DOWN, S_FAULT = range(8)
"""Values of state_o."""

CAUSE_KEY, CAUSE_RTC, CAUSE_VBUS, CAUSE_TIMER, CAUSE_AUTO_START, CAUSE_WAKE, CAUSE_RETRY = (1 << bit for bit in range(7))
REASON_COMMAND, REASON_LONG_KEY, REASON_OVER_VOLTAGE, REASON_UNDER_VOLTAGE, REASON_OVER_TEMPERATURE = (
    1 << bit for bit in range(5)
)
REASON_RAIL_FAULT, REASON_HOLD_TIMEOUT, REASON_DOMAIN_FAULT, REASON_CLOCK_FAULT, REASON_WATCHDOG, REASON_UPSET = (
    1 << bit for bit in range(5, 11)
)
RST_POR, RST_PIN, RST_WATCHDOG, RST_WAKE_REBOOT, RST_POWER_ON = (1 << bit for bit in range(5))
ERR_CLOCK, ERR_SWITCH = 1, 2
EVENT_RAIL_LOST, EVENT_CLOCK_STUCK, EVENT_SWITCH_STUCK = (1 << bit for bit in range(3))
BOOT_POWER_ON, BOOT_WAKE_REBOOT, BOOT_RESET_PIN, BOOT_WATCHDOG = range(4)
