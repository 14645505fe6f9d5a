// SPDX-License-Identifier: Apache-2.0
// Bench of prim_event: four events.
`timescale 1ns / 1ps

module tb_prim_event (
  input  int         half_ps,
  input  logic       run,
  input  logic       rst_n,
  input  logic [3:0] set,
  input  logic       clr_valid,
  input  logic [3:0] clr,
  output logic [3:0] q
);

  logic clk;
  tb_prim_clock u_clock (.half_ps_i(half_ps), .run_i(run), .clk_o(clk));

  prim_event #(.N(4)) u_dut (
    .clk_i      (clk),
    .rst_ni     (rst_n),
    .set_i      (set),
    .clr_valid_i(clr_valid),
    .clr_i      (clr),
    .event_o    (q)
  );

  // changes of the flops behind event_o, to see that they rest
  int moves;
  initial moves = 0;
  always @(u_dut.since_q or u_dut.kept_q or u_dut.queue_q) moves = moves + 1;

  reg [8*512-1:0] vcd_path;
  initial begin
    if ($value$plusargs("vcd=%s", vcd_path)) begin
      $dumpfile(vcd_path);
      $dumpvars(0, tb_prim_event);
    end
  end

endmodule
