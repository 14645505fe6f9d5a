# SPDX-License-Identifier: Apache-2.0
"""The plant around the charger: battery, linear charger, its source, thermistor and die, in plain Python (volts, amperes)."""

from tb.plant.cell import Cell, LiIonCell
from tb.plant.charger import LinearCharger
from tb.plant.guard import CellLimits, Guard, Rule, cell_rules, regulation_rules
from tb.plant.ntc import Ntc, NtcState
from tb.plant.plant import BatteryPlant, Channels, Sample
from tb.plant.source import Source
from tb.plant.trace import Trace

__all__ = [
    "BatteryPlant", "Cell", "CellLimits", "Channels", "Guard", "LiIonCell", "LinearCharger", "Ntc", "NtcState", "Rule",
    "Sample", "Source", "Trace", "cell_rules", "regulation_rules",
]  # fmt: skip
