# SPDX-License-Identifier: Apache-2.0
"""The charger's loops take time and are off by a little: what overshoots, by how much, for how long."""

from __future__ import annotations

import math

import pytest

from tb.covers import covers
from tb.plant import BatteryPlant, LiIonCell, LinearCharger, Sample, Source

OHM, TAU_S = 0.12, 100e-6


def plant(soc: float = 0.5, *, source: Source | None = None, watch: object = None, **stage: float) -> BatteryPlant:
    """A real 500 mAh cell: nothing of it moves within a millisecond."""
    return BatteryPlant(LiIonCell(500, soc, series_ohm=OHM), LinearCharger(loop_s=TAU_S, **stage), source or Source(), watch=watch)


def settled(tried: BatteryPlant, iset_ma: int = 500, vset_mv: int = 4200) -> BatteryPlant:
    """*tried*, charging for a while."""
    tried.drive(True, iset_ma, vset_mv, False)
    tried.advance(tried.time_s + 0.02)
    assert not tried.settling
    return tried


def after(tried: BatteryPlant, taus: float) -> Sample:
    """The plant *taus* time constants later."""
    tried.advance(tried.time_s + taus * TAU_S)
    return tried.sample()


def near_full() -> float:
    """State of charge at which a charge to 4.2 V takes a quarter of an ampere."""
    return LiIonCell().soc_at(4.2 - 0.25 * OHM)


def test_current_follows_with_the_time_constant() -> None:
    tried = plant()
    tried.drive(True, 500, 4200, False)
    assert tried.sample().charge_a == 0 and tried.settling
    for taus in (1, 1, 2):
        before = tried.sample().charge_a
        assert after(tried, taus).charge_a == pytest.approx(0.5 - (0.5 - before) * math.exp(-taus), rel=1e-6)
    after(tried, 10)
    assert not tried.settling
    tried.drive(False, 0, 0, False)
    assert tried.sample().charge_a == 0 and not tried.settling, "switched off, it is off at once"
    tried.drive(True, 500, 4200, False)
    assert tried.sample().charge_a == 0 and tried.settling, "and begins from nothing again, however short it was off"


@covers("CHG-PLANT-1")
def test_load_release_overshoots_until_the_loop_answers() -> None:
    tried = plant(near_full())
    tried.load_a = 0.2
    settled(tried)
    held = tried.sample()
    assert held.vbat_v == pytest.approx(4.2, abs=1e-5) and held.charge_a == pytest.approx(0.45, abs=1e-3)
    tried.load_a = 0.0
    tried.changed()
    step_v = 0.2 * OHM
    assert tried.sample().vbat_v == pytest.approx(4.2 + step_v, abs=1e-4)
    assert after(tried, 1).vbat_v == pytest.approx(4.2 + step_v * math.exp(-1), abs=1e-4)
    assert after(tried, 9).vbat_v == pytest.approx(4.2, abs=1e-4)


def test_comparator_at_the_pin_ends_an_overshoot() -> None:
    tried = plant(near_full())
    tried.load_a = 0.6
    settled(tried, 900)
    tried.load_a = 0.0  # 72 mV too much
    tried.changed()
    assert tried.sample().charge_a == 0
    assert after(tried, 10).charge_a == pytest.approx(0.25, abs=2e-3), "and the loops take over again"


def test_source_that_comes_back_finds_the_loops_wound_up() -> None:
    """A source too low for the charger to regulate; when it rises, all that the pass element lets through flows for a moment."""
    tried = plant(0.5, source=Source(4.0, 0.2), vindpm_v=3.0)
    settled(tried)
    weak = tried.sample()
    assert weak.charge_a == pytest.approx((4.0 - tried.cell.emf_v) / (0.2 + 0.3 + OHM), rel=1e-3) and weak.charge_a < 0.4
    tried.source.voltage_v = 4.8
    tried.changed()
    peak = tried.sample()
    assert peak.charge_a == pytest.approx((4.8 - tried.cell.emf_v) / (0.2 + 0.3 + OHM), rel=1e-3) and peak.charge_a > 1.4
    assert after(tried, 1).charge_a == pytest.approx(0.5 + (2.0 - 0.5) * math.exp(-1), rel=1e-3)
    assert after(tried, 9).charge_a == pytest.approx(0.5, abs=1e-3)


