# SPDX-License-Identifier: Apache-2.0
"""The sleep block's deadlines: the two one-shots that end a sleep, and the active time of a core.

Page "Sleep: locks, cores, modes". Nothing counts: a timer is the tick at which it is due. Each has one method an AON
edge and says at which tick it will next act by itself.
"""

from __future__ import annotations


class OneShot:
    """MAX_SLEEP or SLEEP_TIMER: armed by a value, counted from sleep entry, disarmed by a wake."""

    def __init__(self) -> None:
        self.ticks = 0
        """What it is armed with, in ticks; 0: disarmed."""
        self.deadline = 0
        """Tick at which it fires if the PMU is still on its way into sleep or asleep."""

    @property
    def armed(self) -> bool:
        return self.ticks != 0

    def fires(self, tick: int) -> bool:
        """Whether it is due at *tick* (to be asked only during entry and sleep)."""
        return self.armed and self.deadline == tick

    def edge(self, tick: int, value: int | None, *, entry: bool, disarm: bool, lost: bool) -> None:
        """One edge; *value* is new (None: none). *entry*: sleep begins on it; *disarm*: a wake; *lost*: power loss."""
        if disarm or lost:
            self.ticks = 0
        if value is not None and not lost:  # newer than the wake on the same edge
            self.ticks, self.deadline = value, tick + value
        if entry:
            self.deadline = tick + self.ticks

    def key(self) -> tuple[int, int]:
        """All of its state."""
        return self.ticks, self.deadline


class ActiveTime:
    """A core's promise to stay active until a tick. The tick only ever moves out."""

    def __init__(self) -> None:
        self.until: int | None = None
        """Tick on which the promise ends; None: none is made."""

    def edge(self, tick: int, ticks: int) -> None:
        """One edge with a new promise of *ticks* from now (0: none)."""
        ends = max(self.until or 0, tick + ticks if ticks else 0)
        self.until = ends if ends > tick else None
