# SPDX-License-Identifier: Apache-2.0
"""Events that stay until firmware clears them, in every block of the AON side: what a clear that has been on its way may take.

Firmware writes a clear, and some ticks later it arrives. It is meant for what happened before it was written, so it must not
take what has happened since. When it was written is not told, only when at the earliest.
"""

from __future__ import annotations

WAY_TICKS = 3
"""A clear that arrives at tick k was written after edge k - 1 - WAY_TICKS."""
QUEUE_TICKS = 5
"""One that waited for the clear before it arrives at most so many ticks after that one, and was written once that was on its way."""

AGED_TICKS = WAY_TICKS + QUEUE_TICKS + 1
"""An event so old goes with any clear that names it."""


def written_after(tick: int, before: int | None) -> int:
    """The edge from which on an event may be later than the write of a clear that arrives on edge *tick*; *before*: the last other one.

    A clear that came shortly behind another may have waited for it, and was then written once that was on its way.
    """
    waited = before is not None and tick - before <= QUEUE_TICKS
    return (before if waited else tick) - WAY_TICKS


class StickyEvents:
    """A word of events, and the tick of the last occurrence of each.

    `happen` and `clear` may be called in either order for the same edge; the ticks of the calls never decrease.
    """

    def __init__(self, width: int) -> None:
        self.word = 0
        """The events that stand after the last edge that was told."""
        self.rise_tick = 0
        """Tick of the last edge on which some event came that did not stand."""
        self._rise = 0  # those events
        self._width = width
        self._last = [0] * width
        self._cleared: int | None = None  # tick of the last clear, of whatever

    def happen(self, tick: int, events: int) -> None:
        """*events*, a mask, happen on edge *tick*."""
        if events:
            if new := events & ~self.word:
                self._rise = new | (self._rise if self.rise_tick == tick else 0)
                self.rise_tick = tick
            self.word |= events
            for bit in range(self._width):
                if events >> bit & 1:
                    self._last[bit] = tick

    def risen(self, tick: int) -> int:
        """The events that stand since edge *tick*: firmware sees them a sample later, and so cannot clear them too early."""
        return self._rise if self.rise_tick == tick else 0

    def clear(self, tick: int, events: int) -> None:
        """A clear of *events*, a mask (0 counts: it may let another one wait), arrives on edge *tick*."""
        left, self._cleared = written_after(tick, self._cleared), tick
        for bit in range(self._width):
            if events >> bit & 1 and self._last[bit] < left:
                self.word &= ~(1 << bit)
