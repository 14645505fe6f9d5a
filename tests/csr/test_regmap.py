# SPDX-License-Identifier: Apache-2.0
"""The register map as Python sees it, held against what the page promises, transcribed here by hand."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from models import regmap
from models.regmap import BY_ADDR, MAP_BYTES, REGISTERS, Requester
from tb.covers import covers

ROOT = Path(__file__).resolve().parents[2]
BLOCKS = {"SYS": 0x000, "SLP": 0x100, "PWR": 0x200, "WAKE": 0x300, "RTC": 0x400, "MON": 0x500, "CHG": 0x600, "WDT": 0x700}

MON_SETTINGS = {
    "MON_CTRL", "MON_AVG", "MON_PERIOD", "MON_VBAT_OVER", "MON_VBAT_UNDER", "MON_VBAT_LOW1", "MON_VBAT_LOW2",
    "MON_DIE_WARN", "MON_DIE_CRIT",
}  # fmt: skip
CHG_LIMITS = {
    "CHG_VBUS_MIN", "CHG_VBUS_MAX", "CHG_V_TRICKLE", "CHG_V_PRECHARGE", "CHG_I_TRICKLE", "CHG_V_RECHARGE",
}  # fmt: skip
CHG_EVENTS = "STATE INSERTED REMOVED FULL SUSPEND FAULT ZONE WATCHDOG LIMIT POOR_SOURCE BATTERY_WORN STALE".split()
CHG_TEMPERATURES = {"CHG_TEMP_COLD", "CHG_TEMP_COOL", "CHG_TEMP_WARM", "CHG_TEMP_HOT"}
WDT_SETTINGS = {"WDT_CTRL", "WDT_BARK", "WDT_BITE", "WDT_WINDOW"}


@covers("REG-GEN-2")
def test_no_two_registers_share_an_address_and_all_lie_in_their_block() -> None:
    assert len(BY_ADDR) == len(REGISTERS)
    for name, reg in REGISTERS.items():
        block = BLOCKS[name.partition("_")[0]]
        assert reg.addr % 4 == 0 and block <= reg.addr < block + 0x100 <= MAP_BYTES, name


@covers("REG-GEN-2")
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


@covers("REG-FW-2")
def test_interrupts_come_in_fours_with_the_same_bits() -> None:
    states = [name for name in REGISTERS if name.endswith("_INTR_STATE")]
    assert states == ["SLP_INTR_STATE", "PWR_INTR_STATE", "RTC_INTR_STATE", "MON_INTR_STATE", "CHG_INTR_STATE", "WDT_INTR_STATE"]
    for state in states:
        shape = [(f.name, f.lsb) for f in REGISTERS[state].fields.values()]
        for other, access in (("STATE", "w1c"), ("RAW", "ro"), ("ENABLE", "rw"), ("TEST", "wo")):
            fields = REGISTERS[state.replace("STATE", other)].fields.values()
            assert [(f.name, f.lsb) for f in fields] == shape
            assert {f.access for f in fields} == {access}
        bit = BLOCKS[state.partition("_")[0]] // 0x100
        assert REGISTERS["SYS_IRQ_STATUS"][state.partition("_")[0]].lsb == bit


@covers("SLP-LOCK-2", "REG-FW-1")
def test_words_that_agents_share_have_set_and_clear() -> None:
    for core in (0, 1):
        for word in ("WAKELOCK", "DEEPLOCK"):
            name = f"SLP_CORE{core}_{word}"
            assert not REGISTERS[name].writable
            for command in (REGISTERS[f"{name}_SET"], REGISTERS[f"{name}_CLR"]):
                assert command.owner == Requester(core) and command["BITS"].access == "wo"


@covers("REG-WHO-1", "CHG-CELL-3")
def test_secure_only() -> None:
    locks = {f"{block}_LOCK" for block in BLOCKS if block != "SYS"}
    cell = {"CHG_VREG", "CHG_ICHG", "CHG_TIMER", *CHG_LIMITS, *CHG_TEMPERATURES, *MON_SETTINGS}
    supply = {"PWR_SHUTDOWN", "PWR_OFF_TICKS", "PWR_OFF_RAM", "PWR_CFG"}
    assert {reg.name for reg in REGISTERS.values() if reg.secure} == locks | cell | supply | {"SLP_MODE_ALLOW"}


@pytest.mark.parametrize(
    ("lock", "names"),
    [
        (("SLP_LOCK", "CFG"), {"SLP_MODE_ALLOW"}),
        (("PWR_LOCK", "CFG"), {"PWR_CFG"}),
        (("WAKE_LOCK", "CFG"), {"WAKE_EDGE", "WAKE_INVERT", "WAKE_BOTH", "WAKE_ROUTE0", "WAKE_ROUTE1"}),
        (("WAKE_LOCK", "ENABLE"), {"WAKE_ENABLE"}),
        (("RTC_LOCK", "TIME"), {"RTC_SET_DATE", "RTC_SET_TIME", "RTC_COMMIT", "RTC_TRIM"}),
        (("MON_LOCK", "CFG"), MON_SETTINGS),
        (("CHG_LOCK", "VREG"), {"CHG_VREG"}),
        (("CHG_LOCK", "LIMIT"), CHG_LIMITS),
        (("CHG_LOCK", "TEMP"), CHG_TEMPERATURES),
        (("CHG_LOCK", "TIMER"), {"CHG_TIMER"}),
        (("CHG_LOCK", "ICHG"), {"CHG_ICHG"}),
        (("WDT_LOCK", "CFG"), WDT_SETTINGS),
    ],
)
@covers("REG-LOCK-1")
def test_locks(lock: tuple[str, str], names: set[str]) -> None:
    assert {reg.name for reg in REGISTERS.values() if reg.lock == lock} == names
    assert REGISTERS[lock[0]][lock[1]].access == "w1s"


@covers("REG-POST-4")
def test_values_that_must_not_be_torn_are_written_whole() -> None:
    alarms = {f"RTC_ALARM{n}_CTRL" for n in range(4)}
    times = {"SLP_CORE0_ACTIVE_TIME", "SLP_CORE1_ACTIVE_TIME", "SLP_MAX_SLEEP", "SLP_SLEEP_TIMER"}
    assert {reg.name for reg in REGISTERS.values() if reg.whole} == alarms | times | {
        "SLP_SLEEP_HINT", "SLP_LATENCY_LIMIT", "PWR_SHUTDOWN", "PWR_OFF_TICKS", "RTC_TRIM", "RTC_HOLD",
        "CHG_CTRL", "CHG_ICHG", "CHG_VREG", "CHG_TIMER", *MON_SETTINGS, *CHG_LIMITS, *CHG_TEMPERATURES,
        "WDT_KICK", *WDT_SETTINGS,
    }  # fmt: skip


@covers("REG-POST-1")
def test_every_posted_write_has_its_busy_bit() -> None:
    shown = [name for word in ("SYS_BUSY", "SYS_BUSY2") for name in REGISTERS[word].fields if name != "MORE"]
    assert sorted(shown) == sorted({reg.posted for reg in REGISTERS.values()} - {None})


@pytest.mark.parametrize(
    ("group", "names"),
    [
        ("MON_CFG", MON_SETTINGS),
        ("MON_CONVERT", {"MON_CONVERT"}),
        ("MON_CLEAR", {"MON_FRESH", "MON_INTR_STATE"}),
        ("CHG_CTRL", {"CHG_CTRL", "CHG_ICHG", "CHG_VREG"}),
        ("CHG_LIMIT", CHG_LIMITS),
        ("CHG_TEMP", CHG_TEMPERATURES),
        ("CHG_TIMER", {"CHG_TIMER"}),
        ("CHG_CLEAR", {"CHG_CMD", "CHG_INTR_STATE"}),
    ],
)
def test_what_crosses_together(group: str, names: set[str]) -> None:
    assert {reg.name for reg in REGISTERS.values() if reg.posted == group} == names


def test_codes_are_those_of_the_contracts() -> None:
    """Codes are written in three places: timing contracts, register description, RTL of the subsystem."""
    assert [state.name for state in regmap.PwrState] == [
        "OFF", "POWER_UP", "ACTIVE", "SLEEP_ENTRY", "ASLEEP", "SLEEP_EXIT", "POWER_DOWN", "FAULT",
    ]  # fmt: skip
    assert [state.name for state in regmap.CoreState] == ["POWER_GATED", "WAKING", "RUN", "SETTLE", "GATED"]
    assert [outcome.name for outcome in regmap.SleepOutcome] == ["NONE", "SLEPT", "ABORTED", "FELL_THROUGH"]
    assert [rule.name for rule in regmap.SleepRule] == [
        "PASSES", "NOT_ALLOWED", "CORE_STATE", "WAKE_MASK", "NO_WAKE", "RESIDENCY", "LATENCY", "DEEPLOCK",
    ]  # fmt: skip
    assert [reason.name for reason in regmap.BootReason] == ["POWER_ON", "WAKE_REBOOT", "RESET_PIN", "WATCHDOG"]
    assert {cause.name: int(cause) for cause in regmap.WakeCause} == {
        "MAX_SLEEP": 32, "SLEEP_TIMER": 33, "CORE_WAKE": 34, "CORE_RESUME": 35, "NO_CAUSE": 63,
    }  # fmt: skip
    assert [state.name for state in regmap.ChargerState] == [
        "OFF", "QUALIFY", "TRICKLE", "PRECHARGE", "CC", "CV", "DONE", "RECHARGE", "SUSPEND", "FAULT",
    ]  # fmt: skip
    assert [zone.name for zone in regmap.ChargeZone] == ["NORMAL", "COOL", "WARM", "COLD", "HOT", "NONE"]


def test_charger_codes_are_those_of_linux() -> None:
    """From include/linux/power_supply.h: enums of POWER_SUPPLY_PROP_STATUS, _CHARGE_TYPE and _HEALTH."""
    assert {code.name: int(code) for code in regmap.ChargeStatus} == {
        "CHARGING": 1, "DISCHARGING": 2, "NOT_CHARGING": 3, "FULL": 4,
    }  # fmt: skip
    assert {code.name: int(code) for code in regmap.ChargeType} == {"NONE": 1, "TRICKLE": 2, "FAST": 3, "STANDARD": 4}
    assert {code.name: int(code) for code in regmap.ChargeHealth} == {
        "GOOD": 1, "OVERHEAT": 2, "OVERVOLTAGE": 4, "UNSPEC_FAILURE": 5, "COLD": 6, "WATCHDOG": 7, "SAFETY_TIMER": 8,
        "WARM": 11, "COOL": 12, "HOT": 13, "NO_BATTERY": 14,
    }  # fmt: skip


def test_bits_are_those_of_the_contracts() -> None:
    for name, bits in (
        ("PWR_CAUSE", "KEY RTC VBUS TIMER AUTO_START WAKE RETRY"),
        ("PWR_REASON", "COMMAND LONG_KEY OVER_VOLTAGE UNDER_VOLTAGE OVER_TEMPERATURE RAIL_FAULT HOLD_TIMEOUT "
                       "DOMAIN_FAULT CLOCK_FAULT WATCHDOG UPSET"),
        ("PWR_RESET_CAUSE", "POR RESET_PIN WATCHDOG WAKE_REBOOT POWER_ON"),
        ("SLP_INTR_STATE", "SLEPT ABORTED FELL_THROUGH DRAM_ERR"),
        ("RTC_INTR_STATE", "ALARM0 ALARM1 ALARM2 ALARM3 SECOND IN_PAST CONFLICT SKIPPED"),
        ("RTC_ERROR", "SET ALARM"),
        ("MON_INTR_STATE", "VBAT_LOW1 VBAT_LOW2 DIE_WARN VBAT_OVER VBAT_UNDER DIE_CRIT SENSOR CONVERTED"),
        ("CHG_INTR_STATE", "STATE INSERTED REMOVED FULL SUSPEND FAULT ZONE WATCHDOG LIMIT POOR_SOURCE BATTERY_WORN STALE"),
        ("CHG_LOCK", "VREG LIMIT TEMP TIMER ICHG"),
        ("CHG_CMD", "KICK CLEAR_FAULT"),
        ("SYS_FEATURES", "MONITOR CHARGER WATCHDOG"),
        ("SYS_BUSY2", "WDT_CFG WDT_CMD"),
        ("WDT_BITTEN", "TIMEOUT START EARLY"),
        ("WAKE_CAUSE_ALL_HI", "MAX_SLEEP SLEEP_TIMER CORE_WAKE CORE_RESUME"),
    ):  # fmt: skip
        assert [(f.name, f.lsb, f.width) for f in REGISTERS[name].fields.values()] == [
            (bit, n, 1) for n, bit in enumerate(bits.split())
        ]  # fmt: skip


def test_places_that_wiring_and_firmware_rely_on() -> None:
    """Bits and addresses of monitor and charger, by hand."""
    for name, addr, fields in (
        ("SYS_FEATURES", 0x018, {"MONITOR": (0, 1), "CHARGER": (1, 1), "WATCHDOG": (2, 1)}),
        ("WDT_KICK", 0x710, {"KICK": (0, 1)}),
        ("WDT_STATUS", 0x714, {"COUNT": (0, 24), "START": (24, 1)}),
        ("WDT_BITTEN", 0x718, {"TIMEOUT": (0, 1), "START": (1, 1), "EARLY": (2, 1)}),
        ("MON_CTRL", 0x500, {"CHANNELS": (0, 5), "COUNT": (8, 3)}),
        ("MON_PERIOD", 0x508, {"AWAKE": (0, 16), "ASLEEP": (16, 16)}),
        ("MON_DIE_CRIT", 0x524, {"LIMIT": (0, 12), "HYST": (16, 8)}),
        ("MON_CONVERT", 0x528, {"CHANNELS": (0, 7)}),
        ("MON_FRESH", 0x52C, {"CHANNELS": (0, 7)}),
        ("MON_STATUS", 0x530, {"TRIP": (0, 6), "SENSOR": (8, 5), "READY": (16, 1), "DEFAULTS": (17, 1)}),
        ("MON_RESULT6", 0x558, {"VALUE": (0, 12), "FRESH": (15, 1), "TICK": (16, 16)}),
        ("MON_ERROR", 0x570, {"RANGE": (0, 1)}),
        ("MON_LOCK", 0x574, {"CFG": (0, 1)}),
        ("CHG_CTRL", 0x600, {
            "ENABLE": (0, 1), "BOOT_ON_VBUS": (1, 1), "COOL50": (2, 1), "WATCHDOG": (4, 2), "DUTY": (8, 7),
        }),
        ("CHG_VREG", 0x608, {"MV": (0, 13)}),
        ("CHG_VBUS_MAX", 0x614, {"MV": (0, 14)}),
        ("CHG_TEMP_HOT", 0x634, {"LIMIT": (0, 12), "HYST": (16, 8)}),
        ("CHG_TIMER", 0x638, {"PRE": (0, 8), "FAST": (16, 10)}),
        ("CHG_STATUS", 0x640, {
            "STATE": (0, 4), "STATUS": (4, 3), "TYPE": (8, 3), "HEALTH": (12, 4), "ZONE": (16, 3), "FOLD": (20, 3),
            "LIMIT": (24, 1), "ATTACHED": (25, 1), "WD_EXPIRED": (26, 1), "ON": (27, 1), "SINK": (28, 1),
            "POOR_SOURCE": (29, 1), "BATTERY_WORN": (30, 1), "STALE": (31, 1),
        }),
        ("CHG_DRIVE", 0x644, {"MA": (0, 10), "MV": (16, 13)}),
        ("CHG_TIMERS", 0x648, {"PRE": (0, 8), "FAST": (16, 10)}),
        ("CHG_INTR_TEST", 0x66C, {name: (bit, 1) for bit, name in enumerate(CHG_EVENTS)}),
    ):  # fmt: skip
        assert REGISTERS[name].addr == addr, name
        assert {f.name: (f.lsb, f.width) for f in REGISTERS[name].fields.values()} == fields, name
    busy = {field.lsb: name for name, field in REGISTERS["SYS_BUSY"].fields.items() if name.startswith(("MON", "CHG"))}
    assert busy == {
        11: "MON_CFG", 12: "MON_CONVERT", 13: "MON_CLEAR", 14: "MON_INTR", 15: "CHG_INTR", 19: "CHG_CTRL", 20: "CHG_LIMIT", 21: "CHG_TEMP",
        22: "CHG_TIMER", 23: "CHG_CLEAR",
    }  # fmt: skip


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
