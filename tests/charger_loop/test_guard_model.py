# SPDX-License-Identifier: Apache-2.0
"""The golden model and the plant in a closed loop: what happens to the cell stops the current in time, and a charger that has lost
one of its rules is found by the guard, which looks at the plant and not at what the converter says."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from models import charger, charger_view
from models.charger_view import COLD, HOT, NONE
from models.pmu import Pmu
from models.regmap import ChargerState
from profiles import load
from tb.agents.model_battery import ModelBattery
from tb.charge_bench import plant_for
from tb.covers import covers
from tb.plant import CellLimits, Guard, LiIonCell, LinearCharger, Source, cell_rules

PROFILE = load("quectel")
CHARGER = PROFILE["charger"]
REACT_S = 1.25
Plant = Callable[[pytest.MonkeyPatch], None]


class Loop:
    """The module's PMU, in OFF, charging a cell of *soc*."""

    def __init__(self, soc: float = 0.5) -> None:
        limits = CellLimits(
            CHARGER["voltage_mv"], CHARGER["current_ma"], CHARGER["precharge_below_mv"], CHARGER["trickle_ma"], CHARGER["cold_c"],
            CHARGER["hot_c"], CHARGER["vbus_min_mv"], CHARGER["vbus_max_mv"],
        )  # fmt: skip
        stage = LinearCharger()
        self.guard = Guard(cell_rules(limits, stage, react_s=REACT_S))
        self.plant = plant_for(PROFILE, LiIonCell(500.0, soc, speed=20.0), charger=stage, source=Source(), watch=self.guard.see)
        self.pmu = Pmu(PROFILE)
        self.battery = ModelBattery(self.pmu, self.plant)

    @property
    def state(self) -> ChargerState:
        return ChargerState(self.pmu.net.output("charger.state_o"))

    def run(self, seconds: float) -> None:
        self.pmu.run(s=seconds)
        self.battery.refresh()


EVENTS: dict[str, dict[str, object]] = {
    "hot": {"cell__temperature_c": 63.0, "cell__ambient_c": 63.0},
    "cold": {"cell__temperature_c": -3.0, "cell__ambient_c": -3.0},
    "empty": {"cell__soc": -0.02},
    "high": {"source__voltage_v": 6.7},
}


@pytest.mark.parametrize("event", EVENTS)
@covers("CHG-PLANT-2")
def test_current_stops_in_time(event: str) -> None:
    loop = Loop()
    loop.run(0.5)
    assert loop.state == ChargerState.CC and loop.plant.sample().charge_a == pytest.approx(0.5, abs=1e-4)
    loop.battery.set(**EVENTS[event])
    loop.run(3.0)
    assert loop.state == (ChargerState.PRECHARGE if event == "empty" else ChargerState.SUSPEND)
    loop.guard.check()


def test_converter_follows_the_plant() -> None:
    """Nothing but scans happens, and what they convert is what the battery has by then."""
    loop = Loop(0.05)
    loop.run(0.5)
    first_v = loop.plant.sample().vbat_v
    loop.pmu.run(s=10.0)
    measured_v = (loop.pmu.net.output("monitor.result_o") & 0xFFF) * 1.25e-3
    loop.battery.refresh()
    assert loop.plant.sample().vbat_v > first_v + 0.03
    assert measured_v == pytest.approx(loop.plant.sample().vbat_v, abs=3e-3)


def test_converter_that_hangs_tells_nothing_new() -> None:
    """Its last results stand, whatever the battery does; once it converts again, the charger knows."""
    loop = Loop()
    loop.run(0.5)
    loop.battery.hang_converter(True)
    results = loop.pmu.net.output("monitor.result_o")
    loop.battery.set(**EVENTS["hot"])
    loop.run(0.5)
    assert loop.pmu.net.output("monitor.result_o") == results
    loop.battery.hang_converter(False)
    loop.run(3.0)
    assert loop.pmu.net.output("monitor.result_o") != results and loop.state == ChargerState.SUSPEND


@covers("CHG-PLANT-2")
def test_full_cell_is_held() -> None:
    loop = Loop(0.97)
    loop.run(20.0)
    assert loop.state in (ChargerState.CV, ChargerState.DONE) and loop.plant.sample().vbat_v > 4.19
    loop.guard.check()


def _zones(*bad: int) -> Plant:
    return lambda patch: patch.setattr(charger_view, "BAD_ZONES", frozenset(bad))


def _drives(change: Callable[[int, int, int], tuple[int, int, int]]) -> Plant:
    def plant(patch: pytest.MonkeyPatch) -> None:
        right = charger.Charger._currents
        patch.setattr(charger.Charger, "_currents", lambda *given: change(*right(*given)))

    return plant


def _sees(**wrong: bool) -> Plant:
    def plant(patch: pytest.MonkeyPatch) -> None:
        right = charger_view.View.__init__

        def view(self: charger_view.View, *given: object) -> None:
            right(self, *given)
            for name, value in wrong.items():
                setattr(self, name, value)

        patch.setattr(charger_view.View, "__init__", view)

    return plant


PLANTED: dict[str, tuple[Plant, dict[str, object], str]] = {
    "hot ignored": (_zones(COLD, NONE), EVENTS["hot"], "current into a hot cell"),
    "cold ignored": (_zones(HOT, NONE), EVENTS["cold"], "current into a cold cell"),
    "50 mV too much": (_drives(lambda en, ma, mv: (en, ma, mv and mv + 50)), {"cell__soc": 0.999}, "current above the cell's voltage"),
    "10 mA too much": (_drives(lambda en, ma, mv: (en, ma and ma + 10, mv)), {}, "current above the cell's:"),
    "precharge forgotten": (_sees(low=False), EVENTS["empty"], "full current into an empty cell"),
    "high input ignored": (_sees(over_in=False, unsafe=False, good_hold=True), EVENTS["high"], "current from a source too high"),
}


@pytest.mark.parametrize("planted", PLANTED)
@covers("CHG-PLANT-2")
def test_guard_finds_what_is_missing(planted: str, monkeypatch: pytest.MonkeyPatch) -> None:
    plant, event, found = PLANTED[planted]
    plant(monkeypatch)
    loop = Loop()
    loop.run(0.5)
    loop.battery.set(**event)
    loop.run(3.0)
    assert loop.guard.harm and loop.guard.harm[0].startswith(found), loop.guard.harm


@covers("CHG-PLANT-2")
def test_guard_does_not_believe_the_converter() -> None:
    """A converter that stands still tells of a cell at 25 °C. The cell is at 63."""
    loop = Loop()
    loop.run(0.5)
    loop.battery._codes = list(loop.battery._codes)  # what is shown from now on, nobody converts
    loop.battery.set(**EVENTS["hot"])
    loop.run(3.0)
    assert loop.guard.harm[0].startswith("current into a hot cell")
