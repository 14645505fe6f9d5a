# SPDX-License-Identifier: Apache-2.0
"""Drives the block bench of the register block: model and protocol checker are always on.

Every transfer that the monitor sees is given to the golden model, and in the very cycle in which it completes four
things are compared: the answer, the strobes towards the subsystems, the data with them, and the settings of the
register that was written. How ports are named is written down here a second time, on purpose: pmu_top relies on it.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator

import cocotb
from cocotb.handle import HierarchyObject, LogicArrayObject
from cocotb.triggers import FallingEdge

from models.csr import Csr, Written
from models import blocks
from models.regmap import BOUNDS, BY_ADDR, FEATURES, REGISTERS, RESET_PARAMS, Field, Register
from tb.agents.apb import ApbDriver, ApbError, ApbMonitor, Command, Transaction
from tb.runner import Bench
from tests.csr import ranges

PROFILE_RESETS = {
    "SLP_TYPE0_RST": 1,
    "SLP_TYPE1_RST": 0,
    "SLP_MODE_ALLOW_RST": 0xA5C3,
    "WAKE_ROUTE0_RST": 0x1234_5679,
    "WAKE_ROUTE1_RST": 0x0F0E_0D0B,
    **ranges.packed(),
    **ranges.BOUNDS,
}
"""Reset values and bounds that a profile decides, as this bench is built with them."""
WIDTHS = RESET_PARAMS | BOUNDS
INTERRUPTS = tuple(name.removesuffix("_INTR_STATE") for name in REGISTERS if name.endswith("_INTR_STATE"))
BLOCKS = {entry.present: entry.registers for entry in blocks.BLOCKS.values() if entry.present}
"""Optional blocks by their parameters."""


def bus_bench(present: Iterable[str] = FEATURES) -> Bench:
    """tb_bus with the optional blocks that *present* names."""
    wide = {name: f"{WIDTHS[name]}'h{value:x}" for name, value in PROFILE_RESETS.items()}
    params = {name: text if WIDTHS[name] > 32 else PROFILE_RESETS[name] for name, text in wide.items()}
    return Bench(top="tb/blocks/tb_bus.sv", params=params | {name: int(name in present) for name in FEATURES})


def stripped(name: str) -> tuple[str, int]:
    """A name without its index, and the index or 0: slp_core1_wakelock is element 1 of slp_core_wakelock."""
    match = re.fullmatch(r"(.*?[a-z])(\d+)(_.*)?", name)
    return (match[1] + (match[3] or ""), int(match[2])) if match else (name, 0)


class BusBench:
    """tb_bus with agent, monitor and model. `await start()` first, `await finish()` last."""

    def __init__(self, dut: HierarchyObject, present: Iterable[str] = FEATURES) -> None:
        assert PROFILE_RESETS.keys() == WIDTHS.keys(), "the bench must give all reset values and bounds of a profile"
        self.dut = dut
        self.rng = random.Random(cocotb.RANDOM_SEED)
        self.apb = ApbDriver(dut, dut.clk_sys)
        self.monitor = ApbMonitor(dut, dut.clk_sys, callback=self._seen)
        self.model = Csr(PROFILE_RESETS, present)
        self.missing = {block for name, block in BLOCKS.items() if name not in present}
        """Optional blocks that this bench does not have."""
        self.held: dict[str, int] = {}
        """What the subsystems hold, by register; `change_held` changes it."""
        self.events: dict[str, int] = dict.fromkeys(INTERRUPTS, 0)
        self.transfers = 0
        self._told: list[Written] = []
        self._strobes_due = 0
        self._strobes_seen = 0
        self._vectors = {
            "strobes": self._layout(lambda name: name.endswith("_wr_o")),
            "commands": self._layout(self._is_command),
        }
        for name, reg in REGISTERS.items():
            if reg.writable:
                self.model.on_write(name, self._told.append)
        for name in {reg.name for reg, _ in self._held_fields()}:
            self.model.on_read(name, lambda name=name: self.held[name])
        for block in INTERRUPTS:
            self.model.on_events(block, lambda block=block: self.events[block])

    async def start(self) -> None:
        """Through reset, with every subsystem's state at a random value."""
        self.dut.rst_n.value = 0
        self.change_held()
        self.set_events(**dict.fromkeys(INTERRUPTS, 0))
        await self.cycles(2)
        assert self.dut.pready.value == 0 and self.dut.pslverr.value == 0, "PREADY and PSLVERR must be 0 in reset"
        cocotb.start_soon(self._count_strobes())
        self.dut.rst_n.value = 1
        await self.cycles(1)

    async def finish(self) -> None:
        """Checks that nothing is left over."""
        await self.apb.flush()
        await self.cycles(3)
        self.monitor.check()
        self.check_settings()
        assert self._strobes_seen == self._strobes_due, f"{self._strobes_seen} strobes, not {self._strobes_due}"
        assert self.transfers, "no transfer was seen"

    async def cycles(self, count: int) -> None:
        """Wait for *count* falling edges of the bus clock."""
        for _ in range(count):
            await FallingEdge(self.dut.clk_sys)

    # ---- the subsystems' side

    def change_held(self) -> None:
        """New random values for everything that subsystems hold, except events."""
        vectors: dict[LogicArrayObject, int] = {}
        for reg, field in self._held_fields():
            value = self.rng.getrandbits(field.width)
            word = self.held.get(reg.name, 0)
            self.held[reg.name] = (word & ~field.mask) | field.put(value)
            port, lsb = self._input(reg, field)
            vectors[port] = vectors.get(port, 0) | value << lsb
        for port, value in vectors.items():
            port.value = value

    def set_events(self, **events: int) -> None:
        """Sticky events of the named interrupts (SLP, PWR, RTC, MON, CHG)."""
        for block, value in events.items():
            self.events[block] = value
            getattr(self.dut, f"{block.lower()}_event_i").value = value

    def check_settings(self) -> None:
        """Every setting that the subsystems see, and the interrupt outputs."""
        for reg in REGISTERS.values():
            self._check_settings_of(reg)
        for block in INTERRUPTS:
            seen = getattr(self.dut, f"{block.lower()}_irq_o").value == 1
            assert seen == self.model.irq(block), f"{block.lower()}_irq_o is {int(seen)}"
        expected = any(self.model.irq(block) for block in INTERRUPTS)
        assert (self.dut.irq_o.value == 1) == expected, f"irq_o must be {int(expected)}"

    # ---- comparison

    def _seen(self, transaction: Transaction) -> None:
        command, response = transaction.command, transaction.response
        self.transfers += 1
        self._told.clear()
        if command.write:
            allowed = self.model.write(command.addr, command.data, command.strb, command.requester, command.secure)
            data = 0
        else:
            data, allowed = self.model.read(command.addr, command.requester, command.secure)
        if response.error == allowed:
            raise ApbError(f"{command}: {'refused' if allowed else 'accepted'}, the model says otherwise")
        if command.write and int(self.dut.prdata.value):
            raise ApbError(f"{command}: PRDATA is not 0")
        if response.data != data:
            raise ApbError(f"{command}: 0x{response.data:08X}, the model says 0x{data:08X}")
        if response.wait_states != 1:
            raise ApbError(f"{command}: {response.wait_states} wait states, not 1")
        strobes, commands = self._expected()
        for name, expected in (("strobes", strobes), ("commands", commands)):
            seen = self._decoded(name)
            if seen != expected:
                raise ApbError(f"{command}: {name} {_hex(seen)}, should be {_hex(expected)}")
        self._strobes_due += bool(strobes)
        if strobes and int(self.dut.requester_o.value) != command.requester:
            raise ApbError(f"{command}: requester_o is {int(self.dut.requester_o.value)} in the cycle of the strobe")
        if command.write and command.addr in BY_ADDR:
            self._check_settings_of(BY_ADDR[command.addr])

    def _expected(self) -> tuple[dict[str, int], dict[str, int]]:
        """Strobes and command data for the write that the model just passed on, if any."""
        if not self._told:
            return {}, {}
        reg, data = self._told[-1].register, self._told[-1].data
        name = reg.name.lower()
        if name.endswith("_intr_test"):
            return {}, {}
        strobes, commands = {}, {}
        passed_on = [f for f in reg.fields.values() if _passed_on(f) and not reg.range_error]
        if reg.posted or passed_on:
            port, index = stripped((reg.posted or reg.name).lower())
            strobes[f"{port}_wr_o"] = 1 << index
        for field in passed_on:
            value = field.get(data)
            if name.endswith("_intr_state"):
                port, lsb = f"{name[:-11]}_event_clr_o", field.lsb
            elif self._has_data(reg, field):
                port, lsb = self._port(reg, field, "_clr_o" if field.access == "w1c" else "_o")
            else:
                continue
            if value:
                commands[port] = commands.get(port, 0) | value << lsb
        return strobes, commands

    def _check_settings_of(self, reg: Register) -> None:
        if reg.name.endswith("_INTR_ENABLE") and reg.posted:
            seen = int(getattr(self.dut, f"{reg.name.lower()}_o").value)
            assert seen == self.model.word(reg.name), f"{reg.name}: the subsystem sees the mask 0x{seen:X}"
        if "_INTR_" in reg.name or reg.name.endswith("_LOCK") or reg.name.startswith("SYS_SCRATCH"):
            return
        word = self.model.word(reg.name)
        for field in reg.fields.values():
            if field.access == "rw" and not field.held:
                port, lsb = self._port(reg, field, "_o")
                seen = int(getattr(self.dut, port).value) >> lsb & ((1 << field.width) - 1)
                assert seen == field.get(word), f"{port}, from bit {lsb}: 0x{seen:X}, {reg.name} is 0x{word:08X}"

    async def _count_strobes(self) -> None:
        while True:
            await self.dut.strobes.value_change
            self._strobes_seen += int(self.dut.strobes.value) != 0

    # ---- names

    def _held_fields(self) -> Iterator[tuple[Register, Field]]:
        for reg in REGISTERS.values():
            own = reg.name in ("SYS_IRQ_STATUS", "SYS_FEATURES") or "_INTR_" in reg.name or reg.range_error
            if not own:
                yield from ((reg, field) for name, field in reg.fields.items() if field.held and name != "MORE")

    def _has_data(self, reg: Register, field: Field) -> bool:
        """The write comes with data besides its strobe: not so a command with a key, unless a bit of it crosses."""
        return reg.key is None or field.width > 1 or hasattr(self.dut, f"{reg.name.lower()}_o")

    def _input(self, reg: Register, field: Field) -> tuple[LogicArrayObject, int]:
        port, lsb = self._port(reg, field, "_i")
        return getattr(self.dut, port), lsb

    def _port(self, reg: Register, field: Field, suffix: str) -> tuple[str, int]:
        """Port of a field, and the field's lowest bit in it."""
        if packed := ranges.place(reg.name, field.name):
            return packed[0].removesuffix("_RST").lower() + suffix, packed[1]
        for whole in [f"{reg.name}_{field.name}"] if len(reg.fields) > 1 else []:
            for base, index in ((whole.lower(), 0), stripped(whole.lower())):
                if hasattr(self.dut, base + suffix):
                    return base + suffix, index * field.width
        base, index = stripped(reg.name.lower())
        return base + suffix, index * field.width if len(reg.fields) == 1 else field.lsb

    def _is_command(self, name: str) -> bool:
        if name.endswith("_clr_o"):
            return True
        commands = [
            self._port(reg, field, "_o")[0] for reg in REGISTERS.values() for field in reg.fields.values()
            if _passed_on(field) and field.access != "w1c" and self._has_data(reg, field) and "_INTR_" not in reg.name
        ]  # fmt: skip
        return name in commands

    def _layout(self, wanted: object) -> list[tuple[str, int]]:
        """(port, width) of the wanted outputs, in alphabetical order: so they lie in the vectors of the bench."""
        names = sorted(name for name in dir(self.dut) if name.endswith("_o") and wanted(name))
        return [(name, len(getattr(self.dut, name))) for name in names]

    def _decoded(self, vector: str) -> dict[str, int]:
        """The parts of a vector that are not 0, by port."""
        rest, found = int(getattr(self.dut, vector).value), {}
        for name, width in self._vectors[vector]:
            if value := rest & ((1 << width) - 1):
                found[name] = value
            rest >>= width
        return found


