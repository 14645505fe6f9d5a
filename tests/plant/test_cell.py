# SPDX-License-Identifier: Apache-2.0
"""The Li-ion cell alone: charge and energy go nowhere, steps make no difference, curves are those of the circuit."""

from __future__ import annotations

import math

import pytest

from tb.plant import LiIonCell
from tb.plant.cell import OCV_V


def test_table_is_met_and_rises() -> None:
    for soc, volts in OCV_V:
        cell = LiIonCell(soc=soc)
        assert cell.ocv_v == pytest.approx(volts)
        assert cell.soc_at(volts) == pytest.approx(soc)


def test_charge_is_what_flowed() -> None:
    cell = LiIonCell(500, soc=0.2)
    for current, seconds in ((0.5, 1200), (-0.25, 600), (0.0, 50), (0.1, 333)):
        cell.step(current, seconds)
    flowed = 0.5 * 1200 - 0.25 * 600 + 0.1 * 333
    assert cell.charge_as == pytest.approx(flowed)
    assert cell.soc == pytest.approx(0.2 + flowed / 1800)


@pytest.mark.parametrize("current", [0.5, -0.5, 0.05])
def test_energy_is_stored_or_heat(current: float) -> None:
    """Terminal energy = change of the OCV's integral + both resistances' heat + what the capacitor of the RC pair holds."""
    cell, dt, terminal, stored = LiIonCell(500, soc=0.5), 0.5, 0.0, 0.0
    for _ in range(1200):
        emf, ocv, soc = cell.emf_v, cell.ocv_v, cell.soc
        cell.step(current, dt)
        terminal += ((emf + cell.emf_v) / 2 + current * cell.series_ohm) * current * dt
        stored += (ocv + cell.ocv_v) / 2 * (cell.soc - soc) * cell.capacity_as
    capacitor = cell.rc_s / cell.rc_ohm * cell.rc_v**2 / 2
    assert terminal == pytest.approx(stored + cell.heat_j + capacitor, rel=1e-4)
    assert cell.heat_j > 0


@pytest.mark.parametrize("parts", [2, 10, 1000])
def test_steps_make_no_difference(parts: int) -> None:
    whole, split = LiIonCell(500, soc=0.3), LiIonCell(500, soc=0.3)
    whole.step(0.4, 90)
    for _ in range(parts):
        split.step(0.4, 90 / parts)
    for name in ("soc", "rc_v", "heat_j", "charge_as"):
        assert getattr(split, name) == pytest.approx(getattr(whole, name), rel=1e-9), name


def test_pulse_shows_series_resistance_then_rc_pair() -> None:
    cell = LiIonCell(500, soc=0.5, series_ohm=0.1, rc_ohm=0.05, rc_s=60)
    rest = cell.emf_v
    assert rest + 0.5 * cell.resistance_ohm - rest == pytest.approx(0.05)  # at once
    cell.step(0.5, 60)
    assert cell.rc_v == pytest.approx(0.5 * 0.05 * (1 - math.exp(-1)))
    cell.step(0.0, 60)
    assert cell.rc_v == pytest.approx(0.5 * 0.05 * (1 - math.exp(-1)) * math.exp(-1))


def test_warms_to_power_times_thermal_resistance() -> None:
    cell = LiIonCell(500, soc=0.2, series_ohm=0.2, rc_ohm=1e-6, heat_j_per_k=10, k_per_w=20, ambient_c=30)
    for _ in range(200):
        cell.step(0.5, 10)
        cell.soc = 0.2
    assert cell.temperature_c == pytest.approx(30 + 0.25 * 0.2 * 20, abs=0.01)


def test_speed_divides_times_only() -> None:
    real, fast = LiIonCell(500, soc=0.1), LiIonCell(500, soc=0.1, speed=1000)
    for _ in range(100):
        real.step(0.5, 10)
        fast.step(0.5, 0.01)
    for name in ("soc", "emf_v", "temperature_c"):
        assert getattr(fast, name) == pytest.approx(getattr(real, name), rel=1e-9), name


@pytest.mark.parametrize(
    ("given", "said"),
    [({"capacity_mah": 0}, "capacity_mah = 0"), ({"series_ohm": -1}, "series_ohm = -1"), ({"ocv_v": [(0, 3), (1, 3)]}, "ocv_v")],
)
def test_impossible_cells_are_refused(given: dict, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        LiIonCell(**given)
