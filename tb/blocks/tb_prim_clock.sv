// SPDX-License-Identifier: Apache-2.0
// A clock for the prim benches: starts low when run_i rises, one half period later comes the first edge, so the test
// sets the phase by the moment of run_i. It stops after a whole period, low; half_ps_i may change at any time.
`timescale 1ns / 1ps

module tb_prim_clock (
  input  int   half_ps_i,
  input  logic run_i,
  output logic clk_o
);

  // the test sets the period before run_i
  // verilator lint_off ZERODLY
  initial begin
    clk_o = 1'b0;
    forever begin
      wait (run_i === 1'b1);
      #(half_ps_i * 0.001) clk_o = 1'b1;
      #(half_ps_i * 0.001) clk_o = 1'b0;
    end
  end
  // verilator lint_on ZERODLY

endmodule
