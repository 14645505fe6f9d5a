// SPDX-License-Identifier: Apache-2.0
//
// Block bench of the RTC: timebase and rtc_core on a 32.768 kHz clock made here.
//
// Every port of rtc_core is a port of this top under the same name, except clk_i and now_i: they are made inside and
// can be seen as `clk` and `now`. Rising edges come at 15259 ns + n * 30518 ns. +vcd=<path> dumps waves.

`timescale 1ns / 1ps

module tb_rtc #(
  parameter int N_ALARMS     = 2,
  parameter int ALARM_SHARED = 0
) (
  input  logic                   rst_ni,
  input  logic                   set_valid_i,
  input  logic [           69:0] set_time_i,
  input  logic                   trim_valid_i,
  input  logic [            9:0] trim_i,
  input  logic [   N_ALARMS-1:0] alm_valid_i,
  input  logic [N_ALARMS*46-1:0] alm_i,
  input  logic                   clr_valid_i,
  input  logic [            7:0] clr_i,
  output logic [           69:0] time_o,
  output logic [           14:0] presc_o,
  output logic                   set_o,
  output logic [   N_ALARMS-1:0] armed_o,
  output logic [   N_ALARMS-1:0] match_o,
  output logic [            7:0] event_o
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

  rtc_core #(
    .N_ALARMS    (N_ALARMS),
    .ALARM_SHARED(ALARM_SHARED)
  ) u_core (
    .clk_i       (clk),
    .rst_ni      (rst_ni),
    .now_i       (now),
    .set_valid_i (set_valid_i),
    .set_time_i  (set_time_i),
    .trim_valid_i(trim_valid_i),
    .trim_i      (trim_i),
    .alm_valid_i (alm_valid_i),
    .alm_i       (alm_i),
    .clr_valid_i (clr_valid_i),
    .clr_i       (clr_i),
    .time_o      (time_o),
    .presc_o     (presc_o),
    .set_o       (set_o),
    .armed_o     (armed_o),
    .match_o     (match_o),
    .event_o     (event_o)
  );

  reg [8*512-1:0] vcd_path;
  initial begin
    if ($value$plusargs("vcd=%s", vcd_path)) begin
      $dumpfile(vcd_path);
      $dumpvars(0, tb_rtc);
    end
  end

endmodule
