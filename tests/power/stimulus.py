# SPDX-License-Identifier: Apache-2.0
"""Random stimulus of the power block: what a busy system, a rough user and failing parts do to it."""

from __future__ import annotations

import random

from models.power_main import SHUTDOWN_CHECK
from models.power_params import PowerParams
from tests.power.world import Event, Plant, World

_HORIZON = 300
_GAPS = [1, 1, 2, 3, 5, 9, 17, 40, 150]


def random_plant(rng: random.Random, params: PowerParams) -> Plant:
    """Delays near the minimum, most of them below all limits; now and then a line that never answers."""
    plant = Plant.normal(params)
    slow = 1 / (params.N_RAILS + params.N_DOMAINS + 1)  # on average one line up and one line down per run
    for side in (plant.up, plant.down):
        for delays in side.values():
            for line in range(len(delays)):
                delays[line] = rng.choice([1, 1, 2, 3])
                if rng.random() < slow:
                    delays[line] = rng.choice([4, 5, 6, 7, 8, 10, 13, None])
    return plant


class Stimulus:
    """Draws one event after the other. Sleep requests are consistent: mode and off mask stand while slp_enter is 1."""

    def __init__(self, rng: random.Random, params: PowerParams) -> None:
        self._rng, self._params = rng, params
        self._levels = dict.fromkeys(("key_i", "vbus_i", "block_i", "protect_i", "rst_pin_i", "slp_enter_i"), 0)
        self._kinds = [
            (self._sleep, 30),
            (self._core_targets, 12),
            (self._power_on, 14),
            (self._reset, 6),
            (self._watchdog, 6),
            (self._down, 4),
            (self._shutdown, 4),
            (self._clear, 8),
            (self._line, 5),
            (self._settings, 4),
        ]
        self._turn = 0

    def start(self) -> list[Event]:
        """What stands from the first edge on, and the first power-up."""
        return [Event(1, "core_tgt_i", 0), Event(self._rng.randint(2, 8), "vbus_i", 1)]

    def draw(self, tick: int) -> tuple[list[Event], int]:
        """Events of the moment *tick* (some of them end a few ticks later), and the tick of the next moment."""
        kinds, weights = zip(*self._kinds, strict=True)
        events = self._rng.choices(kinds, weights)[0](tick)
        return events, tick + self._rng.choice(_GAPS)

    def _pulse(self, tick: int, port: str, value: int = 1, length: int = 1) -> list[Event]:
        return [Event(tick, port, value), Event(tick + length, port, 0)]

    def _flip(self, tick: int, port: str, width: int = 1) -> Event:
        self._levels[port] = 0 if self._levels[port] else self._rng.randrange(1, 1 << width)
        return Event(tick, port, self._levels[port])

    def _sleep(self, tick: int) -> list[Event]:
        """Ask for sleep, or wake up."""
        rng, p = self._rng, self._params
        events = [self._flip(tick, "slp_enter_i")]
        if self._levels["slp_enter_i"]:
            off, mode = rng.choice([(1 << p.N_DOMAINS) - 1, rng.getrandbits(p.N_DOMAINS)]), rng.randrange(p.N_MODES)
            if rng.random() < 0.9:  # now and then a domain is forgotten whose rail goes
                off |= sum(1 << d for d, rail in enumerate(p.DOM_RAIL) if not p.MODE_RAIL_ON[mode] >> rail & 1)
            events += [Event(tick, "slp_mode_i", mode), Event(tick, "slp_off_i", off)]
            if rng.random() < 0.4:  # mostly idle cores, as core control would have it
                events.append(Event(tick, "core_tgt_i", sum(1 << 2 * c for c in range(p.N_CORES))))
        return events

    def _core_targets(self, tick: int) -> list[Event]:
        wanted = sum(self._rng.choice([0, 0, 0, 1, 2, 2, 3]) << 2 * core for core in range(self._params.N_CORES))
        return [Event(tick, "core_tgt_i", wanted)]

    def _power_on(self, tick: int) -> list[Event]:
        rng, kind = self._rng, self._rng.random()
        if kind < 0.3:
            return [self._flip(tick, "key_i")]
        if kind < 0.5:
            return [self._flip(tick, "vbus_i")]
        if kind < 0.8:
            return self._pulse(tick, "wake_event_i", rng.getrandbits(self._params.N_WAKE))
        return self._pulse(tick, "block_i", 1, rng.choice([1, 20, 60]))

    def _reset(self, tick: int) -> list[Event]:
        return self._pulse(tick, "rst_pin_i", 1, self._rng.choice([1, 2, 4, 60]))

    def _watchdog(self, tick: int) -> list[Event]:
        bite = self._pulse(tick, "wdt_bite_i", 1, self._rng.choice([1, 1, 1, 2]))
        return bite + (self._pulse(tick + self._rng.randint(-1, 2), "wdt_kick_i") if self._rng.random() < 0.4 else [])

    def _down(self, tick: int) -> list[Event]:
        port, width = self._rng.choice([("protect_i", 3), ("hard_off_i", 1), ("hold_off_i", 1)])
        return self._pulse(tick, port, self._rng.randrange(1, 1 << width), self._rng.choice([1, 3, 30]))

    def _shutdown(self, tick: int) -> list[Event]:
        rng = self._rng
        ticks = rng.choice([0, 1, 2, rng.randint(3, 200)])
        if rng.random() < 0.8:  # now and then a command without its key
            check = SHUTDOWN_CHECK ^ (0xFF if self._turn else 0)
            self._turn ^= 1
        else:
            check = SHUTDOWN_CHECK ^ (0 if self._turn else 0xFF)
        return [
            Event(tick, "off_key_i", check),
            Event(tick, "off_ticks_i", ticks),
            Event(tick, "off_ram_i", rng.getrandbits(self._params.N_RAM)),
            *self._pulse(tick, "off_valid_i"),
        ]

    def _clear(self, tick: int) -> list[Event]:
        rng = self._rng
        widths = {"clr_cause_i": 7, "clr_reason_i": 11, "clr_rst_i": 5, "clr_err_i": 2, "clr_event_i": 3}
        widths["clr_lost_i"] = self._params.N_RAILS
        masks = [Event(tick, port, rng.choice([0, (1 << w) - 1, rng.getrandbits(w)])) for port, w in widths.items()]
        return [*masks, *self._pulse(tick, "clr_valid_i")]

    def _line(self, tick: int) -> list[Event]:
        """A power-good, acknowledge or clock that shows something else for a while."""
        rng, p = self._rng, self._params
        port, lines = rng.choice([("pg_i", p.N_RAILS), ("ack_i", p.N_DOMAINS), ("clk_valid_i", 1)])
        line = rng.randrange(lines)
        return [Event(tick, port, rng.getrandbits(1), line), Event(tick + rng.choice([1, 2, 8, 40]), port, None, line)]

    def _settings(self, tick: int) -> list[Event]:
        return [Event(tick, "vdd_keep_i", self._rng.getrandbits(1))]


