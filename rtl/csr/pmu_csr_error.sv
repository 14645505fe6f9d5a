// SPDX-License-Identifier: Apache-2.0
//
// The error bit of one block: a write with a setting outside its range was refused.
//
// Software sees PSLVERR on its bus, but not everybody can tell where that came from: the bit keeps it until a 1 is written
// to it. It lives in the bus clock alone, because what was refused never leaves it; so its clear is done at once.
module pmu_csr_error (
  input  logic clk_i,
  input  logic rst_ni,
  input  logic set_i,    // for one cycle
  input  logic clear_i,  // for one cycle
  output logic error_o
);

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) error_o <= 1'b0;
    else error_o <= set_i || (error_o && !clear_i);
  end

endmodule
