// SPDX-License-Identifier: Apache-2.0
//
// "Held for T": acts on an edge if the condition was true on this edge and on each of the T edges before it.
//
// Every analogue condition of the charger goes through one of these, so that noise at a threshold moves nothing. An
// edge that clears does not count itself: the charger FSM clears on each change of state, and only edges behind the
// change count. An edge that starts anew is the first of a new row: another condition has taken the place of the one before.
//
// Nothing toggles while the condition is false.

module charger_hold #(
  parameter int W = 10
) (
  input  logic         clk_i,
  input  logic         rst_ni,
  input  logic         cond_i,
  input  logic         anew_i,   // this edge does not continue the row
  input  logic         clear_i,  // the row begins behind this edge
  input  logic [W-1:0] ticks_i,  // T
  output logic         act_o     // combinational
);

  logic [W-1:0] row_d, row_q;  // true edges in a row before this one

  assign act_o = cond_i && (anew_i ? (ticks_i == '0) : (row_q >= ticks_i));
  assign row_d = (!cond_i || clear_i || act_o) ? '0 : anew_i ? W'(1) : row_q + W'(1);

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) row_q <= '0;
    else         row_q <= row_d;
  end

endmodule
