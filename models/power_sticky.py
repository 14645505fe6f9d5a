# SPDX-License-Identifier: Apache-2.0
"""What firmware clears in the power block: sticky bits of which levels set some, in a model that does not play every edge."""

from __future__ import annotations

from models.sticky_events import StickyEvents


class Sticky(StickyEvents):
    """Sticky bits of which some are set by levels: what an edge was told stands on the edges after it that are not played.

    `told()` any number of times, then `edge()`, on every edge that is played.
    """

    def __init__(self, width: int) -> None:
        super().__init__(width)
        self.standing = 0
        """What the last edge was told."""
        self._now = 0

    @property
    def seen(self) -> tuple[int, int]:
        """What an edge may change."""
        return self.word, self.standing

    def told(self, bits: int) -> None:
        """*bits* happen on this edge."""
        self._now |= bits

    def edge(self, tick: int, clear: int | None) -> None:
        """End of edge *tick*, on which a clear of *clear* arrives, or none."""
        self.happen(tick - 1, self.standing)
        if clear is not None:
            self.clear(tick, clear)
        self.happen(tick, self._now)
        self.standing, self._now = self._now, 0
