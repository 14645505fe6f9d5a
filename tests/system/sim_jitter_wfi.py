# SPDX-License-Identifier: Apache-2.0
"""The other tests of sim_race_lock.py once more, with synchronizers that are late at random, as metastability is."""

from tests.system.rig import JITTER as BENCH
from tests.system.sim_race_lock import (
    active_time_around_the_last_unlock,
    idle_as_status_shows,
    slow_to_leave_wfi,
    wfi_pulse,
    wfi_pulse_of_the_other_core,
)

REGRESS_ONLY = True  # as long as the tests without jitter once more

__all__ = [
    "BENCH",
    "active_time_around_the_last_unlock",
    "idle_as_status_shows",
    "slow_to_leave_wfi",
    "wfi_pulse",
    "wfi_pulse_of_the_other_core",
]
