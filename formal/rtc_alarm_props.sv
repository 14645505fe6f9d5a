// SPDX-License-Identifier: Apache-2.0
// Properties of rtc_alarm: a match on exactly the edge on which the clock becomes the alarm time, and ALARM_IN_PAST.
// The reference keeps its own copy of the setting in force and compares all fields at once under a wide mask. Never lost:
// from the edge on which an alarm that compares the year and is still to come is armed, it matches, or is taken away, or
// its last moment is still ahead, whatever commits set the time to. Times and settings are legal. The last such weekday of
// a month is found by counting day by day from the present one.
module rtc_alarm_props (
  input logic        clk,
  input logic        second,
  input logic        commit,
  input logic [69:0] next_time,  // the time after the edge, if it changes
  input logic        take,
  input logic [45:0] alm
);

  logic rst_n, armed, hit, skipped, past, match, changes;
  logic [69:0] before = {32'd0, 9'd0, 4'd1, 5'd1, 3'd5, 17'd0};  // the time before the edge, 2000-01-01 from reset
  logic [69:0] now_time;       // the time after the edge
  assign changes  = second || commit;
  assign now_time = changes ? next_time : before;

  rtc_alarm u_dut (
    .clk_i    (clk),
    .rst_ni   (rst_n),
    .changes_i(changes),
    .commit_i (commit),
    .before_i (before),
    .time_i   (now_time),
    .take_i   (take),
    .alm_i    (alm),
    .armed_o  (armed),
    .hit_o    (hit),
    .skipped_o(skipped),
    .past_o   (past),
    .match_o  (match)
  );

  logic started = 1'b0;  // false in the very first step, which is in reset
  assign rst_n = started;

  // The block's own setting, to say that the reference has the same: induction starts from any state
  (* hierconn *) wire [44:0] \u_dut.setting_q ;
  (* hierconn *) wire \u_dut.armed_q ;

  logic [45:0] kept = '0;
  logic [45:0] force_d;  // the setting in force after this edge
  assign force_d = take ? alm : kept;

  // one bit of mask per bit of {year, month, day, wday, hour, minute, second}
  logic [37:0] mask;
  assign mask = {{9{force_d[43]}}, {4{force_d[42]}}, {5{force_d[41] && !force_d[44]}}, {3{force_d[41] && force_d[44]}},
                 {5{force_d[40]}}, {6{force_d[39]}}, {6{force_d[38]}}};

  logic equals;
  assign equals = force_d[45] && (((now_time[37:0] ^ force_d[37:0]) & mask) == 38'd0);

  // ---- legal times and settings --------------------------------------------------------------------------------------
  logic next_legal, alm_legal, before_legal, kept_legal;
  logic [69:0] following;

  rtc_legal u_next_legal (.setting_i({1'b1, 6'b111111, next_time[37:0]}), .legal_o(next_legal));
  rtc_legal u_alm_legal (.setting_i(alm[44:0]), .legal_o(alm_legal));
  rtc_legal u_before_legal (.setting_i({1'b1, 6'b111111, before[37:0]}), .legal_o(before_legal));
  rtc_legal u_kept_legal (.setting_i(kept[44:0]), .legal_o(kept_legal));
  rtc_calendar u_calendar (.time_i(before), .next_o(following));

  // Month lengths as a calendar prints them; a leap year is one that 4 divides, of those that 100 divides only 2000
  function automatic [4:0] month_days(input [8:0] year, input [3:0] month);
    case (month)
      4'd4, 4'd6, 4'd9, 4'd11: month_days = 5'd30;
      4'd2: month_days = ((year % 4 == 0) && ((year % 100 != 0) || (year == 0))) ? 5'd29 : 5'd28;
      default: month_days = 5'd31;
    endcase
  endfunction

  always @(posedge clk) begin
    if (changes) begin
      assume (next_legal && (next_time[24:20] >= 5'd1));
      assume (next_time[24:20] <= month_days(next_time[37:29], next_time[28:25]));
    end
    // Two days of one month have the weekdays that their distance says (rtc_check computes what a commit carries)
    if (commit && (next_time[37:25] == before[37:25]))
      assume ((next_time[19:17] + 35 + before[24:20] - next_time[24:20]) % 7 == before[19:17]);
    // A second is the calendar's next one (rtc_calendar_props says what that is)
    if (second && !commit) assume (next_time == following);
    if (take && alm[45]) assume (alm_legal);
  end

  // ---- the last moment -----------------------------------------------------------------------------------------------
  // The greatest day of a month that has the alarm's weekday, told from a day of it and the weekday of that day
  function automatic [4:0] last_such(input [4:0] from_day, input [2:0] from_wday, input [2:0] wanted, input [4:0] end_day);
    integer day;
    last_such = 5'd0;
    for (day = 22; day <= 31; day = day + 1)  // one of the seven up to the month's end
      if ((day <= end_day) && ((from_wday + day + 35 - from_day) % 7 == wanted)) last_such = day[4:0];
  endfunction

  // Date and time without the weekday, as one number; of the alarm the greatest that its open fields can be
  logic [3:0] last_month;
  logic [4:0] end_day, last_day, last_day_before;
  logic [34:0] date_mask, last_number, last_number_before, time_number, before_number;
  assign last_month = force_d[42] ? force_d[28:25] : 4'd12;
  assign end_day    = month_days(force_d[37:29], last_month);
  assign last_day   = !force_d[41] ? end_day : !force_d[44] ? force_d[24:20]
                    : last_such(now_time[24:20], now_time[19:17], force_d[19:17], end_day);
  assign last_day_before = !force_d[41] ? end_day : !force_d[44] ? force_d[24:20]
                         : last_such(before[24:20], before[19:17], force_d[19:17], end_day);
  assign date_mask     = {9'h1ff, 4'hf, 5'h1f, mask[16:0]};
  assign last_number   = ({force_d[37:29], last_month, last_day, force_d[16:0]} & date_mask) |
                         ({18'd0, 5'd23, 6'd59, 6'd59} & ~date_mask);
  assign last_number_before = {last_number[34:22], last_day_before, last_number[16:0]};
  assign time_number   = {now_time[37:20], now_time[16:0]};
  assign before_number = {before[37:20], before[16:0]};

  logic dated, over, expected_skip, expected;
  assign dated         = force_d[45] && force_d[43];
  assign over          = time_number >= last_number;
  assign expected_skip = dated && commit && (before_number < last_number_before) && over && !equals;
  assign expected      = (changes && equals) || expected_skip;

  // An alarm that was to come, and nobody has taken away or seen match since
  logic waits = 1'b0;

  logic last_expected = 1'b0;

  always @(posedge clk) begin
    started <= 1'b1;
    last_expected <= started && expected;
    if (started) before <= now_time;
    if (!started || hit) waits <= 1'b0;
    else if (take || commit) waits <= dated && !over;
    kept <= started ? force_d : '0;

    if (started) begin
      assert (\u_dut.armed_q == kept[45]);
      assert (\u_dut.setting_q == kept[44:0]);
      assert (before_legal && (before[24:20] >= 5'd1) && (before[24:20] <= month_days(before[37:29], before[28:25])));
      assert (!kept[45] || kept_legal);
      assert (armed == kept[45]);
      assert (hit == expected);
      assert (match == last_expected);
      assert (skipped == expected_skip);
      assert (past == (take && alm[45] && alm[43] && !expected && over));
      // never lost, never silent: what is to come and is not taken away matches before it is over
      if (waits && !take) assert (dated && (before_number < last_number_before));
      // nothing equals a setting beyond its last moment
      if (equals && dated) assert (time_number <= last_number);
      if (waits && !take && over) assert (hit);
      if (take && dated && !hit && over) assert (past);
      // back is not over
      if (commit && (time_number <= before_number) && !equals) assert (!hit);
    end else begin
      assert (!armed && !match);
    end

    cover (started && match && kept[44]);
    cover (started && match && !take && (&kept[43:38]));
    cover (started && waits && skipped && (&kept[43:38]) && !take);
    cover (started && skipped && take && alm[43] && !alm[40]);
    cover (started && waits && skipped && (kept[44:38] == 7'b1111100) && !take);
    cover (started && waits && hit && !commit && kept[44] && kept[41] && !take);
    cover (started && past);
    cover (started && take && hit && changes);
  end

endmodule
