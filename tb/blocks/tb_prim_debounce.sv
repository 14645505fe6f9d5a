// SPDX-License-Identifier: Apache-2.0
// Bench of prim_debounce: instances with several TICKS and both reset values on one input.
`timescale 1ns / 1ps

module tb_prim_debounce (
  input  int         half_ps,
  input  logic       run,
  input  logic       rst_n,
  input  logic       d,
  output logic [6:0] q
);

  logic clk;
  tb_prim_clock u_clock (.half_ps_i(half_ps), .run_i(run), .clk_o(clk));

  // The order is the one of TICKS and RESET in tests/prim/sim_debounce.py.
  prim_debounce #(.TICKS(0)) u_q0 (.clk_i(clk), .rst_ni(rst_n), .d_i(d), .q_o(q[0]));
  prim_debounce #(.TICKS(1)) u_q1 (.clk_i(clk), .rst_ni(rst_n), .d_i(d), .q_o(q[1]));
  prim_debounce #(.TICKS(2)) u_q2 (.clk_i(clk), .rst_ni(rst_n), .d_i(d), .q_o(q[2]));
  prim_debounce #(.TICKS(3), .RST(1'b1)) u_q3 (.clk_i(clk), .rst_ni(rst_n), .d_i(d), .q_o(q[3]));
  prim_debounce #(.TICKS(8)) u_q4 (.clk_i(clk), .rst_ni(rst_n), .d_i(d), .q_o(q[4]));
  prim_debounce #(.TICKS(164), .RST(1'b1)) u_q5 (.clk_i(clk), .rst_ni(rst_n), .d_i(d), .q_o(q[5]));
  prim_debounce #(.TICKS(1), .RST(1'b1)) u_q6 (.clk_i(clk), .rst_ni(rst_n), .d_i(d), .q_o(q[6]));

  // changes of the count of u_q4, to see that it rests
  int count_moves;
  initial count_moves = 0;
  always @(u_q4.gen_count.cnt_q) count_moves = count_moves + 1;

  reg [8*512-1:0] vcd_path;
  initial begin
    if ($value$plusargs("vcd=%s", vcd_path)) begin
      $dumpfile(vcd_path);
      $dumpvars(0, tb_prim_debounce);
    end
  end

endmodule
