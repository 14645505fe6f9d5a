# SPDX-License-Identifier: Apache-2.0
"""Flops of the reset synchronizers flip: one alone resets nobody, and a side that is reset leaves no crossing out of step."""

import itertools

import cocotb
from cocotb.triggers import Timer

from models.regmap import REGISTERS, PwrState
from tb.board import Board
from tb.covers import covers
from tests.system.clocks import BEFORE_MIDNIGHT, RtcRig
from tests.system.rig import BENCH, OS

__all__ = ["BENCH"]

RELEASED = {"meta_q": 1, "rst_q": 1, "twin_meta_q": 0, "twin_q": 0}
POSTS = {
    "wake": ("WAKE_ENABLE", "WAKE_ROUTE0", "WAKE_PENDING"), "rtc": ("RTC_COMMIT", "RTC_TRIM", "RTC_INTR_STATE"),
    "sleep": ("SLP_CORE0_CTRL", "SLP_MAX_SLEEP", "SLP_SLEEP_TIMER", "SLP_INTR_STATE"), "power": ("PWR_CFG", "PWR_CAUSE"),
}  # fmt: skip
"""A register of each posted group, by block."""


@cocotb.test()
@covers("REG-POST-5")
async def a_flop_that_flips_resets_nobody(dut):
    """Each flop of both synchronizers in turn: everything goes on as if nothing had been."""
    rig = await RtcRig.boot(dut)
    await rig.set_clock(BEFORE_MIDNIGHT)
    await rig.prepare(locks=OS)
    seconds = await rig.read("RTC_SECONDS")
    for side, (flop, value) in itertools.product(("u_rst_aon", "u_rst_sys"), RELEASED.items()):
        await rig.at(rig.next_tick() + rig.period // 2)
        reset = getattr(rig.board.inside(side), flop)
        assert int(reset.value) == value
        reset.value = 1 - value
        await rig.ticks(3)
        assert int(reset.value) == value, f"{side}.{flop} does not come back by itself"
        assert int(dut.pwr_state.value) == PwrState.ACTIVE, f"{side}.{flop}"
        assert await rig.read("SLP_CORE0_WAKELOCK") == OS, f"{side}.{flop}"
        assert await rig.read("WAKE_ENABLE"), f"{side}.{flop}"
        assert await rig.read("RTC_SECONDS") == seconds, f"{side}.{flop}"
    await rig.finish()


@cocotb.test()
@covers("REG-POST-5")
async def bus_side_alone_posts_nothing(dut):
    """Both copies of the bus side's reset at once, with every crossing's request at 1: no AON block is told anything.

    Afterwards each crossing carries the next write, and the AON side has kept its time and its power.
    """
    rig = await RtcRig.boot(dut)
    await rig.set_clock(BEFORE_MIDNIGHT)
    await rig.prepare(locks=OS)
    posts = []
    for block, register in ((block, register) for block, registers in POSTS.items() for register in registers):
        post = getattr(rig.board.inside(f"u_{block}").u_xing, f"u_{REGISTERS[register].posted.lower()}")
        posts.append(post)
        if not int(post.req_q.value):
            clears = any(f.access == "w1c" for f in REGISTERS[register].fields.values())
            await rig.write(register, 1 if register == "RTC_COMMIT" else 0 if clears else await rig.read(register))
    await rig.settled()
    assert all(int(post.req_q.value) for post in posts), "some request is even"
    told = []

    async def watch(post) -> None:
        while True:
            await post.dst_valid_o.value_change
            told.append(post._path)

    tasks = [cocotb.start_soon(watch(post)) for post in posts]
    sync = rig.board.inside("u_rst_sys")
    await rig.at(rig.next_tick() + rig.period // 2)
    for flop, value in RELEASED.items():
        getattr(sync, flop).value = 1 - value
    await Timer(10, "ns")
    assert int(sync.rst_no.value) == 0
    rig.checks.mirror.reset()
    await rig.ticks(12)
    assert int(sync.rst_no.value) == 1
    assert not told, f"posts out of nowhere: {told}"
    assert int(dut.pwr_state.value) == PwrState.ACTIVE
    assert await rig.read("RTC_STATUS") & 1, "the time is lost"
    for task in tasks:
        task.cancel()
    await rig.prepare(locks=OS)
    await rig.write("RTC_TRIM", 5)
    await rig.settled()
    assert int(rig.board.inside("u_rtc").u_core.trim_q.value) == 5
    await rig.finish()


@cocotb.test()
@covers("REG-POST-5")
async def aon_side_takes_the_bus_side_with_it(dut):
    """Whatever resets the AON side resets the bus side at once; both come back, bus side last, and the system boots anew."""
    board = Board(dut)
    await board.start(scoreboards=False)
    await board.power_on()
    await board.until("pwr_state", PwrState.ACTIVE, within_ns=20_000_000)
    await board.apb.write("WAKE_ENABLE", 1)
    aon, sys = board.inside("u_rst_aon"), board.inside("u_rst_sys")
    for flop, value in RELEASED.items():
        getattr(aon, flop).value = 1 - value
    await Timer(1, "ns")
    assert (int(aon.rst_no.value), int(sys.rst_no.value)) == (0, 0)
    assert int(dut.pwr_state.value) == PwrState.OFF
    await board.until("pwr_state", PwrState.ACTIVE, within_ns=20_000_000)
    assert (int(aon.rst_no.value), int(sys.rst_no.value)) == (1, 1)
    assert not (await board.apb.read("WAKE_ENABLE")).data, "the registers show settings that the AON side has lost"
    assert (await board.apb.read("PWR_RESET_CAUSE")).data & 1
