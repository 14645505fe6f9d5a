# SPDX-License-Identifier: Apache-2.0
"""Drives pmu_charger: pins at any moment, registers as a register block writes them, the core against the model."""

from __future__ import annotations

from cocotb.handle import HierarchyObject

from models.charger import Charger
from tb.block_bench import BlockBench
from tb.runner import Bench
from tests.charger.params import CAPS, GOOD, REAL, WORDS, resets


def pin_bench(**changes: object) -> Bench:
    """The bench with the usual settings and the real times."""
    return Bench(top="rtl/charger/pmu_charger.sv", params={f"CHG_{name}": value for name, value in resets().items()}, **changes)


class PinBench(BlockBench):
    """pmu_charger between two clocks."""

    def __init__(self, dut: HierarchyObject) -> None:
        super().__init__(dut, lambda: Charger(*WORDS, **REAL._asdict(), cap=CAPS.pack()), dut.u_core.u_core, "Charger")

    async def start(self) -> None:
        """Through reset with no charger attached, everything else good, to the first samples."""
        await super().start(**{**GOOD, "vbus_det_i": 0})
        await self.ticks(8)

    async def write(self, group: str, word: int) -> None:
        """Write a group of settings; it is on its way when this ends."""
        await self.post(f"chg_{group}", **{"chg_intr_enable" if group == "intr" else f"chg_{group}": word})

    async def clear(self, events: int = 0, fault: int = 0, kick: int = 0) -> None:
        """Write the clear register."""
        await self.post("chg_clear", chg_event_clr=events, chg_cmd=fault << 1 | kick)

    async def charging(self, limit: int = 2_200) -> None:
        """Plug in and wait for CC, without a bus clock: that is most of the simulation's work."""
        self.drive(run_i=0, vbus_det_i=1)
        await self.until("en_o", 1, limit)
        self.drive(run_i=1)
        await self.ticks(8)
