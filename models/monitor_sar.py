# SPDX-License-Identifier: Apache-2.0
"""Golden model of monitor_sar: one conversion by successive approximation (page "ADC and monitors").

A conversion is known by the edge that began it; everything but the decided bits follows from how long ago that was.
"""

from __future__ import annotations

from models.block import Block

BITS = 12
_TOP = 1 << BITS - 1


class MonitorSar(Block):
    """monitor_sar that holds the sample switch closed for *sample_ticks* ticks (1 or more)."""

    INPUTS = {"start_i": 1, "chan_i": 3, "cmp_i": 1}
    OUTPUTS = {"en_o": 1, "sample_o": 1, "chan_o": 3, "dac_o": BITS, "done_o": 1, "value_o": BITS}

    def __init__(self, sample_ticks: int = 2) -> None:
        if sample_ticks < 1:
            raise ValueError(f"MonitorSar: sample_ticks = {sample_ticks}: must be at least 1")
        super().__init__()
        self._sample_ticks = sample_ticks
        self._length = sample_ticks + BITS  # from the edge that takes the start to the one that sets done
        self._begin: int | None = None  # the last edge that took a start
        self._chan = 0
        self._code = 0

    def outputs(self) -> dict[str, int]:
        """Value of every output after edge `now`."""
        age = self._age(self._now)
        return {
            "en_o": int(age < self._length), "sample_o": int(age < self._sample_ticks), "chan_o": self._chan,
            "dac_o": self._code, "done_o": int(age == self._length), "value_o": self._code,
        }  # fmt: skip

    def next_event(self) -> int | None:
        """Tick of the next edge that changes an output with the inputs as they are; None if it stays as it is."""
        age = self._age(self._now)
        if age < self._sample_ticks:
            return self._now + self._sample_ticks - age
        if age <= self._length or self._inputs["start_i"]:
            return self._now + 1
        return None

    def _age(self, tick: int) -> int:
        """Ticks since the last start; a long time if there was none."""
        return 1 << 62 if self._begin is None else tick - self._begin

    def _advance(self, tick: int) -> None:
        if self._age(self._now) < self._length:
            self._convert(self._now, tick)
        idle_from = self._now if self._begin is None else max(self._now, self._begin + self._length)
        if not self._inputs["start_i"] or idle_from >= tick:
            return
        # start_i stands: one conversion follows the other, all alike, so that only the last two need carrying out
        turn = self._length + 1
        skipped = max(0, (tick - idle_from - 1) // turn - 1)
        for begin in range(idle_from + 1 + skipped * turn, tick + 1, turn):
            self._begin, self._chan = begin, self._inputs["chan_i"]
            self._convert(begin, min(tick, begin + self._length))

    def _convert(self, after: int, upto: int) -> None:
        """The edges behind *after*, up to *upto*, of the conversion under way: one bit an edge."""
        first = max(self._age(after) + 1, self._sample_ticks)
        for age in range(first, min(self._age(upto), self._length) + 1):
            if age == self._sample_ticks:
                self._code = _TOP
                continue
            bit = 1 << self._length - age
            if not self._inputs["cmp_i"]:
                self._code &= ~bit
            self._code |= bit >> 1
