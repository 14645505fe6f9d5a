// SPDX-License-Identifier: Apache-2.0
//
// Block bench of the sleep block's bus-clock part: sleep_bus and sleep_cdc between two clocks made here.
//
// The ports of sleep_bus are ports of this top under the same name, as far as they do not end in sleep_cdc; on the
// other side are the AON ports of sleep_cdc. Status of the AON side (parked, run, active, armed, event) is driven
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
  logic [3:0] event_s;
  logic type_post;
  logic type_busy;
  logic [N_CORES-1:0] act_post;
  logic [38*N_CORES-1:0] act_ticks;
  logic [N_CORES-1:0] act_take;
  logic [N_CORES-1:0] act_busy;
  logic max_post;
  logic [37:0] max_ticks;
  logic max_take;
  logic max_busy;
  logic tmr_post;
  logic tmr_busy;
  logic kick_post;
  logic [N_CORES-1:0] kick;
  logic kick_take;
  logic kick_busy;
  logic clr_post;
  logic [3:0] clr;
  logic clr_take;
  logic clr_busy;
  logic [3:0] hide;

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
    .rst_ni        (rst_ni),
    .strobe_i      (strobe),
    .wfi_i         (wfi_i),
    .event_o       (event_o),
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
    .parked_i      (parked),
    .run_i         (run),
    .active_i      (active),
    .armed_i       (armed),
    .idle_o        (idle_o),
    .ok_o          (ok_o),
    .ok_mode_o     (ok_mode_o),
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

  sleep_cdc #(
    .N_CORES (N_CORES),
    .STATUS_W(3 * N_CORES + 5)
  ) u_cdc (
    .clk_sys_i       (clk_bus),
    .rst_sys_ni      (rst_ni),
    .strobe_i        (strobe),
    .clk_aon_i       (clk_aon),
    .rst_aon_ni      (rst_ni),
    .idle_i          (idle_o),
    .ok_i            (ok_o),
    .ok_mode_i       (ok_mode_o),
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
    .status_o        ({parked, run, active, armed, event_s}),
    .aon_idle_o      (aon_idle_o),
    .aon_ok_o        (aon_ok_o),
    .aon_ok_mode_o   (aon_ok_mode_o),
    .aon_type_valid_o(aon_type_valid_o),
    .aon_type_o      (aon_type_o),
    .aon_act_valid_o (aon_act_valid_o),
    .aon_act_ticks_o (aon_act_ticks_o),
    .aon_max_valid_o (aon_max_valid_o),
    .aon_max_ticks_o (aon_max_ticks_o),
    .aon_tmr_valid_o (aon_tmr_valid_o),
    .aon_tmr_ticks_o (aon_tmr_ticks_o),
    .aon_kick_valid_o(aon_kick_valid_o),
    .aon_kick_o      (aon_kick_o),
    .aon_clr_valid_o (aon_clr_valid_o),
    .aon_clr_o       (aon_clr_o),
    .aon_dram_ack_o  (aon_dram_ack_o),
    .aon_boot_i      (aon_boot_i),
    .aon_status_i    ({aon_parked_i, aon_run_i, aon_active_i, aon_armed_i, aon_event_i}),
    .dram_ack_i      (dram_ack_i)
  );

  assign strobe_o     = strobe;
  assign event_bits_o = event_s & ~hide;

  reg [8*512-1:0] vcd_path;
  initial begin
    if ($value$plusargs("vcd=%s", vcd_path)) begin
      $dumpfile(vcd_path);
      $dumpvars(0, tb_sleep_bus);
    end
  end

endmodule
