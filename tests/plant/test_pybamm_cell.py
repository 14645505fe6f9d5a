# SPDX-License-Identifier: Apache-2.0
"""PyBaMM's cells behind the interface of our own: what flows counts, the voltage answers, a plant charges them."""

from __future__ import annotations

import importlib.util
import sys

import pytest

from tb import charge
from tb.covers import covers
from tb.plant import BatteryPlant, Source
from tb.plant.pybamm_cell import MODELS, REQUIREMENTS, PybammMissing, load_pybamm, make_cell

SPEED = 1000.0
installed = pytest.mark.skipif(
    importlib.util.find_spec("pybamm") is None, reason=f"PyBaMM is not installed (pip install -r {REQUIREMENTS}); make charge says so too"
)


@installed
@pytest.mark.parametrize("name", MODELS)
@covers("CHG-PLANT-4")
def test_current_moves_voltage_charge_and_temperature(name: str) -> None:
    cell = make_cell(name, 500, 0.4, speed=SPEED)
    rest_v, first_c = cell.emf_v, cell.temperature_c
    assert 3.0 < rest_v < 4.0 and first_c == pytest.approx(25.0) and 0.01 < cell.resistance_ohm < 1.0
    for _ in range(600):
        cell.step(0.5, cell.max_step_s)
    assert cell.charge_as == pytest.approx(0.5 * 600 * cell.max_step_s)
    assert cell.soc == pytest.approx(0.4 + cell.charge_as / cell.capacity_as)
    assert cell.emf_v > rest_v + 0.01 and cell.temperature_c > first_c
    charged_v = cell.emf_v
    for _ in range(600):
        cell.step(-0.5, cell.max_step_s)
    assert cell.emf_v < charged_v and cell.soc == pytest.approx(0.4)


@installed
@pytest.mark.parametrize("name", MODELS)
@covers("CHG-PLANT-4")
def test_straight_line_foretells_the_next_moment(name: str) -> None:
    """The voltage at a current that is a little other, as the plant expects it, is the one that the model shows."""
    cell = make_cell(name, 500, 0.5, speed=SPEED)
    cell.step(0.5, 1e-5)
    for current in (0.48, 0.45, 0.42, 0.45):
        foretold_v = cell.emf_v + current * cell.resistance_ohm
        cell.step(current, 1e-5)
        assert cell.emf_v + current * cell.resistance_ohm == pytest.approx(foretold_v, abs=1e-3)


@installed
@pytest.mark.parametrize("name", MODELS)
@covers("CHG-PLANT-4")
def test_plant_charges_it(name: str) -> None:
    tried = BatteryPlant(make_cell(name, 500, 0.85, speed=SPEED), source=Source())
    tried.drive(True, 500, 4200, False)
    volts = []
    for _ in range(150):
        tried.advance(tried.time_s + 0.01)
        volts.append(tried.sample().vbat_v)
    assert max(volts) == pytest.approx(4.2, abs=2e-3), "held by the voltage loop"
    assert tried.sample().charge_a < 0.45 and tried.cell.soc > 0.9


@installed
def test_unknown_model_is_refused() -> None:
    with pytest.raises(ValueError, match="cell model dfn: choose from: thevenin, spme"):
        make_cell("dfn", 500, 0.5)


@covers("CHG-PLANT-4")
def test_missing_pybamm_is_one_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture) -> None:
    monkeypatch.setitem(sys.modules, "pybamm", None)
    with pytest.raises(PybammMissing, match="pip install -r requirements-pybamm.txt"):
        load_pybamm()
    monkeypatch.setenv("PROFILE", "quectel")
    monkeypatch.setenv("MODEL", "spme")
    assert charge.main() == 2
    said = capsys.readouterr().err
    assert "requirements-pybamm.txt" in said and said.count("\n") == 1


def test_unknown_model_on_the_command_line() -> None:
    assert charge.cell_model("") == charge.cell_model("circuit") == "circuit"
    with pytest.raises(ValueError, match="MODEL=dfn: no such model of a cell; choose from: circuit, thevenin, spme"):
        charge.cell_model("dfn")
