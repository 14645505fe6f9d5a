# SPDX-License-Identifier: Apache-2.0
"""Ties cell, charger, source, thermistor and die together, and shows them as the PMU's converter and pins see them.

Knows time as seconds and nothing of a simulator: `tb/agents/battery.py` connects it to the RTL. Between two calls of
`advance` nothing changes but the plant itself. It integrates in steps of its own, small against the time constants, so
how often it is called makes no difference to what it does.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from tb.plant.cell import Cell
from tb.plant.charger import Demand, LinearCharger, OperatingPoint
from tb.plant.ntc import Ntc, NtcState
from tb.plant.source import Source

VBAT_MV_PER_CODE = 1.25
VBUS_MV_PER_CODE = 2.5
ICHG_MA_PER_CODE = 0.25
FULL_SCALE = 4096

_LONGEST_STEP_S = 1e-3  # while a loop may follow the voltage
_IDLE_STEPS = 16  # steps may be longer by this if only a constant current flows
_SETTLED_A = 1e-4


class Channels(NamedTuple):
    """Inputs of the converter in codes, with fraction, as the dividers give them (page "Monitor", channels)."""

    vbat: float
    vbus: float
    ntc: float
    die: float
    ichg: float
    ain0: float
    ain1: float


class Sample(NamedTuple):
    """The plant at one moment; `battery_a` is positive into the cell."""

    time_s: float
    vbat_v: float
    vbus_v: float
    charge_a: float
    battery_a: float
    cell_c: float
    die_c: float


@dataclass
class Energy:
    """What has flowed since the start, in joules and ampere seconds."""

    source_j: float = 0.0
    """Out of the ideal source, before its own resistance."""
    lead_j: float = 0.0
    """Lost between the ideal source and the VBUS pin."""
    pass_j: float = 0.0
    """Lost in the pass element."""
    cell_j: float = 0.0
    """Into the terminals of the cell."""
    drawn_j: float = 0.0
    """Into load, test sink and, without a cell, the output capacitor."""
    charge_as: float = 0.0
    """Charge out of the charger."""
    drawn_as: float = 0.0
    """The same as charge."""


class BatteryPlant:
    """A cell in a pack with its thermistor, at a linear charger.

    The die sensor reads `die_code_at_0c + die_codes_per_c * T`. `load_a` is what the rest of the system draws from the
    battery pin. Without a cell (`cell_in` False) the pin is the charger's output capacitor alone. `ntc_in_pack`: the
    thermistor goes and comes with the cell. AIN0 and AIN1 are `ain0` and `ain1`, in codes.

    The current follows the charger's loops within `charger.loop_s`; `settling` says that it has not got there yet.

    `watch` is called with a `Sample` after every step and after every change that a caller reports with `changed()`.
    """

    def __init__(
        self,
        cell: Cell,
        charger: LinearCharger | None = None,
        source: Source | None = None,
        ntc: Ntc | None = None,
        *,
        die_code_at_0c: float = 1000.0,
        die_codes_per_c: float = 16.0,
        step_s: float = _LONGEST_STEP_S,
        watch: Callable[[Sample], None] | None = None,
    ) -> None:
        self.cell = cell
        self.charger = charger or LinearCharger()
        self.source = source or Source()
        self.ntc = ntc or Ntc()
        self.die_code_at_0c, self.die_codes_per_c = die_code_at_0c, die_codes_per_c
        self.load_a = 0.0
        self.ain0 = self.ain1 = 0.0
        self.ntc_in_pack = True
        self.time_s = 0.0
        self.energy = Energy()
        self._cell_in = True
        self._node_v = 0.0  # of the output capacitor, while there is no cell
        self._step_s = step_s
        self._watch = watch

    # -- what tests do to it ----------------------------------------------------------------------------------------
    @property
    def cell_in(self) -> bool:
        """Whether the battery is connected."""
        return self._cell_in

    def pull_cell(self, node_v: float | None = None) -> None:
        """The battery is taken out, now. What still flows until the loops have answered lands on the capacitor, unless
        *node_v* says what that has."""
        point, charger = self.point, self.charger
        if node_v is None:
            late_v = max(0.0, point.charge_a - self._drawn_a) * charger.loop_s / charger.output_f
            node_v = max(point.vbat_v, min(point.vbat_v + late_v, charger.aim_v + charger.clamp_v))
        self._node_v, self._cell_in = node_v, False
        self.changed()

    def insert_cell(self) -> None:
        """The battery is put in, now."""
        self._cell_in = True
        self.changed()

    def set(self, **attributes: object) -> None:
        """Change attributes now: `set(load_a=0.2)`, or of a part: `set(source__voltage_v=4.4)`. AttributeError for another name."""
        for path, value in attributes.items():
            *parts, name = path.split("__")
            target: object = self
            for part in parts:
                target = getattr(target, part)
            if not hasattr(target, name):
                raise AttributeError(f"battery plant: nothing called {path!r}")
            setattr(target, name, value)
        self.changed()

    def drive(self, en: bool, iset_ma: int, vset_mv: int, sink: bool) -> None:
        """New set points from the PMU."""
        charger = self.charger
        charger.en, charger.iset_a, charger.vset_v, charger.sink = bool(en), iset_ma / 1e3, vset_mv / 1e3, bool(sink)
        self.changed()

    def changed(self) -> None:
        """Something outside has been changed by hand (source, load, thermistor): show it in the trace."""
        self._cut()
        if self._watch:
            self._watch(self.sample())

    # -- time -------------------------------------------------------------------------------------------------------
    def advance(self, time_s: float) -> None:
        """Go on to *time_s* (seconds since the start). ValueError if that is past."""
        if time_s < self.time_s - 1e-12:
            raise ValueError(f"plant: advance to {time_s:.9f} s, but it is {self.time_s:.9f} s already")
        demand = self._cut()
        while (left_s := time_s - self.time_s) > 1e-12:
            longest_s = min(self._step_s, self.cell.max_step_s)
            if not self.charger.en and self._cell_in:
                longest_s *= _IDLE_STEPS
            count = -(-left_s // longest_s)  # equal steps instead of one tiny one at the end
            demand = self._advance(demand, left_s / max(1.0, count))
        self.time_s = max(self.time_s, time_s)

    def _advance(self, demand: Demand, dt_s: float) -> Demand:
        """One step, which begins with *demand*; returns the one it ends with."""
        cell, charger, drawn_a = self.cell, self.charger, self._drawn_a
        if self._cell_in:
            charge_a = charger.follow(demand, dt_s)
            point = charger.point(demand, charge_a, self._rest_v, cell.resistance_ohm, self.source)
            battery_a = charge_a - drawn_a
            cell.step(battery_a, dt_s)
            after = self._demand()
            charger.drift(demand, after, dt_s)
        else:
            battery_a = 0.0
            # A battery whose resistance is dt/C: the point is the one that the capacitor reaches at the end of the step.
            point = charger.operate(self._node_v, dt_s / charger.output_f, drawn_a, self.source)
            cell.step(0.0, dt_s)
            self._node_v = point.vbat_v
            charger.hold(point.charge_a)
            after = demand
        charger.heat(point, dt_s)
        self._account(point, battery_a, dt_s)
        self.time_s += dt_s
        if self._watch:
            self._watch(self.sample(after))
        return after

    def _demand(self) -> Demand:
        return self.charger.demand(self._rest_v, self.cell.resistance_ohm, self.source)

    def _cut(self) -> Demand:
        """What switches the pass element off without waiting for the loops; returns what they ask for."""
        demand = self._demand()
        if self._cell_in:
            self.charger.cut(demand, self._rest_v, self.cell.resistance_ohm)
        return demand

    def _account(self, point: OperatingPoint, battery_a: float, dt_s: float) -> None:
        energy, charge_a = self.energy, point.charge_a
        energy.source_j += self.source.voltage_v * charge_a * dt_s
        energy.lead_j += (self.source.voltage_v - point.vbus_v) * charge_a * dt_s
        energy.pass_j += (point.vbus_v - point.vbat_v) * charge_a * dt_s
        energy.cell_j += point.vbat_v * battery_a * dt_s
        energy.drawn_j += point.vbat_v * (charge_a - battery_a) * dt_s
        energy.charge_as += charge_a * dt_s
        energy.drawn_as += (charge_a - battery_a) * dt_s

    @property
    def _rest_v(self) -> float:
        """Battery pin without the charger."""
        return self.cell.emf_v - self.cell.resistance_ohm * self._drawn_a

    @property
    def _drawn_a(self) -> float:
        return self.load_a + (self.charger.sink_a if self.charger.sink else 0.0)

    # -- what others see ----------------------------------------------------------------------------------------------
    @property
    def point(self) -> OperatingPoint:
        """Currents and voltages at this moment, and the loop that is in charge."""
        return self._point(self._demand())

    def _point(self, demand: Demand) -> OperatingPoint:
        charger = self.charger
        if self._cell_in:
            charge_a = charger.flowing(demand)
            return charger.point(demand, charge_a, self._rest_v, self.cell.resistance_ohm, self.source)
        # the loops settle the capacitor within a fraction of a step
        settled = charger.operate(self._node_v, _LONGEST_STEP_S / charger.output_f, self._drawn_a, self.source)
        return settled._replace(vbat_v=self._node_v)

    @property
    def settling(self) -> bool:
        """Whether the loops are still on their way to what they ask for."""
        demand = self._demand()
        wanted_a = min(self.charger.goal(demand), demand.most_a)
        return self._cell_in and abs(self.charger.flowing(demand) - wanted_a) > _SETTLED_A

    @property
    def ntc_state(self) -> NtcState:
        """The thermistor as the converter meets it: open if it has gone with the pack."""
        return NtcState.OPEN if self.ntc_in_pack and not self._cell_in else self.ntc.state

    def sample(self, demand: Demand | None = None) -> Sample:
        """The plant at this moment (*demand*: that of this moment, if it is known)."""
        point = self._point(demand or self._demand())
        battery_a = point.charge_a - self._drawn_a if self._cell_in else 0.0
        return Sample(
            self.time_s, point.vbat_v, point.vbus_v, point.charge_a, battery_a, self.cell.temperature_c, self.charger.die_c
        )

    def channels(self, point: OperatingPoint | None = None) -> Channels:
        """What stands at the converter's inputs."""
        point = point or self.point
        ratio = 1.0 if self.ntc_state is NtcState.OPEN else self.ntc.ratio(self.cell.temperature_c)
        return Channels(
            point.vbat_v * 1e3 / VBAT_MV_PER_CODE,
            point.vbus_v * 1e3 / VBUS_MV_PER_CODE,
            ratio * FULL_SCALE,
            self.die_code_at_0c + self.die_codes_per_c * self.charger.die_c,
            point.charge_a * 1e3 / ICHG_MA_PER_CODE,
            self.ain0,
            self.ain1,
        )

    def comparators(self, point: OperatingPoint | None = None) -> dict[str, int]:
        """What the comparators at VBUS and the loops tell the PMU, by net of the test bench."""
        point = point or self.point
        return {
            "vbus_det": int(point.vbus_v >= self.charger.detect_v),
            "vbus_ovp": int(point.vbus_v >= self.charger.overvoltage_v),
            "loop_cv": int(point.loop_cv),
            "loop_iin": int(point.loop_iin),
            "loop_vin": int(point.loop_vin),
        }
