# SPDX-License-Identifier: Apache-2.0
"""A battery cell: the interface that the plant needs of one, and a Li-ion cell as an equivalent circuit."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from typing import Protocol

# Open-circuit voltage by state of charge: NMC/graphite at room temperature, typical; ours, from no data sheet. Below 0
# lies the tail of a cell that was discharged too far, above 1 an overcharged one. The tail is steep: from 3 V to 2 V a cell
# gives 3 % of its capacity, and takes them back at a tenth of a charge current of 1 C within twenty minutes.
OCV_V: Sequence[tuple[float, float]] = (
    (-0.0400, 1.900), (-0.0300, 2.000), (-0.0275, 2.027), (-0.0250, 2.060), (-0.0225, 2.102), (-0.0200, 2.160), (-0.0175, 2.240),
    (-0.0150, 2.340), (-0.0125, 2.450), (-0.0100, 2.565), (-0.0075, 2.680), (-0.0050, 2.790), (-0.0025, 2.898), (0.000, 3.000),
    (0.005, 3.090), (0.010, 3.165), (0.015, 3.226), (0.020, 3.276), (0.030, 3.350), (0.040, 3.405), (0.050, 3.447),
    (0.060, 3.479), (0.070, 3.504), (0.080, 3.524), (0.100, 3.556), (0.125, 3.586), (0.150, 3.611), (0.200, 3.653),
    (0.250, 3.687), (0.300, 3.715), (0.350, 3.740), (0.400, 3.764), (0.450, 3.790), (0.500, 3.820), (0.550, 3.856),
    (0.600, 3.897), (0.650, 3.939), (0.700, 3.979), (0.750, 4.016), (0.800, 4.050), (0.850, 4.084), (0.900, 4.120),
    (0.950, 4.159), (1.000, 4.200), (1.050, 4.255), (1.200, 4.600),
)  # fmt: skip
_STEPS_PER_TAU = 60  # steps of constant current within the shortest time constant


class Cell(Protocol):
    """What the plant knows of a cell. Currents are in amperes, positive into the cell.

    Over a short time a cell is a voltage behind a resistance: `emf_v` is its terminal voltage at zero current now,
    `resistance_ohm` how fast that rises with the current. The plant finds the operating point of the charger with both
    and then calls `step` with the current that flows, never for longer than `max_step_s`.

    Any model can stand in that can be stepped with a constant current: `tb/plant/pybamm_cell.py` does so with PyBaMM's.
    """

    @property
    def emf_v(self) -> float:
        """Terminal voltage if no current flowed from this moment on."""

    @property
    def resistance_ohm(self) -> float:
        """What the terminal voltage rises at once per ampere; above 0."""

    @property
    def temperature_c(self) -> float:
        """Temperature at the thermistor."""

    @property
    def max_step_s(self) -> float:
        """Longest step over which a constant current is a good enough answer to a charger that follows the voltage."""

    def step(self, current_a: float, dt_s: float) -> None:
        """Let *current_a* flow for *dt_s* seconds."""


class LiIonCell:
    """Open-circuit voltage by state of charge, series resistance, one RC pair, one thermal mass.

    `speed` divides all times: a 500 mAh cell with speed 1000 has its real voltages, resistances and currents, but
    is charged in seconds instead of hours: charge, RC time and heat capacity are a thousandth. Each step is exact for a
    constant current (charge linear, RC and temperature exponential), so its result does not depend on the step.
    """

    def __init__(
        self,
        capacity_mah: float = 500.0,
        soc: float = 0.5,
        *,
        speed: float = 1.0,
        series_ohm: float = 0.12,
        rc_ohm: float = 0.06,
        rc_s: float = 60.0,
        heat_j_per_k: float = 10.0,
        k_per_w: float = 20.0,
        ambient_c: float = 25.0,
        ocv_v: Sequence[tuple[float, float]] = OCV_V,
    ) -> None:
        given = {"capacity_mah": capacity_mah, "speed": speed, "series_ohm": series_ohm, "rc_ohm": rc_ohm, "rc_s": rc_s,
                 "heat_j_per_k": heat_j_per_k, "k_per_w": k_per_w}  # fmt: skip
        for name, value in given.items():
            if value <= 0:
                raise ValueError(f"LiIonCell: {name} = {value}: must be above 0")
        self.capacity_as = capacity_mah * 3.6 / speed
        self.soc = soc
        self.series_ohm, self.rc_ohm, self.rc_s = series_ohm, rc_ohm, rc_s / speed
        self.heat_j_per_k, self.k_per_w, self.ambient_c = heat_j_per_k / speed, k_per_w, ambient_c
        self.rc_v = 0.0
        self.temperature_c = ambient_c
        self.charge_as = 0.0
        """Charge that has flowed in since the start, less what flowed out."""
        self.heat_j = 0.0
        """Heat made in both resistances since the start."""
        self._socs = [soc for soc, _ in ocv_v]
        self._volts = [volts for _, volts in ocv_v]
        if self._socs != sorted(set(self._socs)) or self._volts != sorted(set(self._volts)):
            raise ValueError("LiIonCell: ocv_v: both columns must rise from row to row")

    @property
    def ocv_v(self) -> float:
        """Open-circuit voltage, settled, at the present state of charge; linear beyond the ends of the table, not below 0."""
        return max(0.0, _interpolate(self._socs, self._volts, self.soc))

    @property
    def emf_v(self) -> float:
        """As in `Cell`: open-circuit voltage and what the RC pair holds."""
        return self.ocv_v + self.rc_v

    @property
    def resistance_ohm(self) -> float:
        """As in `Cell`."""
        return self.series_ohm

    @property
    def max_step_s(self) -> float:
        """As in `Cell`."""
        return self.rc_s / _STEPS_PER_TAU

    def soc_at(self, ocv_v: float) -> float:
        """State of charge at which the settled cell shows *ocv_v*."""
        return _interpolate(self._volts, self._socs, ocv_v)

    def step(self, current_a: float, dt_s: float) -> None:
        """As in `Cell`, for any *dt_s*."""
        final_v = current_a * self.rc_ohm
        decay = math.exp(-dt_s / self.rc_s)
        delta_v = self.rc_v - final_v
        # integral of the RC pair's voltage squared: final, transient and their product
        squared = (
            final_v**2 * dt_s
            + 2 * final_v * delta_v * self.rc_s * (1 - decay)
            + delta_v**2 * self.rc_s / 2 * (1 - decay**2)
        )
        heat_j = current_a**2 * self.series_ohm * dt_s + squared / self.rc_ohm
        self.rc_v = final_v + delta_v * decay
        self.charge_as += current_a * dt_s
        self.soc += current_a * dt_s / self.capacity_as
        self.heat_j += heat_j
        final_c = self.ambient_c + (heat_j / dt_s * self.k_per_w if dt_s > 0 else 0.0)
        self.temperature_c = final_c + (self.temperature_c - final_c) * math.exp(
            -dt_s / (self.heat_j_per_k * self.k_per_w)
        )


def _interpolate(xs: Sequence[float], ys: Sequence[float], x: float) -> float:
    """Linear between the points, and on with the first or last slope."""
    right = min(max(bisect_right(xs, x), 1), len(xs) - 1)
    x0, x1, y0, y1 = xs[right - 1], xs[right], ys[right - 1], ys[right]
    return y0 + (x - x0) * (y1 - y0) / (x1 - x0)
