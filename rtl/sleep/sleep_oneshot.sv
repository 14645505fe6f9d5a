// SPDX-License-Identifier: Apache-2.0
//
// One-shot sleep timer: fires a given number of ticks after the system has begun to fall asleep.
//
// The register holds the ticks while the system is awake and becomes a deadline on the edge on which it leaves RUN;
// nothing counts, so nothing toggles in sleep. Any wake disarms. A value that comes while the timer counts runs from
// its own arrival; one that comes on the wake edge or later is for the next sleep.
//
// The deadline is at most 2^W - 1 ticks away; one bit more tells whether it is ahead or behind. It fires when it is met, and as
// well when it is behind, which only an upset can bring about: nobody waits for the timebase to come round again.

module sleep_oneshot #(
  parameter int W = 32
) (
  input  logic         clk_i,
  input  logic         rst_ni,
  input  logic [  W:0] now_i,
  input  logic         valid_i,        // one tick: a new value
  input  logic [W-1:0] ticks_i,        // 0 disarms
  input  logic         counts_i,       // on the way into sleep, or asleep
  input  logic         counts_next_i,  // the same after this edge
  input  logic         begin_i,        // this edge begins the sleep
  input  logic         wake_i,         // this edge ends it
  input  logic         off_i,
  output logic         fire_o,         // combinational: this edge is the deadline
  output logic         armed_o
);

  logic armed_d, armed_q;
  logic [W:0] time_d, time_q;  // ticks, or (counting) the last tick before the deadline
  logic [W:0] value, base, left;

  assign value = valid_i ? {1'b0, ticks_i} : time_q;
  assign left  = time_q - now_i;
  assign base  = counts_next_i ? now_i : '0;

  always_comb begin
    armed_d = armed_q;
    time_d  = time_q;
    if (wake_i) armed_d = 1'b0;
    if (valid_i) armed_d = (ticks_i != '0);
    if (off_i) armed_d = 1'b0;
    if (valid_i || (begin_i && armed_q)) time_d = value + base;
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      armed_q <= 1'b0;
      time_q  <= '0;
    end else begin
      armed_q <= armed_d;
      time_q  <= time_d;
    end
  end

  assign fire_o  = counts_i && armed_q && (left[W] || (left == '0));
  assign armed_o = armed_q;

endmodule
