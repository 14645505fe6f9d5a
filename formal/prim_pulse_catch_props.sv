// SPDX-License-Identifier: Apache-2.0
// Properties of prim_pulse_catch. The pulse and the clock change freely in every moment; a pulse is one moment or
// longer. The synchronizer takes a changed bit late or not, freely.
module prim_pulse_catch_props (
  input logic clk,
  input logic pulse_any
);

  (* gclk *) logic moment;

  logic       rst_n = 1'b0;
  logic       clk_q = 1'b0;
  logic       pulse_q = 1'b0;
  logic [1:0] start = '0;  // clock edges since the reset was released
  logic       pulse, q;

  // quiet until the block is live: a pulse before that does not count
  assign pulse = pulse_any && start == 2'd2;

  prim_pulse_catch u_dut (
    .clk_i  (clk),
    .rst_ni (rst_n),
    .async_i(pulse),
    .q_o    (q)
  );

  logic edge_now;
  assign edge_now = clk && !clk_q && rst_n;

  logic       owed = 1'b0;   // a pulse began and no later edge has found q high
  logic [2:0] waited = '0;   // edges since then
  logic [3:0] silent = 4'd15;  // edges since the last pulse ended
  logic       q_q = 1'b0;

  always @(posedge moment) begin
    clk_q   <= clk;
    pulse_q <= pulse;
    rst_n   <= 1'b1;
    q_q     <= q;
    if (edge_now && start != 2'd2) start <= start + 2'd1;

    // q at an edge is what stood before it: q_q, when clk rises in this moment
    if (pulse && !pulse_q) owed <= 1'b1;
    else if (edge_now && q_q) owed <= 1'b0;
    if (pulse && !pulse_q && (!owed || (edge_now && q_q))) waited <= '0;
    else if (edge_now && owed) waited <= waited + 3'd1;

    if (pulse) silent <= '0;
    else if (edge_now && silent != 4'd15) silent <= silent + 4'd1;
  end

  always @(posedge moment) begin
    // found on the third edge at the latest, on the fourth with jitter
    if (owed) assert (waited <= 3'd3);
    // and the level ends on the seventh edge after the pulse at the latest (one in its last moment counts)
    if (rst_n && silent >= 4'd8) assert (!q);
    cover (silent == 4'd9 && !owed);
    cover (q && pulse && !pulse_q && silent >= 4'd3 && silent != 4'd15);
  end

endmodule
