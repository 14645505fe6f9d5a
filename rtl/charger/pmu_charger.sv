// SPDX-License-Identifier: Apache-2.0
//
// Charger: wires the power stage's pins, the crossings and the AON core together.
//
// A charger is taken as attached when its comparator has stood for VBUS_DEBOUNCE ticks: connectors bounce. The
// over-voltage comparator is not debounced, since what it tells of cannot wait. See charger_core for the rules.

module pmu_charger #(
  // settings after reset, packed like the registers
  parameter logic [34:0] CHG_CTRL_RST  = '0,
  parameter logic [23:0] CHG_CAP       = '0,  // of the cell: {cool50, vreg, ichg}
  parameter logic [67:0] CHG_LIMIT_RST = '0,
  parameter logic [79:0] CHG_TEMP_RST  = '0,
  parameter logic [17:0] CHG_TIMER_RST = '0,
  parameter int          VBUS_DEBOUNCE = 8       // ticks
) (
  input  logic        clk_sys_i,
  input  logic        rst_sys_ni,
  input  logic        strobe_i,          // sample strobe, bus clock
  input  logic        clk_aon_i,
  input  logic        rst_aon_ni,
  input  logic [47:0] now_i,             // timebase, AON clock
  // bus clock; the registers hold their data when the write pulse comes
  input  pmu_chg_post_t post_i,
  output pmu_chg_stat_t stat_o,
  output pmu_chg_busy_t busy_o,
  // pins of the power stage, any clock
  input  logic        vbus_det_i,
  input  logic        vbus_ovp_i,
  input  logic        loop_cv_i,
  input  logic        loop_iin_i,
  input  logic        loop_vin_i,
  // AON clock: the monitor's results, main power state
  input  logic [11:0] vbat_i,
  input  logic [11:0] vbus_i,
  input  logic [11:0] ntc_i,
  input  logic [11:0] ichg_i,
  input  logic [ 6:0] upd_i,
  input  logic        ready_i,
  input  logic [ 4:0] sensor_i,
  input  logic        die_warn_i,
  input  logic        die_crit_i,
  input  logic        vbat_over_i,
  input  logic [ 4:0] stale_i,
  input  logic [ 3:0] state_i,
  // AON clock, all from flops
  output logic        en_o,
  output logic [ 9:0] iset_o,
  output logic [12:0] vset_o,
  output logic        sink_o,
  output logic        led_o,
  output logic        det_o,
  output logic        vbus_boot_o,
  output logic        wake_o,
  output logic        attached_o         // a tick before det_o
);

  logic det_raw, ovp, loop_cv, loop_iin, loop_vin;
  pmu_chg_post_t post;
  pmu_chg_stat_t stat;

  chg_xing #(
    .CHG_CTRL_RST(CHG_CTRL_RST), .CHG_LIMIT_RST(CHG_LIMIT_RST), .CHG_TEMP_RST(CHG_TEMP_RST),
    .CHG_TIMER_RST(CHG_TIMER_RST)
  ) u_xing (
    .clk_sys_i, .rst_sys_ni, .strobe_i, .clk_aon_i, .rst_aon_ni, .post_i, .busy_o, .stat_o,
    .post_o(post), .stat_i(stat)
  );

  assign stat.chg_status_on       = en_o;
  assign stat.chg_status_sink     = sink_o;
  assign stat.chg_status_attached = det_o;
  assign stat.chg_drive_ma        = iset_o;
  assign stat.chg_drive_mv        = vset_o;

  // Pins: none of them means anything together with another
  prim_sync #(
    .W(5)
  ) u_pins (
    .clk_i (clk_aon_i),
    .rst_ni(rst_aon_ni),
    .d_i   ({vbus_det_i, vbus_ovp_i, loop_cv_i, loop_iin_i, loop_vin_i}),
    .q_o   ({det_raw, ovp, loop_cv, loop_iin, loop_vin})
  );

  prim_debounce #(
    .TICKS(VBUS_DEBOUNCE)
  ) u_debounce (
    .clk_i (clk_aon_i),
    .rst_ni(rst_aon_ni),
    .d_i   (det_raw),
    .q_o   (attached_o)
  );

  // ---- AON ----------------------------------------------------------------------------------------------------------
  charger_core #(
    .CTRL_RST(CHG_CTRL_RST), .CAP(CHG_CAP), .LIMIT_RST(CHG_LIMIT_RST), .TEMP_RST(CHG_TEMP_RST),
    .TIMER_RST(CHG_TIMER_RST)
  ) u_core (
    .clk_i        (clk_aon_i),
    .rst_ni       (rst_aon_ni),
    .now_i,
    .vbus_det_i   (attached_o),
    .vbus_ovp_i   (ovp),
    .loop_cv_i    (loop_cv),
    .loop_iin_i   (loop_iin),
    .loop_vin_i   (loop_vin),
    .vbat_i, .vbus_i, .ntc_i, .ichg_i, .upd_i, .ready_i, .sensor_i, .die_warn_i, .die_crit_i, .vbat_over_i, .stale_i,
    .state_i,
    .ctrl_valid_i (post.chg_ctrl_wr),
    .ctrl_i       (post.chg_ctrl),
    .limit_valid_i(post.chg_limit_wr),
    .limit_i      (post.chg_limit),
    .temp_valid_i (post.chg_temp_wr),
    .temp_i       (post.chg_temp),
    .timer_valid_i(post.chg_timer_wr),
    .timer_i      (post.chg_timer),
    .clr_valid_i  (post.chg_clear_wr),
    .clr_i        ({post.chg_cmd[0], post.chg_cmd[1], post.chg_event_clr}),
    .intr_valid_i (post.chg_intr_wr),
    .intr_i       (post.chg_intr_enable),
    .state_o      (stat.chg_status_state),
    .en_o, .iset_o, .vset_o, .sink_o, .led_o,
    .zone_o       (stat.chg_status_zone),
    .fold_o       (stat.chg_status_fold),
    .status_o     (stat.chg_status_status),
    .type_o       (stat.chg_status_type),
    .health_o     (stat.chg_status_health),
    .pre_min_o    (stat.chg_timers_pre),
    .fast_min_o   (stat.chg_timers_fast),
    .wd_expired_o (stat.chg_status_wd_expired),
    .event_o      (stat.chg_event),
    .limit_o      (stat.chg_status_limit),
    .stale_o      (stat.chg_status_stale),
    .det_o, .vbus_boot_o, .wake_o,
    .poor_o       (stat.chg_status_poor_source),
    .worn_o       (stat.chg_status_battery_worn)
  );

endmodule
