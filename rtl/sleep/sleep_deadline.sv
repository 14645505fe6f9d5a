// SPDX-License-Identifier: Apache-2.0
//
// Active time of one core: stays on until a deadline that only ever moves out.
//
// A new value counts from its arrival. If that ends later than what was promised before, it becomes the deadline;
// otherwise it changes nothing. A value that arrives on the very edge of the deadline still extends it.
//
// Bits: values have 38, so the old and the new deadline both lie within 2^38 ticks from now, and their distance, as well as
// that of now to the deadline, needs 38 bits and a sign: 39 are kept. A deadline that is not met but behind, as only an
// upset can bring about, is over: nobody waits for the timebase to come round again.

module sleep_deadline #(
  parameter int TICKS_W = 38
) (
  input  logic               clk_i,
  input  logic               rst_ni,
  input  logic [  TICKS_W:0] now_i,
  input  logic               valid_i,
  input  logic [TICKS_W-1:0] ticks_i,
  output logic               active_o
);

  logic active_d, active_q;
  logic [TICKS_W:0] last_d, last_q;  // last tick before the deadline
  logic [TICKS_W:0] last_new, moves, left;
  logic over;  // this edge is the deadline, or it is behind
  logic nearer;  // the new deadline is, than a promised one

  assign last_new = now_i + {1'b0, ticks_i};
  assign moves    = last_new - last_q;
  assign left     = last_q - now_i;
  assign over     = left[TICKS_W] || (left == '0);
  assign nearer   = active_q && moves[TICKS_W];

  always_comb begin
    active_d = active_q;
    last_d   = last_q;
    if (active_q && over) active_d = 1'b0;
    if (valid_i && (ticks_i != '0) && !nearer) begin
      active_d = 1'b1;
      last_d   = last_new;
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      active_q <= 1'b0;
      last_q   <= '0;
    end else begin
      active_q <= active_d;
      last_q   <= last_d;
    end
  end

  assign active_o = active_q;

endmodule
