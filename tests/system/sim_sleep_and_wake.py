# SPDX-License-Identifier: Apache-2.0
"""The story that `make sim` shows, as a test."""

from scenarios.ameba import BENCH, story

__all__ = ["BENCH", "story"]
