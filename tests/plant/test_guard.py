# SPDX-License-Identifier: Apache-2.0
"""The guard alone: what it lets pass, what it calls harm, and when."""

from __future__ import annotations

import pytest

from tb.covers import covers
from tb.plant import CellLimits, Guard, LinearCharger, Sample, cell_rules, regulation_rules

GOOD = Sample(0.0, 3.7, 5.0, 0.5, 0.5, 25.0, 30.0)
LIMITS = {
    "max_mv": 4200, "max_ma": 500, "precharge_below_mv": 3000, "precharge_ma": 75, "cold_c": 0, "hot_c": 60, "vbus_min_mv": 4350,
    "vbus_max_mv": 6500,
}  # fmt: skip
REACT_S = 1.0


def shown(guard: Guard, *spans: tuple[float, dict[str, float]]) -> list[str]:
    """The harm that *guard* sees in samples a millisecond apart: (seconds, what is other than good) one after the other."""
    time_s = 0.0
    for seconds, other in spans:
        for _ in range(round(seconds * 1e3)):
            guard.see(GOOD._replace(time_s=time_s, **other))
            time_s += 1e-3
    return guard.harm


def cell_guard(accuracy: float = 0.0) -> Guard:
    return Guard(cell_rules(CellLimits(**LIMITS), LinearCharger(), react_s=REACT_S, accuracy=accuracy))


@pytest.mark.parametrize(
    ("name", "other", "for_s"),
    [
        ("current above the cell's voltage", {"vbat_v": 4.206}, 0.002),
        ("current above the cell's", {"charge_a": 0.502}, 0.002),
        ("full current into an empty cell", {"vbat_v": 2.88, "charge_a": 0.08}, REACT_S),
        ("current into a cold cell", {"cell_c": -0.6}, REACT_S),
        ("current into a hot cell", {"cell_c": 60.6}, REACT_S),
        ("current from a source too low", {"vbus_v": 4.23}, REACT_S),
        ("current from a source too high", {"vbus_v": 6.62}, REACT_S),
    ],
)
@covers("CHG-PLANT-2")
def test_each_limit_and_its_time(name: str, other: dict[str, float], for_s: float) -> None:
    assert shown(cell_guard(), (for_s - 0.001, other), (0.5, {}), (for_s - 0.001, other)) == [], "shorter than it takes to know"
    harm = shown(cell_guard(), (0.1, {}), (for_s + 0.002, other), (0.1, {}), (for_s + 0.002, other))
    assert len(harm) == 2 and all(told.startswith(f"{name}:") for told in harm), harm
    if name != "current above the cell's":
        assert shown(cell_guard(), (2 * for_s + 0.1, other | {"charge_a": 0.0})) == [], "without a current nothing is harmed"


@pytest.mark.parametrize("other", [{"vbat_v": 4.204}, {"vbat_v": 2.9}, {"cell_c": -0.4}, {"cell_c": 60.4}, {"vbus_v": 4.25}, {"vbus_v": 6.6}])
def test_inside_is_no_harm(other: dict[str, float]) -> None:
    assert shown(cell_guard(), (3.0, other)) == []


def test_stage_may_be_as_wrong_as_it_promises() -> None:
    assert shown(cell_guard(0.005), (0.1, {"vbat_v": 4.225, "charge_a": 0.503})) == []
    assert len(shown(cell_guard(0.005), (0.1, {"vbat_v": 4.227}), (0.1, {"charge_a": 0.504}))) == 2


def test_limits_may_move() -> None:
    limits = CellLimits(**LIMITS)
    guard = Guard(cell_rules(limits, LinearCharger(), react_s=REACT_S))
    limits.hot_c = 70.0
    assert shown(guard, (2.0, {"cell_c": 65.0})) == []
    limits.hot_c = 60.0
    assert len(shown(guard, (2.0, {"cell_c": 65.0}))) == 1


@covers("CHG-PLANT-1")
def test_pin_at_the_charge_voltage() -> None:
    """A little above until the loops have answered, never above the comparator; and the check speaks."""
    stage = LinearCharger()
    assert shown(Guard(regulation_rules(4200, stage)), (0.001, {"vbat_v": 4.24}), (0.1, {"vbat_v": 4.204})) == []
    lasting = Guard(regulation_rules(4200, stage))
    assert len(shown(lasting, (0.004, {"vbat_v": 4.24}))) == 1
    with pytest.raises(AssertionError, match="VBAT above the charge voltage: 0.035 V too much"):
        lasting.check()
    assert shown(Guard(regulation_rules(4200, stage)), (0.001, {"vbat_v": 4.256}))[0].startswith("VBAT above the comparator at the pin")
    assert shown(Guard(regulation_rules(4200, stage, 0.005)), (0.1, {"vbat_v": 4.225})) == []
    assert shown(Guard(regulation_rules(4200, stage, -0.005)), (0.1, {"vbat_v": 4.206})) != [], "a stage that is too low forgives nothing"
