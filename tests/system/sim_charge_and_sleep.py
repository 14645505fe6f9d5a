# SPDX-License-Identifier: Apache-2.0
"""The scenario that `make sim PROFILE=quectel` shows, as a test."""

from dataclasses import replace

from tb.scenario_quectel import BENCH as SELECTED
from tb.scenario_quectel import charge_and_sleep

BENCH = replace(SELECTED, profile="quectel")

__all__ = ["BENCH", "charge_and_sleep"]
