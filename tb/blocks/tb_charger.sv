// SPDX-License-Identifier: Apache-2.0
//
// Block bench of the charger: timebase and charger_core on a 32.768 kHz clock made here, with times as parameters.
//
// Every port of charger_core is a port of this top under the same name, except clk_i and now_i: they are made inside and
// can be seen as `clk` and `now`. Rising edges come at 15259 ns + n * 30518 ns. +vcd=<path> dumps waves.

`timescale 1ns / 1ps

module tb_charger #(
  parameter logic [34:0] CTRL_RST    = 35'd0,
  parameter logic [23:0] CAP         = 24'hFFFFFF,
  parameter logic [67:0] LIMIT_RST   = 68'd0,
  parameter logic [79:0] TEMP_RST    = 80'd0,
  parameter logic [17:0] TIMER_RST   = 18'd0,
  parameter int          MINUTE      = 400,
  parameter int          WD_UNIT     = 700,
  parameter int          FOLD_TICKS  = 24,
  parameter int          DG_TICKS    = 5,
  parameter int          QUAL_TICKS  = 9,
  parameter int          RECHG_TICKS = 16,
  parameter int          TEST_TICKS  = 30,
  parameter int          SOURCE_UNIT = 20,
  parameter int          START_TICKS = 512,
  parameter int          WORN_TICKS  = 120
) (
  input  logic        rst_ni,
  input  logic        vbus_det_i,
  input  logic        vbus_ovp_i,
  input  logic        loop_cv_i,
  input  logic        loop_iin_i,
  input  logic        loop_vin_i,
  input  logic [11:0] vbat_i,
  input  logic [11:0] vbus_i,
  input  logic [11:0] ntc_i,
  input  logic [11:0] ichg_i,
  input  logic [ 6:0] upd_i,
  input  logic        ready_i,
  input  logic [ 4:0] sensor_i,
  input  logic        die_warn_i,
  input  logic        die_crit_i,
  input  logic        vbat_over_i,
  input  logic [ 4:0] stale_i,
  input  logic [ 3:0] state_i,
  input  logic        ctrl_valid_i,
  input  logic [34:0] ctrl_i,
  input  logic        limit_valid_i,
  input  logic [67:0] limit_i,
  input  logic        temp_valid_i,
  input  logic [79:0] temp_i,
  input  logic        timer_valid_i,
  input  logic [17:0] timer_i,
  input  logic        clr_valid_i,
  input  logic [13:0] clr_i,
  input  logic        intr_valid_i,
  input  logic [11:0] intr_i,
  output logic [ 3:0] state_o,
  output logic        en_o,
  output logic [ 9:0] iset_o,
  output logic [12:0] vset_o,
  output logic        sink_o,
  output logic        led_o,
  output logic [ 2:0] zone_o,
  output logic [ 2:0] fold_o,
  output logic [ 2:0] status_o,
  output logic [ 2:0] type_o,
  output logic [ 3:0] health_o,
  output logic [ 7:0] pre_min_o,
  output logic [ 9:0] fast_min_o,
  output logic        wd_expired_o,
  output logic [11:0] event_o,
  output logic        limit_o,
  output logic        stale_o,
  output logic        det_o,
  output logic        vbus_boot_o,
  output logic        wake_o,
  output logic        poor_o,
  output logic        worn_o
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

  charger_core #(
    .CTRL_RST   (CTRL_RST),
    .CAP        (CAP),
    .LIMIT_RST  (LIMIT_RST),
    .TEMP_RST   (TEMP_RST),
    .TIMER_RST  (TIMER_RST),
    .MINUTE     (MINUTE),
    .WD_UNIT    (WD_UNIT),
    .FOLD_TICKS (FOLD_TICKS),
    .DG_TICKS   (DG_TICKS),
    .QUAL_TICKS (QUAL_TICKS),
    .RECHG_TICKS(RECHG_TICKS),
    .TEST_TICKS (TEST_TICKS),
    .SOURCE_UNIT(SOURCE_UNIT),
    .START_TICKS(START_TICKS),
    .WORN_TICKS (WORN_TICKS)
  ) u_core (
    .clk_i        (clk),
    .rst_ni       (rst_ni),
    .now_i        (now),
    .vbus_det_i   (vbus_det_i),
    .vbus_ovp_i   (vbus_ovp_i),
    .loop_cv_i    (loop_cv_i),
    .loop_iin_i   (loop_iin_i),
    .loop_vin_i   (loop_vin_i),
    .vbat_i       (vbat_i),
    .vbus_i       (vbus_i),
    .ntc_i        (ntc_i),
    .ichg_i       (ichg_i),
    .upd_i        (upd_i),
    .ready_i      (ready_i),
    .sensor_i     (sensor_i),
    .die_warn_i   (die_warn_i),
    .die_crit_i   (die_crit_i),
    .vbat_over_i  (vbat_over_i),
    .stale_i      (stale_i),
    .state_i      (state_i),
    .ctrl_valid_i (ctrl_valid_i),
    .ctrl_i       (ctrl_i),
    .limit_valid_i(limit_valid_i),
    .limit_i      (limit_i),
    .temp_valid_i (temp_valid_i),
    .temp_i       (temp_i),
    .timer_valid_i(timer_valid_i),
    .timer_i      (timer_i),
    .clr_valid_i  (clr_valid_i),
    .clr_i        (clr_i),
    .intr_valid_i (intr_valid_i),
    .intr_i       (intr_i),
    .state_o      (state_o),
    .en_o         (en_o),
    .iset_o       (iset_o),
    .vset_o       (vset_o),
    .sink_o       (sink_o),
    .led_o        (led_o),
    .zone_o       (zone_o),
    .fold_o       (fold_o),
    .status_o     (status_o),
    .type_o       (type_o),
    .health_o     (health_o),
    .pre_min_o    (pre_min_o),
    .fast_min_o   (fast_min_o),
    .wd_expired_o (wd_expired_o),
    .event_o      (event_o),
    .limit_o      (limit_o),
    .stale_o      (stale_o),
    .det_o        (det_o),
    .vbus_boot_o  (vbus_boot_o),
    .wake_o       (wake_o),
    .poor_o       (poor_o),
    .worn_o       (worn_o)
  );

  reg [8*512-1:0] vcd_path;
  initial begin
    if ($value$plusargs("vcd=%s", vcd_path)) begin
      $dumpfile(vcd_path);
      $dumpvars(0, tb_charger);
    end
  end

endmodule
