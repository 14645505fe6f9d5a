// SPDX-License-Identifier: Apache-2.0
//
// Bench of the whole wake subsystem: pmu_wake between an AON clock and a bus clock made here (1 MHz, the slowest
// allowed), with timebase and sample strobe. Six sources, one of each kind.
//
// The bus clock stands still while run_i is 0, as it does in sleep. Seen from tests: `clk`, `now`, `clk_sys`, and the core
// as `u_wake.u_core`. +vcd=<path> dumps waves.

`timescale 1ns / 1ps

module tb_pmu_wake #(
  parameter int                   N         = 6,
  parameter int                   N_CORES   = 2,
  parameter logic [        N-1:0] INTERNAL  = 6'b000010,
  parameter logic [        N-1:0] PULSE     = 6'b101100,
  parameter logic [        N-1:0] PULSE_LOW = 6'b001000,
  parameter logic [      8*N-1:0] DEBOUNCE  = 48'h03_05_00_00_00_00
) (
  input  logic                 rst_ni,
  input  logic                 run_i,  // bus clock wanted
  input  logic [        N-1:0] src_i,
  input  logic [        N-1:0] cfg_enable_i,
  input  logic [        N-1:0] cfg_edge_i,
  input  logic [        N-1:0] cfg_inv_i,
  input  logic [        N-1:0] cfg_both_i,
  input  logic                 cfg_wr_i,
  input  logic [N_CORES*N-1:0] cfg_route_i,
  input  logic                 route_wr_i,
  input  logic [        N-1:0] clr_i,
  input  logic                 clr_wr_i,
  output logic [        N-1:0] raw_o,
  output logic [        N-1:0] pend_o,
  output logic [          5:0] cause_first_o,
  output logic [         35:0] cause_all_o,
  output logic [         31:0] cause_tick_o,
  output logic [          2:0] busy_o,
  input  logic [        N-1:0] mask_i,
  input  logic                 open_i,
  input  logic [          3:0] extra_i,
  output logic [  N_CORES-1:0] wake_o,
  output logic                 any_o,
  output logic [        N-1:0] aon_pend_o,  // from inside
  output logic [        N-1:0] event_o
);

  logic clk, clk_sys, strobe;
  logic [47:0] now;

  tb_clocks u_clocks (
    .rst_ni, .run_i,
    .clk_o    (clk),
    .clk_sys_o(clk_sys),
    .strobe_o (strobe),
    .now_o    (now)
  );

  pmu_wake_post_t post;
  pmu_wake_stat_t stat;

  assign post.wake_enable      = 32'(cfg_enable_i);
  assign post.wake_edge        = 32'(cfg_edge_i);
  assign post.wake_invert      = 32'(cfg_inv_i);
  assign post.wake_both        = 32'(cfg_both_i);
  assign post.wake_cfg_wr      = cfg_wr_i;
  assign post.wake_route       = {32'(cfg_route_i[N_CORES*N-1-:N]), 32'(cfg_route_i[N-1:0])};
  assign post.wake_route_wr    = route_wr_i;
  assign post.wake_pending_clr = 32'(clr_i);
  assign post.wake_clear_wr    = clr_wr_i;
  assign raw_o                 = stat.wake_raw[N-1:0];
  assign pend_o                = stat.wake_pending[N-1:0];
  assign cause_first_o         = stat.wake_cause_first;
  assign cause_all_o           = {stat.wake_cause_all_hi, stat.wake_cause_all_lo};
  assign cause_tick_o          = stat.wake_cause_tick;

  pmu_wake #(
    .N_WAKE        (N),
    .N_CORES       (N_CORES),
    .WAKE_INTERNAL (INTERNAL),
    .WAKE_FROM     (24'h543210),
    .WAKE_PULSE    (PULSE),
    .WAKE_PULSE_LOW(PULSE_LOW),
    .WAKE_DEBOUNCE (DEBOUNCE)
  ) u_wake (
    .clk_sys_i    (clk_sys),
    .rst_sys_ni   (rst_ni),
    .strobe_i     (strobe),
    .clk_aon_i    (clk),
    .rst_aon_ni   (rst_ni),
    .now_i        (now),
    .wake_i       (src_i),
    .inside_i     (16'(src_i)),
    .post_i       (post),
    .stat_o       (stat),
    .busy_o, .mask_i, .open_i, .extra_i, .wake_o, .any_o, .event_o
  );

  assign aon_pend_o = u_wake.pending;

  reg [8*512-1:0] vcd_path;
  initial begin
    if ($value$plusargs("vcd=%s", vcd_path)) begin
      $dumpfile(vcd_path);
      $dumpvars(0, tb_pmu_wake);
    end
  end

endmodule
