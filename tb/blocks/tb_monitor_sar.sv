// SPDX-License-Identifier: Apache-2.0
//
// Block bench of the converter's control: monitor_sar between a timebase and a front end that answers by itself, on a
// 32.768 kHz clock made here.
//
// Every port of monitor_sar is a port of this top under the same name, except clk_i and cmp_i; the block is u_sar. Rising
// edges come at 15259 ns + n * 30518 ns. +vcd=<path> dumps waves.

`timescale 1ns / 1ps

module tb_monitor_sar #(
  parameter int SAMPLE_TICKS = 2
) (
  input  logic         rst_ni,
  input  logic         start_i,
  input  logic [  2:0] chan_i,
  input  logic [111:0] level_i,  // of adc_front_end, as noise_i and stuck_i
  input  logic [  7:0] noise_i,
  input  logic [  1:0] stuck_i,
  output logic         en_o,
  output logic         sample_o,
  output logic [  2:0] chan_o,
  output logic [ 11:0] dac_o,
  output logic         done_o,
  output logic [ 11:0] value_o
);

  localparam int HALF_PERIOD_NS = 15259;

  logic clk, cmp;
  logic [47:0] now;

  initial begin
    clk = 1'b0;
    forever #(HALF_PERIOD_NS) clk = !clk;
  end

  pmu_timebase u_timebase (
    .clk_aon_i(clk),
    .rst_ni,
    .now_o    (now)
  );

  adc_front_end u_front_end (
    .clk_i   (clk),
    .en_i    (en_o),
    .sample_i(sample_o),
    .chan_i  (chan_o),
    .dac_i   (dac_o),
    .level_i, .noise_i, .stuck_i,
    .cmp_o   (cmp)
  );

  monitor_sar #(
    .SAMPLE_TICKS(SAMPLE_TICKS)
  ) u_sar (
    .clk_i   (clk),
    .rst_ni, .start_i, .chan_i,
    .cmp_i   (cmp),
    .en_o, .sample_o, .chan_o, .dac_o, .done_o, .value_o
  );

  reg [8*512-1:0] vcd_path;
  initial begin
    if ($value$plusargs("vcd=%s", vcd_path)) begin
      $dumpfile(vcd_path);
      $dumpvars(0, tb_monitor_sar);
    end
  end

endmodule
