// SPDX-License-Identifier: Apache-2.0
//
// Age of results: a channel whose result is too old to be believed is stale.
//
// A safety rule is worth what its inputs are worth, and a result stays in its register whatever has become of the scan:
// switched off, slowed down, or waiting for a converter that is broken. So each channel that somebody needs has to be
// renewed by the scan. It is stale when two scans in a row have begun without the one before them having brought it a
// result, or when it has had none for a whole window of the timebase, whatever scans do: no result older than two windows
// (a second) is ever believed. It stays so until the scan brings a result; results of requests do not count, since they
// give no verdict either.
//
// Nothing counts here. A window ends where the low bits of the timebase are all ones, and a flop remembers that there was
// a result; a flag cannot be fooled by a time stamp that has gone round.

module monitor_age #(
  parameter logic [4:0] NEEDED   = '0,  // channels that are looked at
  parameter int         WINDOW_W = 14         // a window has 2^WINDOW_W ticks: half a second
) (
  input  logic                clk_i,
  input  logic                rst_ni,
  input  logic [WINDOW_W-1:0] now_i,     // timebase, low bits
  input  logic                starts_i,  // a scan begins on this edge
  input  logic [         4:0] scanned_i, // the scan brings a result on this edge
  output logic [         4:0] stale_o,   // flops
  output logic [         4:0] rise_o     // on this edge, combinational
);

  logic [4:0] seen_d, seen_q;    // a result in this window
  logic [4:0] got_d, got_q;      // a result since the last scan began
  logic [4:0] miss_d, miss_q;    // none between the beginnings of the last two scans, and none since
  logic [4:0] stale_d, stale_q;
  logic [4:0] late;
  logic window_ends;

  assign window_ends = &now_i;
  assign late    = (window_ends ? ~seen_q : 5'd0) | (starts_i ? ~got_q & miss_q : 5'd0);
  assign seen_d  = scanned_i | (window_ends ? 5'd0 : seen_q);
  assign got_d   = scanned_i | (starts_i ? 5'd0 : got_q);
  assign miss_d  = ~scanned_i & (starts_i ? ~got_q : miss_q);
  assign stale_d = (stale_q | (late & NEEDED)) & ~scanned_i;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      seen_q  <= '0;
      got_q   <= '1;
      miss_q  <= '0;
      stale_q <= '0;
    end else begin
      seen_q  <= seen_d;
      got_q   <= got_d;
      miss_q  <= miss_d;
      stale_q <= stale_d;
    end
  end

  assign stale_o = stale_q;
  assign rise_o  = stale_d & ~stale_q;

endmodule
