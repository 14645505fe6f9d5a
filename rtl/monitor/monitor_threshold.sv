// SPDX-License-Identifier: Apache-2.0
//
// One threshold with hysteresis: is the value beyond it? Combinational.
//
// A value trips beyond the limit, and clears only at a distance of hyst_i on the good side of it. That is one
// comparison with the hysteresis added or not: a tripped monitor stays so while its value is beyond the limit that lies
// hyst_i further in. Sums have 13 bits, so a limit near the end of the range does not wrap.

module monitor_threshold #(
  parameter int OVER = 1  // 1: trips above the limit, 0: below
) (
  input  logic [11:0] value_i,
  input  logic [11:0] limit_i,
  input  logic [ 7:0] hyst_i,
  input  logic        tripped_i,
  output logic        beyond_o
);

  logic [12:0] hyst;

  assign hyst = tripped_i ? {5'd0, hyst_i} : 13'd0;

  generate
    if (OVER != 0) begin : gen_over
      assign beyond_o = {1'b0, limit_i} < ({1'b0, value_i} + hyst);
    end else begin : gen_under
      assign beyond_o = {1'b0, value_i} < ({1'b0, limit_i} + hyst);
    end
  endgenerate

endmodule
