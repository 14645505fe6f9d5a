# SPDX-License-Identifier: Apache-2.0
"""Bits that stay until firmware clears them, on the far side of the crossing that its clears take."""

from __future__ import annotations

CLEAR_TICKS = 3
"""From firmware's write to the edge that clears."""


class Sticky:
    """Sticky bits; `told()` any number of times, then `edge()`, on every edge that is played.

    A clear leaves what was told on its own edge and on the CLEAR_TICKS edges before: that may have come after firmware wrote
    the clear. `bits` is the output, `standing` what the last edge was told: on edges that are not played it stands.
    """

    def __init__(self, bits: int = 0) -> None:
        self.bits, self.standing = bits, 0
        self._now = 0
        self._last: dict[int, int] = {}  # bit: last tick on which it was told

    @property
    def flops(self) -> tuple[int, int]:
        """What an edge may change."""
        return self.bits, self.standing

    def told(self, bits: int) -> None:
        """*bits* happen on this edge."""
        self._now |= bits

    def edge(self, tick: int, clear: int) -> None:
        """End of edge *tick*, which clears *clear*."""
        if not (self.standing or self._now or clear):
            return  # as nearly always
        self._last.update((bit, tick - 1) for bit in range(self.standing.bit_length()) if self.standing >> bit & 1)
        young = sum(1 << bit for bit, last in self._last.items() if tick - last <= CLEAR_TICKS)
        self.bits = self.bits & ~(clear & ~young) | self._now
        self.standing, self._now = self._now, 0
