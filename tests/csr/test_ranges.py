# SPDX-License-Identifier: Apache-2.0
"""Ranges, reset vectors and optional blocks: the register map and the golden model of the register file."""

from __future__ import annotations

import pytest

from models import blocks
from models.csr import Csr
from models.regmap import BOUNDS, FEATURES, REGISTERS, RESET_PARAMS, Requester
from tb.covers import covers
from tests.csr.ranges import BOUNDS as PLATFORM
from tests.csr.ranges import CAP_MA, LAYOUTS, RANGES, RESETS, attempts, legal, packed

BLOCKS = {entry.present: entry.registers for entry in blocks.BLOCKS.values() if entry.present}


def addr(name: str) -> int:
    return REGISTERS[name].addr


def full() -> Csr:
    """A register file with all blocks."""
    return Csr(packed() | PLATFORM, FEATURES)


@covers("REG-RANGE-1")
def test_the_map_has_these_ranges_and_no_others() -> None:
    described = {
        (reg.name, name): (field.min, field.max)
        for reg in REGISTERS.values()
        for name, field in reg.fields.items()
        if field.min or field.max is not None
    }
    assert described == RANGES
    assert {reg.name for reg in REGISTERS.values() if reg.ranged} == {register for register, _ in RANGES}


@covers("MON-AGE-2")
def test_the_platform_bounds_these_settings_and_no_others() -> None:
    bounded = {
        (reg.name, name): (field.cap, field.cap_lsb, field.needs)
        for reg in REGISTERS.values()
        for name, field in reg.fields.items()
        if field.cap or field.needs
    }
    assert bounded == {
        ("CHG_ICHG", "MA"): ("CHG_CAP", 0, None), ("CHG_VREG", "MV"): ("CHG_CAP", 10, None),
        ("CHG_CTRL", "COOL50"): ("CHG_CAP", 23, None), ("MON_CTRL", "CHANNELS"): (None, 0, "MON_NEEDED"),
    }  # fmt: skip
    assert BOUNDS == {"CHG_CAP": 24, "MON_NEEDED": 5}
    assert not Csr(packed(), FEATURES).write(addr("CHG_ICHG"), 50), "a cell of which nothing is known bears nothing"


def test_reset_vectors_lie_as_in_the_contracts() -> None:
    assert {name: sum(width for *_, width in layout) for name, layout in LAYOUTS.items()} == {
        "MON_CFG_RST": 174, "CHG_CTRL_RST": 35, "CHG_LIMIT_RST": 68, "CHG_TEMP_RST": 80, "CHG_TIMER_RST": 18,
        "WDT_CFG_RST": 73,
    }  # fmt: skip
    for name, layout in LAYOUTS.items():
        assert RESET_PARAMS[name] == sum(width for *_, width in layout)
        for register, field, width in layout:
            assert REGISTERS[register][field].width == width and REGISTERS[register][field].reset_param == name
    csr = full()
    for (register, field), value in RESETS.items():
        assert csr.field(register, field) == value, f"{register}.{field}"


@pytest.mark.parametrize("register", sorted({register for register, _ in RANGES}))
@covers("REG-RANGE-1")
def test_range(register: str) -> None:
    csr = full()
    told = []
    csr.on_write(register, told.append)
    block = register.partition("_")[0]
    mine = [attempt for attempt in attempts() if attempt[0] == register]
    assert any(allowed for *_, allowed in mine) and not all(allowed for *_, allowed in mine)
    for _, field, value, allowed in mine:
        before = csr.word(register)
        word = REGISTERS[register].pack(**legal(register) | {field: value})
        assert csr.write(addr(register), word) == allowed, f"{field} = {value}"
        assert csr.word(register) == (word if allowed else before)
        assert csr.field(f"{block}_ERROR", "RANGE") == (not allowed)
        assert len(told) == allowed
        told.clear()
        csr.write(addr(f"{block}_ERROR"), 1)
        assert csr.word(f"{block}_ERROR") == 0


