# SPDX-License-Identifier: Apache-2.0
"""Age of results (page "ADC and monitors"): which channels are stale, worked out from when their results came.

A needed channel becomes stale where the timebase passes a whole window, if the scan has brought nothing since the window
before began; and where a scan begins, if it has brought nothing since the last but one began.
"""

from __future__ import annotations

WINDOW_TICKS = 1 << 14
"""Half a second; windows begin at its multiples."""


class Ages:
    """The channels of the mask *needed*."""

    def __init__(self, needed: int) -> None:
        self._last = {c: -1 for c in range(needed.bit_length()) if needed >> c & 1}  # tick of the last result of a scan
        self._begins = (-1, -1)  # of the last two scans; before the first one nothing can be missed
        self.stale = 0

    def scanned(self, tick: int, channel: int) -> None:
        """Edge *tick* brings a result of a scan."""
        if channel in self._last:
            self._last[channel] = tick
            self.stale &= ~(1 << channel)

    def edge(self, tick: int, begins: bool) -> bool:
        """What else edge *tick* does, on which a scan *begins* or not. True if a channel becomes stale."""
        since = []
        if tick % WINDOW_TICKS == 0:
            since.append(tick - WINDOW_TICKS)
        if begins:
            since.append(self._begins[0])
            self._begins = self._begins[1], tick
        late = self._older_than(max(since, default=-1))
        self.stale |= late
        return bool(late)

    def window_deadline(self) -> int | None:
        """The next edge on which a window alone makes a channel stale; None if there is none."""
        fresh = (last for c, last in self._last.items() if not self.stale >> c & 1)
        return min(((last // WINDOW_TICKS + 2) * WINDOW_TICKS for last in fresh), default=None)

    @property
    def scan_tells(self) -> bool:
        """The next scan, when it begins, makes a channel stale if nothing comes before it."""
        return self._older_than(self._begins[0]) != 0

    def _older_than(self, tick: int) -> int:
        """Channels that are not stale yet, without a result since *tick*."""
        return sum(1 << c for c, last in self._last.items() if last < tick and not self.stale >> c & 1)
