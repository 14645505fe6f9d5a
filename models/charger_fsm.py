# SPDX-License-Identifier: Apache-2.0
"""States of the charger as a table of rules (page "Charger FSM"): the first rule of a state that holds acts.

A rule may ask that its condition has been held for a time. Nothing counts: a condition has a tick since which it has
been true without a break, and the rule acts when the time has passed since then.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from models.charger_view import (
    CC, CHARGING, CV, DONE, FAULT, OFF, PRECHARGE, QUALIFY, RECHARGE, SUSPEND, TRICKLE, View,
)  # fmt: skip

LOST, TIMER = "battery lost", "safety timer"
AT_ONCE, DG, RECHG = 0, 1, 2  # indices into the held times


class Edge(NamedTuple):
    """What the rules of one edge look at."""

    view: View
    expired: bool
    """A safety timer runs out on this edge."""
    aged: bool
    """The qualification time is over."""
    test_ends: bool
    """The battery test ends on this edge."""
    sinking: bool
    measured: bool
    """A charge current has been measured since the state was entered."""
    tired: bool
    """One recharge more would be one too many."""
    worn: bool
    """The battery is worn: only far below the recharge threshold it is charged again."""

    @property
    def used(self) -> bool:
        """A full battery has lost voltage, and may be charged."""
        return not self.sinking and not self.view.waits and self.view.vb < self.view.vrechg - (REST_MV if self.worn else 0)


class Rule(NamedTuple):
    when: Callable[[Edge], bool]
    to: int | Callable[[View], int]
    held: int = AT_ONCE
    cause: str = ""
    """Why it is a fault, if it is one."""


_BY_VBAT = View.by_vbat
_TEST = -1  # not a state: the battery test begins
_STAY = -2  # not a state: the sink is switched off
_REST = -3  # not a state: a recharge that is due does not begin

REST_MV = 300  # below the recharge threshold: a worn battery is charged again

_WINDOW = Rule(lambda e: not e.view.good_hold, SUSPEND, DG)
_GUARDS = (
    Rule(lambda e: e.expired, FAULT, cause=TIMER),
    Rule(lambda e: e.view.unsafe, SUSPEND),
    _WINDOW,
)
_LOW = Rule(lambda e: e.view.low, PRECHARGE, DG)
_FULL = Rule(lambda e: not e.view.low and e.view.current_small and e.measured, DONE, DG)
_BATTERY_LOST = Rule(lambda e: e.test_ends and e.view.low, FAULT, cause=LOST)

RULES: dict[int, tuple[Rule, ...]] = {
    OFF: (Rule(lambda e: e.view.enabled and e.view.good_in, QUALIFY),),
    QUALIFY: (
        Rule(lambda e: not e.view.good_hold, OFF),
        _BATTERY_LOST,
        Rule(lambda e: e.test_ends and e.view.unsafe, SUSPEND),
        Rule(lambda e: e.test_ends, _BY_VBAT),
        Rule(lambda e: e.aged and not e.sinking and e.view.unsafe, SUSPEND),
        Rule(lambda e: e.aged and not e.sinking and e.view.vb >= e.view.vrechg, _TEST),
        Rule(lambda e: e.aged and not e.sinking, _BY_VBAT),
    ),
    TRICKLE: (*_GUARDS, Rule(lambda e: e.view.vb >= e.view.vtrickle, PRECHARGE, DG)),
    PRECHARGE: (
        *_GUARDS,
        Rule(lambda e: e.view.low_trickle, TRICKLE, DG),
        Rule(lambda e: not e.view.low_trickle and e.view.vb >= e.view.vpre, CC, DG),
    ),
    CC: (*_GUARDS, _LOW, Rule(lambda e: not e.view.low and e.view.near_full, CV, DG)),
    CV: (*_GUARDS, _LOW, _FULL),
    RECHARGE: (*_GUARDS, _LOW, _FULL),
    DONE: (
        *_GUARDS,
        _BATTERY_LOST,
        Rule(lambda e: e.test_ends, _STAY),
        Rule(lambda e: e.used and e.tired, _REST, RECHG),
        Rule(lambda e: e.used, RECHARGE, RECHG),
    ),
    SUSPEND: (Rule(lambda e: e.view.clean, _BY_VBAT, DG),),
    FAULT: (Rule(lambda e: e.view.clear_fault, OFF),),
}  # fmt: skip


class Fsm:
    """The state, how long it has lasted, and the test sink. Times in ticks."""

    def __init__(self, dg: int, qual: int, rechg: int, test: int) -> None:
        self._held_times = (0, dg, rechg)
        self._qual, self._test = qual, test
        self.state = OFF
        self.cause = ""
        """Why the last fault came."""
        self.sink = 0
        self.window = False
        """VBUS has been outside its window for the deglitch time, and ended the charge on the last edge."""
        self.rests = False
        """A recharge was due on the last edge, and did not begin."""
        self._entered = 0
        self._test_until = 0
        self._measured = False
        self._since: list[int | None] = []

    def edge(self, tick: int, view: View, expired: bool, tired: bool = False, worn: bool = False) -> None:
        """One edge; *expired*: a safety timer runs out on it; *tired* and *worn* as in `Edge`."""
        self.window = self.rests = False
        self._measured = self._measured or view.current_update
        if self.state != OFF and not (view.attached and view.enabled):
            self._enter(OFF, tick)
            return
        edge = Edge(
            view,
            expired,
            aged=tick >= self._entered + self._qual,
            test_ends=bool(self.sink) and tick == self._test_until,
            sinking=bool(self.sink),
            measured=self._measured,
            tired=tired,
            worn=worn,
        )
        rules = RULES[self.state]
        since = self._since or [None] * len(rules)
        self._since = [
            (tick if start is None else start) if rule.when(edge) else None
            for rule, start in zip(rules, since, strict=True)
        ]
        outside = any(
            rule is _WINDOW and start is not None and tick - start >= self._held_times[DG]
            for rule, start in zip(rules, self._since, strict=True)
        )
        for rule, start in zip(rules, self._since, strict=True):
            if start is not None and tick - start >= self._held_times[rule.held]:
                self._carry_out(rule, tick, view)
                self.window = outside and self.state == SUSPEND
                return

    def _carry_out(self, rule: Rule, tick: int, view: View) -> None:
        if rule.to == _TEST:
            self.sink, self._test_until = 1, tick + self._test
        elif rule.to == _STAY:
            self.sink = 0
        elif rule.to == _REST:
            self.rests = True
            self._since = [
                None if other.held == RECHG else start
                for other, start in zip(RULES[self.state], self._since, strict=True)
            ]
        else:
            self.cause = rule.cause or self.cause
            self._enter(rule.to(view) if callable(rule.to) else rule.to, tick)

    def _enter(self, state: int, tick: int) -> None:
        self.state, self._entered = state, tick
        self._since, self._measured = [], False
        self.sink, self._test_until = int(state == DONE), tick + self._test

    def deadline(self, tick: int) -> int | None:
        """The next edge behind *tick* on which time alone may change something; None if there is none."""
        ticks = []
        if self.state == QUALIFY:
            ticks.append(self._entered + self._qual)
        if self.sink:
            ticks.append(self._test_until)
        for rule, start in zip(RULES[self.state], self._since, strict=False):
            if start is not None:
                ticks.append(start + self._held_times[rule.held])
        return min((at for at in ticks if at > tick), default=None)

    @property
    def charging(self) -> bool:
        """Whether current flows in this state."""
        return self.state in CHARGING

    def key(self) -> tuple[object, ...]:
        """All that an edge may change, but for times."""
        return self.state, self.cause, self.sink, self._measured
