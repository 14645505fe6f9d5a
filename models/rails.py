# SPDX-License-Identifier: Apache-2.0
"""Rail sequencer: supply rails on and off slot by slot, with delays, power-good supervision and timeouts.

Page "Power: rails, domains, resets, DVFS", timing contract of rail_seq. Sets of rails are bit masks (bit r is rail
r). A wait is a deadline plus, on the way up, the set of rails it waits for.
"""

from __future__ import annotations

from collections.abc import Sequence

from models.block import Block

SLOTS = 16
RAIL_W = 3


def lowest(mask: int) -> int:
    """Number of the lowest bit set in *mask*, which must not be 0."""
    return (mask & -mask).bit_length() - 1


def bits(mask: int) -> list[int]:
    """Numbers of the bits set in *mask*, ascending."""
    return [bit for bit in range(mask.bit_length()) if mask >> bit & 1]


class Rails:
    """State of the sequencer; `edge()` is one AON edge.

    up_slot, down_slot, pg_timeout, pg_deglitch, loss_log: one entry per rail (slot 0–15; ticks; ticks for which a good
    rail must read bad to be lost, 0 counts as 1; 1 if that is told only). up_delay, down_delay: ticks, one entry per slot;
    0 counts as 1. Raises ValueError if the lists do not fit.

    Attributes: `en` is the mask of enabled rails, `fault` is 1 for the tick after a fault, `fault_rail` the rail of
    the last fault.
    """

    def __init__(
        self,
        up_slot: Sequence[int],
        down_slot: Sequence[int],
        pg_timeout: Sequence[int],
        up_delay: Sequence[int],
        down_delay: Sequence[int],
        pg_deglitch: Sequence[int],
        loss_log: Sequence[int],
    ) -> None:
        if not len(up_slot) == len(down_slot) == len(pg_timeout):
            raise ValueError(
                f"Rails: up_slot, down_slot, pg_timeout have {len(up_slot)}, {len(down_slot)}, {len(pg_timeout)} "
                "entries; must be one per rail"
            )
        if len(up_delay) != SLOTS or len(down_delay) != SLOTS:
            raise ValueError(f"Rails: up_delay, down_delay have {len(up_delay)}, {len(down_delay)} entries; must be 16")
        self.count = len(up_slot)
        self._up_sets = self._by_slot(up_slot)
        self._down_sets = self._by_slot(down_slot)
        self._pg_timeout = tuple(pg_timeout)
        self._deglitch = [max(ticks, 1) for ticks in pg_deglitch]
        self._told_only = sum(log << rail for rail, log in enumerate(loss_log))
        self._bad_since: dict[int, int] = {}  # good rails that read bad: tick of the first such edge
        self._goal_before = 0
        self._up_delay = [max(ticks, 1) for ticks in up_delay]
        self._down_delay = [max(ticks, 1) for ticks in down_delay]
        self.en = self.fault = self.fault_rail = 0
        self._tick = 0
        self._wait = "idle"  # or "up", "down", "faulted"
        self._ends = 0  # a wait's earliest end
        self._rising = 0  # rails of the slot that is going up
        self._began = 0  # tick on which the wait began
        self._good = 0  # rails whose power-good must not go away
        self._regain = 0  # rails that become good with the next power-good: they come out of low power

    def _by_slot(self, slots: Sequence[int]) -> list[tuple[int, int]]:
        """(slot, its rails), in slot order."""
        for rail, slot in enumerate(slots):
            if not 0 <= slot < SLOTS:
                raise ValueError(f"Rails: slot {slot} of rail {rail}: must be 0 to {SLOTS - 1}")
        return [(s, sum(1 << r for r, slot in enumerate(slots) if slot == s)) for s in sorted(set(slots))]

    def done(self, goal: int) -> bool:
        """Nothing is under way and the rails in *goal*, no others, are enabled."""
        return self._wait == "idle" and self.en == goal

    @property
    def faulted(self) -> bool:
        """A fault has stopped the sequencer, until the goal is empty."""
        return self._wait == "faulted"

    @property
    def good(self) -> int:
        """Rails that have been seen good."""
        return self._good

    def unwanted(self, goal: int) -> int:
        """Rails that are on and not in the goal; none in a tick in which the goal has changed."""
        return self.en & ~goal if goal == self._goal_before else 0

    def lost(self, tick: int, goal: int, lp: int, pg: int) -> int:
        """Good rails that on edge *tick* have read bad for their deglitch time. None when everything is to go off."""
        if self._wait == "faulted" or (not goal and self._wait != "up"):
            return 0
        return sum(
            1 << rail
            for rail in bits(self._good & ~lp & ~pg)
            if tick >= self._bad_since.get(rail, tick) + self._deglitch[rail] - 1
        )

    def edge(self, tick: int, goal: int, lp: int, pg: int, needed: int) -> bool:
        """One edge with the inputs it samples. True if anything changed, so that the next edge must be played too."""
        if self._wait == "idle" and goal == self.en and not self.fault and goal == self._goal_before and not (
            self._good & (lp | ~pg) or self._regain or self._bad_since
        ):
            return False  # at rest, as nearly always
        before = (self.en, self.fault, self._wait, self._ends, self._good, self._regain, self._goal_before, self._bad_since)
        self._tick = tick
        self.fault = 0
        self._into_low_power(lp)
        bad = self._faults(tick, goal, lp, pg)
        self._bad_since = {rail: self._bad_since.get(rail, tick) for rail in bits(self._good & ~pg)}
        if bad:
            self.fault, self.fault_rail = 1, lowest(bad)
            self._wait, self._rising = "faulted", 0
        else:
            self._out_of_low_power(lp, pg)
            if self._wait_over(tick, goal, lp, pg):
                self._next_slot(tick, goal, needed)
        self._goal_before = goal
        return before != (
            self.en, self.fault, self._wait, self._ends, self._good, self._regain, self._goal_before, self._bad_since
        )  # fmt: skip

    def deadline(self) -> int | None:
        """Next tick at which time alone may change something, None if there is none."""
        ticks = [since + self._deglitch[rail] - 1 for rail, since in self._bad_since.items()]
        if self._wait in ("up", "down"):
            ticks.append(self._ends)
        if self._wait == "up":
            ticks += [self._began + self._pg_timeout[rail] for rail in bits(self.en & ~self._good)]
        return min((tick for tick in ticks if tick > self._tick), default=None)

    def _into_low_power(self, lp: int) -> None:
        self._regain |= self._good & lp
        self._good &= ~lp

    def _out_of_low_power(self, lp: int, pg: int) -> None:
        back = self._regain & ~lp & pg
        self._good |= back
        self._regain &= ~back

    def _faults(self, tick: int, goal: int, lp: int, pg: int) -> int:
        """Rails with a fault on this edge."""
        if self._wait == "up":
            awaited = self.en & ~self._good & ~lp
            late = sum(1 << rail for rail in bits(awaited) if tick >= self._began + self._pg_timeout[rail])
            return late & ~pg | self.lost(tick, goal, lp, pg) & ~self._told_only
        # goal 0 means all down: rails that pull each other down on the way are no faults
        return self.lost(tick, goal, lp, pg) & ~self._told_only

    def _wait_over(self, tick: int, goal: int, lp: int, pg: int) -> bool:
        if self._wait == "up":
            if tick < self._ends or self.en & ~lp & ~pg & ~self._good:
                return False
            self._good |= self._rising & ~lp
            self._regain |= self._rising & lp
            self._rising = 0
            return True
        if self._wait == "down":
            return tick >= self._ends
        return self._wait == "idle" or goal == 0

    def _next_slot(self, tick: int, goal: int, needed: int) -> None:
        for slot, rails in self._down_sets:
            falling = rails & self.unwanted(goal) & ~needed
            if falling:
                self.en &= ~falling
                self._good &= ~falling
                self._regain &= ~falling
                self._wait, self._ends = "down", tick + self._down_delay[slot]
                return
        if self.en & ~goal and goal != self._goal_before:
            self._wait = "idle"  # what is not wanted goes first, if it is still not wanted on the next edge
            return
        for slot, rails in self._up_sets:
            rising = rails & goal & ~self.en
            if rising:
                self.en |= rising
                self._rising, self._began = rising, tick
                self._wait, self._ends = "up", tick + self._up_delay[slot]
                return
        self._wait = "idle"


