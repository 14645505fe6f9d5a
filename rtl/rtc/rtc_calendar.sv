// SPDX-License-Identifier: Apache-2.0
//
// Calendar: the time one second later (combinational).
//
// All fields move together: the second carries into minute, hour, day, weekday, month and year, and the seconds counter
// goes up by one. The last second of 2399 is followed by 2000-01-01 00:00:00 with seconds 0, so that counter and
// fields always name the same moment; the weekday needs no repair there, 400 years are a whole number of weeks.
// Limits are compared with "at least": a field that an upset has driven out of its range comes back at its next carry.

module rtc_calendar (
  input  logic [69:0] time_i,  // {seconds 32, year 9, month 4, day 5, wday 3, hour 5, minute 6, second 6}
  output logic [69:0] next_o   // the same, one second later
);

  localparam logic [5:0] LAST_SECOND = 6'd59;
  localparam logic [5:0] LAST_MINUTE = 6'd59;
  localparam logic [4:0] LAST_HOUR = 5'd23;
  localparam logic [2:0] LAST_WDAY = 3'd6;  // 0 is Monday
  localparam logic [3:0] LAST_MONTH = 4'd12;
  localparam logic [8:0] LAST_YEAR = 9'd399;

  logic [31:0] seconds;
  logic [ 8:0] year;
  logic [ 3:0] month;
  logic [ 4:0] day;
  logic [ 2:0] wday;
  logic [ 4:0] hour;
  logic [ 5:0] minute;
  logic [ 5:0] second;

  assign {seconds, year, month, day, wday, hour, minute, second} = time_i;

  logic [4:0] last_day;

  rtc_month_end u_month_end (
    .year_i    (year),
    .any_year_i(1'b0),
    .month_i   (month),
    .last_o    (last_day)
  );

  // Carries out of each field
  logic minute_ends, hour_ends, day_ends, month_ends, year_ends, era_ends;

  assign minute_ends = second >= LAST_SECOND;
  assign hour_ends   = minute_ends && (minute >= LAST_MINUTE);
  assign day_ends    = hour_ends && (hour >= LAST_HOUR);
  assign month_ends  = day_ends && (day >= last_day);
  assign year_ends   = month_ends && (month >= LAST_MONTH);
  assign era_ends    = year_ends && (year >= LAST_YEAR);

  logic [31:0] seconds_next;
  logic [ 8:0] year_next;
  logic [ 3:0] month_next;
  logic [ 4:0] day_next;
  logic [ 2:0] wday_next;
  logic [ 4:0] hour_next;
  logic [ 5:0] minute_next;
  logic [ 5:0] second_next;

  assign seconds_next = era_ends ? 32'd0 : seconds + 32'd1;
  assign second_next  = minute_ends ? 6'd0 : second + 6'd1;
  assign minute_next  = hour_ends ? 6'd0 : (minute_ends ? minute + 6'd1 : minute);
  assign hour_next    = day_ends ? 5'd0 : (hour_ends ? hour + 5'd1 : hour);
  assign day_next     = month_ends ? 5'd1 : (day_ends ? day + 5'd1 : day);
  assign wday_next    = !day_ends ? wday : ((wday >= LAST_WDAY) ? 3'd0 : wday + 3'd1);
  assign month_next   = year_ends ? 4'd1 : (month_ends ? month + 4'd1 : month);
  assign year_next    = era_ends ? 9'd0 : (year_ends ? year + 9'd1 : year);

  assign next_o = {seconds_next, year_next, month_next, day_next, wday_next, hour_next, minute_next, second_next};

endmodule
