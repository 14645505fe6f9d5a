# SPDX-License-Identifier: Apache-2.0
"""Every wire between the subsystems arrives, in the AON clock, through a life in which each of them moves.

The scoreboard of a block takes the block's inputs as they are: what is wired wrongly between two blocks is seen here.
"""

import cocotb

from models.blocks import on_platform
from profiles import load
from profiles.parameters import plain
from tests.system.rig import BENCH, DEEP_SLEEP, SLEEP, Rig

__all__ = ["BENCH"]

MODELS = {entry.name: entry.model(plain(load("ameba"))) for entry in on_platform(plain(load("ameba")))}
# source and sink of each wire of the list that goes from core to core as it is, as block.port
WIRES = [
    (source, f"{entry.name}.{port}")
    for entry in on_platform(plain(load("ameba")))
    for port, source in entry.wires.items()
    for block, _, output in [source.partition(".")]
    if block in MODELS
    and output in MODELS[block].OUTPUTS
    and MODELS[block].OUTPUTS[output] == MODELS[entry.name].INPUTS.get(port)
]
RESET_TICKS = 14


@cocotb.test()
async def wires_between_subsystems(dut):
    """Both ends of each wire are equal at every change of either, and each wire has moved."""
    rig = await Rig.boot(dut)
    moved = dict.fromkeys(WIRES, 0)

    def end(name: str) -> object:
        block, _, port = name.partition(".")
        return getattr(rig.board.inside(block).u_core, port)

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
