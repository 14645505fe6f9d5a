// SPDX-License-Identifier: Apache-2.0
// Glitch-free clock gate (ICG): takes the clock from a block that has nothing to do.
//
// en_i passes a latch only while the clock is low and is held while it is high, so clk_o is made of whole high phases
// or none: an enable that comes late, or glitches while the clock is high, cannot cut or make a pulse. An enable that
// a flop of the clk_i domain sets on edge k lets edge k+1 through as the first one. test_en_i opens the gate for scan.
//
// Replace this file by the library's cell for silicon. In simulation clk_o follows clk_i by blocking and continuous
// assignments only: it rises in the same time step before any flop has changed, so flops on clk_i and on clk_o see
// each other's old values.
module prim_clk_gate (
  input  logic clk_i,
  input  logic en_i,
  input  logic test_en_i,
  output logic clk_o
);

  logic en_q;

  always_latch begin
    if (!clk_i) en_q = en_i | test_en_i;
  end

  assign clk_o = clk_i & en_q;

endmodule
