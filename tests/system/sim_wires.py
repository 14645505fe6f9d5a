# SPDX-License-Identifier: Apache-2.0
"""Every wire between the subsystems arrives, in the AON clock, through a life in which each of them moves.

The scoreboard of a block takes the block's inputs as they are: what is wired wrongly between two blocks is seen here.
"""

import cocotb

from tests.system.rig import BENCH, DEEP_SLEEP, SLEEP, Rig

__all__ = ["BENCH"]

# source and sink of each wire, as block.port
WIRES = (
    ("power.state_o", "sleep.state_i"),
    ("power.ponr_o", "sleep.ponr_i"),
    ("power.boot_go_o", "sleep.boot_go_i"),
    ("power.restart_o", "sleep.restart_i"),
    ("sleep.slp_enter_o", "power.slp_enter_i"),
    ("sleep.slp_mode_o", "power.slp_mode_i"),
    ("sleep.slp_off_o", "power.slp_off_i"),
    ("sleep.core_tgt_o", "power.core_tgt_i"),
    ("sleep.mask_o", "wake.mask_i"),
    ("sleep.open_o", "wake.open_i"),
    ("sleep.extra_o", "wake.extra_i"),
    ("wake.any_o", "sleep.any_i"),
    ("wake.wake_o", "sleep.wake_i"),
    ("wake.event_o", "power.wake_event_i"),
)
RESET_TICKS = 14


@cocotb.test()
async def wires_between_subsystems(dut):
    """Both ends of each wire are equal at every change of either, and each wire has moved."""
    rig = await Rig.boot(dut)
    moved = dict.fromkeys(WIRES, 0)

    def end(name: str) -> object:
        block, _, port = name.partition(".")
        return getattr(rig.board._inside(f"u_{block}").u_core, port)

    async def follow(wire: tuple[str, str]) -> None:
        source, sink = (end(name) for name in wire)
        while True:
            await source.value_change
            moved[wire] += 1
            # in the middle of a tick everything stands
            await rig.at(rig.next_tick() - rig.period // 3)
            assert source.value == sink.value, f"{wire[0]} is {source.value}, {wire[1]} is {sink.value}; {rig.where()}"

    for wire in WIRES:
        rig.start(follow(wire))
    await rig.allow(SLEEP)
    await rig.normal_sleep(SLEEP)
    await rig.prepare()
    await rig.write("SLP_SLEEP_TIMER", 80)
    await rig.settled()
    rig.wfi()
    await rig.awake()
    await rig.allow(DEEP_SLEEP)
    await rig.normal_sleep(DEEP_SLEEP)
    boots = rig.cores[0].boots
    dut.reset_pin_n.value = 0
    await rig.ticks(RESET_TICKS)
    dut.reset_pin_n.value = 1
    await rig.until(lambda: rig.cores[0].boots > boots, "NP boots after RESET")
    assert all(moved.values()), [wire for wire, times in moved.items() if not times]
    await rig.finish()
