// SPDX-License-Identifier: Apache-2.0
//
// Last day of a month, Gregorian rule over the 400 years 2000-2399 (combinational).
//
// Every fourth year is a leap year, but 2100, 2200 and 2300 are not; 2000 is. A month outside 1-12 gives a length as
// well (30 or 31), and it is for the caller to refuse such a month.

module rtc_month_end (
  input  logic [8:0] year_i,      // 0-399: 2000-2399
  input  logic       any_year_i,  // 1: the longest that the month is in any year, so February has 29 days
  input  logic [3:0] month_i,     // 1-12
  output logic [4:0] last_o       // last day of the month
);

  localparam logic [3:0] FEBRUARY = 4'd2;

  logic century, leap;

  assign century = (year_i == 9'd100) || (year_i == 9'd200) || (year_i == 9'd300);
  assign leap    = any_year_i || ((year_i[1:0] == 2'd0) && !century);

  // 31 days: odd months up to July, even months from August on
  assign last_o = (month_i == FEBRUARY) ? (leap ? 5'd29 : 5'd28)
                                        : {4'b1111, month_i[3] ^ month_i[0]};

endmodule
