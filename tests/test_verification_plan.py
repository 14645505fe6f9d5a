# SPDX-License-Identifier: Apache-2.0
"""The verification plan is true: every rule has a check or says why not, every check is one, the page is up to date."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scripts import verification_plan as plan
from tb.covers import covers

PLAN = plan.load()
CHECKS = plan.collect(PLAN)


@covers("VER-PLAN-1")
def test_every_rule_is_checked_or_says_why_not() -> None:
    bare = [rule for rule in PLAN.rules if rule not in CHECKS and rule not in PLAN.gaps]
    assert not bare, f'no test says @covers, and no gap says why: {", ".join(bare)}'


def test_ids_belong_to_a_page() -> None:
    assert all(re.fullmatch(r"[A-Z]{3}-[A-Z]+-\d+", rule) for rule in PLAN.rules)
    assert {rule.partition("-")[0] for rule in PLAN.rules} == set(PLAN.pages)


@covers("VER-PLAN-1")
def test_page_is_up_to_date() -> None:
    assert plan.PAGE.read_text(encoding="utf-8") == plan.render(PLAN, CHECKS), "run `.venv/bin/python scripts/verification_plan.py`"


@pytest.mark.parametrize(
    ("rule", "check"),
    [
        ("VER-FORM-1", "tests/test_formal.py::test_proved"),
        ("SLP-LOCK-3", "tests/system/sim_sleep_and_wake.py::story"),  # written in the benchmark, imported there
        ("SLP-LOCK-1", "formal/sleep_bus.sby:prove"),
    ],
)
def test_checks_of_each_kind_are_found(rule: str, check: str) -> None:
    assert check in CHECKS[rule]


SIM = '@cocotb.test()\n@cocotb.parametrize(n=[1, 2])\n@covers({})\nasync def walk(dut): pass\n'
PROOF = "# {}\n[tasks]\nprove\n[options]\n"


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("tests/sim_a.py", SIM.format('"ABC-X-1"'), {"ABC-X-1": ["tests/sim_a.py::walk"]}),
        ("tests/sim_a.py", SIM.format('"ABC-X-9"'), "tests/sim_a.py:4: covers ABC-X-9, which is no rule"),
        ("tests/sim_a.py", SIM.format('"ABC-X-1", "ABC-X-1"'), "says twice that it covers ABC-X-1"),
        ("tests/sim_a.py", '@covers("ABC-X-1")\ndef helper(): pass\n', "tests/sim_a.py:2: helper covers ABC-X-1, but is no test"),
        ("tests/shared.py", SIM.format('"ABC-X-1"'), "no sim_*.py imports it"),
        ("tests/test_a.py", '@covers("ABC-X-1")\ndef test_a(): pass\n', {"ABC-X-1": ["tests/test_a.py::test_a"]}),
        ("formal/a.sby", PROOF.format("prove covers ABC-X-1"), {"ABC-X-1": ["formal/a.sby:prove"]}),
        ("formal/a.sby", PROOF.format("proof covers ABC-X-1"), "formal/a.sby:1: no task proof; there are prove"),
    ],
)  # fmt: skip
@covers("VER-PLAN-1")
def test_what_tests_and_proofs_say(tmp_path: Path, file: str, text: str, said: dict | str) -> None:
    small = plan.Plan({"ABC": "page"}, {"ABC-X-1": "something"}, {})
    (tmp_path / file).parent.mkdir()
    (tmp_path / file).write_text(text)
    if isinstance(said, dict):
        assert plan.collect(small, tmp_path) == said
        return
    with pytest.raises(plan.PlanError, match=re.escape(said)):
        plan.collect(small, tmp_path)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[pages]\n[rules]\nABC-X-1 = "x"\n[gaps]\nABC-X-2 = "y"\n', "gaps of rules that do not exist: ABC-X-2"),
        ("[pages]\n[rules]\n", "found pages, rules"),
    ],
)
def test_a_wrong_plan_is_told(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "plan.toml").write_text(text)
    with pytest.raises(plan.PlanError, match=said):
        plan.load(tmp_path / "plan.toml")
