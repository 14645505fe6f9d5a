// SPDX-License-Identifier: Apache-2.0
// Properties of monitor_core against any converter: bursts of the right length on the right channel, rounded averages,
// each result published once with its tick, verdicts by results of scans alone, events and fresh flags that no clear
// can swallow; a conversion that does not end is given up, a needed channel without results is stale, and limits that keep
// the power off are those of the profile. One channel, monitor, sensor and setting each, freely chosen, stand for all. Which pick comes is
// monitor_scan's own proof.
module monitor_core_props (
  input logic         clk,
  input logic         fast,
  input logic         off,
  input logic         cfg_valid,
  input logic [173:0] cfg,
  input logic         req_valid,
  input logic [  6:0] req,
  input logic         clr_valid,
  input logic [ 14:0] clr,
  input logic         intr_valid,
  input logic [  7:0] intr,
  input logic         done,
  input logic [ 11:0] value
);

  localparam logic [173:0] CFG_RST = {3'd2, 14'h0009, 5'b00101, 16'd9, 16'd3, {6{20'h10800}}};
  localparam logic [5:0] TRIP_RST = 6'b100011;
  localparam logic [4:0] NEEDED = 5'b01001;
  localparam int WINDOW_W = 4;
  localparam int LIMIT_W = 4;
  localparam int LIMIT_TICKS = 15;

  logic rst_n;
  logic started = 1'b0;  // false in the very first step, which is in reset
  assign rst_n = started;

  logic [47:0] now = '0;
  logic start, ready;
  logic [2:0] wake;
  logic [2:0] chan;
  logic [83:0] result;
  logic [111:0] tick;
  logic [6:0] fresh, upd;
  logic [5:0] trip;
  logic [4:0] sensor, stale;
  logic defaults;
  logic [7:0] events;

  monitor_core #(.NEEDED(NEEDED), .WINDOW_W(WINDOW_W), .LIMIT_W(LIMIT_W), .CFG_RST(CFG_RST)) u_dut (
    .clk_i(clk), .rst_ni(rst_n), .now_i(now), .sar_start_o(start), .sar_chan_o(chan), .sar_done_i(done),
    .sar_value_i(value), .fast_i(fast), .off_i(off), .cfg_valid_i(cfg_valid), .cfg_i(cfg), .req_valid_i(req_valid), .req_i(req),
    .clr_valid_i(clr_valid), .clr_i(clr), .intr_valid_i(intr_valid), .intr_i(intr), .result_o(result), .tick_o(tick),
    .fresh_o(fresh), .upd_o(upd), .ready_o(ready), .trip_o(trip), .sensor_o(sensor), .stale_o(stale), .defaults_o(defaults),
    .wake_o(wake), .event_o(events)
  );

  (* hierconn *) wire \u_dut.busy_q ;
  (* hierconn *) wire \u_dut.pick ;
  (* hierconn *) wire [2:0] \u_dut.pick_chan ;
  (* hierconn *) wire \u_dut.requested ;
  (* hierconn *) wire \u_dut.give_up ;
  (* hierconn *) wire \u_dut.starts ;
  (* hierconn *) wire \u_dut.written_q ;
  (* hierconn *) wire [3:0] \u_dut.stamp_q ;
  (* hierconn *) wire [4:0] \u_dut.sensor ;
  (* hierconn *) wire [4:0] \u_dut.u_age.seen_q ;
  (* hierconn *) wire [4:0] \u_dut.u_age.got_q ;
  (* hierconn *) wire [4:0] \u_dut.u_age.miss_q ;
  (* hierconn *) wire [1:0] \u_dut.size_q ;
  (* hierconn *) wire [3:0] \u_dut.left_q ;
  (* hierconn *) wire [15:0] \u_dut.acc_q ;
  (* hierconn *) wire [173:0] \u_dut.cfg_q ;
  (* hierconn *) wire [4:0] \u_dut.seen_q ;
  (* hierconn *) wire [7:0] \u_dut.mask_q ;
  (* hierconn *) wire [14:0] \u_dut.u_sticky.clr_i ;
  (* hierconn *) wire \u_dut.u_sticky.clr_valid_i ;
  (* hierconn *) wire [14:0] \u_dut.u_sticky.event_o ;
  (* hierconn *) wire [44:0] \u_dut.u_sticky.since_q ;
  (* hierconn *) wire [32:0] \u_dut.run_q ;

  // ---- one of each, freely chosen ----------------------------------------------------------------------------------
  (* anyconst *) logic [2:0] c;  // channel
  (* anyconst *) logic [2:0] m;  // monitor
  (* anyconst *) logic [2:0] s;  // sensor
  (* anyconst *) logic [7:0] b;  // bit of the settings
  always @* assume ((c < 7) && (m < 6) && (s < 5) && (b < 174));

  logic [173:0] set;             // settings in force
  assign set = \u_dut.cfg_q ;

  // ---- what the reference remembers --------------------------------------------------------------------------------
  logic        way = 1'b0;       // a pick is under way
  logic [2:0]  way_chan = '0;
  logic [4:0]  n = 5'd1;         // conversions of this pick
  logic [4:0]  dones = '0;
  logic [15:0] sum = '0;
  logic        start_due = 1'b0;
  logic [11:0] kept_result = '0;
  logic [15:0] kept_tick = '0;
  logic        kept_upd = 1'b0;
  logic [4:0]  seen = '0;
  logic        kept_ready = 1'b0;
  logic [2:0]  trip_run = '0, sensor_run = '0;
  logic        kept_trip = 1'b0, kept_sensor = 1'b0;
  logic        trip_event = 1'b0, converted = 1'b0;  // happened on the last edge
  logic        kept_bit = 1'b0;
  logic [7:0]  lasts = '0;         // ticks since the start of the conversion under way
  logic [1:0]  windows = 2'd1, scans = 2'd0;  // windows that ended, scans that began since the last result of s
  logic        kept_stale = 1'b0, kept_written = 1'b0, kept_defaults = 1'b0;
  logic [4:0]  last_stuck = '0, last_stale = '0;
  logic [5:0]  last_trip = TRIP_RST;
  logic [2:0]  mask = '0, last_mask = '0;  // of the warnings
  logic        last_clr6 = 1'b0;

  // ---- what happens on this edge -----------------------------------------------------------------------------------
  logic by_request;              // the pick under way is a request
  assign by_request = \u_dut.requested ;

  logic publish;
  logic [15:0] total;            // sum of the burst
  logic [16:0] rounded;
  logic [11:0] average;
  logic give_up, reload, late;
  assign give_up = way && (lasts + 8'd1 == LIMIT_TICKS);
  assign reload  = off && ((trip & TRIP_RST) != 0);
  assign publish = way && done && !give_up && (dones + 5'd1 == n);
  assign total   = sum + value;
  assign rounded = {1'b0, total} + (n >> 1);
  assign average = (n == 1) ? rounded[11:0] : (n == 4) ? rounded[13:2] : rounded[15:4];

  logic [1:0] avg;               // of the channel that is picked now
  assign avg = set[157 + 2 * \u_dut.pick_chan +: 2];

  logic [2:0] need;
  assign need = (set[173:171] == 0) ? 3'd1 : set[173:171];

  // The monitor's line in the contract's table
  logic [11:0] limit;
  logic [13:0] lim, hys, v;
  logic over, on_die, judged, trips, clears, against, changes;
  assign limit  = set[20 * m +: 12];
  assign lim    = {2'b00, limit};
  assign hys    = {6'd0, set[20 * m + 12 +: 8]};
  assign v      = {2'b00, average};
  assign over   = (m == 0) || (m == 4) || (m == 5);
  assign on_die = (m == 4) || (m == 5);
  assign judged = publish && !by_request && (way_chan == (on_die ? 3'd3 : 3'd0));
  assign trips   = over ? v > lim : v < lim;
  assign clears  = over ? v + hys <= lim : v >= lim + hys;
  assign against = kept_trip ? clears : trips;
  assign changes = judged && against && (trip_run + 4'd1 >= need);

  logic stuck, watched, sensor_changes;
  assign stuck = (average == 12'd4095) || ((average == 12'd0) && (s != 1) && (s != 4));
  assign watched = publish && !by_request && (way_chan == s);
  assign sensor_changes = watched && (stuck != kept_sensor) && (sensor_run + 4'd1 >= need);

  // s is late when a second window ends, or a third scan begins, without a result of it
  assign late = NEEDED[s] && !watched && (((now[WINDOW_W-1:0] == '1) && (windows != 0)) || (\u_dut.starts && (scans >= 2'd2)));

  function automatic [2:0] event_of(input [2:0] monitor);
    case (monitor)
      3'd0:    event_of = 3'd3;
      3'd1:    event_of = 3'd4;
      3'd2:    event_of = 3'd0;
      3'd3:    event_of = 3'd1;
      3'd4:    event_of = 3'd2;
      default: event_of = 3'd5;
    endcase
  endfunction

  logic [2:0] e;
  assign e = event_of(m);

  logic [4:0] seen_now;
  assign seen_now = (publish && (way_chan < 5)) ? seen | (5'd1 << way_chan) : seen;

  always @(posedge clk) begin
    started <= 1'b1;
    now     <= started ? now + 48'd1 : '0;
    if (!started) begin
      way <= 1'b0; way_chan <= '0; n <= 5'd1; dones <= '0; sum <= '0; start_due <= 1'b0;
      kept_result <= '0; kept_tick <= '0; kept_upd <= 1'b0; seen <= '0; kept_ready <= 1'b0;
      trip_run <= '0; sensor_run <= '0; kept_trip <= TRIP_RST[m]; kept_sensor <= 1'b0; trip_event <= 1'b0;
      converted <= 1'b0; kept_bit <= CFG_RST[b]; lasts <= '0; windows <= 2'd1; scans <= 2'd0;
      kept_stale <= 1'b0; kept_written <= 1'b0; kept_defaults <= 1'b0; last_stuck <= '0; last_stale <= '0; last_trip <= TRIP_RST; last_clr6 <= 1'b0;
      mask <= '0; last_mask <= '0;
    end else begin
      way       <= \u_dut.pick || (way && !publish && !give_up);
      start_due <= \u_dut.pick || (way && done && !publish && !give_up);
      lasts     <= (\u_dut.pick || (way && done && !publish && !give_up) || !way) ? 8'd0 : lasts + 8'd1;
      if (watched) {windows, scans, kept_stale} <= '0;
      else begin
        if ((now[WINDOW_W-1:0] == '1) && (windows != 2'd3)) windows <= windows + 2'd1;
        if (\u_dut.starts && (scans != 2'd3)) scans <= scans + 2'd1;
        kept_stale <= kept_stale || late;
      end
      if (\u_dut.pick ) begin
        way_chan <= \u_dut.pick_chan ;
        n        <= (avg == 0) ? 5'd1 : (avg == 1) ? 5'd4 : 5'd16;
        dones    <= '0;
        sum      <= '0;
      end else if (way && done) begin
        dones <= dones + 5'd1;
        sum   <= total;
      end
      if (publish && (way_chan == c)) begin
        kept_result <= average;
        kept_tick   <= now[15:0] + 16'd1;
      end
      kept_upd   <= publish && (way_chan == c);
      seen       <= seen_now;
      kept_ready <= kept_ready || ((seen_now | ~(set[156:152] | NEEDED)) == 5'b11111);
      if (judged) begin
        trip_run  <= (!against || changes) ? 3'd0 : trip_run + 3'd1;
        kept_trip <= kept_trip ^ changes;
      end
      trip_event <= changes && !kept_trip;
      if (watched) begin
        sensor_run  <= ((stuck == kept_sensor) || sensor_changes) ? 3'd0 : sensor_run + 3'd1;
        kept_sensor <= kept_sensor ^ sensor_changes;
      end
      converted <= publish && by_request;
      if (reload) kept_bit <= CFG_RST[b];
      else if (cfg_valid) kept_bit <= cfg[b];
      kept_written  <= !reload && (cfg_valid || kept_written);
      kept_defaults <= reload ? (kept_defaults || kept_written || cfg_valid) : (kept_defaults && !cfg_valid);
      last_stuck  <= \u_dut.sensor ;
      last_stale  <= stale;
      last_trip   <= trip;
      if (intr_valid) mask <= intr[2:0];
      last_mask   <= mask;
      last_clr6   <= clr_valid && clr[13];
    end
  end

  always @(posedge clk) if (started) begin
    // a start for each pick and each further conversion of a burst, none else; no pick inside a burst
    assert (start == start_due);
    assert (chan == way_chan);
    if (\u_dut.pick ) assert (!way || publish || give_up);
    assert (\u_dut.give_up == give_up);
    // results, ticks, flags of a channel: when it publishes, and not otherwise
    assert (result[12*c+:12] == kept_result);
    assert (tick[16*c+:16] == kept_tick);
    assert (upd[c] == kept_upd);
    assert ((upd & (upd - 7'd1)) == 0);
    assert (ready == kept_ready);
    // verdicts, of n results of scans in a row; no value both trips and clears, and at the end of its range no limit trips
    assert (trip[m] == kept_trip);
    assert (!(trips && clears));
    if ((limit == (over ? 12'd4095 : 12'd0)) && !kept_trip) assert (!against);
    assert (\u_dut.sensor [s] == kept_sensor);
    assert (stale[s] == kept_stale);
    assert (sensor == (\u_dut.sensor | stale));
    if (!NEEDED[s]) assert (!stale[s]);
    // each warning wakes for itself, if it is asked for: as both were before the edge
    assert (wake == (last_trip[4:2] & last_mask));
    // events and fresh flags: what has happened on the last edge, and each clear as it comes; prim_event_props has the rest
    assert ((\u_dut.u_sticky.clr_valid_i == clr_valid) && (\u_dut.u_sticky.clr_i == clr));
    assert (\u_dut.u_sticky.event_o == {events, fresh});
    assert (\u_dut.u_sticky.since_q [c] == kept_upd);
    assert (\u_dut.u_sticky.since_q [7 + e] == trip_event);
    assert (\u_dut.u_sticky.since_q [14] == converted);
    assert (\u_dut.u_sticky.since_q [13] == (((\u_dut.sensor & ~last_stuck) | (stale & ~last_stale)) != 0));
    // settings
    assert (set[b] == kept_bit);
    assert (defaults == kept_defaults);
    // ... not as written: only if the flag says so
    if (!kept_written && !defaults) assert (set[b] == CFG_RST[b]);
    if (defaults) assert (set[b] == CFG_RST[b]);
    assert (\u_dut.mask_q [2:0] == mask);
    // helpers
    assert (\u_dut.busy_q == way);
    assert (\u_dut.written_q == kept_written);
    assert (!(kept_written && kept_defaults));
    if (way) assert ((4'(now[3:0] - \u_dut.stamp_q ) == lasts[3:0] + 4'd1) && (lasts < LIMIT_TICKS));
    assert (\u_dut.u_age.seen_q [s] == (windows == 0));
    assert (\u_dut.u_age.got_q [s] == (scans == 0));
    assert (\u_dut.u_age.miss_q [s] == (scans >= 2'd2));
    assert (\u_dut.seen_q == seen);
    assert ((n == 1) || (n == 4) || (n == 16));
    assert (\u_dut.size_q == ((n == 1) ? 2'd0 : (n == 4) ? 2'd1 : 2'd2));
    if (way) begin
      assert (dones < n);
      assert (\u_dut.left_q + dones + 1 == n);
      assert (\u_dut.acc_q == sum + (n >> 1));
      assert (sum <= dones * 4095);
    end
    assert (\u_dut.run_q [3*m+:3] == trip_run);
    assert (\u_dut.run_q [18+3*s+:3] == sensor_run);
    assert ((trip_run < 7) && (sensor_run < 7));
    assert (way_chan < 7);
  end

  always @(posedge clk) begin
    cover (started && (upd == 7'h40) && events[7]);
    cover (started && (trip[1:0] == 2'b00));
    cover (started && changes && kept_trip && (trip_run == 3'd2) && (hys != 0));
    cover (started && changes && (need == 3'd1) && (trip_run == 3'd2));
    cover (started && (trip[3] && !last_trip[3]) && (set[173:171] == 3'd2));
    cover (started && stale[3] && (scans == 2'd3) && ready);
    cover (started && last_stale[0] && !stale[0]);
    cover (started && stale[0] && (windows == 2'd2) && (scans == 2'd0));
    cover (started && defaults && !off);
    cover (started && (\u_dut.sensor == 5'b00100) && events[6] && last_clr6);
    cover (started && publish && (n == 4) && (total[1:0] == 2'b10));
    cover (started && ready && (set[156:152] == 5'b00101));
    cover (started && (wake == 3'b010) && last_trip[2]);
    cover (started && kept_upd && (way_chan == c) && way && (way_chan == 3'd2));
  end

endmodule
