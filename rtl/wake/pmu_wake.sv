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
  // bus clock; the registers hold their data when the write pulse comes
  input  logic [        N-1:0] cfg_enable_i,
  input  logic [        N-1:0] cfg_edge_i,
  input  logic [        N-1:0] cfg_inv_i,
  input  logic [        N-1:0] cfg_both_i,
  input  logic                 cfg_wr_i,
  input  logic [N_CORES*N-1:0] cfg_route_i,
  input  logic                 route_wr_i,
  input  logic [        N-1:0] clr_i,           // write-1-clear of pend_o
  input  logic                 clr_wr_i,
  output logic [        N-1:0] raw_o,
  output logic [        N-1:0] pend_o,
  output logic [          5:0] cause_first_o,
  output logic [         35:0] cause_all_o,
  output logic [         31:0] cause_tick_o,
  output logic [          2:0] busy_o,          // {clear, route, config}
  // AON clock
  input  logic [        N-1:0] mask_i,
  input  logic                 open_i,
  input  logic [          3:0] extra_i,
  output logic [  N_CORES-1:0] wake_o,
  output logic                 any_o,
  output logic [        N-1:0] event_o
);

  logic [N-1:0] level;
  logic [N-1:0] clr_data, clr_hide, pend_sampled;
  logic clr_take;

  logic aon_cfg_valid, aon_route_valid, aon_clr_valid;
  logic [4*N-1:0] aon_cfg;
  logic [N_CORES*N-1:0] aon_route;
  logic [N-1:0] aon_clr, aon_pend;
  logic [5:0] aon_cause_first;
  logic [35:0] aon_cause_all;
  logic [31:0] aon_cause_tick;

  generate
    for (genvar n = 0; n < N; n++) begin : gen_source
      wake_source #(
        .INTERNAL      (INTERNAL[n] ? 1 : 0),
        .PULSE         (PULSE[n] ? 1 : 0),
        .PULSE_LOW     (PULSE_LOW[n] ? 1 : 0),
        .DEBOUNCE_TICKS({24'd0, DEBOUNCE[8*n+:8]})
      ) u_source (
        .clk_i  (clk_aon_i),
        .rst_ni (rst_aon_ni),
        .src_i  (src_i[n]),
        .level_o(level[n])
      );
    end
  endgenerate

  prim_collect #(
    .N(N)
  ) u_clear (
    .clk_i (clk_sys_i),
    .rst_ni(rst_sys_ni),
    .wr_i  (clr_wr_i),
    .bits_i(clr_i),
    .data_o(clr_data),
    .take_i(clr_take),
    .busy_i(busy_o[2]),
    .hide_o(clr_hide)
  );

  assign pend_o = pend_sampled & ~clr_hide;

  wake_cdc #(
    .N        (N),
    .N_CORES  (N_CORES),
    .ROUTE_RST(ROUTE_RST)
  ) u_cdc (
    .clk_sys_i        (clk_sys_i),
    .rst_sys_ni       (rst_sys_ni),
    .strobe_i         (strobe_i),
    .clk_aon_i        (clk_aon_i),
    .rst_aon_ni       (rst_aon_ni),
    .cfg_post_i       (cfg_wr_i),
    .cfg_i            ({cfg_both_i, cfg_edge_i, cfg_inv_i, cfg_enable_i}),
    .cfg_busy_o       (busy_o[0]),
    .route_post_i     (route_wr_i),
    .route_i          (cfg_route_i),
    .route_busy_o     (busy_o[1]),
    .clr_post_i       (clr_wr_i),
    .clr_i            (clr_data),
    .clr_take_o       (clr_take),
    .clr_busy_o       (busy_o[2]),
    .raw_o            (raw_o),
    .pend_o           (pend_sampled),
    .cause_first_o    (cause_first_o),
    .cause_all_o      (cause_all_o),
    .cause_tick_o     (cause_tick_o),
    .aon_cfg_valid_o  (aon_cfg_valid),
    .aon_cfg_o        (aon_cfg),
    .aon_route_valid_o(aon_route_valid),
    .aon_route_o      (aon_route),
    .aon_clr_valid_o  (aon_clr_valid),
    .aon_clr_o        (aon_clr),
    .aon_raw_i        (level),
    .aon_pend_i       (aon_pend),
    .aon_cause_first_i(aon_cause_first),
    .aon_cause_all_i  (aon_cause_all),
    .aon_cause_tick_i (aon_cause_tick)
  );

  wake_core #(
    .N        (N),
    .N_CORES  (N_CORES),
    .ROUTE_RST(ROUTE_RST)
  ) u_core (
    .clk_i        (clk_aon_i),
    .rst_ni       (rst_aon_ni),
    .now_i        (now_i),
    .src_i        (level),
    .cfg_valid_i  (aon_cfg_valid),
    .cfg_i        (aon_cfg),
    .route_valid_i(aon_route_valid),
    .route_i      (aon_route),
    .clr_valid_i  (aon_clr_valid),
    .clr_i        (aon_clr),
    .mask_i       (mask_i),
    .open_i       (open_i),
    .extra_i      (extra_i),
    .pend_o       (aon_pend),
    .event_o      (event_o),
    .wake_o       (wake_o),
    .any_o        (any_o),
    .cause_first_o(aon_cause_first),
    .cause_all_o  (aon_cause_all),
    .cause_tick_o (aon_cause_tick)
  );

endmodule
