// SPDX-License-Identifier: Apache-2.0
// Properties of monitor_scan: nothing that waits is lost or converted twice, a waiting channel of a scan is among the
// next 10 picks and a request among the next 14, whatever else is asked; scans start on their tick and never stop
// coming. FREE = 1: without the last assumption below, for conversions that take any time. Assumed: the timebase counts; busy falls on an edge with free, which is what monitor_core does; a scan is
// over within SCAN_TICKS.
module monitor_scan_props #(
  parameter int FREE = 0
) (
  input logic        clk,
  input logic        fast,
  input logic [15:0] awake,
  input logic [15:0] asleep,
  input logic [ 4:0] enable,
  input logic [ 6:0] req,
  input logic        ends     // the conversion under way is published on this edge
);

  localparam int SCAN_TICKS = 40000;   // 11 picks of 16 conversions with 64 ticks of sampling take 13,728
  localparam int SCAN_PICKS = 10;
  localparam int REQUEST_PICKS = 14;

  logic rst_n;
  logic started = 1'b0;  // false in the very first step, which is in reset
  assign rst_n = started;

  logic [15:0] now = '0;
  logic busy = 1'b0;
  logic free, pick, requested, begins;
  logic [2:0] chan;
  assign free = !busy || ends;

  monitor_scan u_dut (
    .clk_i      (clk),
    .rst_ni     (rst_n),
    .now_i      (now),
    .fast_i     (fast),
    .awake_i    (awake),
    .asleep_i   (asleep),
    .enable_i   (enable),
    .req_i      (req),
    .busy_i     (busy),
    .free_i     (free),
    .pick_o     (pick),
    .chan_o     (chan),
    .starts_o   (begins),
    .requested_o(requested)
  );

  (* hierconn *) wire [15:0] \u_dut.stamp_q ;
  (* hierconn *) wire [ 3:0] \u_dut.boot_q ;
  (* hierconn *) wire [ 4:0] \u_dut.scan_q ;
  (* hierconn *) wire [ 6:0] \u_dut.req_q ;
  (* hierconn *) wire [ 2:0] \u_dut.last_q ;
  (* hierconn *) wire \u_dut.starts ;
  logic starts;
  assign starts = \u_dut.starts ;

  // ---- what the reference remembers --------------------------------------------------------------------------------
  (* anyconst *) logic [2:0] r;  // any channel, for what is asked
  (* anyconst *) logic [2:0] s;  // any channel of a scan
  always @* assume ((r < 7) && (s < 5));

  logic [6:0]  asked = '0;       // requests that wait
  logic [4:0]  due = '0;         // channels of the scan that wait
  logic [2:0]  last = 3'd6;
  logic        was_request = 1'b0;
  logic [3:0]  boot = 4'd8;
  logic [16:0] since = '0;       // edges since the last start of a scan (or reset), up to this one
  logic [3:0]  wait_r = '0, wait_s = '0;  // picks of others while r, s wait

  logic running;                 // a scan is active
  logic take_request;            // the next pick is a request
  logic [2:0] wanted;            // ... and its channel
  assign running = (due != 0) || (busy && !was_request);
  assign take_request = (asked != 0) && ((due == 0) || !was_request);

  // The channel by search from the last one upward, round the end
  always @* begin
    wanted = 3'd0;
    if (take_request) begin
      for (int d = 7; d >= 1; d--) if (asked[(last + d) % 7]) wanted = (last + d) % 7;
    end else begin
      for (int c = 4; c >= 0; c--) if (due[c]) wanted = c;
    end
  end

  logic [3:0] steps;             // from `last` upward to r, 1-7
  logic [2:0] before_s;          // channels that the scan converts before s
  assign steps = (r > last) ? r - last : r + 4'd7 - last;
  assign before_s = (due[0] && (s > 0)) + (due[1] && (s > 1)) + (due[2] && (s > 2)) + (due[3] && (s > 3));

  logic pick_r, pick_s;
  assign pick_r = pick && take_request && (chan == r);
  assign pick_s = pick && !take_request && (chan == s);

  logic [15:0] period;
  assign period = fast ? awake : asleep;

  // the assumption: a scan that runs is over in time
  always @* if ((FREE == 0) && started && (since >= SCAN_TICKS)) assume (!running);

  always @(posedge clk) begin
    started <= 1'b1;
    now     <= started ? now + 16'd1 : '0;
    if (!started) begin
      busy        <= 1'b0;
      asked       <= '0;
      due         <= '0;
      last        <= 3'd6;
      was_request <= 1'b0;
      boot        <= 4'd8;
      since       <= 17'd1;  // the first edge after reset is tick 1
      wait_r      <= '0;
      wait_s      <= '0;
    end else begin
      busy  <= pick || (busy && !ends);
      asked <= (asked & ~((pick && take_request) ? 7'd1 << chan : 7'd0)) | req;
      due   <= starts ? enable : due & ~((pick && !take_request) ? 5'd1 << chan : 5'd0);
      if (pick) was_request <= take_request;
      if (pick && take_request) last <= chan;
      if (starts && (boot != 0)) boot <= boot - 4'd1;
      since <= starts ? 17'd1 : since + 17'd1;
      if (pick_r || !asked[r]) wait_r <= '0;
      else if (pick) wait_r <= wait_r + 4'd1;
      if (pick_s || !due[s]) wait_s <= '0;
      else if (pick) wait_s <= wait_s + 4'd1;
    end
  end

  always @(posedge clk) if (started) begin
    // what waits is what was asked and not yet picked
    assert (\u_dut.req_q == asked);
    assert (\u_dut.scan_q == due);
    assert (requested == was_request);
    // a pick whenever something waits and the converter is free; the right one
    assert (pick == (free && ((asked != 0) || (due != 0))));
    if (pick) assert (chan == wanted);
    if (pick) assert (take_request ? asked[chan] : due[chan]);
    // a scan starts exactly on its tick, and not before the last one is over
    assert (starts == (!running && ((boot != 0) || (since[15:0] >= period))));
    // ... at the latest one round of the time stamp after the last, whatever the periods do
    if (FREE == 0) assert (since <= 17'h0FFFF);
    assert (begins == starts);
    // nobody waits longer than for the others once
    if (asked[r]) assert (wait_r < REQUEST_PICKS);
    if (due[s]) assert (wait_s < SCAN_PICKS);
    // helpers: what is still in front of them, in picks
    if (asked[r]) assert (wait_r + 2 * steps + was_request <= 15);
    if (due[s]) assert (wait_s + 2 * before_s + !was_request <= 9);
    if (!asked[r]) assert (wait_r == 0);
    if (!due[s]) assert (wait_s == 0);
    assert (\u_dut.last_q == last);
    assert (last < 7);
    assert (\u_dut.boot_q == boot);
    if (FREE == 0) assert (since != 0);
    assert (since[15:0] == now - \u_dut.stamp_q );
    if ((FREE == 0) && running) assert (since <= SCAN_TICKS);
  end

  always @(posedge clk) begin
    cover (started && pick_r && (wait_r == REQUEST_PICKS - 1));
    cover (started && pick_s && (wait_s == SCAN_PICKS - 1));
    cover (started && starts && (boot == 0) && (period == 16'd3));
    cover (started && (boot == 4'd5) && (enable == 0) && starts);
    cover (started && pick_r && req[r]);
  end

endmodule
