// SPDX-License-Identifier: Apache-2.0
// Bench of prim_clk_gate. A monitor compares the width and place of every gated pulse with the clock's own, and two
// chains of flops, one crossing from clk to the gated clock and one back, show whether both see each other's old
// values.
`timescale 1ns / 1ps

module tb_prim_clk_gate (
  input  int         half_ps,
  input  logic       run,
  input  logic       rst_n,
  input  logic       en,        // free: changes at any moment
  input  logic       en_flop,   // through a flop of clk, as the design does
  input  logic       test_en,
  output int         edges,
  output int         pulses,
  output logic [7:0] count,     // on clk, while the flop's enable is high
  output logic [7:0] gated_count,
  output logic [7:0] copy_on_gated,  // count as the gated clock saw it
  output logic [7:0] copy_on_clk     // gated_count as clk saw it
);

  logic clk, gated, en_q;
  tb_prim_clock u_clock (.half_ps_i(half_ps), .run_i(run), .clk_o(clk));

  prim_clk_gate u_dut (
    .clk_i    (clk),
    .en_i     (en | en_q),
    .test_en_i(test_en),
    .clk_o    (gated)
  );

  always_ff @(posedge clk or negedge rst_n) begin
    if (!rst_n) begin
      en_q        <= 1'b0;
      count       <= '0;
      copy_on_clk <= '0;
    end else begin
      en_q        <= en_flop;
      if (en_q) count <= count + 8'd1;
      copy_on_clk <= gated_count;
    end
  end

  always_ff @(posedge gated or negedge rst_n) begin
    if (!rst_n) begin
      gated_count   <= '0;
      copy_on_gated <= '0;
    end else begin
      gated_count   <= gated_count + 8'd1;
      copy_on_gated <= count;
    end
  end

  // ---- every pulse is a whole high phase
  realtime rose, gated_rose;
  initial begin
    edges      = 0;
    pulses     = 0;
    rose       = 0;
    gated_rose = 0;
  end
  always @(posedge clk) begin
    rose  = $realtime;
    edges = edges + 1;
  end
  always @(posedge gated) begin
    gated_rose = $realtime;
    pulses = pulses + 1;
    if (clk !== 1'b1) $error("gated clock rises while the clock is low");
  end
  always @(negedge gated) begin
    if (pulses > 0 && ($realtime - gated_rose) < (half_ps * 0.001) - 0.0001) begin
      $error("pulse of %0t, a high phase has %0d ps", $realtime - gated_rose, half_ps);
    end
    if (pulses > 0 && gated_rose != rose) $error("pulse does not begin with the clock's edge");
  end

  reg [8*512-1:0] vcd_path;
  initial begin
    if ($value$plusargs("vcd=%s", vcd_path)) begin
      $dumpfile(vcd_path);
      $dumpvars(0, tb_prim_clk_gate);
    end
  end

endmodule
