# SPDX-License-Identifier: Apache-2.0
"""The line that a failing simulation prints (`again: make test …`) selects that test alone, variant and seed included.

Nothing is simulated: the line of a test is collected and given back to pytest as the Makefile does.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

from tb.covers import covers

ROOT = Path(__file__).resolve().parent.parent
SEED = "20261120"
_COLLECT = """
import sys, pytest
class Lines:
    def pytest_collection_modifyitems(self, items):
        for item in items:
            print("line", item.nodeid, item.rerun_command(), sep="\\t")
sys.exit(pytest.main(["--collect-only", "-q", "-p", "no:xdist", sys.argv[1]], plugins=[Lines()]))
"""


def collected(command: list[str], **environment: str) -> str:
    """Standard output of a collection; it has to succeed."""
    clean = {name: value for name, value in os.environ.items() if name not in ("SEED", "SIM", "WAVES", "T", "JOBS")}
    done = subprocess.run(
        command, cwd=ROOT, env={**clean, **environment}, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def lines(file: str) -> dict[str, str]:
    """The line that each test of *file* would print, by node id."""
    said = collected([sys.executable, "-c", _COLLECT, file], SEED=SEED)
    return dict(line.split("\t")[1:] for line in said.splitlines() if line.startswith("line\t"))


@covers("VER-RAND-1")
def test_line_selects_its_own_test() -> None:
    """Several parameters, text in them; the line as the Makefile gives it to pytest."""
    said = lines("tests/system/sim_race_wake.py")
    assert len(said) > 3
    node, line = next((node, line) for node, line in reversed(said.items()) if "," in node)
    words = shlex.split(line)
    assert words[:2] == ["make", "test"]
    variables = dict(word.split("=", 1) for word in words[2:])
    assert variables["SEED"] == SEED and variables["T"] == node
    again = collected(
        ["sh", "-c", f"set -f; {sys.executable} -m pytest --collect-only -n 0 {variables['T']}"], SEED=variables["SEED"]
    )
    assert "1 test collected" in again and f"SEED={SEED}" in again
    assert node.partition("::")[2] in again
