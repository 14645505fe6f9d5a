// SPDX-License-Identifier: Apache-2.0
//
// Clocks of a bench for a whole subsystem: the AON clock with its timebase, and a bus clock of 1 MHz, the slowest that is
// allowed, with its sample strobe.
//
// The bus clock stands still while run_i is 0, as it does in sleep; it runs for some ticks longer than it is wanted.

`timescale 1ns / 1ps

module tb_clocks (
  input  logic        rst_sys_ni,
  input  logic        rst_aon_ni,
  input  logic        run_i,     // bus clock wanted
  output logic        clk_o,
  output logic        clk_sys_o,
  output logic        strobe_o,  // bus clock
  output logic [47:0] now_o
);

  localparam int AON_HALF_PERIOD_NS = 15259;
  localparam int SYS_HALF_PERIOD_NS = 500;

  logic [2:0] run_q;

  initial begin
    clk_o = 1'b0;
    forever #(AON_HALF_PERIOD_NS) clk_o = !clk_o;
  end

  always_ff @(posedge clk_o or negedge rst_aon_ni) begin
    if (!rst_aon_ni) run_q <= '1;
    else run_q <= {run_q[1:0], run_i};
  end

  initial begin
    clk_sys_o = 1'b0;
    forever begin
      #(SYS_HALF_PERIOD_NS) clk_sys_o = 1'b0;
      if (run_q == 3'b000 && !run_i) wait (run_i);
      #(SYS_HALF_PERIOD_NS) clk_sys_o = 1'b1;
    end
  end

  pmu_timebase u_timebase (
    .clk_aon_i(clk_o),
    .rst_ni   (rst_aon_ni),
    .now_o
  );

  prim_tick_strobe u_strobe (
    .aon_clk_i   (clk_o),
    .aon_rst_ni  (rst_aon_ni),
    .aon_en_i    (run_i),
    .bus_clk_i   (clk_sys_o),
    .bus_rst_ni  (rst_sys_ni),
    .bus_strobe_o(strobe_o)
  );

endmodule
