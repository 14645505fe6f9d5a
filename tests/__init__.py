# SPDX-License-Identifier: Apache-2.0
"""Tests: one folder per subsystem. A regular package, so that no installed package named `tests` can shadow it."""
