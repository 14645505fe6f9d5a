# SPDX-License-Identifier: Apache-2.0
"""Drives tb_pmu_charger: pins at any moment, registers like a register block writes them, the core against the model."""

from __future__ import annotations

import cocotb
from cocotb.handle import HierarchyObject
from cocotb.simtime import get_sim_time
from cocotb.triggers import FallingEdge, First, ReadOnly, Timer

from models.charger import Charger
from tb.aon import AonClock
from tb.runner import Bench
from tb.scoreboard import BlockScoreboard
from tests.charger.params import CAPS, GOOD, REAL, WORDS, resets

GROUPS = {"ctrl": 0, "limit": 1, "temp": 2, "timer": 3, "intr": 5}
"""Groups of settings, with their bits of busy_o."""
BUSY_CLEAR = 1 << 4
_WRITES = (*(f"{group}_wr_i" for group in GROUPS), "clr_wr_i", "clr_event_i", "clr_fault_i", "kick_i",
           *(f"{group}_i" for group in GROUPS))  # fmt: skip
_PINS = ("vbus_det_i", "vbus_ovp_i", "loop_cv_i", "loop_iin_i", "loop_vin_i")
_MONITOR = ("vbat_i", "vbus_i", "ntc_i", "ichg_i", "upd_i", "ready_i", "sensor_i", "die_warn_i", "die_crit_i", "vbat_over_i", "stale_i",
            "state_i")


def pin_bench(**changes: object) -> Bench:
    """The bench with the usual settings."""
    return Bench(top="tb/blocks/tb_pmu_charger.sv", params=resets(), **changes)


class PinBench:
    """tb_pmu_charger with its clocks and the scoreboard of its core. `await start()` first, `await finish()` last."""

    def __init__(self, dut: HierarchyObject) -> None:
        self.dut, self.core = dut, dut.u_charger.u_core
        self.clock = AonClock(dut.clk, dut.now)
        self.scoreboard = BlockScoreboard(
            self.core, lambda: Charger(*WORDS, **REAL._asdict(), cap=CAPS.pack()), self.clock, reset=dut.rst_ni, name="Charger"
        )

    async def start(self) -> None:
        """Through reset with no charger attached, everything else good, to the first samples."""
        dut = self.dut
        dut.rst_ni.value = 0
        dut.run_i.value = 1
        for name in (*_WRITES, *_PINS):
            getattr(dut, name).value = 0
        for name in _MONITOR:
            getattr(dut, name).value = GOOD.get(name, 0)
        await self.clock.start()
        self.scoreboard.start()
        dut.rst_ni.value = 1
        await self.clock.counting()
        await self.clock.ticks(8)

    async def finish(self) -> None:
        """Nothing is left over: the last comparison."""
        await self.scoreboard.finish()

    async def strike(self, name: str, **data: int) -> None:
        """Write *data* and pulse *name* for one bus clock; ends at the falling edge after it."""
        await FallingEdge(self.dut.clk_sys)
        for port, word in data.items():
            getattr(self.dut, port).value = word
        getattr(self.dut, name).value = 1
        await FallingEdge(self.dut.clk_sys)
        getattr(self.dut, name).value = 0

    async def post(self, group: str, word: int) -> None:
        """Write a group of settings; it is on its way when this ends."""
        await self.strike(f"{group}_wr_i", **{f"{group}_i": word})

    async def clear(self, events: int = 0, fault: int = 0, kick: int = 0) -> None:
        """Write the clear register."""
        await self.strike("clr_wr_i", clr_event_i=events, clr_fault_i=fault, kick_i=kick)

    async def idle(self, limit_ticks: int = 30) -> None:
        """Wait until nothing is busy; AssertionError if that takes longer than *limit_ticks*."""
        await self.until("busy_o", 0, limit_ticks)

    async def until(self, port: str, value: int, limit_ticks: int) -> float:
        """Wait until an output has a value; returns when, in ticks. AssertionError after *limit_ticks*."""
        handle, end = getattr(self.dut, port), get_sim_time("step") + limit_ticks * self.clock.period
        while handle.value != value:
            left = end - get_sim_time("step")
            assert left > 0, f"{port} is {handle.value}, not {value}, after {limit_ticks} ticks"
            await First(handle.value_change, Timer(left, "step"))
            await ReadOnly()
        when = self.moment()
        await Timer(1, "ns")
        return when

    def moment(self) -> float:
        """The present time in ticks."""
        return (get_sim_time("step") - self.clock.base) / self.clock.period

    async def off_phase(self, part: float) -> None:
        """Wait a part of a tick, so that what follows comes at any phase of both clocks."""
        await Timer(max(1, round(part * self.clock.period)), "step")

    async def charging(self, limit_ticks: int = 2_200) -> None:
        """Plug in and wait for CC, without a bus clock: that is most of the simulation's work."""
        self.dut.run_i.value = 0
        self.dut.vbus_det_i.value = 1
        await self.until("en_o", 1, limit_ticks)
        self.dut.run_i.value = 1
        await self.clock.ticks(8)

    def read(self, *ports: str) -> tuple[int, ...]:
        """Values of ports, as they are now."""
        return tuple(int(getattr(self.dut, port).value) for port in ports)


class Taken:
    """The words of a group that the core takes, in order."""

    def __init__(self, bench: PinBench, group: str) -> None:
        self.words: list[int] = []
        self._valid, self._word = (getattr(bench.core, f"{group}_{kind}") for kind in ("valid_i", "i"))
        cocotb.start_soon(self._follow())

    async def _follow(self) -> None:
        while True:
            await self._valid.value_change
            await ReadOnly()
            if self._valid.value == 1:
                self.words.append(int(self._word.value))
