// SPDX-License-Identifier: Apache-2.0
//
// When a scan of the internal channels starts, and which channel is converted next.
//
// A scan starts when the period since the start of the last one is over: a time stamp compared with the timebase, so
// nothing counts between scans. After reset some scans run back to back, so that the protection has its verdicts at
// once. Beside the scan, software asks for single conversions; both wait in sets. If both sets have something they take
// turns, and among the requests the channels take turns too: nobody waits longer than for the others once.
//
// Every conversion ends (monitor_core gives up one that does not), so a scan is over long before its time stamp has gone
// round once.

module monitor_scan (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic [15:0] now_i,        // timebase, low bits
  input  logic        fast_i,       // awake, or VBUS is attached
  input  logic [15:0] awake_i,      // periods in ticks, from start to start
  input  logic [15:0] asleep_i,
  input  logic [ 4:0] enable_i,     // channels of a scan
  input  logic [ 6:0] req_i,        // requests, one tick
  input  logic        busy_i,       // a pick is being converted
  input  logic        free_i,       // the next pick may come on this edge
  // on this edge, combinational
  output logic        pick_o,
  output logic [ 2:0] chan_o,
  output logic        starts_o,     // a scan begins
  // from a flop
  output logic        requested_o   // the last pick was a request
);

  localparam int CHANNELS = 7;
  localparam logic [3:0] BOOT_SCANS = 4'd8;
  localparam logic [2:0] LAST_CHANNEL = 3'd6;
  // The time stamp is what the timebase reads before the edge of the start; as if a scan had started at tick 0
  localparam logic [15:0] STAMP_RST = 16'hFFFF;

  logic [15:0] stamp_q;
  logic [3:0] boot_q;                   // scans to come back to back
  logic [4:0] scan_d, scan_q;           // channels still to be converted
  logic [6:0] req_d, req_q;
  logic [2:0] last_q;                   // the channel of the last request that was picked
  logic requested_q;

  function automatic logic [2:0] lowest(input logic [6:0] set);
    integer i;
    lowest = 3'd0;
    for (i = CHANNELS - 1; i >= 0; i = i - 1) if (set[i]) lowest = 3'(i);
  endfunction

  // ---- when ---------------------------------------------------------------------------------------------------------
  logic running;  // a scan is active: channels wait, or its last one is being converted
  logic starts;
  logic [15:0] elapsed;  // since the last start

  assign elapsed = now_i - stamp_q;
  assign running = (|scan_q) || (busy_i && !requested_q);
  assign starts  = !running && ((boot_q != 4'd0) || (elapsed >= (fast_i ? awake_i : asleep_i)));

  // ---- which --------------------------------------------------------------------------------------------------------
  logic takes_request;
  logic [6:0] above;   // requests above the last one
  logic [6:0] picked;  // one bit, or none

  assign takes_request = (|req_q) && (!(|scan_q) || !requested_q);
  assign above = req_q & (7'h7E << last_q);

  assign pick_o = free_i && ((|req_q) || (|scan_q));
  assign chan_o = !takes_request ? lowest({2'd0, scan_q}) : (|above) ? lowest(above) : lowest(req_q);
  assign picked = pick_o ? (7'd1 << chan_o) : 7'd0;

  assign scan_d = starts ? enable_i : (scan_q & ~(takes_request ? 5'd0 : picked[4:0]));
  // A request that comes on the edge on which its channel is picked is one more
  assign req_d  = (req_q & ~(takes_request ? picked : 7'd0)) | req_i;

  // ---- flops --------------------------------------------------------------------------------------------------------
  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      stamp_q <= STAMP_RST;
      boot_q  <= BOOT_SCANS;
    end else if (starts) begin
      stamp_q <= now_i;
      if (boot_q != 4'd0) boot_q <= boot_q - 4'd1;
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      scan_q      <= '0;
      req_q       <= '0;
      last_q      <= LAST_CHANNEL;
      requested_q <= 1'b0;
    end else if (starts || pick_o || (|req_i)) begin
      scan_q <= scan_d;
      req_q  <= req_d;
      if (pick_o) requested_q <= takes_request;
      if (pick_o && takes_request) last_q <= chan_o;
    end
  end

  assign starts_o    = starts;
  assign requested_o = requested_q;

endmodule
