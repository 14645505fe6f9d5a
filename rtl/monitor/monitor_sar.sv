// SPDX-License-Identifier: Apache-2.0
//
// SAR control: one conversion of 12 bits with an external sample-and-hold, DAC and comparator.
//
// A start takes the channel and switches the front end on; it samples for SAMPLE_TICKS, holds, and then finds one bit a
// tick, highest first: the bit on trial is set in the DAC, and stays if the held input is at or above it. With the last
// bit the front end goes off, so between conversions it draws nothing. The comparator answers to flops of this clock
// and has a whole tick to settle, so one flop takes it and no synchronizer.
//
// The bit on trial is the lowest one that is set in the DAC's code: everything below it is still 0. So there is no bit
// counter that could lose step with the code, and the conversion ends after 12 ticks whatever an upset leaves in it.
//
// en_o and sample_o are the state itself, so they do not glitch. Nothing toggles between conversions.

module monitor_sar #(
  parameter int SAMPLE_TICKS = 2  // 1 or more
) (
  input  logic        clk_i,
  input  logic        rst_ni,    // power-on reset, released in step with clk_i
  input  logic        start_i,   // looked at only when idle
  input  logic [ 2:0] chan_i,
  // front end
  input  logic        cmp_i,     // 1: the held input is at or above the DAC
  output logic        en_o,
  output logic        sample_o,
  output logic [ 2:0] chan_o,    // these two keep their last value between conversions
  output logic [11:0] dac_o,
  // result
  output logic        done_o,    // one tick
  output logic [11:0] value_o
);

  localparam int LEFT_W = (SAMPLE_TICKS > 1) ? $clog2(SAMPLE_TICKS) : 1;
  localparam logic [LEFT_W-1:0] SAMPLE_LEFT = LEFT_W'(SAMPLE_TICKS - 1);
  localparam logic [11:0] FIRST_TRIAL = 12'h800;

  typedef enum logic [1:0] {  // {sample, enable}
    IDLE    = 2'b00,
    SAMPLE  = 2'b11,
    CONVERT = 2'b01
  } state_e;

  state_e state_d, state_q;
  logic [LEFT_W-1:0] left_d, left_q;  // ticks of sampling after this one
  logic [2:0] chan_d, chan_q;
  logic [11:0] dac_d, dac_q;
  logic done_d, done_q;
  logic active;  // something happens on this edge

  logic [11:0] trial;    // the bit on trial alone
  logic [11:0] decided;  // the code with that bit decided and the next one on trial
  logic        last;     // bit 0 is on trial, or no bit at all: an upset code, which ends as well

  assign trial   = dac_q & (~dac_q + 12'd1);
  assign decided = (cmp_i ? dac_q : (dac_q & ~trial)) | {1'b0, trial[11:1]};
  assign last    = (trial[11:1] == 11'd0);

  always_comb begin
    state_d = state_q;
    left_d  = left_q;
    chan_d  = chan_q;
    dac_d   = dac_q;
    done_d  = 1'b0;
    case (state_q)
      IDLE: begin
        if (start_i) begin
          state_d = SAMPLE;
          left_d  = SAMPLE_LEFT;
          chan_d  = chan_i;
        end
      end
      // The input charges the hold capacitor
      SAMPLE: begin
        left_d = left_q - LEFT_W'(1);
        if (left_q == '0) begin
          state_d = CONVERT;
          left_d  = '0;
          dac_d   = FIRST_TRIAL;
        end
      end
      // One bit a tick
      CONVERT: begin
        dac_d = decided;
        if (last) begin
          state_d = IDLE;
          done_d  = 1'b1;
        end
      end
      default: state_d = IDLE;
    endcase
  end

  assign active = (state_q != IDLE) || start_i || done_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      state_q <= IDLE;
      left_q  <= '0;
      chan_q  <= '0;
      dac_q   <= '0;
      done_q  <= 1'b0;
    end else if (active) begin
      state_q <= state_d;
      left_q  <= left_d;
      chan_q  <= chan_d;
      dac_q   <= dac_d;
      done_q  <= done_d;
    end
  end

  assign en_o     = state_q[0];
  assign sample_o = state_q[1];
  assign chan_o   = chan_q;
  assign dac_o    = dac_q;
  assign done_o   = done_q;
  assign value_o  = dac_q;

endmodule
