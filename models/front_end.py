# SPDX-License-Identifier: Apache-2.0
"""What stands at the monitor's converter when the model is used alone: voltages as codes, and a converter without error."""

from __future__ import annotations

from models.block import Block

CHANNELS = 7
CODE_BITS = 12


class FrontEnd(Block):
    """monitor_sar with an ideal front end: *codes* are the voltages of the seven channels, 0 to 4095.

    A start that edge k samples holds the channel's voltage at edge k + *sample_ticks*, and is done 12 ticks later, but for a
    converter that *hangs*: its conversions never end.
    """

    INPUTS = {"start_i": 1, "chan_i": 3}
    OUTPUTS = {"done_o": 1, "value_o": CODE_BITS}

    def __init__(self, sample_ticks: int = 2) -> None:
        super().__init__()
        self.codes = [0] * CHANNELS
        self.hangs = False
        self._sample_ticks = sample_ticks
        self._held_at: int | None = None  # edges to come
        self._done_at: int | None = None
        self._chan = 0
        self._value = 0
        self._done = 0

    def outputs(self) -> dict[str, int]:
        """Done for one tick, and the code."""
        return {"done_o": self._done, "value_o": self._value}

    def next_event(self) -> int | None:
        """The edge that holds the voltage, ends the conversion, or takes `done_o` back."""
        return self._after(self.now)

    def _advance(self, tick: int) -> None:
        edge = self._now
        while edge < tick:
            due = self._after(edge)
            if due is None or due > tick:
                return
            edge = due
            self._done = 0
            if self._done_at is None:
                if self.input("start_i"):
                    self._chan = self.input("chan_i")
                    self._held_at = edge + self._sample_ticks
                    self._done_at = self._held_at + CODE_BITS
            elif edge == self._held_at:
                self._held_at = None
                self._value = self.codes[self._chan]
            elif edge == self._done_at:
                self._done_at, self._done = None, int(not self.hangs)

    def _after(self, edge: int) -> int | None:
        """The next edge behind *edge* on which something happens."""
        if self._done or (self.input("start_i") and self._done_at is None):
            return edge + 1
        return self._done_at if self._held_at is None else self._held_at
