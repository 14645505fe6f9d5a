// SPDX-License-Identifier: Apache-2.0
//
// Wake controller on the AON side: from clean source levels to wake requests and causes.
//
// Each source has an enable, a polarity and a kind: level, rising, falling or both edges. An enabled source that fires
// becomes pending and stays so until firmware clears it or disables the source; a level that is still active sets it
// again at once, and a new edge in the tick of the clear wins over the clear. A pending source wakes when the mask of
// the present mode lets it, and it wakes the cores that it is routed to; an empty route means core 0, so that no wake
// is ever lost to a forgotten setting.
//
// A clear takes three ticks from firmware's write to here, four with synchronizer jitter. A source that has become active
// on one of the last three edges may have done so after the write: it stays pending, or the clear would take a wake that
// firmware has not seen. (One that firmware has cleared within the tick in which it came stays as well: a wake too many.) A
// clear that waited for another one leaves what came since three edges before that one arrived, as in prim_event. It is not
// that primitive, because a level that stands sets its source again without being new, and disabling takes a bit back.
//
// Causes: a window opens with the entry into sleep (or OFF) and closes when the exit is completed. The registers
// keep the first cause with its tick, and everything else that came before the window closed; four more causes come
// from outside (sleep timers, cores). They keep their values until the next window opens.
//
// In OFF a pending bit is no reason to power up, for it may be an old one that nobody has cleared: what counts there is the
// event, once (event_o): an edge that counts, or a level that becomes active, whether the source is pending already or not.
//
// As long as no source moves nothing toggles: the flops share one enable, high on the edges on which something happens.

