# SPDX-License-Identifier: Apache-2.0
"""Tests of the sleep block: wakelocks, core control, mode selection, sleep timers, entry and exit."""
