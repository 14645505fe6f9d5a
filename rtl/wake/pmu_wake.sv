// SPDX-License-Identifier: Apache-2.0
//
// Wake controller: wires the sources' ways in, the crossings and the AON core together.
//
// Up to 32 sources, pins or internal signals; what each of them is (internal, pulse, debounce) is fixed by the profile,
// what it does (enable, kind, polarity, route) is set by firmware. See wake_core for the rules and wake_source for the
// pins.

module pmu_wake #(
  parameter int                   N         = 8,   // sources, 1-32
  parameter int                   N_CORES   = 1,
  parameter logic [        N-1:0] INTERNAL  = '0,  // source is in the AON clock already
  parameter logic [        N-1:0] PULSE     = '0,  // pin with pulses shorter than an AON tick
  parameter logic [        N-1:0] PULSE_LOW = '0,  // with PULSE: low pulses
  parameter logic [      8*N-1:0] DEBOUNCE  = '0,  // ticks per source, 0: none
  parameter logic [N_CORES*N-1:0] ROUTE_RST = '0   // per core N bits, core 0 lowest
) (
  input  logic                 clk_sys_i,
  input  logic                 rst_sys_ni,
  input  logic                 strobe_i,        // sample strobe, bus clock
  input  logic                 clk_aon_i,
  input  logic                 rst_aon_ni,
  input  logic [         47:0] now_i,           // timebase, AON clock
  // Each bit has one way in, asynchronous into a pulse catcher or through flops; only the vector as a whole has both
  // verilator lint_off SYNCASYNCNET
  input  logic [        N-1:0] src_i,           // pins, or internal AON signals
  // verilator lint_on SYNCASYNCNET
  // bus clock; of 32 sources and two cores, those that the platform has
  input  pmu_wake_post_t       post_i,
  output pmu_wake_stat_t       stat_o,
  output pmu_wake_busy_t       busy_o,
  // AON clock
  input  logic [        N-1:0] mask_i,
  input  logic                 open_i,
  input  logic [          3:0] extra_i,
  output logic [  N_CORES-1:0] wake_o,
  output logic                 any_o,
  output logic [        N-1:0] event_o
);

  logic [N-1:0] level, pending;
  logic [N_CORES*N-1:0] route;
  logic [35:0] cause_all;
  // Of sources that are not there nothing is used
  // verilator lint_off UNUSEDSIGNAL
  pmu_wake_post_t post;
  // verilator lint_on UNUSEDSIGNAL
  pmu_wake_stat_t stat;

  generate
    for (genvar n = 0; n < N; n++) begin : gen_source
      wake_source #(
        .INTERNAL(INTERNAL[n] ? 1 : 0), .PULSE(PULSE[n] ? 1 : 0), .PULSE_LOW(PULSE_LOW[n] ? 1 : 0),
        .DEBOUNCE_TICKS({24'd0, DEBOUNCE[8*n+:8]})
      ) u_source (
        .clk_i  (clk_aon_i),
        .rst_ni (rst_aon_ni),
        .src_i  (src_i[n]),
        .level_o(level[n])
      );
    end
    for (genvar c = 0; c < N_CORES; c++) begin : gen_core
      assign route[N*c+:N] = post.wake_route[32*c+:N];
    end
  endgenerate

  wake_xing #(
    .WAKE_ROUTE0_RST(32'(ROUTE_RST[N-1:0])),
    .WAKE_ROUTE1_RST((N_CORES > 1) ? 32'(ROUTE_RST[(N_CORES-1)*N+:N]) : 32'd0)
  ) u_xing (
    .clk_sys_i, .rst_sys_ni, .strobe_i, .clk_aon_i, .rst_aon_ni, .post_i, .busy_o, .stat_o,
    .post_o(post), .stat_i(stat)
  );

  wake_core #(
    .N(N), .N_CORES(N_CORES), .ROUTE_RST(ROUTE_RST)
  ) u_core (
    .clk_i        (clk_aon_i),
    .rst_ni       (rst_aon_ni),
    .now_i,
    .src_i        (level),
    .cfg_valid_i  (post.wake_cfg_wr),
    .cfg_i        ({post.wake_both[N-1:0], post.wake_edge[N-1:0], post.wake_invert[N-1:0], post.wake_enable[N-1:0]}),
    .route_valid_i(post.wake_route_wr),
    .route_i      (route),
    .clr_valid_i  (post.wake_clear_wr),
    .clr_i        (post.wake_pending_clr[N-1:0]),
    .mask_i, .open_i, .extra_i,
    .pend_o       (pending),
    .event_o, .wake_o, .any_o,
    .cause_first_o(stat.wake_cause_first),
    .cause_all_o  (cause_all),
    .cause_tick_o (stat.wake_cause_tick)
  );

  assign stat.wake_raw = 32'(level);
  assign stat.wake_pending = 32'(pending);
  assign {stat.wake_cause_all_hi, stat.wake_cause_all_lo} = cause_all;

endmodule
