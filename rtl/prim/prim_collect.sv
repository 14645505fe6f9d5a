// SPDX-License-Identifier: Apache-2.0
//
// Bits on their way across, such as those of a write-1-clear: they collect until the crossing takes them, so that none is
// lost however fast they are written.
//
// hide_o keeps them until their effect has been sampled: firmware never reads an event that it has cleared. Goes in front of
// prim_cdc_post: post with wr_i, data from data_o, take and busy back.

module prim_collect #(
  parameter int N = 4
) (
  input  logic         clk_i,
  input  logic         rst_ni,
  input  logic         wr_i,    // one clock, with the bits
  input  logic [N-1:0] bits_i,
  output logic [N-1:0] data_o,  // combinational, for the crossing's snapshot
  input  logic         take_i,
  input  logic         busy_i,
  output logic [N-1:0] hide_o
);

  logic [N-1:0] written, data_d, data_q, hide_d, hide_q;

  assign written = wr_i ? bits_i : '0;
  assign data_o  = data_q | written;
  assign data_d  = take_i ? '0 : data_o;
  assign hide_d  = (busy_i ? hide_q : '0) | written;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      data_q <= '0;
      hide_q <= '0;
    end else begin
      data_q <= data_d;
      hide_q <= hide_d;
    end
  end

  assign hide_o = hide_q;

endmodule
