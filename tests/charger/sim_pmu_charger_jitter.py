# SPDX-License-Identifier: Apache-2.0
"""Pins and posted settings of pmu_charger again, with synchronizers that are late by a cycle now and then."""

from __future__ import annotations

from tests.charger.pin_bench import pin_bench
from tests.charger.sim_pmu_charger import (
    bouncing,
    insertion_and_removal,
    over_voltage_is_not_debounced,
    random_pins_and_writes,
    status_is_never_torn,
)
from tests.charger.sim_pmu_charger_posts import (
    clears_from_the_bus,
    settings_from_the_bus,
    settings_while_the_clock_stops,
)

BENCH = pin_bench(plusargs=("+cdc_jitter={seed}",))

__all__ = [
    "bouncing",
    "clears_from_the_bus",
    "insertion_and_removal",
    "over_voltage_is_not_debounced",
    "random_pins_and_writes",
    "settings_from_the_bus",
    "settings_while_the_clock_stops",
    "status_is_never_torn",
]
