# SPDX-License-Identifier: Apache-2.0
"""The scenario that `make sim` shows, as a test."""

from tb.scenario import BENCH, sleep_and_wake

__all__ = ["BENCH", "sleep_and_wake"]
