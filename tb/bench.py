# SPDX-License-Identifier: Apache-2.0
"""What a simulation is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Bench:
    """What to compile: one HDL top and where the modules it needs are found.

    `top` is the path of the top's file from the repository root; the module has the file's name. The path of a block in
    rtl/ stands for the top that `tb.block_top` makes around it, with `parts`, and with outputs that are `held` in a flop. Modules
    are looked up by name in `library` (every folder below it that holds .sv files), so only what the top needs is compiled, and a
    file that does not parse hurts only the benches that use it. Packages (`*_pkg.sv`) of the library are always
    compiled, first. `sources` are globs of further files, for modules that do not sit in a file of their own name.

    `profile` is None for a bench that needs no profile, "selected" for the one chosen by PROFILE, or the name of one
    profile. With a profile its generated wrapper is found too and the macro `PMU_WRAPPER` is its module name.
    `plusargs` are given to every simulation, with `{seed}` replaced by its seed (`"+cdc_jitter={seed}"`).
    `verilator_public` is "all" (tests may reach any signal), or the names of the modules whose signals tests may reach,
    with spaces between ("top": the HDL top): what is not reached is optimized, and simulates and builds much faster.
    """

    top: str
    sources: tuple[str, ...] = ()
    params: Mapping[str, object] = field(default_factory=dict)
    defines: Mapping[str, object] = field(default_factory=dict)
    library: tuple[str, ...] = ("rtl", "tb")
    profile: str | None = None
    verilator_public: str = "all"
    plusargs: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    held: tuple[str, ...] = ()

    @property
    def module(self) -> str:
        """Name of the HDL top module."""
        return f"tb_{Path(self.top).stem}" if self.made else Path(self.top).stem

    @property
    def made(self) -> bool:
        """The top is made around a block."""
        return self.top.startswith("rtl/")
