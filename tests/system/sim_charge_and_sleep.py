# SPDX-License-Identifier: Apache-2.0
"""The story that `make sim PROFILE=quectel` shows, as a test."""

from dataclasses import replace

from scenarios import quectel
from scenarios.quectel import story

BENCH = replace(quectel.BENCH, profile="quectel")

__all__ = ["BENCH", "story"]
