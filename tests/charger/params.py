# SPDX-License-Identifier: Apache-2.0
"""Settings and times that the tests of the charger use, and the codes of its inputs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from models.charger_settings import CAP_W, CTRL_W, LIMIT_W, TEMP_W, TIMER_W, Caps, Ctrl, Limits, Temps, Timers

FULL_SCALE = 4096
B_KELVIN = 3435  # NTC of 10 kOhm with a pull-up of 10 kOhm
ROOM_K = 298.15
ZERO_C_K = 273.15


def ntc_code(celsius: float) -> int:
    """Code of the NTC channel at a temperature."""
    ratio = math.exp(B_KELVIN * (1 / (celsius + ZERO_C_K) - 1 / ROOM_K))
    return round(FULL_SCALE * ratio / (1 + ratio))


COLD_C, COOL_C, WARM_C, HOT_C, HYST_C = 0, 10, 45, 60, 2
TEMPS = Temps(
    ntc_code(COLD_C), ntc_code(COLD_C) - ntc_code(COLD_C + HYST_C),
    ntc_code(COOL_C), ntc_code(COOL_C) - ntc_code(COOL_C + HYST_C),
    ntc_code(WARM_C), ntc_code(WARM_C - HYST_C) - ntc_code(WARM_C),
    ntc_code(HOT_C), ntc_code(HOT_C - HYST_C) - ntc_code(HOT_C),
)  # fmt: skip
CTRL, LIMITS, TIMERS = Ctrl(), Limits(), Timers()
CAPS = Caps(ichg=1023, vreg=4608, cool50=1)
"""A cell that bears more than what the tests usually set."""
WORDS = (CTRL.pack(), LIMITS.pack(), TEMPS.pack(), TIMERS.pack())
_WIDTHS = {"CTRL_RST": CTRL_W, "LIMIT_RST": LIMIT_W, "TEMP_RST": TEMP_W, "TIMER_RST": TIMER_W}


def resets(words: Sequence[int] = WORDS, caps: Caps = CAPS) -> dict[str, str]:
    """Parameters of the HDL: settings after reset (ctrl, limit, temp, timer), and what the cell bears."""
    return {"CAP": f"{CAP_W}'h{caps.pack():x}"} | {name: f"{width}'h{word:x}" for (name, width), word in zip(_WIDTHS.items(), words, strict=True)}


class Times(NamedTuple):
    """The parameters that are times: ticks, and half ticks in a minute."""

    minute: int = 400
    wd_unit: int = 700
    fold_ticks: int = 24
    dg_ticks: int = 5
    qual_ticks: int = 9
    rechg_ticks: int = 16
    test_ticks: int = 30
    source_unit: int = 1
    worn_ticks: int = 120
    start_ticks: int = 1

    def parameters(self) -> dict[str, int]:
        """Parameters of the HDL."""
        return {name.upper(): value for name, value in self._asdict().items()}


SHORT = Times()
"""A minute lasts 200 ticks instead of 1 966 080 (1 : 9830), the other times are shorter by about 100 to 300.

A source is hardly ever weak with it, and there are never too many starts: a test that plugs and unplugs has nothing to wait for.
"""
WEAK = SHORT._replace(source_unit=20, start_ticks=512)
"""A weak source's times are longer than the charger's own, as they are in the chip (1 : 3277); so a minute has 30 units."""
REAL = Times(minute=3932160, wd_unit=1310720, fold_ticks=4096, dg_ticks=819, qual_ticks=983, rechg_ticks=2048, test_ticks=8192, source_unit=65536, worn_ticks=2097152, start_ticks=1048576)


def vbat(mv: int) -> int:
    """The smallest code of VBAT that is at least *mv* in the charger's own arithmetic."""
    return next(code for code in range(max(0, mv * 4 // 5 - 2), FULL_SCALE) if code + (code >> 2) >= mv)


def vbus(mv: int) -> int:
    """The smallest code of VBUS that is at least *mv* in the charger's own arithmetic."""
    return next(code for code in range(max(0, mv * 2 // 5 - 2), FULL_SCALE) if 2 * code + (code >> 1) >= mv)


def current(ma: int) -> int:
    """The smallest code of the charge current that is at least *ma*."""
    return 4 * ma


GOOD = {
    "vbus_det_i": 1, "vbus_i": vbus(5000), "vbat_i": vbat(3700), "ntc_i": ntc_code(25), "ichg_i": current(480),
    "ready_i": 1, "state_i": 2,
}  # fmt: skip
"""A charger on a battery that is neither empty nor full, at room temperature."""
