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
  // bus clock
  input  pmu_rtc_local_t         local_i,
  input  pmu_rtc_post_t          post_i,
  output pmu_rtc_stat_t          stat_o,
  output pmu_rtc_seen_t          seen_o,
  output pmu_rtc_busy_t          busy_o,
  input  logic [           31:0] ticks_i,       // timebase, sampled
  input  logic [            1:0] requester_i,   // of the write whose strobe is high
  input  logic [    N_CORES-1:0] boot_i,        // level: the core is being started from reset
  // AON clock
  output logic [            3:0] match_o        // one tick high after a match; of alarms that are not there 0
);

  logic frozen;
  logic [N_ALARMS-1:0] armed, match;
  pmu_rtc_busy_t crossing;
  // Of alarms that are not there nothing is used; nobody waits for a take, for what is posted are flops that stand
  // verilator lint_off UNUSEDSIGNAL
  pmu_rtc_made_t made, aon_made;
  pmu_rtc_take_t take;
  // verilator lint_on UNUSEDSIGNAL
  pmu_rtc_post_t post;
  pmu_rtc_stat_t stat;

  rtc_bus #(
    .N_ALARMS(N_ALARMS)
  ) u_bus (
    .clk_i     (clk_sys_i),
    .rst_ni    (rst_sys_ni),
    .local_i,
    .crossing_i(crossing),
    .made_o    (made),
    .err_o     (seen_o.rtc_error),
    .busy_o
  );

  rtc_hold #(
    .N_CORES(N_CORES), .HOLD_TICKS(HOLD_TICKS)
  ) u_hold (
    .clk_i      (clk_sys_i),
    .rst_ni     (rst_sys_ni),
    .strobe_i, .ticks_i,
    .wr_i       (local_i.rtc_hold_wr),
    .freeze_i   (local_i.rtc_hold),
    .requester_i, .boot_i,
    .hold_o     (seen_o.rtc_hold),
    .frozen_o   (frozen)
  );

  rtc_xing #(
    .RTC_ALARM_N(N_ALARMS)
  ) u_xing (
    .clk_sys_i, .rst_sys_ni, .strobe_i, .clk_aon_i, .rst_aon_ni, .freeze_i(frozen),
    .post_i, .made_i(made), .take_o(take), .busy_o(crossing), .stat_o,
    .post_o(post), .made_o(aon_made), .stat_i(stat)
  );

  rtc_core #(
    .N_ALARMS(N_ALARMS), .ALARM_SHARED(ALARM_SHARED)
  ) u_core (
    .clk_i       (clk_aon_i),
    .rst_ni      (rst_aon_ni),
    .now_i,
    .set_valid_i (aon_made.rtc_time_wr && aon_made.rtc_time[70]),
    .set_time_i  (aon_made.rtc_time[69:0]),
    .trim_valid_i(post.rtc_trim_wr),
    .trim_i      (post.rtc_trim),
    .alm_valid_i (aon_made.rtc_alarm_wr[N_ALARMS-1:0]),
    .alm_i       (aon_made.rtc_alarm[46*N_ALARMS-1:0]),
    .clr_valid_i (post.rtc_clear_wr),
    .clr_i       (post.rtc_event_clr),
    .time_o      ({
      stat.rtc_seconds, stat.rtc_date_year, stat.rtc_date_month, stat.rtc_date_day, stat.rtc_date_wday,
      stat.rtc_time_hour, stat.rtc_time_minute, stat.rtc_time_second
    }),
    .presc_o     (stat.rtc_presc),
    .set_o       (stat.rtc_status_valid),
    .armed_o     (armed),
    .match_o     (match),
    .event_o     (stat.rtc_event)
  );

  assign stat.rtc_status_armed = 4'(armed);
  assign match_o               = 4'(match);

endmodule
