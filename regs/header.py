# SPDX-License-Identifier: Apache-2.0
"""Reads the header of a module as this project writes them: one parameter and one port a line, with its comment."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Parameter:
    """`parameter <kind> <name> = <default>`; *kind* is `int` or `logic [..]`."""

    name: str
    kind: str
    default: str
    comment: str


@dataclass(frozen=True)
class Port:
    """A port; *kind* is `logic`, `logic [..]` or the name of a bundle."""

    name: str
    out: bool
    kind: str
    comment: str

    @property
    def bundle(self) -> str | None:
        """`<block>_<kind>` of the bundle that the port is, None for plain logic."""
        match = re.fullmatch(r"pmu_(\w+)_t", self.kind)
        return match and match[1]


@dataclass(frozen=True)
class Header:
    """Parameters and ports of one module, in their order."""

    module: str
    parameters: tuple[Parameter, ...]
    ports: tuple[Port, ...]


_PARAMETER = re.compile(r"^\s*parameter\s+(int|logic(?:\s*\[.*?\])?)\s+(\w+)\s*=\s*(.*?),?\s*(?://\s*(.*))?$")
_PORT = re.compile(r"^\s*(input|output)\s+(logic(?:\s*\[.*?\])?|\w+)\s+(\w+)\s*,?\s*(?://\s*(.*))?$")


def _kind(text: str) -> str:
    return re.sub(r"\s*\[\s*", " [", re.sub(r"\s+", " ", text))


def header(file: Path) -> Header:
    """The header of the module that *file* holds. ValueError if it is not written as this project writes them."""
    text = re.sub(r"^`ifdef FORMAL\n.*?^`endif\n", "", file.read_text(), flags=re.S | re.M)  # ports of proofs
    found = re.search(rf"^module {file.stem}\s*(?:#\(\n(.*?)\n\))?\s*\(\n(.*?)\n\);", text, re.S | re.M)
    if not found:
        raise ValueError(f"{file.name}: no header of a module {file.stem} with one port a line")
    parameters = [
        Parameter(m[2], _kind(m[1]), m[3], m[4] or "")
        for m in map(_PARAMETER.match, (found[1] or "").splitlines()) if m
    ]
    ports = []
    for line in found[2].splitlines():
        if match := _PORT.match(line):
            ports.append(Port(match[3], match[1] == "output", _kind(match[2]), match[4] or ""))
        elif line.strip() and not line.strip().startswith("//"):
            raise ValueError(f"{file.name}: cannot read the port in {line.strip()!r}; write one port a line")
    return Header(file.stem, tuple(parameters), tuple(ports))
