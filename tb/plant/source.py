# SPDX-License-Identifier: Apache-2.0
"""What is at the other end of the charging cable."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass
class Source:
    """A supply of `voltage_v` behind the resistance of regulator and cable, which gives `limit_a` at most.

    A load above the limit pulls its voltage down until less flows: a weak or overloaded adapter. All may be changed at
    any time: a step of the voltage, a droop (resistance), a plug that is pulled (`connected`).
    """

    voltage_v: float = 5.0
    resistance_ohm: float = 0.15
    limit_a: float = 2.0
    connected: bool = True

    def at_load(self, current_a: float) -> float:
        """Voltage at the plug while *current_a* flows; 0 if nothing is plugged in."""
        return max(0.0, self.voltage_v - self.resistance_ohm * current_a) if self.connected else 0.0

    def current_at(self, voltage_v: float) -> float:
        """What can be taken without the plug falling below *voltage_v*."""
        if not self.connected or voltage_v >= self.voltage_v:
            return 0.0
        by_droop = (self.voltage_v - voltage_v) / self.resistance_ohm if self.resistance_ohm > 0 else math.inf
        return min(by_droop, self.limit_a)
