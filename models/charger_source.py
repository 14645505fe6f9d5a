# SPDX-License-Identifier: Apache-2.0
"""A weak source, too many starts, and a battery that is worn out: what keeps the charge from beginning over and over (page "Charger FSM")."""

from __future__ import annotations

from typing import NamedTuple

from models.charger_view import DONE, RECHARGE

FLOOR_MA = 50
"""A weak source never gets less than that, nor is less than that lowered."""
LAST_RUNG = 3
PAUSES = 6
STARTS = 8
"""So many count at most; as long as they do no other begins."""
RECHARGES = 4
"""So many in a row without use, then the charger rests."""


class Change(NamedTuple):
    """What an edge finds, and what it leaves behind."""

    before: int
    after: int


def lowered(current_ma: int, rung: int) -> int:
    """What is left of a charge current after *rung* collapses."""
    if rung == 0 or current_ma <= FLOOR_MA:
        return current_ma
    return FLOOR_MA if rung == LAST_RUNG else max(current_ma >> rung, FLOOR_MA)


class Starts:
    """Starts of the charge that are not forgotten yet: one is, on every edge that finds the timebase at a multiple of *leak*."""

    def __init__(self, leak: int) -> None:
        self._leak = leak
        self._count, self._told = 0, 0  # so many after edge _told

    def _multiples(self, tick: int) -> int:
        """How often one may have been forgotten up to edge *tick*, which finds the timebase at tick - 1."""
        return -(-tick // self._leak)

    def after(self, tick: int) -> int:
        """How many there are after edge *tick* if none begins behind the last one."""
        return max(0, self._count - (self._multiples(tick) - self._multiples(self._told)))

    def too_many(self, tick: int) -> bool:
        """Edge *tick* may begin none."""
        return self.after(tick - 1) >= STARTS

    def begin(self, tick: int) -> None:
        """One more, on edge *tick*."""
        self._count, self._told = min(self.after(tick) + 1, STARTS), tick

    def deadline(self, tick: int) -> int | None:
        """The first edge behind *tick* that may begin one again; None if *tick* could."""
        return self._multiples(tick - 1) * self._leak + 2 if self.too_many(tick) else None


class Source:
    """Collapses of a source, and starts of the charge, counted.

    *unit*: ticks of the first pause, and of how long an unplugged source is away; *leak*: as of `Starts`.
    """

    def __init__(self, unit: int, leak: int) -> None:
        self._unit = unit
        self._starts = Starts(leak)
        self.spent = False
        """A source is there, and has to wait for a start."""
        self.rung = 0
        self.pauses = 0
        self._young_until = -1
        self._lowest = False
        self.dropped = False
        """Presence went shortly after the current had begun."""
        self._away_until: int | None = None
        self._wait_until: int | None = None

    @property
    def poor(self) -> bool:
        """It has collapsed since it was plugged in."""
        return bool(self.rung or self.pauses)

    def waits(self, tick: int) -> bool:
        """No charge may begin on edge *tick*."""
        return self._wait_until is not None or self.dropped or self._starts.too_many(tick)

    @property
    def pausing(self) -> bool:
        """It did not bear the least current, or there were too many starts, and it is given time."""
        return self._backs_off or self.spent

    @property
    def _backs_off(self) -> bool:
        return self.poor and self._wait_until is not None

    @property
    def shown(self) -> bool:
        """What POOR_SOURCE says of a source that is there."""
        return self.poor or self.spent

    @property
    def again(self) -> bool:
        """A charger that comes now was never unplugged."""
        return self.poor or self.dropped

    def edge(
        self, tick: int, present: Change, charge: Change, current_ma: Change, window: bool, asked: bool
    ) -> bool:  # fmt: skip
        """One edge, with presence, charging and current before and on or after it; *window*: VBUS has ended the charge.

        *asked*: before the edge a charge could have begun, if it was enabled. True if POOR_SOURCE begins.
        """
        (was, attached), poor, shown = present, self.poor, self.shown
        self.spent = asked and self._starts.too_many(tick) and bool(self.spent or was and attached)
        if charge.after and not charge.before:
            self._starts.begin(tick)
        young = bool(charge.before) and tick <= self._young_until
        if charge.before:
            self._lowest = current_ma.before <= FLOOR_MA or self.rung == LAST_RUNG
        if self._wait_until is not None and tick >= self._wait_until and (not poor or was and attached):
            self._wait_until = None
        if current_ma.after > current_ma.before:
            self._young_until = tick + 4 * self._unit
        elif not charge.after:
            self._young_until = -1
        if was and not attached:
            self.dropped = young
            self._away_until = tick + self._unit if self.again else None
        elif attached and not was:
            self._comes_back(tick)
        elif attached and window and young:
            self._collapse(tick)
        elif not attached and self._away_until is not None and tick >= self._away_until:
            self._unplugged(tick)
        return self.shown and not shown

    def _comes_back(self, tick: int) -> None:
        self._away_until = None
        if self.dropped:
            self.dropped = False
            self._collapse(tick)
        elif self._backs_off:
            self._pause(tick)

    def _collapse(self, tick: int) -> None:
        if not self._lowest:
            self.rung += 1
        else:
            self.pauses = min(self.pauses + 1, PAUSES)
            self._pause(tick)

    def _pause(self, tick: int) -> None:
        self._wait_until = tick + (self._unit << self.pauses - 1)

    def _unplugged(self, tick: int) -> None:
        """All is forgotten, but the next start keeps its distance from one that has just failed."""
        late = self.dropped or self._wait_until is not None
        self._wait_until = tick + 3 * self._unit if late else None
        self.rung = self.pauses = 0
        self.dropped, self._away_until = False, None

    def deadline(self, tick: int) -> int | None:
        """Tick of the next edge behind *tick* on which time alone changes something; None if there is none."""
        ticks = (self._away_until or self._wait_until, self._starts.deadline(tick))
        return min((tick for tick in ticks if tick is not None), default=None)

    def key(self) -> tuple[object, ...]:
        """All that an edge may change, but for times."""
        return self.rung, self.pauses, self.dropped, self._wait_until is None, self._away_until is None, self.spent


class Worn:
    """Recharges in a row without use; *short*: ticks of DONE that are no use."""

    def __init__(self, short: int) -> None:
        self._short = short
        self._row = 0
        self._full_since = 0
        self.worn = False

    def tired(self, tick: int) -> bool:
        """A recharge on edge *tick* would be one too many."""
        return not self.worn and self._row >= RECHARGES and self._soon(tick)

    def _soon(self, tick: int) -> bool:
        return tick < self._full_since + self._short

    def edge(self, tick: int, before: int, after: int, rests: bool) -> bool:
        """One edge with the states around it; *rests*: a recharge was due and did not begin. True if it finds the battery worn."""
        worn = self.worn
        if before == DONE and after == RECHARGE:
            self._row = self._row + 1 if self._soon(tick) and not worn else 0
        elif after not in (DONE, RECHARGE):
            self._row = 0
        elif before == DONE and (worn or not self._soon(tick)):
            self._row = 0
        if after == DONE and before != DONE:
            self._full_since = tick
        self.worn = after == DONE and (worn or rests)
        return self.worn and not worn
