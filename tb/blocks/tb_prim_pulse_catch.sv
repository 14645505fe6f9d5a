// SPDX-License-Identifier: Apache-2.0
// Bench of prim_pulse_catch: remembers whether an edge has found q high since the last pulse began.
`timescale 1ns / 1ps

module tb_prim_pulse_catch (
  input  int   half_ps,
  input  logic run,
  input  logic rst_n,
  input  logic pulse,
  output logic q,
  output logic owed,    // a pulse began, and no edge since has found q high
  output int   waited,  // edges since then
  output int   reports  // rising edges of q, as flops of clk see it
);

  logic clk, q_before;
  tb_prim_clock u_clock (.half_ps_i(half_ps), .run_i(run), .clk_o(clk));

  prim_pulse_catch u_dut (
    .clk_i  (clk),
    .rst_ni (rst_n),
    .async_i(pulse),
    .q_o    (q)
  );

  initial begin
    owed     = 1'b0;
    waited   = 0;
    reports  = 0;
    q_before = 1'b0;
  end

  always @(posedge pulse) begin
    owed   = 1'b1;
    waited = 0;
  end

  always @(negedge rst_n) owed = 1'b0;  // a reset drops what was caught

  always @(posedge clk) begin
    waited = waited + 1;
    if (q) owed = 1'b0;
    if (q && !q_before) reports = reports + 1;
    q_before = q;
    if (owed && waited > 4) $error("pulse not reported %0d edges after it", waited);
  end

  reg [8*512-1:0] vcd_path;
  initial begin
    if ($value$plusargs("vcd=%s", vcd_path)) begin
      $dumpfile(vcd_path);
      $dumpvars(0, tb_prim_pulse_catch);
    end
  end

endmodule
