# SPDX-License-Identifier: Apache-2.0
"""The APB agent itself: its monitor finds each breach of the protocol, and both name the access."""

from __future__ import annotations

from collections.abc import Awaitable

import cocotb
from cocotb.handle import Force, HierarchyObject
from cocotb.triggers import FallingEdge

from models.regmap import REGISTERS
from tb.agents.apb import ApbDriver, ApbError, ApbMonitor
from tests.bus.bench import bus_bench

BENCH = bus_bench()
SCRATCH = REGISTERS["SYS_SCRATCH0"].addr


async def prepare(dut: HierarchyObject) -> tuple[ApbDriver, ApbMonitor]:
    dut.rst_n.value = 0
    driver, monitor = ApbDriver(dut, dut.clk_sys), ApbMonitor(dut, dut.clk_sys)
    for _ in range(2):  # the clock's first falling edge is its start from X
        await FallingEdge(dut.clk_sys)
    dut.rst_n.value = 1
    await FallingEdge(dut.clk_sys)
    return driver, monitor


async def expect_breach(breach: Awaitable[object], *words: str) -> None:
    try:
        await breach
    except ApbError as error:
        assert all(word in str(error) for word in words), f"{error}: should say {words}"
    else:
        raise AssertionError(f"no breach found; expected one about {words}")


async def drive(dut: HierarchyObject, *cycles: dict[str, int]) -> None:
    """One clock for each set of wires."""
    for cycle in cycles:
        for name, value in cycle.items():
            getattr(dut, name).value = value
        await FallingEdge(dut.clk_sys)


@cocotb.test()
async def test_driver_and_monitor_miss_pready(dut: HierarchyObject) -> None:
    driver, monitor = await prepare(dut)
    dut.pready.value = Force(0)
    answer = cocotb.start_soon(driver.read("SYS_SCRATCH0", expect_error=None))
    await expect_breach(monitor.watching, "SYS_SCRATCH0", "no PREADY")
    await expect_breach(answer, "SYS_SCRATCH0", "no PREADY")
    await expect_breach(checked(monitor), "no PREADY")


async def checked(monitor: ApbMonitor) -> None:
    monitor.check()


@cocotb.test()
async def test_error_without_ready(dut: HierarchyObject) -> None:
    driver, monitor = await prepare(dut)
    dut.pslverr.value = Force(1)
    answer = cocotb.start_soon(driver.read("SYS_SCRATCH0", expect_error=None))
    await expect_breach(monitor.watching, "PSLVERR without PREADY")
    await answer


@cocotb.test()
async def test_refused_read_with_data(dut: HierarchyObject) -> None:
    driver, monitor = await prepare(dut)
    dut.prdata.value = Force(5)
    answer = cocotb.start_soon(driver.read(0xFFC, expect_error=True))
    await expect_breach(monitor.watching, "0xFFC", "PRDATA is 0x00000005")
    await answer


@cocotb.test()
@cocotb.parametrize(wire=("paddr", "pwdata", "pstrb", "pprot", "preq_id", "pwrite"))
async def test_changed_transfer(dut: HierarchyObject, wire: str) -> None:
    _, monitor = await prepare(dut)
    start = {"psel": 1, "penable": 0, "paddr": SCRATCH, "pwrite": 1, "pwdata": 1, "pstrb": 15}
    changed = {"paddr": SCRATCH + 4, "pwdata": 2, "pstrb": 7, "pprot": 2, "preq_id": 1, "pwrite": 0}[wire]
    driven = cocotb.start_soon(drive(dut, start, {"penable": 1, wire: changed}, {}))
    await expect_breach(monitor.watching, "SYS_SCRATCH0", "changed")
    await driven


@cocotb.test()
async def test_dropped_transfer(dut: HierarchyObject) -> None:
    _, monitor = await prepare(dut)
    driven = cocotb.start_soon(drive(dut, {"psel": 1, "paddr": SCRATCH}, {"psel": 0}, {}))
    await expect_breach(monitor.watching, "SYS_SCRATCH0", "PSEL dropped")
    await driven


@cocotb.test()
async def test_no_setup_cycle(dut: HierarchyObject) -> None:
    _, monitor = await prepare(dut)
    driven = cocotb.start_soon(drive(dut, {"psel": 1, "penable": 1, "paddr": SCRATCH}, {}, {"psel": 0}))
    await expect_breach(monitor.watching, "without a setup cycle")
    await driven
