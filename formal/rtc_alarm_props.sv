// SPDX-License-Identifier: Apache-2.0
// Properties of rtc_alarm: a match on exactly the edge on which the clock becomes the alarm time, and ALARM_IN_PAST.
// The reference keeps its own copy of the setting in force and compares all fields at once under a wide mask.
module rtc_alarm_props (
  input logic        clk,
  input logic        changes,
  input logic [69:0] now_time,  // the time after the edge
  input logic        take,
  input logic [45:0] alm
);

  logic rst_n, armed, hit, past, match;

  rtc_alarm u_dut (
    .clk_i    (clk),
    .rst_ni   (rst_n),
    .changes_i(changes),
    .time_i   (now_time),
    .take_i   (take),
    .alm_i    (alm),
    .armed_o  (armed),
    .hit_o    (hit),
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

  logic expected;
  assign expected = changes && force_d[45] && (((now_time[37:0] ^ force_d[37:0]) & mask) == 38'd0);

  // Date and time without the weekday, as one number
  logic [34:0] alarm_number, time_number;
  assign alarm_number = {force_d[37:20], force_d[16:0]};
  assign time_number  = {now_time[37:20], now_time[16:0]};

  logic last_expected = 1'b0;

  always @(posedge clk) begin
    started <= 1'b1;
    last_expected <= started && expected;
    kept <= started ? force_d : '0;

    if (started) begin
      assert (\u_dut.armed_q == kept[45]);
      assert (\u_dut.setting_q == kept[44:0]);
      assert (armed == kept[45]);
      assert (hit == expected);
      assert (match == last_expected);
      assert (past == (take && alm[45] && !alm[44] && (&alm[43:38]) && !expected && (alarm_number <= time_number)));
    end else begin
      assert (!armed && !match);
    end

    cover (started && match && kept[44]);
    cover (started && match && !take && (&kept[43:38]));
    cover (started && past);
    cover (started && take && hit && changes);
  end

endmodule
