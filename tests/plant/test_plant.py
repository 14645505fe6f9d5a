# SPDX-License-Identifier: Apache-2.0
"""The plant as a whole: conservation, curves, independence of steps, limits, another cell."""

from __future__ import annotations

import math

import pytest

from tb.covers import covers
from tb.plant import BatteryPlant, LiIonCell, LinearCharger, Ntc, NtcState, Sample, Source

SPEED = 1000


def plant(soc: float = 0.5, **more: object) -> BatteryPlant:
    """A 500 mAh cell a thousand times as fast, in a pack."""
    return BatteryPlant(LiIonCell(500, soc, speed=SPEED), **more)


def charge(target: BatteryPlant, seconds: float, *, poll_s: float = 0.0156, iset_ma: int = 500, vset_mv: int = 4200) -> list[Sample]:
    """Charge for *seconds*, looking every *poll_s*."""
    target.drive(True, iset_ma, vset_mv, False)
    samples, end = [], target.time_s + seconds
    while target.time_s < end - 1e-9:
        target.advance(min(end, target.time_s + poll_s))
        samples.append(target.sample())
    return samples


def test_charge_and_energy_are_conserved() -> None:
    tried = plant(0.2)
    tried.load_a = 0.1
    charge(tried, 3.0)
    tried.drive(False, 0, 0, True)
    tried.advance(4.0)
    energy = tried.energy
    assert energy.charge_as - energy.drawn_as == pytest.approx(tried.cell.charge_as)
    assert tried.cell.soc == pytest.approx(0.2 + tried.cell.charge_as / tried.cell.capacity_as)
    assert energy.source_j == pytest.approx(energy.lead_j + energy.pass_j + energy.cell_j + energy.drawn_j)
    assert energy.pass_j == pytest.approx(tried.charger.pass_j)
    assert energy.drawn_as == pytest.approx(0.1 * 4.0 + tried.charger.sink_a * 1.0)


def test_constant_current_then_constant_voltage() -> None:
    """Current constant while the voltage rises, then voltage constant while the current falls, and never above."""
    samples = charge(plant(0.5), 3.0)
    first_cv = next(n for n, sample in enumerate(samples) if sample.charge_a < 0.4999)
    rising, holding = samples[:first_cv], samples[first_cv:]
    assert len(rising) > 40 and len(holding) > 40
    assert all(sample.charge_a == pytest.approx(0.5) for sample in rising)
    assert all(a.vbat_v < b.vbat_v for a, b in zip(rising, rising[1:], strict=False))
    assert all(sample.vbat_v == pytest.approx(4.2, abs=1e-4) for sample in holding[1:])  # the loop lags by a time constant
    assert all(a.charge_a > b.charge_a for a, b in zip(holding[1:], holding[2:], strict=False))
    # the tail falls with resistance times what the cell takes per volt: 0.18 ohms x 1.8 As x 0.1 / 0.08 V
    early, late = holding[10], holding[40]
    tau_s = (late.time_s - early.time_s) / math.log(early.charge_a / late.charge_a)
    assert tau_s == pytest.approx(0.18 * 1.8 * 0.1 / 0.08, rel=0.25)


@pytest.mark.parametrize("change", ["half the step", "called less often", "called all the time"])
def test_result_does_not_depend_on_steps(change: str) -> None:
    reference, tried = plant(0.75), plant(0.75, step_s=0.0005 if change == "half the step" else 0.001)
    a = charge(reference, 1.5)
    b = charge(tried, 1.5, poll_s={"half the step": 0.0156, "called less often": 0.5, "called all the time": 3e-5}[change])
    assert b[-1].charge_a == pytest.approx(a[-1].charge_a, rel=5e-3)
    assert b[-1].vbat_v == pytest.approx(a[-1].vbat_v, abs=1e-4)
    assert tried.cell.soc == pytest.approx(reference.cell.soc, abs=2e-4)
    assert b[-1].die_c == pytest.approx(a[-1].die_c, abs=0.05)


def test_steps_of_a_fine_cell_are_fine() -> None:
    """The plant obeys the cell's own longest step."""
    samples: list[Sample] = []
    tried = plant(0.5, watch=samples.append)
    tried.cell.rc_s = 0.006
    tried.drive(True, 500, 4200, False)
    tried.advance(0.01)
    assert len(samples) >= 100


