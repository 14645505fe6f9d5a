# SPDX-License-Identifier: Apache-2.0
"""+cdc_jitter is off by default, needs no number, and gives another pattern for each number, the same each time."""

import re
from pathlib import Path

import pytest

from tb.covers import covers
from tb.runner import run, settings
from tests.prim.sim_sync import BENCH


def _late_bits(tmp_path: Path, *plusargs: str) -> str:
    result = run(BENCH, "tests.prim.jitter_plusarg", sim=settings().sim, plusargs=plusargs, run_dir=tmp_path / "run")
    assert result.passed, result.message
    return re.search(r"^late=(\w+)$", result.log.read_text(), re.M)[1]


def test_off_by_default(tmp_path: Path) -> None:
    # the first change, away from the reset value, is one like the others
    assert _late_bits(tmp_path) == "0"


@pytest.mark.parametrize("plusarg", ["+cdc_jitter", "+cdc_jitter=7"])
@covers("VER-META-1")
def test_on_and_repeatable(tmp_path: Path, plusarg: str) -> None:
    first = _late_bits(tmp_path, plusarg)
    assert first != "0" and first == _late_bits(tmp_path, plusarg)


def test_numbers_give_patterns(tmp_path: Path) -> None:
    assert len({_late_bits(tmp_path, f"+cdc_jitter={number}") for number in range(4)}) == 4
