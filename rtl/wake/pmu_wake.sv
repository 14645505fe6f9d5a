// SPDX-License-Identifier: Apache-2.0
//
// Wake controller: wires the sources' ways in, the crossings and the AON core together.
//
// Up to 32 sources, pins or signals from inside the PMU; what each of them is (internal and which, pulse, debounce) is fixed
// by the profile, what it does (enable, kind, polarity, route) is set by firmware. See wake_core for the rules and wake_source
// for the pins.

module pmu_wake #(
  parameter int                        N_WAKE         = 8,   // sources, 1-32
  parameter int                        N_CORES        = 1,
  parameter logic [        N_WAKE-1:0] WAKE_INTERNAL  = '0,  // source is inside the PMU, in the AON clock
  parameter logic [      4*N_WAKE-1:0] WAKE_FROM      = '0,  // of such a source: its bit of inside_i
  parameter logic [        N_WAKE-1:0] WAKE_PULSE     = '0,  // pin with pulses shorter than an AON tick
  parameter logic [        N_WAKE-1:0] WAKE_PULSE_LOW = '0,  // with WAKE_PULSE: low pulses
  parameter logic [      8*N_WAKE-1:0] WAKE_DEBOUNCE  = '0,  // ticks per source, 0: none
  parameter logic [N_CORES*N_WAKE-1:0] ROUTE_RST      = '0   // per core N_WAKE bits, core 0 lowest
) (
  input  logic                 clk_sys_i,
  input  logic                 rst_sys_ni,
  input  logic                 strobe_i,        // sample strobe, bus clock
  input  logic                 clk_aon_i,
  input  logic                 rst_aon_ni,
  input  logic [         47:0] now_i,           // timebase, AON clock
  // Each bit has one way in, asynchronous into a pulse catcher or through flops; only the vector as a whole has both.
  // Sources inside have no pin, and what no source is from is not looked at.
  // verilator lint_off SYNCASYNCNET
  // verilator lint_off UNUSEDSIGNAL
  input  logic [   N_WAKE-1:0] wake_i,          // pins, any clock
  input  logic [         15:0] inside_i,        // flops of the AON clock
  // verilator lint_on UNUSEDSIGNAL
  // verilator lint_on SYNCASYNCNET
  // bus clock; of 32 sources and two cores, those that the platform has
  input  pmu_wake_post_t       post_i,
  output pmu_wake_stat_t       stat_o,
  output pmu_wake_busy_t       busy_o,
  // AON clock
  input  logic [   N_WAKE-1:0] mask_i,
  input  logic                 cause_capture_en_i,
  input  logic [          3:0] internal_causes_i,
  output logic [  N_CORES-1:0] wake_o,
  output logic                 any_o,
  output logic [   N_WAKE-1:0] event_o
);

  logic [N_WAKE-1:0] level, pending;
  logic [N_CORES*N_WAKE-1:0] route;
  logic [35:0] cause_all;
  // Of sources that are not there nothing is used
  // verilator lint_off UNUSEDSIGNAL
  pmu_wake_post_t post;
  // verilator lint_on UNUSEDSIGNAL
  pmu_wake_stat_t stat;

  generate
    for (genvar n = 0; n < N_WAKE; n++) begin : gen_source
      localparam integer FROM = 32'(WAKE_FROM[4*n+:4]);
      wake_source #(
        .INTERNAL(WAKE_INTERNAL[n] ? 1 : 0), .PULSE(WAKE_PULSE[n] ? 1 : 0), .PULSE_LOW(WAKE_PULSE_LOW[n] ? 1 : 0),
        .DEBOUNCE_TICKS({24'd0, WAKE_DEBOUNCE[8*n+:8]})
      ) u_source (
        .clk_i  (clk_aon_i),
        .rst_ni (rst_aon_ni),
        .src_i  (WAKE_INTERNAL[n] ? inside_i[FROM] : wake_i[n]),
        .level_o(level[n])
      );
    end
    for (genvar c = 0; c < N_CORES; c++) begin : gen_core
      assign route[N_WAKE*c+:N_WAKE] = post.wake_route[32*c+:N_WAKE];
    end
  endgenerate

  wake_xing #(
    .WAKE_ROUTE0_RST(32'(ROUTE_RST[N_WAKE-1:0])),
    .WAKE_ROUTE1_RST((N_CORES > 1) ? 32'(ROUTE_RST[(N_CORES-1)*N_WAKE+:N_WAKE]) : 32'd0)
  ) u_xing (
    .clk_sys_i, .rst_sys_ni, .strobe_i, .clk_aon_i, .rst_aon_ni, .post_i, .busy_o, .stat_o,
    .post_o(post), .stat_i(stat)
  );

  wake_core #(
    .N(N_WAKE), .N_CORES(N_CORES), .ROUTE_RST(ROUTE_RST)
  ) u_core (
    .clk_i        (clk_aon_i),
    .rst_ni       (rst_aon_ni),
    .now_i,
    .src_i        (level),
    .cfg_valid_i  (post.wake_cfg_wr),
    .cfg_i        ({
      post.wake_both[N_WAKE-1:0], post.wake_edge[N_WAKE-1:0], post.wake_invert[N_WAKE-1:0], post.wake_enable[N_WAKE-1:0]
    }),
    .route_valid_i(post.wake_route_wr),
    .route_i      (route),
    .clr_valid_i  (post.wake_clear_wr),
    .clr_i        (post.wake_pending_clr[N_WAKE-1:0]),
    .mask_i, .cause_capture_en_i, .internal_causes_i,
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
