// SPDX-License-Identifier: Apache-2.0
//
// The bus-clock part of the sleep block: wakelocks, times in milliseconds, mode selection, idle and the offer.
//
// Writes come as one clock with the data; settings that live here are registers of the register block. Times leave for the
// AON side as ticks (a `take` acknowledges the snapshot), idle and the offer as registered bits; AON status comes sampled.

module sleep_bus #(
  parameter int                             N_CORES        = 2,
  parameter int                             N_MODES        = 3,
  parameter int                             N_WAKE         = 8,
  parameter logic [     N_WAKE*N_MODES-1:0] MODE_WAKE_MASK = '1,
  parameter logic [         32*N_MODES-1:0] MODE_MIN_RES   = '0,
  parameter logic [         32*N_MODES-1:0] MODE_EXIT_LAT  = '0,
  parameter logic [            N_MODES-1:0] MODE_DEEP      = '0,
  parameter logic [  2*N_CORES*N_MODES-1:0] MODE_CORE_MIN  = '0,
  parameter logic [         32*N_CORES-1:0] WAKELOCK_RST   = '0,
  parameter logic [         32*N_CORES-1:0] DEEPLOCK_RST   = '0
) (
  input  logic                      clk_i,
  input  logic                      rst_ni,
  input  logic                      strobe_i,         // sample strobe
  // cores
  input  logic [       N_CORES-1:0] wfi_i,
  output logic [       N_CORES-1:0] event_o,
  input  logic [       N_CORES-1:0] boot_i,           // synchronised
  // register writes and registers
  input  logic [    32*N_CORES-1:0] lock_set_i,
  input  logic [       N_CORES-1:0] lock_set_wr_i,
  input  logic [    32*N_CORES-1:0] lock_clr_i,
  input  logic [       N_CORES-1:0] lock_clr_wr_i,
  output logic [    32*N_CORES-1:0] lock_o,
  input  logic [    32*N_CORES-1:0] deep_set_i,
  input  logic [       N_CORES-1:0] deep_set_wr_i,
  input  logic [    32*N_CORES-1:0] deep_clr_i,
  input  logic [       N_CORES-1:0] deep_clr_wr_i,
  output logic [    32*N_CORES-1:0] deep_o,
  input  logic [       N_CORES-1:0] cfg_type_i,       // 1 PG, 0 CG
  input  logic [    32*N_CORES-1:0] act_ms_i,
  input  logic [       N_CORES-1:0] act_wr_i,
  input  logic [              31:0] cfg_max_ms_i,
  input  logic                      max_wr_i,
  input  logic [       N_MODES-1:0] cfg_allow_i,
  input  logic [              31:0] cfg_hint_i,
  input  logic [              31:0] cfg_limit_i,
  // wake controller: registers and sampled pending
  input  logic [        N_WAKE-1:0] wake_en_i,
  input  logic [N_CORES*N_WAKE-1:0] wake_route_i,
  input  logic [        N_WAKE-1:0] wake_pend_i,
  input  logic                      busy_other_i,     // another write is on its way across
  // sampled AON status
  input  logic [       N_CORES-1:0] power_gated_i,
  input  logic [       N_CORES-1:0] run_i,
  input  logic [       N_CORES-1:0] active_i,
  input  logic                      armed_i,          // some sleep timer
  // towards the crossing
  output logic [       N_CORES-1:0] idle_o,
  output logic                      ok_o,
  output logic [               3:0] ok_mode_o,
  output logic [       N_CORES-1:0] act_post_o,
  output logic [    38*N_CORES-1:0] act_ticks_o,
  input  logic [       N_CORES-1:0] act_take_i,
  input  logic [       N_CORES-1:0] act_busy_i,
  output logic                      max_post_o,
  output logic [              37:0] max_ticks_o,
  input  logic                      max_take_i,
  input  logic                      max_busy_i,
  // what firmware reads
  output logic [               3:0] next_mode_o,
  output logic                      next_valid_o,
  output logic [               3:0] next_blocked_o,
  output logic [               2:0] next_rule_o,
  output logic [       N_CORES-1:0] act_busy_o,       // active time: being converted, or on its way
  output logic                      max_busy_o
);

  logic [N_CORES-1:0] held, hold;
  logic deep_held;
  logic [3:0] next_mode;
  logic next_valid;
  logic max_d, max_q, max_start, max_idle;  // a MAX_SLEEP waits; it is taken now; none is being converted

  sleep_locks #(
    .N_CORES(N_CORES), .WAKELOCK_RST(WAKELOCK_RST), .DEEPLOCK_RST(DEEPLOCK_RST)
  ) u_locks (
    .clk_i, .rst_ni, .boot_i, .lock_set_i, .lock_set_wr_i, .lock_clr_i, .lock_clr_wr_i, .deep_set_i, .deep_set_wr_i,
    .deep_clr_i, .deep_clr_wr_i, .lock_o, .deep_o, .held_o(held), .deep_held_o(deep_held)
  );

  for (genvar c = 0; c < N_CORES; c++) begin : gen_active
    sleep_active u_active (
      .clk_i, .rst_ni, .wr_i(act_wr_i[c]), .ms_i(act_ms_i[32*c+:32]), .active_i(active_i[c]), .hold_o(hold[c]),
      .busy_o(act_busy_o[c]), .post_o(act_post_o[c]), .ticks_o(act_ticks_o[38*c+:38]), .take_i(act_take_i[c]),
      .post_busy_i(act_busy_i[c])
    );
  end

  // MAX_SLEEP: the last write wins. One on the very clock on which the one before is taken waits for the next turn
  assign max_d      = max_wr_i || (max_q && !max_start);
  assign max_busy_o = max_wr_i || max_q || !max_idle || max_busy_i;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) max_q <= 1'b0;
    else         max_q <= max_d;
  end

  sleep_convert u_max (
    .clk_i, .rst_ni, .want_i(max_q), .ms_i(cfg_max_ms_i), .start_o(max_start), .idle_o(max_idle), .post_o(max_post_o),
    .ticks_o(max_ticks_o), .take_i(max_take_i)
  );

  sleep_select #(
    .N_CORES(N_CORES), .N_MODES(N_MODES), .N_WAKE(N_WAKE), .MODE_WAKE_MASK(MODE_WAKE_MASK),
    .MODE_MIN_RES(MODE_MIN_RES), .MODE_EXIT_LAT(MODE_EXIT_LAT), .MODE_DEEP(MODE_DEEP), .MODE_CORE_MIN(MODE_CORE_MIN)
  ) u_select (
    .clk_i, .rst_ni, .allow_i(cfg_allow_i), .type_pg_i(cfg_type_i), .wake_en_i, .armed_i, .hint_i(cfg_hint_i),
    .limit_i(cfg_limit_i), .deep_held_i(deep_held), .next_mode_o(next_mode), .next_valid_o(next_valid),
    .mode_o(next_mode_o), .valid_o(next_valid_o), .blocked_o(next_blocked_o), .rule_o(next_rule_o)
  );

  sleep_idle #(
    .N_CORES(N_CORES), .N_WAKE(N_WAKE)
  ) u_idle (
    .clk_i, .rst_ni, .strobe_i, .power_gated_i, .run_i, .wfi_i, .held_i(held), .hold_i(hold), .pend_i(wake_pend_i),
    .wake_en_i, .route_i(wake_route_i), .posted_i(busy_other_i || (|act_busy_o) || max_busy_o),
    .next_mode_i(next_mode), .next_valid_i(next_valid), .idle_o, .ok_o, .ok_mode_o, .event_o
  );

endmodule