def test_pulled_cell_leaves_the_capacitor() -> None:
    tried = plant(0.5)
    charge(tried, 0.1)
    tried.pull_cell()
    caught_v = 4.2 + tried.charger.clamp_v  # 0.5 A for a time constant would be 5 V more: the comparator at the pin is faster
    assert tried.sample().vbat_v == pytest.approx(caught_v)
    tried.advance(tried.time_s + 0.001)
    assert tried.sample().vbat_v == pytest.approx(caught_v) and tried.sample().charge_a == 0
    assert tried.comparators()["loop_cv"] == 1
    tried.drive(False, 0, 0, False)
    tried.advance(tried.time_s + 0.1)
    assert tried.sample().vbat_v == pytest.approx(caught_v)  # nothing draws
    tried.drive(False, 0, 0, True)
    capacitor_s = tried.charger.output_f * caught_v / tried.charger.sink_a
    tried.advance(tried.time_s + capacitor_s / 2)
    assert tried.sample().vbat_v == pytest.approx(caught_v / 2, rel=1e-3)
    tried.advance(tried.time_s + capacitor_s)
    assert tried.sample().vbat_v == 0.0
    tried.insert_cell()
    assert tried.sample().vbat_v == pytest.approx(tried.cell.emf_v - tried.cell.resistance_ohm * tried.charger.sink_a)


def test_pulled_cell_keeps_its_charge_and_settles() -> None:
    tried = plant(0.5)
    charge(tried, 0.5)
    tried.pull_cell()
    soc = tried.cell.soc
    tried.load_a = 0.2  # the charger carries it; nothing of that flows into a cell that is not there
    tried.advance(tried.time_s + 2.0)
    assert tried.sample().charge_a == pytest.approx(0.2) and tried.sample().battery_a == 0
    assert tried.cell.soc == soc
    assert tried.cell.emf_v == pytest.approx(tried.cell.ocv_v, abs=1e-6)


def test_thermistor_goes_with_the_pack() -> None:
    tried = plant()
    assert tried.channels().ntc == pytest.approx(2048, abs=1)
    tried.pull_cell()
    assert tried.channels().ntc == 4096
    tried.ntc_in_pack = False
    assert tried.channels().ntc == pytest.approx(2048, abs=1)
    tried.ntc.state = NtcState.SHORT
    assert tried.channels().ntc == 0


def test_channels_are_scaled_as_the_front_end() -> None:
    tried = plant(0.5, source=Source(5.0, 0.0001), die_code_at_0c=900, die_codes_per_c=20, ntc=Ntc(10_000, 3435, 5_000))
    tried.drive(True, 500, 4200, False)
    tried.charger.hold(0.5)
    seen = tried.channels()
    assert seen.vbat == pytest.approx((3.82 + 0.5 * 0.12) / 1.25e-3)
    assert seen.vbus == pytest.approx(2000, abs=0.1)
    assert seen.ntc == pytest.approx(4096 * 10 / 15)
    assert seen.die == pytest.approx(900 + 20 * 25)
    assert seen.ichg == pytest.approx(2000)


@pytest.mark.parametrize(
    ("volts", "expected"), [(3.7, {"vbus_det": 0, "vbus_ovp": 0}), (5.0, {"vbus_det": 1, "vbus_ovp": 0}), (7.0, {"vbus_det": 1, "vbus_ovp": 1})]
)
def test_comparators(volts: float, expected: dict[str, int]) -> None:
    seen = plant(source=Source(volts)).comparators()
    assert {name: seen[name] for name in expected} == expected
    assert plant(source=Source(volts, connected=False)).comparators()["vbus_det"] == 0


def test_time_does_not_run_backwards() -> None:
    tried = plant()
    tried.advance(1.0)
    with pytest.raises(ValueError, match="advance to 0.5"):
        tried.advance(0.5)


class Capacitor:
    """The simplest other cell: a capacitor behind a resistance."""

    resistance_ohm, temperature_c, max_step_s = 0.2, 25.0, 1e-3

    def __init__(self, farads: float, emf_v: float) -> None:
        self.farads, self.emf_v = farads, emf_v

    def step(self, current_a: float, dt_s: float) -> None:
        """Charge adds up."""
        self.emf_v += current_a * dt_s / self.farads


@covers("CHG-PLANT-4")
def test_another_cell_stands_in() -> None:
    tried = BatteryPlant(Capacitor(2.0, 3.0), LinearCharger())
    samples = charge(tried, 1.0)
    assert samples[-1].vbat_v == pytest.approx(3.0 + 0.5 * 1.0 / 2.0 + 0.5 * 0.2, rel=1e-3)
    charge(tried, 8.0)
    assert tried.cell.emf_v == pytest.approx(4.2, abs=1e-3)
