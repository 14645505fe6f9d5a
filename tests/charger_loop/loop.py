# SPDX-License-Identifier: Apache-2.0
"""What the closed-loop tests share: the bench on the quectel profile, cells to charge, and looking at the loop."""

from __future__ import annotations

from cocotb.handle import HierarchyObject

from models.regmap import ChargerState
from profiles import load
from tb.charge_bench import SPEED, ChargeBench, bench_for, plant_for
from tb.plant import Guard, LiIonCell, Sample, regulation_rules

PROFILE = load("quectel")
BENCH = bench_for(PROFILE)
CHARGER = PROFILE["charger"]
VREG_MV, ICHG_MA = CHARGER["voltage_mv"], CHARGER["current_ma"]
CHARGING = {ChargerState.TRICKLE, ChargerState.PRECHARGE, ChargerState.CC, ChargerState.CV, ChargerState.RECHARGE}
TICK_US = 30.518
DG_MS = 25.0
SCAN_MS = 15.7
SYNC_TICKS = 3  # from a pin to what is behind its synchronizer, at the latest


class FlatCell:
    """A cell so large that nothing changes its voltage: for standing exactly at a threshold."""

    resistance_ohm, max_step_s = 1e-5, 1e-3

    def __init__(self, emf_v: float, temperature_c: float = 25.0) -> None:
        self.emf_v, self.temperature_c = emf_v, temperature_c

    def step(self, current_a: float, dt_s: float) -> None:
        """Nothing happens."""


class Loop(ChargeBench):
    """The bench around a cell; keeps the highest voltage, and every sample while `watching`.

    A guard looks at the pin: never above the voltage that the cell is charged to, but for the stage's own error."""

    def __init__(self, dut: HierarchyObject, soc: float = 0.5, cell: object | None = None, **more: object) -> None:
        self.samples: list[Sample] = []
        self.watching = False
        self.highest_v = 0.0
        plant = plant_for(PROFILE, cell or LiIonCell(500.0, soc, speed=SPEED), watch=self._sample, **more)
        stage = plant.charger
        self.guard = Guard(regulation_rules(VREG_MV, stage, stage.voltage_error))
        super().__init__(dut, PROFILE, plant)

    async def plugged(self) -> None:
        """Start with the charger attached."""
        self.plant.source.connected = True
        await self.start()

    async def finish(self) -> dict[str, int]:
        """As in the bench; and the battery has never been above the voltage it is charged to."""
        self.battery.refresh()
        self.guard.check()
        return await super().finish()

    def visited(self, since: int = 0) -> list[str]:
        """Names of the states entered after the first *since*."""
        return self.names[since:]

    def _sample(self, sample: Sample) -> None:
        self.highest_v = max(self.highest_v, sample.vbat_v)
        self.guard.see(sample)
        if self.watching:
            self.samples.append(sample)
