// SPDX-License-Identifier: Apache-2.0
//
// Milliseconds to ticks of 32.768 kHz, exactly: ticks = ceil(ms * 4096 / 125), one bit of the quotient a clock.
//
// A time that is promised must not come out short, hence ceil, and must not drift, hence no rounded factor: a
// millisecond becomes 32 or 33 ticks. ceil(x / 125) is floor((x + 124) / 125), and x = ms * 4096 ends in twelve zeros
// that have room for the 124. So the dividend is ms followed by 000001111100, 44 bits, and comes in from the top of a
// shift register while the quotient goes in at its bottom. The register has only the 38 bits of the result: the first
// six bits of the quotient are always 0 (six bits of a dividend are below 125) and may be shifted out again as the
// last bits of the dividend; the ones of the 124 are put in by the step counter.

module sleep_ms2ticks (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic        start_i,  // one clock; ms_i is taken. While busy: starts anew.
  input  logic [31:0] ms_i,
  output logic        busy_o,   // falls when ticks_o is right
  output logic [37:0] ticks_o   // stays until the next start
);

  localparam logic [5:0] STEPS = 6'd44;
  localparam logic [7:0] DIVISOR = 8'd125;
  // Steps (from 0) in which the dividend's bit is one of the five ones of 124: counted down, 44 - step
  localparam logic [5:0] ONES_FIRST = 6'd7;  // step 37
  localparam logic [5:0] ONES_LAST = 6'd3;   // step 41

  logic [5:0] left_d, left_q;  // steps left
  logic [37:0] shift_d, shift_q;
  logic [6:0] rest_d, rest_q;
  logic [7:0] part, diff;
  logic [37:0] shifted;  // after this step
  logic [6:0] rest;
  logic next_bit, fits;

  assign next_bit = shift_q[37] || ((left_q <= ONES_FIRST) && (left_q >= ONES_LAST));
  assign part     = {rest_q, next_bit};
  assign diff     = part - DIVISOR;  // below 125 when it is used
  assign fits     = (part >= DIVISOR);
  assign rest     = fits ? diff[6:0] : part[6:0];
  assign shifted  = {shift_q[36:0], fits};

  always_comb begin
    left_d  = left_q;
    shift_d = shift_q;
    rest_d  = rest_q;
    if (start_i) begin
      left_d  = STEPS;
      shift_d = {ms_i, 6'd0};
      rest_d  = '0;
    end else if (left_q != 6'd0) begin
      left_d  = left_q - 6'd1;
      rest_d  = rest;
      shift_d = shifted;
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      left_q  <= '0;
      shift_q <= '0;
      rest_q  <= '0;
    end else begin
      left_q  <= left_d;
      shift_q <= shift_d;
      rest_q  <= rest_d;
    end
  end

  assign busy_o  = (left_q != 6'd0);
  assign ticks_o = shift_q;

  logic unused_diff;
  assign unused_diff = diff[7];

endmodule
