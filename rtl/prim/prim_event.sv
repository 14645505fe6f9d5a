// SPDX-License-Identifier: Apache-2.0
//
// Events that stay until firmware clears them, in the always-on clock, behind a crossing for the clears.
//
// A clear takes three ticks from firmware's write to here, four with synchronizer jitter. An event on one of the last three
// edges may have come after the write, so the clear leaves it: firmware has not seen it yet. An event on the edge of the
// clear wins over the clear as well. The price is an event that is reported once more when firmware clears it in the tick in
// which it came.

module prim_event #(
  parameter int N = 1
) (
  input  logic         clk_i,
  input  logic         rst_ni,
  input  logic [N-1:0] set_i,        // happens on this edge
  input  logic         clr_valid_i,
  input  logic [N-1:0] clr_i,        // write-1-clear
  output logic [N-1:0] event_o
);

  logic [N-1:0] event_d, event_q;
  logic [3*N-1:0] since_d, since_q;  // happened one, two, three edges ago, N bits each
  logic [N-1:0] young, cleared;

  assign young   = since_q[N-1:0] | since_q[2*N-1:N] | since_q[3*N-1:2*N];
  assign cleared = clr_valid_i ? (clr_i & ~young) : '0;
  assign event_d = (event_q & ~cleared) | set_i;
  assign since_d = {since_q[2*N-1:0], set_i};

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      event_q <= '0;
      since_q <= '0;
    end else begin
      event_q <= event_d;
      since_q <= since_d;
    end
  end

  assign event_o = event_q;

endmodule
