// SPDX-License-Identifier: Apache-2.0
//
// Stand-in for the analogue front end of the converter: multiplexer, sample and hold, DAC and comparator, with noise.
//
// Levels and noise are in eighths of a code, so that noise and offset smaller than a step can be had. The input is held at
// the fall of sample_i. While nothing is held the comparator says anything, as a real one does: nobody may look at it.

`timescale 1ns / 1ps

module adc_front_end (
  input  logic         clk_i,
  input  logic         en_i,
  input  logic         sample_i,
  input  logic [  2:0] chan_i,
  input  logic [ 11:0] dac_i,
  input  logic [111:0] level_i,  // per channel, 16 bits, unsigned, 1/8 code
  input  logic [  7:0] noise_i,  // peak noise of each comparison, 1/8 code
  input  logic [  1:0] stuck_i,  // comparator: 00, 01 works, 10 stuck at 0, 11 stuck at 1
  output logic         cmp_o
);

  logic [15:0] held;
  logic [15:0] lfsr;
  logic signed [17:0] noise, input_level, dac_level;

  initial begin
    held = '0;
    lfsr = 16'hACE1;
  end

  always @(negedge sample_i) held <= level_i[16*chan_i+:16];

  always @(posedge clk_i) begin
    if (en_i) lfsr <= {lfsr[14:0], lfsr[15] ^ lfsr[13] ^ lfsr[12] ^ lfsr[10]};
  end

  assign noise       = $signed({2'b00, lfsr % (16'(noise_i) * 16'd2 + 16'd1)}) - $signed({10'd0, noise_i});
  assign input_level = $signed({2'b00, held}) + noise;
  assign dac_level   = $signed({3'b000, dac_i, 3'b000});
  assign cmp_o       = stuck_i[1] ? stuck_i[0] : en_i && !sample_i ? input_level >= dac_level : lfsr[0];

endmodule
