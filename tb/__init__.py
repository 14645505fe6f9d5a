# SPDX-License-Identifier: Apache-2.0
"""The test bench: runner, agents, scoreboard and plants. Nothing below `models` may import from here."""
