# SPDX-License-Identifier: Apache-2.0
"""The tests of sim_race_pairs.py once more, with synchronizers that are late at random, as metastability is."""

from tests.system.rig import JITTER as BENCH
from tests.system.sim_race_pairs import pairs

REGRESS_ONLY = True  # as long as the tests without jitter once more

__all__ = ["BENCH", "pairs"]
