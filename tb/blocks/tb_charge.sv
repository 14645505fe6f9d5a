// SPDX-License-Identifier: Apache-2.0
//
// Closed-loop bench of everything around the battery: pmu_battery (monitor and charger, wired) with timebase, both clocks
// and the analogue front end. The plant drives the voltages inside u_afe and the comparator nets; it stands in Python
// (tb/plant, tb/agents/battery.py), and finds the nets here under the names that tb_top gives them.
//
// The bus clock (1 MHz) stands still while run_i is 0, as it does in sleep or with power off. Reset values of the
// settings are parameters, as a profile gives them (tests/charger_loop/bench.py). +vcd=<path> dumps what one looks at.

`timescale 1ns / 1ps

module tb_charge #(
  parameter int           SAMPLE_TICKS  = 2,
  parameter int           VBUS_DEBOUNCE = 8,
  parameter logic [  4:0] MON_NEEDED    = 5'd0,
  parameter logic [173:0] MON_CFG_RST   = 174'd0,
  parameter logic [ 23:0] CHG_CAP       = 24'd0,
  parameter logic [ 34:0] CHG_CTRL_RST  = 35'd0,
  parameter logic [ 67:0] CHG_LIMIT_RST = 68'd0,
  parameter logic [ 79:0] CHG_TEMP_RST  = 80'd0,
  parameter logic [ 17:0] CHG_TIMER_RST = 18'd0
) (
  input logic         rst_ni,
  input logic         run_i,             // bus clock wanted
  input logic [  3:0] state_i,           // main power state
  input logic [173:0] mon_cfg_i,
  input logic         mon_cfg_wr_i,
  input logic [ 34:0] chg_ctrl_i,
  input logic         chg_ctrl_wr_i,
  input logic [ 67:0] chg_limit_i,
  input logic         chg_limit_wr_i,
  input logic         chg_clr_fault_i,
  input logic         chg_clr_wr_i
);

  logic clk, clk_sys, strobe;
  logic [47:0] now;

  // nets that the plant drives and follows, named as in tb_top
  logic adc_en, adc_sample, adc_cmp;
  logic [ 2:0] adc_chan;
  logic [11:0] adc_dac;
  logic vbus_det, vbus_ovp, loop_cv, loop_iin, loop_vin;
  logic chg_en, chg_sink, led;
  logic [ 9:0] chg_iset;
  logic [12:0] chg_vset;
  logic [ 4:0] wake;
  logic [ 2:0] protect;
  logic block, vbus_boot;

  // status as firmware reads it
  pmu_mon_post_t mon_post;
  pmu_mon_stat_t mon_stat;
  pmu_mon_busy_t mon_busy;
  pmu_chg_post_t chg_post;
  pmu_chg_stat_t chg_stat;
  pmu_chg_busy_t chg_busy;

  assign mon_post.mon_cfg         = mon_cfg_i;
  assign mon_post.mon_cfg_wr      = mon_cfg_wr_i;
  assign mon_post.mon_convert     = '0;
  assign mon_post.mon_convert_wr  = 1'b0;
  assign mon_post.mon_fresh_clr   = '0;
  assign mon_post.mon_event_clr   = '0;
  assign mon_post.mon_clear_wr    = 1'b0;
  assign mon_post.mon_intr_enable = '0;
  assign mon_post.mon_intr_wr     = 1'b0;
  assign chg_post.chg_ctrl        = chg_ctrl_i;
  assign chg_post.chg_ctrl_wr     = chg_ctrl_wr_i;
  assign chg_post.chg_limit       = chg_limit_i;
  assign chg_post.chg_limit_wr    = chg_limit_wr_i;
  assign chg_post.chg_temp        = CHG_TEMP_RST;
  assign chg_post.chg_temp_wr     = 1'b0;
  assign chg_post.chg_timer       = CHG_TIMER_RST;
  assign chg_post.chg_timer_wr    = 1'b0;
  assign chg_post.chg_event_clr   = '0;
  assign chg_post.chg_cmd         = {chg_clr_fault_i, 1'b0};
  assign chg_post.chg_clear_wr    = chg_clr_wr_i;
  assign chg_post.chg_intr_enable = '0;
  assign chg_post.chg_intr_wr     = 1'b0;

  initial {vbus_det, vbus_ovp, loop_cv, loop_iin, loop_vin} = '0;

  tb_clocks u_clocks (
    .rst_sys_ni(rst_ni), .rst_aon_ni(rst_ni), .run_i,
    .clk_o    (clk),
    .clk_sys_o(clk_sys),
    .strobe_o (strobe),
    .now_o    (now)
  );

  tb_afe u_afe (
    .en_i    (adc_en),
    .sample_i(adc_sample),
    .chan_i  (adc_chan),
    .dac_i   (adc_dac),
    .cmp_o   (adc_cmp)
  );

  pmu_battery #(
    .HAS_MONITOR  (1),
    .HAS_CHARGER  (1),
    .SAMPLE_TICKS (SAMPLE_TICKS),
    .VBUS_DEBOUNCE(VBUS_DEBOUNCE),
    .MON_NEEDED   (MON_NEEDED),
    .MON_CFG_RST  (MON_CFG_RST),
    .CHG_CAP      (CHG_CAP),
    .CHG_CTRL_RST (CHG_CTRL_RST),
    .CHG_LIMIT_RST(CHG_LIMIT_RST),
    .CHG_TEMP_RST (CHG_TEMP_RST),
    .CHG_TIMER_RST(CHG_TIMER_RST)
  ) u_battery (
    .clk_sys_i       (clk_sys),
    .rst_sys_ni      (rst_ni),
    .strobe_i        (strobe),
    .clk_aon_i       (clk),
    .rst_aon_ni      (rst_ni),
    .now_i           (now),
    .state_i,
    .mon_post_i      (mon_post),
    .mon_stat_o      (mon_stat),
    .mon_seen_o      (),
    .mon_busy_o      (mon_busy),
    .chg_post_i      (chg_post),
    .chg_stat_o      (chg_stat),
    .chg_busy_o      (chg_busy),
    .adc_en_o        (adc_en),
    .adc_sample_o    (adc_sample),
    .adc_chan_o      (adc_chan),
    .adc_dac_o       (adc_dac),
    .adc_cmp_i       (adc_cmp),
    .vbus_det_i      (vbus_det),
    .vbus_ovp_i      (vbus_ovp),
    .loop_cv_i       (loop_cv),
    .loop_iin_i      (loop_iin),
    .loop_vin_i      (loop_vin),
    .chg_en_o        (chg_en),
    .chg_iset_o      (chg_iset),
    .chg_vset_o      (chg_vset),
    .chg_sink_o      (chg_sink),
    .led_o           (led),
    .monitor_wake_o     (wake[3:1]),
    .charger_det_o      (wake[0]),
    .charger_wake_o     (wake[4]),
    .monitor_protect_o  (protect),
    .monitor_block_o    (block),
    .charger_vbus_boot_o(vbus_boot)
  );

`define CHARGER u_battery.gen_charger.u_charger.u_core
`define MONITOR u_battery.gen_monitor.u_monitor.u_core
  reg [8*512-1:0] vcd_path;
  initial begin
    if ($value$plusargs("vcd=%s", vcd_path)) begin
      $dumpfile(vcd_path);
      $dumpvars(0, rst_ni, run_i, state_i, adc_en, adc_sample, adc_chan, adc_dac, adc_cmp);
      $dumpvars(0, vbus_det, vbus_ovp, loop_cv, loop_iin, loop_vin, chg_en, chg_iset, chg_vset, chg_sink, led);
      $dumpvars(0, wake, protect, block, vbus_boot);
      $dumpvars(0, u_afe.vbat, u_afe.vbus, u_afe.ntc, u_afe.die, u_afe.ichg, u_afe.held);
      $dumpvars(0, `CHARGER.state_o, `CHARGER.zone_o, `CHARGER.fold_o, `CHARGER.status_o, `CHARGER.type_o);
      $dumpvars(0, `CHARGER.health_o, `CHARGER.pre_min_o, `CHARGER.fast_min_o, `CHARGER.event_o);
      $dumpvars(0, `CHARGER.vbat_i, `CHARGER.vbus_i, `CHARGER.ntc_i, `CHARGER.ichg_i);
      $dumpvars(0, `MONITOR.sar_start_o, `MONITOR.sar_chan_o, `MONITOR.upd_o, `MONITOR.ready_o);
      $dumpvars(0, `MONITOR.trip_o, `MONITOR.sensor_o, `MONITOR.event_o);
    end
  end

endmodule
