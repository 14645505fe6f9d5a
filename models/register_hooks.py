# SPDX-License-Identifier: Apache-2.0
"""How registers meet the AON blocks: settings and commands that cross, state and sticky events that are read.

`derive` does all of it for registers that need nothing but carrying over, from the members of the bundles
(`regmap.MEMBERS`). What a block does otherwise is told by `models.registers_<block>`.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from typing import NamedTuple

from models.bus_side import BusSide
from models.csr import Written
from models.regmap import MEMBERS, REGISTERS, Field, Register

Places = Mapping[str, str | tuple[str, int] | tuple[str, int, int]]
"""Members whose port of the core has another name: the port without suffix, perhaps the lowest bit of the member in it, perhaps
its width on this platform. A key is a member ("event_clr"), the pulse of a group ("clear_wr"), or one field ("CHG_CMD.KICK")."""


class _Place(NamedTuple):
    """Where the core has a field: port without suffix, lowest bit, bits that there are."""

    port: str
    lsb: int
    mask: int


def _place(places: Places, register: Register, field: Field, suffix: str = "") -> _Place:
    member, lsb = MEMBERS[register.name][field.name]
    alone = f"{register.name}.{field.name}"
    found = places.get(alone, places.get(member + suffix, member + suffix))
    port, base, width = (*((found, 0) if isinstance(found, str) else found), field.width)[:3]
    return _Place(port, base if alone in places else base + lsb, (1 << width) - 1)


def read_fields(bus: BusSide, name: str, **fields: Callable[[], int]) -> None:
    """Fields of register *name* come from these functions, and what was said of other fields stays; one of which nothing is said
    reads 0."""
    known = bus.readers.setdefault(name, {})
    known.update(fields)
    register = REGISTERS[name]
    bus.csr.on_read(name, lambda: register.pack(**{field: int(get()) for field, get in known.items()}))


def derive(bus: BusSide, registers: str, block: str, places: Places | None = None, but: Container[str] = ()) -> None:
    """Hook all registers of *registers* ("WDT") that block *block* ("watchdog") holds or takes as they are, *but* these."""
    places = places or {}
    groups: dict[str, list[Register]] = {}
    for register in REGISTERS.values():
        if register.block == registers and register.name in MEMBERS and register.name not in but:
            if register.posted:
                groups.setdefault(register.posted, []).append(register)
            if any(field.held for field in register.fields.values()):
                _state(bus, block, register, places)
    for group, members in groups.items():
        valid = f"{group.partition('_')[2].lower()}_wr"
        valid = f"{block}.{places.get(valid, valid)}_i"
        if any(field.access == "rw" for register in members for field in register.fields.values()):
            _settings(bus, block, group, valid, members, places)
        else:
            _collect(bus, block, group, valid, members, places)


def _state(bus: BusSide, block: str, register: Register, places: Places) -> None:
    """What is read is what the core's outputs show."""
    get = bus.net.late if register.late else bus.net.output
    fields = {
        name: (f"{block}.{place.port}_o", place.lsb, place.mask)
        for name, field in register.fields.items()
        if field.held and name in MEMBERS[register.name]
        for place in [_place(places, register, field)]
    }
    if register.name.endswith("_INTR_STATE"):
        ports = [(port, lsb) for port, lsb, _ in fields.values()]
        bus.csr.on_events(register.block, lambda: sum((get(port) >> lsb & 1) << bit for bit, (port, lsb) in enumerate(ports)))
        return
    read_fields(bus, register.name, **{
        name: lambda port=port, lsb=lsb, mask=mask: get(port) >> lsb & mask for name, (port, lsb, mask) in fields.items()
    })  # fmt: skip


def _settings(bus: BusSide, block: str, group: str, valid: str, members: list[Register], places: Places) -> None:
    """Stored settings: all of the group as they are when it sets out."""
    crossing: dict[str, int] = {}
    fields = [
        (register.name, field, _place(places, register, field)) for register in members for field in register.fields.values()
    ]

    def start() -> None:
        words: dict[str, int] = {}
        for name, field, place in fields:
            port = f"{place.port}_i"
            words[port] = words.get(port, 0) | (field.get(bus.csr.word(name)) & place.mask) << place.lsb
        crossing.update(_fitting(bus, block, words))

    posted = bus.post(group, lambda tick: bus.pulse(tick, valid, **crossing), start)
    for register in members:
        bus.csr.on_write(register.name, lambda _: posted.post())


def _collect(bus: BusSide, block: str, group: str, valid: str, members: list[Register], places: Places) -> None:
    """Commands and write-1-to-clear bits: they add up until they are sent."""
    where = {
        register.name: [
            (field, _place(places, register, field, "_clr" if field.access == "w1c" else ""))
            for field in register.fields.values() if field.access in ("w1c", "wo")
        ]
        for register in members
    }  # fmt: skip
    waiting = {f"{place.port}_i": 0 for fields in where.values() for _, place in fields}
    crossing = dict(waiting)

    def start() -> None:
        crossing.update(_fitting(bus, block, waiting))
        waiting.update(dict.fromkeys(waiting, 0))

    posted = bus.post(group, lambda tick: bus.pulse(tick, valid, **crossing), start)

    def add(written: Written) -> None:
        for field, place in where[written.register.name]:
            waiting[f"{place.port}_i"] |= (field.get(written.data) & place.mask) << place.lsb
        posted.post()

    for register in members:
        bus.csr.on_write(register.name, add)


def _fitting(bus: BusSide, block: str, words: Mapping[str, int]) -> dict[str, int]:
    """Bits that the platform has."""
    widths = bus.net.blocks[block].INPUTS
    return {port: word & (1 << widths[port]) - 1 for port, word in words.items()}