class RailsBlock(Block):
    """`rail_seq` by itself, at its own ports, for its unit bench.

    Without done_o, which is combinational from the input goal_i.
    """

    def __init__(
        self,
        up_slot: Sequence[int],
        down_slot: Sequence[int],
        pg_timeout: Sequence[int],
        up_delay: Sequence[int],
        down_delay: Sequence[int],
        pg_deglitch: Sequence[int],
        loss_log: Sequence[int],
    ) -> None:
        """Parameters as of `Rails`."""
        self.rails = Rails(up_slot, down_slot, pg_timeout, up_delay, down_delay, pg_deglitch, loss_log)
        self.INPUTS = dict.fromkeys(("goal_i", "lp_i", "pg_i", "needed_i"), self.rails.count)
        self.OUTPUTS = {"en_o": self.rails.count, "fault_o": 1, "fault_rail_o": RAIL_W}
        super().__init__()
        self._awake = True

    def set(self, tick: int, name: str, value: int) -> None:
        super().set(tick, name, value)
        self._awake = True

    def outputs(self) -> dict[str, int]:
        return {"en_o": self.rails.en, "fault_o": self.rails.fault, "fault_rail_o": self.rails.fault_rail}

    def next_event(self) -> int | None:
        return self.now + 1 if self._awake else self.rails.deadline()

    def _advance(self, tick: int) -> None:
        edge = self.next_event()
        while edge is not None and edge <= tick:
            self._now = edge
            self._awake = self.rails.edge(edge, *self._inputs.values())
            edge = self.next_event()