def test_set_voltage_falls_faster_than_the_loop() -> None:
    tried = settled(plant(near_full()))
    tried.drive(True, 500, 4180, False)
    assert tried.sample().vbat_v == pytest.approx(4.2, abs=1e-4)
    assert after(tried, 1).vbat_v == pytest.approx(4.18 + 0.02 * math.exp(-1), abs=1e-4)


@pytest.mark.parametrize("error", [-0.005, 0.0, 0.005])
def test_set_points_are_off_by_their_error(error: float) -> None:
    full = settled(plant(0.999, voltage_error=error))
    assert full.sample().vbat_v == pytest.approx(max(4.2 * (1 + error), full.cell.emf_v), abs=1e-4)
    empty = settled(plant(0.3, current_error=20 * error, current_offset_a=0.003))
    assert empty.sample().charge_a == pytest.approx(0.5 * (1 + 20 * error) + 0.003)


def test_duty_cycle_starts_from_nothing_each_time() -> None:
    samples: list[Sample] = []
    tried = plant(0.3, watch=samples.append)
    for _ in range(20):
        tried.drive(True, 500, 4200, False)
        tried.advance(tried.time_s + 1e-3)
        tried.drive(False, 0, 0, False)
        tried.advance(tried.time_s + 1e-3)
    assert max(sample.charge_a for sample in samples) <= 0.5
    lost_as = 20 * 0.5 * TAU_S  # a time constant of current at each start
    assert tried.cell.charge_as == pytest.approx(20 * 0.5 * 1e-3 - lost_as, rel=1e-3)


@pytest.mark.parametrize(
    ("source_v", "iset_ma", "first_a"),
    [(5.0, 500, 0.0), (5.0, 500, 0.9), (4.0, 500, 0.0), (4.0, 500, 0.9), (4.0, 100, 0.9), (4.0, 210, 2.0), (5.0, 0, 0.4)],
)
def test_mean_current_is_the_integral(source_v: float, iset_ma: int, first_a: float) -> None:
    """Against small steps, also where the loops and the wide open pass element take turns within the time."""
    source = Source(source_v, 0.2)
    stage = LinearCharger(loop_s=TAU_S, vindpm_v=3.0, en=True, iset_a=iset_ma / 1e3, vset_v=4.2)
    stage.hold(first_a)
    demand = stage.demand(3.8, OHM, source)
    parts, total, drive = 20_000, 0.0, first_a
    dt_s = 5 * TAU_S / parts
    for _ in range(parts):
        total += min(drive, demand.most_a) * dt_s
        drive += (stage.goal(demand) - drive) * dt_s / TAU_S
    assert stage.follow(demand, 5 * TAU_S) == pytest.approx(total / (5 * TAU_S), abs=2e-4)
    assert stage.flowing(demand) == pytest.approx(min(drive, demand.most_a), abs=2e-4)


def test_fine_and_coarse_steps_agree() -> None:
    fine, coarse = plant(near_full()), plant(near_full())
    for tried, parts in ((fine, 200), (coarse, 1)):
        tried.load_a = 0.3
        settled(tried)
        tried.load_a = 0.05
        start_s = tried.time_s
        for part in range(1, parts + 1):
            tried.advance(start_s + 0.004 * part / parts)
    assert fine.cell.charge_as == pytest.approx(coarse.cell.charge_as, rel=1e-6)
    assert fine.sample().vbat_v == pytest.approx(coarse.sample().vbat_v, abs=1e-6)
