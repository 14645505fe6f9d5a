# SPDX-License-Identifier: Apache-2.0
"""Converter codes of voltages and temperatures: what the analogue front end and the sensors of a platform make of them.

A code is 12 bits; limits are rounded so that a monitor trips on the first code beyond the value that the profile gives.
"""

from __future__ import annotations

import math
from typing import Any

FULL_SCALE = 4096

# VBAT: 1.25 mV a code
_VBAT_CODES, _VBAT_MV = 4, 5
_ZERO_C_IN_K = 273.15
_NTC_REFERENCE_K = 298.15


def vbat_floor(millivolts: int) -> int:
    """The highest code that is not above *millivolts* at the battery."""
    return millivolts * _VBAT_CODES // _VBAT_MV


def vbat_ceil(millivolts: int) -> int:
    """The lowest code that is not below *millivolts* at the battery."""
    return -(-millivolts * _VBAT_CODES // _VBAT_MV)


def die_code(monitor: dict[str, Any], celsius: int) -> int:
    """Code of the die's sensor at *celsius*, by the line that table [monitor] gives; may lie outside the converter's range."""
    return monitor["die_code_at_0c"] + monitor["die_codes_per_c"] * celsius


def ntc_code(ntc: dict[str, int], celsius: float) -> int:
    """Code of the battery's thermistor at *celsius* (beta equation, ratio to the pull-up), rounded to the nearest."""
    exponent = ntc["beta_k"] * (1 / (celsius + _ZERO_C_IN_K) - 1 / _NTC_REFERENCE_K)
    resistance = ntc["r25_ohm"] * math.exp(exponent)
    return round(FULL_SCALE * resistance / (resistance + ntc["pullup_ohm"]))


def ntc_limits(ntc: dict[str, int], charger: dict[str, Any]) -> dict[str, tuple[int, int]]:
    """Limit and hysteresis in codes of each temperature zone: cold and cool are left upwards, warm and hot downwards."""
    hysteresis = charger["temperature_hysteresis_c"]
    limits = {}
    for zone, toward_normal in (("cold", hysteresis), ("cool", hysteresis), ("warm", -hysteresis), ("hot", -hysteresis)):
        celsius = charger[f"{zone}_c"]
        code = ntc_code(ntc, celsius)
        limits[zone] = (code, abs(code - ntc_code(ntc, celsius + toward_normal)))
    return limits
