# SPDX-License-Identifier: Apache-2.0
"""Every formal task passes, one test for each; and the runner does not report success where there is none."""

import re
from pathlib import Path

import pytest

from formal import run as formal
from tb.covers import covers

TASKS = formal.tasks()
# A cover that takes long says "# <task> is slow": it proves nothing, and shows only that the proof beside it speaks of something.
SLOW = [task for task in TASKS if re.search(rf"^# {task.name} is slow", task.sby.read_text(), re.M)]
_MARKED = [pytest.param(task, marks=[pytest.mark.regress] if task in SLOW else []) for task in TASKS]


@pytest.mark.parametrize("task", _MARKED, ids=[task.label for task in TASKS])
@covers("VER-FORM-1")
def test_proved(task: formal.Task) -> None:
    result = formal.run_task(task)
    assert result.passed, result.explain()


def test_only_covers_wait_for_regress() -> None:
    assert SLOW and {task.mode for task in SLOW} == {"cover"}


@covers("VER-FORM-1")
def test_every_proof_has_a_cover() -> None:
    """Assumptions that contradict each other prove anything; a reached cover shows that they do not."""
    proofs = {task.sby.stem for task in TASKS if task.mode != "cover"}
    covers = {task.sby.stem for task in TASKS if task.mode == "cover"}
    assert proofs and proofs <= covers, f"no cover task: {', '.join(sorted(proofs - covers))}"


def test_selection_that_matches_nothing_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert formal.main(["no_such_block"]) == 2
    assert "no_such_block: no such task" in capsys.readouterr().err


def _task(tmp_path: Path, mode: str, condition: str) -> formal.Task:
    """A task of a two-line design that counts to 5 and stays there."""
    folder = formal.ROOT / "build" / "formal" / "selftest"
    folder.mkdir(parents=True, exist_ok=True)
    name = tmp_path.name  # of this test alone
    (folder / f"{name}.sv").write_text(
        "module t(input logic clk, input logic go); logic [2:0] n = 0;\n"
        f"always @(posedge clk) begin if (go && n < 5) n <= n + 1; {condition}; end endmodule\n"
    )
    sby = folder / f"{name}.sby"
    sby.write_text(
        f"[tasks]\nonly\n[options]\nmode {mode}\ndepth 8\n[engines]\nsmtbmc yices\n"
        f"[script]\nread -formal {name}.sv\nprep -top t\n[files]\nbuild/formal/selftest/{name}.sv\n"
    )
    return formal._read(sby)[0]


@pytest.mark.parametrize(
    ("mode", "condition", "status"),
    [
        ("prove", "assert (n <= 5)", "PASS"),
        ("bmc", "assert (n < 5)", "FAIL"),
        ("cover", "cover (n == 6)", "FAIL"),
        ("prove", "assert (n != 7)", "UNKNOWN"),  # true, but 6 steps to 7 in the induction's free start
        ("bmc", "assert (n == )", "ERROR"),
    ],
)
@covers("VER-FORM-1")
def test_only_a_complete_proof_passes(tmp_path: Path, mode: str, condition: str, status: str) -> None:
    if status == "UNKNOWN":
        condition = "if (n > 5) n <= n + go; " + condition
    result = formal.run_task(_task(tmp_path, mode, condition))
    assert (result.status, result.passed) == (status, status == "PASS"), result.explain()
