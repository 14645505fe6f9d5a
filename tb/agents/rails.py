# SPDX-License-Identifier: Apache-2.0
"""Supply rails: power-good as a regulator gives it, and everything that can be wrong with it.

Page "Power: rails, domains, resets, DVFS", rails.
"""

from __future__ import annotations

from cocotb.handle import LogicArrayObject
from cocotb.triggers import Timer

from tb.agents.follower import Follower
from tb.aon import AonClock

GOOD_NS = 60_000.0
DROP_NS = 60_000.0


class RailAgent(Follower):
    """Drives the power-good inputs *pg* from the enables *en* (bit r is rail r).

    *good_ns*: from enable to power-good; *drop_ns*: from disable to power-good gone (nanoseconds, None for never).
    Per rail: `lines[r].rise_ns` and `lines[r].fall_ns`, or the calls below. *clock* as of `Follower`.
    """

    def __init__(
        self,
        en: LogicArrayObject,
        pg: LogicArrayObject,
        *,
        good_ns: float | None = GOOD_NS,
        drop_ns: float | None = DROP_NS,
        clock: AonClock | None = None,
    ) -> None:
        super().__init__(en, pg, rise_ns=good_ns, fall_ns=drop_ns, clock=clock)

    def never_good(self, rail: int) -> None:
        """*rail* does not come up, from its next enable on."""
        self.lines[rail].rise_ns = None

    def late(self, rail: int, good_ns: float) -> None:
        """*rail* is good *good_ns* nanoseconds after its next enable."""
        self.lines[rail].rise_ns = good_ns

    def slow_drop(self, rail: int, drop_ns: float | None) -> None:
        """Power-good of *rail* goes *drop_ns* nanoseconds after it is disabled; None: a load holds it up for ever."""
        self.lines[rail].fall_ns = drop_ns

    def backdrive(self, rail: int, on: bool = True) -> None:
        """Somebody else feeds *rail*: it reads good, enabled or not, until *on* is False."""
        self.force(rail, 1 if on else None)

    def lose(self, rail: int) -> None:
        """*rail* breaks down now, and stays down whatever is enabled, until `recover()`."""
        self.force(rail, 0)

    def recover(self, rail: int) -> None:
        """Ends `lose()` and `backdrive()`."""
        self.force(rail, None)

    async def glitch(self, rail: int, after_ns: float, length_ns: float) -> None:
        """In *after_ns* nanoseconds power-good of *rail* goes away for *length_ns* nanoseconds."""
        await Timer(after_ns, "ns", round_mode="round")
        await self.pulse(rail, 0, length_ns)
