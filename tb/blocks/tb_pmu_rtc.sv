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
  output logic [            3:0] match_o
);

  logic clk, clk_sys, strobe;
  logic [47:0] now;
  logic [31:0] ticks;

  tb_clocks u_clocks (
    .rst_ni, .run_i,
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

  pmu_rtc_local_t registers;
  pmu_rtc_post_t post;
  pmu_rtc_stat_t stat;
  pmu_rtc_seen_t seen;
  pmu_rtc_busy_t busy;
  // per alarm: {arm, use_wday, compare 6, year, month, day, wday, hour, minute, second}
  logic [3:0] arm, use_wday, cmp_year, cmp_month, cmp_day, cmp_hour, cmp_minute, cmp_second;
  logic [35:0] year;
  logic [15:0] month;
  logic [19:0] day, hour;
  logic [11:0] wday;
  logic [23:0] minute, second;

  for (genvar n = 0; n < 4; n++) begin : gen_alarm
    if (n < N_ALARMS) begin : gen_there
      assign {arm[n], use_wday[n], cmp_year[n], cmp_month[n], cmp_day[n], cmp_hour[n], cmp_minute[n], cmp_second[n],
              year[9*n+:9], month[4*n+:4], day[5*n+:5], wday[3*n+:3], hour[5*n+:5], minute[6*n+:6],
              second[6*n+:6]} = cfg_alm_i[46*n+:46];
    end else begin : gen_absent
      assign {arm[n], use_wday[n], cmp_year[n], cmp_month[n], cmp_day[n], cmp_hour[n], cmp_minute[n], cmp_second[n],
              year[9*n+:9], month[4*n+:4], day[5*n+:5], wday[3*n+:3], hour[5*n+:5], minute[6*n+:6],
              second[6*n+:6]} = '0;
    end
  end
  assign registers.rtc_alarm_ctrl_arm      = arm;
  assign registers.rtc_alarm_ctrl_use_wday = use_wday;
  assign registers.rtc_alarm_ctrl_year     = cmp_year;
  assign registers.rtc_alarm_ctrl_month    = cmp_month;
  assign registers.rtc_alarm_ctrl_day      = cmp_day;
  assign registers.rtc_alarm_ctrl_hour     = cmp_hour;
  assign registers.rtc_alarm_ctrl_minute   = cmp_minute;
  assign registers.rtc_alarm_ctrl_second   = cmp_second;
  assign registers.rtc_alarm_date_year     = year;
  assign registers.rtc_alarm_date_month    = month;
  assign registers.rtc_alarm_date_day      = day;
  assign registers.rtc_alarm_date_wday     = wday;
  assign registers.rtc_alarm_time_hour     = hour;
  assign registers.rtc_alarm_time_minute   = minute;
  assign registers.rtc_alarm_time_second   = second;
  assign registers.rtc_alarm_wr            = 4'(alm_wr_i);
  assign registers.rtc_set_date_year       = cfg_year_i;
  assign registers.rtc_set_date_month      = cfg_month_i;
  assign registers.rtc_set_date_day        = cfg_day_i;
  assign registers.rtc_set_time_hour       = cfg_hour_i;
  assign registers.rtc_set_time_minute     = cfg_min_i;
  assign registers.rtc_set_time_second     = cfg_sec_i;
  assign registers.rtc_time_wr             = commit_i;
  assign registers.rtc_error_clr           = err_clr_i;
  assign registers.rtc_error_wr            = err_clr_wr_i;
  assign registers.rtc_hold                = hold_i;
  assign registers.rtc_hold_wr             = hold_wr_i;
  assign post.rtc_trim                     = cfg_trim_i;
  assign post.rtc_trim_wr                  = trim_wr_i;
  assign post.rtc_event_clr                = clr_i;
  assign post.rtc_clear_wr                 = clr_wr_i;
  assign hold_o                            = seen.rtc_hold;
  assign err_o                             = seen.rtc_error;
  assign time_o                            = {
    stat.rtc_seconds, stat.rtc_date_year, stat.rtc_date_month, stat.rtc_date_day, stat.rtc_date_wday,
    stat.rtc_time_hour, stat.rtc_time_minute, stat.rtc_time_second
  };
  assign presc_o                           = stat.rtc_presc;
  assign set_o                             = stat.rtc_status_valid;
  assign armed_o                           = stat.rtc_status_armed[N_ALARMS-1:0];
  assign event_o                           = stat.rtc_event;
  assign busy_o                            = {busy.rtc_alarm[N_ALARMS-1:0], busy.rtc_clear, busy.rtc_trim, busy.rtc_time};

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
    .local_i     (registers),
    .post_i      (post),
    .stat_o      (stat),
    .seen_o      (seen),
    .busy_o      (busy),
    .ticks_i     (ticks),
    .requester_i, .boot_i, .match_o
  );

  reg [8*512-1:0] vcd_path;
  initial begin
    if ($value$plusargs("vcd=%s", vcd_path)) begin
      $dumpfile(vcd_path);
      $dumpvars(0, tb_pmu_rtc);
    end
  end

endmodule
