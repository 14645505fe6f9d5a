// SPDX-License-Identifier: Apache-2.0
//
// The AON part of the sleep block: core control, sleep FSM, timers, statistics. Wiring only.
//
// Everything here is in the AON clock; what comes from the bus clock has been synchronised or posted. Between the
// entry's end and the next wake no flop toggles: timers are deadlines compared with the timebase.

module sleep_core #(
  parameter int                           N_CORES        = 2,
  parameter int                           N_MODES        = 3,
  parameter int                           N_WAKE         = 8,
  parameter int                           N_DOMAINS      = 3,
  parameter logic [          N_CORES-1:0] TYPE_RST       = '1,    // sleep type after reset: 1 PG, 0 CG
  parameter logic [          N_CORES-1:0] CORE_AUTOSTART = 1,
  parameter logic [        3*N_CORES-1:0] CORE_DOMAIN    = 'o10,  // domain of each core
  parameter logic [N_MODES*N_DOMAINS-1:0] MODE_DOM_ON    = 'h3f,  // domains that a mode keeps
  parameter logic [        2*N_MODES-1:0] MODE_DRAM      = '0,    // DRAM_STATE_*
  parameter logic [   N_WAKE*N_MODES-1:0] MODE_WAKE_MASK = '1,
  parameter logic [           N_WAKE-1:0] OFF_WAKE_MASK  = '1,
  parameter int                           DRAM_TIMEOUT   = 64     // ticks, more than 4
) (
  input  logic                  clk_i,
  input  logic                  rst_ni,          // power-on reset, released in step with clk_i
  input  logic [          47:0] now_i,           // timebase
  // from the bus side: synchronised bits, and the mode, which stands still while ok_i is 1
  input  logic [   N_CORES-1:0] idle_i,
  input  logic                  ok_i,
  input  logic [           3:0] ok_mode_i,
  // settings, each taken on the edge on which its valid is high
  input  logic                  type_valid_i,
  input  logic [   N_CORES-1:0] type_pg_i,
  input  logic [   N_CORES-1:0] act_valid_i,
  input  logic [N_CORES*38-1:0] act_ticks_i,
  input  logic                  max_valid_i,
  input  logic [          37:0] max_ticks_i,
  input  logic                  tmr_valid_i,
  input  logic [          31:0] tmr_ticks_i,
  input  logic                  kick_valid_i,
  input  logic [   N_CORES-1:0] kick_i,
  input  logic                  clr_valid_i,
  input  logic [           3:0] clr_i,
  // wake controller
  input  logic [   N_CORES-1:0] wake_i,
  input  logic                  any_i,
  // power, memory
  input  logic [           3:0] state_i,
  input  logic                  boot_go_i,
  input  logic                  restart_i,
  input  logic                  ponr_i,
  input  logic [   N_CORES-1:0] dom_on_i,
  input  logic [   N_CORES-1:0] dom_gated_i,
  input  logic                  dram_ack_i,
  // all from flops
  output logic [ 2*N_CORES-1:0] core_tgt_o,      // per core DOMAIN_TARGET_*, not HOLD
  output logic                  slp_enter_o,
  output logic [           3:0] slp_mode_o,
  output logic [ N_DOMAINS-1:0] slp_off_o,
  output logic                  dram_req_o,
  output logic [           1:0] dram_state_o,
  output logic [   N_CORES-1:0] power_gated_o,
  output logic [   N_CORES-1:0] run_o,
  output logic [   N_CORES-1:0] active_o,
  output logic                  max_armed_o,
  output logic                  tmr_armed_o,
  output logic                  cause_capture_en_o,
  output logic [    N_WAKE-1:0] mask_o,
  output logic [           3:0] internal_causes_o,  // MAX_SLEEP, SLEEP_TIMER, CORE_WAKE, CORE_RESUME
  output logic [           3:0] mode_o,
  output logic [ 3*N_CORES-1:0] core_state_o,
  output logic [           3:0] event_o,         // SLEPT, ABORTED, FELL_THROUGH, DRAM_ERR
  output logic [           1:0] outcome_o,
  output logic [           3:0] last_mode_o,
  output logic [16*N_MODES-1:0] entries_o,
  output logic [ 8*N_MODES-1:0] aborts_o,
  output logic [ 8*N_MODES-1:0] falls_o,
  output logic [          31:0] asleep_ticks_o,
  output logic [          15:0] entry_lat_o,
  output logic [          15:0] exit_lat_o
);

  logic off, awake, go, go_next, in_run, in_sleep, nobody;
  logic counts, counts_next, begins, asleep, wakes, slept, ends, dram_err;
  logic max_fire, tmr_fire;
  logic [1:0] outcome;
  logic [3:0] stat_mode;
  logic [N_CORES-1:0] pg, kick, down, waking, running, fire, cut;

  assign kick = kick_valid_i ? kick_i : '0;

  // ---- cores ------------------------------------------------------------------------------------------------------
  for (genvar c = 0; c < N_CORES; c++) begin : gen_core
    localparam logic [N_DOMAINS-1:0] DOMAIN = N_DOMAINS'(1) << CORE_DOMAIN[3*c+:3];

    logic [2:0] core_state;

    assign core_state = core_state_o[3*c+:3];
    assign down[c]    = (core_state == pmu_pkg::CORE_STATE_GATED) || (core_state == pmu_pkg::CORE_STATE_POWER_GATED);
    assign waking[c]  = (core_state == pmu_pkg::CORE_STATE_WAKING);
    assign running[c] = (core_state == pmu_pkg::CORE_STATE_RUN);
    assign cut[c]     = in_sleep && ponr_i && (|(slp_off_o & DOMAIN));

    // The boot core is the one that timers wake, and that is there when nobody else is
    if (c == 0) begin : gen_boot_core
      assign fire[c] = max_fire || tmr_fire || nobody;
    end else begin : gen_other_core
      assign fire[c] = 1'b0;
    end

    sleep_core_ctrl #(
      .AUTOSTART(CORE_AUTOSTART[c]), .TYPE_RST(TYPE_RST[c])
    ) u_ctrl (
      .clk_i, .rst_ni, .type_valid_i, .type_pg_i(type_pg_i[c]), .idle_i(idle_i[c]), .wake_i(wake_i[c]),
      .kick_i(kick[c]), .fire_i(fire[c]), .boot_go_i, .restart_i, .active_i(active_o[c]), .others_run_i(|running),
      .off_i(off), .awake_i(awake), .cut_i(cut[c]), .fsm_run_i(in_run), .go_i(go), .go_next_i(go_next),
      .dom_on_i(dom_on_i[c]), .dom_gated_i(dom_gated_i[c]), .tgt_o(core_tgt_o[2*c+:2]),
      .power_gated_o(power_gated_o[c]),
      .run_o(run_o[c]), .pg_o(pg[c]), .state_o(core_state_o[3*c+:3])
    );
  end

  // ---- entry and exit ---------------------------------------------------------------------------------------------
  sleep_fsm #(
    .N_CORES(N_CORES), .N_MODES(N_MODES), .N_WAKE(N_WAKE), .N_DOMAINS(N_DOMAINS), .MODE_DOM_ON(MODE_DOM_ON),
    .MODE_DRAM(MODE_DRAM), .MODE_WAKE_MASK(MODE_WAKE_MASK), .OFF_WAKE_MASK(OFF_WAKE_MASK), .CORE_DOMAIN(CORE_DOMAIN),
    .DRAM_TIMEOUT(DRAM_TIMEOUT)
  ) u_fsm (
    .clk_i, .rst_ni, .ok_i, .ok_mode_i, .core_pg_i(pg), .cores_down_i(&down), .cores_waking_i(|waking),
    .cores_active_i(|active_o), .any_i, .max_fire_i(max_fire), .tmr_fire_i(tmr_fire), .kick_i(|kick), .restart_i,
    .state_i, .dram_ack_i, .slp_enter_o, .slp_mode_o, .slp_off_o, .dram_req_o, .dram_state_o,
    .cause_capture_en_o, .mask_o,
    .internal_causes_o, .mode_o, .off_o(off), .awake_o(awake), .go_o(go), .go_next_o(go_next), .in_run_o(in_run),
    .in_sleep_o(in_sleep), .nobody_o(nobody), .counts_o(counts), .counts_next_o(counts_next), .begin_o(begins),
    .asleep_o(asleep), .wake_o(wakes), .slept_o(slept), .end_o(ends), .outcome_o(outcome), .stat_mode_o(stat_mode),
    .dram_err_o(dram_err)
  );

  // ---- deadlines: compared with the one timebase, nothing counts. MAX_SLEEP and SLEEP_TIMER differ in width and in the
  // cause they report; both wake the boot core
  sleep_oneshot #(
    .W(38)
  ) u_max (
    .clk_i, .rst_ni, .now_i(now_i[38:0]), .valid_i(max_valid_i), .ticks_i(max_ticks_i), .counts_i(counts),
    .counts_next_i(counts_next), .begin_i(begins), .wake_i(wakes), .off_i(off), .fire_o(max_fire), .armed_o(max_armed_o)
  );

  sleep_oneshot #(
    .W(32)
  ) u_tmr (
    .clk_i, .rst_ni, .now_i(now_i[32:0]), .valid_i(tmr_valid_i), .ticks_i(tmr_ticks_i), .counts_i(counts),
    .counts_next_i(counts_next), .begin_i(begins), .wake_i(wakes), .off_i(off), .fire_o(tmr_fire), .armed_o(tmr_armed_o)
  );

  for (genvar c = 0; c < N_CORES; c++) begin : gen_active
    sleep_deadline #(
      .TICKS_W(38)
    ) u_active (
      .clk_i, .rst_ni, .now_i(now_i[38:0]), .valid_i(act_valid_i[c]), .ticks_i(act_ticks_i[c*38+:38]),
      .active_o(active_o[c])
    );
  end

  // ---- statistics -------------------------------------------------------------------------------------------------
  sleep_stats #(
    .N_MODES(N_MODES)
  ) u_stats (
    .clk_i, .rst_ni, .now_i(now_i[31:0]), .mode_i(stat_mode), .begin_i(begins), .asleep_i(asleep), .wake_i(wakes),
    .slept_i(slept), .end_i(ends), .outcome_i(outcome), .dram_err_i(dram_err), .clr_valid_i, .clr_i, .event_o,
    .outcome_o, .last_mode_o, .entries_o, .aborts_o, .falls_o, .asleep_ticks_o, .entry_lat_o, .exit_lat_o
  );

  logic unused_now;
  assign unused_now = ^now_i[47:39];

endmodule
