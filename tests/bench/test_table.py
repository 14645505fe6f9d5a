# SPDX-License-Identifier: Apache-2.0
"""The table of `make bench`, and its command line."""

from __future__ import annotations

import pytest

from bench import run
from bench.simulation import BenchError


def test_columns_stand_under_their_headings() -> None:
    text = run.table([run.Row("model", "40 ms", "≤ 50 ms"), run.Row("toggles", "2.00", "≤ 2.5", "2")]).splitlines()
    start = text[0].index("measured")
    assert [line[start : start + 5].strip() for line in text[2:]] == ["40 ms", "2.00"]
    assert text[0].split() == ["what", "measured", "goal", "limit"]


def test_one_measure_alone(capsys: pytest.CaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run.day, "measure", lambda repeats: (0.0414, None))
    assert run.main(["--only", "model"]) == 0
    shown = capsys.readouterr()
    assert "41 ms" in shown.out and "≤ 50 ms" in shown.out and "iCE40" not in shown.out
    assert "model alone" in shown.err, "progress goes to the error stream"


def test_a_measure_that_fails_says_why_and_the_others_go_on(
    capsys: pytest.CaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(self: run.Bench) -> list[run.Row]:
        raise BenchError("no simulator here")

    monkeypatch.setattr(run.Bench, "cosim", broken)
    monkeypatch.setattr(run.day, "measure", lambda repeats: (0.03, None))
    assert run.main(["--only", "cosim", "model"]) == 1
    out = capsys.readouterr().out
    assert "not measured" in out and "cosim: no simulator here" in out and "30 ms" in out


def test_an_unknown_measure_names_the_choices(capsys: pytest.CaptureFixture) -> None:
    with pytest.raises(SystemExit):
        run.main(["--only", "speed"])
    assert "toggles" in capsys.readouterr().err
