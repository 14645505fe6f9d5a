// SPDX-License-Identifier: Apache-2.0
//
// Bus side of the RTC: from register writes to settings that may cross, and back from samples to what firmware reads.
//
// A COMMIT has the shadow registers checked; a legal time is captured at once (firmware may write the shadow again the
// next moment), its weekday and seconds are computed, and it crosses when the time's way is free. A later legal COMMIT
// that comes before that replaces it: the last one wins, whole. A refused one leaves everything but SET_ERR as it was.
// An alarm setting is checked when it is written and copied as a whole if legal, else it only sets ALARM_ERR.
//
// Write-1-clear bits of events collect until they are taken across, so that none is lost however fast they are written,
// and until the events are seen to be cleared they read 0 here: firmware never meets an event that it has cleared.

module rtc_bus #(
  parameter int N_ALARMS = 2
) (
  input  logic                   clk_i,
  input  logic                   rst_ni,
  // registers and writes
  input  logic [            8:0] cfg_year_i,
  input  logic [            3:0] cfg_month_i,
  input  logic [            4:0] cfg_day_i,
  input  logic [            4:0] cfg_hour_i,
  input  logic [            5:0] cfg_min_i,
  input  logic [            5:0] cfg_sec_i,
  input  logic                   commit_i,
  input  logic                   trim_wr_i,
  input  logic [N_ALARMS*46-1:0] cfg_alm_i,
  input  logic [   N_ALARMS-1:0] alm_wr_i,
  input  logic [            7:0] clr_i,
  input  logic                   clr_wr_i,
  input  logic [            1:0] err_clr_i,
  input  logic                   err_clr_wr_i,
  // towards the crossings: a post is one clock, its data a register
  output logic                   time_post_o,
  output logic [           69:0] time_o,
  input  logic                   time_busy_i,
  output logic                   trim_post_o,
  input  logic                   trim_busy_i,
  output logic [   N_ALARMS-1:0] alm_post_o,
  output logic [N_ALARMS*46-1:0] alm_o,
  input  logic [   N_ALARMS-1:0] alm_busy_i,
  output logic                   clr_post_o,
  output logic [            7:0] clr_o,
  input  logic                   clr_take_i,
  input  logic                   clr_busy_i,
  // back from the AON side
  input  logic [            7:0] event_i,       // sampled
  output logic [            7:0] event_o,       // what firmware reads
  output logic [            1:0] err_o,         // {ALARM_ERR, SET_ERR}
  output logic [ N_ALARMS+3-1:0] busy_o         // {alarm n, clear, trim, time}
);

  localparam int ALARM_W = 46;

  // ---- time ---------------------------------------------------------------------------------------------------------
  logic        check_busy, check_done, check_ok;
  logic [34:0] date;
  logic [ 2:0] wday;
  logic [31:0] seconds;
  logic ready_d, ready_q;  // a checked time waits for its way to be free
  logic time_busy_q;       // a clock late: time_busy_i answers to the post itself

  rtc_check u_check (
    .clk_i    (clk_i),
    .rst_ni   (rst_ni),
    .start_i  (commit_i),
    .year_i   (cfg_year_i),
    .month_i  (cfg_month_i),
    .day_i    (cfg_day_i),
    .hour_i   (cfg_hour_i),
    .minute_i (cfg_min_i),
    .second_i (cfg_sec_i),
    .busy_o   (check_busy),
    .done_o   (check_done),
    .ok_o     (check_ok),
    .date_o   (date),
    .wday_o   (wday),
    .seconds_o(seconds)
  );

  // A check that runs again means a later time: the one that waits is out of date
  assign time_post_o = ready_q && !check_busy && !time_busy_q;
  assign ready_d = (check_done && check_ok) || (ready_q && !check_busy && time_busy_q);
  assign time_o = {seconds, date[34:17], wday, date[16:0]};

  // ---- trim ---------------------------------------------------------------------------------------------------------
  assign trim_post_o = trim_wr_i;

  // ---- alarms -------------------------------------------------------------------------------------------------------
  logic [N_ALARMS-1:0] alm_legal, alm_post_d, alm_post_q;
  logic [N_ALARMS*ALARM_W-1:0] alm_d, alm_q;

  generate
    for (genvar n = 0; n < N_ALARMS; n++) begin : gen_alarm
      logic arm, use_wday, legal;
      logic [5:0] mask;
      logic [8:0] year;
      logic [3:0] month;
      logic [4:0] day;
      logic [2:0] wday_alarm;
      logic [4:0] hour;
      logic [5:0] minute;
      logic [5:0] second;

      assign {arm, use_wday, mask, year, month, day, wday_alarm, hour, minute, second} = cfg_alm_i[n*ALARM_W+:ALARM_W];

      rtc_legal u_legal (
        .use_wday_i(use_wday),
        .mask_i    (mask),
        .year_i    (year),
        .month_i   (month),
        .day_i     (day),
        .wday_i    (wday_alarm),
        .hour_i    (hour),
        .minute_i  (minute),
        .second_i  (second),
        .legal_o   (legal)
      );

      assign alm_legal[n]  = legal || !arm;
      assign alm_post_d[n] = alm_wr_i[n] && alm_legal[n];
      assign alm_d[n*ALARM_W+:ALARM_W] = alm_post_d[n] ? cfg_alm_i[n*ALARM_W+:ALARM_W] : alm_q[n*ALARM_W+:ALARM_W];
    end
  endgenerate

  assign alm_post_o = alm_post_q;
  assign alm_o      = alm_q;

  // ---- clears and errors --------------------------------------------------------------------------------------------
  logic [7:0] clr_hide;  // written, and not yet seen to be cleared
  logic [1:0] err_d, err_q, err_set;

  prim_collect #(
    .N(8)
  ) u_clear (
    .clk_i (clk_i),
    .rst_ni(rst_ni),
    .wr_i  (clr_wr_i),
    .bits_i(clr_i),
    .data_o(clr_o),
    .take_i(clr_take_i),
    .busy_i(clr_busy_i),
    .hide_o(clr_hide)
  );

  assign err_set = {|(alm_wr_i & ~alm_legal), check_done && !check_ok};
  assign err_d   = (err_q & ~(err_clr_wr_i ? err_clr_i : 2'd0)) | err_set;

  assign clr_post_o = clr_wr_i;
  assign event_o    = event_i & ~clr_hide;
  assign err_o      = err_q;
  assign busy_o     = {alm_busy_i, clr_busy_i, trim_busy_i, check_busy || check_done || ready_q || time_busy_i};

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      ready_q     <= 1'b0;
      time_busy_q <= 1'b0;
      alm_post_q  <= '0;
      alm_q       <= '0;
      err_q       <= '0;
    end else begin
      ready_q     <= ready_d;
      time_busy_q <= time_busy_i;
      alm_post_q  <= alm_post_d;
      alm_q       <= alm_d;
      err_q       <= err_d;
    end
  end

endmodule
