# SPDX-License-Identifier: Apache-2.0
"""The power stage of a linear charger: a pass element from VBUS to the battery, held down by the first of five loops."""

from __future__ import annotations

import math
from dataclasses import dataclass

from tb.plant.source import Source

_CURRENT, _VOLTAGE, _INPUT_CURRENT, _INPUT_VOLTAGE, _DROPOUT = range(5)


@dataclass(frozen=True)
class OperatingPoint:
    """What flows, and which loop holds it down. `charge_a` is the current out of the pass element."""

    charge_a: float
    vbat_v: float
    vbus_v: float
    loop_cv: bool
    loop_iin: bool
    loop_vin: bool


@dataclass
class LinearCharger:
    """Set points from the PMU (`en`, `iset_a`, `vset_v`, `sink`), and the properties of the stage.

    The current is the smallest that any loop allows: current set point; voltage set point; `input_limit_a` (input
    current loop); what the source gives before VBUS falls below `vindpm_v` (input voltage loop); and what the pass
    element lets through when it is wide open (`on_ohm`). What it burns, (VBUS - VBAT) x current, heats the die.
    """

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

    def operate(self, emf_v: float, resistance_ohm: float, drawn_a: float, source: Source) -> OperatingPoint:
        """Operating point with a battery of *emf_v* behind *resistance_ohm*, while *drawn_a* is drawn from the node."""
        rest_v = emf_v - resistance_ohm * drawn_a  # battery pin without the charger
        charge_a, loop = 0.0, _CURRENT
        if self.en and source.connected:
            path_ohm = source.resistance_ohm + self.on_ohm + resistance_ohm
            limits = (
                self.iset_a,
                (self.vset_v - rest_v) / resistance_ohm,
                self.input_limit_a,
                source.current_at(self.vindpm_v),
                (source.voltage_v - rest_v) / path_ohm,
            )
            charge_a = max(0.0, min(limits))
            loop = limits.index(min(limits))
        # A source at its current limit gives way until the input voltage loop stops it.
        vbus_v = source.at_load(charge_a)
        if loop == _INPUT_VOLTAGE:
            vbus_v = min(vbus_v, max(self.vindpm_v, rest_v))
        vbat_v = max(0.0, rest_v + resistance_ohm * charge_a)
        return OperatingPoint(charge_a, vbat_v, vbus_v, loop == _VOLTAGE, loop == _INPUT_CURRENT, loop == _INPUT_VOLTAGE)

    def heat(self, point: OperatingPoint, dt_s: float) -> None:
        """Warm the die for *dt_s* seconds at *point*."""
        power_w = max(0.0, point.vbus_v - point.vbat_v) * point.charge_a
        self.pass_j += power_w * dt_s
        final_c = self.ambient_c + power_w * self.k_per_w
        self.die_c = final_c + (self.die_c - final_c) * math.exp(-dt_s / self.heat_s)
