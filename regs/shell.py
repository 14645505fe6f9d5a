# SPDX-License-Identifier: Apache-2.0
"""The module pmu_<block> of a block that has none written by hand: crossing, synchronizers of its pins, and <block>_core.

The core's ports say what they are: `<member>_i` a member of the bundle that arrives, `<member>_o` one of the state that goes
back (docs/architecture.md, *Bundles*; without the block's prefix), an input that is a pin of the PMU comes from any clock and is
synchronized, everything else is a port of the shell too.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bundles import Bundles
from header import Header, Parameter, Port, header
from rdl import MapError

_CORE = {"clk_i": "clk_aon_i", "rst_ni": "rst_aon_ni", "now_i": "now_i"}
_COMMON = (
    Port("clk_sys_i", False, "logic", ""), Port("rst_sys_ni", False, "logic", ""),
    Port("strobe_i", False, "logic", "sample strobe, bus clock"), Port("clk_aon_i", False, "logic", ""),
    Port("rst_aon_ni", False, "logic", ""),
)  # fmt: skip
_NOW = Port("now_i", False, "logic [47:0]", "timebase, AON clock")


@dataclass(frozen=True)
class Shell:
    """What the template is filled with."""

    name: str
    bundles: Bundles
    header: Header
    pins: list[Port]
    """Inputs that are synchronized."""
    crossing: list[str]
    """Parameters of the crossing."""
    core: Header
    connections: list[tuple[str, str]]


def shell(name: str, made: Bundles, pins: set[str], widths: dict[str, int], rtl: Path) -> Shell:
    """The shell of block *name*. MapError says what the core and the registers do not agree on."""
    core = header(rtl / name / f"{name}_core.sv")
    if made.local or made.seen or made.makes:
        raise MapError(f"{core.module}: its registers have a bus side (strobe, on_bus or crosses): write pmu_{name}.sv by hand")
    arriving = {m.name: m.width for g in made.posts for m in g.members} | {f"{g.name}_wr": 1 for g in made.posts}
    leaving = {m.name: m.width for m in made.stat}
    connections, ports, synced = [], [], []
    for port in core.ports:
        member = f"{made.block}_{port.name[:-2]}"
        if port.name in _CORE:
            connections.append((port.name, _CORE[port.name]))
        elif not port.out and member in arriving:
            connections.append((port.name, f"post.{member}{_part(port, arriving.pop(member))}"))
        elif port.out and member in leaving:
            connections.append((port.name, f"stat.{member}{_part(port, leaving.pop(member))}"))
        else:
            ports.append(port)
            if port.name in pins and not port.out:
                synced.append(port)
            connections.append((port.name, f"{port.name[:-2]}_q" if port in synced else port.name))
    for member, end in (*((m, "i") for m in arriving), *((m, "o") for m in leaving)):
        port = f"{member.removeprefix(made.block + '_')}_{end}"
        raise MapError(f"{core.module}.sv: no port {port}, but the registers have {member}; give the core this port")
    types = dict(made.types())
    bundles = [
        Port(f"{kind}_{end}", end == "o", f"pmu_{made.block}_{kind}_t", "")
        for kind, end in (("post", "i"), ("stat", "o"), ("busy", "o")) if f"pmu_{made.block}_{kind}_t" in types
    ]  # fmt: skip
    crossing = [*made.params, *(f"{group.name.upper()}_N" for group in made.families)]
    known = {p.name for p in core.parameters}
    parameters = (
        *(Parameter(p, f"logic [{widths[p] - 1}:0]", "'0", "") for p in made.params if p not in known), *core.parameters
    )
    now = (_NOW,) if any(port.name == "now_i" for port in core.ports) else ()
    head = Header(f"pmu_{name}", parameters, (*_COMMON, *now, *bundles, *ports))
    return Shell(name, made, head, synced, crossing, core, connections)


def _part(port: Port, width: int) -> str:
    """Index of the bits that the core takes of a member, where its width is the platform's."""
    if port.kind in ("logic", f"logic [{width - 1}:0]"):
        return ""
    return port.kind.removeprefix("logic").strip()
