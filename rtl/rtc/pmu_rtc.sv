// SPDX-License-Identifier: Apache-2.0
//
// Real-time clock: wires bus side, crossings and AON core together.
//
// The clock runs from power-on as 2000-01-01 00:00:00 with set_o = 0. Firmware fills the shadow registers and commits;
// a legal time takes effect whole, on one AON tick, with weekday and seconds computed. Trim and alarms cross by
// themselves; busy_o tells for each of them that it is on its way. Reads see one snapshot per AON tick, and RTC_HOLD
// keeps it while firmware reads several words.

module pmu_rtc #(
  parameter int N_ALARMS     = 2,  // alarm sets, 1-4
  parameter int ALARM_SHARED = 0,  // 1: sets 0 and 1 are one register (N_ALARMS must be 2)
  parameter int N_CORES      = 2,
  parameter int HOLD_TICKS   = 32768  // after which a freeze ends by itself
) (
  input  logic                   clk_sys_i,
  input  logic                   rst_sys_ni,
  input  logic                   strobe_i,      // sample strobe, bus clock
  input  logic                   clk_aon_i,
  input  logic                   rst_aon_ni,
  input  logic [           47:0] now_i,         // timebase, AON clock
  // bus clock: shadow registers of the time, taken by commit_i (the clock after they hold the data)
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
  input  logic [            7:0] clr_i,         // write-1-clear of event_o
  input  logic                   clr_wr_i,
  input  logic [            1:0] err_clr_i,     // write-1-clear of err_o
  input  logic                   err_clr_wr_i,
  input  logic [           31:0] ticks_i,       // timebase, sampled
  input  logic                   hold_wr_i,     // RTC_HOLD is written ...
  input  logic                   hold_i,        // ... with this ...
  input  logic [            1:0] requester_i,   // ... by this requester
  input  logic [    N_CORES-1:0] boot_i,        // level: the core is being started from reset
  output logic                   hold_o,
  output logic [           69:0] time_o,        // packed as in rtc_calendar
  output logic [           14:0] presc_o,
  output logic                   set_o,
  output logic [   N_ALARMS-1:0] armed_o,
  output logic [            7:0] event_o,
  output logic [            1:0] err_o,         // {ALARM_ERR, SET_ERR}
  output logic [ N_ALARMS+3-1:0] busy_o,        // {alarm n, clear, trim, time}
  // AON clock
  output logic [   N_ALARMS-1:0] match_o        // one tick high after a match
);

  logic time_post, time_busy, trim_post, trim_busy, clr_post, clr_take, clr_busy;
  logic [69:0] time_data;
  logic [7:0] clr_data, event_sampled;
  logic [N_ALARMS-1:0] alm_post, alm_busy;
  logic [N_ALARMS*46-1:0] alm_data;

  logic frozen;

  logic aon_set_valid, aon_trim_valid, aon_clr_valid, aon_set;
  logic [69:0] aon_set_time, aon_time;
  logic [14:0] aon_presc;
  logic [9:0] aon_trim;
  logic [7:0] aon_clr, aon_event;
  logic [N_ALARMS-1:0] aon_alm_valid, aon_armed;
  logic [N_ALARMS*46-1:0] aon_alm;

  rtc_bus #(
    .N_ALARMS(N_ALARMS)
  ) u_bus (
    .clk_i       (clk_sys_i),
    .rst_ni      (rst_sys_ni),
    .cfg_year_i  (cfg_year_i),
    .cfg_month_i (cfg_month_i),
    .cfg_day_i   (cfg_day_i),
    .cfg_hour_i  (cfg_hour_i),
    .cfg_min_i   (cfg_min_i),
    .cfg_sec_i   (cfg_sec_i),
    .commit_i    (commit_i),
    .trim_wr_i   (trim_wr_i),
    .cfg_alm_i   (cfg_alm_i),
    .alm_wr_i    (alm_wr_i),
    .clr_i       (clr_i),
    .clr_wr_i    (clr_wr_i),
    .err_clr_i   (err_clr_i),
    .err_clr_wr_i(err_clr_wr_i),
    .time_post_o (time_post),
    .time_o      (time_data),
    .time_busy_i (time_busy),
    .trim_post_o (trim_post),
    .trim_busy_i (trim_busy),
    .alm_post_o  (alm_post),
    .alm_o       (alm_data),
    .alm_busy_i  (alm_busy),
    .clr_post_o  (clr_post),
    .clr_o       (clr_data),
    .clr_take_i  (clr_take),
    .clr_busy_i  (clr_busy),
    .event_i     (event_sampled),
    .event_o     (event_o),
    .err_o       (err_o),
    .busy_o      (busy_o)
  );

  rtc_hold #(
    .N_CORES   (N_CORES),
    .HOLD_TICKS(HOLD_TICKS)
  ) u_hold (
    .clk_i      (clk_sys_i),
    .rst_ni     (rst_sys_ni),
    .strobe_i   (strobe_i),
    .ticks_i    (ticks_i),
    .wr_i       (hold_wr_i),
    .freeze_i   (hold_i),
    .requester_i(requester_i),
    .boot_i     (boot_i),
    .hold_o     (hold_o),
    .frozen_o   (frozen)
  );

  rtc_cdc #(
    .N_ALARMS(N_ALARMS)
  ) u_cdc (
    .clk_sys_i       (clk_sys_i),
    .rst_sys_ni      (rst_sys_ni),
    .strobe_i        (strobe_i),
    .clk_aon_i       (clk_aon_i),
    .rst_aon_ni      (rst_aon_ni),
    .time_post_i     (time_post),
    .time_i          (time_data),
    .time_busy_o     (time_busy),
    .trim_post_i     (trim_post),
    .trim_i          (cfg_trim_i),
    .trim_busy_o     (trim_busy),
    .alm_post_i      (alm_post),
    .alm_i           (alm_data),
    .alm_busy_o      (alm_busy),
    .clr_post_i      (clr_post),
    .clr_i           (clr_data),
    .clr_take_o      (clr_take),
    .clr_busy_o      (clr_busy),
    .hold_i          (frozen),
    .time_o          (time_o),
    .presc_o         (presc_o),
    .set_o           (set_o),
    .armed_o         (armed_o),
    .event_o         (event_sampled),
    .aon_set_valid_o (aon_set_valid),
    .aon_set_time_o  (aon_set_time),
    .aon_trim_valid_o(aon_trim_valid),
    .aon_trim_o      (aon_trim),
    .aon_alm_valid_o (aon_alm_valid),
    .aon_alm_o       (aon_alm),
    .aon_clr_valid_o (aon_clr_valid),
    .aon_clr_o       (aon_clr),
    .aon_time_i      (aon_time),
    .aon_presc_i     (aon_presc),
    .aon_set_i       (aon_set),
    .aon_armed_i     (aon_armed),
    .aon_event_i     (aon_event)
  );

  rtc_core #(
    .N_ALARMS    (N_ALARMS),
    .ALARM_SHARED(ALARM_SHARED)
  ) u_core (
    .clk_i       (clk_aon_i),
    .rst_ni      (rst_aon_ni),
    .now_i       (now_i),
    .set_valid_i (aon_set_valid),
    .set_time_i  (aon_set_time),
    .trim_valid_i(aon_trim_valid),
    .trim_i      (aon_trim),
    .alm_valid_i (aon_alm_valid),
    .alm_i       (aon_alm),
    .clr_valid_i (aon_clr_valid),
    .clr_i       (aon_clr),
    .time_o      (aon_time),
    .presc_o     (aon_presc),
    .set_o       (aon_set),
    .armed_o     (aon_armed),
    .match_o     (match_o),
    .event_o     (aon_event)
  );

endmodule
