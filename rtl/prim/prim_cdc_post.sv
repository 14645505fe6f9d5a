// SPDX-License-Identifier: Apache-2.0
// Posts a group of settings from the bus clock to the AON clock: whole, last write wins, none lost.
//
// Firmware writes a register and goes on; the AON block has to take the group as one value, though its clock is far
// slower and the bus clock may stop in between. So the source side keeps a snapshot in hold flops, which do not move
// from the request until the acknowledge: the other side reads them directly, and only two single bits (request and
// acknowledge, both toggles) go through synchronizers.
//
//   src_post_i   one cycle: src_data_i is a new value. Idle: snapshot and request in that same cycle. Busy: it is
//                remembered; when the acknowledge comes, the value that src_data_i has *then* is sent (it is a
//                register, so that is the last one written). Any number of posts while busy make one more transfer.
//   src_take_o   high in the cycle of each snapshot, for a source that collects bits (write-1-to-clear masks) and
//                starts from nothing again once they are taken.
//   src_busy_o   high from the cycle of src_post_i itself until the effect can be read: after the last acknowledge
//                it waits for one src_strobe_i, the strobe at which prim_cdc_sample copies the AON status. The new
//                status appears on the edge on which busy falls: who polls busy never reads an old status after it.
//   dst_valid_o  one tick; dst_data_o is stable. Without synchronizer jitter the consumer's register captures it on
//                the third dst edge after the request toggled, with jitter on the third or fourth.
//
// The acknowledge leaves one tick after the capture edge: by then the consumer's flops have changed.
//
// Resets: both are one POR, synchronised per domain. Request and acknowledge are toggles that start equal. If src
// comes out first and posts, the request waits as a level (and the hold flops with it) until dst starts and sees it
// differ; if dst comes out first there is nothing to see. The src clock may stop in any cycle: dst finishes on its
// own, the acknowledge waits as a level, and the handshake goes on when the clock is back.
//
// The toggles must start equal also if one side alone is reset, or the next look would find a request that nobody made. A
// reset of src resets the handshake of dst as well, here: at once, without a clock. Its release is not in step with dst_clk_i,
// and need not be: request, synchronizer, seen and acknowledge all stand at 0 then, each flop has at its input what it
// holds, and src cannot post before an edge of its own. The other way round would not be safe (src may post on the very edge
// of the release), so a reset of dst has to come in through src_rst_ni too, synchronised to src_clk_i: pmu_top makes the
// reset of the bus side from that of the AON side. What is on its way when a side is reset is lost with that side.
//
// RST is what the group has after reset. The hold flops start with it, so a request that comes out of nowhere brings the
// reset values again and not a word of zeros. COMMAND says that RST means "nothing to do", and that the group falls back to it
// once it is across: such a request then repeats no command either.
module prim_cdc_post #(
  parameter int W = 1,
  parameter logic [W-1:0] RST = '0,
  parameter int COMMAND = 0
) (
  input  logic         src_clk_i,
  input  logic         src_rst_ni,
  input  logic         src_post_i,
  input  logic [W-1:0] src_data_i,
  input  logic         src_strobe_i,
  output logic         src_busy_o,
  output logic         src_take_o,

  input  logic         dst_clk_i,
  input  logic         dst_rst_ni,
  output logic         dst_valid_o,
  output logic [W-1:0] dst_data_o
);

  // ---- src: hold, request, pending, settle
  logic [W-1:0] hold_d, hold_q;
  logic         req_d, req_q;      // toggles with every snapshot
  logic         pend_d, pend_q;    // posted while in flight
  logic         settle_d, settle_q;  // sent, and no strobe seen since it arrived
  logic         ack_src;           // acknowledge in the src clock
  logic         flight, take;
  logic         active;            // a post, or one that is not settled: at rest nothing of this is looked at

  // ---- dst: seen, acknowledge
  logic req_dst;
  logic seen_q;  // req_dst one tick ago: differs in the tick of valid
  logic ack_q;   // one tick after the capture

  logic dst_link_n;  // both sides are out of reset

  assign flight = (req_q != ack_src);
  assign take   = !flight && (src_post_i || pend_q);
  assign active = (COMMAND != 0) || src_post_i || pend_q || settle_q || flight;

  always_comb begin
    hold_d   = hold_q;
    req_d    = req_q;
    pend_d   = pend_q;
    settle_d = settle_q;
    if (take) begin
      hold_d   = src_data_i;
      req_d    = !req_q;
      pend_d   = 1'b0;
      settle_d = 1'b1;
    end else begin
      if ((COMMAND != 0) && !flight) hold_d = RST;
      if (src_post_i) pend_d = 1'b1;
      if (!flight && src_strobe_i) settle_d = 1'b0;
    end
  end

  always_ff @(posedge src_clk_i or negedge src_rst_ni) begin
    if (!src_rst_ni) begin
      hold_q   <= RST;
      req_q    <= 1'b0;
      pend_q   <= 1'b0;
      settle_q <= 1'b0;
    end else if (active) begin
      hold_q   <= hold_d;
      req_q    <= req_d;
      pend_q   <= pend_d;
      settle_q <= settle_d;
    end
  end

  // settle_q spans flight and pending: it only falls when neither is left
  assign src_busy_o = src_post_i | settle_q;
  assign src_take_o = take;

  assign dst_link_n = dst_rst_ni && src_rst_ni;

  prim_sync #(.W(1)) u_req_sync (
    .clk_i (dst_clk_i),
    .rst_ni(dst_link_n),
    .d_i   (req_q),
    .q_o   (req_dst)
  );

  always_ff @(posedge dst_clk_i or negedge dst_link_n) begin
    if (!dst_link_n) begin
      seen_q <= 1'b0;
      ack_q  <= 1'b0;
    end else begin
      seen_q <= req_dst;
      ack_q  <= seen_q;
    end
  end

  assign dst_valid_o = req_dst ^ seen_q;
  assign dst_data_o  = hold_q;

  prim_sync #(.W(1)) u_ack_sync (
    .clk_i (src_clk_i),
    .rst_ni(src_rst_ni),
    .d_i   (ack_q),
    .q_o   (ack_src)
  );

endmodule
