# SPDX-License-Identifier: Apache-2.0
"""What the charger makes of its inputs on one edge: voltages, windows and reasons not to charge (page "Charger FSM").

States and zones have short names here, because conditions, states and set points all speak of them.
"""

from __future__ import annotations

from collections.abc import Mapping

from models.charger_settings import Ctrl, Limits
from models.monitor_cfg import DIE, ICHG, NTC
from models.regmap import ChargerState, ChargeZone

OFF, QUALIFY, TRICKLE, PRECHARGE, CC, CV, DONE, RECHARGE, SUSPEND, FAULT = ChargerState
CHARGING = frozenset({TRICKLE, PRECHARGE, CC, CV, RECHARGE})
SLOW, FAST = frozenset({TRICKLE, PRECHARGE}), frozenset({CC, CV, RECHARGE})

NORMAL, COOL, WARM, COLD, HOT, NONE = ChargeZone
BAD_ZONES = frozenset({COLD, HOT, NONE})

WARM_LOWER_MV = 140  # JEITA: a warm cell is not filled to the brim
HEADROOM_IN_MV, HEADROOM_HOLD_MV = 80, 40  # of VBUS over VBAT
VBUS_HYST_MV = 100
VBAT_HYST_MV = 100
VBAT_OVER_MV = 100  # above the regulation voltage: battery over-voltage
CV_NEAR_MV = 10  # so close to the regulation voltage CC counts as done
SENSOR_NTC, SENSOR_DIE = 1 << NTC, 1 << DIE
UPD_CURRENT = 1 << ICHG


class View:
    """All conditions of one edge, by the names of the timing contract."""

    __slots__ = (
        "attached", "enabled", "vb", "vreg_eff", "vrechg", "ipre", "good_in", "good_hold", "over_in", "bad_zone",
        "bad_die", "bad_bat", "stale", "unsafe", "clean", "limit", "low", "low_trickle", "near_full", "current_update",
        "current_small", "slow", "waits", "vtrickle", "vpre", "clear_fault",
    )  # fmt: skip

    def __init__(
        self, inputs: Mapping[str, int], ctrl: Ctrl, limits: Limits, zone: int, fold: int, rung: int = 0, waits: bool = False
    ) -> None:
        self.attached, self.enabled = bool(inputs["vbus_det_i"]), bool(ctrl.enable)
        vbat, vbus = inputs["vbat_i"], inputs["vbus_i"]
        vb = self.vb = vbat * 5 // 4
        vu = vbus * 5 // 2
        self.vtrickle, self.vpre = limits.vtrickle, limits.vpre
        self.vreg_eff = max(0, ctrl.vreg - (WARM_LOWER_MV if zone == WARM else 0))
        self.vrechg = self.vreg_eff - limits.rechg
        self.ipre = ctrl.ichg // 10

        self.waits = waits
        ovp = inputs["vbus_ovp_i"]
        usable = self.attached and not ovp
        self.good_in = bool(
            not waits and inputs["ready_i"] and usable and limits.vbus_min <= vu <= limits.vbus_max and vu > vb + HEADROOM_IN_MV
        )
        self.good_hold = bool(
            usable
            and limits.vbus_min - VBUS_HYST_MV <= vu <= limits.vbus_max + VBUS_HYST_MV
            and vu > vb + HEADROOM_HOLD_MV
        )
        self.over_in = bool(ovp or vu > limits.vbus_max + VBUS_HYST_MV)
        self.bad_zone = zone in BAD_ZONES
        self.bad_die = bool(inputs["die_crit_i"] or inputs["sensor_i"] & SENSOR_DIE)
        over = bool(inputs["vbat_over_i"])
        self.bad_bat = over or vb > ctrl.vreg + VBAT_OVER_MV
        self.stale = inputs["stale_i"] != 0
        self.unsafe = self.over_in or self.bad_zone or self.bad_die or self.bad_bat or self.stale
        bearable = not (self.bad_zone or self.bad_die or self.stale or over)
        self.clean = self.good_in and bearable and vb <= ctrl.vreg

        self.limit = bool(inputs["loop_iin_i"] or inputs["loop_vin_i"] or fold)
        self.low = vb < limits.vpre - VBAT_HYST_MV
        self.low_trickle = vb < limits.vtrickle - VBAT_HYST_MV
        self.near_full = bool(vb >= self.vreg_eff - CV_NEAR_MV or inputs["loop_cv_i"])
        self.current_update = bool(inputs["upd_i"] & UPD_CURRENT)
        self.current_small = (
            inputs["ichg_i"] // 4 < self.ipre and vb > self.vrechg and not self.limit and (not rung or self.near_full)
        )
        self.slow = self.limit or bool(rung)
        self.clear_fault = bool(inputs["clr_valid_i"] and inputs["clr_i"] >> 12 & 1)

    def by_vbat(self) -> int:
        """The charging state that VBAT asks for."""
        if self.vb < self.vtrickle:
            return TRICKLE
        return PRECHARGE if self.vb < self.vpre else CC
