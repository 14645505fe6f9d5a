// SPDX-License-Identifier: Apache-2.0
//
// Safety timer: how long the charger has been at it, in half ticks.
//
// A tick counts two halves, and one while a limit loop holds the current down: with half the current the charge may
// take twice as long. In states that do not belong to the timer it stands still, so that a suspended charge does not
// start its time anew; it is 0 again only after the charge has ended. A new limit starts it anew; a limit of 0 switches
// it off.
//
// It is kept as whole minutes and the rest: the comparison is short, and firmware reads the minutes.

module charger_timer #(
  parameter int W      = 8,       // of the minutes
  parameter int MINUTE = 3932160  // half ticks, more than 2
) (
  input  logic         clk_i,
  input  logic         rst_ni,
  input  logic         count_i,    // the state belongs to this timer
  input  logic         slow_i,
  input  logic         clear_i,
  input  logic [W-1:0] limit_i,    // minutes, held
  input  logic         valid_i,    // one tick: a new limit
  input  logic [W-1:0] new_i,
  output logic         expired_o,  // combinational: on this edge
  output logic [W-1:0] minutes_o
);

  localparam int REST_W = $clog2(MINUTE);
  localparam logic [REST_W-1:0] LAST = REST_W'(MINUTE - 1);       // any step fills the minute
  localparam logic [REST_W-1:0] SECOND_LAST = REST_W'(MINUTE - 2);  // two halves do

  logic [REST_W-1:0] rest_d, rest_q;
  logic [W-1:0] min_d, min_q, min_sum;
  logic one, two, full, odd, zero, restart;

  assign one     = count_i && slow_i;
  assign two     = count_i && !slow_i;
  assign odd     = two && (rest_q >= LAST);  // half a tick is left over
  assign full    = (one && (rest_q >= LAST)) || (two && (rest_q >= SECOND_LAST));
  assign min_sum = min_q + W'(full);

  assign restart   = valid_i && (new_i != limit_i);
  assign zero      = clear_i || restart || (limit_i == '0);
  assign expired_o = count_i && (limit_i != '0) && !restart && (min_sum >= limit_i);

  always_comb begin
    rest_d = rest_q + REST_W'({two, one});
    if (full) rest_d = REST_W'(odd);
    if (zero) rest_d = '0;
  end
  assign min_d  = zero ? '0 : min_sum;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      rest_q <= '0;
      min_q  <= '0;
    end else begin
      rest_q <= rest_d;
      min_q  <= min_d;
    end
  end

  assign minutes_o = min_q;

endmodule
