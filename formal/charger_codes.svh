// SPDX-License-Identifier: Apache-2.0
// The charger's states and zones by their short names, for a body of properties. Their codes are those of the registers.
localparam logic [3:0] OFF = pmu_pkg::CHARGER_STATE_OFF, QUALIFY = pmu_pkg::CHARGER_STATE_QUALIFY,
                       TRICKLE = pmu_pkg::CHARGER_STATE_TRICKLE, PRECHARGE = pmu_pkg::CHARGER_STATE_PRECHARGE,
                       CC = pmu_pkg::CHARGER_STATE_CC, CV = pmu_pkg::CHARGER_STATE_CV, DONE = pmu_pkg::CHARGER_STATE_DONE,
                       RECHARGE = pmu_pkg::CHARGER_STATE_RECHARGE, SUSPEND = pmu_pkg::CHARGER_STATE_SUSPEND,
                       FAULT = pmu_pkg::CHARGER_STATE_FAULT;
localparam logic [2:0] NORMAL = pmu_pkg::CHARGE_ZONE_NORMAL, COOL = pmu_pkg::CHARGE_ZONE_COOL,
                       WARM = pmu_pkg::CHARGE_ZONE_WARM, COLD = pmu_pkg::CHARGE_ZONE_COLD, HOT = pmu_pkg::CHARGE_ZONE_HOT,
                       NONE = pmu_pkg::CHARGE_ZONE_NONE;
