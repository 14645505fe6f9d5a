# SPDX-License-Identifier: Apache-2.0
"""What holds for a register block without some of its optional blocks, whichever they are."""

from __future__ import annotations

from collections.abc import Sequence

from cocotb.handle import HierarchyObject

from models.regmap import BY_ADDR, REGISTERS, Requester
from tb.agents.apb import Command
from tests.bus.bench import BLOCKS, BusBench, allowed, likely, read_all
from tests.csr.ranges import RESETS


async def check_refused(dut: HierarchyObject, present: Sequence[str]) -> None:
    """Reads and writes of what is missing are refused, by anybody, and change nothing; SYS.FEATURES tells."""
    bench = BusBench(dut, present)
    await bench.start()
    await read_all(bench)
    for name, block in BLOCKS.items():
        shown = await bench.apb.get("SYS_FEATURES", name.removeprefix("HAS_"))
        assert shown == (name in present), f"SYS.FEATURES says {shown} of {block}"
    missing = [reg for reg in BY_ADDR.values() if reg.block in bench.missing]
    assert missing, "this bench should lack a block"
    for reg in missing:
        for requester in Requester:
            for secure in (True, False):
                for word in (allowed(bench.rng, reg), 0, 0xFFFF_FFFF):
                    bench.apb.post(Command(reg.addr, True, word, 15, requester, secure), expect_error=True)
                bench.apb.post(Command(reg.addr, False, 0, 0, requester, secure), expect_error=True)
    assert all(response.data == 0 for response in await bench.apb.flush())
    bench.check_settings()  # the ports still show the reset values
    await bench.finish()


async def check_silent(dut: HierarchyObject, present: Sequence[str]) -> None:
    """Events of what is missing never become an interrupt, and its settings never leave their reset values."""
    bench = BusBench(dut, present)
    await bench.start()
    for block in BLOCKS.values():
        refused = block in bench.missing
        await bench.apb.write(f"{block}_INTR_ENABLE", 0xFFFF_FFFF, expect_error=refused)
        await bench.apb.write(f"{block}_INTR_TEST", 0xFFFF_FFFF, expect_error=refused)
        bench.set_events(**{block: (1 << len(REGISTERS[f"{block}_INTR_RAW"].fields)) - 1})
        await bench.cycles(2)
        assert getattr(dut, f"{block.lower()}_irq_o").value == (not refused)
        assert await bench.apb.get("SYS_IRQ_STATUS", block) == (not refused)
        bench.check_settings()
    for step in range(1500):
        reg = bench.rng.choice([reg for reg in BY_ADDR.values() if not reg.name.endswith("_LOCK")])
        write = bench.rng.random() < 0.6
        bench.apb.post(Command(reg.addr, write, likely(bench, reg) if write else 0, 15 if write else 0), expect_error=None)
        if step % 50 == 49:
            await bench.apb.flush()
            bench.change_held()
            await bench.cycles(1)
            bench.check_settings()
    for (register, field), value in RESETS.items():
        if REGISTERS[register].block in bench.missing:
            assert bench.model.field(register, field) == value
    await bench.finish()
