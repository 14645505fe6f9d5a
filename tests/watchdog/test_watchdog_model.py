# SPDX-License-Identifier: Apache-2.0
"""The model of the watchdog by itself: from the page "Watchdog", without the RTL, over times that no simulation walks."""

from __future__ import annotations

import itertools

import pytest

from models.regmap import PwrState
from models.watchdog import EARLY, START, TIMEOUT, Settings, Watchdog
from tb.covers import covers

SECOND = 32_768
CFG = Settings(enable=1, bark=4 * SECOND, bite=6 * SECOND, window=SECOND)


def pulse(dog: Watchdog, tick: int, **commands: int) -> None:
    """A command as it crosses: for one tick."""
    for level in (1, 0):
        dog.set(tick, "cmd_wr_i", level)
        for name, value in commands.items():
            dog.set(tick, name, value * level)
        tick += 1


def running(start_ticks: int = 0) -> Watchdog:
    """A watchdog that counts from tick 2 on; tick 1 sees that there is power."""
    dog = Watchdog(CFG.word, start_ticks)
    dog.set(0, "state_i", PwrState.ACTIVE)
    return dog


def bites(dog: Watchdog, until: int) -> list[int]:
    """Ticks up to *until* on which it bites."""
    found = []
    while (due := dog.next_event()) is not None and due <= until:
        dog.advance(due)
        found += [due] if dog.outputs()["bite_o"] else []
    dog.advance(until)
    return found


def test_settings_and_their_word() -> None:
    assert Settings.of(CFG.word) == CFG
    assert CFG.word == 1 | 4 * SECOND << 1 | 6 * SECOND << 25 | SECOND << 49


@covers("WDT-BITE-1", "WDT-BARK-1")
def test_barks_and_bites_for_ever_in_a_few_steps() -> None:
    dog = running()
    assert dog.next_event() == 1
    dog.advance(CFG.bark + 2)
    assert (dog.outputs()["wake_o"], dog.outputs()["event_o"]) == (1, 1)
    period = CFG.bite + 1
    assert bites(dog, 100 * period + 1) == [n * period + 1 for n in range(1, 101)]
    assert dog.outputs()["bitten_o"] == TIMEOUT


@covers("WDT-RUN-1")
@pytest.mark.parametrize(("name", "stops"), [("mode_i", 1), ("debug_halt_i", 1)])
def test_a_night_asleep_costs_no_tick_of_the_time(name: str, stops: int) -> None:
    dog = running()
    night, begins = 8 * 3600 * SECOND, 2 * SECOND
    dog.set(begins, name, stops)
    dog.advance(begins)
    assert dog.next_event() is None
    dog.set(begins + night, name, 1 - stops)
    dog.advance(begins + night - 1)
    assert dog.outputs()["status_count_o"] in (begins - 2, begins - 1)
    assert bites(dog, 2 * night)[0] == night + CFG.bite + 2


@covers("WDT-KICK-1", "WDT-WIN-1")
def test_kicks_in_time_keep_it_quiet_and_any_other_bites_at_once() -> None:
    dog, tick = running(), 1
    for gap in itertools.chain.from_iterable([(CFG.window + 1, CFG.bite)] * 50):
        tick += gap
        pulse(dog, tick, kick_i=1)
    assert dog.outputs()["bitten_o"] == 0
    pulse(dog, tick + CFG.window, kick_i=1)
    assert dog.outputs()["bitten_o"] == EARLY


@covers("WDT-START-1", "WDT-BITE-2")
def test_a_core_that_hangs_in_its_boot_rom_and_one_that_comes_at_last() -> None:
    own = 20 * SECOND
    dog = running(own)
    assert bites(dog, 3 * own) == [own + 2, 2 * (own + 1) + 1]
    assert (dog.outputs()["bitten_o"], dog.outputs()["event_o"]) == (START, 0)
    pulse(dog, dog.now + 1, kick_i=1)
    assert dog.outputs()["bitten_o"] == START  # still told
    kicked = dog.now
    assert bites(dog, kicked + CFG.bite + 1) == [kicked + CFG.bite + 1]
    assert dog.outputs()["bitten_o"] == START | TIMEOUT


@covers("WDT-ENA-1")
def test_off_it_never_does_anything() -> None:
    dog = Watchdog(CFG._replace(enable=0).word, 5)
    dog.set(0, "state_i", PwrState.ACTIVE)
    dog.advance(1)
    assert dog.next_event() is None
    dog.set(10, "dom_boot_i", 1)
    dog.set(20, "dom_boot_i", 0)
    assert dog.next_event() is None
    assert not any(dog.outputs().values())
