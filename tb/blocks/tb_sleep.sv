// SPDX-License-Identifier: Apache-2.0
//
// Block bench of the sleep block: timebase and sleep_core on a 32.768 kHz clock made here.
//
// Every port of sleep_core is a port of this top under the same name, except clk_i and now_i: they are made inside
// and can be seen as `clk` and `now`. Rising edges come at 15259 ns + n * 30518 ns. +vcd=<path> dumps waves. The
// defaults are like the ameba platform: cores NP and AP; modes RUN, SLEEP and DEEP_SLEEP, which cuts all domains.

`timescale 1ns / 1ps

module tb_sleep #(
  parameter int                           N_CORES        = 2,
  parameter int                           N_MODES        = 3,
  parameter int                           N_WAKE         = 8,
  parameter int                           N_DOMAINS      = 3,
  parameter logic [          N_CORES-1:0] TYPE_RST       = 2'b11,
  parameter logic [          N_CORES-1:0] CORE_AUTOSTART = 2'b01,  // NP boots AP
  parameter logic [        3*N_CORES-1:0] CORE_DOMAIN    = 6'o10,  // NP in 0, AP in 1, peripherals in 2
  parameter logic [N_MODES*N_DOMAINS-1:0] MODE_DOM_ON    = 9'b000_111_111,  // DEEP_SLEEP, SLEEP, RUN
  parameter logic [        2*N_MODES-1:0] MODE_DRAM      = 6'b10_00_00,  // off in DEEP_SLEEP
  parameter logic [   N_WAKE*N_MODES-1:0] MODE_WAKE_MASK = 24'h0f_ff_ff,
  parameter logic [           N_WAKE-1:0] OFF_WAKE_MASK  = 8'h03,
  parameter int                           DRAM_TIMEOUT   = 64  // ticks
) (
  input  logic                  rst_ni,
  input  logic [   N_CORES-1:0] idle_i,
  input  logic                  ok_i,
  input  logic [           3:0] ok_mode_i,
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
  input  logic [   N_CORES-1:0] wake_i,
  input  logic                  any_i,
  input  logic [           3:0] state_i,
  input  logic                  boot_go_i,
  input  logic                  restart_i,
  input  logic                  ponr_i,
  input  logic [   N_CORES-1:0] dom_on_i,
  input  logic [   N_CORES-1:0] dom_gated_i,
  input  logic                  dram_ack_i,
  output logic [ 2*N_CORES-1:0] core_tgt_o,
  output logic                  slp_enter_o,
  output logic [           3:0] slp_mode_o,
  output logic [ N_DOMAINS-1:0] slp_off_o,
  output logic                  dram_req_o,
  output logic [           1:0] dram_state_o,
  output logic [   N_CORES-1:0] parked_o,
  output logic [   N_CORES-1:0] run_o,
  output logic [   N_CORES-1:0] active_o,
  output logic                  max_armed_o,
  output logic                  tmr_armed_o,
  output logic                  open_o,
  output logic [    N_WAKE-1:0] mask_o,
  output logic [           3:0] extra_o,
  output logic [           3:0] mode_o,
  output logic [ 3*N_CORES-1:0] core_state_o,
  output logic [           3:0] event_o,
  output logic [           1:0] outcome_o,
  output logic [           3:0] last_mode_o,
  output logic [16*N_MODES-1:0] entries_o,
  output logic [ 8*N_MODES-1:0] aborts_o,
  output logic [ 8*N_MODES-1:0] falls_o,
  output logic [          31:0] asleep_ticks_o,
  output logic [          15:0] entry_lat_o,
  output logic [          15:0] exit_lat_o
);

  localparam int HALF_PERIOD_NS = 15259;

  logic clk;
  logic [47:0] now;

  initial begin
    clk = 1'b0;
    forever #(HALF_PERIOD_NS) clk = !clk;
  end

  pmu_timebase u_timebase (
    .clk_aon_i(clk),
    .rst_ni   (rst_ni),
    .now_o    (now)
  );

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
    .clk_i         (clk),
    .rst_ni        (rst_ni),
    .now_i         (now),
    .idle_i        (idle_i),
    .ok_i          (ok_i),
    .ok_mode_i     (ok_mode_i),
    .type_valid_i  (type_valid_i),
    .type_pg_i     (type_pg_i),
    .act_valid_i   (act_valid_i),
    .act_ticks_i   (act_ticks_i),
    .max_valid_i   (max_valid_i),
    .max_ticks_i   (max_ticks_i),
    .tmr_valid_i   (tmr_valid_i),
    .tmr_ticks_i   (tmr_ticks_i),
    .kick_valid_i  (kick_valid_i),
    .kick_i        (kick_i),
    .clr_valid_i   (clr_valid_i),
    .clr_i         (clr_i),
    .wake_i        (wake_i),
    .any_i         (any_i),
    .state_i       (state_i),
    .boot_go_i     (boot_go_i),
    .restart_i     (restart_i),
    .ponr_i        (ponr_i),
    .dom_on_i      (dom_on_i),
    .dom_gated_i   (dom_gated_i),
    .dram_ack_i    (dram_ack_i),
    .core_tgt_o    (core_tgt_o),
    .slp_enter_o   (slp_enter_o),
    .slp_mode_o    (slp_mode_o),
    .slp_off_o     (slp_off_o),
    .dram_req_o    (dram_req_o),
    .dram_state_o  (dram_state_o),
    .parked_o      (parked_o),
    .run_o         (run_o),
    .active_o      (active_o),
    .max_armed_o   (max_armed_o),
    .tmr_armed_o   (tmr_armed_o),
    .open_o        (open_o),
    .mask_o        (mask_o),
    .extra_o       (extra_o),
    .mode_o        (mode_o),
    .core_state_o  (core_state_o),
    .event_o       (event_o),
    .outcome_o     (outcome_o),
    .last_mode_o   (last_mode_o),
    .entries_o     (entries_o),
    .aborts_o      (aborts_o),
    .falls_o       (falls_o),
    .asleep_ticks_o(asleep_ticks_o),
    .entry_lat_o   (entry_lat_o),
    .exit_lat_o    (exit_lat_o)
  );

  reg [8*512-1:0] vcd_path;
  initial begin
    if ($value$plusargs("vcd=%s", vcd_path)) begin
      $dumpfile(vcd_path);
      $dumpvars(0, tb_sleep);
    end
  end

endmodule
