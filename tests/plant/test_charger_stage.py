# SPDX-License-Identifier: Apache-2.0
"""Charger stage, source and thermistor: which loop is in charge, and what it makes of current and voltage."""

from __future__ import annotations

import pytest

from tb.plant import LinearCharger, Ntc, NtcState, Source

OHM = 0.1


def stage(iset_a: float = 0.5, vset_v: float = 4.2, **more: float) -> LinearCharger:
    """A stage that is switched on."""
    return LinearCharger(en=True, iset_a=iset_a, vset_v=vset_v, **more)


def loops(point: object) -> tuple[bool, bool, bool]:
    """The three flags: voltage, input current, input voltage."""
    return point.loop_cv, point.loop_iin, point.loop_vin


def test_constant_current() -> None:
    point = stage().operate(3.5, OHM, 0.0, Source(5.0, 0.2))
    assert point.charge_a == 0.5 and loops(point) == (False, False, False)
    assert point.vbat_v == pytest.approx(3.55)
    assert point.vbus_v == pytest.approx(4.9)


def test_constant_voltage() -> None:
    point = stage().operate(4.18, OHM, 0.0, Source())
    assert point.vbat_v == pytest.approx(4.2) and point.charge_a == pytest.approx(0.2)
    assert loops(point) == (True, False, False)


def test_load_is_served_first() -> None:
    """In constant voltage the charger carries the load besides; in constant current the battery gets what is left."""
    voltage = stage().operate(4.18, OHM, 0.1, Source())
    assert voltage.vbat_v == pytest.approx(4.2) and voltage.charge_a == pytest.approx(0.3)
    current = stage().operate(3.5, OHM, 0.7, Source())
    assert current.charge_a == 0.5 and current.vbat_v == pytest.approx(3.5 - 0.2 * OHM)


def test_full_battery_takes_nothing() -> None:
    point = stage().operate(4.3, OHM, 0.0, Source())
    assert point.charge_a == 0 and point.vbat_v == pytest.approx(4.3) and loops(point) == (True, False, False)


def test_input_current_limit() -> None:
    point = stage(iset_a=0.8, input_limit_a=0.3).operate(3.5, OHM, 0.0, Source())
    assert point.charge_a == pytest.approx(0.3) and loops(point) == (False, True, False)


@pytest.mark.parametrize("source", [Source(5.0, 2.0, 2.0), Source(5.0, 0.1, 0.25)])
def test_weak_source_is_held_at_the_input_voltage_limit(source: Source) -> None:
    """By its resistance, and by its own limit: VBUS falls to the limit and no further."""
    point = stage(vindpm_v=4.5).operate(3.5, OHM, 0.0, source)
    assert point.charge_a == pytest.approx(0.25) and loops(point) == (False, False, True)
    assert point.vbus_v == pytest.approx(4.5)


def test_dropout() -> None:
    """A source just above the battery gives what its lead and the pass element let through."""
    point = stage(vindpm_v=4.0, on_ohm=0.5).operate(4.0, 0.1, 0.0, Source(4.2, 0.4))
    assert point.charge_a == pytest.approx(0.2)
    assert point.vbus_v - point.vbat_v == pytest.approx(0.5 * 0.2)


@pytest.mark.parametrize("what", ["off", "unplugged"])
def test_no_current_without_enable_or_source(what: str) -> None:
    charger, source = stage(), Source(connected=what != "unplugged")
    charger.en = what != "off"
    point = charger.operate(3.5, OHM, 0.1, source)
    assert point.charge_a == 0 and point.vbat_v == pytest.approx(3.49) and loops(point) == (False, False, False)
    assert point.vbus_v == (5.0 if source.connected else 0.0)


def test_die_warms_to_power_times_thermal_resistance() -> None:
    charger = stage(k_per_w=40, heat_s=0.5)
    point = charger.operate(3.0, OHM, 0.0, Source(5.0, 0.0001))
    watts = (point.vbus_v - point.vbat_v) * 0.5
    for _ in range(50):
        charger.heat(point, 0.1)
    assert charger.die_c == pytest.approx(25 + 40 * watts, abs=0.01)
    assert charger.pass_j == pytest.approx(watts * 5)


def test_thermistor() -> None:
    ntc = Ntc(10_000, 3435, 10_000)
    assert ntc.resistance_ohm(25) == pytest.approx(10_000)
    assert ntc.resistance_ohm(0) == pytest.approx(28_700, rel=0.05)  # 27.3 to 28.7 kilohms in data sheets of such parts
    assert ntc.ratio(25) == pytest.approx(0.5)
    ratios = [ntc.ratio(celsius) for celsius in range(-20, 80, 5)]
    assert ratios == sorted(ratios, reverse=True)
    assert [ntc.celsius(ratio) for ratio in ratios] == pytest.approx(list(range(-20, 80, 5)))
    assert Ntc(state=NtcState.OPEN).ratio(25) == 1 and Ntc(state=NtcState.SHORT).ratio(25) == 0
