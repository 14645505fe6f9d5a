# SPDX-License-Identifier: Apache-2.0
"""Bundles between pmu_regs and a subsystem, and the crossing of each subsystem.

The ports of a subsystem (`ports.subsystem_ports`) go into packed structs, each member under the port's name without its
suffix:

- `pmu_<block>_post_t`   posted settings and commands, and the write pulse of their group: they cross as they are;
- `pmu_<block>_made_t`   what the bus side makes of a write, where that crosses in its place (`crosses`);
- `pmu_<block>_take_t`   the snapshot of such a group has been taken;
- `pmu_<block>_busy_t`   groups on their way;
- `pmu_<block>_stat_t`   state of the always-on side;
- `pmu_<block>_local_t`  what pmu_regs tells the bus side alone;
- `pmu_<block>_seen_t`   state of the bus side.

A type without members is not there. The crossing <block>_xing carries post and made over, stat back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from ports import Element, Port
from rdl import Register, RegisterMap


@dataclass(frozen=True)
class Member:
    """One member of a bundle, *width* bits; *port* is the port of pmu_regs that it stands for, if there is one."""

    name: str
    width: int
    port: Port | None = None

    @property
    def reset(self) -> str:
        """Expression: what it is in reset, the first element in the low bits."""
        elements = self.port.elements
        if elements[0].field.in_vector:
            return elements[0].field.reset_param  # the whole vector
        return _concatenated(_reset_of(element) for element in reversed(elements))


@dataclass
class Group:
    """Registers that are posted together. *count* of it differ in an index only; *made* bits cross in their place."""

    name: str
    count: int = 1
    made: int | None = None
    command: bool = False
    """It asks for something and sets nothing: bits that collect, and reset to "nothing to do"."""
    members: list[Member] = field(default_factory=list)

    @property
    def width(self) -> int:
        return self.made or sum(member.width for member in self.members)

    @property
    def data(self) -> str:
        """Expression: the group as one word, the first member in the low bits."""
        return _concatenated(f"post_i.{member.name}" for member in reversed(self.members))

    @property
    def reset(self) -> str:
        return "'0" if self.command else _concatenated(member.reset for member in reversed(self.members))

    def slices(self) -> list[tuple[Member, str]]:
        """Every member with its bits of the word, as an index."""
        result, lsb = [], 0
        for member in self.members:
            whole = member.width == self.width
            result.append((member, "" if whole else _bits(lsb, member.width)))
            lsb += member.width
        return result


@dataclass
class Bundles:
    """All bundles of one subsystem."""

    block: str
    title: str
    groups: list[Group]
    local: list[Member]
    stat: list[Member]
    frozen: list[Member]
    """Of `stat`, what firmware can freeze."""
    seen: list[Member]

    @cached_property
    def posts(self) -> list[Group]:
        return [group for group in self.groups if not group.made]

    @cached_property
    def makes(self) -> list[Group]:
        return [group for group in self.groups if group.made]

    @property
    def params(self) -> list[str]:
        """Reset values that the platform decides."""
        posted = (element for group in self.posts for member in group.members for element in member.port.elements)
        return list(dict.fromkeys(e.field.reset_param for e in posted if e.field and e.field.reset_param))

    @property
    def families(self) -> list[Group]:
        return [group for group in self.groups if group.count > 1]

    @property
    def late(self) -> list[Member]:
        """Of `stat`, what firmware sees one sample later."""
        return [member for member in self.stat if member.port.elements[0].reg.late]

    def samples(self) -> list[tuple[str, str, list[Member]]]:
        """The samples of the state: name, strobe, members."""
        free = [member for member in self.stat if member not in self.frozen]
        frozen = [("frozen", "strobe_i && !freeze_i", self.frozen)] if self.frozen else []
        return [*frozen, ("stat", "strobe_i", free)]

    def hides(self) -> dict[str, str]:
        """State that reads 0 while a clear of it is on its way: the bits of the hiding word."""
        result = {}
        for group in self.posts:
            for member, bits in group.slices():
                if member.name.endswith("_clr"):
                    result[member.name.removesuffix("_clr")] = f" & ~{group.name}_hide{bits}"
        return result

    def types(self) -> list[tuple[str, list[Member]]]:
        """(name, members) of every type, the member in the low bits first."""
        made = [member for g in self.makes for member in (Member(f"{g.name}_wr", g.count), Member(g.name, g.count * g.width))]
        post = [member for g in self.posts for member in (*g.members, Member(f"{g.name}_wr", 1))]
        every = (
            ("post", post), ("made", made), ("take", [Member(g.name, g.count) for g in self.makes]),
            ("busy", [Member(g.name, g.count) for g in self.groups]), ("stat", self.stat), ("local", self.local),
            ("seen", self.seen),
        )  # fmt: skip
        return [(f"pmu_{self.block}_{kind}_t", members) for kind, members in every if members]


def bundles(regmap: RegisterMap, ports: dict[str, list[Port]]) -> list[Bundles]:
    """The bundles of every subsystem that has ports besides those of SYS, from all its *ports* but interrupt outputs."""
    return [_of_block(regmap, block.name, block.title, ports[block.name]) for block in regmap.blocks if block.name != "SYS"]


def by_field(made: Iterable[Bundles]) -> dict[str, list[tuple[str, str, int]]]:
    """By register that crosses as it is, or is state of the always-on side: field, member without the block's prefix, lowest bit."""
    result: dict[str, dict[str, tuple[str, str, int]]] = {}
    for b in made:
        for member in (*(member for group in b.posts for member in group.members), *b.stat):
            name, lsb = member.name.removeprefix(f"{b.block}_").removesuffix("_clr"), 0
            for element in member.port.elements:
                # the events of an interrupt are one element
                fields = element.reg.fields if element.reg.interrupt or "_INTR_" in element.reg.name else (element.field,)
                for data in fields:
                    bit = lsb + (data.lsb if len(fields) > 1 else 0)
                    result.setdefault(element.reg.name, {})[data.name] = (data.name, name, bit)
                lsb += element.width
    return {register: list(fields.values()) for register, fields in result.items()}