def _passed_on(field: Field) -> bool:
    """A write of the field is told to its subsystem: commands, bits to clear, and settings that the subsystem holds."""
    return field.access in ("wo", "w1c") or (field.access == "rw" and field.held)


def likely(bench: BusBench, reg: Register | None) -> int:
    """Write data; half of the time what the register's own rules allow: its key, or fields inside their ranges."""
    if reg is not None and bench.rng.random() < 0.5:
        if reg.key is not None:
            return reg.key
        if reg.ranged:
            return allowed(bench.rng, reg)
    return bench.rng.choice((0, 0xFFFF_FFFF, bench.rng.getrandbits(32), bench.rng.getrandbits(32)))


def allowed(rng: random.Random, reg: Register) -> int:
    """A word that no key and no range refuses; reserved bits too are random."""
    if reg.key is not None:
        return reg.key
    word = rng.getrandbits(32)
    for name, field in reg.fields.items():
        low, high = ranges.ALLOWED.get((reg.name, name), (0, field.mask >> field.lsb))
        word = word & ~field.mask | rng.randint(low, high) << field.lsb
    return word | ranges.NEEDED if reg.name == "MON_CTRL" else word


async def set_locks(bench: BusBench, locks: Iterable[tuple[str, str]]) -> None:
    """Close locks, named by register and field."""
    for name, field in locks:
        await bench.apb.write(name, REGISTERS[name].pack(**{field: 1}))


