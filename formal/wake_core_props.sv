// SPDX-License-Identifier: Apache-2.0
// Properties of wake_core with three sources and two cores: when pending rises and falls, that a wake always follows
// within one tick, causes of a window complete and true, and that the shared enable takes nothing away.
//
// No write loses a wake. All register writes are free, on the same ticks and on neighbouring ones. A wake is owed from
// the edge on which an enabled source became active, by the settings in force; firmware can only take back what it can have
// seen (a clear leaves the bus side three edges before it arrives here at the earliest) or what it disables. Until then
// the source is pending, and while the mode lets it through some core is told, whatever happens to kinds, polarities,
// routes, masks, and to the other sources.
module wake_core_props (
  input logic        clk,
  input logic [ 2:0] src,
  input logic        cfg_valid,
  input logic [11:0] cfg,
  input logic        route_valid,
  input logic [ 5:0] route,
  input logic        clr_valid,
  input logic [ 2:0] clr,
  input logic [ 2:0] mask,
  input logic        open,
  input logic [ 3:0] extra
);

  localparam int N = 3;
  localparam logic [5:0] ROUTE_RST = 6'b010_001;
  localparam logic [5:0] NONE = pmu_pkg::WAKE_CAUSE_NO_CAUSE;

  logic rst_n, any;
  logic [N-1:0] pend, ev;
  logic [1:0] wake;
  logic [5:0] first;
  logic [35:0] all;
  logic [31:0] tick;
  logic [47:0] now = '0;

  wake_core #(.N(N), .N_CORES(2), .ROUTE_RST(ROUTE_RST)) u_dut (
    .clk_i        (clk),
    .rst_ni       (rst_n),
    .now_i        (now),
    .src_i        (src),
    .cfg_valid_i  (cfg_valid),
    .cfg_i        (cfg),
    .route_valid_i(route_valid),
    .route_i      (route),
    .clr_valid_i  (clr_valid),
    .clr_i        (clr),
    .mask_i       (mask),
    .cause_capture_en_i(open),
    .internal_causes_i(extra),
    .pend_o       (pend),
    .event_o      (ev),
    .wake_o       (wake),
    .any_o        (any),
    .cause_first_o(first),
    .cause_all_o  (all),
    .cause_tick_o (tick)
  );

  logic started = 1'b0;  // false in the very first step, which is in reset
  assign rst_n = started;

  (* hierconn *) wire [2:0] \u_dut.prev_q ;
  (* hierconn *) wire [2:0] \u_dut.enable_q ;
  (* hierconn *) wire [2:0] \u_dut.invert_q ;
  (* hierconn *) wire [2:0] \u_dut.edge_q ;
  (* hierconn *) wire [2:0] \u_dut.both_q ;
  (* hierconn *) wire [5:0] \u_dut.route_q ;
  (* hierconn *) wire \u_dut.open_q ;
  (* hierconn *) wire [8:0] \u_dut.began_q ;
  (* hierconn *) wire [2:0] \u_dut.kept_q ;
  (* hierconn *) wire [2:0] \u_dut.queue_q ;

  // ---- what the reference remembers --------------------------------------------------------------------------------
  logic [11:0] cfg_kept = '0;
  logic [ 5:0] route_kept = ROUTE_RST;
  logic [N-1:0] last_src = '0;      // 0 before the first edge: nothing is enabled then
  logic [N-1:0] last_pend = '0;
  logic [N-1:0] last_fired = '0;
  logic [N-1:0] last_cleared = '0, last_disabled = '0;
  logic [N-1:0] began_1 = '0, began_2 = '0, began_3 = '0;  // fired by moving one, two, three edges ago, and still enabled then
  logic [N-1:0] began_4 = '0, began_5 = '0, began_6 = '0, began_7 = '0, began_8 = '0;
  logic [2:0]   gap = 3'd6;         // edges since the last one with a clear, 6: more. Up to 5 this one may have waited for that
  logic [N-1:0] queued;             // came since that had set out, three edges before it arrived
  logic [N-1:0] began, late;        // may have begun after a clear that arrives now was written
  logic [N-1:0] owed = '0;          // wakes that nobody has taken back
  logic [N-1:0] last_late = '0;
  logic [N-1:0] last_wakes = '0;    // pending, enabled, inside the mask on the last edge
  logic [ 5:0] last_route = ROUTE_RST;
  logic        last_open = 1'b0;
  logic [ 6:0] window = '0;         // causes of the window so far: {extra, source}
  logic [ 5:0] window_first = NONE;
  logic [31:0] window_tick = '0;

  logic [N-1:0] enable, invert, is_edge, both, fired, wakes;
  logic [6:0] causes, fresh;
  assign {both, is_edge, invert, enable} = cfg_kept;
  assign wakes = pend & enable & mask;
  assign causes = {extra, wakes};

  // One source at a time, kind by kind
  always @* begin
    for (int i = 0; i < N; i++) begin
      if (!enable[i]) fired[i] = 1'b0;
      else if (!is_edge[i]) fired[i] = invert[i] ? !src[i] : src[i];
      else if (both[i]) fired[i] = (src[i] != last_src[i]);
      else if (invert[i]) fired[i] = last_src[i] && !src[i];
      else fired[i] = !last_src[i] && src[i];
    end
  end

  assign began = fired & (src ^ last_src);
  assign late  = began | began_1 | began_2 | began_3 | queued;
  always @* begin
    queued = began_1 | began_2 | began_3 | began_4;
    if (gap >= 3'd2) queued = queued | began_5;
    if (gap >= 3'd3) queued = queued | began_6;
    if (gap >= 3'd4) queued = queued | began_7;
    if (gap >= 3'd5) queued = queued | began_8;
    if (gap > 3'd5) queued = '0;
  end

  logic opens;
  logic [6:0] window_before;
  assign opens = open && !last_open;
  assign window_before = opens ? 7'd0 : window;
  assign fresh = open ? (causes & ~window_before) : 7'd0;

  function automatic [5:0] code(input [6:0] bits);
    casez (bits)
      7'b??????1: code = 6'd0;
      7'b?????10: code = 6'd1;
      7'b????100: code = 6'd2;
      7'b???1000: code = pmu_pkg::WAKE_CAUSE_MAX_SLEEP;
      7'b??10000: code = pmu_pkg::WAKE_CAUSE_SLEEP_TIMER;
      7'b?100000: code = pmu_pkg::WAKE_CAUSE_CORE_WAKE;
      7'b1000000: code = pmu_pkg::WAKE_CAUSE_CORE_RESUME;
      default:    code = NONE;
    endcase
  endfunction

  always @(posedge clk) begin
    started       <= 1'b1;
    now           <= started ? now + 48'd1 : '0;
    cfg_kept      <= !started ? 12'd0 : cfg_valid ? cfg : cfg_kept;
    route_kept    <= !started ? ROUTE_RST : route_valid ? route : route_kept;
    last_src      <= started ? src : '0;
    last_pend     <= started ? pend : '0;
    last_fired    <= started ? fired : '0;
    last_cleared  <= (started && clr_valid) ? clr : '0;
    last_disabled <= (started && cfg_valid) ? ~cfg[2:0] : '0;
    {began_8, began_7, began_6, began_5, began_4, began_3, began_2, began_1} <= !started ? '0 :
      {began_7, began_6, began_5, began_4, began_3, began_2, began_1, began & ~(cfg_valid ? ~cfg[2:0] : 3'd0)};
    gap           <= !started ? 3'd6 : clr_valid ? 3'd1 : (gap == 3'd6) ? 3'd6 : gap + 3'd1;
    last_late     <= started ? late : '0;
    owed          <= !started ? '0 : ((owed & ~(clr_valid ? (clr & ~late) : 3'd0)) | began) & ~(cfg_valid ? ~cfg[2:0] : 3'd0);
    last_wakes    <= started ? wakes : '0;
    last_route    <= started ? route_kept : ROUTE_RST;
    last_open     <= started && open;
    window        <= started ? (window_before | fresh) : '0;
    if (!started) begin
      window_first <= NONE;
      window_tick  <= '0;
    end else begin
      if (opens) window_first <= NONE;
      if ((opens || (window_first == NONE)) && (fresh != 0)) begin
        window_first <= code(fresh);
        window_tick  <= now[31:0] + 32'd1;
      end
    end
  end

  always @(posedge clk) if (started) begin
    // what the enable lets through is what the reference remembers
    assert (\u_dut.prev_q == last_src);
    assert (\u_dut.began_q == {began_3, began_2, began_1});
    assert ((gap >= 3'd1) && (gap <= 3'd6) && (\u_dut.queue_q == 3'd6 - gap));
    assert (\u_dut.kept_q == queued);
    // a wake that is owed is pending, and nothing but what the mode hears keeps it from a core
    assert ((owed & ~pend) == 0);
    if ((owed & mask) != 0) assert (wakes != 0);
    assert ({\u_dut.both_q , \u_dut.edge_q , \u_dut.invert_q , \u_dut.enable_q } == cfg_kept);
    assert (\u_dut.route_q == route_kept);
    assert (\u_dut.open_q == last_open);

    for (int i = 0; i < N; i++) begin
      // set wins over clear; only disabling beats it
      if (last_fired[i] && !last_disabled[i]) assert (pend[i]);
      // pending falls by a clear or by disabling only, and rises by its source only
      if (last_pend[i] && !pend[i]) assert (last_cleared[i] || last_disabled[i]);
      if (!last_pend[i] && pend[i]) assert (last_fired[i]);
      if (last_cleared[i] && !last_fired[i] && !last_late[i]) assert (!pend[i]);
      if (last_late[i] && last_pend[i] && !last_disabled[i]) assert (pend[i]);
      if (last_disabled[i]) assert (!pend[i]);
      // a pending source that may wake wakes somebody within one tick: the cores of its route, core 0 without a route
      if (last_wakes[i]) begin
        assert (any && (wake != 2'b00));
        if (last_route[i]) assert (wake[0]);
        if (last_route[N+i]) assert (wake[1]);
        if (!last_route[i] && !last_route[N+i]) assert (wake[0]);
      end
    end
    assert ((pend & ~enable) == 0);
    assert (ev == began_1);                       // an event each time a source fires by moving, and no other
    assert ((ev & ~pend) == 0);
    // and nobody is woken for nothing
    if (last_wakes == 0) assert (!any && (wake == 2'b00));
    if ((last_wakes & last_route[5:3]) == 0) assert (!wake[1]);
    if ((last_wakes & (last_route[2:0] | ~last_route[5:3])) == 0) assert (!wake[0]);
    // causes: all of the window, and nothing else
    assert (all[2:0] == window[2:0]);
    assert (all[31:3] == 0);
    assert (all[35:32] == window[6:3]);
    assert (first == window_first);
    assert (tick == window_tick);
    assert ((first == NONE) == (window == 0));
  end

  always @(posedge clk) begin
    cover (started && owed[0] && last_cleared[0] && !last_fired[0] && !enable[1]);
    cover (started && owed[0] && last_cleared[0] && !last_fired[0] && began_8[0]);
    cover (started && (wake == 2'b11) && (last_wakes == 3'b100));
    cover (started && last_cleared[1] && pend[1] && last_fired[1] && is_edge[1] && both[1]);
    cover (started && (first == pmu_pkg::WAKE_CAUSE_CORE_WAKE) && all[2]);
    cover (started && !open && (first == 6'd1) && !all[0]);
  end

endmodule