def test_range_error_is_sticky_and_its_blocks_own() -> None:
    csr = full()
    assert not csr.write(addr("CHG_ICHG"), 49)
    assert csr.word("CHG_ERROR") == 1 and csr.word("MON_ERROR") == 0
    assert csr.write(addr("CHG_ICHG"), 50) and csr.write(addr("CHG_ERROR"), 0) and csr.write(addr("MON_ERROR"), 1)
    assert csr.word("CHG_ERROR") == 1, "neither a good write nor somebody else's clear"
    assert csr.write(addr("CHG_ERROR"), 1) and csr.word("CHG_ERROR") == 0
    assert not csr.write(addr("CHG_ICHG"), CAP_MA + 1)
    csr.reset()
    assert csr.word("CHG_ERROR") == 0


def test_what_another_rule_refuses_is_no_range_error() -> None:
    csr = full()
    assert not csr.write(addr("CHG_VREG"), 0, strb=0b0011)
    assert csr.write(addr("CHG_LOCK"), REGISTERS["CHG_LOCK"].pack(VREG=1))
    assert not csr.write(addr("CHG_VREG"), 0)
    assert csr.read(addr("CHG_VREG"))[1]
    assert csr.word("CHG_ERROR") == 0


@pytest.mark.parametrize("present", [(), *((name,) for name in FEATURES), FEATURES])
@covers("REG-OPT-1")
def test_blocks_that_the_platform_lacks(present: tuple[str, ...]) -> None:
    csr = Csr(packed() | PLATFORM, present)
    features = REGISTERS["SYS_FEATURES"].pack(**{name.removeprefix("HAS_"): int(name in present) for name in BLOCKS})
    assert csr.read(addr("SYS_FEATURES")) == (features, True)
    there = {BLOCKS[name] for name in present}
    for reg in REGISTERS.values():
        missing = reg.block in BLOCKS.values() and reg.block not in there
        assert csr.read(reg.addr)[1] != missing, reg.name
        if missing:
            assert csr.read(reg.addr) == (0, False)
        if reg.writable and missing:
            word = REGISTERS[reg.name].pack(**legal(reg.name))
            assert not csr.write(reg.addr, word) and not csr.write(reg.addr, 0xFFFF_FFFF)
    for block in BLOCKS.values():
        if block not in there:
            assert csr.word(f"{block}_ERROR") == csr.word(f"{block}_LOCK") == 0 and not csr.irq(block)


def test_optional_blocks_by_their_names() -> None:
    with pytest.raises(ValueError, match="HAS_CHARGR: no such optional block"):
        Csr(present=["HAS_CHARGR"])


def test_the_register_files_own_words_have_no_reader() -> None:
    for name in ("MON_ERROR", "CHG_ERROR", "SYS_FEATURES"):
        with pytest.raises(ValueError, match="register file's own"):
            Csr().on_read(name, lambda: 0)


HARMLESS = {"CHG_CTRL", "CHG_CMD", "MON_CONVERT", "MON_FRESH", *(
    f"{block}_{name}" for block in ("CHG", "MON") for name in ("INTR_STATE", "INTR_ENABLE", "INTR_TEST", "ERROR")
)}  # fmt: skip
"""What no battery comes to harm by, however it is written."""


@covers("CHG-CELL-3")
def test_what_can_harm_the_cell_is_for_secure_requesters() -> None:
    """Whoever asks; and anybody else may write the rest."""
    csr = full()
    writable = {reg.name for reg in REGISTERS.values() if reg.block in ("CHG", "MON") and reg.writable}
    assert writable > HARMLESS
    for name in writable:
        for requester in Requester:
            word = REGISTERS[name].pack(**legal(name))
            assert csr.write(addr(name), word, requester=requester, secure=False) == (name in HARMLESS), name
            if not name.endswith("LOCK"):
                assert csr.write(addr(name), word, requester=requester), name


@pytest.mark.parametrize(("lock", "register"), [("VREG", "CHG_VREG"), ("ICHG", "CHG_ICHG"), ("TIMER", "CHG_TIMER")])
@covers("CHG-CELL-3")
def test_each_lock_holds_its_own(lock: str, register: str) -> None:
    csr = full()
    assert csr.write(addr("CHG_LOCK"), REGISTERS["CHG_LOCK"].pack(**{lock: 1}))
    for name in ("CHG_VREG", "CHG_ICHG", "CHG_TIMER", "CHG_CTRL", "CHG_TEMP_HOT"):
        assert csr.write(addr(name), REGISTERS[name].pack(**legal(name))) == (name != register)
