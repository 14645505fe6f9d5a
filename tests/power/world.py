# SPDX-License-Identifier: Apache-2.0
"""The power model with rails, switches and a clock generator around it, in pure Python: no simulator.

Used to test the model by itself, and to find out at which tick a scenario reaches which step, so that a test of the
RTL can aim a disturbance at it.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from models.power import Power
from models.power_params import PowerParams

FOLLOWS = {"pg_i": "rail_en_o", "ack_i": "dom_sw_en_o", "clk_valid_i": "clk_req_o"}
"""Inputs that follow an output, line by line."""

STEP_LIMIT = 200_000


class Event(NamedTuple):
    """Input *port* has *value* from edge *tick* on; with *line*: that line of a follower is forced to *value*.

    A forced line ends its force with value None.
    """

    tick: int
    port: str
    value: int | None
    line: int | None = None


@dataclass
class Plant:
    """Delays in ticks, one per line: an output that changes on edge k is answered on edge k + delay. None: never."""

    up: dict[str, list[int | None]]
    down: dict[str, list[int | None]]

    @classmethod
    def normal(cls, params: PowerParams, delay: int = 2) -> Plant:
        """Everything answers after *delay* ticks."""
        lines = {"pg_i": params.N_RAILS, "ack_i": params.N_DOMAINS, "clk_valid_i": 1}
        return cls({p: [delay] * n for p, n in lines.items()}, {p: [delay] * n for p, n in lines.items()})


class Sample(NamedTuple):
    """Outputs after edge *tick*, at which at least one changed, with the inputs that the edge sampled."""

    tick: int
    out: dict[str, int]
    inp: dict[str, int]
    step: str


@dataclass
class World:
    """One run from POR: *events* and a *plant*, until nothing is left to happen or *until* ticks have passed."""

    params: PowerParams
    events: Iterable[Event] = ()
    plant: Plant | None = None
    samples: list[Sample] = field(default_factory=list)
    entered: list[tuple[int, str]] = field(default_factory=list)
    """(tick, step): every step of the main state, with the tick it was entered on."""

    def run(self, until: int) -> World:
        """Play to tick *until*; returns itself."""
        self.model = Power(self.params)
        plant = self.plant or Plant.normal(self.params)
        natural, forced = dict.fromkeys(FOLLOWS, 0), {port: {} for port in FOLLOWS}
        queue = [(e.tick, n, e) for n, e in enumerate(self.events)]
        heapq.heapify(queue)
        ages: dict[tuple[str, int], int] = {}
        last, step, number = self.model.outputs(), "", len(queue)
        for _ in range(STEP_LIMIT):
            due = self.model.next_event()
            tick = min([*([due] if due else []), *([queue[0][0]] if queue else []), until])
            while queue and queue[0][0] == tick:
                event = heapq.heappop(queue)[2]
                if isinstance(event, Event):
                    port = event.port
                    if event.line is None:
                        self.model.set(tick, port, event.value)
                        continue
                    forced[port][event.line] = event.value
                else:
                    port, line, level, age = event
                    if ages[port, line] != age:
                        continue
                    natural[port] = natural[port] & ~(1 << line) | level << line
                self.model.set(tick, port, _shown(natural[port], forced[port]))
            self.model.advance(tick)
            out = self.model.outputs()
            if self.model.main.step != step:
                step = self.model.main.step
                self.entered.append((tick, step))
            if out != last:
                self.samples.append(Sample(tick, out, dict(self.model._inputs), step))
                for port, source in FOLLOWS.items():
                    changed = out[source] ^ last[source]
                    for line in [n for n in range(changed.bit_length()) if changed >> n & 1]:
                        level = out[source] >> line & 1
                        delay = (plant.up if level else plant.down)[port][line]
                        ages[port, line] = ages.get((port, line), 0) + 1
                        if delay is not None and natural[port] >> line & 1 != level:
                            number += 1
                            heapq.heappush(queue, (tick + delay, number, (port, line, level, ages[port, line])))
                last = out
            if tick >= until:
                return self
        raise AssertionError(f"the model still moves after {STEP_LIMIT} events, at tick {tick}")

    def when(self, step: str, after: int = 0) -> int:
        """Tick on which *step* is first entered at or after tick *after*. AssertionError if it never is."""
        for tick, name in self.entered:
            if name == step and tick >= after:
                return tick
        raise AssertionError(f"{step} is not entered after tick {after}: {self.entered}")

    def steps(self) -> list[str]:
        """Names of the steps in order."""
        return [name for _, name in self.entered]


def _shown(natural: int, forced: dict[int, int | None]) -> int:
    for line, level in forced.items():
        if level is not None:
            natural = natural & ~(1 << line) | level << line
    return natural
