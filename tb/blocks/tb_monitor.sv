// SPDX-License-Identifier: Apache-2.0
//
// Block bench of the monitor's core: timebase, monitor_core, and a converter that answers by itself, on a 32.768 kHz clock
// made here.
//
// The converter gives the code of the channel, one more or less if noise_i is set, delay_i ticks behind the edge that set
// sar_start (the true one needs SAMPLE_TICKS + 13; fewer make tests short). Other ports of this top are those of
// monitor_core; the core is u_core. Rising edges come at 15259 ns + n * 30518 ns. +vcd=<path> dumps waves.

`timescale 1ns / 1ps

module tb_monitor #(
  parameter logic [  4:0] NEEDED  = 5'd0,
  parameter logic [173:0] CFG_RST = 174'd0
) (
  input  logic         rst_ni,
  input  logic [ 83:0] code_i,       // what each channel converts to
  input  logic         noise_i,
  input  logic [  7:0] delay_i,      // 0: never
  input  logic         stray_i,      // a done that nobody asked for
  input  logic         fast_i,
  input  logic         off_i,
  input  logic         cfg_valid_i,
  input  logic [173:0] cfg_i,
  input  logic         req_valid_i,
  input  logic [  6:0] req_i,
  input  logic         clr_valid_i,
  input  logic [ 14:0] clr_i,
  input  logic         intr_valid_i,
  input  logic [  7:0] intr_i,
  output logic         sar_start_o,
  output logic [  2:0] sar_chan_o,
  output logic [ 83:0] result_o,
  output logic [111:0] tick_o,
  output logic [  6:0] fresh_o,
  output logic [  6:0] upd_o,
  output logic         ready_o,
  output logic [  5:0] trip_o,
  output logic [  4:0] sensor_o,
  output logic [  4:0] stale_o,
  output logic         defaults_o,
  output logic [  2:0] wake_o,
  output logic [  7:0] event_o
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
    .rst_ni,
    .now_o    (now)
  );

  // ---- converter
  logic done;
  logic [7:0] left;
  logic [11:0] value, code;
  logic [15:0] lfsr;

  initial lfsr = 16'hACE1;

  assign code = code_i[12*sar_chan_o+:12];

  always_ff @(posedge clk or negedge rst_ni) begin
    if (!rst_ni) begin
      done  <= 1'b0;
      left  <= '0;
      value <= '0;
    end else begin
      done <= 1'b0;
      if (sar_start_o) left <= delay_i == '0 ? '0 : delay_i - 8'd1;
      else if (left != '0) left <= left - 8'd1;
      if (sar_start_o ? delay_i == 8'd1 : left == 8'd1) begin
        done <= 1'b1;
        lfsr <= {lfsr[14:0], lfsr[15] ^ lfsr[13] ^ lfsr[12] ^ lfsr[10]};
        value <= code;
        if (noise_i && lfsr[1:0] == 2'b01 && code != '1) value <= code + 12'd1;
        if (noise_i && lfsr[1:0] == 2'b10 && code != '0) value <= code - 12'd1;
      end
    end
  end

  monitor_core #(
    .NEEDED (NEEDED),
    .CFG_RST(CFG_RST)
  ) u_core (
    .clk_i      (clk),
    .rst_ni,
    .now_i      (now),
    .sar_start_o, .sar_chan_o,
    .sar_done_i (done || stray_i),
    .sar_value_i(value),
    .fast_i, .off_i, .cfg_valid_i, .cfg_i, .req_valid_i, .req_i, .clr_valid_i, .clr_i, .intr_valid_i, .intr_i,
    .result_o, .tick_o, .fresh_o, .upd_o, .ready_o, .trip_o, .sensor_o, .stale_o, .defaults_o, .wake_o, .event_o
  );

  reg [8*512-1:0] vcd_path;
  initial begin
    if ($value$plusargs("vcd=%s", vcd_path)) begin
      $dumpfile(vcd_path);
      $dumpvars(0, tb_monitor);
    end
  end

endmodule
