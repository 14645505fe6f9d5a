// SPDX-License-Identifier: Apache-2.0
//
// The interrupt of one subsystem: which events it shows, and its output.
//
// The events themselves are sticky in the subsystem, on the always-on side, so that none is lost while the bus clock is
// off. Here a test bit is ORed to each: INTR_TEST sets it, the same write of ones to INTR_STATE that clears the event
// clears it. The output is a level: high as long as a bit is 1 in both INTR_STATE and INTR_ENABLE. It comes from a
// flop, so that it never glitches while events change.
module pmu_intr #(
  parameter int W = 1
) (
  input  logic         clk_i,
  input  logic         rst_ni,
  input  logic [W-1:0] event_i,   // sticky events, bus clock
  input  logic [W-1:0] enable_i,
  input  logic [W-1:0] test_i,    // bits to set, for one cycle
  input  logic [W-1:0] clear_i,   // bits to clear, for one cycle
  output logic [W-1:0] state_o,
  output logic         irq_o
);

  logic [W-1:0] test_d, test_q;

  assign test_d  = (test_q & ~clear_i) | test_i;
  assign state_o = event_i | test_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      test_q <= '0;
      irq_o  <= 1'b0;
    end else begin
      test_q <= test_d;
      irq_o  <= |(state_o & enable_i);
    end
  end

endmodule
