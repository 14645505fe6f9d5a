// SPDX-License-Identifier: Apache-2.0
//
// Bus side of the RTC: from register writes to settings that may cross, and back from samples to what firmware reads.
//
// A COMMIT has the shadow registers checked; a legal time is captured at once (firmware may write the shadow again the
// next moment), its weekday and seconds are computed, and it crosses when the time's way is free. A later legal COMMIT
// that comes before that replaces it: the last one wins, whole. A refused one leaves everything but SET_ERR as it was.
// An alarm setting is checked when it is written and copied as a whole if legal, else it only sets ALARM_ERR.

module rtc_bus #(
  parameter int N_ALARMS = 2
) (
  input  logic           clk_i,
  input  logic           rst_ni,
  // of alarms that are not there nothing is used
  // verilator lint_off UNUSEDSIGNAL
  input  pmu_rtc_local_t local_i,     // registers and writes
  input  pmu_rtc_busy_t  crossing_i,  // groups on their way across
  // verilator lint_on UNUSEDSIGNAL
  output pmu_rtc_made_t  made_o,      // towards the crossing: a post is one clock, its data a register
  output logic [1:0]     err_o,       // {ALARM_ERR, SET_ERR}
  output pmu_rtc_busy_t  busy_o
);

  localparam int ALARM_W = 46;

  // ---- time ---------------------------------------------------------------------------------------------------------
  logic        check_busy, check_done, check_ok;
  logic [34:0] date;
  logic [ 2:0] wday;
  logic [31:0] seconds;
  logic ready_d, ready_q;  // a checked time waits for its way to be free
  logic time_busy_q;       // a clock late: crossing_i answers to the post itself

  rtc_check u_check (
    .clk_i, .rst_ni,
    .start_i  (local_i.rtc_time_wr),
    .year_i   (local_i.rtc_set_date_year),
    .month_i  (local_i.rtc_set_date_month),
    .day_i    (local_i.rtc_set_date_day),
    .hour_i   (local_i.rtc_set_time_hour),
    .minute_i (local_i.rtc_set_time_minute),
    .second_i (local_i.rtc_set_time_second),
    .busy_o   (check_busy),
    .done_o   (check_done),
    .ok_o     (check_ok),
    .date_o   (date),
    .wday_o   (wday),
    .seconds_o(seconds)
  );

  // A check that runs again means a later time: the one that waits is out of date
  // A time that comes out of nowhere would set the clock: the bit beside it says that somebody has committed it
  assign made_o.rtc_time_wr = ready_q && !check_busy && !time_busy_q;
  assign ready_d = (check_done && check_ok) || (ready_q && !check_busy && time_busy_q);
  assign made_o.rtc_time = {1'b1, seconds, date[34:17], wday, date[16:0]};

  // ---- alarms -------------------------------------------------------------------------------------------------------
  logic [N_ALARMS-1:0] alm_legal, alm_post_d, alm_post_q;
  logic [N_ALARMS*ALARM_W-1:0] alm_d, alm_q;

  generate
    for (genvar n = 0; n < N_ALARMS; n++) begin : gen_alarm
      logic arm, legal;
      logic [ALARM_W-2:0] setting;

      assign arm     = local_i.rtc_alarm_ctrl_arm[n];
      assign setting = {
        local_i.rtc_alarm_ctrl_use_wday[n],
        local_i.rtc_alarm_ctrl_year[n], local_i.rtc_alarm_ctrl_month[n], local_i.rtc_alarm_ctrl_day[n],
        local_i.rtc_alarm_ctrl_hour[n], local_i.rtc_alarm_ctrl_minute[n], local_i.rtc_alarm_ctrl_second[n],
        local_i.rtc_alarm_date_year[9*n+:9], local_i.rtc_alarm_date_month[4*n+:4], local_i.rtc_alarm_date_day[5*n+:5],
        local_i.rtc_alarm_date_wday[3*n+:3], local_i.rtc_alarm_time_hour[5*n+:5],
        local_i.rtc_alarm_time_minute[6*n+:6], local_i.rtc_alarm_time_second[6*n+:6]
      };

      rtc_legal u_legal (
        .setting_i(setting),
        .legal_o  (legal)
      );

      assign alm_legal[n]  = legal || !arm;
      assign alm_post_d[n] = local_i.rtc_alarm_wr[n] && alm_legal[n];
      assign alm_d[n*ALARM_W+:ALARM_W] = alm_post_d[n] ? {arm, setting} : alm_q[n*ALARM_W+:ALARM_W];
    end
  endgenerate

  assign made_o.rtc_alarm_wr = 4'(alm_post_q);
  assign made_o.rtc_alarm    = 184'(alm_q);

  // ---- errors and busy ----------------------------------------------------------------------------------------------
  logic [1:0] err_d, err_q, err_set;

  assign err_set = {|(local_i.rtc_alarm_wr[N_ALARMS-1:0] & ~alm_legal), check_done && !check_ok};
  assign err_d   = (err_q & ~(local_i.rtc_error_wr ? local_i.rtc_error_clr : 2'd0)) | err_set;

  assign err_o            = err_q;
  assign busy_o.rtc_time  = check_busy || check_done || ready_q || crossing_i.rtc_time;
  assign busy_o.rtc_trim  = crossing_i.rtc_trim;
  assign busy_o.rtc_clear = crossing_i.rtc_clear;
  assign busy_o.rtc_alarm = crossing_i.rtc_alarm;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      ready_q     <= 1'b0;
      time_busy_q <= 1'b0;
      alm_post_q  <= '0;
      alm_q       <= '0;
      err_q       <= '0;
    end else begin
      ready_q     <= ready_d;
      time_busy_q <= crossing_i.rtc_time;
      alm_post_q  <= alm_post_d;
      alm_q       <= alm_d;
      err_q       <= err_d;
    end
  end

endmodule
