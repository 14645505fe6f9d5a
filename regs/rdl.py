# SPDX-License-Identifier: Apache-2.0
"""Reads regs/pmu.rdl into plain data, and checks what the SystemRDL compiler cannot know."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from peakrdl_etana.udps import ALL_UDPS
from systemrdl import RDLCompileError, RDLCompiler
from systemrdl.messages import MessagePrinter, Severity
from systemrdl.node import AddrmapNode, FieldNode, Node, RegNode, SignalNode
from systemrdl.rdltypes import AccessType, OnWriteType
from systemrdl.rdltypes.user_enum import UserEnum
from systemrdl.source_ref import DetailedFileSourceRef, SourceRefBase

HERE = Path(__file__).resolve().parent
SOURCE = HERE / "pmu.rdl"
MAP_BYTES = 0x1000
MORE_BUSY = "MORE"
"""Field of SYS.BUSY that is 1 while some bit of a further busy word is."""
BLOCK_BYTES = 0x100
HARMS = {"battery": "the battery", "rails": "the supply of everything", "cores": "another core's state or wakes"}
"""What a wrong write can harm: value of the property `harms`, and how the page says it."""


@dataclass(frozen=True)
class Field:
    """A bit field. `access` is rw, ro, wo, w1c or w1s; `hw` is r, w or na as in SystemRDL."""

    name: str
    lsb: int
    width: int
    access: str
    hw: str
    reset: int | None
    reset_param: str | None
    in_vector: bool
    """Part of a reset vector, from bit `reset_lsb` on; the subsystem gets the settings packed alike."""
    reset_lsb: int
    enum: str | None
    desc: str
    min: int
    max: int
    cap: str | None
    """Parameter with the largest value that the platform allows, from its bit `cap_lsb` on."""
    cap_lsb: int
    needs: str | None
    """Parameter with the bits that have to be 1."""
    on_bus: bool
    """State that the subsystem holds on the bus side; it does not cross."""
    in_reset: int
    """What state of the always-on side is in reset."""

    @property
    def mask(self) -> int:
        return ((1 << self.width) - 1) << self.lsb

    @property
    def limited(self) -> bool:
        """Some value that fits the field is allowed on no platform."""
        return (self.min, self.max) != (0, (1 << self.width) - 1)

    @property
    def ranged(self) -> bool:
        """Some value that fits the field is not allowed."""
        return self.limited or bool(self.cap or self.needs)


@dataclass(frozen=True)
class Register:
    """A register with its rules; `name` is BLOCK_..._REGISTER, `addr` its byte offset in the map."""

    name: str
    addr: int
    title: str
    desc: str
    fields: tuple[Field, ...]
    secure: bool
    owner: int | None
    lock: str | None
    whole: bool
    key: int | None
    posted: str | None
    strobe: bool
    interrupt: bool
    range_error: bool
    present: str | None
    harms: str | None
    crosses: int | None
    """Bits that the subsystem makes of a write, to cross in the place of the register."""
    frozen: bool
    """Firmware can freeze what it reads here."""
    late: bool
    """Firmware sees a new bit one sample after it has crossed."""
    place: str
    """File and line of the description."""

    @property
    def readable(self) -> bool:
        return any(f.access != "wo" for f in self.fields)

    @property
    def writable(self) -> bool:
        return any(f.access != "ro" for f in self.fields)

    @property
    def ranged(self) -> bool:
        return any(f.ranged for f in self.fields)

    @property
    def shows_busy(self) -> bool:
        """SYS.BUSY, or a further word of the kind."""
        return re.fullmatch(r"SYS_BUSY\d*", self.name) is not None

    @property
    def block(self) -> str:
        """Name of the subsystem's block, SYS, SLP, ..."""
        return self.name.partition("_")[0]


@dataclass(frozen=True)
class Enum:
    """Codes of a field, or of wires between blocks: (member, value, meaning)."""

    name: str
    members: tuple[tuple[str, int, str], ...]

    @property
    def width(self) -> int:
        return max(1, max(value for _, value, _ in self.members).bit_length())


@dataclass(frozen=True)
class Block:
    """One subsystem's part of the map."""

    name: str
    addr: int
    title: str
    desc: str
    present: str | None