def _of_block(regmap: RegisterMap, block: str, title: str, ports: Iterable[Port]) -> Bundles:
    result = Bundles(block.lower(), title, _groups(regmap, block), [], [], [], [])
    by_name = {group.name: group for group in result.groups}
    for port in ports:
        member = Member(re.sub(r"_[io]$", "", port.name), port.width, port)
        element = port.elements[0]
        if not port.out:
            held = result.seen if element.field.on_bus else result.stat
            held.append(member)
            if element.reg.frozen:
                result.frozen.append(member)
            continue
        group = by_name.get(member.name.removesuffix("_wr") if element.reg is None else _family(element.reg.posted or ""))
        if group is None or group.made:
            result.local.append(member)
        elif element.reg is not None:
            group.members.append(member)
    return result


def _groups(regmap: RegisterMap, block: str) -> list[Group]:
    posted: dict[str, list[Register]] = {}
    for reg in regmap.registers:
        if reg.block == block and reg.posted:
            posted.setdefault(_family(reg.posted), []).append(reg)
    return [
        Group(
            name, len({reg.posted for reg in regs}), regs[0].crosses,
            all(field.access != "rw" for reg in regs for field in reg.fields),
        )
        for name, regs in posted.items()
    ]  # fmt: skip


def _family(posted: str) -> str:
    """Name of a group without its index."""
    return re.sub(r"\d+$", "", posted).lower()


def _reset_of(element: Element) -> str:
    data = element.field
    if data.hw == "r" and data.reset_param:
        return data.reset_param
    return f"{element.width}'d{data.in_reset if data.hw == 'w' else data.reset}"


def _bits(lsb: int, width: int) -> str:
    return f"[{lsb}]" if width == 1 else f"[{lsb + width - 1}:{lsb}]"


def _concatenated(parts: Iterable[str]) -> str:
    listed = list(parts)
    return listed[0] if len(listed) == 1 else f"{{{', '.join(listed)}}}"
