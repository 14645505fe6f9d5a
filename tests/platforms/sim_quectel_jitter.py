# SPDX-License-Identifier: Apache-2.0
"""Battery and charger once more, with synchronizers that are late at random, as metastability is."""

from tests.platforms.quectel import JITTER as BENCH
from tests.platforms.sim_quectel_battery import software_reads_battery_and_charger, warnings_wake_from_sleep
from tests.platforms.sim_quectel_charger import (
    charger_attached_through_shutdown,
    charging_ends_and_begins_again,
    settings_out_of_range_are_refused,
)

__all__ = [
    "BENCH",
    "charger_attached_through_shutdown",
    "charging_ends_and_begins_again",
    "settings_out_of_range_are_refused",
    "software_reads_battery_and_charger",
    "warnings_wake_from_sleep",
]
