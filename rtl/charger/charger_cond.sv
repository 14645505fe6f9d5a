// SPDX-License-Identifier: Apache-2.0
//
// What the charger's voltages mean: the monitor's codes in millivolts against the limits. Combinational.
//
// One difference per pair of voltages answers all questions about the pair; the hystereses and margins are constants
// behind it. Sums and differences are signed and wide enough for any setting, so that no illegal setting makes a wrong
// voltage look right.

module charger_cond (
  input  logic        vbus_det_i,
  input  logic        vbus_ovp_i,
  input  logic [11:0] vbat_i,         // codes
  input  logic [11:0] vbus_i,
  input  logic        ready_i,
  input  logic        sensor_die_i,
  input  logic        die_crit_i,
  input  logic        vbat_over_i,    // the monitor's own limit, whatever VREG says
  input  logic        stale_i,        // a result is too old to be believed
  input  logic [ 2:0] zone_i,
  // settings, mV
  input  logic [12:0] vreg_i,
  input  logic [13:0] vbus_min_i,
  input  logic [13:0] vbus_max_i,
  input  logic [11:0] vtrickle_i,
  input  logic [11:0] vpre_i,
  input  logic [ 8:0] rechg_i,
  output logic        good_in_o,      // the input is good enough to begin
  output logic        good_hold_o,    // ... to go on
  output logic        over_in_o,
  output logic        bad_die_o,
  output logic        bad_bat_o,
  output logic        unsafe_o,       // charging stops at once
  output logic        clean_o,        // a suspended charge may go on
  output logic        below_trickle_o,
  output logic        fell_trickle_o,  // below by more than the hysteresis
  output logic        below_pre_o,
  output logic        fell_pre_o,
  output logic        near_vreg_o,    // at the end of constant current
  output logic        above_rechg_o,
  output logic        below_rechg_o,  // neither: exactly there
  output logic        below_rest_o,   // a worn battery is recharged after all
  output logic [12:0] vreg_eff_o      // the voltage that the zone allows
);

  localparam logic [ 6:0] VBUS_HYST_MV = 7'd100;
  localparam logic [ 6:0] HEADROOM_IN_MV = 7'd80;    // VBUS above VBAT to begin
  localparam logic [ 6:0] HEADROOM_HOLD_MV = 7'd40;  // ... to go on
  localparam logic [ 6:0] BAT_OVER_MV = 7'd100;      // VBAT above VREG
  localparam logic [ 6:0] NEAR_MV = 7'd10;           // VBAT below VREG
  localparam logic [ 6:0] VBAT_HYST_MV = 7'd100;
  localparam logic signed [13:0] REST_MV = 14'sd300;  // a worn battery: below the recharge threshold
  localparam logic [12:0] WARM_MV = 13'd140;         // VREG less in zone WARM

  // d > margin and d < -margin. Margins are short, so most of the bits are only asked whether they are all the sign.
  function automatic logic more(input logic signed [15:0] d, input logic [6:0] margin);
    more = !d[15] && ((|d[14:7]) || (d[6:0] > margin));
  endfunction

  function automatic logic less(input logic signed [15:0] d, input logic [6:0] margin);
    less = d[15] && (!(&d[14:7]) || (d[6:0] < (7'd0 - margin)));
  endfunction

  logic [12:0] vbat_mv;
  logic [13:0] vbus_mv;
  logic warm, bad_zone;

  // 1.25 mV and 2.5 mV a code
  assign vbat_mv  = {1'b0, vbat_i} + {3'd0, vbat_i[11:2]};
  assign vbus_mv  = {1'b0, vbus_i, 1'b0} + {3'd0, vbus_i[11:1]};
  assign warm     = (zone_i == pmu_pkg::CHARGE_ZONE_WARM);
  // Cold, hot, none, and what no zone is
  assign bad_zone = (zone_i >= pmu_pkg::CHARGE_ZONE_COLD);

  // ---- input --------------------------------------------------------------------------------------------------------
  logic signed [15:0] over_min, under_max;  // VBUS inside its window by so much
  logic signed [14:0] headroom;

  assign over_min  = $signed({2'b0, vbus_mv}) - $signed({2'b0, vbus_min_i});
  assign under_max = $signed({2'b0, vbus_max_i}) - $signed({2'b0, vbus_mv});
  assign headroom  = $signed({1'b0, vbus_mv}) - $signed({2'b0, vbat_mv});

  assign good_in_o   = ready_i && vbus_det_i && !vbus_ovp_i && !over_min[15] && !under_max[15] &&
                       more(16'(headroom), HEADROOM_IN_MV);
  assign good_hold_o = vbus_det_i && !vbus_ovp_i && !less(over_min, VBUS_HYST_MV) && !less(under_max, VBUS_HYST_MV) &&
                       more(16'(headroom), HEADROOM_HOLD_MV);
  assign over_in_o   = vbus_ovp_i || less(under_max, VBUS_HYST_MV);

  // ---- battery ------------------------------------------------------------------------------------------------------
  logic [12:0] vreg_warm;
  logic signed [13:0] vbat, over_vreg, over_eff, over_rechg, over_trickle, over_pre;

  assign vreg_warm  = vreg_i - WARM_MV;
  assign vreg_eff_o = !warm ? vreg_i : (vreg_i < WARM_MV) ? '0 : vreg_warm;

  assign vbat         = $signed({1'b0, vbat_mv});
  assign over_vreg    = vbat - $signed({1'b0, vreg_i});
  assign over_eff     = vbat - $signed({1'b0, vreg_eff_o});
  assign over_rechg   = over_eff + $signed({5'd0, rechg_i});
  assign over_trickle = vbat - $signed({2'b0, vtrickle_i});
  assign over_pre     = vbat - $signed({2'b0, vpre_i});

  assign near_vreg_o     = !less(16'(over_eff), NEAR_MV);
  assign above_rechg_o   = more(16'(over_rechg), 7'd0);
  assign below_rechg_o   = over_rechg[13];
  assign below_rest_o    = (over_rechg < -REST_MV);
  assign below_trickle_o = over_trickle[13];
  assign fell_trickle_o  = less(16'(over_trickle), VBAT_HYST_MV);
  assign below_pre_o     = over_pre[13];
  assign fell_pre_o      = less(16'(over_pre), VBAT_HYST_MV);

  // ---- verdict ------------------------------------------------------------------------------------------------------
  assign bad_die_o = die_crit_i || sensor_die_i;
  assign bad_bat_o = vbat_over_i || more(16'(over_vreg), BAT_OVER_MV);
  assign unsafe_o  = over_in_o || bad_zone || bad_die_o || bad_bat_o || stale_i;
  assign clean_o   = good_in_o && !bad_zone && !bad_die_o && !vbat_over_i && !stale_i && !more(16'(over_vreg), 7'd0);

endmodule
