// SPDX-License-Identifier: Apache-2.0
//
// Is this a date and time that exists? (combinational)
//
// Only the fields that are compared have to be in range: all of them for a time to be set, the masked ones for an
// alarm. A compared day has to exist in the compared month, in any year if the year is not compared (so 29 February
// passes), in any month if the month is not compared.

module rtc_legal (
  input  logic [44:0] setting_i,  // as in rtc_alarm, without its arm bit; a time is one that compares every field
  output logic        legal_o
);

  localparam logic [8:0] LAST_YEAR = 9'd399;
  localparam logic [3:0] LAST_MONTH = 4'd12;
  localparam logic [4:0] LONGEST_MONTH_DAYS = 5'd31;
  localparam logic [2:0] LAST_WDAY = 3'd6;
  localparam logic [4:0] LAST_HOUR = 5'd23;
  localparam logic [5:0] LAST_MINUTE = 6'd59;
  localparam logic [5:0] LAST_SECOND = 6'd59;

  logic use_wday, cmp_year, cmp_month, cmp_day, cmp_hour, cmp_minute, cmp_second;
  logic [8:0] year;
  logic [3:0] month;
  logic [4:0] day, hour;
  logic [2:0] wday;
  logic [5:0] minute, second;

  // With use_wday the day bit of the mask stands for the weekday
  assign {use_wday, cmp_year, cmp_month, cmp_day, cmp_hour, cmp_minute, cmp_second,
          year, month, day, wday, hour, minute, second} = setting_i;

  logic [4:0] month_days, last_day;

  rtc_month_end u_month_end (
    .year_i    (year),
    .any_year_i(!cmp_year),
    .month_i   (month),
    .last_o    (month_days)
  );

  assign last_day = cmp_month ? month_days : LONGEST_MONTH_DAYS;

  logic year_ok, month_ok, day_ok, wday_ok, hour_ok, minute_ok, second_ok;

  assign year_ok   = !cmp_year || (year <= LAST_YEAR);
  assign month_ok  = !cmp_month || ((month != 4'd0) && (month <= LAST_MONTH));
  assign day_ok    = !cmp_day || use_wday || ((day != 5'd0) && (day <= last_day));
  assign wday_ok   = !cmp_day || !use_wday || (wday <= LAST_WDAY);
  assign hour_ok   = !cmp_hour || (hour <= LAST_HOUR);
  assign minute_ok = !cmp_minute || (minute <= LAST_MINUTE);
  assign second_ok = !cmp_second || (second <= LAST_SECOND);

  assign legal_o = year_ok && month_ok && day_ok && wday_ok && hour_ok && minute_ok && second_ok;

endmodule
