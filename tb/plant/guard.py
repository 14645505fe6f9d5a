# SPDX-License-Identifier: Apache-2.0
"""Looks at the plant itself, not at what a converter says of it, and tells what harms the cell.

A guard sees every sample of a plant (`watch=guard.see`). Each of its rules says what must not be, and for how long it may be
all the same: until the loops have answered, or until the PMU can know of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from tb.plant.charger import LinearCharger
from tb.plant.plant import Sample

FLOWING_A = 1e-3
"""Less is no charge current."""
SETTLED_MV = 5.0
"""What the pin may be above the charge voltage once the loops have answered."""
_SETTLE = 10  # time constants of the loops until they have
STEP_S = 1e-3  # between two samples of a plant that charges


class Rule(NamedTuple):
    """`excess` of a sample, above 0 where the rule is broken; it may be for `for_s` seconds without a break."""

    name: str
    excess: Callable[[Sample], float]
    for_s: float
    unit: str = "V"


class Guard:
    """Applies *rules* to every sample that it is shown. `harm` is what was broken, once each time, in order."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules = tuple(rules)
        self.harm: list[str] = []
        self._since: list[float | None] = [None] * len(self.rules)
        self._told = [False] * len(self.rules)

    def see(self, sample: Sample) -> None:
        """The plant is at *sample*."""
        for index, rule in enumerate(self.rules):
            excess = rule.excess(sample)
            if excess <= 0:
                self._since[index], self._told[index] = None, False
                continue
            since = self._since[index]
            if since is None:
                since = self._since[index] = sample.time_s
            if sample.time_s - since >= rule.for_s and not self._told[index]:
                self._told[index] = True
                self.harm.append(
                    f"{rule.name}: {excess:.4g} {rule.unit} too much for {sample.time_s - since:.3f} s, at {sample.time_s:.6f} s: {sample}"
                )

    def check(self) -> None:
        """AssertionError with the first harm, if there was any."""
        assert not self.harm, self.harm[0]


def regulation_rules(vset_mv: float, stage: LinearCharger, voltage_error: float = 0.0) -> list[Rule]:
    """The pin stays at *vset_mv*, which *stage* holds to within *voltage_error* (a part of it): a little above only until the
    loops have answered, and never by more than where the comparator at the pin switches off."""
    top_v = vset_mv / 1e3 * (1 + max(0.0, voltage_error))
    settled_v, never_v = top_v + SETTLED_MV / 1e3, top_v + stage.clamp_v + SETTLED_MV / 1e3
    return [
        Rule("VBAT above the charge voltage", _while_charging(lambda sample: sample.vbat_v - settled_v), _SETTLE * stage.loop_s + STEP_S),
        Rule("VBAT above the comparator at the pin", lambda sample: sample.vbat_v - never_v, 0.0),
    ]


@dataclass
class CellLimits:
    """What a cell bears, and the PMU may never exceed. May change on the way, where somebody who may says so."""

    max_mv: float
    max_ma: float
    precharge_below_mv: float
    """Below that, only *precharge_ma*."""
    precharge_ma: float
    cold_c: float
    hot_c: float
    vbus_min_mv: float
    vbus_max_mv: float


# What the converter, the tables' rounding and the hystereses of the PMU may add to a limit.
_TEMPERATURE_C, _VBAT_MV, _VBUS_MV, _CURRENT_MA = 0.5, 110.0, 110.0, 1.0


def cell_rules(
    limits: CellLimits, stage: LinearCharger, *, react_s: float, accuracy: float = 0.0, step_s: float = STEP_S
) -> list[Rule]:
    """What must hold of any charge of a cell with *limits*. *react_s*: how long a true value may be outside until the PMU has
    measured it, believed it and acted. *accuracy*: what the stage's set points are off by at most, as a part. *step_s*: between
    two samples of the plant."""
    answer_s = _SETTLE * stage.loop_s + step_s

    def over_v(sample: Sample) -> float:
        return sample.vbat_v - limits.max_mv / 1e3 * (1 + accuracy) - SETTLED_MV / 1e3

    def over_a(sample: Sample) -> float:
        return sample.charge_a - (limits.max_ma * (1 + accuracy) + _CURRENT_MA) / 1e3

    def empty_a(sample: Sample) -> float:
        if sample.vbat_v >= (limits.precharge_below_mv - _VBAT_MV) / 1e3:
            return 0.0
        return sample.charge_a - (limits.precharge_ma * (1 + accuracy) + _CURRENT_MA) / 1e3

    return [
        Rule("current above the cell's voltage", _while_charging(over_v), answer_s),
        Rule("current above the cell's", over_a, answer_s, "A"),
        Rule("full current into an empty cell", empty_a, react_s, "A"),
        Rule("current into a cold cell", _while_charging(lambda s: limits.cold_c - _TEMPERATURE_C - s.cell_c), react_s, "°C"),
        Rule("current into a hot cell", _while_charging(lambda s: s.cell_c - limits.hot_c - _TEMPERATURE_C), react_s, "°C"),
        Rule("current from a source too low", _while_charging(lambda s: (limits.vbus_min_mv - _VBUS_MV) / 1e3 - s.vbus_v), react_s),
        Rule("current from a source too high", _while_charging(lambda s: s.vbus_v - (limits.vbus_max_mv + _VBUS_MV) / 1e3), react_s),
    ]


def _while_charging(excess: Callable[[Sample], float]) -> Callable[[Sample], float]:
    return lambda sample: excess(sample) if sample.charge_a > FLOWING_A else 0.0
