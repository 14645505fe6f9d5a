// SPDX-License-Identifier: Apache-2.0
//
// VDD_EXT tells the outside that the CPU has power: it follows the CPU's rail one tick later. With keep_i it stays on
// when the rail goes off, until keep_i falls.
module power_vdd_ext (
  input  logic clk_i,
  input  logic rst_ni,
  input  logic rail_en_i,
  input  logic keep_i,
  output logic vdd_ext_o
);

  logic vdd_d, vdd_q;

  always @* vdd_d = rail_en_i || (vdd_q && keep_i);

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) vdd_q <= 1'b0;
    else         vdd_q <= vdd_d;
  end

  assign vdd_ext_o = vdd_q;

endmodule
