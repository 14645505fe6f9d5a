// SPDX-License-Identifier: Apache-2.0
//
// Bench of the whole monitor: pmu_monitor between an AON clock and a bus clock made here (1 MHz, the slowest allowed), with
// timebase, sample strobe, and an analogue front end that answers by itself.
//
// The bus clock stands still while run_i is 0, as it does in sleep. Seen from tests: `clk`, `now`, `clk_sys`, and the blocks
// `u_monitor.u_core` and `u_monitor.u_sar`. +vcd=<path> dumps waves.

`timescale 1ns / 1ps

module tb_pmu_monitor #(
  parameter int           SAMPLE_TICKS = 2,
  parameter logic [  4:0] NEEDED       = 5'd0,
  parameter logic [173:0] CFG_RST      = 174'd0
) (
  input  logic         rst_ni,
  input  logic         run_i,         // bus clock wanted
  input  logic [111:0] level_i,       // of adc_front_end, as noise_i
  input  logic [  7:0] noise_i,
  input  logic [173:0] cfg_i,
  input  logic         cfg_wr_i,
  input  logic [  6:0] req_i,
  input  logic         req_wr_i,
  input  logic [  6:0] clr_fresh_i,
  input  logic [  7:0] clr_event_i,
  input  logic         clr_wr_i,
  input  logic [  7:0] intr_i,
  input  logic         intr_wr_i,
  output logic [ 83:0] stat_result_o,
  output logic [111:0] stat_tick_o,
  output logic [  6:0] stat_fresh_o,
  output logic [  5:0] stat_trip_o,
  output logic [  4:0] stat_sensor_o,
  output logic         stat_ready_o,
  output logic         stat_defaults_o,
  output logic [  7:0] event_o,
  output logic [  3:0] busy_o,
  input  logic [  3:0] state_i,
  input  logic         vbus_i,
  output logic         adc_en_o,
  output logic         adc_sample_o,
  output logic [  2:0] adc_chan_o,
  output logic [ 11:0] adc_dac_o,
  output logic [ 83:0] result_o,
  output logic [  6:0] upd_o,
  output logic         ready_o,
  output logic [  4:0] sensor_o,
  output logic [  4:0] stale_o,
  output logic [  5:0] trip_o,
  output logic [  2:0] wake_o,
  output logic [  2:0] protect_o,
  output logic         block_o
);

  logic clk, clk_sys, strobe, cmp;
  logic [47:0] now;

  tb_clocks u_clocks (
    .rst_ni, .run_i,
    .clk_o    (clk),
    .clk_sys_o(clk_sys),
    .strobe_o (strobe),
    .now_o    (now)
  );

  adc_front_end u_front_end (
    .clk_i   (clk),
    .en_i    (adc_en_o),
    .sample_i(adc_sample_o),
    .chan_i  (adc_chan_o),
    .dac_i   (adc_dac_o),
    .level_i, .noise_i,
    .stuck_i (2'b00),
    .cmp_o   (cmp)
  );

  pmu_mon_post_t post;
  pmu_mon_stat_t stat;
  pmu_mon_seen_t seen;

  assign post.mon_cfg         = cfg_i;
  assign post.mon_cfg_wr      = cfg_wr_i;
  assign post.mon_convert     = req_i;
  assign post.mon_convert_wr  = req_wr_i;
  assign post.mon_fresh_clr   = clr_fresh_i;
  assign post.mon_event_clr   = clr_event_i;
  assign post.mon_clear_wr    = clr_wr_i;
  assign post.mon_intr_enable = intr_i;
  assign post.mon_intr_wr     = intr_wr_i;
  assign stat_result_o        = stat.mon_result_value;
  assign stat_tick_o          = stat.mon_result_tick;
  assign stat_fresh_o         = seen.mon_result_fresh;
  assign stat_trip_o          = stat.mon_status_trip;
  assign stat_sensor_o        = stat.mon_status_sensor;
  assign stat_ready_o         = stat.mon_status_ready;
  assign stat_defaults_o      = stat.mon_status_defaults;
  assign event_o              = stat.mon_event;

  pmu_monitor #(
    .SAMPLE_TICKS(SAMPLE_TICKS),
    .NEEDED      (NEEDED),
    .MON_CFG_RST (CFG_RST)
  ) u_monitor (
    .clk_sys_i    (clk_sys),
    .rst_sys_ni   (rst_ni),
    .strobe_i     (strobe),
    .clk_aon_i    (clk),
    .rst_aon_ni   (rst_ni),
    .now_i        (now),
    .post_i       (post),
    .stat_o       (stat),
    .seen_o       (seen),
    .busy_o, .state_i, .vbus_i,
    .adc_cmp_i    (cmp),
    .adc_en_o, .adc_sample_o, .adc_chan_o, .adc_dac_o, .result_o, .upd_o, .ready_o, .sensor_o, .stale_o, .trip_o,
    .wake_o, .protect_o, .block_o
  );

  reg [8*512-1:0] vcd_path;
  initial begin
    if ($value$plusargs("vcd=%s", vcd_path)) begin
      $dumpfile(vcd_path);
      $dumpvars(0, tb_pmu_monitor);
    end
  end

endmodule
