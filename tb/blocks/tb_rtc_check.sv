// SPDX-License-Identifier: Apache-2.0
//
// Block bench of the RTC's legality checks, on a bus clock made here (10 MHz, seen as `clk`): rtc_check, which also
// computes weekday and seconds, and rtc_legal as the alarms use it, both on the same fields.
//
// +vcd=<path> dumps waves.

`timescale 1ns / 1ps

module tb_rtc_check (
  input  logic        rst_ni,
  input  logic        start_i,
  input  logic        use_wday_i,
  input  logic [ 5:0] mask_i,
  input  logic [ 8:0] year_i,
  input  logic [ 3:0] month_i,
  input  logic [ 4:0] day_i,
  input  logic [ 2:0] wday_i,
  input  logic [ 4:0] hour_i,
  input  logic [ 5:0] minute_i,
  input  logic [ 5:0] second_i,
  output logic        busy_o,
  output logic        done_o,
  output logic        ok_o,
  output logic [34:0] date_o,
  output logic [ 2:0] wday_o,
  output logic [31:0] seconds_o,
  output logic        legal_o
);

  localparam int HALF_PERIOD_NS = 50;

  logic clk;

  initial begin
    clk = 1'b0;
    forever #(HALF_PERIOD_NS) clk = !clk;
  end

  rtc_check u_check (
    .clk_i    (clk),
    .rst_ni, .start_i, .year_i, .month_i, .day_i, .hour_i, .minute_i, .second_i, .busy_o, .done_o, .ok_o, .date_o,
    .wday_o, .seconds_o
  );

  rtc_legal u_legal (
    .setting_i({use_wday_i, mask_i, year_i, month_i, day_i, wday_i, hour_i, minute_i, second_i}), .legal_o
  );

  reg [8*512-1:0] vcd_path;
  initial begin
    if ($value$plusargs("vcd=%s", vcd_path)) begin
      $dumpfile(vcd_path);
      $dumpvars(0, tb_rtc_check);
    end
  end

endmodule
