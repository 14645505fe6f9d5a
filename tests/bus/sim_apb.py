# SPDX-License-Identifier: Apache-2.0
"""The register block on its bus: every address, every rule, every requester, against the golden model."""

from __future__ import annotations

import cocotb
from cocotb.handle import HierarchyObject
from cocotb.triggers import ReadOnly

from models.regmap import BY_ADDR, MAP_BYTES, REGISTERS, Requester
from tb.agents.apb import ApbError, Command
from tb.block_bench import block_test
from tb.covers import covers
from tests.bus.bench import (
    INTERRUPTS, PROFILE_RESETS, BusBench, allowed, bus_bench, likely, por, read_all, set_locks, wires,
)
from tests.csr.ranges import RESETS

BENCH = bus_bench()
CYCLES_PER_TRANSFER = 3
LOCKS = [(name, field) for name, reg in REGISTERS.items() for field in reg.fields if name.endswith("_LOCK")]


@block_test(BusBench)
@covers("REG-SCR-1")
async def test_reset_values(dut: HierarchyObject, bench) -> None:
    """What is stored has its reset value; what is held by subsystems shows through."""
    await read_all(bench)
    assert (await bench.apb.read("SYS_ID")).data == int.from_bytes(b"DORM")
    assert (await bench.apb.read("SLP_SLEEP_HINT")).data == 0xFFFF_FFFF
    assert (await bench.apb.read("SLP_MODE_ALLOW")).data == PROFILE_RESETS["SLP_MODE_ALLOW_RST"]
    assert await bench.apb.get("SLP_CORE0_CTRL", "TYPE") == 1
    for (register, field), value in RESETS.items():
        assert await bench.apb.get(register, field) == value, f"{register}.{field}"


@block_test(BusBench)
@covers("REG-FW-3", "REG-APB-2")
async def test_every_address(dut: HierarchyObject, bench) -> None:
    """Each byte address of the map, read and written: what has no register or is misaligned is refused."""
    for addr in range(MAP_BYTES):
        requester, secure = Requester(bench.rng.randrange(4)), bench.rng.random() < 0.5
        bench.apb.post(Command(addr, False, 0, 0, requester, secure), expect_error=addr not in BY_ADDR)
        write = Command(addr, True, bench.rng.getrandbits(32), 15, requester, secure)
        bench.apb.post(write, expect_error=None if addr in BY_ADDR else True)
        if addr % 256 == 255:
            await bench.apb.flush()
    await read_all(bench)


@block_test(BusBench)
@cocotb.parametrize(requester=tuple(range(4)))
@covers("REG-APB-2", "REG-WHO-1", "REG-WHO-2")
async def test_every_rule(dut: HierarchyObject, bench, requester: int) -> None:
    """Each register, secure or not, with all 16 strobes; unlocked first, then locked."""
    for locked in (False, True):
        if locked:
            await set_locks(bench, LOCKS)
        for addr, reg in BY_ADDR.items():
            if reg.name.endswith("_LOCK") and not locked:
                continue  # would lock the others before their time
            for secure in (True, False):
                for strb in (15, bench.rng.randrange(15)) if locked else range(16):
                    command = Command(addr, True, likely(bench, reg), strb, Requester(requester), secure)
                    bench.apb.post(command, expect_error=None)
                bench.apb.post(Command(addr, False, 0, 0, Requester(requester), secure))
            await bench.apb.flush()
        bench.change_held()
        await read_all(bench)


@block_test(BusBench)
@covers("REG-LOCK-1")
async def test_locks(dut: HierarchyObject, bench) -> None:
    """Each lock closes what names it, nothing else, and stays closed until POR. A non-secure write does not lock."""
    for name, field in LOCKS:
        block = name.removesuffix("_LOCK")
        behind = [reg for reg in REGISTERS.values() if reg.lock == (name, field)]
        assert behind, f"{name}.{field} locks nothing"
        mask = REGISTERS[name][field].mask
        await bench.apb.write(name, mask, secure=False, expect_error=True)
        await bench.apb.write(name, 0)
        for reg in behind:
            await bench.apb.write(reg.addr, allowed(bench.rng, reg))
        await bench.apb.write(name, mask)
        await bench.apb.write(name, 0)
        assert await bench.apb.get(name, field) == 1, f"{block}: the lock opened"
        for reg in REGISTERS.values():
            if reg.writable and reg.owner is None and not reg.name.endswith("_LOCK"):
                locked = reg.lock is not None and bench.model.field(*reg.lock) == 1
                assert locked or reg not in behind
                await bench.apb.write(reg.addr, allowed(bench.rng, reg), expect_error=locked)
    await por(bench)
    await read_all(bench)
    for reg in REGISTERS.values():
        if reg.lock:
            await bench.apb.write(reg.addr, allowed(bench.rng, reg))


