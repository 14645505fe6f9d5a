// SPDX-License-Identifier: Apache-2.0
//
// Takes a waiting time in milliseconds, converts it, and keeps the result up until the crossing has taken it.
//
// One value at a time: the next is taken when this one is across the first step (the crossing has its own copy then).

module sleep_convert (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic        want_i,   // a value waits
  input  logic [31:0] ms_i,
  output logic        start_o,  // combinational: it is taken on this clock
  output logic        idle_o,   // nothing is being converted or waits for the crossing
  // towards the crossing
  output logic        post_o,
  output logic [37:0] ticks_o,
  input  logic        take_i
);

  typedef enum logic [1:0] {
    StIdle    = 2'd0,
    StConvert = 2'd1,
    StSend    = 2'd2
  } state_e;

  state_e state_d, state_q;
  logic busy;

  always_comb begin
    state_d = state_q;
    start_o = 1'b0;
    case (state_q)
      // Waits for a value
      StIdle: begin
        if (want_i) begin
          start_o = 1'b1;
          state_d = StConvert;
        end
      end
      // Waits for the converter
      StConvert: begin
        if (!busy) state_d = StSend;
      end
      // Waits until the crossing has taken the result: it may still be at the one before
      StSend: begin
        if (take_i) state_d = StIdle;
      end
      // Not a state: a result that nobody wanted would act, so give it up
      default: state_d = StIdle;
    endcase
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) state_q <= StIdle;
    else         state_q <= state_d;
  end

  sleep_ms2ticks u_ms2ticks (
    .clk_i, .rst_ni,
    .start_i(start_o),
    .ms_i,
    .busy_o (busy),
    .ticks_o
  );

  assign idle_o = (state_q == StIdle);
  assign post_o = (state_q == StSend);

endmodule
