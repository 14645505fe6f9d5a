# SPDX-License-Identifier: Apache-2.0
"""The scenarios of `make sim` as tests that write down the processor time they took."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Awaitable, Sequence
from pathlib import Path

import cocotb
from cocotb.handle import HierarchyObject
from cocotb.triggers import Timer

from bench.simulation import TIME_VARIABLE
from scenarios import ameba, quectel


class RecordedBattery:
    """Stands in for the agent of the battery where a recording drives what its plant drove."""

    def start(self) -> None:
        """The recording goes by itself."""

    refresh = unplug = start

    def set(self, **attributes: object) -> None:
        """What follows from it has been recorded."""

    async def bounce(self, lengths_us: Sequence[float]) -> None:
        """Takes as long as with a plant."""
        for length_us in lengths_us:
            await Timer(round(length_us * 1e3), "ns")


async def _timed(work: Awaitable[None]) -> None:
    """Processor seconds of *work* go to the file named by the environment."""
    start = time.process_time()
    await work
    Path(os.environ[TIME_VARIABLE]).write_text(json.dumps({"cpu_s": time.process_time() - start}), encoding="utf-8")


@cocotb.test()
async def sleep_and_wake_timed(dut: HierarchyObject) -> None:
    """As the story of ameba."""
    await _timed(ameba.story.func(dut))


@cocotb.test()
async def charge_and_sleep_timed(dut: HierarchyObject) -> None:
    """As the story of quectel, plant and all."""
    await _timed(quectel.story.func(dut))


@cocotb.test()
async def charge_and_sleep_recorded(dut: HierarchyObject) -> None:
    """The same without the plant: *dut* is a replay bench that drives what the plant drove."""
    await _timed(quectel.tell(dut.u_tb, RecordedBattery()))