@block_test(BusBench)
@covers("SLP-LOCK-4", "REG-WHO-1")
async def test_owners(dut: HierarchyObject, bench) -> None:
    """A core's lock words: only that core, secure or not; the debugger and the PMBus host are refused."""
    for core in (0, 1):
        for word in ("WAKELOCK_SET", "WAKELOCK_CLR", "DEEPLOCK_SET", "DEEPLOCK_CLR", "CTRL", "ACTIVE_TIME"):
            for requester in Requester:
                for secure in (True, False):
                    await bench.apb.write(
                        f"SLP_CORE{core}_{word}", bench.rng.getrandbits(32), requester=requester, secure=secure,
                        expect_error=requester != core,
                    )  # fmt: skip


@block_test(BusBench)
@covers("REG-POST-4")
async def test_keys_and_torn_writes(dut: HierarchyObject, bench) -> None:
    """Commands with a key take nothing else; what must be whole takes no part."""
    key = REGISTERS["PWR_SHUTDOWN"].key
    for bit in range(32):
        await bench.apb.write("PWR_SHUTDOWN", key ^ 1 << bit, expect_error=True)
    await bench.apb.write("PWR_SHUTDOWN", key, secure=False, expect_error=True)
    await bench.apb.write("PWR_SHUTDOWN", key)
    for data, refused in ((0, True), (1, False), (3, True), (0x101, True)):
        await bench.apb.write("RTC_COMMIT", data, expect_error=refused)
    await bench.apb.write("RTC_COMMIT", 0xFFFF_FF01, strb=1)
    for reg in REGISTERS.values():
        if reg.whole:
            for strb in range(15):
                requester = reg.owner or Requester.CORE0
                await bench.apb.write(reg.addr, allowed(bench.rng, reg), strb=strb, requester=requester, expect_error=True)


@block_test(BusBench)
@covers("REG-FW-3", "REG-APB-1")
async def test_reserved_bits_and_byte_strobes(dut: HierarchyObject, bench) -> None:
    """Settings take the bytes that have a strobe, and only bits that exist."""
    for reg in REGISTERS.values():
        settings = sum(f.mask for f in reg.fields.values() if f.access == "rw" and not f.held)
        if not settings:
            continue
        owner = reg.owner or Requester.CORE0
        words = [allowed(bench.rng, reg) for _ in range(9)] if reg.ranged else [0xFFFF_FFFF, 0, 0xAAAA_AAAA, 0x5555_5555]
        for word in words:
            await bench.apb.write(reg.addr, word, requester=owner)
            assert (await bench.apb.read(reg.addr)).data == word & settings
        for lane in range(0 if reg.whole else 4):
            await bench.apb.write(reg.addr, 0, requester=owner)
            await bench.apb.write(reg.addr, 0xFFFF_FFFF, strb=1 << lane, requester=owner)
            assert (await bench.apb.read(reg.addr)).data == settings & 0xFF << 8 * lane


