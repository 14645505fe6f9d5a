// SPDX-License-Identifier: Apache-2.0
//
// The board around one platform's PMU: clocks, reset, and the nets that agents drive and watch.
//
// Clocks are made here because a clock written in Python costs several times the simulation itself. The bus clock starts
// when the PMU asks for it, after sys_start_ns, and says so with clk_sys_valid; sys_hang keeps it from starting (1) or from
// stopping (2). All knobs are variables that a test may set at any time. A core behind isolation reads as waiting: its
// WFI is clamped to 1, as the integrator's guide asks for.
//
// +vcd=<path> dumps what one looks at (levels: this top, and the state of each subsystem); with +vcd_all everything.

`timescale 1ns / 1ps

module tb_top;

  // 32,768 Hz to the picosecond
  localparam realtime AON_HALF_NS = 15258.789;

  // knobs
  realtime sys_half_ns = 125.0;     // 4 MHz
  integer  sys_start_ns = 20_000;
  logic [1:0] sys_hang = 2'd0;

  logic clk_aon, clk_sys, clk_sys_run, clk_sys_req, clk_sys_valid;
  logic por_n, reset_pin_n, test_en;
  logic psel, penable, pwrite, pready, pslverr, irq;
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

  initial begin
    clk_aon = 1'b0;
    forever #(AON_HALF_NS) clk_aon = !clk_aon;
  end

  // The bus clock begins with a full low phase and stops low: no short pulses.
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

  initial begin
    por_n = 1'b0;
    reset_pin_n = 1'b1;
    test_en = 1'b0;
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
    .test_en_i(test_en),
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
    .irq_o(irq),
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
    .mode_o(mode)
  );

endmodule
