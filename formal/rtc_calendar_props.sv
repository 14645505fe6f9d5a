// SPDX-License-Identifier: Apache-2.0
// Properties of rtc_calendar and rtc_legal for every legal time there is: the next time is legal, is the very next one,
// and the weekday follows the days; an alarm is legal if a date with its compared fields exists. Month lengths are
// written out here as a calendar prints them.
module rtc_calendar_props (
  input logic        clk,
  input logic [69:0] now_time,
  input logic        use_wday,  // an alarm setting that compares some fields of now_time
  input logic [ 5:0] mask
);

  logic [69:0] next_time;

  rtc_calendar u_dut (
    .time_i(now_time),
    .next_o(next_time)
  );

  logic legal_now, legal_next, legal_alarm;

  rtc_legal u_legal_now (.setting_i({1'b0, 6'b111111, now_time[37:0]}), .legal_o(legal_now));
  rtc_legal u_legal_next (.setting_i({1'b0, 6'b111111, next_time[37:0]}), .legal_o(legal_next));
  rtc_legal u_legal_alarm (.setting_i({use_wday, mask, now_time[37:0]}), .legal_o(legal_alarm));

  function automatic leap_year(input [8:0] year);
    // divisible by 4, and of the years that end in 00 only 2000
    leap_year = (year % 4 == 0) && ((year % 100 != 0) || (year == 0));
  endfunction

  function automatic [4:0] month_days(input [8:0] year, input [3:0] month);
    case (month)
      4'd1, 4'd3, 4'd5, 4'd7, 4'd8, 4'd10, 4'd12: month_days = 5'd31;
      4'd4, 4'd6, 4'd9, 4'd11: month_days = 5'd30;
      4'd2: month_days = leap_year(year) ? 5'd29 : 5'd28;
      default: month_days = 5'd0;
    endcase
  endfunction

  logic [8:0] year, next_year;
  logic [3:0] month, next_month;
  logic [4:0] day, next_day, hour, next_hour;
  logic [2:0] wday, next_wday;
  logic [5:0] minute, next_minute, second, next_second;
  logic [31:0] seconds, next_seconds;
  logic exists;

  assign {seconds, year, month, day, wday, hour, minute, second} = now_time;
  assign {next_seconds, next_year, next_month, next_day, next_wday, next_hour, next_minute, next_second} = next_time;
  assign exists = (year < 400) && (month >= 1) && (month <= 12) && (day >= 1) && (day <= month_days(year, month)) &&
                  (hour < 24) && (minute < 60) && (second < 60);

  // An alarm is legal if some date has all the fields that it compares: put a good value into each of the others. A
  // leap year with a day 29 and a month with a day 31 exist, so these are the values to try.
  logic [8:0] try_year;
  logic [3:0] try_month;
  logic [4:0] try_day;
  logic alarm_exists;
  assign try_year  = mask[5] ? year : 9'd0;
  assign try_month = mask[4] ? month : 4'd1;
  assign try_day   = (mask[3] && !use_wday) ? day : 5'd1;
  assign alarm_exists = (try_year < 400) && (try_month >= 1) && (try_month <= 12) && (try_day >= 1) &&
                        (try_day <= month_days(try_year, try_month)) && (!mask[3] || !use_wday || (wday <= 6)) &&
                        (!mask[2] || (hour < 24)) && (!mask[1] || (minute < 60)) && (!mask[0] || (second < 60));

  // How many fields from the right start again: the first one that can go up by one stops the carry
  logic last_second, last_minute, last_hour, last_day, last_month, last_year;
  assign last_second = (second == 59);
  assign last_minute = (minute == 59);
  assign last_hour   = (hour == 23);
  assign last_day    = (day == month_days(year, month));
  assign last_month  = (month == 12);
  assign last_year   = (year == 399);

  always @(posedge clk) begin
    assert (legal_now == exists);
    assert (legal_alarm == alarm_exists);
    if (exists && (wday <= 6)) begin
      assert (legal_next && (next_wday <= 6));
      if (!last_second) begin
        assert (next_second == second + 1);
        assert (next_time[37:6] == now_time[37:6]);
      end else if (!last_minute) begin
        assert ((next_second == 0) && (next_minute == minute + 1));
        assert (next_time[37:12] == now_time[37:12]);
      end else if (!last_hour) begin
        assert ((next_second == 0) && (next_minute == 0) && (next_hour == hour + 1));
        assert (next_time[37:17] == now_time[37:17]);
      end else begin
        assert ((next_second == 0) && (next_minute == 0) && (next_hour == 0));
        assert (next_wday == ((wday == 6) ? 0 : wday + 1));
        if (!last_day) assert ((next_year == year) && (next_month == month) && (next_day == day + 1));
        else if (!last_month) assert ((next_year == year) && (next_month == month + 1) && (next_day == 1));
        else if (!last_year) assert ((next_year == year + 1) && (next_month == 1) && (next_day == 1));
        else assert ((next_year == 0) && (next_month == 1) && (next_day == 1));
      end
      if (last_second && last_minute && last_hour && last_day && last_month && last_year) assert (next_seconds == 0);
      else assert (next_seconds == seconds + 32'd1);
    end
  end

  always @(posedge clk) begin
    cover (exists && (day == 29) && (month == 2) && (next_month == 3));
    cover (exists && (year == 399) && (next_year == 0));
  end

endmodule
