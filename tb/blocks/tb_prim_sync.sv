// SPDX-License-Identifier: Apache-2.0
// Bench of prim_sync and prim_rst_sync: a clock, and everything else from the test.
`timescale 1ns / 1ps

module tb_prim_sync (
  input  int         half_ps,
  input  logic       run,
  input  logic       rst_n,
  input  logic [3:0] d,
  output logic [3:0] q,
  input  logic       por_n,
  output logic       rst_sync_n
);

  logic clk;
  tb_prim_clock u_clock (.half_ps_i(half_ps), .run_i(run), .clk_o(clk));

  prim_sync #(.W(4), .RST(4'b0110)) u_sync (
    .clk_i (clk),
    .rst_ni(rst_n),
    .d_i   (d),
    .q_o   (q)
  );

  prim_rst_sync u_rst_sync (
    .clk_i (clk),
    .rst_ni(por_n),
    .rst_no(rst_sync_n)
  );

  reg [8*512-1:0] vcd_path;
  initial begin
    if ($value$plusargs("vcd=%s", vcd_path)) begin
      $dumpfile(vcd_path);
      $dumpvars(0, tb_prim_sync);
    end
  end

endmodule
