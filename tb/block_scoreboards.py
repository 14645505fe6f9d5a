# SPDX-License-Identifier: Apache-2.0
"""The scoreboards of all blocks inside a whole PMU: each block held against its own model, at its own ports."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from cocotb.handle import HierarchyObject

from models.blocks import on_platform
from profiles import Profile
from profiles.parameters import plain
from tb.aon import AonClock
from tb.scoreboard import BlockScoreboard


def instance(pmu: HierarchyObject, path: str) -> HierarchyObject:
    """An instance below *pmu* (the instance of pmu_top) by its path, as in `models.blocks.Entry.path`."""
    for name in path.split("."):
        pmu = getattr(pmu, name)
    return pmu


def attach(
    pmu: HierarchyObject, profile: Profile, clock: AonClock, times: Mapping[str, Mapping[str, int]] | None = None
) -> list[BlockScoreboard]:
    """Start a scoreboard on each block of *pmu* (the instance of pmu_top). Call it in reset.

    *times* by block: arguments of its model's `make`, where the bench's RTL is not compiled with the product's.
    """
    values = plain(profile)
    scoreboards = []
    for entry in on_platform(values):
        core, given = instance(pmu, f"{entry.path}.u_core"), (times or {}).get(entry.name, {})
        model = partial(entry.model, values, **given)
        scoreboards.append(BlockScoreboard(core, model, clock, reset=core.rst_ni, name=entry.name))
    for scoreboard in scoreboards:
        scoreboard.start()
    return scoreboards