@block_test(BusBench)
@covers("REG-FW-2")
async def test_interrupts(dut: HierarchyObject, bench) -> None:
    """Events and test bits show, are cleared by ones alone, and drive the output where enabled."""
    for block in INTERRUPTS:
        width = len(REGISTERS[f"{block}_INTR_STATE"].fields)
        for bit in range(width):
            await bench.apb.write(f"{block}_INTR_ENABLE", 1 << bit)
            for enabled in (bit, (bit + 1) % width):
                bench.set_events(**{block: 1 << enabled})
                await bench.cycles(2)
                bench.check_settings()
                await bench.apb.read("SYS_IRQ_STATUS")
                await bench.apb.read(f"{block}_INTR_RAW")
                bench.set_events(**{block: 0})
                await bench.cycles(2)
                bench.check_settings()
        await bench.apb.write(f"{block}_INTR_ENABLE", 0xFFFF_FFFF)
        for bit in range(width):
            await bench.apb.write(f"{block}_INTR_TEST", 1 << bit)
            await bench.apb.read(f"{block}_INTR_STATE")
            await bench.apb.read(f"{block}_INTR_RAW")
            await bench.apb.read("SYS_IRQ_STATUS")
            assert bench.dut.irq_o.value == 1
        await bench.apb.write(f"{block}_INTR_STATE", 0)
        await bench.apb.write(f"{block}_INTR_TEST", 0)
        for bit in range(width):
            bench.check_settings()
            await bench.apb.write(f"{block}_INTR_STATE", 1 << bit)
            await bench.apb.read(f"{block}_INTR_STATE")
        await bench.cycles(1)
        bench.check_settings()
        assert bench.dut.irq_o.value == 0


@block_test(BusBench)
@covers("REG-FW-2")
async def test_interrupt_output_is_registered(dut: HierarchyObject, bench) -> None:
    """The output follows state and enable one clock later, never at once."""
    await bench.apb.write("RTC_INTR_ENABLE", 1)
    bench.set_events(RTC=1)
    await ReadOnly()
    assert dut.rtc_irq_o.value == 0 and dut.irq_o.value == 0
    await bench.cycles(1)
    assert dut.rtc_irq_o.value == 1 and dut.irq_o.value == 1


@block_test(BusBench)
@covers("REG-APB-1")
async def test_back_to_back(dut: HierarchyObject, bench) -> None:
    """Transfers without a pause between them: three clocks each, posted or awaited."""
    times = []
    bench.monitor.add_callback(lambda transaction: times.append(transaction.time))
    for n in range(20):
        bench.apb.post(Command(REGISTERS[f"SYS_SCRATCH{n % 4}"].addr, n % 3 > 0, n, 15 if n % 3 else 0))
    await bench.apb.flush()
    await bench.apb.write("SYS_SCRATCH0", 1)
    await bench.apb.read("SYS_SCRATCH0")
    period = 20_000  # of tb_bus, in steps of 1 ps
    assert {b - a for a, b in zip(times, times[1:])} == {CYCLES_PER_TRANSFER * period}


@block_test(BusBench, start=False)
@covers("REG-APB-1")
async def test_dropped_transfers(dut: HierarchyObject, bench) -> None:
    """A requester that breaks off or skips the setup cycle: all or nothing, and the next transfer works."""
    bench.monitor.strict = False
    await bench.start()
    scratch = REGISTERS["SYS_SCRATCH0"]
    for number, (states, written, answers) in enumerate((
        (((1, 0), (0, 0), (0, 0)), False, []),  # dropped after the setup cycle
        (((1, 0), (1, 0), (1, 0), (0, 0), (0, 0)), False, []),  # PENABLE never came
        (((1, 0), (0, 1), (0, 1), (0, 0)), False, []),  # PENABLE without PSEL
        (((1, 0), (1, 1), (0, 0), (0, 0)), True, [False]),  # dropped in the wait state: served whole
        (((1, 0), (1, 0), (1, 1), (1, 1), (0, 0)), True, [False]),  # PENABLE late
        (((1, 1), (1, 1), (0, 0)), False, [True]),  # no setup cycle: an error, not a write
        (((0, 0), (0, 1), (1, 1), (1, 1), (0, 0)), False, [True]),
    )):  # fmt: skip
        await bench.apb.write("SYS_SCRATCH0", 0)
        seen = await wires(dut, scratch, 0x1000 + number, states)
        assert seen == answers, f"case {number}: PSLVERR {seen}, should be {answers}"
        if written:  # the monitor does not count a transfer that was dropped, so the model is told here
            assert bench.model.write(scratch.addr, 0x1000 + number)
        await bench.apb.read("SYS_SCRATCH0")
    assert bench.monitor.aborted


@block_test(BusBench, start=False)
@covers("REG-APB-1")
async def test_stuck_enable_repeats_nothing(dut: HierarchyObject, bench) -> None:
    """PSEL and PENABLE that stay high after a command: the command is given once, the rest is refused."""
    bench.monitor.strict = False
    await bench.start()
    shutdown = REGISTERS["PWR_SHUTDOWN"]
    answers = await wires(dut, shutdown, shutdown.key, [(1, 0)] + 9 * [(1, 1)])
    assert answers[0] is False and len(answers) > 1 and all(answers[1:]), answers
    await bench.cycles(1)


