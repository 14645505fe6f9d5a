// SPDX-License-Identifier: Apache-2.0
// Reset synchronizer: asserts at once, releases with the clock.
//
// A reset has to act without a clock (at power-on there may be none yet), so assertion is asynchronous. Released at a
// random moment it would let some flops of a domain start one cycle before others; so every domain takes its own copy
// of POR through this block, which lets go on the second rising edge after rst_ni rose. Domains therefore leave reset
// at different times: every crossing in rtl/prim allows for that.
//
// A whole side of the chip hangs on this one bit. So it is held twice, the second time inverted (which also keeps synthesis
// from making one of two), and the domain is in reset only if both say so: a flop that flips by itself resets nobody.
module prim_rst_sync (
  input  logic clk_i,
  input  logic rst_ni,
  output logic rst_no
);

  logic meta_q, rst_q;          // apart, not a vector: rst_q is an asynchronous reset elsewhere, meta_q is data
  logic twin_meta_q, twin_q;    // inverted

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      meta_q      <= 1'b0;
      rst_q       <= 1'b0;
      twin_meta_q <= 1'b1;
      twin_q      <= 1'b1;
    end else begin
      meta_q      <= 1'b1;
      rst_q       <= meta_q;
      twin_meta_q <= 1'b0;
      twin_q      <= twin_meta_q;
    end
  end

  // Both move on the same edge and in the same sense: no glitch
  assign rst_no = rst_q || !twin_q;

endmodule
