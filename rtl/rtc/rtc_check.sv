// SPDX-License-Identifier: Apache-2.0
//
// Checks a date and time, and computes its weekday and its seconds since 2000-01-01 (bus clock).
//
// start_i samples the fields. An illegal time is refused: done_o with ok_o = 0 on the next clock, everything else as
// it was, also a conversion that is still running (it waits for one clock). A legal time is captured and converted:
// done_o with ok_o = 1 after about thirty clocks, then date_o, wday_o and seconds_o hold still until the next legal
// start. A legal start while a conversion runs replaces it: one done_o for both, with the later time.
//
// The conversion is serial, one addition per clock and no multiplier: constants are multiplied by doubling the sum and
// adding the variable wherever the constant has a one. First the days, 365 * year + leap days + days of the year; then
// days * 86400 + hour * 3600 + minute * 60 + second in one chain of doublings, and beside it the days modulo seven,
// which is the sum of their octal digits modulo seven (8 = 7 + 1).

module rtc_check (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic        start_i,
  input  logic [ 8:0] year_i,     // 0-399: 2000-2399
  input  logic [ 3:0] month_i,    // 1-12
  input  logic [ 4:0] day_i,      // 1-31
  input  logic [ 4:0] hour_i,
  input  logic [ 5:0] minute_i,
  input  logic [ 5:0] second_i,
  output logic        busy_o,     // a conversion runs
  output logic        done_o,     // one clock: refused, or converted
  output logic        ok_o,       // with done_o: converted
  output logic [34:0] date_o,     // the captured {year, month, day, hour, minute, second}
  output logic [ 2:0] wday_o,     // 0 is Monday
  output logic [31:0] seconds_o   // since 2000-01-01 00:00:00, modulo 2^32
);

  localparam logic [2:0] FIRST_WDAY = 3'd5;  // 2000-01-01 was a Saturday

  // Steps: 1-9 the bits of 365, 10-12 the rest of the days, 13-29 the bits of 86400, 3600, 60 and 1
  localparam logic [4:0] STEP_IDLE = 5'd0;
  localparam logic [4:0] STEP_FIRST = 5'd1;
  localparam logic [4:0] STEP_LEAP_DAYS = 5'd10;
  localparam logic [4:0] STEP_MONTH = 5'd11;
  localparam logic [4:0] STEP_DAY = 5'd12;
  localparam logic [4:0] STEP_DAYS_KNOWN = 5'd13;
  localparam logic [4:0] STEP_WDAY_FIRST = 5'd22;
  localparam logic [4:0] STEP_WDAY_LAST = 5'd27;
  localparam logic [4:0] STEP_LAST = 5'd29;

  logic [ 4:0] step_d, step_q;
  logic [31:0] sum_d, sum_q;
  logic [17:0] days_d, days_q;
  logic [ 2:0] wday_d, wday_q;
  logic [34:0] date_d, date_q;
  logic refused_d, refused_q, converted_d, converted_q;

  logic legal, run;

  rtc_legal u_legal (
    .setting_i({1'b0, 6'b111111, year_i, month_i, day_i, 3'd0, hour_i, minute_i, second_i}),
    .legal_o  (legal)
  );

  // ---- what is added ------------------------------------------------------------------------------------------------
  logic [8:0] year;
  logic [3:0] month;
  logic [4:0] day;
  logic [4:0] hour;
  logic [5:0] minute;
  logic [5:0] second;

  assign {year, month, day, hour, minute, second} = date_q;

  localparam logic [3:0] FEBRUARY = 4'd2;
  localparam logic [4:0] LEAP_DAY = 5'd29;

  logic [4:0] february;  // its last day

  rtc_month_end u_month_end (
    .year_i    (year),
    .any_year_i(1'b0),
    .month_i   (FEBRUARY),
    .last_o    (february)
  );

  logic [1:0] centuries;   // years before this one that the rule of 100 makes common
  logic [6:0] leap_days;   // 29 Februaries before this year
  logic [8:0] month_days;  // days before this month in a common year
  logic       leap_passed;

  assign centuries   = {1'b0, year > 9'd100} + {1'b0, year > 9'd200} + {1'b0, year > 9'd300};
  assign leap_days   = year[8:2] + {6'd0, |year[1:0]} - {5'd0, centuries};
  assign leap_passed = (february == LEAP_DAY) && (month > FEBRUARY);

  always_comb begin
    case (month)
      4'd2:    month_days = 9'd31;
      4'd3:    month_days = 9'd59;
      4'd4:    month_days = 9'd90;
      4'd5:    month_days = 9'd120;
      4'd6:    month_days = 9'd151;
      4'd7:    month_days = 9'd181;
      4'd8:    month_days = 9'd212;
      4'd9:    month_days = 9'd243;
      4'd10:   month_days = 9'd273;
      4'd11:   month_days = 9'd304;
      4'd12:   month_days = 9'd334;
      default: month_days = 9'd0;
    endcase
  end

  logic        doubles;
  logic [17:0] addend;

  always_comb begin
    doubles = 1'b1;
    addend  = 18'd0;
    case (step_q)
      5'd1, 5'd3, 5'd4, 5'd6, 5'd7, 5'd9: addend = {9'd0, year};  // 365 = 101101101b
      STEP_LEAP_DAYS: {doubles, addend} = {1'b0, 11'd0, leap_days};
      STEP_MONTH: {doubles, addend} = {1'b0, 9'd0, month_days + {8'd0, leap_passed}};
      STEP_DAY: {doubles, addend} = {1'b0, 13'd0, day - 5'd1};
      // 86400 = 10101000110000000b: the first one is the sum as it stands, then bit 15 (step 13) to bit 0 (step 29)
      5'd14, 5'd16, 5'd20, 5'd21: addend = days_q;
      5'd17, 5'd18, 5'd19: addend = {13'd0, hour};                // 3600: bits 11, 10, 9 and 4
      5'd24: addend = {13'd0, hour};
      5'd25: {doubles, addend} = {1'b0, 12'd0, minute};           // bit 4 of 60 as well
      5'd23, 5'd26, 5'd27: addend = {12'd0, minute};              // 60: bits 5, 3 and 2
      5'd29: addend = {12'd0, second};
      default: addend = 18'd0;
    endcase
  end

  // ---- the steps ----------------------------------------------------------------------------------------------------
  logic [ 3:0] wday_sum;
  logic [ 2:0] wday_next;
  logic [17:0] days_above;  // the octal digits that are left
  logic [17:0] days_known;
  logic [31:0] sum_next;

  assign run        = (step_q != STEP_IDLE) && !start_i;
  // Octal digits, lowest first; a carry beyond 7 counts one, and 7 in the end stands for 0
  assign wday_sum   = {1'b0, wday_q} + {1'b0, days_q[2:0]};
  assign wday_next  = wday_sum[2:0] + {2'd0, wday_sum[3]};
  assign days_above = {3'd0, days_q[17:3]};
  assign days_known = sum_q[17:0];
  assign sum_next   = (doubles ? {sum_q[30:0], 1'b0} : sum_q) + {14'd0, addend};

  always_comb begin
    step_d      = step_q;
    sum_d       = sum_q;
    days_d      = days_q;
    wday_d      = wday_q;
    date_d      = date_q;
    refused_d   = start_i && !legal;
    converted_d = 1'b0;
    if (run) begin
      sum_d = sum_next;
      if (step_q == STEP_DAYS_KNOWN) days_d = days_known;
      if ((step_q >= STEP_WDAY_FIRST) && (step_q <= STEP_WDAY_LAST)) begin
        wday_d = wday_next;
        days_d = days_above;
      end
      step_d = step_q + 5'd1;
      if (step_q >= STEP_LAST) begin
        step_d      = STEP_IDLE;
        converted_d = 1'b1;
      end
    end
    if (start_i && legal) begin
      step_d = STEP_FIRST;
      sum_d  = 32'd0;
      wday_d = FIRST_WDAY;
      date_d = {year_i, month_i, day_i, hour_i, minute_i, second_i};
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      step_q      <= STEP_IDLE;
      sum_q       <= '0;
      days_q      <= '0;
      wday_q      <= '0;
      date_q      <= '0;
      refused_q   <= 1'b0;
      converted_q <= 1'b0;
    end else begin
      step_q      <= step_d;
      sum_q       <= sum_d;
      days_q      <= days_d;
      wday_q      <= wday_d;
      date_q      <= date_d;
      refused_q   <= refused_d;
      converted_q <= converted_d;
    end
  end

  assign busy_o    = step_q != STEP_IDLE;
  assign done_o    = refused_q || converted_q;
  assign ok_o      = converted_q;
  assign date_o    = date_q;
  assign wday_o    = (wday_q == 3'd7) ? 3'd0 : wday_q;
  assign seconds_o = sum_q;

endmodule
