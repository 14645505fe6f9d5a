// SPDX-License-Identifier: Apache-2.0
//
// The power block as pmu_top sees it: crossings and power_core, wired. Ports in docs/contracts-power.md.
//
// SHUTDOWN crosses whole, with its timer and memory choice. Pins know no clock: power-good, acknowledges and the rest are
// independent bits, and the sequencers look at each for itself. The RESET pin is debounced; of watchdog lines the rising edge
// counts.

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
  parameter logic [        3*N_CORES-1:0] CORE_DOMAIN       = '0,
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

  // ---- bus clock
  // of memories that are not there nothing is used
  // verilator lint_off UNUSEDSIGNAL
  input  pmu_pwr_local_t       local_i,
  // verilator lint_on UNUSEDSIGNAL
  input  pmu_pwr_post_t        post_i,
  output pmu_pwr_stat_t        stat_o,
  output pmu_pwr_busy_t        busy_o,

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
  // of the PMU's own blocks: as the pins, but there from the first tick behind reset on; bite and kick are
  // one tick long
  input  logic [          2:0] aon_protect_i,
  input  logic                 aon_block_i,
  input  logic                 aon_vbus_i,
  input  logic                 aon_wdt_bite_i,
  input  logic                 aon_wdt_kick_i,
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

  pmu_pwr_made_t made, aon_made;
  // Of rails that are not there nothing is used
  // verilator lint_off UNUSEDSIGNAL
  pmu_pwr_post_t post;
  // verilator lint_on UNUSEDSIGNAL
  pmu_pwr_take_t take;
  pmu_pwr_stat_t stat;
  logic [N_RAILS-1:0] lost, pg;
  logic [N_DOMAINS-1:0] dom_off, ack;
  logic [1:0] err;
  logic vdd_keep_q, clk_req_q;
  logic [1:0] before_q;  // the clock was wanted one and two ticks ago
  logic clk_valid, rst_raw, rst_pin, key, vbus, block, bite_level, kick_level, bite_q, kick_q, hard_off, hold_off;
  logic [2:0] protect;

  // ---- SHUTDOWN: its key, folded to a byte, is kept from the write to the take and no longer, so that a post that nobody has
  // written carries none. It is inverted in every other word that crosses (see power_off_cmd).
  logic [31:0] key_word;
  logic [7:0] key_fold, key_now, key_d, key_q;
  logic turn_q;

  assign key_word = local_i.pwr_shutdown;
  assign key_fold = key_word[31:24] ^ key_word[23:16] ^ key_word[15:8] ^ key_word[7:0];
  assign key_now  = local_i.pwr_shutdown_wr ? key_fold : key_q;
  assign key_d    = take.pwr_shutdown ? '0 : key_now;
  assign made.pwr_shutdown_wr = local_i.pwr_shutdown_wr;
  assign made.pwr_shutdown    = {local_i.pwr_off_ram, local_i.pwr_off_ticks, key_now ^ {8{turn_q}}};

  always_ff @(posedge clk_sys_i or negedge rst_sys_ni) begin
    if (!rst_sys_ni) begin
      key_q  <= '0;
      turn_q <= 1'b0;
    end else begin
      key_q  <= key_d;
      turn_q <= turn_q ^ take.pwr_shutdown;
    end
  end

  pwr_xing u_xing (
    .clk_sys_i, .rst_sys_ni, .strobe_i, .clk_aon_i, .rst_aon_ni,
    .post_i, .made_i(made), .take_o(take), .busy_o, .stat_o,
    .post_o(post), .made_o(aon_made), .stat_i(stat)
  );

  assign stat.pwr_status_state       = state_o;
  assign stat.pwr_status_ponr        = ponr_o;
  assign stat.pwr_status_restart     = restart_o;
  assign stat.pwr_status_clk_req     = sample_o;
  assign stat.pwr_status_vdd_ext     = vdd_ext_o;
  assign stat.pwr_status_rails       = 8'(rail_en_o);
  assign stat.pwr_status_domains_on  = 8'(dom_on_o);
  assign stat.pwr_status_domains_off = 8'(dom_off);
  assign stat.pwr_rail_lost          = 8'(lost);
  assign {stat.pwr_fault_switch_stuck, stat.pwr_fault_clock_stuck} = err;

  // ---- pins
  prim_sync #(
    .W(N_RAILS + N_DOMAINS + 12)
  ) u_pins (
    .clk_i (clk_aon_i),
    .rst_ni(rst_aon_ni),
    .d_i   ({
      wdt_kick_i, wdt_bite_i, hold_off_i, hard_off_i, block_i, protect_i, vbus_i, key_i, !reset_pin_ni, clk_sys_valid_i,
      dom_ack_i, rail_pg_i
    }),
    .q_o   ({kick_level, bite_level, hold_off, hard_off, block, protect, vbus, key, rst_raw, clk_valid, ack, pg})
  );

  prim_debounce #(
    .TICKS(RST_DEBOUNCE)
  ) u_rst_pin (
    .clk_i (clk_aon_i),
    .rst_ni(rst_aon_ni),
    .d_i   (rst_raw),
    .q_o   (rst_pin)
  );

  always_ff @(posedge clk_aon_i or negedge rst_aon_ni) begin
    if (!rst_aon_ni) begin
      vdd_keep_q <= 1'b0;
      kick_q     <= 1'b0;
      bite_q     <= 1'b0;
      before_q   <= '0;
      clk_req_q  <= 1'b0;
    end else begin
      if (post.pwr_cfg_wr) vdd_keep_q <= post.pwr_cfg;
      kick_q    <= kick_level;
      bite_q    <= bite_level;
      before_q  <= {before_q[0], sample_o};
      clk_req_q <= sample_o || (|before_q);
    end
  end

  // The request for the bus clock stays for two ticks after the sampling was switched off: the bus side must see the last
  // sample strobe, and the offer to sleep must be withdrawn by whatever was written last, before the clock stops
  assign clk_req_o = clk_req_q;

  power_core #(
    .N_CORES(N_CORES), .N_MODES(N_MODES), .N_WAKE(N_WAKE), .N_DOMAINS(N_DOMAINS), .N_RAILS(N_RAILS), .N_RAM(N_RAM),
    .MODE_RAIL_ON(MODE_RAIL_ON), .MODE_RAIL_LP(MODE_RAIL_LP), .MODE_DOM_ON(MODE_DOM_ON), .MODE_CLK_ON(MODE_CLK_ON),
    .MODE_RAM_ON(MODE_RAM_ON), .MODE_REBOOT(MODE_REBOOT), .OFF_WAKE_MASK(OFF_WAKE_MASK), .RTC_MASK(RTC_MASK),
    .CORE_DOMAIN(CORE_DOMAIN), .CORE_AUTOSTART(CORE_AUTOSTART), .RAIL_UP_SLOT(RAIL_UP_SLOT),
    .RAIL_DOWN_SLOT(RAIL_DOWN_SLOT), .RAIL_PG_TIMEOUT(RAIL_PG_TIMEOUT), .RAIL_PG_DEGLITCH(RAIL_PG_DEGLITCH),
    .RAIL_LOSS_LOG(RAIL_LOSS_LOG), .SLOT_UP_DELAY(SLOT_UP_DELAY), .SLOT_DOWN_DELAY(SLOT_DOWN_DELAY),
    .CPU_RAIL(CPU_RAIL), .DOM_RAIL(DOM_RAIL), .DOM_RETAIN(DOM_RETAIN), .DOM_STEP_TICKS(DOM_STEP_TICKS),
    .DOM_RST_TICKS(DOM_RST_TICKS), .DOM_ACK_TIMEOUT(DOM_ACK_TIMEOUT), .BACKDRIVE_TIMEOUT(BACKDRIVE_TIMEOUT),
    .CLK_TIMEOUT(CLK_TIMEOUT), .RETRY_TICKS(RETRY_TICKS), .RETRY_FACTOR(RETRY_FACTOR),
    .SLOW_RETRY_TICKS(SLOW_RETRY_TICKS), .GOOD_RUN_TICKS(GOOD_RUN_TICKS), .AUTO_START(AUTO_START != 0)
  ) u_core (
    .clk_i         (clk_aon_i),
    .rst_ni        (rst_aon_ni),
    .now_i,
    .pg_i          (pg),
    .ack_i         (ack),
    .clk_valid_i   (clk_valid),
    .key_i         (key),
    .vbus_i        (vbus | aon_vbus_i),
    .wake_event_i,
    .protect_i     (protect | aon_protect_i),
    .block_i       (block | aon_block_i),
    .hard_off_i    (hard_off),
    .hold_off_i    (hold_off),
    .rst_pin_i     (rst_pin),
    .wdt_bite_i    ((bite_level && !bite_q) || aon_wdt_bite_i),
    .wdt_kick_i    ((kick_level && !kick_q) || aon_wdt_kick_i),
    .slp_enter_i, .slp_mode_i, .slp_off_i, .core_tgt_i,
    .off_valid_i   (aon_made.pwr_shutdown_wr),
    .off_key_i     (aon_made.pwr_shutdown[7:0]),
    .off_ticks_i   (aon_made.pwr_shutdown[39:8]),
    .off_ram_i     (aon_made.pwr_shutdown[40+:N_RAM]),
    .clr_valid_i   (post.pwr_clear_wr),
    .clr_cause_i   (post.pwr_cause_clr),
    .clr_reason_i  (post.pwr_reason_clr),
    .clr_rst_i     (post.pwr_reset_cause_clr),
    .clr_err_i     ({post.pwr_fault_switch_stuck_clr, post.pwr_fault_clock_stuck_clr}),
    .clr_lost_i    (post.pwr_rail_lost_clr[N_RAILS-1:0]),
    .clr_event_i   (post.pwr_event_clr),
    .vdd_keep_i    (vdd_keep_q),
    .rail_en_o, .rail_lp_o, .dom_clk_en_o, .dom_iso_o, .dom_save_o, .dom_restore_o, .dom_rst_no, .dom_sw_en_o,
    .dom_boot_o,
    .clk_req_o     (sample_o),
    .ram_on_o, .vdd_ext_o,
    .cause_o       (stat.pwr_cause),
    .reason_o      (stat.pwr_reason),
    .rst_cause_o   (stat.pwr_reset_cause),
    .boot_reason_o (stat.pwr_boot_reason),
    .fault_rail_o  (stat.pwr_fault_rail),
    .fault_domain_o(stat.pwr_fault_domain),
    .err_o         (err),
    .lost_o        (lost),
    .event_o       (stat.pwr_event),
    .ends_o        (stat.pwr_backoff_ends),
    .faults_o      (stat.pwr_backoff_retries),
    .held_o        (stat.pwr_backoff_held),
    .state_o, .ponr_o, .boot_go_o, .restart_o, .dom_on_o, .dom_gated_o,
    .dom_off_o     (dom_off)
  );

endmodule
