# SPDX-License-Identifier: Apache-2.0
"""Reads a platform's profile and has it checked."""

from __future__ import annotations

import tomllib
from pathlib import Path

from profiles.check import check
from profiles.profile import FOLDER, Profile, ProfileError, available, tables


def load(name: str | Path) -> Profile:
    """Read and check profile *name* (or the TOML file at a path). Raises ProfileError with all findings."""
    path = name if isinstance(name, Path) else FOLDER / f"{name}.toml"
    if not path.is_file():
        raise ProfileError(f"{name}: no such profile; choose from: {', '.join(available())}")
    shown = f"profiles/{path.name}" if path.parent == FOLDER else str(path)
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ProfileError(f"{shown}: not valid TOML: {error}") from error
    profile = Profile(path.stem, shown, tables(raw, shown))
    check(profile)
    return profile
