# SPDX-License-Identifier: Apache-2.0
"""The races of the bus-clock part again, with synchronizers that are late by a cycle now and then."""

from __future__ import annotations

import dataclasses

from tests.sleep.params import TWO, bus_bench_for
from tests.sleep.sim_sleep_bus import (
    a_write_beats_wfi_at_every_phase,
    active_time_is_never_cut_short,
    everything_at_random,
    kicks_and_clears_add_up,
    the_offer_is_whole_on_the_aon_side,
    wfi_pulses,
)

BENCH = dataclasses.replace(bus_bench_for(TWO), plusargs=("+cdc_jitter={seed}",))

__all__ = [
    "a_write_beats_wfi_at_every_phase",
    "active_time_is_never_cut_short",
    "everything_at_random",
    "kicks_and_clears_add_up",
    "the_offer_is_whole_on_the_aon_side",
    "wfi_pulses",
]
