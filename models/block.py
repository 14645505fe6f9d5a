# SPDX-License-Identifier: Apache-2.0
"""What every block of the golden model has in common: named inputs and outputs, and time in AON ticks.

A model is event-driven, not clocked. It is told an input change with the tick of the edge that samples it, and
answers with the outputs after any later edge and with the tick of the next edge on which they may change by
themselves. Idle time costs nothing, however long it is.

*Tick k* is the k-th rising edge of the AON clock after reset (page "Architecture", tick convention). An input "at
tick k" is the value that edge k samples, an output "at tick k" the value after that edge.
"""

from __future__ import annotations

from collections.abc import Mapping

Values = Mapping[str, int | list[int]]
"""Parameters of a platform by the RTL's names: numbers and masks, or one entry an element of a table."""


class Block:
    """Base of all block models. A derived class gives the ports, and says what edges do.

    INPUTS and OUTPUTS map port names, those of the RTL, to widths in bits. Where a width depends on parameters the
    derived class sets them on the instance, before it calls `__init__` of this class. Values are unsigned integers.

    FREE_RUNNING names outputs that move on (nearly) every tick. `next_event` does not count their changes, and who
    compares them does so only at ticks at which something else happens.

    GATED_INPUTS maps an input to the one-tick valid that it comes with: its value counts only on the edge that samples
    that valid as 1, and nobody has to tell it otherwise. For data that move all the time and are seldom taken.

    STICKY maps an output of sticky events to its lowest bit among those of the block's `sticky`, where that is not 0.
    """

    INPUTS: Mapping[str, int] = {}
    OUTPUTS: Mapping[str, int] = {}
    FREE_RUNNING: frozenset[str] = frozenset()
    GATED_INPUTS: Mapping[str, str] = {}
    STICKY: Mapping[str, int] = {}

    def __init__(self) -> None:
        self._inputs: dict[str, int] = dict.fromkeys(self.INPUTS, 0)
        self._now = 0

    @property
    def now(self) -> int:
        """Tick of the last edge that has happened; 0 in reset."""
        return self._now

    def set(self, tick: int, name: str, value: int) -> None:
        """Input *name* has *value* as sampled from edge *tick* on.

        Ticks never decrease, and the edge must not have happened yet. Before the first edge 0 means "since reset".
        Raises ValueError for an unknown input, a value that does not fit, or an edge of the past.
        """
        width = self.INPUTS.get(name)
        if width is None:
            raise ValueError(f"{self._label}: no input {name!r}; the inputs are {', '.join(self.INPUTS)}")
        if not 0 <= value < 1 << width:
            raise ValueError(f"{self._label}: {name} = {value}: must be 0 to {(1 << width) - 1} ({width} bits)")
        if tick <= self._now and not tick == self._now == 0:
            raise ValueError(
                f"{self._label}: {name} set for tick {tick}, but edge {self._now} has happened; "
                f"must be tick {self._now + 1} or later"
            )
        if tick > self._now + 1:
            self.advance(tick - 1)
        self._inputs[name] = value

    def input(self, name: str) -> int:
        """The value of input *name* that was set last."""
        return self._inputs[name]

    def advance(self, tick: int) -> None:
        """All edges up to and including *tick* have happened. Raises ValueError if *tick* is in the past."""
        if tick < self._now:
            raise ValueError(f"{self._label}: advance to tick {tick}, but edge {self._now} has happened already")
        if tick > self._now:
            self._advance(tick)
            self._now = tick

    def outputs(self) -> dict[str, int]:
        """Value of every output after edge `now`."""
        raise NotImplementedError

    def next_event(self) -> int | None:
        """Tick of the next edge on which an output may change if no input does; None if there is none."""
        raise NotImplementedError

    def _advance(self, tick: int) -> None:
        """Carry out the edges `now` + 1 to *tick* (at least one), with the inputs as they are."""
        raise NotImplementedError

    @property
    def _label(self) -> str:
        return type(self).__name__
