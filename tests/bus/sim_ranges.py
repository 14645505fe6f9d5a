# SPDX-License-Identifier: Apache-2.0
"""Settings with a range on the bus: what is outside is refused whole, and ERROR.RANGE of the block says so."""

from __future__ import annotations

import itertools

from cocotb.handle import HierarchyObject

from models.regmap import REGISTERS, Requester
from tb.agents.apb import Command
from tb.block_bench import block_test
from tb.covers import covers
from tests.bus.bench import BusBench, allowed, bus_bench, por, set_locks, wires
from tests.csr.ranges import RANGES, attempts, legal

BENCH = bus_bench()
BLOCKS = ("MON", "CHG", "WDT")
RANGED = [reg for reg in REGISTERS.values() if reg.ranged]


def outside(register: str) -> int:
    """A word with one field out of its range, the others inside."""
    name, field = next(place for place in RANGES if place[0] == register)
    low, high = RANGES[name, field]
    return REGISTERS[name].pack(**legal(name) | {field: low - 1 if low else high + 1})


async def errors(bench: BusBench) -> dict[str, int]:
    return {block: (await bench.apb.read(f"{block}_ERROR")).data for block in BLOCKS}


@block_test(BusBench)
@covers("REG-RANGE-1", "MON-AGE-2", "CHG-CELL-1")
async def test_every_range(dut: HierarchyObject, bench) -> None:
    """Both sides of both ends of each range: inside is taken, outside leaves the setting and sets the block's error."""
    refused = 0
    for register, field, value, fits in attempts():
        reg, block = REGISTERS[register], register.partition("_")[0]
        before = (await bench.apb.read(register)).data
        word = reg.pack(**legal(register) | {field: value})
        requester = Requester(bench.rng.randrange(4)) if reg.owner is None else reg.owner
        await bench.apb.write(
            register, word, requester=requester, secure=reg.secure or bench.rng.random() < 0.5, expect_error=not fits
        )
        assert (await bench.apb.read(register)).data == (word if fits else before), f"{register}.{field} = {value}"
        expected = dict.fromkeys(BLOCKS, 0) | {block: int(not fits)}
        assert await errors(bench) == expected, f"{register}.{field} = {value}"
        await bench.apb.write(f"{block}_ERROR", 0xFFFF_FFFE)
        assert await errors(bench) == expected, "only a 1 clears it"
        await bench.apb.write(f"{block}_ERROR", 1)
        assert await errors(bench) == dict.fromkeys(BLOCKS, 0)
        refused += not fits
    assert refused > 2 * len(RANGED)


@block_test(BusBench)
@covers("REG-RANGE-1")
async def test_range_error_is_sticky(dut: HierarchyObject, bench) -> None:
    """Good writes, reads, other blocks and a clear of the other block leave it; POR and a 1 end it. Several make one."""
    for block, other in itertools.pairwise((*BLOCKS, BLOCKS[0])):
        mine = [reg for reg in RANGED if reg.block == block]
        for reg in mine:
            await bench.apb.write(reg.name, outside(reg.name), expect_error=True)
        for reg in mine:
            await bench.apb.write(reg.name, allowed(bench.rng, reg))
            await bench.apb.read(reg.name)
        await bench.apb.write(f"{other}_ERROR", 1)
        await bench.apb.write("RTC_ERROR", 3)
        assert await errors(bench) == dict.fromkeys(BLOCKS, 0) | {block: 1}
        await por(bench)
        assert await errors(bench) == dict.fromkeys(BLOCKS, 0)


