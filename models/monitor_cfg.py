# SPDX-License-Identifier: Apache-2.0
"""Settings of the monitors as one word (page "ADC and monitors"): what cfg_i of monitor_core holds, by name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

N_CHANNELS = 7
N_SCANNED = 5
N_TRIPS = 6
VBAT, VBUS, NTC, DIE, ICHG, AIN0, AIN1 = range(N_CHANNELS)
VBAT_OVER, VBAT_UNDER, VBAT_LOW1, VBAT_LOW2, DIE_WARN, DIE_CRIT = range(N_TRIPS)
TRIP_CHANNEL = (VBAT, VBAT, VBAT, VBAT, DIE, DIE)
UNDER_TRIPS = frozenset((VBAT_UNDER, VBAT_LOW1, VBAT_LOW2))

CODE_W = 12
FULL_SCALE = (1 << CODE_W) - 1
HYST_W = 8
TICK_W = 16
_FIELD_W = (*(CODE_W, HYST_W) * N_TRIPS, TICK_W, TICK_W, N_SCANNED, *(2,) * N_CHANNELS, 3)
CFG_W = sum(_FIELD_W)
_AVERAGE_LOG2 = (0, 2, 4, 4)


class Threshold(NamedTuple):
    """Limit and hysteresis of one monitor, in codes."""

    limit: int
    hyst: int


class MonitorCfg(NamedTuple):
    """All settings of the monitor."""

    thresholds: Sequence[Threshold]
    """Of VBAT_OVER … DIE_CRIT."""
    awake: int
    """Ticks from scan to scan while the PMU is awake or VBUS is attached."""
    asleep: int
    """Ticks from scan to scan otherwise."""
    enable: int
    """Bit c: channel c (0 to 4) is scanned."""
    average: Sequence[int]
    """Per channel: 0 is one conversion, 1 four, 2 and 3 sixteen."""
    count: int
    """Results in a row that move a trip or a sensor fault; 0 is read as 1."""

    def pack(self) -> int:
        """The word of cfg_i. ValueError names a field that does not fit."""
        fields = (*(part for pair in self.thresholds for part in pair), self.awake, self.asleep, self.enable,
                  *self.average, self.count)  # fmt: skip
        word = shift = 0
        for number, (value, width) in enumerate(zip(fields, _FIELD_W, strict=True)):
            if not 0 <= value < 1 << width:
                raise ValueError(f"MonitorCfg: field {number} = {value}: must be 0 to {(1 << width) - 1}")
            word |= value << shift
            shift += width
        return word

    @classmethod
    def unpack(cls, word: int) -> MonitorCfg:
        """The settings that a word of cfg_i holds. ValueError if it has more than CFG_W bits."""
        if not 0 <= word < 1 << CFG_W:
            raise ValueError(f"MonitorCfg: word {word:#x}: must fit {CFG_W} bits")
        fields = []
        for width in _FIELD_W:
            fields.append(word & (1 << width) - 1)
            word >>= width
        split = 2 * N_TRIPS
        thresholds = tuple(Threshold(*fields[at : at + 2]) for at in range(0, split, 2))
        awake, asleep, enable, *average, count = fields[split:]
        return cls(thresholds, awake, asleep, enable, tuple(average), count)

    def average_log2(self, channel: int) -> int:
        """Binary logarithm of the number of conversions that make one result of *channel*."""
        return _AVERAGE_LOG2[self.average[channel]]
