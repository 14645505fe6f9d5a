# SPDX-License-Identifier: Apache-2.0
"""The whole PMU as a model: what must not become a loop, and what must not become the end."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from models.board import Board
from models.pmu import AON_HZ, Pmu
from models.regmap import REGISTERS, PwrState
from profiles import load
from tb.covers import covers

AMEBA, QUECTEL = load("ameba"), load("quectel")
SHUTDOWN_KEY = 0x0FF0_C0DE
EVERY_SECOND = 1 << 31  # armed, nothing compared
FULL_DATE = 1 << 31 | 0x3F
VBAT, NTC, DIE = 0, 2, 3
REST_MV, LOADED_MV = 3450, 3250
"""Above 3.3 V with its hysteresis, and below."""


def _starts(pmu: Pmu, seconds: float, step: Callable[[], None] = lambda: None) -> int:
    """Power-ups in *seconds*; *step* is called every half millisecond."""
    count, state, end = 0, pmu.state, pmu.tick + round(seconds * AON_HZ)
    while pmu.tick < end:
        pmu.run(16)
        if pmu.state != state:
            state = pmu.state
            count += state == PwrState.POWER_UP
        step()
    return count


def _read(pmu: Pmu, register: str, field: str) -> int:
    return REGISTERS[register].unpack(pmu.read32(register))[field]


def _module() -> Pmu:
    """The module with a battery, switched on by its key, with the RTC alarm as a wake source."""
    pmu = Pmu(QUECTEL)
    for channel, code in ((NTC, 2048), (DIE, 1800)):
        pmu.voltage(channel, code)
    _battery(pmu, 3800)
    pmu.run(ms=100)
    pmu.signal("key", 1)
    pmu.run_until(lambda: pmu.state == PwrState.ACTIVE, within=AON_HZ)
    pmu.signal("key", 0)
    rtc = 1 << QUECTEL.names("wake").index("rtc")
    pmu.write32("WAKE_EDGE", rtc)
    pmu.write32("WAKE_ENABLE", rtc)
    pmu.write32("RTC_COMMIT", 1)
    pmu.run(ms=1)
    return pmu


def _battery(pmu: Pmu, millivolts: int) -> None:
    pmu.voltage(VBAT, millivolts * 4 // 5)


@covers("PWR-BACK-1", "PWR-BACK-3")
def test_a_weak_battery_is_no_boot_loop() -> None:
    """One old wake is pending, the cell sags under load and recovers: off it stays, until something new comes."""
    pmu = _module()
    pmu.write32("RTC_ALARM0_CTRL", EVERY_SECOND)
    pmu.run(s=1.5)
    pmu.write32("RTC_ALARM0_CTRL", 0)
    pmu.run(ms=1)
    assert pmu.read32("WAKE_PENDING")

    def sag() -> None:
        _battery(pmu, LOADED_MV if pmu.state == PwrState.ACTIVE else REST_MV)

    assert _starts(pmu, 20, sag) == 0 and pmu.state is PwrState.OFF
    assert pmu.read32("WAKE_PENDING"), "it is kept for firmware"
    assert _read(pmu, "PWR_REASON", "UNDER_VOLTAGE") == 1 and _read(pmu, "PWR_BACKOFF", "ENDS") == 1
    pmu.signal("key", 1)
    pmu.run(s=1)
    assert pmu.state is PwrState.ACTIVE
    pmu.run(s=60)
    assert _read(pmu, "PWR_BACKOFF", "ENDS") == 0, "a minute of good running"


@covers("PWR-BACK-1")
def test_an_alarm_each_second_is_a_few_starts_a_minute() -> None:
    """New events, a second apart, and a cell that sags each time."""
    pmu = _module()
    pmu.write32("RTC_ALARM0_CTRL", EVERY_SECOND)
    pmu.run(ms=1)

    def sag() -> None:
        _battery(pmu, LOADED_MV if pmu.state == PwrState.ACTIVE else REST_MV)

    first, second = _starts(pmu, 60, sag), _starts(pmu, 60, sag)
    assert 3 <= first <= 4 and second == 1, (first, second)
    assert _read(pmu, "PWR_BACKOFF", "ENDS") >= 4 and _read(pmu, "PWR_BACKOFF", "HELD") == 1
    assert _read(pmu, "PWR_CAUSE", "RTC") == 1 and _read(pmu, "PWR_REASON", "UNDER_VOLTAGE") == 1


@covers("PWR-RAIL-8", "PWR-BACK-3")
def test_glitches_of_a_power_good_do_nothing() -> None:
    """A tick, an hour apart, three times; losses that are none are retried, and forgotten."""
    pmu = Pmu(AMEBA)
    pmu.run(ms=5)
    for length, downs in ((1, 0), (2, 0), (3, 3)):
        seen = []
        for _ in range(3):
            good = pmu.net.output("board.pg_o")
            pmu.net.at(pmu.tick + 1, lambda good=good: pmu.net.set("power.pg_i", good & ~1))
            pmu.net.at(pmu.tick + 1 + length, lambda: pmu.net.set("power.pg_i", pmu.net.output("board.pg_o")))
            pmu.run(ticks=length + 2)
            seen.append(pmu.state is PwrState.POWER_DOWN)
            pmu.run(ms=300)
            assert pmu.state is PwrState.ACTIVE
            pmu.run(s=3600)
        assert sum(seen) == downs, f"{length} ticks"
    assert _read(pmu, "PWR_BACKOFF", "ENDS") == 0


@covers("PWR-BACK-4")
def test_fault_is_left_after_a_minute() -> None:
    """Neither key nor VBUS: the slow retry, with its cause, for as long as it takes."""
    board = Board(3, 3)
    board.stuck.add("pg_o")
    pmu = Pmu(AMEBA, board)
    pmu.run(s=1)
    assert pmu.state is PwrState.FAULT
    assert _starts(pmu, 125) == 2, "once a minute"
    board.stuck.clear()
    pmu.run(s=60)
    assert pmu.state is PwrState.ACTIVE
    assert _read(pmu, "PWR_CAUSE", "RETRY") == 1 and _read(pmu, "PWR_REASON", "RAIL_FAULT") == 1


def _with_alarm(*, edge: bool) -> Pmu:
    pmu = Pmu(AMEBA)
    pmu.run(ms=5)
    source = 1 << AMEBA.names("wake").index("rtc")
    pmu.write32("WAKE_EDGE", source if edge else 0)
    pmu.write32("WAKE_ENABLE", source)
    pmu.write32("RTC_COMMIT", 1)
    pmu.run(ms=1)
    return pmu


@pytest.mark.parametrize("edge", [False, True])
@covers("SLP-OFF-2")
def test_shutdown_with_a_wake_pending_stays_off(edge: bool) -> None:
    """The pending bit that nobody has cleared is no event; the next match of the same source is one."""
    pmu = _with_alarm(edge=edge)
    pmu.write32("RTC_ALARM0_TIME", REGISTERS["RTC_ALARM0_TIME"].pack(SECOND=1))
    pmu.write32("RTC_ALARM0_CTRL", EVERY_SECOND | 1)  # second 1 of every minute
    pmu.run(s=1.5)
    assert pmu.read32("WAKE_PENDING")
    pmu.write32("PWR_SHUTDOWN", SHUTDOWN_KEY)
    pmu.run_until(lambda: pmu.state == PwrState.OFF, within=AON_HZ)
    assert _starts(pmu, 59) == 0
    pmu.run(s=1)
    assert pmu.state is PwrState.ACTIVE and _read(pmu, "PWR_CAUSE", "RTC") == 1


@covers("SLP-OFF-2")
def test_an_alarm_around_the_entry_of_off_powers_up() -> None:
    """The match on every tick from before the power-down to after OFF: once firmware cannot answer it any more, it starts."""
    reference = _with_alarm(edge=False)
    written = reference.tick + 1000
    downs = {}
    for state in (PwrState.POWER_DOWN, PwrState.OFF):
        pmu = _with_alarm(edge=False)
        pmu.run_to(written)
        pmu.write32("PWR_SHUTDOWN", SHUTDOWN_KEY)
        downs[state] = pmu.run_until(lambda pmu=pmu, state=state: pmu.state == state, within=AON_HZ)
    ahead = downs[PwrState.POWER_DOWN] - written
    for match in range(downs[PwrState.POWER_DOWN] - 6, downs[PwrState.OFF] + 4):
        pmu = _with_alarm(edge=False)
        pmu.write32("RTC_ALARM0_CTRL", EVERY_SECOND)
        second = pmu.run_until(lambda pmu=pmu: pmu.net.output("rtc.match_o") == 1, within=2 * AON_HZ)
        pmu.write32("RTC_ALARM0_TIME", REGISTERS["RTC_ALARM0_TIME"].pack(SECOND=3))
        pmu.write32("RTC_ALARM0_CTRL", EVERY_SECOND | 1)
        pmu.run(ms=1)
        pmu.write32("WAKE_PENDING", 0xFFFF_FFFF)
        due = second + 2 * AON_HZ  # of the match
        down = due - (match - downs[PwrState.POWER_DOWN])
        pmu.run_to(down - ahead)
        pmu.write32("PWR_SHUTDOWN", SHUTDOWN_KEY)
        pmu.run_to(due + 200)
        assert _read(pmu, "PWR_REASON", "COMMAND") == 1
        counts = match + 2 >= downs[PwrState.POWER_DOWN]  # pending, and seen, a tick later each
        assert (pmu.state is not PwrState.OFF) == counts, f"match {match}, power-down {downs}"