def random_case(
    rng: random.Random, params: PowerParams, moments: int, plant: Plant | None = None
) -> tuple[list[Event], Plant]:
    """A script of about *moments* events and a plant, drawn too if none is given."""
    stimulus = Stimulus(rng, params)
    events, tick = stimulus.start(), 40
    for _ in range(moments):
        drawn, following = stimulus.draw(tick)
        events += drawn
        tick = following
    return sorted(events, key=lambda event: event.tick), plant or random_plant(rng, params)


def aimed_case(
    rng: random.Random, params: PowerParams, moments: int, plant: Plant | None = None
) -> tuple[list[Event], Plant]:
    """Like `random_case`, but most events are aimed at a step of the main state, up to three ticks around its entry."""
    stimulus, plant = Stimulus(rng, params), plant or random_plant(rng, params)
    events, tick = stimulus.start(), 20
    for _ in range(moments):
        ahead = [entry for entry, _ in World(params, events, plant).run(tick + _HORIZON).entered if entry > tick + 3]
        if ahead and rng.random() < 0.8:
            tick = max(tick, rng.choice(ahead[:8]) + rng.randint(-3, 3))
        drawn, following = stimulus.draw(tick)
        events += drawn
        tick = following
    return sorted(events, key=lambda event: event.tick), plant
