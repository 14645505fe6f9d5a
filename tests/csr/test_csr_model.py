# SPDX-License-Identifier: Apache-2.0
"""The golden model of the register file by itself."""

from __future__ import annotations

import pytest

from models.csr import Csr, Written
from models.regmap import REGISTERS, Requester
from tb.covers import covers


def addr(name: str) -> int:
    return REGISTERS[name].addr


def test_bytes_without_a_strobe_stay() -> None:
    csr = Csr()
    assert csr.write(addr("SYS_SCRATCH1"), 0x1122_3344)
    assert csr.write(addr("SYS_SCRATCH1"), 0xAABB_CCDD, strb=0b0101)
    assert csr.read(addr("SYS_SCRATCH1")) == (0x11BB_33DD, True)


def test_hooks_get_masked_data_after_the_store_and_only_if_allowed() -> None:
    csr, seen = Csr(), []
    csr.on_write("WAKE_ENABLE", lambda written: seen.append((written, csr.word("WAKE_ENABLE"))))
    assert csr.write(addr("WAKE_ENABLE"), 0xFFFF_FFFF, strb=0b0010, requester=Requester.PMBUS)
    assert seen == [(Written(REGISTERS["WAKE_ENABLE"], 0xFF00, Requester.PMBUS), 0xFF00)]
    assert csr.write(addr("WAKE_ENABLE"), 0, strb=0) and len(seen) == 1
    assert csr.write(addr("WAKE_LOCK"), REGISTERS["WAKE_LOCK"].pack(ENABLE=1))
    assert not csr.write(addr("WAKE_ENABLE"), 0) and len(seen) == 1
    assert csr.word("WAKE_ENABLE") == 0xFF00


def test_held_state_comes_from_the_subsystem() -> None:
    csr = Csr()
    csr.on_read("PWR_FAULT", lambda: 0xFFFF_FFFF)
    assert csr.word("PWR_FAULT") == sum(f.mask for f in REGISTERS["PWR_FAULT"].fields.values())
    with pytest.raises(ValueError, match="no field of it is held"):
        csr.on_read("SYS_SCRATCH0", lambda: 0)
    with pytest.raises(ValueError, match="on_events"):
        csr.on_read("RTC_INTR_STATE", lambda: 0)
    with pytest.raises(ValueError, match="read-only"):
        csr.on_write("PWR_STATUS", lambda written: None)


def test_interrupt_test_bits_live_until_cleared_or_por() -> None:
    csr, events = Csr(), [0b0001]
    csr.on_events("SLP", lambda: events[0])
    csr.write(addr("SLP_INTR_TEST"), 0b0110)
    assert csr.word("SLP_INTR_STATE") == 0b0111 and csr.word("SLP_INTR_RAW") == 0b0001
    assert not csr.irq("SLP") and csr.field("SYS_IRQ_STATUS", "SLP") == 0
    csr.write(addr("SLP_INTR_ENABLE"), 0b0100)
    assert csr.irq("SLP") and csr.field("SYS_IRQ_STATUS", "SLP") == 1
    csr.write(addr("SLP_INTR_STATE"), 0b0100)
    assert csr.word("SLP_INTR_STATE") == 0b0011 and not csr.irq("SLP")
    csr.reset()
    assert csr.word("SLP_INTR_STATE") == 0b0001


def test_reset_values_of_the_profile() -> None:
    csr = Csr({"SLP_MODE_ALLOW_RST": 0x3, "SLP_TYPE1_RST": 1})
    assert csr.word("SLP_MODE_ALLOW") == 3 and csr.field("SLP_CORE1_CTRL", "TYPE") == 1
    assert csr.field("SLP_CORE0_CTRL", "TYPE") == 0
    with pytest.raises(ValueError, match="no such parameter"):
        Csr({"SLP_MODE_ALOW_RST": 1})
    with pytest.raises(ValueError, match="16 bits"):
        Csr({"SLP_MODE_ALLOW_RST": 0x10000})


@covers("REG-LOCK-1", "REG-SCR-1")
def test_locks_hold_until_por_and_scratch_words_too() -> None:
    csr = Csr()
    csr.write(addr("SYS_SCRATCH3"), 5)
    assert csr.write(addr("RTC_LOCK"), 1) and csr.write(addr("RTC_LOCK"), 0)
    assert not csr.write(addr("RTC_TRIM"), 1)
    csr.reset()
    assert csr.write(addr("RTC_TRIM"), 1) and csr.word("SYS_SCRATCH3") == 0


@pytest.mark.parametrize(
    ("operands", "message"),
    [((0x1000, 0), "address 0x1000"), ((0, 1 << 32), "32 bits"), ((0, 0, 16), "strobes 16"), ((-4, 0), "address")],
)
def test_operands_out_of_range(operands: tuple[int, ...], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Csr().write(*operands)
