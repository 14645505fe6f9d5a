# SPDX-License-Identifier: Apache-2.0
"""The power stage of a linear charger: a pass element from VBUS to the battery, held down by the first of five loops.

The loops take time: the current follows what they ask for with one time constant, and what they ask for is off by what a
real reference is. So a step of load, source or set point overshoots until the loops have answered, as at a bench.
Everything is an exponential between two events, worked out in closed form.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

from tb.plant.source import Source

_CURRENT, _VOLTAGE, _INPUT_CURRENT, _INPUT_VOLTAGE, _DROPOUT = range(5)


class OperatingPoint(NamedTuple):
    """What flows, and which loop holds it down. `charge_a` is the current out of the pass element."""

    charge_a: float
    vbat_v: float
    vbus_v: float
    loop_cv: bool
    loop_iin: bool
    loop_vin: bool


class Demand(NamedTuple):
    """What the loops make of the moment: the current that they ask for, the most that can flow, and who is in charge."""

    asked_a: float
    most_a: float
    loop: int


_NOTHING = Demand(0.0, 0.0, _CURRENT)


@dataclass
class LinearCharger:
    """Set points from the PMU (`en`, `iset_a`, `vset_v`, `sink`), and the properties of the stage.

    The current is the smallest that any loop allows: current set point; voltage set point; `input_limit_a` (input
    current loop); what the source gives before VBUS falls below `vindpm_v` (input voltage loop); and what the pass
    element lets through when it is wide open (`on_ohm`). What it burns, (VBUS - VBAT) x current, heats the die.

    The pass element follows the loops with `loop_s`. Where it is wide open and gives less than they ask for, they wind up
    to `windup_a`, and have to come back from there. It is switched off at once: by `en`, without a source, and by the
    comparator at the battery pin; switched on, it starts from nothing.
    """

    loop_s: float = 100e-6
    """Time constant of the loops."""
    voltage_error: float = 0.0
    """Part of the voltage set point by which it is off; +-0.5 % in data sheets of such parts."""
    current_error: float = 0.0
    """The same of the current set point; +-5 to 10 %."""
    current_offset_a: float = 0.0
    """Added to the current set point."""
    windup_a: float = 2.0
    clamp_v: float = 0.05
    """So far above the voltage set point the comparator at the battery pin switches the pass element off."""
    input_limit_a: float = 1.5
    vindpm_v: float = 4.5
    on_ohm: float = 0.3
    sink_a: float = 0.008
    output_f: float = 10e-6
    """Capacitor at the battery pin: all that is left when the cell is pulled."""
    detect_v: float = 3.8
    """Threshold of the comparator that says that a charger is attached."""
    overvoltage_v: float = 6.8
    """Threshold of the over-voltage comparator."""
    k_per_w: float = 45.0
    heat_s: float = 0.5
    """Time constant of the die and its package."""
    ambient_c: float = 25.0

    en: bool = False
    iset_a: float = 0.0
    vset_v: float = 0.0
    sink: bool = False

    def __post_init__(self) -> None:
        self.die_c = self.ambient_c
        self.pass_j = 0.0
        """Heat made in the pass element since the start."""
        self._drive_a = 0.0
        """What the loops have brought the pass element to."""

    @property
    def aim_v(self) -> float:
        """Voltage at which the voltage loop really holds the pin."""
        return self.vset_v * (1 + self.voltage_error)

    @property
    def aim_a(self) -> float:
        """Current that the current loop really lets through."""
        return max(0.0, self.iset_a * (1 + self.current_error) + self.current_offset_a)

    def demand(self, rest_v: float, resistance_ohm: float, source: Source) -> Demand:
        """What the loops ask for, with a battery pin that would be at *rest_v* without the charger."""
        if not (self.en and source.connected):
            return _NOTHING
        limits = (
            self.aim_a,
            (self.aim_v - rest_v) / resistance_ohm,
            self.input_limit_a,
            source.current_at(self.vindpm_v),
            (source.voltage_v - rest_v) / (source.resistance_ohm + self.on_ohm + resistance_ohm),
        )
        most_a = max(0.0, min(limits[_DROPOUT], source.limit_a))
        return Demand(max(0.0, min(limits[:_DROPOUT])), most_a, limits.index(min(limits)))

    def operate(self, emf_v: float, resistance_ohm: float, drawn_a: float, source: Source) -> OperatingPoint:
        """Settled operating point with a battery of *emf_v* behind *resistance_ohm*, while *drawn_a* is drawn from the node."""
        rest_v = emf_v - resistance_ohm * drawn_a
        demand = self.demand(rest_v, resistance_ohm, source)
        return self.point(demand, min(demand.asked_a, demand.most_a), rest_v, resistance_ohm, source)

    def point(self, demand: Demand, charge_a: float, rest_v: float, resistance_ohm: float, source: Source) -> OperatingPoint:
        """What the pins show while *charge_a* flows."""
        loop = demand.loop
        # A source at its current limit gives way until the input voltage loop stops it.
        vbus_v = source.at_load(charge_a)
        if loop == _INPUT_VOLTAGE:
            vbus_v = min(vbus_v, max(self.vindpm_v, rest_v))
        vbat_v = max(0.0, rest_v + resistance_ohm * charge_a)
        return OperatingPoint(charge_a, vbat_v, vbus_v, loop == _VOLTAGE, loop == _INPUT_CURRENT, loop == _INPUT_VOLTAGE)

    # -- how it gets there -----------------------------------------------------------------------------------------------
    def flowing(self, demand: Demand) -> float:
        """Current at this moment."""
        return min(self._drive_a, demand.most_a)

    def cut(self, demand: Demand, rest_v: float, resistance_ohm: float) -> None:
        """What switches the pass element off at once, does."""
        charge_a = self.flowing(demand)
        if demand is _NOTHING or (charge_a > 0 and rest_v + resistance_ohm * charge_a > self.aim_v + self.clamp_v):
            self._drive_a = 0.0

    def goal(self, demand: Demand) -> float:
        """Where the loops take the pass element."""
        return demand.asked_a if demand.asked_a <= demand.most_a else max(self.windup_a, demand.asked_a)

    def follow(self, demand: Demand, dt_s: float) -> float:
        """Let the loops work for *dt_s* on a *demand* that stays; returns the mean of the current that flowed."""
        goal_a, most_a, first_a, tau_s = self.goal(demand), demand.most_a, self._drive_a, self.loop_s
        left_a = first_a - goal_a
        decay = math.exp(-dt_s / tau_s)
        self._drive_a = goal_a + left_a * decay
        if first_a >= most_a <= self._drive_a:  # wide open all the time
            return most_a
        if first_a <= most_a >= self._drive_a:  # held by a loop all the time
            return goal_a + left_a * tau_s * (1 - decay) / dt_s
        bend = (most_a - goal_a) / left_a  # what the exponential has come to where one gives way to the other
        bend_s = -tau_s * math.log(bend)
        if left_a > 0:
            return (most_a * bend_s + goal_a * (dt_s - bend_s) + left_a * tau_s * (bend - decay)) / dt_s
        return (goal_a * bend_s + left_a * tau_s * (1 - bend) + most_a * (dt_s - bend_s)) / dt_s

    def drift(self, before: Demand, after: Demand, dt_s: float) -> None:
        """What the loops ask for has moved evenly from *before* to *after* over *dt_s*: they have followed, a time constant late."""
        if before.asked_a <= before.most_a and after.asked_a <= after.most_a:
            late = self.loop_s * (1 - math.exp(-dt_s / self.loop_s)) / dt_s
            self._drive_a = max(0.0, self._drive_a + (after.asked_a - before.asked_a) * (1 - late))

    def hold(self, charge_a: float) -> None:
        """The pass element is where *charge_a* flows."""
        self._drive_a = charge_a

    def heat(self, point: OperatingPoint, dt_s: float) -> None:
        """Warm the die for *dt_s* seconds at *point*."""
        power_w = max(0.0, point.vbus_v - point.vbat_v) * point.charge_a
        self.pass_j += power_w * dt_s
        final_c = self.ambient_c + power_w * self.k_per_w
        self.die_c = final_c + (self.die_c - final_c) * math.exp(-dt_s / self.heat_s)
