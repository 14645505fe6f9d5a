// SPDX-License-Identifier: Apache-2.0
//
// Block bench of the rail sequencer: timebase and rail_seq on a 32.768 kHz clock made here.
//
// Every port of rail_seq is a port of this top under the same name, except clk_i; the clock can be seen as `clk`, the
// timebase as `now`. Rising edges come at 15259 ns + n * 30518 ns. +vcd=<path> dumps waves.

`timescale 1ns / 1ps

module tb_rails #(
  parameter int                    N_RAILS    = 4,
  parameter logic [ N_RAILS*4-1:0] UP_SLOT    = '0,
  parameter logic [ N_RAILS*4-1:0] DOWN_SLOT  = '0,
  parameter logic [N_RAILS*16-1:0] PG_TIMEOUT = {N_RAILS{16'd8}},
  parameter logic [ N_RAILS*8-1:0] PG_DEGLITCH = {N_RAILS{8'd3}},
  parameter logic [   N_RAILS-1:0] LOSS_LOG   = '0,
  parameter logic [     16*16-1:0] UP_DELAY   = {16{16'd2}},
  parameter logic [     16*16-1:0] DOWN_DELAY = {16{16'd2}}
) (
  input  logic               rst_ni,
  input  logic [N_RAILS-1:0] goal_i,
  input  logic [N_RAILS-1:0] lp_i,
  input  logic [N_RAILS-1:0] pg_i,
  input  logic [N_RAILS-1:0] needed_i,
  output logic [N_RAILS-1:0] en_o,
  output logic               fault_o,
  output logic [        2:0] fault_rail_o,
  output logic [N_RAILS-1:0] good_o,
  output logic [N_RAILS-1:0] lost_o,
  output logic               under_o,
  output logic               done_o
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

  rail_seq #(
    .N_RAILS   (N_RAILS),
    .UP_SLOT   (UP_SLOT),
    .DOWN_SLOT (DOWN_SLOT),
    .PG_TIMEOUT(PG_TIMEOUT),
    .PG_DEGLITCH(PG_DEGLITCH),
    .LOSS_LOG  (LOSS_LOG),
    .UP_DELAY  (UP_DELAY),
    .DOWN_DELAY(DOWN_DELAY)
  ) u_rails (
    .clk_i       (clk),
    .rst_ni      (rst_ni),
    .goal_i      (goal_i),
    .lp_i        (lp_i),
    .pg_i        (pg_i),
    .needed_i    (needed_i),
    .en_o        (en_o),
    .fault_o     (fault_o),
    .fault_rail_o(fault_rail_o),
    .good_o      (good_o),
    .lost_o      (lost_o),
    .under_o     (under_o),
    .done_o      (done_o)
  );

  reg [8*512-1:0] vcd_path;
  initial begin
    if ($value$plusargs("vcd=%s", vcd_path)) begin
      $dumpfile(vcd_path);
      $dumpvars(0, tb_rails);
    end
  end

endmodule
