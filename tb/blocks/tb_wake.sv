// SPDX-License-Identifier: Apache-2.0
//
// Block bench of the wake controller: timebase and wake_core on a 32.768 kHz clock made here.
//
// Every port of wake_core is a port of this top under the same name, except clk_i and now_i: they are made inside and
// can be seen as `clk` and `now`. Rising edges come at 15259 ns + n * 30518 ns. +vcd=<path> dumps waves.

`timescale 1ns / 1ps

module tb_wake #(
  parameter int                   N         = 8,
  parameter int                   N_CORES   = 2,
  parameter logic [N_CORES*N-1:0] ROUTE_RST = '0
) (
  input  logic                 rst_ni,
  input  logic [        N-1:0] src_i,
  input  logic                 cfg_valid_i,
  input  logic [      4*N-1:0] cfg_i,
  input  logic                 route_valid_i,
  input  logic [N_CORES*N-1:0] route_i,
  input  logic                 clr_valid_i,
  input  logic [        N-1:0] clr_i,
  input  logic [        N-1:0] mask_i,
  input  logic                 open_i,
  input  logic [          3:0] extra_i,
  output logic [        N-1:0] pend_o,
  output logic [        N-1:0] event_o,
  output logic [  N_CORES-1:0] wake_o,
  output logic                 any_o,
  output logic [          5:0] cause_first_o,
  output logic [         35:0] cause_all_o,
  output logic [         31:0] cause_tick_o
);

  localparam int HALF_PERIOD_NS = 15259;

  logic clk;
  logic [47:0] now;

  initial begin
    clk = 1'b0;
    forever #(HALF_PERIOD_NS) clk = !clk;
  end

  pmu_timebase u_timebase (
    .clk_aon_i(clk),
    .rst_ni   (rst_ni),
    .now_o    (now)
  );

  wake_core #(
    .N        (N),
    .N_CORES  (N_CORES),
    .ROUTE_RST(ROUTE_RST)
  ) u_core (
    .clk_i        (clk),
    .rst_ni       (rst_ni),
    .now_i        (now),
    .src_i        (src_i),
    .cfg_valid_i  (cfg_valid_i),
    .cfg_i        (cfg_i),
    .route_valid_i(route_valid_i),
    .route_i      (route_i),
    .clr_valid_i  (clr_valid_i),
    .clr_i        (clr_i),
    .mask_i       (mask_i),
    .open_i       (open_i),
    .extra_i      (extra_i),
    .pend_o       (pend_o),
    .event_o      (event_o),
    .wake_o       (wake_o),
    .any_o        (any_o),
    .cause_first_o(cause_first_o),
    .cause_all_o  (cause_all_o),
    .cause_tick_o (cause_tick_o)
  );

  reg [8*512-1:0] vcd_path;
  initial begin
    if ($value$plusargs("vcd=%s", vcd_path)) begin
      $dumpfile(vcd_path);
      $dumpvars(0, tb_wake);
    end
  end

endmodule