@block_test(BusBench)
@covers("REG-RANGE-1", "CHG-CELL-3")
async def test_other_refusals_are_no_range_error(dut: HierarchyObject, bench) -> None:
    """Torn writes, locked settings, unmapped addresses and reads with such data on the bus: no ERROR.RANGE."""
    for reg in RANGED:
        for strb in range(15):
            await bench.apb.write(reg.name, outside(reg.name), strb=strb, expect_error=True)
        bench.apb.post(Command(reg.addr, False, outside(reg.name), 0xF))
        await bench.apb.flush()
    for hole in (0x50C, 0x53C, 0x60C, 0x64C, 0x502, 0x605):
        await bench.apb.write(hole, 0, expect_error=True)
    for read_only in ("MON_STATUS", "MON_RESULT0", "CHG_STATUS", "CHG_DRIVE", "CHG_TIMERS"):
        await bench.apb.write(read_only, 0, expect_error=True)
    assert await errors(bench) == dict.fromkeys(BLOCKS, 0)
    for reg in RANGED:
        if reg.secure:
            for word in (outside(reg.name), allowed(bench.rng, reg)):
                await bench.apb.write(reg.name, word, secure=False, expect_error=True)
    assert await errors(bench) == dict.fromkeys(BLOCKS, 0)
    locks = {reg.lock for reg in RANGED if reg.lock}
    assert len(locks) == 6  # CHG_TIMER's settings have no range
    await set_locks(bench, sorted(locks))
    for reg in RANGED:
        if reg.lock:
            before = (await bench.apb.read(reg.name)).data
            for word in (outside(reg.name), allowed(bench.rng, reg)):
                await bench.apb.write(reg.name, word, expect_error=True)
            assert (await bench.apb.read(reg.name)).data == before
    assert await errors(bench) == dict.fromkeys(BLOCKS, 0)
    await bench.apb.write("CHG_CTRL", outside("CHG_CTRL"), expect_error=True)  # no lock names it
    assert (await errors(bench))["CHG"] == 1


@block_test(BusBench)
@covers("WDT-KICK-2")
async def test_kicks_that_are_none(dut: HierarchyObject, bench) -> None:
    """Another word is an error and no kick; whoever does not own the core, or writes a part of the key, is refused like anybody."""
    kick = REGISTERS["WDT_KICK"]
    for requester in Requester:
        await bench.apb.write("WDT_KICK", kick.key, requester=requester, expect_error=requester != kick.owner)
    for strb in range(15):
        await bench.apb.write("WDT_KICK", kick.key, strb=strb, requester=kick.owner, expect_error=True)
    assert await errors(bench) == dict.fromkeys(BLOCKS, 0)
    for word in (0, 1, 0xFFFF_FFFF, *(kick.key ^ 1 << bit for bit in range(32))):
        await bench.apb.write("WDT_KICK", word, requester=kick.owner, expect_error=True)
        assert await errors(bench) == dict.fromkeys(BLOCKS, 0) | {"WDT": 1}
        await bench.apb.write("WDT_ERROR", 1)


@block_test(BusBench, start=False)
async def test_half_transfers(dut: HierarchyObject, bench) -> None:
    """An access that never begins sets no error; one that is dropped after it has been judged has set it."""
    bench.monitor.strict = False
    await bench.start()
    reg, word = REGISTERS["CHG_ICHG"], outside("CHG_ICHG")
    for states, expected in (
        (((1, 0), (0, 0)), 0),  # set up, then dropped
        (((1, 1), (1, 1), (0, 0)), 0),  # PENABLE without a setup cycle
        (((1, 0), (1, 1), (0, 0)), 1),
    ):  # fmt: skip
        await wires(dut, reg, word, states)
        seen = await bench.apb.read("CHG_ERROR", expect_error=None) if not expected else None
        assert (seen.data if seen else int(dut.u_dut.u_chg_error.error_o.value)) == expected, states
    await bench.cycles(1)
    assert not bench.model.write(reg.addr, word)  # the monitor did not count a transfer that was dropped
    assert (await errors(bench))["CHG"] == 1


@block_test(BusBench)
async def test_clear_is_done_at_once(dut: HierarchyObject, bench) -> None:
    """Set and clear back to back, in both orders: the last one counts. No bit of SYS.BUSY has to be waited for."""
    bad = Command(REGISTERS["MON_CTRL"].addr, True, outside("MON_CTRL"), 15)
    clear = Command(REGISTERS["MON_ERROR"].addr, True, 1, 15)
    look = Command(REGISTERS["MON_ERROR"].addr, False)
    for commands, expected in (((bad, clear, look), 0), ((bad, clear, bad, look), 1), ((clear, look), 0)):
        for command in commands:
            bench.apb.post(command, expect_error=command is bad)
        assert (await bench.apb.flush())[-1].data == expected