async def read_all(bench: BusBench) -> None:
    """Every register; the monitor compares."""
    for addr, reg in BY_ADDR.items():
        bench.apb.post(Command(addr, False), expect_error=reg.block in bench.missing)
    await bench.apb.flush()


async def por(bench: BusBench) -> None:
    """A power-on reset of bench and model."""
    await bench.apb.flush()
    bench.dut.rst_n.value = 0
    await bench.cycles(1)
    bench.model.reset()
    bench.dut.rst_n.value = 1
    await bench.cycles(1)


async def wires(dut: HierarchyObject, reg: Register, data: int, states: Iterable[tuple[int, int]]) -> list[bool]:
    """A write, one clock for each (PSEL, PENABLE); PSLVERR of every PREADY that was seen."""
    dut.paddr.value, dut.pwdata.value, dut.pwrite.value, dut.pstrb.value = reg.addr, data, 1, 15
    answers = []
    for dut.psel.value, dut.penable.value in states:
        await FallingEdge(dut.clk_sys)
        if dut.pready.value == 1:
            answers.append(dut.pslverr.value == 1)
    dut.psel.value, dut.penable.value = 0, 0
    return answers


def _hex(values: dict[str, int]) -> str:
    return ", ".join(f"{name} = 0x{value:X}" for name, value in values.items()) or "none"
