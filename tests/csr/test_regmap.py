# SPDX-License-Identifier: Apache-2.0
"""The register map as Python sees it, held against what the page promises, transcribed here by hand."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from models import regmap
from models.regmap import BY_ADDR, MAP_BYTES, REGISTERS, Requester

ROOT = Path(__file__).resolve().parents[2]
BLOCKS = {"SYS": 0x000, "SLP": 0x100, "PWR": 0x200, "WAKE": 0x300, "RTC": 0x400}


def test_no_two_registers_share_an_address_and_all_lie_in_their_block() -> None:
    assert len(BY_ADDR) == len(REGISTERS)
    for name, reg in REGISTERS.items():
        block = BLOCKS[name.partition("_")[0]]
        assert reg.addr % 4 == 0 and block <= reg.addr < block + 0x100 <= MAP_BYTES, name


def test_fields_do_not_overlap_and_say_what_they_are() -> None:
    for reg in REGISTERS.values():
        seen = 0
        assert reg.title and reg.fields, reg.name
        for field in reg.fields.values():
            assert field.width >= 1 and field.lsb + field.width <= 32 and field.desc, f"{reg.name}.{field.name}"
            assert not seen & field.mask, f"{reg.name}.{field.name} overlaps another field"
            seen |= field.mask


def test_every_reset_value_fits_and_only_holders_and_profiles_leave_it_open() -> None:
    for reg in REGISTERS.values():
        for field in reg.fields.values():
            if field.reset is not None:
                assert 0 <= field.reset < 1 << field.width
            else:
                assert field.held or field.reset_param in regmap.RESET_PARAMS, f"{reg.name}.{field.name}"


def test_interrupts_come_in_fours_with_the_same_bits() -> None:
    states = [name for name in REGISTERS if name.endswith("_INTR_STATE")]
    assert states == ["SLP_INTR_STATE", "RTC_INTR_STATE"]
    for state in states:
        shape = [(f.name, f.lsb) for f in REGISTERS[state].fields.values()]
        for other, access in (("STATE", "w1c"), ("RAW", "ro"), ("ENABLE", "rw"), ("TEST", "wo")):
            fields = REGISTERS[state.replace("STATE", other)].fields.values()
            assert [(f.name, f.lsb) for f in fields] == shape
            assert {f.access for f in fields} == {access}
        bit = BLOCKS[state.partition("_")[0]] // 0x100
        assert REGISTERS["SYS_IRQ_STATUS"][state.partition("_")[0]].lsb == bit


def test_words_that_agents_share_have_set_and_clear() -> None:
    for core in (0, 1):
        for word in ("WAKELOCK", "DEEPLOCK"):
            name = f"SLP_CORE{core}_{word}"
            assert not REGISTERS[name].writable
            for command in (REGISTERS[f"{name}_SET"], REGISTERS[f"{name}_CLR"]):
                assert command.owner == Requester(core) and command["BITS"].access == "wo"


@pytest.mark.parametrize("name", ["SLP_MODE_ALLOW", "PWR_SHUTDOWN", "SLP_LOCK", "PWR_LOCK", "WAKE_LOCK", "RTC_LOCK"])
def test_secure_only(name: str) -> None:
    assert REGISTERS[name].secure


def test_nothing_else_is_secure_only() -> None:
    assert sum(reg.secure for reg in REGISTERS.values()) == 6


@pytest.mark.parametrize(
    ("lock", "names"),
    [
        (("SLP_LOCK", "CFG"), {"SLP_MODE_ALLOW"}),
        (("PWR_LOCK", "CFG"), {"PWR_CFG"}),
        (("WAKE_LOCK", "CFG"), {"WAKE_EDGE", "WAKE_INVERT", "WAKE_BOTH", "WAKE_ROUTE0", "WAKE_ROUTE1"}),
        (("WAKE_LOCK", "ENABLE"), {"WAKE_ENABLE"}),
        (("RTC_LOCK", "TIME"), {"RTC_SET_DATE", "RTC_SET_TIME", "RTC_COMMIT", "RTC_TRIM"}),
    ],
)
def test_locks(lock: tuple[str, str], names: set[str]) -> None:
    assert {reg.name for reg in REGISTERS.values() if reg.lock == lock} == names
    assert REGISTERS[lock[0]][lock[1]].access == "w1s"


def test_values_that_must_not_be_torn_are_written_whole() -> None:
    alarms = {f"RTC_ALARM{n}_CTRL" for n in range(4)}
    times = {"SLP_CORE0_ACTIVE_TIME", "SLP_CORE1_ACTIVE_TIME", "SLP_MAX_SLEEP", "SLP_SLEEP_TIMER"}
    assert {reg.name for reg in REGISTERS.values() if reg.whole} == alarms | times | {
        "SLP_SLEEP_HINT", "SLP_LATENCY_LIMIT", "PWR_SHUTDOWN", "PWR_OFF_TICKS", "RTC_TRIM",
    }  # fmt: skip


def test_every_posted_write_has_its_busy_bit() -> None:
    assert {reg.posted for reg in REGISTERS.values()} - {None} == set(REGISTERS["SYS_BUSY"].fields)


def test_codes_are_those_of_the_contracts() -> None:
    """Codes are written in three places: timing contracts, register description, RTL of the subsystem."""
    assert [state.name for state in regmap.PwrState] == [
        "OFF", "POWER_UP", "ACTIVE", "SLEEP_ENTRY", "ASLEEP", "SLEEP_EXIT", "POWER_DOWN", "FAULT",
    ]  # fmt: skip
    assert [state.name for state in regmap.CoreState] == ["PARKED", "WAKING", "RUN", "SETTLE", "GATED"]
    assert [outcome.name for outcome in regmap.SleepOutcome] == ["NONE", "SLEPT", "ABORTED", "FELL_THROUGH"]
    assert [rule.name for rule in regmap.SleepRule] == [
        "PASSES", "NOT_ALLOWED", "CORE_STATE", "WAKE_MASK", "NO_WAKE", "RESIDENCY", "LATENCY", "DEEPLOCK",
    ]  # fmt: skip
    assert [reason.name for reason in regmap.BootReason] == ["POWER_ON", "WAKE_REBOOT", "RESET_PIN", "WATCHDOG"]
    assert {cause.name: int(cause) for cause in regmap.WakeCause} == {
        "MAX_SLEEP": 32, "SLEEP_TIMER": 33, "CORE_WAKE": 34, "CORE_RESUME": 35, "NO_CAUSE": 63,
    }  # fmt: skip


def test_bits_are_those_of_the_contracts() -> None:
    for name, bits in (
        ("PWR_CAUSE", "KEY RTC VBUS TIMER AUTO_START WAKE"),
        ("PWR_REASON", "COMMAND LONG_KEY OVER_VOLTAGE UNDER_VOLTAGE OVER_TEMPERATURE RAIL_FAULT HOLD_TIMEOUT "
                       "DOMAIN_FAULT CLOCK_FAULT WATCHDOG"),
        ("PWR_RESET_CAUSE", "POR RESET_PIN WATCHDOG WAKE_REBOOT POWER_ON"),
        ("SLP_INTR_STATE", "SLEPT ABORTED FELL_THROUGH DRAM_ERR"),
        ("RTC_INTR_STATE", "ALARM0 ALARM1 ALARM2 ALARM3 SECOND IN_PAST CONFLICT"),
        ("RTC_ERROR", "SET ALARM"),
        ("WAKE_CAUSE_ALL_HI", "MAX_SLEEP SLEEP_TIMER CORE_WAKE CORE_RESUME"),
    ):  # fmt: skip
        assert [(f.name, f.lsb, f.width) for f in REGISTERS[name].fields.values()] == [
            (bit, n, 1) for n, bit in enumerate(bits.split())
        ]  # fmt: skip


def test_pack_and_unpack() -> None:
    reg = REGISTERS["RTC_ALARM1_DATE"]
    fields = {"DAY": 29, "MONTH": 2, "WDAY": 1, "YEAR": 24}
    word = reg.pack(**fields)
    assert word == 24 << 16 | 1 << 12 | 2 << 8 | 29
    assert reg.unpack(word) == fields
    with pytest.raises(ValueError, match="MONTH = 16"):
        reg.pack(MONTH=16)
    with pytest.raises(KeyError, match="has no field 'HOUR'"):
        reg["HOUR"]


def test_only_regmap_knows_the_generator() -> None:
    """Models and bench run without the development packages."""
    for folder in ("models", "tb"):
        for path in (ROOT / folder).rglob("*.py"):
            assert not re.search(r"^\s*(?:import|from) (?:systemrdl|peakrdl)", path.read_text(), re.M), path
