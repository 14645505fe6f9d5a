// SPDX-License-Identifier: Apache-2.0
//
// Analogue front end of the SAR converter, by behaviour: channel multiplexer, sample-and-hold, DAC and comparator.
//
// The voltages are variables that a test or plant sets at any time, in 1/256 of a code at the converter's pin
// (full scale 4096 codes), so that a Python process has nothing to do per bit of a conversion. The input follows the
// chosen channel while sample_i is 1 and is held when it falls, with what a real converter adds to it: offset, gain
// error and noise that is new with each conversion. The noise comes from a generator of its own, which makes the same
// numbers in every simulator: a run with the same seed repeats.
//
// The front end is powered by en_i. Sampling without power, or a channel that moves under the switch, would give
// nonsense in silicon and is an error here.

`timescale 1ns / 1ps

module tb_afe (
  input  logic        en_i,
  input  logic        sample_i,
  input  logic [ 2:0] chan_i,
  input  logic [11:0] dac_i,
  output logic        cmp_o     // the held input is at or above the DAC
);

  localparam int FRACTION_BITS = 8;
  localparam int GAIN_BITS = 16;

  // inputs, in 1/256 code
  logic signed [23:0] vbat, vbus, ntc, die, ichg, ain0, ain1;
  // what is wrong with the converter
  logic signed [23:0] offset;  // 1/256 code
  logic signed [15:0] gain;    // 1/65536 of the input, added
  logic        [15:0] noise;   // peak of the noise, 1/256 code; equally distributed from -noise to +noise
  logic        [31:0] seed;    // state of the noise generator, never 0
  logic        [ 1:0] stuck;   // comparator: 0 works, 1 stuck low (code 0), 2 stuck high (code 4095)

  logic signed [39:0] held;    // 1/256 code
  logic        [31:0] conversions;  // inputs held since the start

  initial begin
    {vbat, vbus, ntc, die, ichg, ain0, ain1} = '0;
    offset = '0;
    gain = '0;
    noise = '0;
    seed = 32'd1;
    stuck = '0;
    held = '0;
    conversions = '0;
  end

  function automatic logic signed [39:0] channel(input logic [2:0] number);
    case (number)
      3'd0: channel = 40'(vbat);
      3'd1: channel = 40'(vbus);
      3'd2: channel = 40'(ntc);
      3'd3: channel = 40'(die);
      3'd4: channel = 40'(ichg);
      3'd5: channel = 40'(ain0);
      3'd6: channel = 40'(ain1);
      default: channel = 40'sd0;  // not connected
    endcase
  endfunction

  // xorshift32 (G. Marsaglia, Xorshift RNGs, 2003)
  function automatic logic [31:0] next_random(input logic [31:0] state);
    logic [31:0] x;
    x = state ^ (state << 13);
    x = x ^ (x >> 17);
    next_random = x ^ (x << 5);
  endfunction

  // -peak … +peak
  function automatic logic signed [39:0] noise_of(input logic [31:0] random, input logic [15:0] peak);
    logic [47:0] scaled;
    scaled = 48'(random[31:1]) * ((48'(peak) << 1) + 48'd1);
    noise_of = $signed({23'd0, scaled[47:31]}) - $signed({24'd0, peak});
  endfunction

  logic [2:0] picked;  // channel when sampling began
  initial picked = '0;

  always @(posedge sample_i) begin
    #1 picked = chan_i;  // channel and switch may move on the same edge
    if (en_i !== 1'b1) $error("tb_afe: sampling while the front end is off");
    if (picked === 3'd7 || $isunknown(picked)) $error("tb_afe: there is no channel %0d", picked);
  end

  always @(negedge sample_i) begin
    if (en_i === 1'b1) begin
      if (chan_i !== picked) $error("tb_afe: the channel moved while it was sampled");
      seed = next_random(seed);
      held = channel(chan_i);
      held = held + ((held * 40'(gain)) >>> GAIN_BITS) + 40'(offset) + noise_of(seed, noise);
      conversions = conversions + 32'd1;
    end
  end

  assign cmp_o = en_i === 1'b1 && stuck != 2'd1
              && (stuck == 2'd2 || held >= $signed({20'd0, dac_i, {FRACTION_BITS{1'b0}}}));

endmodule