module wake_core #(
  parameter int                   N         = 8,  // sources, 1-32
  parameter int                   N_CORES   = 1,
  parameter logic [N_CORES*N-1:0] ROUTE_RST = '0  // per core N bits, core 0 lowest
) (
  input  logic                 clk_i,
  input  logic                 rst_ni,         // power-on reset, released in step with clk_i
  input  logic [         47:0] now_i,          // timebase
  input  logic [        N-1:0] src_i,          // source levels, clean, AON clock
  // settings, each taken on the edge on which its valid is high
  input  logic                 cfg_valid_i,
  input  logic [      4*N-1:0] cfg_i,          // {both, edge, invert, enable}
  input  logic                 route_valid_i,
  input  logic [N_CORES*N-1:0] route_i,        // cores to wake, per core N bits
  input  logic                 clr_valid_i,
  input  logic [        N-1:0] clr_i,          // write-1-clear of pend_o
  // power state
  input  logic [        N-1:0] mask_i,         // sources that may wake now
  input  logic                 cause_capture_en_i,  // cause window
  input  logic [          3:0] internal_causes_i,  // one-tick causes: MAX_SLEEP, SLEEP_TIMER, CORE_WAKE, CORE_RESUME
  // all from flops
  output logic [        N-1:0] pend_o,         // only enabled sources
  output logic [        N-1:0] event_o,        // one tick: an enabled source has fired
  output logic [  N_CORES-1:0] wake_o,         // some source wakes core c
  output logic                 any_o,          // some source wakes
  output logic [          5:0] cause_first_o,  // 0-31 source, 32-35 extra, 63 none
  output logic [         35:0] cause_all_o,    // {extra, source}
  output logic [         31:0] cause_tick_o    // low word of the tick of the first cause
);

  localparam int CAUSES = 36;  // 32 sources and four from outside, of which MAX_SLEEP is the lowest
  localparam logic [2:0] QUEUE_TICKS = 3'd5;  // as in prim_event

  logic [N-1:0] prev_q;
  logic [N-1:0] enable_d, enable_q, invert_d, invert_q, edge_d, edge_q, both_d, both_q;
  logic [N_CORES*N-1:0] route_d, route_q;
  logic [N-1:0] pend_d, pend_q;
  logic [3*N-1:0] began_d, began_q;  // became active one, two, three edges ago, N bits each
  logic [N-1:0] kept_d, kept_q;      // became active after the last clear had set out
  logic [2:0] queue_d, queue_q;      // edges on which the next clear may be one that waited
  logic [N_CORES-1:0] wake_d, wake_q;
  logic any_d, any_q;
  logic open_q;
  logic [5:0] first_d, first_q;
  logic [CAUSES-1:0] all_d, all_q;
  logic [31:0] tick_d, tick_q;
  logic active;  // something happens on this edge

  // ---- settings -----------------------------------------------------------------------------------------------------
  always_comb begin
    {both_d, edge_d, invert_d, enable_d} = {both_q, edge_q, invert_q, enable_q};
    route_d = route_q;
    if (cfg_valid_i) {both_d, edge_d, invert_d, enable_d} = cfg_i;
    if (route_valid_i) route_d = route_i;
  end

  // ---- pending ------------------------------------------------------------------------------------------------------
  // Nothing is enabled on the first edge after reset, so the first sample of a source never counts as an edge
  logic [N-1:0] moved, fires, set, young, begins;

  assign moved = src_i ^ prev_q;
  // Edge: moved, and to the active level unless both directions count. Level: at the active level.
  assign fires = (moved | ~edge_q) & ((src_i ^ invert_q) | (edge_q & both_q));
  assign set   = fires & enable_q;
  // The enable in force after this edge: a source that is disabled on this edge loses its pending bit as well
  assign pend_d = ((pend_q & ~(clr_valid_i ? (clr_i & ~young & ~kept_q) : {N{1'b0}})) | set) & enable_d;

  assign young   = began_q[N-1:0] | began_q[2*N-1:N] | began_q[3*N-1:2*N];
  assign begins  = set & moved & enable_d;
  assign began_d = {began_q[2*N-1:0], begins};

  always_comb begin
    queue_d = (queue_q == 3'd0) ? 3'd0 : queue_q - 3'd1;
    kept_d  = (queue_q > 3'd1) ? (kept_q | begins) : '0;
    if (clr_valid_i) begin
      queue_d = QUEUE_TICKS;
      kept_d  = young | begins;
    end
  end

  // ---- wake ---------------------------------------------------------------------------------------------------------
  logic [N-1:0] wakes;     // pending, enabled, and let through by the mode
  logic [N-1:0] routed;    // to some core
  logic [N_CORES*N-1:0] route;  // with core 0 in the place of an empty route

  assign wakes = pend_q & enable_q & mask_i;

  always_comb begin
    routed = '0;
    for (int c = 0; c < N_CORES; c++) routed = routed | route_q[c*N+:N];
  end

  for (genvar c = 0; c < N_CORES; c++) begin : gen_core
    assign route[c*N+:N] = route_q[c*N+:N] | ((c == 0) ? ~routed : '0);
    assign wake_d[c]     = |(wakes & route[c*N+:N]);
  end

  assign any_d = |wakes;

  // ---- causes -------------------------------------------------------------------------------------------------------
  logic opens;
  logic [CAUSES-1:0] causes, all_before, fresh;
  logic [5:0] first_before, lowest;
  logic is_first;
  logic [31:0] now_at_first;  // 0 unless there is one: the timebase is kept away from what follows

  assign opens = cause_capture_en_i && !open_q;
  assign all_before = opens ? '0 : all_q;
  assign first_before = opens ? pmu_pkg::WAKE_CAUSE_NO_CAUSE : first_q;

  always_comb begin
    causes = '0;
    causes[pmu_pkg::WAKE_CAUSE_MAX_SLEEP+:4] = internal_causes_i;
    causes[N-1:0] = wakes;
    fresh = cause_capture_en_i ? (causes & ~all_before) : '0;
  end

  always_comb begin
    lowest = pmu_pkg::WAKE_CAUSE_NO_CAUSE;
    for (int i = CAUSES - 1; i >= 0; i--) if (fresh[i]) lowest = 6'(i);
  end

  assign is_first     = (first_before == pmu_pkg::WAKE_CAUSE_NO_CAUSE) && (|fresh);
  assign now_at_first = is_first ? now_i[31:0] : 32'd0;

  always_comb begin
    all_d   = all_before | fresh;
    first_d = first_before;
    tick_d  = tick_q;
    if (is_first) begin
      first_d = lowest;
      tick_d  = now_at_first + 32'd1;  // this edge's tick
    end
  end

  // ---- flops --------------------------------------------------------------------------------------------------------
  // any_o needs no term: every source has a route, so it moves together with some bit of wake_o
  assign active = cfg_valid_i || route_valid_i || clr_valid_i || (|moved) || (|began_q) || (queue_q != 3'd0) ||
                  (|(set & ~pend_q)) || (wake_d != wake_q) || (cause_capture_en_i != open_q) || (|fresh);

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      {both_q, edge_q, invert_q, enable_q} <= '0;
      route_q <= ROUTE_RST;
      prev_q  <= '0;
      pend_q  <= '0;
      began_q <= '0;
      kept_q  <= '0;
      queue_q <= '0;
      wake_q  <= '0;
      any_q   <= 1'b0;
      open_q  <= 1'b0;
      first_q <= pmu_pkg::WAKE_CAUSE_NO_CAUSE;
      all_q   <= '0;
      tick_q  <= '0;
    end else if (active) begin
      {both_q, edge_q, invert_q, enable_q} <= {both_d, edge_d, invert_d, enable_d};
      route_q <= route_d;
      prev_q  <= src_i;
      pend_q  <= pend_d;
      began_q <= began_d;
      kept_q  <= kept_d;
      queue_q <= queue_d;
      wake_q  <= wake_d;
      any_q   <= any_d;
      open_q  <= cause_capture_en_i;
      first_q <= first_d;
      all_q   <= all_d;
      tick_q  <= tick_d;
    end
  end

  assign pend_o        = pend_q;
  assign event_o       = began_q[N-1:0];
  assign wake_o        = wake_q;
  assign any_o         = any_q;
  assign cause_first_o = first_q;
  assign cause_all_o   = all_q;
  assign cause_tick_o  = tick_q;

  logic unused_now;
  assign unused_now = ^now_i[47:32];

endmodule
