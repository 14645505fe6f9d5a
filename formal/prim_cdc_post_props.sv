// SPDX-License-Identifier: Apache-2.0
// Properties of prim_cdc_post. Both clocks, the posts, the strobe and both resets are free: any ratio, any phase, either
// clock stopped for any time; src reset alone again whenever it likes, dst together with src, both released in any order.
// The synchronizers take a changed bit late or not, freely (prim_sync, FORMAL).
//
// Around the block stands what the design puts there: a settings register that changes with a post only, a consumer
// register in the dst clock that captures at dst_valid_o, and a status copy of it, taken at the strobe.
module prim_cdc_post_props #(
  parameter int W = 2,
  parameter int COMMAND = 0
) (
  input logic         src_clk,
  input logic         dst_clk,
  input logic         src_rst_n,
  input logic         dst_rst_n,
  input logic         post_next,
  input logic [W-1:0] data_next,
  input logic         strobe_next
);

  (* gclk *) logic moment;

  // ---- what stands around the block
  localparam logic [W-1:0] RST = 2'b10;

  logic         post = 1'b0, strobe = 1'b0;
  logic [W-1:0] setting = '0;
  logic [W-1:0] consumer = '0;
  logic [W-1:0] status = '0;
  logic         busy, take, valid;
  logic [W-1:0] data;

  always @(posedge src_clk or negedge src_rst_n) begin
    if (!src_rst_n) begin
      post    <= 1'b0;
      strobe  <= 1'b0;
      setting <= '0;
      status  <= '0;
    end else begin
      post   <= post_next;
      strobe <= strobe_next;
      if (post_next) setting <= data_next;
      if (strobe) status <= consumer;
    end
  end

  always @(posedge dst_clk) begin
    if (dst_rst_n && valid) consumer <= data;
  end

  prim_cdc_post #(.W(W), .RST(RST), .COMMAND(COMMAND)) u_dut (
    .src_clk_i   (src_clk),
    .src_rst_ni  (src_rst_n),
    .src_post_i  (post),
    .src_data_i  (setting),
    .src_strobe_i(strobe),
    .src_busy_o  (busy),
    .src_take_o  (take),
    .dst_clk_i   (dst_clk),
    .dst_rst_ni  (dst_rst_n),
    .dst_valid_o (valid),
    .dst_data_o  (data)
  );

  // ---- the resets: both low at first, released whenever they like, each at a moment without an edge of its clock. Then src
  // may fall again, and dst if src falls with it, at a moment without an edge of dst_clk: a consumer that captures on
  // the very edge of an asynchronous reset gets what it gets.
  logic src_again = 1'b0;  // src has been reset alone
  logic         first = 1'b1;
  logic         src_clk_q, dst_clk_q, src_rst_q, dst_rst_q;
  logic [W-1:0] data_q;
  logic         valid_q;

  always @(posedge moment) begin
    first     <= 1'b0;
    src_clk_q <= src_clk;
    dst_clk_q <= dst_clk;
    src_rst_q <= src_rst_n;
    dst_rst_q <= dst_rst_n;
    data_q    <= data;
    valid_q   <= valid;
    if (first) assume (!src_rst_n && !dst_rst_n && !src_clk && !dst_clk);
    else begin
      if (src_rst_q && !src_rst_n) begin
        assume (dst_clk == dst_clk_q);
        if (dst_rst_n) src_again <= 1'b1;
      end
      if (dst_rst_q && !dst_rst_n) assume (!src_rst_n);
      if (src_rst_q != src_rst_n) assume (src_clk == src_clk_q);
      if (dst_rst_q != dst_rst_n) assume (dst_clk == dst_clk_q);
    end
  end

  // ---- ghosts in the src clock: what was taken last, how many takes
  logic [W-1:0] taken = '0;
  logic [2:0]   takes = '0;
  logic         unsent = 1'b0;  // posted, not taken yet
  logic         sent = 1'b0;    // something has been taken since the reset
  always @(posedge src_clk or negedge src_rst_n) begin
    if (!src_rst_n) begin
      takes  <= '0;
      unsent <= 1'b0;
      sent   <= 1'b0;
    end else begin
      sent <= sent || take;
      if (take) begin
        taken <= setting;
        takes <= takes + 3'd1;
      end
      unsent <= (unsent || post) && !take;
    end
  end

  // ---- ghosts in the dst clock: captures, edges since the request
  logic [2:0] captures = '0;
  logic [2:0] waited = '0;
  always @(posedge dst_clk or negedge src_rst_n) begin
    if (!src_rst_n) begin
      captures <= '0;
      waited   <= '0;
    end else if (dst_rst_n) begin
      if (valid) captures <= captures + 3'd1;
      waited <= (takes == captures || valid) ? 3'd0 : waited + 3'd1;
    end
  end

  // ---- src edges since the capture: the acknowledge must end the wait
  logic [2:0] dst_after = '0;  // dst edges after the capture
  logic [2:0] src_after = '0;  // src edges after the acknowledge left
  always @(posedge dst_clk or negedge src_rst_n) begin
    if (!src_rst_n) dst_after <= 3'd0;
    else if (valid) dst_after <= 3'd0;
    else if (dst_rst_n && dst_after != 3'd7) dst_after <= dst_after + 3'd1;
  end
  always @(posedge src_clk or negedge src_rst_n) begin
    if (!src_rst_n) src_after <= 3'd0;
    else if (takes != captures || dst_after == 3'd0 || take) src_after <= 3'd0;
    else if (src_after != 3'd7) src_after <= src_after + 3'd1;
  end

  always @(posedge moment) begin
    if (!first) begin
      // one transfer at a time, and none from nowhere
      assert (captures == takes || captures + 3'd1 == takes);
      // whole: the consumer holds exactly what was snapshot
      if (captures == takes && sent) assert (consumer == taken);
      // nothing comes from a reset, and what a request out of nowhere would bring is what the group has after reset
      if (!src_rst_n) assert (!valid);
      if (!sent) assert (data == RST);
      if (COMMAND != 0 && src_rst_n && !busy) assert (data == RST);
      // never torn: the snapshot rests from one moment before valid until it is over
      if ((valid || valid_q) && !(src_rst_q && !src_rst_n)) assert (data == data_q);
      if (valid) assert (captures != takes && data == taken);
      // at most four edges after the request (three without jitter) it has been captured
      assert (waited <= 3'd3);
      // not busy: nothing unsent, the last post has arrived, and the status already shows it
      if (src_rst_n && !busy) assert (!unsent && !post);
      if (src_rst_n && !busy && sent) assert (consumer == setting && status == setting);
      if (post) assert (busy);
      // a transfer for a post only, and not before the consumer has had a tick with the last one
      if (take) assert (unsent || post);
      if (take && sent) assert (captures == takes && dst_after != 3'd0);
      // a post is taken in its own cycle unless a transfer is under way
      if (post && captures == takes && src_after >= 3'd3) assert (take);
      // the acknowledge takes three src edges at most; a remembered post is taken on the next
      if (src_after >= 3'd4) assert (!unsent);
    end
  end

  // ---- busy does not stay for ever: acknowledged, and a strobe seen after that, ends it
  logic strobe_since = 1'b0;
  always @(posedge src_clk or negedge src_rst_n) begin
    if (!src_rst_n) strobe_since <= 1'b0;
    else if (take || post || takes != captures || src_after < 3'd3) strobe_since <= 1'b0;
    else if (strobe) strobe_since <= 1'b1;
  end
  always @(posedge moment) begin
    if (!first && strobe_since && !post) assert (!busy);
  end

  always @(posedge moment) begin
    cover (captures == 3'd2 && !busy && status == 2'd1 && taken == 2'd1);
    cover (captures == 3'd1 && unsent);
    cover (dst_rst_n && !src_rst_n);
    cover (takes == 3'd1 && captures == 3'd1 && !dst_clk && !busy);
    cover (src_rst_n && !dst_rst_n && takes == 3'd1);
    cover (src_again && dst_rst_n && sent && !busy && status == 2'd3);
  end

endmodule
