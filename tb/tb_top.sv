// SPDX-License-Identifier: Apache-2.0
//
// The board around one platform's PMU: clocks, reset, and the nets that agents drive and watch.
//
// Clocks are made here because a clock written in Python costs several times the simulation itself. The bus clock starts
// when the PMU asks for it, after sys_start_ns, and says so with clk_sys_valid; sys_hang keeps it from starting (1) or from
// stopping (2). All knobs are variables that a test may set at any time. A core behind isolation reads as waiting: its
// WFI is clamped to 1, as the integrator's guide asks for.
//
// +vcd=<path> dumps what one looks at (levels: this top, and the state of each subsystem); with +vcd_all everything,
// with +vcd_pins all signals of this top.

`timescale 1ns / 1ps

module tb_top;

  // 32,768 Hz to the picosecond
  localparam realtime AON_HALF_NS = 15258.789;

  // knobs
  realtime sys_half_ns = 125.0;     // 4 MHz
  integer  sys_start_ns = 20_000;
  logic [1:0] sys_hang = 2'd0;

  logic clk_aon, clk_sys, clk_sys_run, clk_sys_req, clk_sys_valid;
  logic por_n, reset_pin_n;
  logic psel, penable, pwrite, pready, pslverr, irq_sleep, irq_power, irq_rtc, irq;
  logic [11:0] paddr;
  logic [31:0] pwdata, prdata;
  logic [3:0] pstrb;
  logic [2:0] pprot;
  logic [1:0] preq_id;
  logic [1:0] core_wfi, core_wfi_clamped, core_event;
  logic [7:0] rail_en, rail_lp, rail_pg;
  logic [7:0] dom_clk_en, dom_iso, dom_save, dom_restore, dom_rst_n, dom_sw_en, dom_ack;
  logic [7:0] ram_on;
  logic dram_req, dram_ack;
  logic [1:0] dram_state;
  logic [31:0] wake;
  logic key, vbus, block, wdt_bite, wdt_kick, hard_off, hold_off;
  logic [2:0] protect;
  logic vdd_ext, wdt_run;
  logic [3:0] pwr_state, mode;
  logic [1:0] core_iso;  // isolation of each core's domain

  // what a platform's own blocks bring: converter, power stage, ...
`include "pmu_pins.svh"

  initial begin
    clk_aon = 1'b0;
    forever #(AON_HALF_NS) clk_aon = !clk_aon;
  end

  // The bus clock begins with a full low phase and stops low: no short pulses. Its delays are knobs, never 0.
  // verilator lint_off ZERODLY
  initial begin
    clk_sys = 1'b0;
    clk_sys_run = 1'b0;
    clk_sys_valid = 1'b0;
    forever begin
      if (clk_sys_req !== 1'b1 && sys_hang != 2'd2 && clk_sys_run) begin
        clk_sys_run = 1'b0;
        clk_sys_valid = 1'b0;
      end
      if (!clk_sys_run) begin
        wait (clk_sys_req === 1'b1 && sys_hang != 2'd1);
        #(sys_start_ns);
        clk_sys_run = 1'b1;
        clk_sys_valid = 1'b1;
      end
      #(sys_half_ns) clk_sys = 1'b1;
      #(sys_half_ns) clk_sys = 1'b0;
    end
  end
  // verilator lint_on ZERODLY

  initial begin
    por_n = 1'b0;
    reset_pin_n = 1'b1;
    {psel, penable, pwrite, paddr, pwdata, pstrb, pprot, preq_id} = '0;
    core_wfi = '0;
    rail_pg = '0;
    dom_ack = '0;
    dram_ack = 1'b0;
    wake = '0;
    {key, vbus, block, wdt_bite, wdt_kick, hard_off, hold_off, protect} = '0;
  end

  assign core_wfi_clamped = core_wfi | core_iso;

  pmu_dut u_dut (
    .clk_aon_i(clk_aon),
    .clk_sys_i(clk_sys),
    .clk_sys_req_o(clk_sys_req),
    .clk_sys_valid_i(clk_sys_valid),
    .por_ni(por_n),
    .reset_pin_ni(reset_pin_n),
    .psel_i(psel),
    .penable_i(penable),
    .pwrite_i(pwrite),
    .paddr_i(paddr),
    .pwdata_i(pwdata),
    .pstrb_i(pstrb),
    .pprot_i(pprot),
    .preq_id_i(preq_id),
    .prdata_o(prdata),
    .pready_o(pready),
    .pslverr_o(pslverr),
    .irq_sleep_o(irq_sleep),
    .irq_power_o(irq_power),
    .irq_rtc_o(irq_rtc),
    .core_wfi_i(core_wfi_clamped),
    .core_event_o(core_event),
    .core_iso_o(core_iso),
    .rail_en_o(rail_en),
    .rail_lp_o(rail_lp),
    .rail_pg_i(rail_pg),
    .dom_clk_en_o(dom_clk_en),
    .dom_iso_o(dom_iso),
    .dom_save_o(dom_save),
    .dom_restore_o(dom_restore),
    .dom_rst_no(dom_rst_n),
    .dom_sw_en_o(dom_sw_en),
    .dom_ack_i(dom_ack),
    .ram_on_o(ram_on),
    .dram_req_o(dram_req),
    .dram_state_o(dram_state),
    .dram_ack_i(dram_ack),
    .wake_i(wake),
    .key_i(key),
    .vbus_i(vbus),
    .protect_i(protect),
    .block_i(block),
    .wdt_bite_i(wdt_bite),
    .wdt_kick_i(wdt_kick),
    .hard_off_i(hard_off),
    .hold_off_i(hold_off),
    .vdd_ext_o(vdd_ext),
    .wdt_run_o(wdt_run),
    .pwr_state_o(pwr_state),
    .mode_o(mode),
    .*
  );

  // The voltages in front of the converter are variables of this module.
  tb_afe u_afe (
    .en_i(adc_en),
    .sample_i(adc_sample),
    .chan_i(adc_chan),
    .dac_i(adc_dac),
    .cmp_o(adc_cmp)
  );

  // In sleep the AON clock is not drawn: an hour of it would fill the disk.
  logic clk_aon_awake;
  assign clk_aon_awake = clk_aon & (pwr_state != 4'd0) & (pwr_state != 4'd4);

