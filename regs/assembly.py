# SPDX-License-Identifier: Apache-2.0
"""From regs/pmu.toml and the headers of the blocks to modules that are nothing but wiring: pmu_top, and parts of it.

What is checked: every input has a source or is a pin, every output goes somewhere, both ends of a wire exist, a parameter has
one shape in all blocks.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bundles import Bundles
from header import Header, Parameter, Port, header
from rdl import HERE, MapError, RegisterMap
from shell import Shell, shell

LIST = HERE / "pmu.toml"
RTL = HERE.parent / "rtl"
_INFRASTRUCTURE = {
    "clk_sys_i": "clk_sys_i", "rst_sys_ni": "rst_sys_n", "strobe_i": "strobe", "clk_aon_i": "clk_aon_i",
    "rst_aon_ni": "rst_aon_n", "now_i": "now",
}  # fmt: skip
_GIVEN = {"timebase.ticks_o": "ticks", "regs.requester_o": "requester"}
_SAMPLE = "power.sample_o"
"""While it is 1 the bus clock is wanted, and gets sample strobes."""
_OTHERS_BUSY = "busy_other_i"
"""Input that is 1 while a write to any other block is on its way."""


@dataclass(frozen=True)
class Block:
    """One entry of the list, with the header of its module. `registers` is in small letters; `present` the parameter of an
    optional block."""

    name: str
    registers: str
    present: str | None
    title: str
    wires: dict[str, list[str]]
    pins: dict[str, str]
    renamed: dict[str, str]
    header: Header

    def pin_of(self, port: str) -> str | None:
        """The PMU's pin that *port* is."""
        back = {mine: pin for pin, mine in self.renamed.items()}
        pin = back.get(port, port)
        return pin if pin in self.pins else None


@dataclass(frozen=True)
class Instance:
    """A block in an assembly: (port, expression) of each connection, and what is 0 where the block is not there."""

    block: Block
    connections: list[tuple[str, str]]
    driven: list[str]


@dataclass(frozen=True)
class Assembly:
    """What the template is filled with. `ports` are (heading, ports) after clocks and bus."""

    name: str
    title: str
    parameters: list[Parameter]
    ports: list[tuple[str, list[Port]]]
    bundles: list[str]
    wires: list[tuple[str, str]]
    instances: list[Instance]
    sample: str


def written_by_hand(name: str) -> Path | None:
    """The file of pmu_<name>, if there is one that is not generated."""
    return next((file for file in sorted(RTL.rglob(f"pmu_{name}.sv")) if file.parent.name != "generated"), None)


def shells(regmap: RegisterMap, made: list[Bundles]) -> dict[str, Shell]:
    """By block the modules that nobody has written."""
    listed, by_registers = tomllib.loads(LIST.read_text())["block"], {b.block: b for b in made}
    try:
        return {
            name: shell(
                name, by_registers[entry["registers"].lower()], {entry.get("renamed", {}).get(pin, pin) for pin in entry.get("pins", ())},
                dict(regmap.reset_params), RTL,
            )
            for name, entry in listed.items() if not written_by_hand(name)
        }  # fmt: skip
    except (OSError, ValueError) as error:
        raise MapError(f"{LIST.name}: {error}") from None


def blocks(regmap: RegisterMap, listed: dict, made: dict[str, Shell]) -> list[Block]:
    """The blocks of the list with their headers."""
    present = {block.name: block.present for block in regmap.blocks}
    titles = {block.name: block.title for block in regmap.blocks}
    result = []
    for name, entry in listed["block"].items():
        if entry["registers"] not in present:
            raise MapError(f"{LIST.name}: block {name}: registers = {entry['registers']!r}: must be one of {', '.join(present)}")
        wires = {port: [source] for port, source in entry.get("wires", {}).items()}
        if "inside" in entry:
            wires["inside_i"] = list(entry["inside"].values())
        try:
            head = made[name].header if name in made else header(written_by_hand(name))
        except ValueError as error:
            raise MapError(str(error)) from None
        block = Block(
            name, entry["registers"].lower(), present[entry["registers"]], titles[entry["registers"]],
            wires, entry.get("pins", {}),
            entry.get("renamed", {}), head,
        )  # fmt: skip
        _check_names(block)
        result.append(block)
    return result


def _check_names(block: Block) -> None:
    ports = {port.name for port in block.header.ports}
    for port in (*block.wires, *(block.renamed.get(pin, pin) for pin in block.pins)):
        if port not in ports:
            raise MapError(f"{LIST.name}: block {block.name}: {port}: {block.header.module} has no such port")


def assemblies(regmap: RegisterMap, made: dict[str, Shell]) -> list[Assembly]:
    """pmu_top, then what the list names besides."""
    listed = tomllib.loads(LIST.read_text())
    every = blocks(regmap, listed, made)
    parts = [
        _assemble(name, part["title"], [block for block in every if block.name in part["blocks"]])
        for name, part in listed.get("assembly", {}).items()
    ]
    return [_assemble("pmu_top", "", every), *parts]


def reset_values() -> dict[str, str]:
    """Expressions for reset values that are not a parameter of the same name."""
    return tomllib.loads(LIST.read_text())["reset_values"]


