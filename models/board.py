# SPDX-License-Identifier: Apache-2.0
"""What stands around the PMU when the model is used alone: rails, switches, clock and memory that answer after a while."""

from __future__ import annotations

from dataclasses import dataclass

from models.block import Block


@dataclass(frozen=True)
class BoardDelays:
    """Answer times in AON ticks, at least 1."""

    rail: int = 3
    switch: int = 2
    clock: int = 2
    dram: int = 2


class Board(Block):
    """A board on which nothing fails: power-good follows enable, acknowledge follows switch, clock and memory obey.

    `stuck` names answers that hang where they are ("pg_o", "ack_o", "clk_valid_o", "dram_ack_o"), for trying faults.
    """

    def __init__(self, rails: int, domains: int, delays: BoardDelays = BoardDelays()) -> None:
        self.INPUTS = {"rail_en_i": rails, "sw_en_i": domains, "clk_req_i": 1, "dram_req_i": 1}
        self.OUTPUTS = {"pg_o": rails, "ack_o": domains, "clk_valid_o": 1, "dram_ack_o": 1}
        super().__init__()
        self.stuck: set[str] = set()
        self._values = dict.fromkeys(self.OUTPUTS, 0)
        self._coming: list[tuple[int, str, int]] = []
        self._answers = {
            "rail_en_i": ("pg_o", delays.rail),
            "sw_en_i": ("ack_o", delays.switch),
            "clk_req_i": ("clk_valid_o", delays.clock),
            "dram_req_i": ("dram_ack_o", delays.dram),
        }

    def set(self, tick: int, name: str, value: int) -> None:
        """As in `Block`; the answer is due a delay after *tick*."""
        super().set(tick, name, value)
        port, delay = self._answers[name]
        self._coming.append((tick + delay - 1, port, value))

    def outputs(self) -> dict[str, int]:
        """Power-goods, acknowledges, clock valid, DRAM acknowledge."""
        return dict(self._values)

    def next_event(self) -> int | None:
        """Tick of the next answer."""
        return min((max(due, self.now + 1) for due, _, _ in self._coming), default=None)

    def _advance(self, tick: int) -> None:
        for due, port, value in self._coming:
            if due <= tick and port not in self.stuck:
                self._values[port] = value
        self._coming = [entry for entry in self._coming if entry[0] > tick]
