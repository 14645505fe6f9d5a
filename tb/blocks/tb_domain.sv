// SPDX-License-Identifier: Apache-2.0
//
// Block bench of the domain sequencer: timebase and domain_seq on a 32.768 kHz clock made here.
//
// Every port of domain_seq is a port of this top under the same name, except clk_i; the clock can be seen as `clk`, the
// timebase as `now`, and stuck_o comes from a flop: it tells what the last edge did. Rising edges come at 15259 ns + n * 30518 ns. +vcd=<path> dumps waves.

`timescale 1ns / 1ps

module tb_domain #(
  parameter int RETAIN      = 1,
  parameter int STEP_TICKS  = 1,
  parameter int RST_TICKS   = 2,
  parameter int ACK_TIMEOUT = 64
) (
  input  logic       rst_ni,
  input  logic [1:0] tgt_i,
  input  logic       reboot_i,
  input  logic       restart_i,
  input  logic       ack_i,
  output logic       clk_en_o,
  output logic       iso_o,
  output logic       save_o,
  output logic       restore_o,
  output logic       rst_no,
  output logic       sw_en_o,
  output logic       boot_o,
  output logic       fault_o,
  output logic       upset_o,
  output logic       on_o,
  output logic       gated_o,
  output logic       off_o,
  output logic       in_reset_o,
  output logic       cut_o,
  output logic       stuck_o
);

  localparam int HALF_PERIOD_NS = 15259;

  logic clk;
  logic [47:0] now;
  logic stuck;

  initial begin
    clk = 1'b0;
    forever #(HALF_PERIOD_NS) clk = !clk;
  end

  pmu_timebase u_timebase (
    .clk_aon_i(clk),
    .rst_ni,
    .now_o    (now)
  );

  domain_seq #(
    .RETAIN     (RETAIN != 0),
    .STEP_TICKS (STEP_TICKS),
    .RST_TICKS  (RST_TICKS),
    .ACK_TIMEOUT(ACK_TIMEOUT)
  ) u_core (
    .clk_i     (clk),
    .rst_ni, .tgt_i, .reboot_i, .restart_i, .ack_i, .clk_en_o, .iso_o, .save_o, .restore_o, .rst_no, .sw_en_o, .boot_o,
    .fault_o, .upset_o, .on_o, .gated_o, .off_o, .in_reset_o, .cut_o,
    .stuck_o   (stuck)
  );

  always_ff @(posedge clk or negedge rst_ni) begin
    if (!rst_ni) stuck_o <= 1'b0;
    else stuck_o <= stuck;
  end

  reg [8*512-1:0] vcd_path;
  initial begin
    if ($value$plusargs("vcd=%s", vcd_path)) begin
      $dumpfile(vcd_path);
      $dumpvars(0, tb_domain);
    end
  end

endmodule