def _assemble(name: str, title: str, chosen: list[Block]) -> Assembly:
    whole = name == "pmu_top"
    owner = {f"{block.name}.{port.name}": (block, port) for block in chosen for port in block.header.ports}
    read: dict[str, None] = dict.fromkeys([_SAMPLE] if whole else [])  # outputs that somebody reads
    outside: dict[str, Port] = {}  # of a part: sources that are not in it
    instances = []
    for block in chosen:
        connections = []
        for port in block.header.ports:
            connections.append((port.name, _connected(block, port, chosen, owner, read, outside, whole)))
        driven = [expression for (_, expression), port in zip(connections, block.header.ports, strict=True) if port.out]
        instances.append(Instance(block, connections, driven))
    for source in read:
        if source not in owner or not owner[source][1].out:
            raise MapError(f"{LIST.name}: {source} is the source of a wire, but no output of a block")
    for source, (block, port) in owner.items():
        if whole and _inner(block, port) and source not in read:
            raise MapError(f"{LIST.name}: {source} goes nowhere; let a wire begin there or list it as a pin")
    wires = [(_range(port), _wire(block, port)) for block, port in owner.values() if _inner(block, port)]
    return Assembly(
        name, title, _parameters(chosen), list(_ports(chosen, outside, owner, read, whole)),
        list(dict.fromkeys(p.bundle for b in chosen for p in b.header.ports if p.bundle and whole)), wires, instances,
        _source(_SAMPLE, owner) if whole else "",
    )  # fmt: skip


def _connected(
    block: Block, port: Port, chosen: list[Block], owner: dict, read: dict[str, None], outside: dict[str, Port], whole: bool
) -> str:
    """The expression that goes to *port*."""
    if port.name in _INFRASTRUCTURE:
        return _INFRASTRUCTURE[port.name] if whole else port.name
    if port.bundle:
        return port.bundle if whole else f"{port.bundle}_{'o' if port.out else 'i'}"
    if port.name == _OTHERS_BUSY:
        return f"|{{{', '.join(f'{other.registers}_busy' for other in chosen if other is not block)}}}"
    if port.out:
        return block.pin_of(port.name) or _wire(block, port)
    if port.name not in block.wires:
        pin = block.pin_of(port.name)
        if pin is None:
            raise MapError(f"{LIST.name}: {block.name}.{port.name}: nothing drives it; give it a wire or list it as a pin")
        return pin
    parts = []
    for source in block.wires[port.name]:
        base, _, part = source.partition("[")
        if source in _GIVEN:
            parts.append(_GIVEN[source])
        elif not whole and base not in owner:
            name = re.sub(r"_o$", "_i", base.partition(".")[2])
            outside.setdefault(name, Port(name, False, port.kind, port.comment))
            parts.append(name)
        else:
            read[base] = None
            parts.append(_source(base, owner) + (f"[{part}" if part else ""))
    if len(parts) == 1:
        return parts[0]
    width = re.fullmatch(r"logic \[(\d+):0\]", port.kind)
    joined = f"{{{', '.join(reversed(parts))}}}"
    return f"{int(width[1]) + 1}'({joined})" if width else joined  # what is above the parts is 0


def _source(base: str, owner: dict) -> str:
    if base not in owner:
        raise MapError(f"{LIST.name}: {base} is the source of a wire, but no output of a block")
    block, port = owner[base]
    return block.pin_of(port.name) or _wire(block, port)


def _wire(block: Block, port: Port) -> str:
    return f"{block.name}_{port.name.removesuffix('_o')}"


def _inner(block: Block, port: Port) -> bool:
    """*port* drives a wire of its own."""
    return port.out and not port.bundle and not block.pin_of(port.name)


def _range(port: Port) -> str:
    return port.kind.removeprefix("logic").strip()


def _parameters(chosen: list[Block]) -> list[Parameter]:
    found: dict[str, Parameter] = {
        block.present: Parameter(block.present, "int", "0", "") for block in chosen if block.present
    }
    for block in chosen:
        for parameter in block.header.parameters:
            known = found.setdefault(parameter.name, parameter)
            if known.kind.replace(" ", "") != parameter.kind.replace(" ", ""):
                raise MapError(
                    f"{block.header.module}.sv: parameter {parameter.name} is {parameter.kind}, elsewhere {known.kind}: make it one shape"
                )
    return sorted(found.values(), key=lambda p: not p.name.startswith("N_"))


def _ports(chosen: list[Block], outside: dict[str, Port], owner: dict, read: dict, whole: bool) -> Iterator[tuple[str, list[Port]]]:
    """Pins of every block; of a part also the bundles, and the wires that leave it."""
    if outside:
        yield "from the other blocks", list(outside.values())
    for block in chosen:
        pins, by_name = [], {port.name: port for port in block.header.ports}
        for pin, meaning in block.pins.items():
            port = by_name[block.renamed.get(pin, pin)]
            pins.append(Port(pin, port.out, port.kind, meaning))
        if not whole:
            pins += [Port(f"{p.bundle}_{'o' if p.out else 'i'}", p.out, p.kind, "") for p in block.header.ports if p.bundle]
        yield block.title, pins
    if not whole:
        leaving = [
            Port(f"{_wire(block, port)}_o", True, port.kind, "") for name, (block, port) in owner.items()
            if _inner(block, port) and name not in read
        ]
        yield "to the other blocks", leaving
