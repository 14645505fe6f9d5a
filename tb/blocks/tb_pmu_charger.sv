// SPDX-License-Identifier: Apache-2.0
//
// Bench of the whole charger subsystem: pmu_charger between an AON clock and a bus clock made here (1 MHz, the slowest
// allowed), with timebase and sample strobe. All times are the real ones.
//
// The bus clock stands still while run_i is 0, as it does in sleep. Seen from tests: `clk`, `now`, `clk_sys`, and the core
// as `u_charger.u_core`. +vcd=<path> dumps waves.

`timescale 1ns / 1ps

module tb_pmu_charger #(
  parameter logic [34:0] CTRL_RST      = 35'd0,
  parameter logic [23:0] CAP           = 24'hFFFFFF,
  parameter logic [67:0] LIMIT_RST     = 68'd0,
  parameter logic [79:0] TEMP_RST      = 80'd0,
  parameter logic [17:0] TIMER_RST     = 18'd0,
  parameter int          VBUS_DEBOUNCE = 8
) (
  input  logic        rst_ni,
  input  logic        run_i,  // bus clock wanted
  input  logic [34:0] ctrl_i,
  input  logic        ctrl_wr_i,
  input  logic [67:0] limit_i,
  input  logic        limit_wr_i,
  input  logic [79:0] temp_i,
  input  logic        temp_wr_i,
  input  logic [17:0] timer_i,
  input  logic        timer_wr_i,
  input  logic [11:0] clr_event_i,
  input  logic        clr_fault_i,
  input  logic        kick_i,
  input  logic        clr_wr_i,
  input  logic [11:0] intr_i,
  input  logic        intr_wr_i,
  output logic [ 3:0] stat_state_o,
  output logic [ 2:0] stat_status_o,
  output logic [ 2:0] stat_type_o,
  output logic [ 3:0] stat_health_o,
  output logic [ 2:0] stat_zone_o,
  output logic [ 2:0] stat_fold_o,
  output logic        stat_limit_o,
  output logic        stat_det_o,
  output logic        stat_wd_expired_o,
  output logic        stat_en_o,
  output logic        stat_sink_o,
  output logic        stat_poor_o,
  output logic        stat_worn_o,
  output logic [ 9:0] stat_iset_o,
  output logic [12:0] stat_vset_o,
  output logic [ 7:0] stat_pre_min_o,
  output logic [ 9:0] stat_fast_min_o,
  output logic        stat_stale_o,
  output logic [11:0] event_o,
  output logic [ 5:0] busy_o,
  input  logic        vbus_det_i,
  input  logic        vbus_ovp_i,
  input  logic        loop_cv_i,
  input  logic        loop_iin_i,
  input  logic        loop_vin_i,
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
  output logic        en_o,
  output logic [ 9:0] iset_o,
  output logic [12:0] vset_o,
  output logic        sink_o,
  output logic        led_o,
  output logic        det_o,
  output logic        vbus_boot_o,
  output logic        wake_o,
  output logic        attached_o
);

  logic clk, clk_sys, strobe;
  logic [47:0] now;

  tb_clocks u_clocks (
    .rst_ni, .run_i,
    .clk_o    (clk),
    .clk_sys_o(clk_sys),
    .strobe_o (strobe),
    .now_o    (now)
  );

  pmu_chg_post_t post;
  pmu_chg_stat_t stat;

  assign post.chg_ctrl        = ctrl_i;
  assign post.chg_ctrl_wr     = ctrl_wr_i;
  assign post.chg_limit       = limit_i;
  assign post.chg_limit_wr    = limit_wr_i;
  assign post.chg_temp        = temp_i;
  assign post.chg_temp_wr     = temp_wr_i;
  assign post.chg_timer       = timer_i;
  assign post.chg_timer_wr    = timer_wr_i;
  assign post.chg_event_clr   = clr_event_i;
  assign post.chg_cmd         = {clr_fault_i, kick_i};
  assign post.chg_clear_wr    = clr_wr_i;
  assign post.chg_intr_enable = intr_i;
  assign post.chg_intr_wr     = intr_wr_i;
  assign stat_state_o         = stat.chg_status_state;
  assign stat_status_o        = stat.chg_status_status;
  assign stat_type_o          = stat.chg_status_type;
  assign stat_health_o        = stat.chg_status_health;
  assign stat_zone_o          = stat.chg_status_zone;
  assign stat_fold_o          = stat.chg_status_fold;
  assign stat_limit_o         = stat.chg_status_limit;
  assign stat_det_o           = stat.chg_status_attached;
  assign stat_wd_expired_o    = stat.chg_status_wd_expired;
  assign stat_en_o            = stat.chg_status_on;
  assign stat_sink_o          = stat.chg_status_sink;
  assign stat_poor_o          = stat.chg_status_poor_source;
  assign stat_worn_o          = stat.chg_status_battery_worn;
  assign stat_iset_o          = stat.chg_drive_ma;
  assign stat_vset_o          = stat.chg_drive_mv;
  assign stat_pre_min_o       = stat.chg_timers_pre;
  assign stat_fast_min_o      = stat.chg_timers_fast;
  assign stat_stale_o         = stat.chg_status_stale;
  assign event_o              = stat.chg_event;

  pmu_charger #(
    .CHG_CTRL_RST     (CTRL_RST),
    .CHG_CAP          (CAP),
    .CHG_LIMIT_RST    (LIMIT_RST),
    .CHG_TEMP_RST     (TEMP_RST),
    .CHG_TIMER_RST    (TIMER_RST),
    .VBUS_DEBOUNCE(VBUS_DEBOUNCE)
  ) u_charger (
    .clk_sys_i        (clk_sys),
    .rst_sys_ni       (rst_ni),
    .strobe_i         (strobe),
    .clk_aon_i        (clk),
    .rst_aon_ni       (rst_ni),
    .now_i            (now),
    .post_i           (post),
    .stat_o           (stat),
    .busy_o, .vbus_det_i, .vbus_ovp_i, .loop_cv_i, .loop_iin_i, .loop_vin_i, .vbat_i, .vbus_i, .ntc_i, .ichg_i, .upd_i,
    .ready_i, .sensor_i, .die_warn_i, .die_crit_i, .vbat_over_i, .stale_i, .state_i, .en_o, .iset_o, .vset_o, .sink_o,
    .led_o, .det_o, .vbus_boot_o, .wake_o, .attached_o
  );

  reg [8*512-1:0] vcd_path;
  initial begin
    if ($value$plusargs("vcd=%s", vcd_path)) begin
      $dumpfile(vcd_path);
      $dumpvars(0, tb_pmu_charger);
    end
  end

endmodule
