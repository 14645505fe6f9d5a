# SPDX-License-Identifier: Apache-2.0
"""The battery's thermistor and its divider."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum

_KELVIN = 273.15
_T25_K = 298.15


class NtcState(Enum):
    """How the thermistor is connected."""

    GOOD = "good"
    OPEN = "open"
    SHORT = "short"


@dataclass
class Ntc:
    """A thermistor to ground (beta model) with a pull-up to the converter's reference: a ratiometric channel."""

    r25_ohm: float = 10_000.0
    beta_k: float = 3435.0
    pullup_ohm: float = 10_000.0
    state: NtcState = NtcState.GOOD

    def resistance_ohm(self, temperature_c: float) -> float:
        """Resistance of the thermistor at *temperature_c*."""
        return self.r25_ohm * math.exp(self.beta_k * (1 / (temperature_c + _KELVIN) - 1 / _T25_K))

    def celsius(self, ratio: float) -> float:
        """The temperature that gives *ratio* (above 0, below 1) with a good thermistor."""
        resistance = self.pullup_ohm * ratio / (1 - ratio)
        return 1 / (1 / _T25_K + math.log(resistance / self.r25_ohm) / self.beta_k) - _KELVIN

    def ratio(self, temperature_c: float) -> float:
        """Part of the reference at the converter's input, 0 to 1; falls with the temperature."""
        if self.state is NtcState.OPEN:
            return 1.0
        if self.state is NtcState.SHORT:
            return 0.0
        resistance = self.resistance_ohm(temperature_c)
        return resistance / (resistance + self.pullup_ohm)
