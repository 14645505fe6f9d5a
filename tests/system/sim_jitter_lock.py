# SPDX-License-Identifier: Apache-2.0
"""The lock races of sim_race_lock.py once more, with synchronizers that are late at random, as metastability is."""

from tests.system.rig import JITTER as BENCH
from tests.system.sim_race_lock import lock_around_the_decision, lock_just_before_wfi

__all__ = ["BENCH", "lock_around_the_decision", "lock_just_before_wfi"]
