# SPDX-License-Identifier: Apache-2.0
"""A processor core as the PMU sees it: WFI, a clock that can be stopped, a domain that can lose its state, firmware.

Firmware is a coroutine. It runs while the core is clocked and out of reset, starts anew when the core has lost its
state, and goes on behind its WFI when the state was retained.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol

import cocotb
from cocotb.handle import HierarchyObject
from cocotb.task import Task
from cocotb.triggers import Event, FallingEdge, Timer

from tb.agents.apb import ApbDriver, Response

Firmware = Callable[["Core"], Awaitable[None]]


class Surroundings(Protocol):
    """What a core needs of its board: the top's pins, a way to the bus, and to set one bit of a pin's vector."""

    dut: HierarchyObject
    apb: ApbDriver

    def set_bit(self, signal: str, bit: int, level: int) -> None:
        """Drive bit *bit* of the top's input *signal*."""


class Core:
    """Core *index*, in power domain *domain* of *board*; `boots` counts its starts from reset.

    `takes_irq`: whether the PMU's interrupt line ends this core's WFI.
    """

    def __init__(self, board: Surroundings, index: int, name: str, domain: int, *, takes_irq: bool = True) -> None:
        self.board, self.index, self.name, self.domain = board, index, name, domain
        self.takes_irq = takes_irq
        self.boots = 0
        self.leave_ns = 0
        """How long the core stands in WFI after it was woken."""
        self._firmware: Firmware | None = None
        self._task: Task | None = None
        self._lost = True
        self._waits = False
        self._interrupted = False
        self._changed = Event()
        self._look = Event()

    # What firmware does

    async def write(self, register: str | int, data: int, **options: object) -> Response:
        """Write a register of the PMU as this core; options as in the APB agent."""
        return await self.board.apb.write(register, data, requester=self.index, **options)

    async def read(self, register: str | int, **options: object) -> int:
        """Read a register of the PMU as this core."""
        return (await self.board.apb.read(register, requester=self.index, **options)).data

    async def wfi(self) -> None:
        """Wait for interrupt: stand still until an interrupt or an event of the PMU comes, and the clock runs."""
        await FallingEdge(self.board.dut.clk_sys)
        self._waits = True
        self.board.set_bit("core_wfi", self.index, 1)
        while not self._woken():
            await self._next_change()
        if self.leave_ns:
            await Timer(self.leave_ns, "ns")
        self._interrupted = False
        self.board.set_bit("core_wfi", self.index, 0)
        while not self.clocked:
            await self._next_change()
        self._waits = False

    # What happens to it

    def run(self, firmware: Firmware) -> None:
        """Run *firmware* at every start from reset from now on."""
        self._firmware = firmware
        cocotb.start_soon(self._live())

    def interrupt(self) -> None:
        """An interrupt of the core's own: ends its WFI, or does nothing."""
        if self._waits:
            self._interrupted = True
            self._changed.set()

    @property
    def clocked(self) -> bool:
        """Whether the core's clock runs and it is out of reset."""
        bit = 1 << self.domain
        return all(int(handle.value) & bit for handle in (self.board.dut.dom_clk_en, self.board.dut.dom_rst_n))

    @property
    def waits(self) -> bool:
        """Whether firmware stands in `wfi()`."""
        return self._waits

    def _woken(self) -> bool:
        dut, bit = self.board.dut, 1 << self.index
        if int(dut.dom_iso.value) & 1 << self.domain:
            return False
        return self._interrupted or bool(int(dut.core_event.value) & bit) or (self.takes_irq and dut.irq.value == 1)

    async def _next_change(self) -> None:
        self._changed.clear()
        await self._changed.wait()

    async def _live(self) -> None:
        """Start, freeze and restart firmware as the domain's clock, reset and retention say."""
        dut, bit = self.board.dut, 1 << self.domain
        for name in ("dom_rst_n", "dom_clk_en", "dom_iso", "dom_restore", "core_event", "irq"):
            cocotb.start_soon(self._notice(getattr(dut, name)))
        while True:
            if not int(dut.dom_rst_n.value) & bit and not self._lost:
                self._lost = True
                if not self._waits:
                    self._stop()
            if int(dut.dom_restore.value) & bit:
                self._lost = False
            if self.clocked and not int(dut.dom_iso.value) & bit and self._lost:
                self._lost = False
                self._stop()
                self.boots += 1
                self._task = cocotb.start_soon(self._firmware(self))
            await self._look.wait()
            self._look.clear()

    async def _notice(self, handle: object) -> None:
        while True:
            await handle.value_change
            self._look.set()
            self._changed.set()

    def _stop(self) -> None:
        """The core forgets what it did."""
        if self._task is not None:
            self._task.cancel()
        self._task, self._waits, self._interrupted = None, False, False
        self.board.set_bit("core_wfi", self.index, 0)
