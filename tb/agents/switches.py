# SPDX-License-Identifier: Apache-2.0
"""Power switches of the domains and the generator of the bus clock: they acknowledge, late or never.

Page "Power: rails, domains, resets, DVFS", domains.
"""

from __future__ import annotations

from cocotb.handle import LogicArrayObject, LogicObject

from tb.agents.follower import Follower
from tb.aon import AonClock

SWITCH_NS = 60_000.0
CLOCK_NS = 90_000.0


class SwitchAgent(Follower):
    """Drives the acknowledges *ack* (1: closed) from the switch enables *sw_en* (bit d is domain d).

    *close_ns*, *open_ns*: nanoseconds from the change of the enable to the acknowledge, None for never. Per domain:
    `lines[d].rise_ns`, `lines[d].fall_ns`, or the calls below. *clock* as of `Follower`.
    """

    def __init__(
        self,
        sw_en: LogicArrayObject,
        ack: LogicArrayObject,
        *,
        close_ns: float | None = SWITCH_NS,
        open_ns: float | None = SWITCH_NS,
        clock: AonClock | None = None,
    ) -> None:
        super().__init__(sw_en, ack, rise_ns=close_ns, fall_ns=open_ns, clock=clock)

    def hang_open(self, domain: int) -> None:
        """The switch of *domain* does not close any more."""
        self.lines[domain].rise_ns = None

    def hang_closed(self, domain: int) -> None:
        """The switch of *domain* does not open any more."""
        self.lines[domain].fall_ns = None


class ClockAgent(Follower):
    """Drives *valid* of the bus clock from the request *req*.

    *start_ns*, *stop_ns*: nanoseconds from the change of the request to the change of *valid*, None for never.
    *clock* as of `Follower`. The clock itself is made in HDL.
    """

    def __init__(
        self,
        req: LogicObject,
        valid: LogicObject,
        *,
        start_ns: float | None = CLOCK_NS,
        stop_ns: float | None = CLOCK_NS,
        clock: AonClock | None = None,
    ) -> None:
        super().__init__(req, valid, rise_ns=start_ns, fall_ns=stop_ns, clock=clock)

    def never_starts(self) -> None:
        """The clock does not become valid any more."""
        self.lines[0].rise_ns = None

    def never_stops(self) -> None:
        """The clock stays valid when it is no longer asked for."""
        self.lines[0].fall_ns = None
