# SPDX-License-Identifier: Apache-2.0
"""A request that nobody made, in every crossing: it brings the reset values, which are there already, or nothing to do."""

import re

import cocotb

from cocotb.triggers import FallingEdge, ReadOnly

from models.blocks import BLOCKS
from models.regmap import REGISTERS
from profiles import load
from profiles.parameters import plain
from tb.covers import covers
from tests.platforms.quectel import BENCH, QuectelRig

__all__ = ["BENCH"]

NAMES = {entry.registers: entry.name for entry in BLOCKS.values()}
QUIET_CLOCKS = 200


def _crossings(rig: QuectelRig) -> dict[str, object]:
    """Every posted group that the platform has, with its crossing."""
    values, found = plain(load("quectel")), {}
    for posted in dict.fromkeys(reg.posted for reg in REGISTERS.values() if reg.posted):
        block = posted.partition("_")[0]
        if not BLOCKS[NAMES[block]].on(values):
            continue
        family, index = re.fullmatch(r"(\w+?)(\d*)", posted.lower()).groups()
        if int(index or 0) < {"slp_active": values["N_CORES"], "rtc_alarm": values["N_ALARMS"]}.get(family, 1):
            within = f"gen_{family}[{index}].gen_there." if index else ""
            found[posted] = _instance(rig.board.inside(NAMES[block]), f"u_xing.{within}u_{family}")
    return found


def _instance(handle: object, path: str) -> object:
    for part in path.split("."):
        name, _, index = part.partition("[")
        handle = getattr(handle, name)
        handle = handle[int(index[:-1])] if index else handle
    return handle


@cocotb.test()
@covers("REG-POST-6")
async def nothing_is_posted_out_of_reset(dut):
    """From the first bus clock out of reset on, with nobody on the bus: no group is busy, posted or on its way."""
    rig = QuectelRig(dut)
    await rig.power_on()
    posts = _crossings(rig)
    reset = rig.board.inside("u_rst_sys").rst_no
    assert int(reset.value) == 0, "the bus clock runs already: the first clocks were missed"
    await rig.ready()
    rig.start(rig.press_key())
    clocks = 0
    while clocks < QUIET_CLOCKS:
        await FallingEdge(dut.clk_sys)
        await ReadOnly()
        for name, post in posts.items():
            assert not int(post.src_busy_o.value) and not int(post.req_q.value), f"{name}: posted on clock {clocks} out of reset"
        clocks += int(reset.value)
    await rig.ticks(0.1)


@cocotb.test()
@covers("REG-POST-5")
async def requests_out_of_nowhere(dut):
    """The AON half of each handshake flips: one valid, with what the group has after reset; of commands, nothing to do."""
    rig = QuectelRig(dut)
    await rig.power_on()
    await rig.ready()
    await rig.boot_by_key()
    await rig.settled()
    values = plain(load("quectel"))
    reset = {
        "MON_CFG": values["MON_CFG_RST"], "CHG_CTRL": values["CHG_CTRL_RST"], "CHG_LIMIT": values["CHG_LIMIT_RST"],
        "CHG_TEMP": values["CHG_TEMP_RST"], "CHG_TIMER": values["CHG_TIMER_RST"],
        "WAKE_ROUTE": sum(mask << 32 * core for core, mask in enumerate(values["ROUTE_RST"])),
        "SLP_TYPE": sum(bit << core for core, bit in enumerate(values["TYPE_RST"])),
    }  # fmt: skip
    settings = {reg.posted for reg in REGISTERS.values() if any(field.access == "rw" for field in reg.fields.values())}
    before = await rig.fields("RTC_STATUS"), await rig.read("RTC_SECONDS")
    for name, post in _crossings(rig).items():
        assert int(post.req_q.value) == int(post.seen_q.value), f"{name} is on its way"
        assert name not in settings or not int(post.req_q.value), f"{name}: the way up has written to it"
        await rig.at(rig.next_tick() + rig.period // 2)
        post.seen_q.value = 1 - int(post.seen_q.value)
        await rig.ticks(0.1)
        assert int(post.dst_valid_o.value) == 1, f"{name}: nothing comes out"
        assert int(post.dst_data_o.value) == reset.get(name, 0), f"{name} brings {int(post.dst_data_o.value):#x}"
        await rig.ticks(2)
        assert int(post.dst_valid_o.value) == 0, f"{name} comes again"
    assert before == (await rig.fields("RTC_STATUS"), await rig.read("RTC_SECONDS")), "the clock was set"
    await rig.finish()
