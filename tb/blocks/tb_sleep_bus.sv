// SPDX-License-Identifier: Apache-2.0
//
// Block bench of the sleep block's bus-clock part: sleep_bus and its crossings between two clocks made here.
//
// The ports of sleep_bus are ports of this top under the same name, as far as they do not end in a crossing; on the
// other side are the AON ports of the crossings. Status of the AON side (parked, run, active, armed, event) is driven
// here: change it on rising edges of `clk_aon` only. `clk_bus` runs while bus_run_i is 1, in whole phases;
// strobe_en_i says whether sample strobes are wanted. AON edges come at 15259 ns + n * 30518 ns. +vcd=<path> dumps
// waves. The defaults are like the ameba platform, with thresholds so that each rule can be met.

`timescale 1ns / 1ps

module tb_sleep_bus #(
  parameter int                         N_CORES        = 2,
  parameter int                         N_MODES        = 3,
  parameter int                         N_WAKE         = 8,
  parameter int                         BUS_HALF_PS    = 487000,  // a bit above 1 MHz, at all phases to clk_aon
  parameter logic [ N_WAKE*N_MODES-1:0] MODE_WAKE_MASK = 24'h0f_ff_ff,
  parameter logic [     32*N_MODES-1:0] MODE_MIN_RES   = 96'd200 << 64 | 96'd20 << 32,
  parameter logic [     32*N_MODES-1:0] MODE_EXIT_LAT  = 96'd100 << 64 | 96'd10 << 32,
  parameter logic [        N_MODES-1:0] MODE_DEEP      = 3'b100,
  parameter logic [2*N_CORES*N_MODES-1:0] MODE_CORE_MIN  = 12'b10_10_01_01_00_00,
  parameter logic [     32*N_CORES-1:0] WAKELOCK_RST   = 64'h00000001_00000009,
  parameter logic [     32*N_CORES-1:0] DEEPLOCK_RST   = 64'h00000001_00000000
) (
  input  logic                      rst_ni,
  input  logic                      bus_run_i,
  input  logic [       N_CORES-1:0] wfi_i,
  output logic [       N_CORES-1:0] event_o,
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
  input  logic [       N_CORES-1:0] cfg_type_i,
  input  logic                      type_wr_i,
  input  logic [    32*N_CORES-1:0] act_ms_i,
  input  logic [       N_CORES-1:0] act_wr_i,
  input  logic [              31:0] cfg_max_ms_i,
  input  logic                      max_wr_i,
  input  logic [              31:0] cfg_tmr_ticks_i,
  input  logic                      tmr_wr_i,
  input  logic [       N_CORES-1:0] kick_i,
  input  logic                      kick_wr_i,
  input  logic [               3:0] clr_i,
  input  logic                      clr_wr_i,
  input  logic [       N_MODES-1:0] cfg_allow_i,
  input  logic [              31:0] cfg_hint_i,
  input  logic [              31:0] cfg_limit_i,
  input  logic [        N_WAKE-1:0] wake_en_i,
  input  logic [N_CORES*N_WAKE-1:0] wake_route_i,
  input  logic [        N_WAKE-1:0] wake_pend_i,
  input  logic                      busy_other_i,
  output logic [       N_CORES-1:0] idle_o,
  output logic                      ok_o,
  output logic [               3:0] ok_mode_o,
  output logic [               3:0] next_mode_o,
  output logic                      next_valid_o,
  output logic [               3:0] next_blocked_o,
  output logic [               2:0] next_rule_o,
  output logic [       N_CORES+4:0] busy_o,
  output logic [               3:0] event_bits_o,
  output logic                      strobe_o,
  input  logic [       N_CORES-1:0] aon_boot_i,
  input  logic [       N_CORES-1:0] aon_parked_i,
  input  logic [       N_CORES-1:0] aon_run_i,
  input  logic [       N_CORES-1:0] aon_active_i,
  input  logic                      aon_armed_i,
  input  logic [               3:0] aon_event_i,
  input  logic                      strobe_en_i,
  input  logic                      dram_ack_i,
  output logic [       N_CORES-1:0] aon_idle_o,
  output logic                      aon_ok_o,
  output logic [               3:0] aon_ok_mode_o,
  output logic                      aon_type_valid_o,
  output logic [       N_CORES-1:0] aon_type_o,
  output logic [       N_CORES-1:0] aon_act_valid_o,
  output logic [    38*N_CORES-1:0] aon_act_ticks_o,
  output logic                      aon_max_valid_o,
  output logic [              37:0] aon_max_ticks_o,
  output logic                      aon_tmr_valid_o,
  output logic [              31:0] aon_tmr_ticks_o,
  output logic                      aon_kick_valid_o,
  output logic [       N_CORES-1:0] aon_kick_o,
  output logic                      aon_clr_valid_o,
  output logic [               3:0] aon_clr_o,
  output logic                      aon_dram_ack_o
);

  localparam int AON_HALF_NS = 15259;

  logic clk_aon, clk_raw, clk_en, clk_bus;

  initial begin
    clk_aon = 1'b0;
    forever #(AON_HALF_NS) clk_aon = !clk_aon;
  end

  initial begin
    clk_raw = 1'b0;
    forever #(BUS_HALF_PS / 1000.0) clk_raw = !clk_raw;
  end

  initial clk_en = 1'b1;
  always @(negedge clk_raw) clk_en <= bus_run_i;
  assign clk_bus = clk_raw & clk_en;

  logic strobe;
  logic [N_CORES-1:0] parked, run, active, boot;
  logic armed;
  logic [N_CORES-1:0] act_post, act_busy;
  logic [38*N_CORES-1:0] act_ticks;
  logic max_busy;
  pmu_slp_post_t post, aon_post;
  pmu_slp_made_t made, aon_made;
  pmu_slp_take_t take;
  pmu_slp_busy_t crossing;
  pmu_slp_stat_t aon_stat, stat;

  prim_tick_strobe u_strobe (
    .aon_clk_i   (clk_aon),
    .aon_rst_ni  (rst_ni),
    .aon_en_i    (strobe_en_i),
    .bus_clk_i   (clk_bus),
    .bus_rst_ni  (rst_ni),
    .bus_strobe_o(strobe)
  );

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
    .clk_i         (clk_bus),
    .rst_ni,
    .strobe_i      (strobe),
    .wfi_i, .event_o,
    .boot_i        (boot),
    .lock_set_i, .lock_set_wr_i, .lock_clr_i, .lock_clr_wr_i, .lock_o, .deep_set_i, .deep_set_wr_i, .deep_clr_i,
    .deep_clr_wr_i, .deep_o, .cfg_type_i, .act_ms_i, .act_wr_i, .cfg_max_ms_i, .max_wr_i, .cfg_allow_i, .cfg_hint_i,
    .cfg_limit_i, .wake_en_i, .wake_route_i, .wake_pend_i,
    .busy_other_i  (busy_other_i || (|{crossing.slp_type, crossing.slp_timer, crossing.slp_wake, crossing.slp_clear})),
    .power_gated_i (parked),
    .run_i         (run),
    .active_i      (active),
    .armed_i       (armed),
    .idle_o, .ok_o, .ok_mode_o,
    .act_post_o    (act_post),
    .act_ticks_o   (act_ticks),
    .act_take_i    (take.slp_active[N_CORES-1:0]),
    .act_busy_i    (crossing.slp_active[N_CORES-1:0]),
    .max_post_o    (made.slp_max_wr),
    .max_ticks_o   (made.slp_max),
    .max_take_i    (take.slp_max),
    .max_busy_i    (crossing.slp_max),
    .next_mode_o, .next_valid_o, .next_blocked_o, .next_rule_o,
    .act_busy_o    (act_busy),
    .max_busy_o    (max_busy)
  );

  assign made.slp_active_wr   = 2'(act_post);
  assign made.slp_active      = 76'(act_ticks);
  assign post.slp_core_ctrl   = 2'(cfg_type_i);
  assign post.slp_type_wr     = type_wr_i;
  assign post.slp_sleep_timer = cfg_tmr_ticks_i;
  assign post.slp_timer_wr    = tmr_wr_i;
  assign post.slp_core_wake   = 2'(kick_i);
  assign post.slp_wake_wr     = kick_wr_i;
  assign post.slp_event_clr   = clr_i;
  assign post.slp_clear_wr    = clr_wr_i;
  assign busy_o = {crossing.slp_clear, crossing.slp_wake, crossing.slp_timer, max_busy, act_busy, crossing.slp_type};

  // what nobody here looks at stays open
  assign aon_stat.slp_core_status_active = 2'(aon_active_i);
  assign aon_stat.slp_status_max_armed   = aon_armed_i;
  assign aon_stat.slp_event              = aon_event_i;
  assign active = stat.slp_core_status_active[N_CORES-1:0];
  assign armed  = stat.slp_status_max_armed;

  slp_xing #(
    .SLP_TYPE0_RST(1'b1),
    .SLP_TYPE1_RST(1'b1),
    .SLP_ACTIVE_N (N_CORES)
  ) u_xing (
    .clk_sys_i (clk_bus),
    .rst_sys_ni(rst_ni),
    .strobe_i  (strobe),
    .clk_aon_i (clk_aon),
    .rst_aon_ni(rst_ni),
    .post_i    (post),
    .made_i    (made),
    .take_o    (take),
    .busy_o    (crossing),
    .stat_o    (stat),
    .post_o    (aon_post),
    .made_o    (aon_made),
    .stat_i    (aon_stat)
  );

  prim_sync #(
    .W(N_CORES + 2)
  ) u_to_aon (
    .clk_i (clk_aon),
    .rst_ni,
    .d_i   ({dram_ack_i, ok_o, idle_o}),
    .q_o   ({aon_dram_ack_o, aon_ok_o, aon_idle_o})
  );

  prim_sync #(
    .W(N_CORES)
  ) u_boot (
    .clk_i (clk_bus),
    .rst_ni,
    .d_i   (aon_boot_i),
    .q_o   (boot)
  );

  prim_cdc_sample #(
    .W(2 * N_CORES)
  ) u_cores (
    .bus_clk_i   (clk_bus),
    .bus_rst_ni  (rst_ni),
    .bus_strobe_i(strobe),
    .aon_data_i  ({aon_parked_i, aon_run_i}),
    .bus_data_o  ({parked, run})
  );

  assign aon_ok_mode_o    = ok_mode_o;
  assign aon_type_valid_o = aon_post.slp_type_wr;
  assign aon_type_o       = aon_post.slp_core_ctrl[N_CORES-1:0];
  assign aon_act_valid_o  = aon_made.slp_active_wr[N_CORES-1:0];
  assign aon_act_ticks_o  = aon_made.slp_active[38*N_CORES-1:0];
  assign aon_max_valid_o  = aon_made.slp_max_wr;
  assign aon_max_ticks_o  = aon_made.slp_max;
  assign aon_tmr_valid_o  = aon_post.slp_timer_wr;
  assign aon_tmr_ticks_o  = aon_post.slp_sleep_timer;
  assign aon_kick_valid_o = aon_post.slp_wake_wr;
  assign aon_kick_o       = aon_post.slp_core_wake[N_CORES-1:0];
  assign aon_clr_valid_o  = aon_post.slp_clear_wr;
  assign aon_clr_o        = aon_post.slp_event_clr;

  assign strobe_o     = strobe;
  assign event_bits_o = stat.slp_event;

  reg [8*512-1:0] vcd_path;
  initial begin
    if ($value$plusargs("vcd=%s", vcd_path)) begin
      $dumpfile(vcd_path);
      $dumpvars(0, tb_sleep_bus);
    end
  end

endmodule
