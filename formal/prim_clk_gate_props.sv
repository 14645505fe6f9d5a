// SPDX-License-Identifier: Apache-2.0
// Properties of prim_clk_gate. One step of the global clock is one moment; clock, enable and test enable change freely
// in every moment, so enables move at all phases, together with edges, and glitch.
module prim_clk_gate_props (
  input logic clk,
  input logic en,
  input logic test_en
);

  (* gclk *) logic moment;

  logic gated;

  prim_clk_gate u_dut (
    .clk_i    (clk),
    .en_i     (en),
    .test_en_i(test_en),
    .clk_o    (gated)
  );

  logic       clk_q = 1'b0, gated_q = 1'b0, en_q = 1'b0;
  logic       ready = 1'b0;      // the clock has been low once: the latch has a value
  logic [1:0] pulses = '0;
  always @(posedge moment) begin
    clk_q   <= clk;
    gated_q <= gated;
    en_q    <= en | test_en;
    if (!clk) ready <= 1'b1;
    if (gated && !gated_q) pulses <= pulses + 2'd1;
  end

  always @(posedge moment) begin
    assert (!gated || clk);
    if (ready) begin
      // through a high phase nothing changes: no pulse is cut, none begins late
      if (clk && clk_q) assert (gated == gated_q);
      // whether the next high phase comes through is what the enable was in the last moment of the low phase
      if (clk && !clk_q) assert (gated == en_q);
    end
    cover (ready && pulses == 2'd2 && !gated && clk);
    cover (ready && gated && !en && !test_en);
  end

endmodule
