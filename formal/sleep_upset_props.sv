// SPDX-License-Identifier: Apache-2.0
// Deadlines after an upset: the flops start with anything, there is no reset, and still each wait has an end.
//
// Active time that nobody has asked for, and a sleep timer that counts, are over after as many ticks as the longest value
// has (widths scaled down to 4); if the deadline was behind, at once.
module sleep_upset_props (
  input logic       clk_i,
  input logic       wake_i
);

  logic [4:0] now_q;  // free at first
  logic active, fire, armed, one;
  assign one = 1'b1;

  sleep_deadline #(.TICKS_W(4)) u_deadline (
    .clk_i, .rst_ni(one), .now_i(now_q), .valid_i(1'b0), .ticks_i(4'd0), .active_o(active)
  );

  sleep_oneshot #(.W(4)) u_oneshot (
    .clk_i, .rst_ni(one), .now_i(now_q), .valid_i(1'b0), .ticks_i(4'd0), .counts_i(1'b1), .counts_next_i(1'b1),
    .begin_i(1'b0), .wake_i(wake_i || fire), .off_i(1'b0), .fire_o(fire), .armed_o(armed)
  );

  (* hierconn *) wire [4:0] \u_deadline.last_q ;
  (* hierconn *) wire [4:0] \u_oneshot.time_q ;

  logic [4:0] edges_q;
  logic first_q;
  initial edges_q = '0;
  initial first_q = 1'b1;

  always_ff @(posedge clk_i) begin
    now_q   <= now_q + 5'd1;
    first_q <= 1'b0;
    if (edges_q != 5'd31) edges_q <= edges_q + 5'd1;
  end

  logic deadline_behind_q, oneshot_behind_q;
  logic [4:0] deadline_left, oneshot_left;
  assign deadline_left = \u_deadline.last_q - now_q;
  assign oneshot_left  = \u_oneshot.time_q - now_q;
  always_ff @(posedge clk_i) begin
    deadline_behind_q <= deadline_left[4];
    oneshot_behind_q  <= armed && oneshot_left[4];
  end

  always_ff @(posedge clk_i) begin
    if (edges_q >= 5'd16) assert (!active && !armed);
    if (edges_q == 5'd1) begin
      if (deadline_behind_q) assert (!active);
      if (oneshot_behind_q) assert (!armed);
    end
    if (first_q && armed && oneshot_left[4]) assert (fire);
    cover (edges_q == 5'd15 && active && armed);
    cover (edges_q == 5'd1 && deadline_behind_q && oneshot_behind_q);
  end

endmodule
