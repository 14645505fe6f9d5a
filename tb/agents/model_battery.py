# SPDX-License-Identifier: Apache-2.0
"""Connects the plant (tb/plant) to the golden model of a PMU: what `tb/agents/battery.py` is to the RTL.

The plant is looked at when a scan begins, when a set point moves, when a test changes something, and when the charger's loops
have followed. Hours of a battery cost minutes: the plant and the model both jump.
"""

from __future__ import annotations

import math

from models.pmu import AON_HZ, Pmu
from tb.plant import BatteryPlant

_TOP_CODE = 4095
_HOLD_OFF_TICKS = 64  # within a scan the plant is not looked at again
_SETTLED = 8  # time constants of the charger's loops
_SET_POINTS = ("en_o", "iset_o", "vset_o", "sink_o")


class ModelBattery:
    """The *plant* at the pins and the converter of *pmu*, from now on."""

    def __init__(self, pmu: Pmu, plant: BatteryPlant) -> None:
        self.pmu, self.plant = pmu, plant
        self._set_points = (0, 0, 0, 0)
        self._comparators: dict[str, int] = {}
        self._codes = pmu.net.blocks["front_end"].codes
        self._looked_at = -_HOLD_OFF_TICKS
        self._settling = False
        for name in _SET_POINTS:
            pmu.net.watch(f"charger.{name}", lambda tick, value: self._driven())
        pmu.net.watch("monitor.sar_start_o", self._scanned)
        self._show()

    def set(self, **attributes: object) -> None:
        """As `BatteryPlant.set`, at this moment."""
        self._catch_up()
        self.plant.set(**attributes)
        self._show()

    def pull_cell(self) -> None:
        """The battery is taken out."""
        self._catch_up()
        self.plant.pull_cell()
        self._show()

    def insert_cell(self) -> None:
        """The battery is put in."""
        self._catch_up()
        self.plant.insert_cell()
        self._show()

    def hang_converter(self, hangs: bool) -> None:
        """The converter's conversions do not end any more, or do again."""
        self.pmu.net.blocks["front_end"].hangs = hangs

    def refresh(self) -> None:
        """Bring the plant to this moment and show it to the model."""
        self._catch_up()
        self._show()

    def _catch_up(self) -> None:
        self.plant.advance(self.pmu.tick / AON_HZ)

    def _show(self) -> None:
        point = self.plant.point
        for name, level in self.plant.comparators(point).items():
            if self._comparators.get(name, 0) != level:
                self._comparators[name] = level
                self.pmu.stage_pin(name, level)
        self._codes[:] = (min(max(int(code), 0), _TOP_CODE) for code in self.plant.channels(point))
        self._looked_at = self.pmu.tick
        if not self._settling and self.plant.settling:
            self._settling = True
            self.pmu.net.at(self.pmu.tick + math.ceil(_SETTLED * self.plant.charger.loop_s * AON_HZ), self._settle)

    def _settle(self) -> None:
        self._settling = False
        self.refresh()

    def _scanned(self, tick: int, start: int) -> None:
        if start and tick - self._looked_at >= _HOLD_OFF_TICKS:
            self.refresh()

    def _driven(self) -> None:
        """A set point has moved: the plant goes on to this moment with the old ones first. All that move together count as one."""
        points = tuple(self.pmu.net.output(f"charger.{name}") for name in _SET_POINTS)
        if points != self._set_points:
            self._set_points = points
            self._catch_up()
            self.plant.drive(*points)
            self._show()
