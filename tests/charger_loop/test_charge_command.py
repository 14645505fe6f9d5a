# SPDX-License-Identifier: Apache-2.0
"""`make charge` around its simulation: what it is given, what it prints, what it draws."""

from __future__ import annotations

import pytest

from models import charger
from profiles import load
from profiles.parameters import plain
from tb import charge, charge_report, charge_scenario
from tb.charge_bench import MINUTE, SPEED, TIMES, bench_for, plant_for
from tb.charge_scenario import DEFAULT_CELL_MAH
from tb.covers import covers
from tb.plant import Sample, Trace

PROFILE = load("quectel")


def note(seconds: float, event: str, mode: str, **values: float) -> dict:
    """A note as the recorder keeps it."""
    full = {
        "vbat_v": 3.0, "battery_a": 0.5, "charge_as": 0.0, "soc": 0.1, "die_c": 30.0, "before_v": 3.1, "before_a": 0.4,
        "pre_min": 7, "fast_min": 0,
    }  # fmt: skip
    return {"time_ns": seconds * 1e9, "event": event, "mode": mode, "cause": "", "latency_ticks": None, "values": full | values}


def record() -> dict:
    """A run of three seconds: OFF, CC for one of them, CV."""
    notes = [
        note(1.0, "CC", "state", charge_as=0.1, vbat_v=3.05),
        note(1.5, "the load is gone", ""),
        note(2.0, "CV", "state", charge_as=0.6, before_v=4.195, before_a=0.5, fast_min=16),
    ]
    samples = [Sample(0.0, 2.9, 0.0, 0.0, 0.0, 25.0, 25.0), Sample(1.0, 3.0, 5.0, 0.5, 0.5, 25.0, 25.0),
               Sample(2.0, 4.2, 5.0, 0.5, 0.5, 25.0, 25.0), Sample(3.0, 4.2, 5.0, 0.1, 0.1, 25.0, 25.0)]  # fmt: skip
    return {"notes": notes, "end_ns": 3e9, "facts": {"trace": [list(s) for s in samples], "capacity_mah": 500.0}}


@pytest.mark.parametrize(("text", "value"), [("", DEFAULT_CELL_MAH), ("300", 300.0), ("1200.5", 1200.5)])
def test_cell(text: str, value: float) -> None:
    assert charge.cell_mah(text) == value


@pytest.mark.parametrize("text", ["0", "299", "4001", "-500", "much", "nan"])
def test_wrong_cell_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=f"CELL={text}: must be a capacity in mAh"):
        charge.cell_mah(text)


def test_platform_without_charger_is_refused(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture) -> None:
    monkeypatch.setenv("PROFILE", "ameba")
    assert charge.main() == 2
    assert "PROFILE=ameba: has no charger; choose from: quectel" in capsys.readouterr().err
    with pytest.raises(ValueError, match="ameba has no charger"):
        bench_for(load("ameba"))


@covers("CHG-PLANT-3")
def test_table_tells_each_state() -> None:
    lines = charge_report.states_table(record(), PROFILE).splitlines()
    assert [line.split()[0] for line in lines[2:]] == ["OFF", "CC", "CV"]
    assert lines[3].split() == ["CC", "1.000", "s", "1.000", "s", "16.7", "min", "16", "of", "300", "min", "3.050", "V", "4.195", "V", "500.0", "mA", "500.0", "mA", "500.0", "mAs"]
    assert "min" not in lines[2], "how long it is OFF does not depend on the cell"


@covers("CHG-PLANT-3")
def test_safety_timers_are_as_fast_as_the_cell() -> None:
    """One place says how fast the cell is; RTL and model get their minute from it, and nothing else of the charger is shortened."""
    assert MINUTE == round(2 * 60 * 32_768 / SPEED)
    assert bench_for(PROFILE).defines == {"CHARGER_MINUTE": MINUTE} == charge_scenario.BENCH.defines
    model = charger.make(plain(PROFILE), **TIMES)
    real = charger.make(plain(PROFILE))
    assert (model._fast._minute, real._fast._minute) == (MINUTE, 2 * 60 * 32_768)


def test_sentences() -> None:
    assert charge_report.sentence(note(1, "CC", "state")).startswith("CC         VBAT 3.000 V  +500.0 mA  cell  10.0%")
    assert charge_report.sentence(note(1, "the load is gone", "")) == "the load is gone"


def test_picture(tmp_path) -> None:
    path = tmp_path / "charge.png"
    charge_report.picture(record(), PROFILE, path)
    assert path.read_bytes()[:8] == b"\x89PNG\r\n\x1a\n" and path.stat().st_size > 20_000
    trace = charge_report.battery_trace(record(), PROFILE)
    assert trace.states == [(0.0, 1.0, "OFF"), (1.0, 2.0, "CC"), (2.0, 3.0, "CV")]
    assert list(trace.volt_levels.values()) == [4.2, pytest.approx(4.1), 3.0, 2.1]
    assert list(trace.amp_levels.values()) == [0.5, 0.05]


def test_trace_keeps_steps_and_thins_lines() -> None:
    trace = Trace()
    for n in range(1000):
        trace.add(Sample(n * 1e-4, 3.0 + n * 1e-5, 5.0, 0.5, 0.5, 25.0, 25.0))
    assert len(trace.samples) < 40
    trace.add(Sample(0.0999, 2.9, 5.0, 0.0, 0.0, 25.0, 25.0))
    assert [sample.battery_a for sample in trace.samples[-2:]] == [0.5, 0.0]
    assert [sample.time_s for sample in trace.samples[-2:]] == [pytest.approx(0.0999)] * 2
    assert trace.before_step.battery_a == 0.5
    assert trace.highest_v == pytest.approx(3.00999)


def test_plant_has_the_sensors_of_the_profile() -> None:
    seen = plant_for(PROFILE).channels()
    assert seen.ntc == pytest.approx(2048, abs=0.1)
    assert seen.die == pytest.approx(1200 + 20 * 25)