`define PMU u_dut.u_dut.u_pmu
  string vcd_path;
  initial
    if ($value$plusargs("vcd=%s", vcd_path)) begin
      $dumpfile(vcd_path);
      if ($test$plusargs("vcd_all")) $dumpvars(0, tb_top);
      else if ($test$plusargs("vcd_pins")) $dumpvars(1, tb_top, u_afe);
      else begin
        $dumpvars(0, por_n, reset_pin_n, clk_aon_awake, clk_sys, clk_sys_req, clk_sys_valid, pwr_state, mode);
        $dumpvars(0, psel, penable, pwrite, paddr, pwdata, pstrb, pprot, preq_id, prdata, pready, pslverr, irq);
        $dumpvars(0, core_wfi_clamped, core_event, rail_en, rail_lp, rail_pg, ram_on, dram_req, dram_state, dram_ack);
        $dumpvars(0, dom_clk_en, dom_iso, dom_save, dom_restore, dom_rst_n, dom_sw_en, dom_ack, wake, vdd_ext, wdt_run);
        dump_pins();
        $dumpvars(0, `PMU.u_sleep.u_core.idle_i, `PMU.u_sleep.u_core.ok_i, `PMU.u_sleep.u_core.slp_enter_o);
        $dumpvars(0, `PMU.u_sleep.u_core.core_state_o, `PMU.u_sleep.u_core.internal_causes_o, `PMU.u_sleep.u_core.active_o);
        $dumpvars(0, `PMU.u_wake.u_core.pend_o, `PMU.u_wake.u_core.wake_o, `PMU.u_wake.u_core.any_o);
        $dumpvars(0, `PMU.u_wake.u_core.mask_i, `PMU.u_wake.u_core.cause_first_o, `PMU.u_wake.u_core.cause_all_o);
        $dumpvars(0, `PMU.u_rtc.u_core.time_o, `PMU.u_rtc.u_core.match_o, `PMU.u_rtc.u_core.armed_o);
        u_dut.dump_states();
        $dumpvars(0, `PMU.u_rtc.u_core.event_o, `PMU.u_power.u_core.cause_o, `PMU.u_power.u_core.reason_o);
      end
    end

endmodule