@dataclass(frozen=True)
class RegisterMap:
    """Everything that pmu.rdl says."""

    registers: tuple[Register, ...]
    enums: tuple[Enum, ...]
    blocks: tuple[Block, ...]
    reset_params: tuple[tuple[str, int], ...]
    bounds: tuple[tuple[str, int], ...]
    """Parameters by which a platform bounds settings, with their widths."""


class MapError(Exception):
    """The register description is wrong; the message names file and line, register and rule."""


class _Errors(MessagePrinter):
    """Keeps the compiler's errors as single lines, each with its place and, for a mistyped word, what is close to it."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def print_message(self, severity: Severity, text: str, src_ref: SourceRefBase | None) -> None:
        if severity >= Severity.ERROR:
            self.lines.append(f"{_place(src_ref)}: {text}{_meant(text)}")


def _place(src_ref: SourceRefBase | None) -> str:
    """File and line, as an editor jumps to them."""
    if not isinstance(src_ref, DetailedFileSourceRef):
        return SOURCE.name
    return f"{Path(src_ref.path).relative_to(HERE.parent)}:{src_ref.line}"


def _meant(text: str) -> str:
    """The words of the description that are closest to the one that the compiler does not know."""
    unknown = re.search(r"(?:Unrecognized property|Type) '(\w+)'", text)
    if not unknown:
        return ""
    texts = (path.read_text() for path in HERE.glob("*.rdl"))
    words = sorted({word for text in texts for word in re.findall(r"\b([a-z]\w+)\s*[=;{]", text)})
    if re.search(rf"^property {unknown[1]}\b", (HERE / "properties.rdl").read_text(), re.M):  # where a type is expected
        return f"; is a ; missing behind {unknown[1]}?"
    close = difflib.get_close_matches(unknown[1], [word for word in words if word != unknown[1]], 3, 0.75)
    return f"; did you mean {' or '.join(close)}?" if close else ""


def compile_rdl() -> AddrmapNode:
    """Compile pmu.rdl; every call gives a tree of its own. Raises MapError with file and line."""
    errors = _Errors()
    rdl = RDLCompiler(message_printer=errors)
    try:
        for udp in ALL_UDPS:  # etana asks every node for its own properties
            rdl.register_udp(udp, soft=True)
        rdl.compile_file(str(SOURCE))
        return rdl.elaborate("dormouse").top
    except RDLCompileError as error:
        raise MapError(errors.lines[0] if errors.lines else f"{SOURCE.name}: {error}") from None


def load() -> RegisterMap:
    """The register map as plain data. Raises MapError if it breaks a rule of the page."""
    top = compile_rdl()
    registers = tuple(sorted((_register(node) for node in _nodes(top)), key=lambda reg: reg.addr))
    blocks = tuple(
        Block(
            node.inst_name, node.absolute_address, node.get_property("name"), _text(node.get_property("desc")),
            node.get_property("present_if", default=None),
        )
        for node in top.children()
        if not isinstance(node, SignalNode)
    )
    params = tuple((signal.inst_name, signal.width) for signal in top.signals())
    result = RegisterMap(registers, tuple(_enums(top)), blocks, params, _bounds(registers))
    check(result)
    return result


def features(regmap: RegisterMap) -> tuple[str, ...]:
    """Parameters of the optional blocks, in the order of the map."""
    return tuple(block.present for block in regmap.blocks if block.present)


def _bounds(registers: tuple[Register, ...]) -> tuple[tuple[str, int], ...]:
    widths: dict[str, int] = {}
    for field in (field for reg in registers for field in reg.fields):
        for name, end in ((field.cap, field.cap_lsb + field.width), (field.needs, field.width)):
            if name:
                widths[name] = max(widths.get(name, 0), end)
    return tuple(sorted(widths.items()))


def _nodes(top: AddrmapNode) -> Iterator[RegNode]:
    return (node for node in top.descendants() if isinstance(node, RegNode))


def _text(desc: str | None) -> str:
    return " ".join((desc or "").split())


def _register(node: RegNode) -> Register:
    lock = node.get_property("lock_by", default=None)
    return Register(
        name="_".join(node.get_path_segments()[1:]),
        addr=node.absolute_address,
        title=node.get_property("name"),
        desc=_text(node.get_property("desc")),
        fields=tuple(_field(field) for field in node.fields()),
        secure=bool(node.get_property("secure_only", default=False)),
        owner=node.get_property("owner_core", default=None),
        lock=lock.replace(".", "_") if lock else None,
        whole=bool(node.get_property("whole", default=False)),
        key=node.get_property("key", default=None),
        posted=node.get_property("posted", default=None),
        strobe=bool(node.get_property("strobe", default=False)),
        interrupt=bool(node.get_property("interrupt", default=False)),
        range_error=bool(node.get_property("range_error", default=False)),
        present=_top_block(node).get_property("present_if", default=None),
        harms=node.get_property("harms", default=None),
        crosses=node.get_property("crosses", default=None),
        frozen=bool(node.get_property("frozen", default=False)),
        late=bool(node.get_property("late", default=False) or node.get_property("interrupt", default=False)),
        place=_place(node.inst.def_src_ref),
    )


def _top_block(node: Node) -> Node:
    """The subsystem's block that a register is in."""
    while not isinstance(node.parent, AddrmapNode):
        node = node.parent
    return node


