# SPDX-License-Identifier: Apache-2.0
"""Tests of the generated crossings, all of them by the same tests."""
