// SPDX-License-Identifier: Apache-2.0
// Sleep timers: fire exactly the given number of ticks after the sleep began (or after the value's arrival, if it came
// while the timer counted), once, and never outside of a sleep; any wake disarms.
//
// Width 5; `counts` and the events of a sleep come from a small free FSM as sleep_fsm makes them. A timer that fires
// is a wake.
module sleep_oneshot_props (
  input logic       clk_i,
  input logic       rst_ni,
  input logic       valid_i,
  input logic [4:0] ticks_i,
  input logic       begin_i,
  input logic       wake_i,
  input logic       off_i
);

  logic [5:0] now_q;
  logic asleep_q, begins, wakes, fire, armed;

  assign begins = begin_i && !asleep_q && !off_i;
  assign wakes  = (wake_i || fire) && asleep_q && !off_i;

  sleep_oneshot #(
    .W(5)
  ) u_dut (
    .clk_i, .rst_ni,
    .now_i        (now_q),
    .valid_i, .ticks_i,
    .counts_i     (asleep_q),
    .counts_next_i((asleep_q && !wakes && !off_i) || begins),
    .begin_i      (begins),
    .wake_i       (wakes),
    .off_i,
    .fire_o       (fire),
    .armed_o      (armed)
  );

  (* hierconn *) wire [5:0] \u_dut.time_q ;
  logic [5:0] held;
  assign held = \u_dut.time_q ;

  logic seen_q, armed_q;
  logic [4:0] ticks_q;  // awake: ticks of the next sleep; asleep: edges left
  initial seen_q = 1'b0;
  initial assume (!rst_ni);

  always_ff @(posedge clk_i) begin
    seen_q <= 1'b1;
    now_q  <= now_q + 5'd1;
    if (!rst_ni) begin
      asleep_q <= 1'b0;
      armed_q  <= 1'b0;
      ticks_q  <= 5'd0;
    end else begin
      asleep_q <= (asleep_q && !wakes && !off_i) || begins;
      if (off_i) armed_q <= 1'b0;
      else if (valid_i) armed_q <= (ticks_i != 0);
      else if (wakes) armed_q <= 1'b0;
      if (valid_i) ticks_q <= ticks_i;
      else if (asleep_q) ticks_q <= ticks_q - 5'd1;
    end
  end

  always_ff @(posedge clk_i) begin
    if (seen_q && rst_ni) begin
      assert (armed == armed_q);
      assert (fire == (asleep_q && armed_q && (ticks_q == 5'd1)));
      // helpers
      if (armed_q && !asleep_q) assert ((held == {1'b0, ticks_q}) && (ticks_q != 0));
      if (armed_q && asleep_q) assert ((held - now_q == {1'b0, ticks_q} - 6'd1) && (ticks_q != 0));
      cover (fire && valid_i && (ticks_i == 5'd31));
      cover (fire && !wake_i && (now_q == 6'd9));
    end
  end

endmodule
