# SPDX-License-Identifier: Apache-2.0
"""How registers look in generated Python and in generated text."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Callable
from dataclasses import dataclass

from rdl import HARMS, Enum, Field, Register, RegisterMap


@dataclass(frozen=True)
class Documented:
    """A register for the page; `twins` are later ones that differ in an index only, `twin` says it is such a one."""

    reg: Register
    twins: tuple[str, ...]
    twin: bool

    def __getattr__(self, name: str) -> object:
        return getattr(self.reg, name)


_EXPRESSION = 90  # columns of a line of an expression

_enums: dict[str, Enum] = {}
_widths: dict[str, int] = {}  # of the reset parameters


def reset_slice(field: Field, width: int) -> str:
    """Which bits of its reset parameter, *width* bits wide, a field has; empty if all."""
    if field.width == width:
        return ""
    return f"[{field.reset_lsb + field.width - 1}:{field.reset_lsb}]" if field.width > 1 else f"[{field.reset_lsb}]"


def by_block(regmap: RegisterMap) -> dict[str, list[Documented]]:
    """Registers of each block, those that differ in an index only known as twins of the first."""
    _enums.update({enum.name: enum for enum in regmap.enums})
    _widths.update(regmap.reset_params)
    families: dict[tuple, list[str]] = {}
    for reg in regmap.registers:
        families.setdefault(_family(reg), []).append(reg.name)
    result: dict[str, list[Documented]] = {}
    for reg in regmap.registers:
        first, *others = families[_family(reg)]
        known = Documented(reg, tuple(others) if first == reg.name else (), first != reg.name)
        result.setdefault(reg.block, []).append(known)
    return result


def _family(reg: Register) -> tuple:
    shape = tuple((f.name, f.lsb, f.width, f.access, f.desc) for f in reg.fields)
    return re.sub(r"\d+", "n", reg.name), reg.title, reg.desc, shape


def enum_users(regmap: RegisterMap) -> dict[str, list[str]]:
    """Which fields show the codes of each enum."""
    users: dict[str, list[str]] = {}
    for reg in regmap.registers:
        for field in reg.fields:
            if field.enum:
                users.setdefault(field.enum, []).append(f"{reg.name}.{field.name}")
    return users


def _pystr(text: str | None) -> str:
    return "None" if text is None else json.dumps(text, ensure_ascii=False)


def _pyhex(value: int | None) -> str:
    return "None" if value is None else str(value) if value < 10 else f"0x{value:X}"


def _pyrules(reg: Register) -> list[str]:
    rules = [f"{name}=True" for name in ("secure", "whole") if getattr(reg, name)]
    if reg.owner is not None:
        rules.append(f"owner=Requester.CORE{reg.owner}")
    if reg.lock:
        block, _, field = reg.lock.split("_", 2)
        rules.append(f'lock=("{block}_LOCK", "{field}")')
    if reg.key is not None:
        rules.append(f"key=0x{reg.key:08X}")
    if reg.posted:
        rules.append(f'posted="{reg.posted}"')
    if reg.range_error:
        rules.append("range_error=True")
    if reg.late:
        rules.append("late=True")
    if reg.present:
        rules.append(f'present="{reg.present}"')
    return rules


def _pyextra(field: Field) -> str:
    """What few fields have: their place in a reset vector, their range, what the platform makes of that."""
    if field.cap or field.needs:
        bounds = f", {_pystr(field.cap)}, {field.cap_lsb}, {_pystr(field.needs)}"
        high = field.max if field.limited else None
        return f", {field.reset_lsb}, {field.min}, {high}{bounds}"
    if field.ranged:
        return f", {field.reset_lsb}, {field.min}, {field.max}"
    return f", {field.reset_lsb}" if field.reset_lsb else ""


def bits_of(kind: str) -> str:
    """Expression: the width of a port of type *kind*, `logic` or `logic [high:0]`."""
    return "1" if kind == "logic" else f"{kind.partition('[')[2].partition(':')[0]} + 1"


def sv_range(field: Field) -> str:
    """Expression: the write gives the field a value of its range."""
    bits = f"wdata_i[{field.lsb + field.width - 1}:{field.lsb}]" if field.width > 1 else f"wdata_i[{field.lsb}]"
    tests = [f"({bits} >= {field.width}'d{field.min})"] if field.min else []
    tests += [f"({bits} <= {field.width}'d{field.max})"] if field.max < (1 << field.width) - 1 else []
    if field.cap:
        high = field.cap_lsb + field.width - 1
        tests.append(f"({bits} <= {field.cap}[{high}:{field.cap_lsb}])" if field.width > 1 else f"(!{bits} || {field.cap}[{high}])")
    tests += [f"(({bits} & {field.needs}) == {field.needs})"] if field.needs else []
    return " && ".join(tests)


def _shown(reg: Register) -> str:
    return reg.name.replace("_", ".", 2 if re.match(r"(SLP_CORE|RTC_ALARM)\d_", reg.name) else 1)


def _title(known: Documented) -> str:
    """Heading: the register, or all that differ from it in an index only."""
    if not known.twins:
        return _shown(known.reg)
    return f"{re.sub(r'[0-9]+', 'n', _shown(known.reg))}, n = 0 to {len(known.twins)}"


def _rules_text(reg: Register) -> str:
    rules = ["secure"] if reg.secure else []
    rules += [f"core {reg.owner}"] if reg.owner is not None else []
    rules += [f"locked by {reg.lock.replace('_', '.')}"] if reg.lock else []
    rules += ["whole"] if reg.whole else []
    rules += [f"key 0x{reg.key:08X}" if reg.key > 9 else f"key {reg.key}"] if reg.key is not None else []
    rules += ["range"] if reg.ranged else []
    rules += [f"posted {reg.posted}"] if reg.posted else []
    return ", ".join(rules)


def harmful(regmap: RegisterMap) -> list[tuple[str, str, str, str]]:
    """Rows of the page's table: (registers, what they can harm, who may write, what locks them), alike ones together."""
    rows: dict[tuple[str, str, str], list[str]] = {}
    for reg in regmap.registers:
        if reg.harms:
            who = f"core {reg.owner} itself" if reg.owner is not None else "any secure requester" if reg.secure else "anybody"
            if reg.key is not None:
                who += ", with the key"
            lock = reg.lock.replace("_", ".", 2) if reg.lock else "–"
            rows.setdefault((HARMS[reg.harms], who, lock), []).append(f"[{_shown(reg)}](#{reg.name.lower()})")
    return [(", ".join(names), *rest) for rest, names in rows.items()]


