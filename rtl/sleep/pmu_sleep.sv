// SPDX-License-Identifier: Apache-2.0
//
// The sleep block: bus-clock part, crossings, AON part, and which domain is a core's. Wiring only.

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
  parameter logic [            N_MODES-1:0] MODE_WDT_RUN   = '0,    // a watchdog counts on in the mode
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
  // registers; of cores, modes and sources that are not there nothing is used
  // verilator lint_off UNUSEDSIGNAL
  input  pmu_slp_local_t            local_i,
  input  pmu_wake_post_t            wake_post_i,      // the wake controller's registers ...
  input  pmu_wake_stat_t            wake_stat_i,      // ... and what of it is sampled
  // verilator lint_on UNUSEDSIGNAL
  input  pmu_slp_post_t             post_i,
  output pmu_slp_stat_t             stat_o,
  output pmu_slp_seen_t             seen_o,
  output pmu_slp_busy_t             busy_o,
  input  logic                      busy_other_i,     // a write to another subsystem is on its way
  output logic [       N_CORES-1:0] boot_o,           // level: the core is being started from reset

  // ---- AON clock
  // wake controller
  input  logic [       N_CORES-1:0] wake_i,
  input  logic                      any_i,
  output logic                      cause_capture_en_o,
  output logic [        N_WAKE-1:0] mask_o,
  output logic [               3:0] internal_causes_o,
  // power
  input  logic [               3:0] state_i,
  input  logic                      boot_go_i,
  input  logic                      restart_i,
  input  logic                      ponr_i,
  // domains in which no core lives are not looked at
  // verilator lint_off UNUSEDSIGNAL
  input  logic [     N_DOMAINS-1:0] dom_on_i,
  input  logic [     N_DOMAINS-1:0] dom_gated_i,
  input  logic [     N_DOMAINS-1:0] dom_boot_i,       // flops
  // verilator lint_on UNUSEDSIGNAL
  output logic [     2*N_CORES-1:0] core_tgt_o,
  output logic                      slp_enter_o,
  output logic [               3:0] slp_mode_o,
  output logic [     N_DOMAINS-1:0] slp_off_o,
  output logic [               3:0] mode_o,           // current mode, 0 RUN
  output logic                      wdt_run_o,        // a watchdog may count
  // memory
  input  logic                      dram_ack_i,       // pin, any clock
  output logic                      dram_req_o,
  output logic [               1:0] dram_state_o
);

  // ---- between the parts
  logic [N_CORES-1:0] idle, aon_idle, power_gated, run, bus_power_gated, bus_run, act_post, act_busy;
  logic [N_CORES-1:0] core_on, core_gated, core_boot;
  logic ok, aon_ok, max_busy, dram_ack;
  logic [3:0] ok_mode;
  logic [38*N_CORES-1:0] act_ticks;
  logic [32*N_CORES-1:0] lock, deep;
  logic [N_CORES*N_WAKE-1:0] route;
  pmu_slp_busy_t crossing;
  // Of cores that are not there nothing is used
  // verilator lint_off UNUSEDSIGNAL
  pmu_slp_post_t post;
  pmu_slp_made_t made, aon_made;
  pmu_slp_take_t take;
  // verilator lint_on UNUSEDSIGNAL
  pmu_slp_stat_t stat;
  logic [3*N_CORES-1:0] core_state;
  logic [N_CORES-1:0] active;
  logic [16*N_MODES-1:0] entries;
  logic [8*N_MODES-1:0] aborts, falls;

  for (genvar c = 0; c < N_CORES; c++) begin : gen_core
    localparam integer DOMAIN = 32'(CORE_DOMAIN[3*c+:3]);
    assign route[N_WAKE*c+:N_WAKE] = wake_post_i.wake_route[32*c+:N_WAKE];
    assign core_on[c]    = dom_on_i[DOMAIN];
    assign core_gated[c] = dom_gated_i[DOMAIN];
    assign core_boot[c]  = dom_boot_i[DOMAIN];
  end

  // ---- bus clock
  sleep_bus #(
    .N_CORES(N_CORES), .N_MODES(N_MODES), .N_WAKE(N_WAKE), .MODE_WAKE_MASK(MODE_WAKE_MASK),
    .MODE_MIN_RES(MODE_MIN_RES), .MODE_EXIT_LAT(MODE_EXIT_LAT), .MODE_DEEP(MODE_DEEP), .MODE_CORE_MIN(MODE_CORE_MIN),
    .WAKELOCK_RST(WAKELOCK_RST), .DEEPLOCK_RST(DEEPLOCK_RST)
  ) u_bus (
    .clk_i         (clk_sys_i),
    .rst_ni        (rst_sys_ni),
    .strobe_i,
    .wfi_i         (core_wfi_i),
    .event_o       (core_event_o),
    .boot_i        (boot_o),
    .lock_set_i    (local_i.slp_core_wakelock_set[32*N_CORES-1:0]),
    .lock_set_wr_i (local_i.slp_core_wakelock_set_wr[N_CORES-1:0]),
    .lock_clr_i    (local_i.slp_core_wakelock_clr[32*N_CORES-1:0]),
    .lock_clr_wr_i (local_i.slp_core_wakelock_clr_wr[N_CORES-1:0]),
    .lock_o        (lock),
    .deep_set_i    (local_i.slp_core_deeplock_set[32*N_CORES-1:0]),
    .deep_set_wr_i (local_i.slp_core_deeplock_set_wr[N_CORES-1:0]),
    .deep_clr_i    (local_i.slp_core_deeplock_clr[32*N_CORES-1:0]),
    .deep_clr_wr_i (local_i.slp_core_deeplock_clr_wr[N_CORES-1:0]),
    .deep_o        (deep),
    .cfg_type_i    (post_i.slp_core_ctrl[N_CORES-1:0]),
    .act_ms_i      (local_i.slp_core_active_time[32*N_CORES-1:0]),
    .act_wr_i      (local_i.slp_active_wr[N_CORES-1:0]),
    .cfg_max_ms_i  (local_i.slp_max_sleep),
    .max_wr_i      (local_i.slp_max_wr),
    .cfg_allow_i   (local_i.slp_mode_allow[N_MODES-1:0]),
    .cfg_hint_i    (local_i.slp_sleep_hint),
    .cfg_limit_i   (local_i.slp_latency_limit),
    .wake_en_i     (wake_post_i.wake_enable[N_WAKE-1:0]),
    .wake_route_i  (route),
    .wake_pend_i   (wake_stat_i.wake_pending[N_WAKE-1:0]),
    .busy_other_i  (busy_other_i || (|{crossing.slp_type, crossing.slp_timer, crossing.slp_wake, crossing.slp_clear})),
    .power_gated_i (bus_power_gated),
    .run_i         (bus_run),
    .active_i      (stat_o.slp_core_status_active[N_CORES-1:0]),
    .armed_i       (stat_o.slp_status_max_armed || stat_o.slp_status_timer_armed),
    .idle_o        (idle),
    .ok_o          (ok),
    .ok_mode_o     (ok_mode),
    .act_post_o    (act_post),
    .act_ticks_o   (act_ticks),
    .act_take_i    (take.slp_active[N_CORES-1:0]),
    .act_busy_i    (crossing.slp_active[N_CORES-1:0]),
    .max_post_o    (made.slp_max_wr),
    .max_ticks_o   (made.slp_max),
    .max_take_i    (take.slp_max),
    .max_busy_i    (crossing.slp_max),
    .next_mode_o   (seen_o.slp_mode_next_mode),
    .next_valid_o  (seen_o.slp_mode_next_valid),
    .next_blocked_o(seen_o.slp_mode_next_blocked),
    .next_rule_o   (seen_o.slp_mode_next_rule),
    .act_busy_o    (act_busy),
    .max_busy_o    (max_busy)
  );

  assign made.slp_active_wr          = 2'(act_post);
  assign made.slp_active             = 76'(act_ticks);
  assign seen_o.slp_core_wakelock    = 64'(lock);
  assign seen_o.slp_core_deeplock    = 64'(deep);
  assign seen_o.slp_core_status_idle = 2'(idle);
  assign seen_o.slp_core_status_wfi  = 2'(core_wfi_i);
  assign busy_o.slp_type             = crossing.slp_type;
  assign busy_o.slp_active           = 2'(act_busy);
  assign busy_o.slp_max              = max_busy;
  assign busy_o.slp_timer            = crossing.slp_timer;
  assign busy_o.slp_wake             = crossing.slp_wake;
  assign busy_o.slp_clear            = crossing.slp_clear;

  // ---- crossings: the registers' ...
  slp_xing #(
    .SLP_TYPE0_RST(TYPE_RST[0]),
    .SLP_TYPE1_RST((N_CORES > 1) && TYPE_RST[N_CORES-1]),
    .SLP_ACTIVE_N (N_CORES)
  ) u_xing (
    .clk_sys_i, .rst_sys_ni, .strobe_i, .clk_aon_i, .rst_aon_ni,
    .post_i, .made_i(made), .take_o(take), .busy_o(crossing), .stat_o,
    .post_o(post), .made_o(aon_made), .stat_i(stat)
  );

  // ... and single bits. Idle of each core and the offer are flops and may arrive a tick apart, which the AON side allows for.
  // The mode on offer needs no synchronizer: it stands still from before the offer rises until four ticks after it has
  // fallen, and is looked at only while the offer is seen. The memory's answer is a pin.
  prim_sync #(
    .W(N_CORES + 2)
  ) u_to_aon (
    .clk_i (clk_aon_i),
    .rst_ni(rst_aon_ni),
    .d_i   ({dram_ack_i, ok, idle}),
    .q_o   ({dram_ack, aon_ok, aon_idle})
  );

  // The start of a core from reset lasts for ticks and crosses as a level
  prim_sync #(
    .W(N_CORES)
  ) u_boot (
    .clk_i (clk_sys_i),
    .rst_ni(rst_sys_ni),
    .d_i   (core_boot),
    .q_o   (boot_o)
  );

  // `power_gated` and `run` of a core change together
  prim_cdc_sample #(
    .W(2 * N_CORES)
  ) u_cores (
    .bus_clk_i   (clk_sys_i),
    .bus_rst_ni  (rst_sys_ni),
    .bus_strobe_i(strobe_i),
    .aon_data_i  ({power_gated, run}),
    .bus_data_o  ({bus_power_gated, bus_run})
  );

  // ---- AON clock
  sleep_core #(
    .N_CORES(N_CORES), .N_MODES(N_MODES), .N_WAKE(N_WAKE), .N_DOMAINS(N_DOMAINS), .TYPE_RST(TYPE_RST),
    .CORE_AUTOSTART(CORE_AUTOSTART), .CORE_DOMAIN(CORE_DOMAIN), .MODE_DOM_ON(MODE_DOM_ON), .MODE_DRAM(MODE_DRAM),
    .MODE_WAKE_MASK(MODE_WAKE_MASK), .OFF_WAKE_MASK(OFF_WAKE_MASK), .DRAM_TIMEOUT(DRAM_TIMEOUT)
  ) u_core (
    .clk_i         (clk_aon_i),
    .rst_ni        (rst_aon_ni),
    .now_i,
    .idle_i        (aon_idle),
    .ok_i          (aon_ok),
    .ok_mode_i     (ok_mode),
    .type_valid_i  (post.slp_type_wr),
    .type_pg_i     (post.slp_core_ctrl[N_CORES-1:0]),
    .act_valid_i   (aon_made.slp_active_wr[N_CORES-1:0]),
    .act_ticks_i   (aon_made.slp_active[38*N_CORES-1:0]),
    .max_valid_i   (aon_made.slp_max_wr),
    .max_ticks_i   (aon_made.slp_max),
    .tmr_valid_i   (post.slp_timer_wr),
    .tmr_ticks_i   (post.slp_sleep_timer),
    .kick_valid_i  (post.slp_wake_wr),
    .kick_i        (post.slp_core_wake[N_CORES-1:0]),
    .clr_valid_i   (post.slp_clear_wr),
    .clr_i         (post.slp_event_clr),
    .wake_i, .any_i, .state_i, .boot_go_i, .restart_i, .ponr_i,
    .dom_on_i      (core_on),
    .dom_gated_i   (core_gated),
    .dram_ack_i    (dram_ack),
    .core_tgt_o, .slp_enter_o, .slp_mode_o, .slp_off_o, .dram_req_o, .dram_state_o,
    .power_gated_o (power_gated),
    .run_o         (run),
    .active_o      (active),
    .max_armed_o   (stat.slp_status_max_armed),
    .tmr_armed_o   (stat.slp_status_timer_armed),
    .cause_capture_en_o, .mask_o, .internal_causes_o,
    .mode_o        (mode_o),
    .core_state_o  (core_state),
    .event_o       (stat.slp_event),
    .outcome_o     (stat.slp_status_outcome),
    .last_mode_o   (stat.slp_status_last_mode),
    .entries_o     (entries),
    .aborts_o      (aborts),
    .falls_o       (falls),
    .asleep_ticks_o(stat.slp_ticks_asleep),
    .entry_lat_o   (stat.slp_latency_entry),
    .exit_lat_o    (stat.slp_latency_exit)
  );

  sleep_wdt_run #(
    .N_MODES     (N_MODES),
    .MODE_WDT_RUN(MODE_WDT_RUN)
  ) u_wdt_run (
    .clk_i (clk_aon_i),
    .rst_ni(rst_aon_ni),
    .state_i,
    .mode_i(mode_o),
    .wdt_run_o
  );

  assign stat.slp_core_status_state  = 6'(core_state);
  assign stat.slp_core_status_active = 2'(active);
  assign stat.slp_status_mode        = mode_o;
  assign stat.slp_status_dram        = dram_state_o;
  assign stat.slp_count_entries      = 256'(entries);
  assign stat.slp_count_aborts       = 128'(aborts);
  assign stat.slp_count_falls        = 128'(falls);

endmodule
