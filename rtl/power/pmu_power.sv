// SPDX-License-Identifier: Apache-2.0
//
// The power block as pmu_top sees it: crossings and power_core, wired. Ports in docs/contracts-power.md.
module pmu_power #(
  parameter int                           N_CORES           = 1,
  parameter int                           N_MODES           = 1,  // mode 0 is RUN
  parameter int                           N_WAKE            = 1,
  parameter int                           N_DOMAINS         = 1,
  parameter int                           N_RAILS           = 1,
  parameter int                           N_RAM             = 1,
  parameter logic [  N_MODES*N_RAILS-1:0] MODE_RAIL_ON      = '1,
  parameter logic [  N_MODES*N_RAILS-1:0] MODE_RAIL_LP      = '0,
  parameter logic [N_MODES*N_DOMAINS-1:0] MODE_DOM_ON       = '1,  // RUN's line; a sleep's comes as slp_off_i
  parameter logic [          N_MODES-1:0] MODE_CLK_ON       = '1,
  parameter logic [    N_MODES*N_RAM-1:0] MODE_RAM_ON       = '1,
  parameter logic [          N_MODES-1:0] MODE_REBOOT       = '0,
  parameter logic [           N_WAKE-1:0] OFF_WAKE_MASK     = '1,
  parameter logic [           N_WAKE-1:0] RTC_MASK          = '0,
  parameter logic [        N_CORES*3-1:0] CORE_DOMAIN       = '0,
  parameter logic [          N_CORES-1:0] CORE_AUTOSTART    = '1,
  parameter logic [        N_RAILS*4-1:0] RAIL_UP_SLOT      = '0,
  parameter logic [        N_RAILS*4-1:0] RAIL_DOWN_SLOT    = '0,
  parameter logic [       N_RAILS*16-1:0] RAIL_PG_TIMEOUT   = {N_RAILS{16'd64}},
  parameter logic [        N_RAILS*8-1:0] RAIL_PG_DEGLITCH  = {N_RAILS{8'd3}},
  parameter logic [          N_RAILS-1:0] RAIL_LOSS_LOG     = '0,
  parameter logic [            16*16-1:0] SLOT_UP_DELAY     = {16{16'd2}},
  parameter logic [            16*16-1:0] SLOT_DOWN_DELAY   = {16{16'd2}},
  parameter int                           CPU_RAIL          = 0,  // VDD_EXT follows it
  parameter logic [      N_DOMAINS*3-1:0] DOM_RAIL          = '0,
  parameter logic [        N_DOMAINS-1:0] DOM_RETAIN        = '1,
  parameter logic [      N_DOMAINS*8-1:0] DOM_STEP_TICKS    = {N_DOMAINS{8'd1}},
  parameter logic [      N_DOMAINS*8-1:0] DOM_RST_TICKS     = {N_DOMAINS{8'd2}},
  parameter logic [     N_DOMAINS*16-1:0] DOM_ACK_TIMEOUT   = {N_DOMAINS{16'd64}},
  parameter int                           BACKDRIVE_TIMEOUT = 64,
  parameter int                           CLK_TIMEOUT       = 64,
  parameter int                           RETRY_TICKS       = 64,
  parameter int                           RETRY_FACTOR      = 10,
  parameter int                           SLOW_RETRY_TICKS  = 4096,  // 0: none
  parameter int                           GOOD_RUN_TICKS    = 4096,
  parameter int                           AUTO_START        = 0,
  parameter int                           RST_DEBOUNCE      = 8   // ticks
) (
  input  logic                 clk_sys_i,
  input  logic                 rst_sys_ni,
  input  logic                 strobe_i,         // sample strobe, bus clock
  input  logic                 clk_aon_i,
  input  logic                 rst_aon_ni,
  input  logic [         47:0] now_i,            // timebase, AON clock

  // ---- bus clock: commands and settings; a strobe is one clock, with its data
  input  logic                 off_wr_i,         // SHUTDOWN
  input  logic [         31:0] off_key_i,        // as written, with the strobe
  input  logic [         31:0] off_ticks_i,
  input  logic [    N_RAM-1:0] off_ram_i,
  input  logic                 vdd_wr_i,
  input  logic                 vdd_keep_i,
  input  logic                 clr_wr_i,
  input  logic [          6:0] clr_cause_i,
  input  logic [         10:0] clr_reason_i,
  input  logic [          4:0] clr_rst_i,
  input  logic [          1:0] clr_err_i,
  input  logic [  N_RAILS-1:0] clr_lost_i,
  input  logic [          2:0] clr_event_i,
  // status, sampled; sticky bits in a clear still crossing read 0
  output logic [          3:0] stat_state_o,
  output logic                 stat_ponr_o,
  output logic                 stat_restart_o,
  output logic                 stat_clk_req_o,
  output logic                 stat_vdd_ext_o,
  output logic [  N_RAILS-1:0] stat_rails_o,
  output logic [N_DOMAINS-1:0] stat_dom_on_o,
  output logic [N_DOMAINS-1:0] stat_dom_off_o,
  output logic [          6:0] stat_cause_o,
  output logic [         10:0] stat_reason_o,
  output logic [          4:0] stat_rst_cause_o,
  output logic [          1:0] stat_err_o,
  output logic [          2:0] stat_boot_reason_o,
  output logic [          2:0] stat_fault_rail_o,
  output logic [          2:0] stat_fault_domain_o,
  output logic [  N_RAILS-1:0] stat_lost_o,
  output logic [          2:0] stat_event_o,     // interrupts: rail lost, clock stuck, switch stuck
  output logic [          3:0] stat_ends_o,      // power-downs counted since good running
  output logic [          1:0] stat_faults_o,    // retries used
  output logic                 stat_held_o,      // power-up is held back
  output logic [          2:0] busy_o,           // {clear, VDD_EXT, shutdown}

  // ---- pins, any clock
  input  logic [  N_RAILS-1:0] rail_pg_i,
  input  logic [N_DOMAINS-1:0] dom_ack_i,
  input  logic                 clk_sys_valid_i,
  input  logic                 reset_pin_ni,
  input  logic                 key_i,
  input  logic                 vbus_i,
  input  logic [          2:0] protect_i,        // over-voltage, under-voltage, over-temperature
  input  logic                 block_i,          // power-up is refused
  input  logic                 wdt_bite_i,       // rising edge
  input  logic                 wdt_kick_i,       // rising edge
  input  logic                 hard_off_i,
  input  logic                 hold_off_i,
  output logic [  N_RAILS-1:0] rail_en_o,
  output logic [  N_RAILS-1:0] rail_lp_o,
  output logic [N_DOMAINS-1:0] dom_clk_en_o,
  output logic [N_DOMAINS-1:0] dom_iso_o,
  output logic [N_DOMAINS-1:0] dom_save_o,
  output logic [N_DOMAINS-1:0] dom_restore_o,
  output logic [N_DOMAINS-1:0] dom_rst_no,
  output logic [N_DOMAINS-1:0] dom_sw_en_o,
  output logic                 clk_req_o,
  output logic [    N_RAM-1:0] ram_on_o,
  output logic                 vdd_ext_o,

  // ---- AON clock
  output logic                 sample_o,         // the bus clock is wanted: sample strobes for it
  input  logic [   N_WAKE-1:0] wake_event_i,     // one tick: an enabled source has fired
  // of the PMU's own monitor and charger: as the pins, but there from the first tick behind reset on
  input  logic [          2:0] aon_protect_i,
  input  logic                 aon_block_i,
  input  logic                 aon_vbus_i,
  input  logic                 slp_enter_i,
  input  logic [          3:0] slp_mode_i,
  input  logic [N_DOMAINS-1:0] slp_off_i,
  input  logic [2*N_CORES-1:0] core_tgt_i,
  output logic [          3:0] state_o,
  output logic                 ponr_o,
  output logic                 boot_go_o,
  output logic                 restart_o,
  output logic [N_DOMAINS-1:0] dom_boot_o,
  output logic [N_DOMAINS-1:0] dom_on_o,
  output logic [N_DOMAINS-1:0] dom_gated_o
);

  localparam int STICKY_W = 28 + N_RAILS;
  localparam int STATUS_W = STICKY_W + 24 + N_RAILS + 2 * N_DOMAINS;

  logic [STATUS_W-1:0] aon_status, status;
  logic [STICKY_W-1:0] clr_hide, aon_clr, sticky;
  logic [6:0] cause;
  logic [10:0] reason;
  logic [N_RAILS-1:0] lost;
  logic [2:0] events;
  logic [3:0] ends;
  logic [1:0] faults;
  logic held;
  logic [4:0] rst_cause;
  logic [1:0] err;
  logic [2:0] boot_reason, fault_rail, fault_domain;
  logic [N_DOMAINS-1:0] dom_off;

  logic off_valid, vdd_keep, clr_valid;
  logic [31:0] off_ticks;
  logic [7:0] off_key;
  logic [N_RAM-1:0] off_ram;
  logic [N_RAILS-1:0] pg;
  logic [N_DOMAINS-1:0] ack;
  logic clk_valid, rst_pin, key, vbus, block, bite, kick, hard_off, hold_off;
  logic [2:0] protect;

  assign aon_status = {
    state_o, ponr_o, restart_o, sample_o, vdd_ext_o, rail_en_o, dom_on_o, dom_off,
    held, faults, ends, boot_reason, fault_rail, fault_domain, lost, events, err, rst_cause, reason, cause
  };
  assign {
    stat_state_o, stat_ponr_o, stat_restart_o, stat_clk_req_o, stat_vdd_ext_o,
    stat_rails_o, stat_dom_on_o, stat_dom_off_o,
    stat_held_o, stat_faults_o, stat_ends_o, stat_boot_reason_o, stat_fault_rail_o, stat_fault_domain_o, sticky
  } = status;
  assign {stat_lost_o, stat_event_o, stat_err_o, stat_rst_cause_o, stat_reason_o, stat_cause_o} = sticky & ~clr_hide;

  power_cdc #(
    .N_RAILS     (N_RAILS),
    .N_DOMAINS   (N_DOMAINS),
    .N_RAM       (N_RAM),
    .RST_DEBOUNCE(RST_DEBOUNCE),
    .STATUS_W    (STATUS_W),
    .CLR_W       (STICKY_W)
  ) u_cdc (
    .clk_sys_i      (clk_sys_i),
    .rst_sys_ni     (rst_sys_ni),
    .strobe_i       (strobe_i),
    .clk_aon_i      (clk_aon_i),
    .rst_aon_ni     (rst_aon_ni),
    .off_wr_i       (off_wr_i),
    .off_key_i      (off_key_i),
    .off_ticks_i    (off_ticks_i),
    .off_ram_i      (off_ram_i),
    .vdd_wr_i       (vdd_wr_i),
    .vdd_keep_i     (vdd_keep_i),
    .clr_wr_i       (clr_wr_i),
    .clr_i          ({clr_lost_i, clr_event_i, clr_err_i, clr_rst_i, clr_reason_i, clr_cause_i}),
    .clr_hide_o     (clr_hide),
    .status_o       (status),
    .busy_o         (busy_o),
    .pin_pg_i       (rail_pg_i),
    .pin_ack_i      (dom_ack_i),
    .pin_clk_valid_i(clk_sys_valid_i),
    .pin_rst_ni     (reset_pin_ni),
    .pin_misc_i     ({hold_off_i, hard_off_i, block_i, protect_i, vbus_i, key_i}),
    .pin_event_i    ({wdt_kick_i, wdt_bite_i}),
    .aon_status_i   (aon_status),
    .aon_off_valid_o(off_valid),
    .aon_off_key_o  (off_key),
    .aon_off_ticks_o(off_ticks),
    .aon_off_ram_o  (off_ram),
    .aon_vdd_keep_o (vdd_keep),
    .aon_clr_valid_o(clr_valid),
    .aon_clr_o      (aon_clr),
    .aon_pg_o       (pg),
    .aon_ack_o      (ack),
    .aon_clk_valid_o(clk_valid),
    .aon_rst_pin_o  (rst_pin),
    .aon_misc_o     ({hold_off, hard_off, block, protect, vbus, key}),
    .aon_event_o    ({kick, bite})
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
    .AUTO_START       (AUTO_START != 0)
  ) u_core (
    .clk_i         (clk_aon_i),
    .rst_ni        (rst_aon_ni),
    .now_i         (now_i),
    .pg_i          (pg),
    .ack_i         (ack),
    .clk_valid_i   (clk_valid),
    .key_i         (key),
    .vbus_i        (vbus | aon_vbus_i),
    .wake_event_i  (wake_event_i),
    .protect_i     (protect | aon_protect_i),
    .block_i       (block | aon_block_i),
    .hard_off_i    (hard_off),
    .hold_off_i    (hold_off),
    .rst_pin_i     (rst_pin),
    .wdt_bite_i    (bite),
    .wdt_kick_i    (kick),
    .slp_enter_i   (slp_enter_i),
    .slp_mode_i    (slp_mode_i),
    .slp_off_i     (slp_off_i),
    .core_tgt_i    (core_tgt_i),
    .off_valid_i   (off_valid),
    .off_key_i     (off_key),
    .off_ticks_i   (off_ticks),
    .off_ram_i     (off_ram),
    .clr_valid_i   (clr_valid),
    .clr_cause_i   (aon_clr[6:0]),
    .clr_reason_i  (aon_clr[17:7]),
    .clr_rst_i     (aon_clr[22:18]),
    .clr_err_i     (aon_clr[24:23]),
    .clr_event_i   (aon_clr[27:25]),
    .clr_lost_i    (aon_clr[STICKY_W-1:28]),
    .vdd_keep_i    (vdd_keep),
    .rail_en_o     (rail_en_o),
    .rail_lp_o     (rail_lp_o),
    .dom_clk_en_o  (dom_clk_en_o),
    .dom_iso_o     (dom_iso_o),
    .dom_save_o    (dom_save_o),
    .dom_restore_o (dom_restore_o),
    .dom_rst_no    (dom_rst_no),
    .dom_sw_en_o   (dom_sw_en_o),
    .dom_boot_o    (dom_boot_o),
    .clk_req_o     (sample_o),
    .ram_on_o      (ram_on_o),
    .vdd_ext_o     (vdd_ext_o),
    .cause_o       (cause),
    .reason_o      (reason),
    .rst_cause_o   (rst_cause),
    .boot_reason_o (boot_reason),
    .fault_rail_o  (fault_rail),
    .fault_domain_o(fault_domain),
    .err_o         (err),
    .lost_o        (lost),
    .event_o       (events),
    .ends_o        (ends),
    .faults_o      (faults),
    .held_o        (held),
    .state_o       (state_o),
    .ponr_o        (ponr_o),
    .boot_go_o     (boot_go_o),
    .restart_o     (restart_o),
    .dom_on_o      (dom_on_o),
    .dom_gated_o   (dom_gated_o),
    .dom_off_o     (dom_off)
  );

  power_clk_req u_clk_req (
    .clk_i    (clk_aon_i),
    .rst_ni   (rst_aon_ni),
    .wanted_i (sample_o),
    .clk_req_o(clk_req_o)
  );

endmodule
