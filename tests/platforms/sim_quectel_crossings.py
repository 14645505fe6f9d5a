# SPDX-License-Identifier: Apache-2.0
"""A request that nobody made, in every crossing of settings: it brings the reset values, which are there already."""

import cocotb

from cocotb.triggers import FallingEdge, ReadOnly

from profiles import load
from profiles.parameters import plain
from tb.covers import covers
from tests.platforms.quectel import BENCH, QuectelRig

__all__ = ["BENCH"]

COMMANDS = ("rtc u_time", "rtc u_clear", "sleep u_kick", "sleep u_clr", "wake u_clear", "monitor u_request", "monitor u_clear",
            "charger u_clear", "power u_clr")  # fmt: skip


QUIET_CLOCKS = 200
FRONT_ENDS = {
    "rtc": ("u_time", "u_trim", "u_clear", "gen_alarm[0].u_alarm", "gen_alarm[1].u_alarm"),
    "sleep": ("u_type", "u_max", "u_tmr", "u_kick", "u_clr", "gen_active[0].u_active"),
    "wake": ("u_cfg", "u_route", "u_clear"), "power": ("u_off", "u_vdd", "u_clr"),
    "monitor": ("u_cfg", "u_request", "u_clear"), "charger": ("u_ctrl", "u_limit", "u_temp", "u_timer", "u_clear"),
}  # fmt: skip
"""Every posted group, by block."""


def _crossings(rig: QuectelRig) -> dict[str, object]:
    inside = rig.board._inside
    battery = inside("u_battery")
    blocks = {name: inside(f"u_{name}").u_cdc for name in ("rtc", "sleep", "wake", "power")}
    return blocks | {"monitor": battery.gen_monitor.u_monitor.u_cdc, "charger": battery.gen_charger.u_charger.u_cdc}


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
    blocks = _crossings(rig)
    posts = {f"{block} {name}": _instance(blocks[block], name) for block, names in FRONT_ENDS.items() for name in names}
    reset = rig.board._inside("u_rst_sys").rst_no
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
    blocks = _crossings(rig)
    width = values["N_WAKE"]
    settings = {
        "monitor u_cfg": values["MON_CFG_RST"], "charger u_ctrl": values["CHG_CTRL_RST"],
        "charger u_limit": values["CHG_LIMIT_RST"], "charger u_temp": values["CHG_TEMP_RST"],
        "charger u_timer": values["CHG_TIMER_RST"], "wake u_cfg": 0,
        "wake u_route": sum(mask << width * core for core, mask in enumerate(values["ROUTE_RST"])),
        "sleep u_type": sum(bit << core for core, bit in enumerate(values["TYPE_RST"])), "rtc u_trim": 0,
        "power u_vdd": 0,
    }  # fmt: skip
    before = await rig.fields("RTC_STATUS"), await rig.read("RTC_SECONDS")
    for name, expected in (settings | dict.fromkeys(COMMANDS, 0)).items():
        block, _, instance = name.partition(" ")
        post = getattr(blocks[block], instance)
        assert int(post.req_q.value) == int(post.seen_q.value), f"{name} is on its way"
        assert name in COMMANDS or not int(post.req_q.value), f"{name}: the way up has written to it"
        await rig.at(rig.next_tick() + rig.period // 2)
        post.seen_q.value = 1 - int(post.seen_q.value)
        await rig.ticks(0.1)
        assert int(post.dst_valid_o.value) == 1, f"{name}: nothing comes out"
        data = int(post.dst_data_o.value)
        assert (data >> 70 if name == "rtc u_time" else data) == expected, f"{name} brings {data:#x}"
        await rig.ticks(2)
        assert int(post.dst_valid_o.value) == 0, f"{name} comes again"
    assert before == (await rig.fields("RTC_STATUS"), await rig.read("RTC_SECONDS")), "the clock was set"
    await rig.finish()
