# SPDX-License-Identifier: Apache-2.0
"""The blocks of the PMU and the wires between them, from regs/pmu.toml: the one list that RTL, model and bench are made of.

The model of block `x` is made by `make(values)` of module `models.x`, with the parameters of a platform by name.
"""

from __future__ import annotations

import importlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from models.block import Block, Values
from models.regmap import FEATURES

_LIST = Path(__file__).parent.parent / "regs" / "pmu.toml"


@dataclass(frozen=True)
class Entry:
    """One block of the list."""

    name: str
    registers: str
    """Name of its registers in the map: "SLP", ..."""
    wires: Mapping[str, str]
    """By input the output that drives it ("power.state_o"), perhaps with a part in brackets."""
    inside: Mapping[str, str]
    """By name in a profile the bit that is a wake source inside the PMU, in the order of their codes."""
    pins: tuple[str, ...]
    """Ports of the PMU that are this block's."""
    title: str

    @property
    def present(self) -> str | None:
        """Parameter without which a platform does not have the block; None if all have it."""
        name = f"HAS_{self.name.upper()}"
        return name if name in FEATURES else None

    def on(self, values: Values) -> bool:
        """The platform has the block."""
        return self.present is None or bool(values[self.present])

    @property
    def path(self) -> str:
        """Where the block is in pmu_top."""
        return f"gen_{self.name}.u_{self.name}" if self.present else f"u_{self.name}"

    def model(self, values: Values, **times: int) -> Block:
        """A new model of the block; *times* if its `make` takes any."""
        return importlib.import_module(f"models.{self.name}").make(values, **times)


def _read() -> dict[str, Entry]:
    listed = tomllib.loads(_LIST.read_text(encoding="utf-8"))["block"]
    return {
        name: Entry(
            name, entry["registers"], entry.get("wires", {}), entry.get("inside", {}), tuple(entry.get("pins", ())),
            entry.get("title", name),
        )
        for name, entry in listed.items()
    }  # fmt: skip


BLOCKS: Mapping[str, Entry] = _read()


def part_of(source: str) -> tuple[str, int, int | None]:
    """An output, the lowest bit of the part of it that a wire takes, and the part's width; None: all of it."""
    output, bracket, bits = source.partition("[")
    high, _, low = bits.removesuffix("]").partition(":")
    lsb = int(low or high or 0)
    return output, lsb, int(high) - lsb + 1 if bracket else None


def on_platform(values: Values) -> list[Entry]:
    """The blocks that a platform has."""
    return [entry for entry in BLOCKS.values() if entry.on(values)]
