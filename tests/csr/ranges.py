# SPDX-License-Identifier: Apache-2.0
"""Ranges of settings and places of their reset values, by hand; the register description is held against them."""

from __future__ import annotations

from collections.abc import Iterator

from models.regmap import REGISTERS

BELOW = "VBAT_UNDER VBAT_LOW1 VBAT_LOW2".split()
ABOVE = "VBAT_OVER DIE_WARN DIE_CRIT".split()
CHANNELS = "VBAT VBUS NTC DIE CURRENT AIN0 AIN1".split()
ZONES = "COLD COOL WARM HOT".split()

RANGES: dict[tuple[str, str], tuple[int, int]] = {
    ("MON_CTRL", "COUNT"): (1, 7),
    **{("MON_AVG", channel): (0, 2) for channel in CHANNELS},
    ("MON_PERIOD", "AWAKE"): (128, 8000),
    ("MON_PERIOD", "ASLEEP"): (128, 8000),
    **{(f"MON_{name}", "LIMIT"): (256, 4095) for name in ABOVE},
    **{(f"MON_{name}", "LIMIT"): (0, 3839) for name in BELOW},
    **{(f"MON_{name}", "HYST"): (3, 255) for name in ABOVE + BELOW},
    ("CHG_CTRL", "DUTY"): (0, 100),
    ("CHG_ICHG", "MA"): (50, 1000),
    ("CHG_VREG", "MV"): (3500, 4608),
    ("CHG_VBUS_MIN", "MV"): (3900, 5200),
    ("CHG_VBUS_MAX", "MV"): (5500, 9000),
    ("CHG_V_TRICKLE", "MV"): (1800, 2500),
    ("CHG_V_PRECHARGE", "MV"): (2700, 3400),
    ("CHG_I_TRICKLE", "MA"): (10, 100),
    ("CHG_V_RECHARGE", "MV"): (50, 300),
    **{(f"CHG_TEMP_{zone}", "LIMIT"): (16, 4079) for zone in ZONES},
    **{(f"CHG_TEMP_{zone}", "HYST"): (3, 255) for zone in ZONES},
    ("WDT_BITE", "TICKS"): (64, 0xFF_FFFF),
}
"""Smallest and largest value of every field that does not take all that fit."""

# What the platform of these tests allows: the layouts of CHG_CAP and MON_NEEDED, and what they make of the ranges.
CAP_MA, CAP_MV = 870, 4390
NEEDED = 0b01001
BOUNDS = {"CHG_CAP": CAP_MA | CAP_MV << 10 | 0 << 23, "MON_NEEDED": NEEDED}
ALLOWED: dict[tuple[str, str], tuple[int, int]] = RANGES | {
    ("CHG_ICHG", "MA"): (50, CAP_MA),
    ("CHG_VREG", "MV"): (3500, CAP_MV),
    ("CHG_CTRL", "COOL50"): (0, 0),
}
"""Smallest and largest value of these fields on that platform."""

# Fields of a reset vector from bit 0 on, with their widths: the layouts of the timing contracts.
LAYOUTS: dict[str, list[tuple[str, str, int]]] = {
    "MON_CFG_RST": [
        *(
            (f"MON_{name}", field, width)
            for name in "VBAT_OVER VBAT_UNDER VBAT_LOW1 VBAT_LOW2 DIE_WARN DIE_CRIT".split()
            for field, width in (("LIMIT", 12), ("HYST", 8))
        ),
        ("MON_PERIOD", "AWAKE", 16),
        ("MON_PERIOD", "ASLEEP", 16),
        ("MON_CTRL", "CHANNELS", 5),
        *(("MON_AVG", channel, 2) for channel in CHANNELS),
        ("MON_CTRL", "COUNT", 3),
    ],
    "CHG_CTRL_RST": [
        ("CHG_CTRL", "ENABLE", 1),
        ("CHG_ICHG", "MA", 10),
        ("CHG_VREG", "MV", 13),
        ("CHG_CTRL", "DUTY", 7),
        ("CHG_CTRL", "WATCHDOG", 2),
        ("CHG_CTRL", "COOL50", 1),
        ("CHG_CTRL", "BOOT_ON_VBUS", 1),
    ],
    "CHG_LIMIT_RST": [
        ("CHG_VBUS_MIN", "MV", 14),
        ("CHG_VBUS_MAX", "MV", 14),
        ("CHG_V_TRICKLE", "MV", 12),
        ("CHG_V_PRECHARGE", "MV", 12),
        ("CHG_I_TRICKLE", "MA", 7),
        ("CHG_V_RECHARGE", "MV", 9),
    ],
    "CHG_TEMP_RST": [
        (f"CHG_TEMP_{zone}", field, width) for zone in ZONES for field, width in (("LIMIT", 12), ("HYST", 8))
    ],
    "CHG_TIMER_RST": [("CHG_TIMER", "PRE", 8), ("CHG_TIMER", "FAST", 10)],
    "WDT_CFG_RST": [("WDT_CTRL", "ENABLE", 1), *((f"WDT_{name}", "TICKS", 24) for name in "BARK BITE WINDOW".split())],
}


def _reset(register: str, field: str, width: int, place: int) -> int:
    low, high = ALLOWED.get((register, field), (0, (1 << width) - 1))
    return low + (37 * place + 11) % (high - low + 1)


RESETS: dict[tuple[str, str], int] = {
    (register, field): _reset(register, field, width, place)
    for layout in LAYOUTS.values()
    for place, (register, field, width) in enumerate(layout)
}
"""A reset value for each of these fields: inside its range, and few alike."""


def place(register: str, field: str) -> tuple[str, int] | None:
    """Reset vector and lowest bit in it of a field, None if it is in none. The subsystem gets the settings packed alike."""
    for name, layout in LAYOUTS.items():
        lsb = 0
        for entry in layout:
            if entry[:2] == (register, field):
                return name, lsb
            lsb += entry[2]
    return None


def packed() -> dict[str, int]:
    """The reset vectors that hold RESETS."""
    vectors = {}
    for name, layout in LAYOUTS.items():
        lsb = vector = 0
        for register, field, width in layout:
            vector |= RESETS[register, field] << lsb
            lsb += width
        vectors[name] = vector
    return vectors


def legal(register: str) -> dict[str, int]:
    """Fields of a ranged register, all inside their ranges and none at an end of it."""
    fields = {
        field: sum(ALLOWED[register, field]) // 2 if (register, field) in ALLOWED else 0
        for field in REGISTERS[register].fields
    }
    return fields | ({"CHANNELS": NEEDED} if register == "MON_CTRL" else {})


def attempts() -> Iterator[tuple[str, str, int, bool]]:
    """(register, field, value, allowed) at both sides of both ends of every range, and every set of channels; the other fields stay legal."""
    for (register, field), (low, high) in ALLOWED.items():
        top = (1 << REGISTERS[register][field].width) - 1
        for value in sorted({low - 1, low, high, high + 1, 0, top}):
            if 0 <= value <= top:
                yield register, field, value, low <= value <= high
    for channels in range(32):
        yield "MON_CTRL", "CHANNELS", channels, channels & NEEDED == NEEDED
