// SPDX-License-Identifier: Apache-2.0
//
// Events that stay until firmware clears them, in the always-on clock, behind a crossing for the clears.
//
// A clear takes three ticks from firmware's write to here, four with synchronizer jitter. An event on one of the last three
// edges may have come after the write, so the clear leaves it: firmware has not seen it yet. An event on the edge of the
// clear wins over the clear as well. The price is an event that is reported once more when firmware clears it in the tick in
// which it came.
//
// A clear that is written while another is on its way waits for it, and arrives up to five edges behind it. It was written
// after the other one had set out, which is three edges before the other one arrived: it leaves what came since then.
//
// Nothing toggles while nothing happens: the flops share one enable.

module prim_event #(
  parameter int N = 1
) (
  input  logic         clk_i,
  input  logic         rst_ni,
  input  logic [N-1:0] set_i,        // happens on this edge
  input  logic         clr_valid_i,  // a clear arrives, of whatever
  input  logic [N-1:0] clr_i,        // write-1-clear
  output logic [N-1:0] event_o
);

  localparam logic [2:0] QUEUE_TICKS = 3'd5;  // a clear that waited arrives so long behind the one before, at most

  logic [N-1:0] event_d, event_q;
  logic [3*N-1:0] since_d, since_q;  // happened one, two, three edges ago, N bits each
  logic [N-1:0] kept_d, kept_q;      // happened after the last clear had set out
  logic [2:0] queue_d, queue_q;      // edges on which the next clear may be one that waited
  logic [N-1:0] young, cleared;
  logic active;  // something happens on this edge

  assign young   = since_q[N-1:0] | since_q[2*N-1:N] | since_q[3*N-1:2*N];
  assign cleared = clr_valid_i ? (clr_i & ~young & ~kept_q) : '0;
  assign event_d = (event_q & ~cleared) | set_i;
  assign since_d = {since_q[2*N-1:0], set_i};

  always_comb begin
    queue_d = queue_q;
    kept_d  = kept_q | set_i;
    if (clr_valid_i) begin
      queue_d = QUEUE_TICKS;
      kept_d  = young | set_i;
    end else if (queue_q <= 3'd1) begin
      queue_d = 3'd0;
      kept_d  = '0;
    end else begin
      queue_d = queue_q - 3'd1;
    end
  end

  assign active = clr_valid_i || (|set_i) || (|since_q) || (queue_q != 3'd0);

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      event_q <= '0;
      since_q <= '0;
      kept_q  <= '0;
      queue_q <= '0;
    end else if (active) begin
      event_q <= event_d;
      since_q <= since_d;
      kept_q  <= kept_d;
      queue_q <= queue_d;
    end
  end

  assign event_o = event_q;

endmodule
