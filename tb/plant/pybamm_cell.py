# SPDX-License-Identifier: Apache-2.0
"""A cell of PyBaMM (https://pybamm.org) in the place of our own: an equivalent circuit or the electrochemistry itself.

PyBaMM is not part of the set-up: `.venv/bin/python -m pip install -r requirements-pybamm.txt`. Then `make charge MODEL=spme`.
"""

from __future__ import annotations

from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pybamm

REQUIREMENTS = "requirements-pybamm.txt"
MODELS = ("thevenin", "spme")
_CURRENT, _VOLTS = "Current function [A]", "Voltage [V]"  # PyBaMM's current is positive out of the cell
_CELSIUS = {"thevenin": "Cell temperature [degC]", "spme": "Volume-averaged cell temperature [C]"}
_CAPACITY = {"thevenin": "Cell capacity [A.h]", "spme": "Nominal cell capacity [A.h]"}
_LONGEST_STEP_S = 0.5  # of a real cell: a sixtieth of the shortest time constant
_SLOPE_A = 1e-3  # the voltage at so much more current tells the resistance


class PybammMissing(ImportError):
    """PyBaMM is not installed."""


def load_pybamm() -> ModuleType:
    """PyBaMM; PybammMissing says in one line what to do if it is not there."""
    try:
        import casadi  # noqa: F401  # comes with PyBaMM; the solver and the looks at the state need it
        import pybamm
    except ImportError as error:
        raise PybammMissing(f"PyBaMM is not installed ({error.name}): .venv/bin/python -m pip install -r {REQUIREMENTS}") from None
    return pybamm


def make_cell(name: str, capacity_mah: float, soc: float, *, speed: float = 1.0, ambient_c: float = 25.0) -> PybammCell:
    """Model *name* of `MODELS` with PyBaMM's own parameters, scaled to *capacity_mah* and charged to *soc* (0 to 1).

    ValueError for another name, PybammMissing without PyBaMM.
    """
    if name not in MODELS:
        raise ValueError(f"cell model {name}: choose from: {', '.join(MODELS)}")
    pybamm = load_pybamm()
    if name == "thevenin":
        model = pybamm.equivalent_circuit.Thevenin()
        parameters = model.default_parameter_values
        parameters.update({"Initial SoC": soc})
    else:
        model = pybamm.lithium_ion.SPMe({"thermal": "lumped"})
        parameters = pybamm.ParameterValues("Chen2020")
        parameters.set_initial_state(soc)
    parameters.update({"Ambient temperature [K]": ambient_c + 273.15, "Initial temperature [K]": ambient_c + 273.15})
    share = capacity_mah / 1e3 / float(parameters[_CAPACITY[name]])
    return PybammCell(model, parameters, share, capacity_mah, soc, speed=speed, celsius=_CELSIUS[name])


class PybammCell:
    """As `tb.plant.cell.Cell`: any PyBaMM *model* with a current input and *parameters*.

    *share*: the cell is this part of the model's (500 mAh of 5 Ah: 0.1), with the same voltages and as much less current.
    *celsius* is the model's name for the temperature. *speed* as in `LiIonCell`: a step lasts as much longer for the model.
    `soc` and `charge_as` count the charge that has flowed, whatever the model makes of it.
    """

    def __init__(
        self, model: pybamm.BaseModel, parameters: pybamm.ParameterValues, share: float, capacity_mah: float, soc: float, *,
        speed: float = 1.0, celsius: str = _CELSIUS["thevenin"],
    ) -> None:  # fmt: skip
        pybamm = load_pybamm()
        import casadi
        import numpy

        model.events = []  # else it freezes without a word at its voltage limits, and refuses to start below the lower one
        parameters.update({_CURRENT: "[input]"})
        self._simulation = pybamm.Simulation(model, parameter_values=parameters, solver=pybamm.IDAKLUSolver())
        self._simulation.build()
        parts = self._simulation.built_model.export_casadi_objects([_VOLTS, celsius], input_parameter_order=[_CURRENT])
        first = casadi.Function("first", [parts["inputs"]], [casadi.vertcat(parts["x0"], parts["z0"])])
        looked_at = [parts["variables"][name] for name in (_VOLTS, celsius)]
        self._look = casadi.Function("look", [parts[name] for name in ("t", "x", "z", "inputs")], looked_at)
        self._split, self._state = parts["x"].shape[0], numpy.array(first(0.0))[:, 0]
        self.share, self.speed, self.max_step_s = share, speed, _LONGEST_STEP_S / speed
        self.capacity_as, self.soc, self.charge_as = capacity_mah * 3.6 / speed, soc, 0.0
        self._show(0.0)

    def step(self, current_a: float, dt_s: float) -> None:
        """As in `Cell`."""
        if dt_s <= 0:
            return
        # nothing is saved: with every step kept, the thousandth costs a thousand times as much as the first
        solution = self._simulation.step(dt_s * self.speed, save=False, inputs={_CURRENT: -current_a / self.share})
        self._state = solution.y[:, -1]
        self.charge_as += current_a * dt_s
        self.soc += current_a * dt_s / self.capacity_as
        self._show(current_a)

    def _volts_and_celsius(self, current_a: float) -> tuple[float, float]:
        volts, celsius = self._look(0.0, self._state[: self._split], self._state[self._split :], -current_a / self.share)
        return float(volts), float(celsius)

    def _show(self, current_a: float) -> None:
        """A straight line through the voltages at the present current and at a little more."""
        volts, self.temperature_c = self._volts_and_celsius(current_a)
        self.resistance_ohm = max(1e-6, (self._volts_and_celsius(current_a + _SLOPE_A)[0] - volts) / _SLOPE_A)
        self.emf_v = volts - current_a * self.resistance_ohm