_ONWRITE = {None: "rw", OnWriteType.woclr: "w1c", OnWriteType.woset: "w1s"}


def _field(node: FieldNode) -> Field:
    sw, onwrite = node.get_property("sw"), node.get_property("onwrite")
    if node.get_property("onread") is not None:
        raise MapError(f"{_place(node.inst.def_src_ref)}: {node.get_path()}: a read must not change anything")
    access = {AccessType.r: "ro", AccessType.w: "wo", AccessType.rw: _ONWRITE.get(onwrite)}.get(sw)
    if access is None:
        raise MapError(f"{_place(node.inst.def_src_ref)}: {node.get_path()}: sw = {sw}, onwrite = {onwrite}: no such access on this page")
    reset = node.get_property("reset", default=None)
    encode = node.get_property("encode", default=None)
    bit = node.get_property("reset_bit", default=None)
    vector = node.parent.get_property("reset_vector", default=None) if bit is not None else None
    return Field(
        name=node.inst_name,
        lsb=node.low,
        width=node.width,
        access=access,
        hw=node.get_property("hw").name,
        reset=reset if isinstance(reset, int) else None,
        reset_param=reset.inst_name if isinstance(reset, SignalNode) else vector,
        reset_lsb=bit or 0,
        in_vector=bit is not None,
        enum=encode.type_name if encode else None,
        desc=_text(node.get_property("desc", default="")),
        min=node.get_property("min", default=0),
        max=node.get_property("max", default=(1 << node.width) - 1),
        cap=node.get_property("cap", default=None),
        cap_lsb=node.get_property("cap_bit", default=0),
        needs=node.get_property("needs", default=None),
        on_bus=bool(node.get_property("on_bus", default=False)),
        in_reset=node.get_property("in_reset", default=0),
    )


def _enums(top: AddrmapNode) -> Iterator[Enum]:
    seen = set()
    for reg in _nodes(top):
        for field in reg.fields():
            encode = field.get_property("encode", default=None)
            if encode and encode.type_name not in seen:
                seen.add(encode.type_name)
                yield _enum(encode)
    for block in top.children():
        for name in block.list_properties():
            value = block.get_property(name)
            if isinstance(value, UserEnum):  # codes that no register shows: named by a property of the block
                yield _enum(type(value))


def _enum(codes: type[UserEnum]) -> Enum:
    return Enum(codes.type_name, tuple((m.name, m.value, _text(m.rdl_desc)) for m in codes))


