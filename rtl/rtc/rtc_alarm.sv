// SPDX-License-Identifier: Apache-2.0
//
// One alarm set: its setting, and the comparison with the time.
//
// The alarm matches on the edge on which the clock *becomes* the alarm time: the time changes on that edge (a second,
// or a commit of a new time), the set is armed, and the new time equals the setting in every field that the mask
// compares. The setting in force after the edge counts, so one that arrives together with the second still fires; one
// that arrives later, for a second that has already begun, does not. Matching does not disarm.
//
// A setting that compares the year has a last moment: its date, with every field that is not compared at its greatest
// value, so with no day the end of its month, and with a weekday the last such day of it. Beyond it there is no next
// time round. So a commit that moves the time forward over the last moment of an armed
// setting matches as well, on its own edge, and skipped_o says so: a wake that firmware relies on is not lost because
// somebody sets the clock. Moved back, the alarm comes again at its time.
//
// past_o tells that an armed setting has just arrived which cannot fire any more: its last moment is the present second
// or an earlier one.

module rtc_alarm (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic        changes_i,  // the time changes on this edge ...
  input  logic        commit_i,   // ... because it is set
  input  logic [69:0] before_i,   // the time before this edge
  input  logic [69:0] time_i,     // the time after this edge
  input  logic        take_i,     // a new setting is taken on this edge
  input  logic [45:0] alm_i,      // {arm, use_wday, mask 6, year 9, month 4, day 5, wday 3, hour 5, minute 6, second 6}
  output logic        armed_o,
  output logic        hit_o,      // combinational: the alarm matches on this edge ...
  output logic        skipped_o,  // ... because a commit has passed over it
  output logic        past_o,     // combinational: the setting that arrives on this edge is in the past
  output logic        match_o     // flop: one tick high after a match
);

  // {use_wday, mask, date}: kept as long as the set is not armed again; without `arm` nothing of it can be seen
  logic [44:0] setting_d, setting_q;
  logic armed_d, armed_q, match_d, match_q;

  assign armed_d   = take_i ? alm_i[45] : armed_q;
  assign setting_d = take_i ? alm_i[44:0] : setting_q;

  // The setting after this edge, field by field, against the time after this edge
  logic use_wday, cmp_year, cmp_month, cmp_day, cmp_hour, cmp_minute, cmp_second;
  logic [8:0] alm_year, year;
  logic [3:0] alm_month, month;
  logic [4:0] alm_day, day;
  logic [2:0] alm_wday, wday;
  logic [4:0] alm_hour, hour;
  logic [5:0] alm_minute, minute;
  logic [5:0] alm_second, second;

  assign {use_wday, cmp_year, cmp_month, cmp_day, cmp_hour, cmp_minute, cmp_second,
          alm_year, alm_month, alm_day, alm_wday, alm_hour, alm_minute, alm_second} = setting_d;
  assign {year, month, day, wday, hour, minute, second} = time_i[37:0];

  logic day_equal, equal, skipped;

  assign day_equal = use_wday ? (alm_wday == wday) : (alm_day == day);
  assign equal = (!cmp_year || (alm_year == year)) && (!cmp_month || (alm_month == month)) &&
                 (!cmp_day || day_equal) && (!cmp_hour || (alm_hour == hour)) &&
                 (!cmp_minute || (alm_minute == minute)) && (!cmp_second || (alm_second == second));
  assign match_d = armed_d && ((changes_i && equal) || skipped);

  // The last moment of a setting that compares the year, and where the time stands to it
  localparam logic [3:0] LAST_MONTH = 4'd12;
  localparam logic [5:0] WEEK = 6'd7;
  localparam logic [4:0] LAST_HOUR = 5'd23;
  localparam logic [5:0] LAST_MINUTE = 6'd59;
  localparam logic [5:0] LAST_SECOND = 6'd59;

  logic [ 3:0] last_month;
  logic [ 4:0] month_end, last_day, last_day_before;
  logic [16:0] last_clock;
  logic reached;  // the time after this edge is there, or beyond
  logic ahead;    // the time before this edge was not there yet

  assign last_month = cmp_month ? alm_month : LAST_MONTH;
  assign last_clock = {cmp_hour ? alm_hour : LAST_HOUR, cmp_minute ? alm_minute : LAST_MINUTE,
                       cmp_second ? alm_second : LAST_SECOND};

  rtc_month_end u_month_end (
    .year_i    (alm_year),
    .any_year_i(1'b0),
    .month_i   (last_month),
    .last_o    (month_end)
  );

  // The last `target` of a month, as it stands to a day of that month whose weekday is known: the day itself if it is
  // the one, the month's end if the one is still to come, 0 if it is over. That is all a comparison needs, and saves
  // the calendar that would tell the weekday of the month's end. For a day of another month it means nothing, there
  // year and month decide.
  function automatic logic [4:0] last_weekday(input logic [4:0] on_day, input logic [2:0] on_wday,
                                              input logic [2:0] target, input logic [4:0] end_day);
    logic [2:0] to_next;  // days to the next such weekday, 0: it is this day (borrowing from 8 instead of 7 costs one)
    logic [5:0] next_day;
    to_next  = target - on_wday - {2'd0, target < on_wday};
    next_day = {1'b0, on_day} + {3'd0, to_next};
    last_weekday = end_day;
    if (next_day > {1'b0, end_day}) last_weekday = 5'd0;
    else if ((to_next == 3'd0) && (next_day + WEEK > {1'b0, end_day})) last_weekday = on_day;
  endfunction

  assign last_day        = !cmp_day ? month_end : !use_wday ? alm_day
                         : last_weekday(day, wday, alm_wday, month_end);
  assign last_day_before = !cmp_day ? month_end : !use_wday ? alm_day
                         : last_weekday(before_i[24:20], before_i[19:17], alm_wday, month_end);

  assign reached = cmp_year &&
                   ({alm_year, last_month, last_day, last_clock} <= {year, month, day, hour, minute, second});
  assign ahead   = {alm_year, last_month, last_day_before, last_clock} > {before_i[37:20], before_i[16:0]};
  assign skipped = commit_i && ahead && reached && !equal;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      armed_q   <= 1'b0;
      setting_q <= '0;
      match_q   <= 1'b0;
    end else begin
      match_q <= match_d;
      if (take_i) begin
        armed_q   <= armed_d;
        setting_q <= setting_d;
      end
    end
  end

  assign armed_o   = armed_q;
  assign hit_o     = match_d;
  assign skipped_o = armed_d && skipped;
  assign past_o    = take_i && armed_d && reached && !match_d;
  assign match_o   = match_q;

  // The seconds counter follows the fields, comparing it as well would say nothing new
  logic unused;
  assign unused = ^{time_i[69:38], before_i[69:38]};

endmodule
