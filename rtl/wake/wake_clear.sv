// SPDX-License-Identifier: Apache-2.0
//
// Write-1-clear of pending bits, on its way across (bus clock).
//
// Bits collect until they are taken across, so that none is lost however fast they are written. Until the pending bits
// are seen to be cleared they read 0: firmware never meets a wake that it has cleared.

module wake_clear #(
  parameter int N = 8
) (
  input  logic         clk_i,
  input  logic         rst_ni,
  input  logic [N-1:0] clr_i,
  input  logic         clr_wr_i,
  // towards the crossing
  output logic         post_o,
  output logic [N-1:0] clr_o,
  input  logic         take_i,
  input  logic         busy_i,
  // what firmware reads
  input  logic [N-1:0] pend_i,    // sampled
  output logic [N-1:0] pend_o
);

  logic [N-1:0] written;
  logic [N-1:0] clr_d, clr_q;    // to be taken across
  logic [N-1:0] hide_d, hide_q;  // written, and not yet seen to be cleared
  logic post_q;

  assign written = clr_wr_i ? clr_i : '0;
  assign clr_d   = (take_i ? '0 : clr_q) | written;
  assign hide_d  = (busy_i ? hide_q : '0) | written;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      clr_q  <= '0;
      hide_q <= '0;
      post_q <= 1'b0;
    end else begin
      clr_q  <= clr_d;
      hide_q <= hide_d;
      post_q <= clr_wr_i;
    end
  end

  assign post_o = post_q;
  assign clr_o  = clr_q;
  assign pend_o = pend_i & ~hide_q;

endmodule