def check(regmap: RegisterMap) -> None:
    """MapError if the map breaks a rule of the page that holds for every register."""
    by_name = {reg.name: reg for reg in regmap.registers}
    busy = {field.name for reg in regmap.registers if reg.shows_busy for field in reg.fields} - {MORE_BUSY}
    locks = {f"{reg.name}_{f.name}" for reg in regmap.registers for f in reg.fields if reg.name.endswith("_LOCK")}
    posted = {reg.posted for reg in regmap.registers if reg.posted}
    if posted != busy:
        raise MapError(f"{by_name['SYS_BUSY'].place}: SYS.BUSY and the posted registers differ in {', '.join(sorted(posted ^ busy))}")
    for reg in regmap.registers:
        said = f"{reg.place}: {reg.name} (0x{reg.addr:03X})"
        if not reg.title:
            raise MapError(f"{said}: has no name")
        if reg.addr % 4 or reg.addr >= MAP_BYTES:
            raise MapError(f"{said}: address must be a multiple of 4 below 0x{MAP_BYTES:X}")
        if reg.lock and reg.lock not in locks:
            raise MapError(f"{said}: lock_by names {reg.lock}; there are {', '.join(sorted(locks))}")
        if not reg.writable and (reg.secure or reg.owner is not None or reg.lock or reg.whole or reg.posted):
            raise MapError(f"{said}: a rule about writes, but nothing to write")
        if reg.posted and reg.strobe:
            raise MapError(f"{said}: `posted` implies a strobe")
        for field in reg.fields:
            if not field.desc:
                raise MapError(f"{said}: field {field.name} has no description")
            if field.access in ("rw", "w1s") and field.hw == "w" and not (field.access == "rw" and reg.strobe and reg.whole):
                raise MapError(
                    f"{said}: field {field.name}: who stores it? (sw = rw needs hw = r or na, or a subsystem that is told: strobe, whole)"
                )
            if field.access in ("rw", "w1s") and field.reset is None and field.reset_param is None:
                raise MapError(f"{said}: field {field.name} has no reset value")
            if field.access in ("wo", "w1c") and not (reg.posted or reg.strobe):
                raise MapError(f"{said}: field {field.name} is a command nobody is told of; add strobe or posted")
            _check_range(said, reg, field)
        _check_harm(said, reg)
        if reg.interrupt and any(f.width != 1 or f.lsb != n for n, f in enumerate(reg.fields)):
            raise MapError(f"{said}: events of an interrupt must be single bits without gaps")
        if reg.ranged and not reg.whole:
            raise MapError(f"{said}: has a field with a range, so it must be written whole")
        if reg.ranged and f"{reg.block}_ERROR" not in {other.name for other in regmap.registers if other.range_error}:
            raise MapError(f"{said}: has a field with a range, but {reg.block}.ERROR no `range_error`")
        if reg.range_error and (not reg.name.endswith("_ERROR") or [f.name for f in reg.fields] != ["RANGE"]):
            raise MapError(f"{said}: `range_error` is for a register ERROR with the one field RANGE")
    _check_features(regmap, by_name)
    _check_reset_vectors(regmap)


def _check_harm(said: str, reg: Register) -> None:
    if reg.harms is None:
        return
    if reg.harms not in HARMS:
        raise MapError(f"{said}: harms = {reg.harms!r}; there are {', '.join(HARMS)}")
    if reg.harms != "cores" and not reg.secure:
        raise MapError(f"{said}: can harm {HARMS[reg.harms]}, so it must be secure_only")
    if not (reg.secure or reg.owner is not None or reg.lock):
        raise MapError(f"{said}: can harm {HARMS[reg.harms]}, so it needs secure_only, owner_core or lock_by")


def _check_range(said: str, reg: Register, field: Field) -> None:
    if not 0 <= field.min <= field.max < 1 << field.width:
        raise MapError(f"{said}: field {field.name}: {field.min} to {field.max} is no range of {field.width} bits")
    if field.ranged and field.access != "rw":
        raise MapError(f"{said}: field {field.name}: a range is for settings (sw = rw)")
    if field.reset is not None and not field.min <= field.reset <= field.max:
        raise MapError(f"{said}: field {field.name}: reset value {field.reset} is out of its range")


def _check_features(regmap: RegisterMap, by_name: dict[str, Register]) -> None:
    shown = [f"HAS_{field.name}" for field in by_name["SYS_FEATURES"].fields]
    if shown != list(features(regmap)):
        raise MapError(f"SYS.FEATURES shows {', '.join(shown)}; optional blocks have {', '.join(features(regmap))}")


def _check_reset_vectors(regmap: RegisterMap) -> None:
    """Every bit of a reset parameter belongs to one field: nothing is forgotten, nothing given twice."""
    for name, width in regmap.reset_params:
        fields = [field for reg in regmap.registers for field in reg.fields if field.reset_param == name]
        parts = sorted((field.reset_lsb, field.width, field.name) for field in fields)
        end = 0
        for lsb, bits, field in parts:
            if lsb != end:
                raise MapError(f"{name}: field {field} begins at bit {lsb}, the one before it ends at bit {end}")
            end = lsb + bits
        if end != width:
            raise MapError(f"{name}: {width} bits, but its fields have {end}")
