# SPDX-License-Identifier: Apache-2.0
"""Ports of pmu_regs: what the subsystems see of the register block.

pmu_csr has a port for every field. The subsystems want vectors, so here

- a register with one field gives one port, named after the register;
- a register of single-bit fields without gaps gives one vector, bit n = field n;
- a command whose key is one bit gives its strobe alone;
- names that differ only in an index (core 0 and 1, alarm 0 to 3, ...) become one vector, element 0 in the low bits;
- settings whose reset values lie in one vector <NAME>_RST are one vector <name>, packed alike.

Suffixes: `_i` state that the subsystem holds; `_o` a stored setting, or the data of a command (or of a setting that the
subsystem holds, because it may end it) in the cycle of its strobe and 0 otherwise; `_clr_o` the bits that a write of
ones clears, in the cycle of its strobe and 0 otherwise;
`_wr_o` the strobe: one cycle, the first in which a stored setting shows the new value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rdl import MORE_BUSY, Field, Register, RegisterMap

_INDEXED = re.compile(r"([a-z_]+?)(\d+)((?:_[a-z_]+)?)")


@dataclass(frozen=True)
class Element:
    """One part of a port: *signal* is the wire of pmu_csr or pmu_csr_strobes, or the expression, that it belongs to."""

    name: str
    width: int
    signal: str
    out: bool
    reg: Register | None = None
    field: Field | None = None
    """Whose data it is; None for strobes."""


@dataclass(frozen=True)
class Port:
    """A port of pmu_regs with its elements, the one in the low bits first."""

    name: str
    out: bool
    elements: tuple[Element, ...]

    @property
    def width(self) -> int:
        return sum(element.width for element in self.elements)

    def slices(self) -> Iterator[tuple[str, Element]]:
        """Every element with the expression that names it in the port."""
        lsb = 0
        for element in self.elements:
            if self.width == 1:
                yield self.name, element
            elif element.width == 1:
                yield f"{self.name}[{lsb}]", element
            else:
                yield f"{self.name}[{lsb + element.width - 1}:{lsb}]", element
            lsb += element.width


def written(strobe: str, lsb: int, width: int) -> str:
    """Expression: these bits of the write in the cycle of its strobe, else 0."""
    bits = f"wdata[{lsb}]" if width == 1 else f"wdata[{lsb + width - 1}:{lsb}]"
    return f"{strobe} & {bits}" if width == 1 else f"{{{width}{{{strobe}}}}} & {bits}"


def is_internal(reg: Register) -> bool:
    """The register's logic is inside pmu_regs: interrupts and their level, locks, refused ranges, optional blocks."""
    internal = reg.name in ("SYS_IRQ_STATUS", "SYS_FEATURES")
    return internal or "_INTR_" in reg.name or reg.name.endswith("_LOCK") or reg.range_error


def interrupts(regmap: RegisterMap) -> list[Register]:
    """The INTR_STATE registers, one for each interrupt output."""
    return [reg for reg in regmap.registers if reg.interrupt]


def subsystem_ports(regmap: RegisterMap) -> dict[str, list[Port]]:
    """Ports by block name, in the order of the map."""
    result: dict[str, list[Port]] = {}
    for block in regmap.blocks:
        found: dict[tuple[str, bool], list[Element]] = {}
        packed: dict[str, list[tuple[int, Element]]] = {}
        for reg in regmap.registers:
            if reg.block == block.name and not is_internal(reg):
                for field, wire in field_wires(reg):
                    if field.in_vector:
                        element = Element(wire, field.width, f"{wire}_o", True, reg, field)
                        packed.setdefault(f"{field.reset_param.lower().removesuffix('_rst')}_o", []).append((field.reset_lsb, element))
                for port, element in _elements(reg):
                    found.setdefault((port, element.out), []).append(element)
        for name, elements in packed.items():
            found[(name, True)] = [element for _, element in sorted(elements, key=lambda entry: entry[0])]
        for name, signal in _strobes(regmap, block.name):
            found.setdefault((f"{name}_wr_o", True), []).append(Element(f"{name}_wr_o", 1, signal, True))
        result[block.name] = list(_joined({key[0]: tuple(elements) for key, elements in found.items()}))
    return result


def _elements(reg: Register) -> Iterator[tuple[str, Element]]:
    base = reg.name.lower()
    # busy bits belong to different subsystems
    flags = not reg.shows_busy and len(reg.fields) > 1 and all(
        field.width == 1 and field.lsb == n and (field.access, field.hw) == (reg.fields[0].access, reg.fields[0].hw)
        for n, field in enumerate(reg.fields)
    )
    for field in reg.fields:
        if field.in_vector or (reg.shows_busy and field.name == MORE_BUSY):
            continue
        port = base if flags or len(reg.fields) == 1 else f"{base}_{field.name.lower()}"
        wire = f"{base}_{field.name.lower()}"
        data = written(f"{base}_wr", field.lsb, field.width)
        if field.access in ("ro", "w1c", "rw") and field.hw == "w":
            yield f"{port}_i", Element(wire, field.width, f"{wire}_i", False, reg, field)
        if field.access == "w1c":
            yield f"{port}_clr_o", Element(wire, field.width, data, True, reg, field)
        elif (field.access == "wo" and (reg.key is None or field.width > 1 or not reg.crosses)) or (field.access == "rw" and field.hw == "w"):
            yield f"{port}_o", Element(wire, field.width, data, True, reg, field)
        elif field.access in ("rw", "w1s") and field.hw == "r":
            yield f"{port}_o", Element(wire, field.width, f"{wire}_o", True, reg, field)


def _strobes(regmap: RegisterMap, block: str) -> Iterator[tuple[str, str]]:
    """(name, expression) of every strobe: groups of posted registers in one, others by register."""
    groups: dict[str, list[str]] = {}
    for reg in regmap.registers:
        own = reg.name.endswith("INTR_TEST") or reg.range_error  # nobody outside is told
        if reg.block == block and (reg.posted or reg.strobe) and not own:
            groups.setdefault((reg.posted or reg.name).lower(), []).append(f"{reg.name.lower()}_wr")
    for name, members in groups.items():
        yield name, " | ".join(members)


def _joined(ports: dict[str, tuple[Element, ...]]) -> Iterator[Port]:
    """Names that differ only in an index, made one."""
    families: dict[str, list[tuple[int, str]]] = {}
    for name in ports:
        match = _INDEXED.fullmatch(name)
        if match:
            families.setdefault(match[1] + match[3], []).append((int(match[2]), name))
    joined = {}
    for family, members in families.items():
        if sorted(index for index, _ in members) == list(range(len(members))) and len(members) > 1:
            joined.update({name: (family, [n for _, n in sorted(members)]) for _, name in members})
    done = set()
    for name, elements in ports.items():
        family, members = joined.get(name, (name, [name]))
        if family not in done:
            done.add(family)
            parts = tuple(element for member in members for element in ports[member])
            yield Port(family, elements[0].out, parts)


def field_wires(reg: Register) -> list[tuple[Field, str]]:
    """The fields of a register with the base name of their pmu_csr ports."""
    return [(field, f"{reg.name.lower()}_{field.name.lower()}") for field in reg.fields]
