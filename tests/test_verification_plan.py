# SPDX-License-Identifier: Apache-2.0
"""The verification plan is true: every rule has a test or says why not, every named test exists, the page is the data's."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scripts import verification_plan as plan

PLAN = plan.load()


def test_every_rule_is_checked_or_says_why_not() -> None:
    bare = [rule.id for rule in PLAN.rules if not rule.checks and not rule.gap]
    assert not bare, f"docs/verification-plan.toml: no checks, and no gap that says why: {', '.join(bare)}"


def test_every_check_exists() -> None:
    found = [f"{rule.id}: {reason}" for rule in PLAN.rules for check in rule.checks if (reason := plan.missing(check))]
    assert not found, "docs/verification-plan.toml:\n" + "\n".join(found)


def test_ids_are_unique_and_belong_to_a_page() -> None:
    ids = [rule.id for rule in PLAN.rules]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[A-Z]{3}-[A-Z]+-\d+", rule) for rule in ids)
    assert {rule.partition("-")[0] for rule in ids} == set(PLAN.pages)


def test_no_check_is_named_twice_in_a_rule() -> None:
    assert not [rule.id for rule in PLAN.rules if len(set(rule.checks)) != len(rule.checks)]


def test_page_is_up_to_date() -> None:
    assert plan.PAGE.read_text(encoding="utf-8") == plan.render(PLAN), "run `.venv/bin/python scripts/verification_plan.py`"


@pytest.mark.parametrize(
    ("check", "reason"),
    [
        ("tests/test_formal.py::test_proved", ""),
        ("tests/system/sim_sleep_and_wake.py::sleep_and_wake", ""),  # imported from the bench
        ("formal/prim_debounce.sby:ticks3", ""),
        ("formal/prim_debounce.sby:ticks9", "no task ticks9"),
        ("tests/test_formal.py::test_disproved", "no test test_disproved"),
        ("tests/power/sim_power.py::_bench", "no test _bench"),  # a helper is no test
        ("tests/gone.py::test_x", "no such file"),
        ("make lint", "must be"),
    ],
)
def test_what_exists_is_told_from_what_does_not(check: str, reason: str) -> None:
    said = plan.missing(check)
    assert reason in said if reason else not said


def test_a_rule_without_checks_and_without_a_reason_is_found(tmp_path: Path) -> None:
    path = tmp_path / "plan.toml"
    path.write_text('[pages]\nABC = "page"\n[[rule]]\nid = "ABC-X-1"\nrule = "something"\n')
    (rule,) = plan.load(path).rules
    assert not rule.checks and not rule.gap
    path.write_text('[pages]\nABC = "page"\n[[rule]]\nid = "ABC-X-1"\nrule = "something"\ntest = "x"\n')
    with pytest.raises(ValueError, match="ABC-X-1.*found id, rule, test"):
        plan.load(path)
