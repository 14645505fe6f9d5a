// SPDX-License-Identifier: Apache-2.0
//
// The sleep block: bus-clock part, crossings, AON part. Wiring only.
//
// Bus-clock writes come as one clock together with the data (settings: with the register, which keeps it).

module pmu_sleep #(
  parameter int                             N_CORES        = 2,
  parameter int                             N_MODES        = 3,
  parameter int                             N_WAKE         = 8,
  parameter int                             N_DOMAINS      = 3,
  parameter logic [            N_CORES-1:0] TYPE_RST       = '1,    // reset value of cfg_type_i
  parameter logic [            N_CORES-1:0] CORE_AUTOSTART = 1,
  parameter logic [          3*N_CORES-1:0] CORE_DOMAIN    = 'o10,
  parameter logic [  N_MODES*N_DOMAINS-1:0] MODE_DOM_ON    = 'h3f,
  parameter logic [          2*N_MODES-1:0] MODE_DRAM      = '0,
  parameter logic [     N_WAKE*N_MODES-1:0] MODE_WAKE_MASK = '1,
  parameter logic [             N_WAKE-1:0] OFF_WAKE_MASK  = '1,
  parameter logic [         32*N_MODES-1:0] MODE_MIN_RES   = '0,
  parameter logic [         32*N_MODES-1:0] MODE_EXIT_LAT  = '0,
  parameter logic [            N_MODES-1:0] MODE_DEEP      = '0,
  parameter logic [  2*N_CORES*N_MODES-1:0] MODE_CORE_MIN  = '0,
  parameter logic [         32*N_CORES-1:0] WAKELOCK_RST   = '0,
  parameter logic [         32*N_CORES-1:0] DEEPLOCK_RST   = '0,
  parameter int                             DRAM_TIMEOUT   = 64     // ticks, more than 4
) (
  input  logic                      clk_sys_i,
  input  logic                      rst_sys_ni,
  input  logic                      strobe_i,         // sample strobe
  input  logic                      clk_aon_i,
  input  logic                      rst_aon_ni,
  input  logic [              47:0] now_i,            // timebase

  // ---- bus clock
  input  logic [       N_CORES-1:0] core_wfi_i,       // 1 behind a closed isolation
  output logic [       N_CORES-1:0] core_event_o,
  // writes and registers
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
  input  logic                      type_wr_i,
  input  logic [    32*N_CORES-1:0] act_ms_i,
  input  logic [       N_CORES-1:0] act_wr_i,
  input  logic [              31:0] cfg_max_ms_i,
  input  logic                      max_wr_i,
  input  logic [              31:0] cfg_tmr_ticks_i,
  input  logic                      tmr_wr_i,
  input  logic [       N_CORES-1:0] kick_i,           // CORE_WAKE
  input  logic                      kick_wr_i,
  input  logic [               3:0] clr_i,            // W1C of event_o
  input  logic                      clr_wr_i,
  input  logic [       N_MODES-1:0] cfg_allow_i,
  input  logic [              31:0] cfg_hint_i,       // ticks
  input  logic [              31:0] cfg_limit_i,      // ticks
  // wake controller's registers, and its sampled pending bits
  input  logic [        N_WAKE-1:0] wake_en_i,
  input  logic [N_CORES*N_WAKE-1:0] wake_route_i,
  input  logic [        N_WAKE-1:0] wake_pend_i,
  input  logic                      busy_other_i,     // a write to another subsystem is on its way
  // status
  output logic [     3*N_CORES-1:0] core_state_o,
  output logic [       N_CORES-1:0] core_idle_o,
  output logic [       N_CORES-1:0] core_active_o,
  output logic [               3:0] next_mode_o,
  output logic                      next_valid_o,
  output logic [               3:0] next_blocked_o,
  output logic [               2:0] next_rule_o,
  output logic [               3:0] mode_o,
  output logic [               1:0] outcome_o,
  output logic [               3:0] last_mode_o,
  output logic                      max_armed_o,
  output logic                      tmr_armed_o,
  output logic [               1:0] dram_o,
  output logic [               3:0] event_o,          // bits in a clear still crossing read 0
  output logic [    16*N_MODES-1:0] entries_o,
  output logic [     8*N_MODES-1:0] aborts_o,
  output logic [     8*N_MODES-1:0] falls_o,
  output logic [              31:0] asleep_ticks_o,
  output logic [              15:0] entry_lat_o,
  output logic [              15:0] exit_lat_o,
  output logic [       N_CORES+4:0] busy_o,           // {clear, kick, timer, max, active n, type}
  output logic [       N_CORES-1:0] boot_o,           // level: the core is being started from reset

  // ---- AON clock
  // wake controller
  input  logic [       N_CORES-1:0] wake_i,
  input  logic                      any_i,
  output logic                      open_o,
  output logic [        N_WAKE-1:0] mask_o,
  output logic [               3:0] extra_o,
  // power
  input  logic [               3:0] state_i,
  input  logic                      boot_go_i,
  input  logic                      restart_i,
  input  logic                      ponr_i,
  input  logic [       N_CORES-1:0] dom_on_i,         // of the cores' own domains
  input  logic [       N_CORES-1:0] dom_gated_i,
  input  logic [       N_CORES-1:0] dom_boot_i,       // flops
  output logic [     2*N_CORES-1:0] core_tgt_o,
  output logic                      slp_enter_o,
  output logic [               3:0] slp_mode_o,
  output logic [     N_DOMAINS-1:0] slp_off_o,
  output logic [               3:0] aon_mode_o,       // current mode, 0 RUN
  // memory
  input  logic                      dram_ack_i,       // pin, any clock
  output logic                      dram_req_o,
  output logic [               1:0] dram_state_o
);

  localparam int STATUS_W = 6 * N_CORES + 32 * N_MODES + 82;

  // ---- between the parts
  logic [N_CORES-1:0] idle, act_post, act_take, act_busy, kick, boot;
  logic ok, type_post, type_busy, max_post, max_take, max_busy, tmr_post, tmr_busy;
  logic kick_post, kick_take, kick_busy, clr_post, clr_take, clr_busy;
  logic [3:0] ok_mode, clr, hide;
  logic [38*N_CORES-1:0] act_ticks;
  logic [37:0] max_ticks;
  logic [N_CORES-1:0] aon_idle, aon_type, aon_act_valid, aon_kick;
  logic aon_ok, aon_type_valid, aon_max_valid, aon_tmr_valid, aon_kick_valid, aon_clr_valid, aon_dram_ack;
  logic [3:0] aon_ok_mode, aon_clr;
  logic [38*N_CORES-1:0] aon_act_ticks;
  logic [37:0] aon_max_ticks;
  logic [31:0] aon_tmr_ticks;
  // status, AON and sampled
  logic [N_CORES-1:0] aon_parked, aon_run, aon_active;
  logic aon_max_armed, aon_tmr_armed;
  logic [3*N_CORES-1:0] aon_core_state;
  logic [3:0] aon_event, aon_last_mode;
  logic [1:0] aon_outcome;
  logic [16*N_MODES-1:0] aon_entries;
  logic [8*N_MODES-1:0] aon_aborts, aon_falls;
  logic [31:0] aon_asleep_ticks;
  logic [15:0] aon_entry_lat, aon_exit_lat;
  logic [N_CORES-1:0] bus_parked, bus_run;
  logic [3:0] bus_event;

  // ---- bus clock
  sleep_bus #(
    .N_CORES       (N_CORES),
    .N_MODES       (N_MODES),
    .N_WAKE        (N_WAKE),
    .MODE_WAKE_MASK(MODE_WAKE_MASK),
    .MODE_MIN_RES  (MODE_MIN_RES),
    .MODE_EXIT_LAT (MODE_EXIT_LAT),
    .MODE_DEEP     (MODE_DEEP),
    .MODE_CORE_MIN (MODE_CORE_MIN),
    .WAKELOCK_RST  (WAKELOCK_RST),
    .DEEPLOCK_RST  (DEEPLOCK_RST)
  ) u_bus (
    .clk_i         (clk_sys_i),
    .rst_ni        (rst_sys_ni),
    .strobe_i      (strobe_i),
    .wfi_i         (core_wfi_i),
    .event_o       (core_event_o),
    .boot_i        (boot),
    .lock_set_i    (lock_set_i),
    .lock_set_wr_i (lock_set_wr_i),
    .lock_clr_i    (lock_clr_i),
    .lock_clr_wr_i (lock_clr_wr_i),
    .lock_o        (lock_o),
    .deep_set_i    (deep_set_i),
    .deep_set_wr_i (deep_set_wr_i),
    .deep_clr_i    (deep_clr_i),
    .deep_clr_wr_i (deep_clr_wr_i),
    .deep_o        (deep_o),
    .cfg_type_i    (cfg_type_i),
    .type_wr_i     (type_wr_i),
    .act_ms_i      (act_ms_i),
    .act_wr_i      (act_wr_i),
    .cfg_max_ms_i  (cfg_max_ms_i),
    .max_wr_i      (max_wr_i),
    .tmr_wr_i      (tmr_wr_i),
    .kick_i        (kick_i),
    .kick_wr_i     (kick_wr_i),
    .clr_i         (clr_i),
    .clr_wr_i      (clr_wr_i),
    .cfg_allow_i   (cfg_allow_i),
    .cfg_hint_i    (cfg_hint_i),
    .cfg_limit_i   (cfg_limit_i),
    .wake_en_i     (wake_en_i),
    .wake_route_i  (wake_route_i),
    .wake_pend_i   (wake_pend_i),
    .busy_other_i  (busy_other_i),
    .parked_i      (bus_parked),
    .run_i         (bus_run),
    .active_i      (core_active_o),
    .armed_i       (max_armed_o || tmr_armed_o),
    .idle_o        (idle),
    .ok_o          (ok),
    .ok_mode_o     (ok_mode),
    .type_post_o   (type_post),
    .type_busy_i   (type_busy),
    .act_post_o    (act_post),
    .act_ticks_o   (act_ticks),
    .act_take_i    (act_take),
    .act_busy_i    (act_busy),
    .max_post_o    (max_post),
    .max_ticks_o   (max_ticks),
    .max_take_i    (max_take),
    .max_busy_i    (max_busy),
    .tmr_post_o    (tmr_post),
    .tmr_busy_i    (tmr_busy),
    .kick_post_o   (kick_post),
    .kick_o        (kick),
    .kick_take_i   (kick_take),
    .kick_busy_i   (kick_busy),
    .clr_post_o    (clr_post),
    .clr_o         (clr),
    .clr_take_i    (clr_take),
    .clr_busy_i    (clr_busy),
    .hide_o        (hide),
    .next_mode_o   (next_mode_o),
    .next_valid_o  (next_valid_o),
    .next_blocked_o(next_blocked_o),
    .next_rule_o   (next_rule_o),
    .busy_o        (busy_o)
  );

  assign core_idle_o = idle;
  assign boot_o      = boot;
  assign event_o     = bus_event & ~hide;

  // ---- crossings
  sleep_cdc #(
    .N_CORES (N_CORES),
    .STATUS_W(STATUS_W),
    .TYPE_RST(TYPE_RST)
  ) u_cdc (
    .clk_sys_i       (clk_sys_i),
    .rst_sys_ni      (rst_sys_ni),
    .strobe_i        (strobe_i),
    .clk_aon_i       (clk_aon_i),
    .rst_aon_ni      (rst_aon_ni),
    .idle_i          (idle),
    .ok_i            (ok),
    .ok_mode_i       (ok_mode),
    .type_post_i     (type_post),
    .type_i          (cfg_type_i),
    .type_busy_o     (type_busy),
    .act_post_i      (act_post),
    .act_ticks_i     (act_ticks),
    .act_take_o      (act_take),
    .act_busy_o      (act_busy),
    .max_post_i      (max_post),
    .max_ticks_i     (max_ticks),
    .max_take_o      (max_take),
    .max_busy_o      (max_busy),
    .tmr_post_i      (tmr_post),
    .tmr_ticks_i     (cfg_tmr_ticks_i),
    .tmr_busy_o      (tmr_busy),
    .kick_post_i     (kick_post),
    .kick_i          (kick),
    .kick_take_o     (kick_take),
    .kick_busy_o     (kick_busy),
    .clr_post_i      (clr_post),
    .clr_i           (clr),
    .clr_take_o      (clr_take),
    .clr_busy_o      (clr_busy),
    .boot_o          (boot),
    .status_o        ({
      bus_parked, bus_run, core_active_o, max_armed_o, tmr_armed_o, core_state_o, mode_o, dram_o,
      bus_event, outcome_o, last_mode_o, entries_o, aborts_o, falls_o, asleep_ticks_o, entry_lat_o,
      exit_lat_o
    }),
    .aon_idle_o      (aon_idle),
    .aon_ok_o        (aon_ok),
    .aon_ok_mode_o   (aon_ok_mode),
    .aon_type_valid_o(aon_type_valid),
    .aon_type_o      (aon_type),
    .aon_act_valid_o (aon_act_valid),
    .aon_act_ticks_o (aon_act_ticks),
    .aon_max_valid_o (aon_max_valid),
    .aon_max_ticks_o (aon_max_ticks),
    .aon_tmr_valid_o (aon_tmr_valid),
    .aon_tmr_ticks_o (aon_tmr_ticks),
    .aon_kick_valid_o(aon_kick_valid),
    .aon_kick_o      (aon_kick),
    .aon_clr_valid_o (aon_clr_valid),
    .aon_clr_o       (aon_clr),
    .aon_dram_ack_o  (aon_dram_ack),
    .aon_boot_i      (dom_boot_i),
    .aon_status_i    ({
      aon_parked, aon_run, aon_active, aon_max_armed, aon_tmr_armed, aon_core_state, aon_mode_o,
      dram_state_o, aon_event, aon_outcome, aon_last_mode, aon_entries, aon_aborts, aon_falls,
      aon_asleep_ticks, aon_entry_lat, aon_exit_lat
    }),
    .dram_ack_i      (dram_ack_i)
  );

  // ---- AON clock
  sleep_core #(
    .N_CORES       (N_CORES),
    .N_MODES       (N_MODES),
    .N_WAKE        (N_WAKE),
    .N_DOMAINS     (N_DOMAINS),
    .TYPE_RST      (TYPE_RST),
    .CORE_AUTOSTART(CORE_AUTOSTART),
    .CORE_DOMAIN   (CORE_DOMAIN),
    .MODE_DOM_ON   (MODE_DOM_ON),
    .MODE_DRAM     (MODE_DRAM),
    .MODE_WAKE_MASK(MODE_WAKE_MASK),
    .OFF_WAKE_MASK (OFF_WAKE_MASK),
    .DRAM_TIMEOUT  (DRAM_TIMEOUT)
  ) u_core (
    .clk_i         (clk_aon_i),
    .rst_ni        (rst_aon_ni),
    .now_i         (now_i),
    .idle_i        (aon_idle),
    .ok_i          (aon_ok),
    .ok_mode_i     (aon_ok_mode),
    .type_valid_i  (aon_type_valid),
    .type_pg_i     (aon_type),
    .act_valid_i   (aon_act_valid),
    .act_ticks_i   (aon_act_ticks),
    .max_valid_i   (aon_max_valid),
    .max_ticks_i   (aon_max_ticks),
    .tmr_valid_i   (aon_tmr_valid),
    .tmr_ticks_i   (aon_tmr_ticks),
    .kick_valid_i  (aon_kick_valid),
    .kick_i        (aon_kick),
    .clr_valid_i   (aon_clr_valid),
    .clr_i         (aon_clr),
    .wake_i        (wake_i),
    .any_i         (any_i),
    .state_i       (state_i),
    .boot_go_i     (boot_go_i),
    .restart_i     (restart_i),
    .ponr_i        (ponr_i),
    .dom_on_i      (dom_on_i),
    .dom_gated_i   (dom_gated_i),
    .dram_ack_i    (aon_dram_ack),
    .core_tgt_o    (core_tgt_o),
    .slp_enter_o   (slp_enter_o),
    .slp_mode_o    (slp_mode_o),
    .slp_off_o     (slp_off_o),
    .dram_req_o    (dram_req_o),
    .dram_state_o  (dram_state_o),
    .parked_o      (aon_parked),
    .run_o         (aon_run),
    .active_o      (aon_active),
    .max_armed_o   (aon_max_armed),
    .tmr_armed_o   (aon_tmr_armed),
    .open_o        (open_o),
    .mask_o        (mask_o),
    .extra_o       (extra_o),
    .mode_o        (aon_mode_o),
    .core_state_o  (aon_core_state),
    .event_o       (aon_event),
    .outcome_o     (aon_outcome),
    .last_mode_o   (aon_last_mode),
    .entries_o     (aon_entries),
    .aborts_o      (aon_aborts),
    .falls_o       (aon_falls),
    .asleep_ticks_o(aon_asleep_ticks),
    .entry_lat_o   (aon_entry_lat),
    .exit_lat_o    (aon_exit_lat)
  );

endmodule
