// SPDX-License-Identifier: Apache-2.0
// From the setting of an alarm to the wake of a core: an alarm that is armed and still to come, and whose source is enabled,
// wakes. No other register write takes that away, on whatever edges the writes fall: commits of the time forward and back,
// trim, the other alarm set, clears of events and of other sources, routes, kinds and enables of other sources, the mask of
// the mode. Until the promise is kept the alarm is armed and ahead of the clock, or its match is on its way to the wake
// controller, or its source is pending; then a core is told within a tick, as soon as the mode lets the source through.
//
// What takes a promise back: a write to this alarm set; a write that disables its source or makes it one of low level or
// falling edge; a clear of its pending bit that may have been written when it was seen.
//
// A promise is given for settings that compare the year and are legal: the others have a next time round, or name no
// moment. Only legal times are committed, with weekdays that fit within a month; all else is free.
module rtc_wake_props #(
  parameter int ALARM_SHARED = 0
) (
  input logic        clk,
  // RTC
  input logic        set_valid,
  input logic [69:0] set_time,
  input logic        trim_valid,
  input logic [ 9:0] trim,
  input logic [ 1:0] alm_valid,
  input logic [91:0] alm,
  input logic        rtc_clr_valid,
  input logic [ 7:0] rtc_clr,
  // wake controller; source 0 is the match of alarm 0, source 1 that of alarm 1
  input logic        pin,
  input logic        cfg_valid,
  input logic [11:0] cfg,
  input logic        route_valid,
  input logic [ 5:0] route,
  input logic        clr_valid,
  input logic [ 2:0] clr,
  input logic [ 2:0] mask,
  input logic        open,
  input logic [ 3:0] extra
);

  logic rst_n;
  logic started = 1'b0;
  logic [47:0] now = '0;
  assign rst_n = started;

  always @(posedge clk) begin
    started <= 1'b1;
    now     <= started ? now + 48'd1 : '0;
  end

  logic [69:0] now_time;
  logic [14:0] presc;
  logic set, any;
  logic [1:0] armed, match, core;
  logic [7:0] events;
  logic [2:0] pend, moved;
  logic [5:0] first;
  logic [35:0] all;
  logic [31:0] tick;

  rtc_core #(.N_ALARMS(2), .ALARM_SHARED(ALARM_SHARED)) u_rtc (
    .clk_i(clk), .rst_ni(rst_n), .now_i(now), .set_valid_i(set_valid), .set_time_i(set_time), .trim_valid_i(trim_valid),
    .trim_i(trim), .alm_valid_i(alm_valid), .alm_i(alm), .clr_valid_i(rtc_clr_valid), .clr_i(rtc_clr), .time_o(now_time),
    .presc_o(presc), .set_o(set), .armed_o(armed), .match_o(match), .event_o(events)
  );

  wake_core #(.N(3), .N_CORES(2), .ROUTE_RST(6'b010_001)) u_wake (
    .clk_i(clk), .rst_ni(rst_n), .now_i(now), .src_i({pin, match}), .cfg_valid_i(cfg_valid), .cfg_i(cfg),
    .route_valid_i(route_valid), .route_i(route), .clr_valid_i(clr_valid), .clr_i(clr), .mask_i(mask), .cause_capture_en_i(open),
    .internal_causes_i(extra), .pend_o(pend), .event_o(moved), .wake_o(core), .any_o(any), .cause_first_o(first), .cause_all_o(all),
    .cause_tick_o(tick)
  );

  (* hierconn *) wire [44:0] \u_rtc.gen_alarm[0].u_alarm.setting_q ;
  (* hierconn *) wire [1:0] \u_rtc.hit ;
  (* hierconn *) wire [1:0] \u_rtc.skipped ;
  (* hierconn *) wire [69:0] \u_rtc.time_d ;
  (* hierconn *) wire [2:0] \u_wake.enable_q ;
  (* hierconn *) wire [2:0] \u_wake.invert_q ;
  (* hierconn *) wire [2:0] \u_wake.edge_q ;
  (* hierconn *) wire [2:0] \u_wake.both_q ;
  (* hierconn *) wire [2:0] \u_wake.prev_q ;
  (* hierconn *) wire [8:0] \u_wake.began_q ;
  (* hierconn *) wire [5:0] \u_wake.route_q ;

  // ---- only legal times ---------------------------------------------------------------------------------------------
  logic set_legal, time_legal, last_legal;

  rtc_legal u_set_legal (.setting_i({1'b0, 6'b111111, set_time[37:0]}), .legal_o(set_legal));
  rtc_legal u_time_legal (.setting_i({1'b0, 6'b111111, now_time[37:0]}), .legal_o(time_legal));

  always @(posedge clk) if (set_valid) begin
    assume (set_legal && (set_time[19:17] <= 3'd6));
    if (set_time[37:25] == now_time[37:25])
      assume ((set_time[19:17] + 35 + now_time[24:20] - set_time[24:20]) % 7 == now_time[19:17]);
  end

  // ---- the alarm's last moment --------------------------------------------------------------------------------------
  wire [44:0] setting = \u_rtc.gen_alarm[0].u_alarm.setting_q ;
  wire [5:0] compared = setting[43:38];   // {year, month, day, hour, minute, second}
  // The month's days and weekdays are tried from the last one backwards: the first that the setting names counts
  function automatic exists(input [8:0] year, input [3:0] month, input [4:0] day);
    case (month)
      4'd4, 4'd6, 4'd9, 4'd11: exists = day <= 5'd30;
      4'd2: exists = day <= (((year % 4 == 0) && ((year % 100 != 0) || (year == 0))) ? 5'd29 : 5'd28);
      default: exists = 1'b1;
    endcase
  endfunction

  function automatic [4:0] last_named(input [8:0] year, input [3:0] month, input by_wday, input [2:0] wanted,
                                      input [4:0] from_day, input [2:0] from_wday);
    integer day;
    last_named = 5'd0;
    for (day = 31; day >= 22; day = day - 1)
      if ((last_named == 5'd0) && exists(year, month, day[4:0]) &&
          (!by_wday || ((from_wday + day + 35 - from_day) % 7 == wanted))) last_named = day[4:0];
  endfunction

  wire [3:0] last_month = compared[4] ? setting[28:25] : 4'd12;
  wire dated = compared[3] && !setting[44];
  wire [4:0] last_day = dated ? setting[24:20]
                      : last_named(setting[37:29], last_month, compared[3], setting[19:17], now_time[24:20], now_time[19:17]);
  wire [16:0] last_clock = {compared[2] ? setting[16:12] : 5'd23, compared[1] ? setting[11:6] : 6'd59,
                            compared[0] ? setting[5:0] : 6'd59};
  wire [34:0] last = {setting[37:29], last_month, last_day, last_clock};
  wire [34:0] time_number = {now_time[37:20], now_time[16:0]};
  wire [69:0] next_time = \u_rtc.time_d ;
  wire [34:0] next_number = {next_time[37:20], next_time[16:0]};
  // The same moment, told from the time after the edge
  wire [4:0] last_day_next = dated ? setting[24:20]
                           : last_named(setting[37:29], last_month, compared[3], setting[19:17], next_time[24:20], next_time[19:17]);
  wire [34:0] last_next = {last[34:22], last_day_next, last_clock};

  rtc_legal u_last_legal (.setting_i({1'b0, 6'b111111, last[34:17], 3'd0, last[16:0]}), .legal_o(last_legal));

  wire to_come = armed[0] && compared[5] && last_legal && (time_number < last);

  // ---- the promise --------------------------------------------------------------------------------------------------
  function automatic fits(input enable, input invert, input is_edge, input both);
    fits = enable && (!invert || (is_edge && both));
  endfunction

  wire fit = fits(\u_wake.enable_q [0], \u_wake.invert_q [0], \u_wake.edge_q [0], \u_wake.both_q [0]);
  wire stays_fit = !cfg_valid || fits(cfg[0], cfg[3], cfg[6], cfg[9]);
  wire young = \u_wake.began_q [0] || \u_wake.began_q [3] || \u_wake.began_q [6];
  wire fresh = match[0] && !\u_wake.prev_q [0];  // fires on this edge, which no clear takes
  wire seen = clr_valid && clr[0] && pend[0] && !young && !fresh;
  wire given = to_come && fit && !match[0];

  logic promised = 1'b0;
  logic l_hit = 1'b0, l_skipped = 1'b0, l_tells = 1'b0;
  logic [5:0] l_route = 6'b010_001, route_kept = 6'b010_001;

  always @(posedge clk) begin
    promised  <= started && (promised || given) && !alm_valid[0] && stays_fit && !seen;
    l_hit     <= started && \u_rtc.hit [0];
    l_skipped <= started && \u_rtc.skipped [0];
    l_tells   <= started && promised && pend[0] && mask[0];
    route_kept <= !started ? 6'b010_001 : route_valid ? route : route_kept;
    l_route    <= route_kept;
  end

  always @(posedge clk) if (started) begin
    assert (time_legal && (now_time[19:17] <= 3'd6));
    assert (\u_wake.route_q == route_kept);
    assert (any == (core != 2'b00));
    if (promised) begin
      assert (fit);
      // still to come, on its way, or there
      assert ((to_come && !match[0]) || fresh || pend[0]);
    end
    // the clock reaches the last moment, or a commit passes over it: a match on that edge, and the flag if it is passed over
    if (to_come && !alm_valid[0] && (next_number >= last_next)) begin
      assert (\u_rtc.hit [0]);
      assert ((next_number == last_next) || \u_rtc.skipped [0] || !set_valid);
    end
    if (l_hit) assert (match[0] && events[0]);
    if (l_skipped) assert (events[7]);
    if (l_tells) begin
      assert (any && (core != 2'b00));
      if (l_route[0]) assert (core[0]);
      if (l_route[3]) assert (core[1]);
    end
  end

  always @(posedge clk) if (started) begin
    cover (promised && to_come && (compared == 6'b111111));
    cover (l_tells && events[7] && core[1]);
    cover (l_tells && l_skipped && (setting[44:38] == 7'b1111111));
    cover (promised && pend[0] && clr_valid && clr[0] && young);
    if (ALARM_SHARED != 0) cover (promised && events[6]);
  end

endmodule