@block_test(BusBench, start=False)
@covers("REG-APB-1", "PWR-RST-3")
async def test_reset_ends_a_transfer(dut: HierarchyObject, bench) -> None:
    """POR in each cycle of a transfer: the registers have their reset values, the bus is ready for the next."""
    bench.monitor.strict = False
    await bench.start()
    for cycle in range(3):
        await wires(dut, REGISTERS["SYS_SCRATCH0"], 0xFFFF_FFFF, ((1, 0), (1, 1), (1, 1))[: cycle + 1])
        dut.rst_n.value = 0
        await bench.cycles(1)
        assert dut.pready.value == 0
        bench.model.reset()
        dut.rst_n.value = 1
        await bench.cycles(1)
        await read_all(bench)


@block_test(BusBench)
async def test_clock_stops(dut: HierarchyObject, bench) -> None:
    """Without a bus clock the agent says so after its time-out, and works again when the clock is back."""
    bench.monitor.strict = False
    bench.apb.timeout_us = 5
    dut.clk_stop.value = 1
    try:
        await bench.apb.read("SYS_ID")
    except ApbError as error:
        assert "clock stopped" in str(error)
    else:
        raise AssertionError("a read without a clock was answered")
    dut.clk_stop.value = 0
    await bench.cycles(2)
    await bench.apb.read("SYS_ID")


@block_test(BusBench)
async def test_agent_names_the_register(dut: HierarchyObject, bench) -> None:
    """Errors that are not expected, and expected ones that do not come, say which access it was."""
    for access, words in (
        (bench.apb.write("SLP_MODE_ALLOW", 1, secure=False), ("SLP_MODE_ALLOW", "0x180", "non-secure", "refused")),
        (bench.apb.read("SYS_ID", expect_error=True), ("SYS_ID", "accepted")),
        (bench.apb.write(0x123, 0, requester=Requester.DEBUG), ("0x123", "no register", "DEBUG")),
    ):  # fmt: skip
        try:
            await access
        except ApbError as error:
            assert all(word in str(error) for word in words), error
        else:
            raise AssertionError(f"no error that names {words[0]}")
    try:
        await bench.apb.read("RTC_TIEM")
    except KeyError as error:
        assert "RTC_TIME" in str(error)


@block_test(BusBench)
@covers("REG-FW-3", "REG-APB-2", "VER-UNIT-1")
async def test_random_walk(dut: HierarchyObject, bench) -> None:
    """Random accesses by everybody, while subsystems change, interrupts come and go, and locks close one by one."""
    mapped = list(BY_ADDR)
    open_locks = list(LOCKS)
    for step in range(4000):
        addr = bench.rng.choice(mapped) if bench.rng.random() < 0.95 else bench.rng.randrange(MAP_BYTES)
        reg = BY_ADDR.get(addr)
        if reg is not None and reg.name.endswith("_LOCK"):
            continue
        write = bench.rng.random() < 0.6
        strb = bench.rng.choice((15, 15, 15, bench.rng.randrange(16))) if write else 0
        owner = reg.owner if reg is not None and reg.owner is not None and bench.rng.random() < 0.7 else None
        requester = owner if owner is not None else Requester(bench.rng.randrange(4))
        data = likely(bench, reg) if write else 0
        command = Command(addr, write, data, strb, requester, bench.rng.random() < 0.7)
        bench.apb.post(command, expect_error=None)
        if bench.rng.random() < 0.1:
            await bench.apb.flush()
            await bench.cycles(bench.rng.randrange(4))
            bench.change_held()
            widths = {name: len(REGISTERS[f"{name}_INTR_RAW"].fields) for name in INTERRUPTS}
            bench.set_events(**{name: bench.rng.getrandbits(width) for name, width in widths.items()})
            await bench.cycles(bench.rng.randrange(1, 3))
            bench.check_settings()
        if step % 900 == 899 and open_locks:
            await bench.apb.flush()
            await set_locks(bench, [open_locks.pop(bench.rng.randrange(len(open_locks)))])
