// SPDX-License-Identifier: Apache-2.0
// Properties of monitor_core with monitor_sar behind it: a start meets an idle converter, nothing but a pick switches
// the front end on, and a pick of n conversions is published n * (SAMPLE_TICKS + 14) ticks later, whatever the settings
// do meanwhile. So none of them is ever given up.
module monitor_chain_props (
  input logic         clk,
  input logic         fast,
  input logic         off,
  input logic         cfg_valid,
  input logic [173:0] cfg,
  input logic         req_valid,
  input logic [  6:0] req,
  input logic         cmp
);

  localparam int S = 2;
  localparam int CYCLE = S + 14;  // ticks from one conversion to the next

  logic rst_n;
  logic started = 1'b0;  // false in the very first step, which is in reset
  assign rst_n = started;

  logic [47:0] now = '0;
  logic start, done, en, sample, ready;
  logic [2:0] wake;
  logic [2:0] chan, fe_chan;
  logic [11:0] dac, value;
  logic [83:0] result;
  logic [111:0] tick;
  logic [6:0] fresh, upd;
  logic [5:0] trip;
  logic [4:0] sensor, stale;
  logic defaults;
  logic [7:0] events;

  monitor_core #(.CFG_RST(174'd0)) u_dut (
    .clk_i(clk), .rst_ni(rst_n), .now_i(now), .sar_start_o(start), .sar_chan_o(chan), .sar_done_i(done),
    .sar_value_i(value), .fast_i(fast), .off_i(off), .cfg_valid_i(cfg_valid), .cfg_i(cfg), .req_valid_i(req_valid), .req_i(req),
    .clr_valid_i(1'b0), .clr_i(15'd0), .intr_valid_i(1'b0), .intr_i(8'd0), .result_o(result), .tick_o(tick), .fresh_o(fresh),
    .upd_o(upd), .ready_o(ready), .trip_o(trip), .sensor_o(sensor), .stale_o(stale), .defaults_o(defaults),
    .wake_o(wake), .event_o(events)
  );

  monitor_sar #(.SAMPLE_TICKS(S)) u_sar (
    .clk_i(clk), .rst_ni(rst_n), .start_i(start), .chan_i(chan), .cmp_i(cmp), .en_o(en), .sample_o(sample),
    .chan_o(fe_chan), .dac_o(dac), .done_o(done), .value_o(value)
  );

  (* hierconn *) wire \u_dut.busy_q ;
  (* hierconn *) wire \u_dut.pick ;
  (* hierconn *) wire \u_dut.give_up ;
  (* hierconn *) wire [7:0] \u_dut.stamp_q ;
  (* hierconn *) wire [1:0] \u_dut.size_q ;
  (* hierconn *) wire [3:0] \u_dut.left_q ;
  (* hierconn *) wire \u_sar.left_q ;
  logic busy, pick;
  assign busy = \u_dut.busy_q ;
  assign pick = \u_dut.pick ;

  logic [8:0] age = '0;  // ticks since the pick, while it is under way: 0 shows its start
  logic [8:0] length;    // ... at which it is published
  logic [4:0] n;         // conversions
  logic       was_busy = 1'b0, was_last = 1'b0, was_pick = 1'b0;
  logic [4:0] phase;     // tick within the conversion: 0 start, 1-S sample, then 12 trials, S + 13 done
  logic [11:0] on_trial;

  assign n = (\u_dut.size_q == 2'd0) ? 5'd1 : (\u_dut.size_q == 2'd1) ? 5'd4 : 5'd16;
  assign length = n * CYCLE;
  assign phase = age % CYCLE;
  assign on_trial = 12'h800 >> (phase - S - 1);

  always @(posedge clk) begin
    started  <= 1'b1;
    now      <= started ? now + 48'd1 : '0;
    age      <= (!started || pick || !busy) ? 9'd0 : age + 9'd1;
    was_busy <= started && busy;
    was_pick <= started && pick;
    was_last <= started && busy && (age + 9'd1 == length);
  end

  always @(posedge clk) if (started) begin
    // the converter is idle when it is started, and on only while a pick is under way
    if (start) assert (!en && !done);
    if (!busy) assert (!en && !sample && !done && !start);
    if (en || sample) assert (busy);
    // the front end has the core's channel
    if (en || done) assert (fe_chan == chan);
    // published exactly n conversions after the pick, and never otherwise
    assert ((upd != 0) == was_last);
    if (upd != 0) assert (was_busy);
    assert (!busy || (age < length));
    // the next pick comes on the edge that publishes or later, never before
    if (was_pick && was_busy) assert (upd != 0);
    assert (!\u_dut.give_up );
    // helpers: converter and core in step
    if (busy) begin
      assert (8'(now[7:0] - \u_dut.stamp_q ) == phase + 8'd1);
      assert (start == (phase == 0));
      assert (sample == ((phase >= 1) && (phase <= S)));
      assert (en == ((phase >= 1) && (phase <= S + 12)));
      assert (done == (phase == S + 13));
      assert (age / CYCLE + \u_dut.left_q + 1 == n);
      if ((phase >= 1) && (phase <= S)) assert (\u_sar.left_q == S - phase);
      if ((phase > S) && (phase <= S + 12)) assert ((dac & (on_trial | (on_trial - 12'd1))) == on_trial);
    end else assert (age == 0 || was_last);
    assert (\u_dut.size_q != 2'd3);
    assert (chan != 3'd7);
  end

  always @(posedge clk) begin
    cover (started && (upd != 0) && was_busy && (n == 5'd4) && busy);
    cover (started && (upd == 7'h20) && events[7]);
    cover (started && was_last && !busy);
  end

endmodule