def _bits(field: Field) -> str:
    return str(field.lsb) if field.width == 1 else f"{field.lsb + field.width - 1}:{field.lsb}"


def _reset_text(field: Field) -> str:
    if field.access == "wo" or field.hw == "w":
        return "–"
    if field.reset_param:
        return field.reset_param + reset_slice(field, _widths[field.reset_param])
    return f"0x{field.reset:X}" if field.reset > 9 else str(field.reset)


def _wrapped(expression: str) -> str:
    """An expression of many terms on several lines."""
    return textwrap.fill(expression, _EXPRESSION, subsequent_indent="      ", break_long_words=False)


def _range_text(field: Field) -> str:
    text = f" ({field.min} to {field.max})" if field.limited else ""
    if field.cap:
        bits = field.cap_lsb if field.width == 1 else f"{field.cap_lsb + field.width - 1}:{field.cap_lsb}"
        text += f", at most {field.cap}[{bits}]"
    return f"{text}, with all bits of {field.needs}" if field.needs else text


def _codes(field: Field) -> str:
    if not field.enum:
        return ""
    return ": " + ", ".join(f"{value} {name} ({desc})" for name, value, desc in _enums[field.enum].members)


FILTERS: dict[str, Callable] = {
    "pystr": _pystr,
    "pyhex": _pyhex,
    "pyrules": _pyrules,
    "pyextra": _pyextra,
    "bits_of": bits_of,
    "shown": _shown,
    "title_of": _title,
    "rules_text": _rules_text,
    "bits": _bits,
    "reset_text": _reset_text,
    "codes": _codes,
    "range_text": _range_text,
    "wrapped": _wrapped,
}
