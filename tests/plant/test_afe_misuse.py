# SPDX-License-Identifier: Apache-2.0
"""What would be nonsense in silicon is an error of the front end, and fails the test that does it."""

from __future__ import annotations

import pytest

from tb.runner import run, settings
from tests.plant.sim_afe import BENCH


@pytest.mark.parametrize(
    ("misuse", "said"),
    [
        ("sampled_without_power", "sampling while the front end is off"),
        ("channel_moves", "the channel moved while it was sampled"),
        ("channel_seven", "there is no channel 7"),
    ],
)
def test_misuse_is_an_error(misuse: str, said: str) -> None:
    result = run(BENCH, "tests.plant.afe_misuse", misuse, sim=settings().sim)
    assert not result.passed and said in result.message, result.message
