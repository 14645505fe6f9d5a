// SPDX-License-Identifier: Apache-2.0
//
// Bench of the whole RTC subsystem: pmu_rtc between an AON clock and a bus clock made here (1 MHz, the slowest allowed),
// with timebase and sample strobe.
//
// The bus clock stands still while run_i is 0, as it does in sleep; that also makes a second of waiting cheap. Seen from
// tests: `clk`, `now`, `clk_sys`, and the core as `u_rtc.u_core`. +vcd=<path> dumps waves.

`timescale 1ns / 1ps

module tb_pmu_rtc #(
  parameter int N_ALARMS     = 2,
  parameter int ALARM_SHARED = 0,
  parameter int N_CORES      = 2,
  parameter int HOLD_TICKS   = 60
) (
  input  logic                   rst_ni,
  input  logic                   run_i,        // bus clock wanted
  input  logic [            8:0] cfg_year_i,
  input  logic [            3:0] cfg_month_i,
  input  logic [            4:0] cfg_day_i,
  input  logic [            4:0] cfg_hour_i,
  input  logic [            5:0] cfg_min_i,
  input  logic [            5:0] cfg_sec_i,
  input  logic                   commit_i,
  input  logic [            9:0] cfg_trim_i,
  input  logic                   trim_wr_i,
  input  logic [N_ALARMS*46-1:0] cfg_alm_i,
  input  logic [   N_ALARMS-1:0] alm_wr_i,
  input  logic [            7:0] clr_i,
  input  logic                   clr_wr_i,
  input  logic [            1:0] err_clr_i,
  input  logic                   err_clr_wr_i,
  input  logic                   hold_wr_i,
  input  logic                   hold_i,
  input  logic [            1:0] requester_i,
  input  logic [    N_CORES-1:0] boot_i,
  output logic                   hold_o,
  output logic [           69:0] time_o,
  output logic [           14:0] presc_o,
  output logic                   set_o,
  output logic [   N_ALARMS-1:0] armed_o,
  output logic [            7:0] event_o,
  output logic [            1:0] err_o,
  output logic [ N_ALARMS+3-1:0] busy_o,
  output logic [   N_ALARMS-1:0] match_o
);

  logic clk, clk_sys, strobe;
  logic [47:0] now;
  logic [31:0] ticks;

  tb_clocks u_clocks (
    .rst_ni   (rst_ni),
    .run_i    (run_i),
    .clk_o    (clk),
    .clk_sys_o(clk_sys),
    .strobe_o (strobe),
    .now_o    (now)
  );

  prim_cdc_sample #(
    .W(32)
  ) u_ticks (
    .bus_clk_i   (clk_sys),
    .bus_rst_ni  (rst_ni),
    .bus_strobe_i(strobe),
    .aon_data_i  (now[31:0]),
    .bus_data_o  (ticks)
  );

  pmu_rtc #(
    .N_ALARMS    (N_ALARMS),
    .ALARM_SHARED(ALARM_SHARED),
    .N_CORES     (N_CORES),
    .HOLD_TICKS  (HOLD_TICKS)
  ) u_rtc (
    .clk_sys_i   (clk_sys),
    .rst_sys_ni  (rst_ni),
    .strobe_i    (strobe),
    .clk_aon_i   (clk),
    .rst_aon_ni  (rst_ni),
    .now_i       (now),
    .cfg_year_i  (cfg_year_i),
    .cfg_month_i (cfg_month_i),
    .cfg_day_i   (cfg_day_i),
    .cfg_hour_i  (cfg_hour_i),
    .cfg_min_i   (cfg_min_i),
    .cfg_sec_i   (cfg_sec_i),
    .commit_i    (commit_i),
    .cfg_trim_i  (cfg_trim_i),
    .trim_wr_i   (trim_wr_i),
    .cfg_alm_i   (cfg_alm_i),
    .alm_wr_i    (alm_wr_i),
    .clr_i       (clr_i),
    .clr_wr_i    (clr_wr_i),
    .err_clr_i   (err_clr_i),
    .err_clr_wr_i(err_clr_wr_i),
    .ticks_i     (ticks),
    .hold_wr_i   (hold_wr_i),
    .hold_i      (hold_i),
    .requester_i (requester_i),
    .boot_i      (boot_i),
    .hold_o      (hold_o),
    .time_o      (time_o),
    .presc_o     (presc_o),
    .set_o       (set_o),
    .armed_o     (armed_o),
    .event_o     (event_o),
    .err_o       (err_o),
    .busy_o      (busy_o),
    .match_o     (match_o)
  );

  reg [8*512-1:0] vcd_path;
  initial begin
    if ($value$plusargs("vcd=%s", vcd_path)) begin
      $dumpfile(vcd_path);
      $dumpvars(0, tb_pmu_rtc);
    end
  end

endmodule
