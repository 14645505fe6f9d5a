# SPDX-License-Identifier: Apache-2.0
"""The generator of the registers, as tests see it."""

from __future__ import annotations

import functools
import importlib.util
import sys
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parents[2]


def generator(name: str) -> ModuleType:
    """A module of regs/, which is a folder of scripts and no package."""
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, ROOT / "regs" / f"{name}.py")
        sys.modules[name] = module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    return sys.modules[name]


@functools.cache
def regmap() -> object:
    """The description of the registers, read once."""
    return generator("rdl").load()


def crossings() -> dict[str, object]:
    """The bundles of every subsystem, by its name."""
    return {made.block: made for made in generator("generate")._wiring(regmap())["bundles"]}
