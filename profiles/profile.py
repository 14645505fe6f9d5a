# SPDX-License-Identifier: Apache-2.0
"""Reads a profile: from the TOML file to plain tables with every key present and every value of the right kind."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from profiles.schema import OPTIONAL_TABLES, REQUIRED, TABLES, Key

FOLDER = Path(__file__).parent
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*\Z")


class ProfileError(ValueError):
    """A profile that cannot be used. The message has one line per finding: file, key, value, and what is allowed."""


@dataclass(frozen=True)
class Profile:
    """One platform. `tables[name]` is a dict for [name], a list of dicts (each with "name") for [[name]].

    An optional table that the file does not have is None.
    """

    name: str
    file: str
    tables: dict[str, Any] = field(repr=False)

    def __getitem__(self, table: str) -> Any:
        return self.tables[table]

    def names(self, table: str) -> list[str]:
        """Names of the entries of [[table]], or the keys of [devices], in order."""
        entries = self.tables[table]
        return list(entries) if isinstance(entries, dict) else [entry["name"] for entry in entries]

    def mask(self, table: str, chosen: list[str]) -> int:
        """Bit mask of the *chosen* names: bit = position in [[table]], or the number given in [devices]."""
        if table == "devices":
            return sum(1 << self.tables[table][name] for name in chosen)
        order = self.names(table)
        return sum(1 << order.index(name) for name in chosen)


class Findings:
    """Collects what is wrong, so that one run shows all of it."""

    def __init__(self, file: str) -> None:
        self._file = file
        self.lines: list[str] = []

    def add(self, key: str, value: object, allowed: str) -> None:
        """*key* has *value*, but must be *allowed*."""
        shown = repr(value).replace("'", '"') if not isinstance(value, bool) else str(value).lower()
        self.lines.append(f"{self._file}: {key} = {shown}: must be {allowed}")

    def unknown(self, key: str, known: list[str]) -> None:
        """*key* is not a key of its table."""
        self.lines.append(f"{self._file}: {key}: unknown key; known here: {', '.join(known)}")

    def missing(self, key: str, allowed: str) -> None:
        """*key* has to be given."""
        self.lines.append(f"{self._file}: {key}: missing; must be {allowed}")

    def stop_if_any(self) -> None:
        """Raise ProfileError if there is any finding."""
        if self.lines:
            raise ProfileError("\n".join(self.lines))


def available() -> list[str]:
    """Names of the profiles that exist."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


def tables(raw: dict[str, Any], file: str) -> dict[str, Any]:
    """Every table with every key, of the right type and range; names still unresolved."""
    found = Findings(file)
    for key in raw:
        if key not in (*TABLES, "devices"):
            found.unknown(key, [*TABLES, "devices"])
    tables: dict[str, Any] = {"devices": _devices(raw.get("devices", {}), found)}
    for table, (many, keys) in TABLES.items():
        given = raw.get(table, [] if many else {})
        if table in OPTIONAL_TABLES and table not in raw:
            tables[table] = None
        elif not many:
            tables[table] = _entry(f"[{table}]", given, keys, found)
        elif not isinstance(given, list) or len(given) > many:
            found.add(f"[[{table}]]", f"{len(given)} entries", f"at most {many} [[{table}]] tables")
            tables[table] = []
        else:
            tables[table] = _entries(table, given, keys, found)
    found.stop_if_any()
    return tables


def _entries(table: str, given: list[Any], keys: dict[str, Key], found: Findings) -> list[dict[str, Any]]:
    entries, seen = [], set()
    for index, entry in enumerate(given):
        name = entry.get("name")
        where = f"[[{table}]] {name or index}"
        if table != "slot":
            if not isinstance(name, str) or not _NAME.match(name) or name.lower() in seen:
                found.add(f"[[{table}]] {index} name", name, "a name (letters, digits, _) that no other has")
            seen.add(str(name).lower())
        rest = {key: value for key, value in entry.items() if key != "name" or table == "slot"}
        if table == "mode" and index == 0:
            # Mode 0 is what runs: everything is on, so the file need not say it.
            for key in rest:
                found.lines.append(f"{found._file}: {where} {key}: the first mode is RUN and has everything on; give a name only")
            entries.append({"name": name})
            continue
        entries.append({"name": name, **_entry(where, rest, keys, found)})
    return entries


def _entry(where: str, given: Any, keys: dict[str, Key], found: Findings) -> dict[str, Any]:
    if not isinstance(given, dict):
        found.add(where, given, "a table")
        return {}
    for key in given:
        if key not in keys:
            found.unknown(f"{where} {key}", list(keys))
    values = {}
    for key, rule in keys.items():
        if key not in given:
            if rule.default is REQUIRED:
                found.missing(f"{where} {key}", rule.allowed)
            values[key] = rule.default
            continue
        if not _fits(given[key], rule):
            found.add(f"{where} {key}", given[key], dict(rule.gone).get(str(given[key]), rule.allowed))
        values[key] = given[key]
    return values


def _fits(value: Any, rule: Key) -> bool:
    """Whether *value* has the type and the range of *rule*; what a name refers to is checked later."""
    if rule.kind is int:
        return type(value) is int and (value in rule.choices if rule.choices else rule.low <= value <= rule.high)
    if rule.kind is bool:
        return type(value) is bool
    if rule.kind is str:
        return isinstance(value, str) and (not rule.choices or value in rule.choices)
    if rule.kind == "map":
        return isinstance(value, dict) and all(entry in rule.choices for entry in value.values())
    if not isinstance(value, list) or len(set(map(str, value))) != len(value):
        return False
    if rule.kind == "bits":
        return all(type(bit) is int and rule.low <= bit <= rule.high for bit in value)
    return all(isinstance(entry, str) and (not rule.choices or entry in rule.choices) for entry in value)


def _devices(given: Any, found: Findings) -> dict[str, int]:
    if not isinstance(given, dict):
        found.add("[devices]", given, "a table of name = lock bit")
        return {}
    for name, bit in given.items():
        if type(bit) is not int or not 0 <= bit <= 31 or list(given.values()).count(bit) > 1:
            found.add(f"[devices] {name}", bit, "a lock bit from 0 to 31 that no other device has")
    return given
