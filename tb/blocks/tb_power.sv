// SPDX-License-Identifier: Apache-2.0
//
// Block bench of the power block: timebase and power_core on a 32.768 kHz clock made here.
//
// Every port of power_core is a port of this top under the same name, except clk_i and now_i: they are made inside and
// can be seen as `clk` and `now`. Rising edges come at 15259 ns + n * 30518 ns. +vcd=<path> dumps waves.
//
// The default platform: two cores in domains 0 (boots by itself, retained) and 1 (retained), a peripheral domain 2 (not
// retained); rails 0 (always on), 1 (the CPU's, and retention), 2, 3 in three slots; modes RUN, SLEEP (nothing off but the
// clock) and DEEP (rails 2 and 3 off, rail 1 at retention voltage, reboots). Every domain has other step times.

`timescale 1ns / 1ps

module tb_power #(
  parameter int                           N_CORES           = 2,
  parameter int                           N_MODES           = 3,
  parameter int                           N_WAKE            = 8,
  parameter int                           N_DOMAINS         = 3,
  parameter int                           N_RAILS           = 4,
  parameter int                           N_RAM             = 2,
  parameter logic [  N_MODES*N_RAILS-1:0] MODE_RAIL_ON      = {4'b0011, 4'b1111, 4'b1111},
  parameter logic [  N_MODES*N_RAILS-1:0] MODE_RAIL_LP      = {4'b0010, 4'b0000, 4'b0000},
  parameter logic [N_MODES*N_DOMAINS-1:0] MODE_DOM_ON       = {3'b000, 3'b111, 3'b111},
  parameter logic [          N_MODES-1:0] MODE_CLK_ON       = 3'b001,
  parameter logic [    N_MODES*N_RAM-1:0] MODE_RAM_ON       = {2'b01, 2'b11, 2'b11},
  parameter logic [          N_MODES-1:0] MODE_REBOOT       = 3'b100,
  parameter logic [           N_WAKE-1:0] OFF_WAKE_MASK     = 8'b0000_0111,
  parameter logic [           N_WAKE-1:0] RTC_MASK          = 8'b0000_0001,
  parameter logic [        N_CORES*3-1:0] CORE_DOMAIN       = {3'd1, 3'd0},
  parameter logic [          N_CORES-1:0] CORE_AUTOSTART    = 2'b01,
  parameter logic [        N_RAILS*4-1:0] RAIL_UP_SLOT      = {4'd2, 4'd1, 4'd1, 4'd0},
  parameter logic [        N_RAILS*4-1:0] RAIL_DOWN_SLOT    = {4'd0, 4'd1, 4'd1, 4'd2},
  parameter logic [       N_RAILS*16-1:0] RAIL_PG_TIMEOUT   = {16'd30, 16'd24, 16'd20, 16'd20},
  parameter logic [        N_RAILS*8-1:0] RAIL_PG_DEGLITCH  = {8'd3, 8'd1, 8'd0, 8'd2},
  parameter logic [          N_RAILS-1:0] RAIL_LOSS_LOG     = 4'b1000,
  parameter logic [            16*16-1:0] SLOT_UP_DELAY     = {{13{16'd1}}, 16'd4, 16'd3, 16'd2},
  parameter logic [            16*16-1:0] SLOT_DOWN_DELAY   = {{13{16'd1}}, 16'd3, 16'd2, 16'd4},
  parameter int                           CPU_RAIL          = 1,
  parameter logic [      N_DOMAINS*3-1:0] DOM_RAIL          = {3'd2, 3'd1, 3'd1},
  parameter logic [        N_DOMAINS-1:0] DOM_RETAIN        = 3'b011,
  parameter logic [      N_DOMAINS*8-1:0] DOM_STEP_TICKS    = {8'd3, 8'd2, 8'd1},
  parameter logic [      N_DOMAINS*8-1:0] DOM_RST_TICKS     = {8'd4, 8'd3, 8'd2},
  parameter logic [     N_DOMAINS*16-1:0] DOM_ACK_TIMEOUT   = {16'd16, 16'd16, 16'd16},
  parameter int                           BACKDRIVE_TIMEOUT = 32,
  parameter int                           CLK_TIMEOUT       = 16,
  parameter int                           RETRY_TICKS       = 40,
  parameter int                           RETRY_FACTOR      = 2,
  parameter int                           SLOW_RETRY_TICKS  = 0,
  parameter int                           GOOD_RUN_TICKS    = 400,
  parameter logic                         AUTO_START        = 1'b0
) (
  input  logic                 rst_ni,
  input  logic [  N_RAILS-1:0] pg_i,
  input  logic [N_DOMAINS-1:0] ack_i,
  input  logic                 clk_valid_i,
  input  logic                 key_i,
  input  logic                 vbus_i,
  input  logic [   N_WAKE-1:0] wake_event_i,
  input  logic [          2:0] protect_i,
  input  logic                 block_i,
  input  logic                 hard_off_i,
  input  logic                 hold_off_i,
  input  logic                 rst_pin_i,
  input  logic                 wdt_bite_i,
  input  logic                 wdt_kick_i,
  input  logic                 slp_enter_i,
  input  logic [          3:0] slp_mode_i,
  input  logic [N_DOMAINS-1:0] slp_off_i,
  input  logic [2*N_CORES-1:0] core_tgt_i,
  input  logic                 off_valid_i,
  input  logic [          7:0] off_key_i,
  input  logic [         31:0] off_ticks_i,
  input  logic [    N_RAM-1:0] off_ram_i,
  input  logic                 clr_valid_i,
  input  logic [          6:0] clr_cause_i,
  input  logic [         10:0] clr_reason_i,
  input  logic [          4:0] clr_rst_i,
  input  logic [          1:0] clr_err_i,
  input  logic [  N_RAILS-1:0] clr_lost_i,
  input  logic [          2:0] clr_event_i,
  input  logic                 vdd_keep_i,
  output logic [  N_RAILS-1:0] rail_en_o,
  output logic [  N_RAILS-1:0] rail_lp_o,
  output logic [N_DOMAINS-1:0] dom_clk_en_o,
  output logic [N_DOMAINS-1:0] dom_iso_o,
  output logic [N_DOMAINS-1:0] dom_save_o,
  output logic [N_DOMAINS-1:0] dom_restore_o,
  output logic [N_DOMAINS-1:0] dom_rst_no,
  output logic [N_DOMAINS-1:0] dom_sw_en_o,
  output logic [N_DOMAINS-1:0] dom_boot_o,
  output logic                 clk_req_o,
  output logic [    N_RAM-1:0] ram_on_o,
  output logic                 vdd_ext_o,
  output logic [          6:0] cause_o,
  output logic [         10:0] reason_o,
  output logic [          4:0] rst_cause_o,
  output logic [          2:0] boot_reason_o,
  output logic [          2:0] fault_rail_o,
  output logic [          2:0] fault_domain_o,
  output logic [          1:0] err_o,
  output logic [  N_RAILS-1:0] lost_o,
  output logic [          2:0] event_o,
  output logic [          3:0] ends_o,
  output logic [          1:0] faults_o,
  output logic                 held_o,
  output logic [          3:0] state_o,
  output logic                 ponr_o,
  output logic                 boot_go_o,
  output logic                 restart_o,
  output logic [N_DOMAINS-1:0] dom_on_o,
  output logic [N_DOMAINS-1:0] dom_gated_o,
  output logic [N_DOMAINS-1:0] dom_off_o
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

  power_core #(
    .N_CORES          (N_CORES),
    .N_MODES          (N_MODES),
    .N_WAKE           (N_WAKE),
    .N_DOMAINS        (N_DOMAINS),
    .N_RAILS          (N_RAILS),
    .N_RAM            (N_RAM),
    .MODE_RAIL_ON     (MODE_RAIL_ON),
    .MODE_RAIL_LP     (MODE_RAIL_LP),
    .MODE_DOM_ON      (MODE_DOM_ON),
    .MODE_CLK_ON      (MODE_CLK_ON),
    .MODE_RAM_ON      (MODE_RAM_ON),
    .MODE_REBOOT      (MODE_REBOOT),
    .OFF_WAKE_MASK    (OFF_WAKE_MASK),
    .RTC_MASK         (RTC_MASK),
    .CORE_DOMAIN      (CORE_DOMAIN),
    .CORE_AUTOSTART   (CORE_AUTOSTART),
    .RAIL_UP_SLOT     (RAIL_UP_SLOT),
    .RAIL_DOWN_SLOT   (RAIL_DOWN_SLOT),
    .RAIL_PG_TIMEOUT  (RAIL_PG_TIMEOUT),
    .RAIL_PG_DEGLITCH (RAIL_PG_DEGLITCH),
    .RAIL_LOSS_LOG    (RAIL_LOSS_LOG),
    .SLOT_UP_DELAY    (SLOT_UP_DELAY),
    .SLOT_DOWN_DELAY  (SLOT_DOWN_DELAY),
    .CPU_RAIL         (CPU_RAIL),
    .DOM_RAIL         (DOM_RAIL),
    .DOM_RETAIN       (DOM_RETAIN),
    .DOM_STEP_TICKS   (DOM_STEP_TICKS),
    .DOM_RST_TICKS    (DOM_RST_TICKS),
    .DOM_ACK_TIMEOUT  (DOM_ACK_TIMEOUT),
    .BACKDRIVE_TIMEOUT(BACKDRIVE_TIMEOUT),
    .CLK_TIMEOUT      (CLK_TIMEOUT),
    .RETRY_TICKS      (RETRY_TICKS),
    .RETRY_FACTOR     (RETRY_FACTOR),
    .SLOW_RETRY_TICKS (SLOW_RETRY_TICKS),
    .GOOD_RUN_TICKS   (GOOD_RUN_TICKS),
    .AUTO_START       (AUTO_START)
  ) u_core (
    .clk_i         (clk),
    .rst_ni        (rst_ni),
    .now_i         (now),
    .pg_i          (pg_i),
    .ack_i         (ack_i),
    .clk_valid_i   (clk_valid_i),
    .key_i         (key_i),
    .vbus_i        (vbus_i),
    .wake_event_i  (wake_event_i),
    .protect_i     (protect_i),
    .block_i       (block_i),
    .hard_off_i    (hard_off_i),
    .hold_off_i    (hold_off_i),
    .rst_pin_i     (rst_pin_i),
    .wdt_bite_i    (wdt_bite_i),
    .wdt_kick_i    (wdt_kick_i),
    .slp_enter_i   (slp_enter_i),
    .slp_mode_i    (slp_mode_i),
    .slp_off_i     (slp_off_i),
    .core_tgt_i    (core_tgt_i),
    .off_valid_i   (off_valid_i),
    .off_key_i     (off_key_i),
    .off_ticks_i   (off_ticks_i),
    .off_ram_i     (off_ram_i),
    .clr_valid_i   (clr_valid_i),
    .clr_cause_i   (clr_cause_i),
    .clr_reason_i  (clr_reason_i),
    .clr_rst_i     (clr_rst_i),
    .clr_err_i     (clr_err_i),
    .clr_lost_i    (clr_lost_i),
    .clr_event_i   (clr_event_i),
    .vdd_keep_i    (vdd_keep_i),
    .rail_en_o     (rail_en_o),
    .rail_lp_o     (rail_lp_o),
    .dom_clk_en_o  (dom_clk_en_o),
    .dom_iso_o     (dom_iso_o),
    .dom_save_o    (dom_save_o),
    .dom_restore_o (dom_restore_o),
    .dom_rst_no    (dom_rst_no),
    .dom_sw_en_o   (dom_sw_en_o),
    .dom_boot_o    (dom_boot_o),
    .clk_req_o     (clk_req_o),
    .ram_on_o      (ram_on_o),
    .vdd_ext_o     (vdd_ext_o),
    .cause_o       (cause_o),
    .reason_o      (reason_o),
    .rst_cause_o   (rst_cause_o),
    .boot_reason_o (boot_reason_o),
    .fault_rail_o  (fault_rail_o),
    .fault_domain_o(fault_domain_o),
    .err_o         (err_o),
    .lost_o        (lost_o),
    .event_o       (event_o),
    .ends_o        (ends_o),
    .faults_o      (faults_o),
    .held_o        (held_o),
    .state_o       (state_o),
    .ponr_o        (ponr_o),
    .boot_go_o     (boot_go_o),
    .restart_o     (restart_o),
    .dom_on_o      (dom_on_o),
    .dom_gated_o   (dom_gated_o),
    .dom_off_o     (dom_off_o)
  );

  reg [8*512-1:0] vcd_path;
  initial begin
    if ($value$plusargs("vcd=%s", vcd_path)) begin
      $dumpfile(vcd_path);
      $dumpvars(0, tb_power);
    end
  end

endmodule
