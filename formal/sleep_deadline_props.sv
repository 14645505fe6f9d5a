// SPDX-License-Identifier: Apache-2.0
// Active time: the deadline only moves out, and `active` falls on it, not before and not after.
//
// Widths are scaled down (TICKS_W 6); the timebase runs freely and wraps. The ghost keeps what is left of the longest
// promise and counts it down.
module sleep_deadline_props (
  input logic       clk_i,
  input logic       rst_ni,
  input logic       valid_i,
  input logic [5:0] ticks_i
);

  logic [6:0] now_q;
  logic active;

  sleep_deadline #(
    .TICKS_W(6)
  ) u_dut (
    .clk_i, .rst_ni,
    .now_i   (now_q),
    .valid_i, .ticks_i,
    .active_o(active)
  );

  (* hierconn *) wire [6:0] \u_dut.last_q ;
  logic [6:0] last;
  assign last = \u_dut.last_q ;

  logic seen_q;
  logic [5:0] left_q;  // edges until active has to be 0; 0: no promise
  initial seen_q = 1'b0;
  initial assume (!rst_ni);

  always_ff @(posedge clk_i) begin
    seen_q <= 1'b1;
    now_q  <= now_q + 7'd1;
    if (!rst_ni) left_q <= 6'd0;
    else if (valid_i && (ticks_i >= left_q) && (ticks_i != 0)) left_q <= ticks_i;
    else if (left_q != 0) left_q <= left_q - 6'd1;
  end

  always_ff @(posedge clk_i) begin
    if (seen_q && rst_ni) begin
      assert (active == (left_q != 0));
      // helper: the deadline is as far away as the promise
      if (active) assert (last - now_q == {1'b0, left_q} - 7'd1);
      cover (active && (left_q == 6'd1) && valid_i && (ticks_i == 6'd63));
      cover (!active && (now_q == 7'd3) && (last == 7'd2));
    end
  end

endmodule
