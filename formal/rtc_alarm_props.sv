// SPDX-License-Identifier: Apache-2.0
// Properties of rtc_alarm: a match on exactly the edge on which the clock becomes the alarm time, and ALARM_IN_PAST.
// The reference keeps its own copy of the setting in force and compares all fields at once under a wide mask. Never lost:
// from the edge on which an alarm that compares the year and is still to come is armed, it matches, or is taken away, or
// its last moment is still ahead, whatever commits set the time to.
module rtc_alarm_props (
  input logic        clk,
  input logic        second,
  input logic        commit,
  input logic [69:0] next_time,  // the time after the edge, if it changes
  input logic        take,
  input logic [45:0] alm
);

  logic rst_n, armed, hit, skipped, past, match, changes;
  logic [69:0] before = '0;    // the time before the edge
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

  // Date and time without the weekday, as one number; of the alarm the greatest that its open fields can be
  localparam logic [34:0] GREATEST = {9'd399, 4'd12, 5'd31, 5'd23, 6'd59, 6'd59};
  logic [34:0] date_mask, last_number, time_number, before_number;
  assign date_mask     = {mask[37:20], mask[16:0]};
  assign last_number   = ({force_d[37:20], force_d[16:0]} & date_mask) | (GREATEST & ~date_mask);
  assign time_number   = {now_time[37:20], now_time[16:0]};
  assign before_number = {before[37:20], before[16:0]};

  logic dated, exact, over, expected_skip, expected;
  assign dated         = force_d[45] && force_d[43];
  assign exact         = dated && !(force_d[44] && force_d[41]);  // no weekday: its last moment is one that it names
  assign over          = time_number >= last_number;
  assign expected_skip = dated && commit && (before_number < last_number) && over && !equals;
  assign expected      = (changes && equals) || expected_skip;

  // The clock goes on second by second: it does not pass over the setting's last moment
  always @(posedge clk) begin
    if (second && !commit) assume ((before_number < time_number) && ((time_number <= last_number) || (before_number >= last_number)));
  end

  // An alarm that was to come, and nobody has taken away or seen match since
  logic waits = 1'b0;

  logic last_expected = 1'b0;

  always @(posedge clk) begin
    started <= 1'b1;
    last_expected <= started && expected;
    if (started) before <= now_time;
    if (!started || hit) waits <= 1'b0;
    else if (take || commit) waits <= exact && !over;
    kept <= started ? force_d : '0;

    if (started) begin
      assert (\u_dut.armed_q == kept[45]);
      assert (\u_dut.setting_q == kept[44:0]);
      assert (armed == kept[45]);
      assert (hit == expected);
      assert (match == last_expected);
      assert (skipped == expected_skip);
      assert (past == (take && alm[45] && alm[43] && !expected && over));
      // never lost, never silent: what is to come and is not taken away matches before it is over
      if (waits && !take) assert (exact && (before_number < last_number));
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
    cover (started && past);
    cover (started && take && hit && changes);
  end

endmodule
