// SPDX-License-Identifier: Apache-2.0
// Properties of monitor_sar: enable, sample, hold and done stand at their ticks after the start and nowhere else, the
// code on trial is made of the comparator's answers so far, each taken once, and between conversions the front end is
// off. UPSET = 1: no reset and no start; whatever the flops hold, it is idle within the ticks of one conversion.
module monitor_sar_props #(
  parameter int S     = 2,
  parameter int UPSET = 0
) (
  input logic       clk,
  input logic       start,
  input logic [2:0] chan,
  input logic       cmp
);

  localparam int HOLD = S + 1;   // position of the first trial
  localparam int LAST = S + 12;  // ... and of the last
  localparam int LEFT_W = (S > 1) ? $clog2(S) : 1;

  logic rst_n, en, sample, done;
  logic [2:0] fe_chan;
  logic [11:0] dac, value;

  monitor_sar #(.SAMPLE_TICKS(S)) u_dut (
    .clk_i   (clk),
    .rst_ni  (rst_n),
    .start_i (start),
    .chan_i  (chan),
    .cmp_i   (cmp),
    .en_o    (en),
    .sample_o(sample),
    .chan_o  (fe_chan),
    .dac_o   (dac),
    .done_o  (done),
    .value_o (value)
  );

  (* hierconn *) wire [LEFT_W-1:0] \u_dut.left_q ;

  if (UPSET == 0) begin : gen_rules
    logic started = 1'b0;  // false in the very first step, which is in reset
    assign rst_n = started;

    logic [7:0]  pos = '0;       // ticks since the start, 0: idle
    logic [11:0] answers = '0;   // the comparator's, for the bits decided so far; the rest 0
    logic [11:0] kept = '0;      // code of the last conversion
    logic [2:0]  kept_chan = '0;
    logic        ended = 1'b0;

    logic [11:0] on_trial;       // one bit, in the positions of trials
    assign on_trial = ((pos >= HOLD) && (pos <= LAST)) ? (12'h800 >> (pos - HOLD)) : 12'h000;

    always @(posedge clk) begin
      started <= 1'b1;
      if (!started) begin
        pos       <= '0;
        answers   <= '0;
        kept      <= '0;
        kept_chan <= '0;
        ended     <= 1'b0;
      end else begin
        if (pos == 0) pos <= start ? 8'd1 : 8'd0;
        else pos <= (pos == LAST) ? 8'd0 : pos + 8'd1;
        if ((pos == 0) && start) begin
          kept_chan <= chan;
          answers   <= '0;
        end
        if (cmp) answers <= ((pos == 0) ? 12'h000 : answers) | on_trial;
        if (pos == LAST) kept <= answers | (cmp ? 12'h001 : 12'h000);
        ended <= (pos == LAST);
      end
    end

    always @(posedge clk) if (started) begin
      // the front end is on from the start to the last decision and at no other time
      assert (en == (pos != 0));
      assert (sample == ((pos != 0) && (pos <= S)));
      assert (done == ended);
      if (done) assert (!en && !sample);
      assert (value == dac);
      // each answer stays in the code, the next bit is on trial, all below is 0
      if (pos >= HOLD) assert (dac == (answers | on_trial));
      else assert (dac == kept);
      assert (fe_chan == kept_chan);
      // it ends
      assert (pos <= LAST);
      // helpers
      if (sample) assert (\u_dut.left_q == S - pos);
      if (pos != 0) assert ((answers & (on_trial | (on_trial - 12'd1))) == 0);
      if ((pos != 0) && (pos < HOLD)) assert (answers == 0);
    end

    always @(posedge clk) begin
      cover (started && done && (value == 12'hA5C) && (fe_chan == 3'd6));
      cover (started && (pos == LAST) && start);
      cover (started && done && start);
      cover (started && sample && (kept == 12'hFFF));
    end
  end else begin : gen_upset
    localparam int BOUND = (1 << LEFT_W) + 13;

    logic [7:0] tick = '0;
    logic was_illegal = 1'b0;
    assign rst_n = 1'b1;

    always @* assume (!start);

    always @(posedge clk) begin
      if (tick != 8'hFF) tick <= tick + 8'd1;
      was_illegal <= sample && !en;
    end

    always @(posedge clk) begin
      if (tick >= BOUND) assert (!en && !sample && !done);
      if (was_illegal) assert (!en && !sample && !done);
      cover (was_illegal && !sample);
      cover ((tick == BOUND - 1) && done);
      cover ((tick == BOUND) && !en);
    end
  end

endmodule
