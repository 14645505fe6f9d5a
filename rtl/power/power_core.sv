// SPDX-License-Identifier: Apache-2.0
//
// Power on the AON side: main power state, rail sequencer, one sequencer per power domain, causes and resets, wired.
//
// Everything here is in the AON clock and knows neither bus nor pins: inputs come synchronised, settings as one-tick
// posts. Rails, switches, clamps, resets and clock enables leave straight from flops. In OFF and ASLEEP no flop toggles.
module power_core #(
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
  parameter logic                         AUTO_START        = 1'b0
) (
  input  logic                 clk_i,
  input  logic                 rst_ni,
  input  logic [         47:0] now_i,           // timebase
  // rails, switches, clock
  input  logic [  N_RAILS-1:0] pg_i,            // power-good
  input  logic [N_DOMAINS-1:0] ack_i,           // power switch is closed
  input  logic                 clk_valid_i,
  // what switches on and off
  input  logic                 key_i,           // powers up in OFF, revives in FAULT
  input  logic                 vbus_i,          // likewise
  input  logic [   N_WAKE-1:0] wake_event_i,    // one tick: an enabled source has fired
  input  logic [          2:0] protect_i,       // over-voltage, under-voltage, over-temperature
  input  logic                 block_i,         // power-up is refused
  input  logic                 hard_off_i,      // key held very long
  input  logic                 hold_off_i,      // nobody took POWER_HOLD
  input  logic                 rst_pin_i,       // 1: pressed
  input  logic                 wdt_bite_i,      // one tick
  input  logic                 wdt_kick_i,      // one tick
  // sleep block
  input  logic                 slp_enter_i,
  input  logic [          3:0] slp_mode_i,
  input  logic [N_DOMAINS-1:0] slp_off_i,
  input  logic [2*N_CORES-1:0] core_tgt_i,      // DOMAIN_TARGET_*, not HOLD
  // firmware
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
  // to rails, switches, clamps, clocks: flops
  output logic [  N_RAILS-1:0] rail_en_o,
  output logic [  N_RAILS-1:0] rail_lp_o,       // retention voltage
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
  // status: flops
  output logic [          6:0] cause_o,
  output logic [         10:0] reason_o,
  output logic [          4:0] rst_cause_o,
  output logic [          2:0] boot_reason_o,
  output logic [          2:0] fault_rail_o,
  output logic [          2:0] fault_domain_o,
  output logic [          1:0] err_o,           // clock did not stop, switch did not open
  output logic [  N_RAILS-1:0] lost_o,          // rails that were lost while up
  output logic [          2:0] event_o,         // interrupts: rail lost, clock stuck, switch stuck
  output logic [          3:0] ends_o,          // power-downs counted since good running
  output logic [          1:0] faults_o,        // retries used
  output logic                 held_o,          // a pause runs: power-up is held back
`ifdef FORMAL
  output logic [          1:0] formal_sub_o,
  output logic [N_DOMAINS-1:0] formal_mask_o,
`endif
  // to the sleep block: flops, dom_* combinational from flops
  output logic [          3:0] state_o,
  output logic                 ponr_o,
  output logic                 boot_go_o,
  output logic                 restart_o,
  output logic [N_DOMAINS-1:0] dom_on_o,
  output logic [N_DOMAINS-1:0] dom_gated_o,
  output logic [N_DOMAINS-1:0] dom_off_o
);

  localparam int TICKS_W = 16;

  // low-power rails may take as long as the slowest rail takes to come up
  function automatic int longest_pg(input int unused);
    integer r;
    longest_pg = unused;
    for (r = 0; r < N_RAILS; r = r + 1) begin
      if (32'(RAIL_PG_TIMEOUT[r*TICKS_W+:TICKS_W]) > longest_pg) begin
        longest_pg = 32'(RAIL_PG_TIMEOUT[r*TICKS_W+:TICKS_W]);
      end
    end
  endfunction

  localparam int LP_TIMEOUT = longest_pg(0);

  logic [2:0] state;
  logic [1:0] sub;
  logic [3:0] mode;
  logic leaves, enters_off, commanded, boots, reboots, reboot, no_stop, power_on, revive, cut, person, person_ok, rest;
  logic pause_over, due, command, second_bite, under, refuses, powered, leaving, kept;
  logic [10:0] reason;
  logic [2:0] reason_rail, seq_fault_rail, dom_fault_index;
  logic [N_RAILS-1:0] good, lost, needed, goal, mode_rails, mode_lp;
  logic [N_RAM-1:0] mode_ram, off_ram;
  logic mode_reboot, slp_clk, rails_done, rail_fault, settled, all_needed, vdd_d, vdd_q;
  logic [N_DOMAINS-1:0] off_mask, dom_restart, dom_in_reset, dom_cut, dom_fault, dom_upset, dom_stuck;
  logic [2*N_DOMAINS-1:0] tgt;

  // ---- the mode table: what the sleep that was taken keeps, and whether the one that is asked for keeps the clock. A mode
  // that does not exist reads as mode 0, RUN
  function automatic logic [2*N_RAILS+N_RAM:0] kept_by(input logic [3:0] which);
    integer m;
    for (m = 0; m < N_MODES; m = m + 1) begin
      if ((m == 0) || (which == 4'(m))) begin
        kept_by = {MODE_REBOOT[m], MODE_RAM_ON[m*N_RAM+:N_RAM], MODE_RAIL_LP[m*N_RAILS+:N_RAILS],
                   MODE_RAIL_ON[m*N_RAILS+:N_RAILS]};
      end
    end
  endfunction

  function automatic logic clocked(input logic [3:0] which);
    integer m;
    for (m = 0; m < N_MODES; m = m + 1) if ((m == 0) || (which == 4'(m))) clocked = MODE_CLK_ON[m];
  endfunction

  assign {mode_reboot, mode_ram, mode_lp, mode_rails} = kept_by(mode);
  assign slp_clk = clocked(slp_mode_i);

  // ---- main state -------------------------------------------------------------------------------------------------
  power_main #(
    .N_RAILS(N_RAILS), .N_RAM(N_RAM), .N_DOMAINS(N_DOMAINS),
    .RUN_RAILS(MODE_RAIL_ON[N_RAILS-1:0]), .RUN_RAM(MODE_RAM_ON[N_RAM-1:0]),
    .BACKDRIVE_TIMEOUT(BACKDRIVE_TIMEOUT), .CLK_TIMEOUT(CLK_TIMEOUT), .LP_TIMEOUT(LP_TIMEOUT),
    .RETRY_TICKS(RETRY_TICKS), .RETRY_FACTOR(RETRY_FACTOR), .SLOW_TICKS(SLOW_RETRY_TICKS), .GOOD_TICKS(GOOD_RUN_TICKS)
  ) u_main (
    .clk_i, .rst_ni, .now_i(now_i[31:0]),
    .enter_i(slp_enter_i), .slp_clk_i(slp_clk), .slp_mode_i, .slp_off_i,
    .mode_rails_i(mode_rails), .mode_lp_i(mode_lp), .mode_ram_i(mode_ram), .mode_reboot_i(mode_reboot),
    .power_on_i(power_on), .revive_i(revive), .cut_i(cut), .person_i(person), .protect_i,
    .second_bite_i(second_bite), .hard_off_i, .hold_off_i, .off_cmd_i(command), .off_ram_i(off_ram),
    .pg_i, .good_i(good), .rail_en_i(rail_en_o), .rails_done_i(rails_done), .rail_fault_i(rail_fault),
    .fault_rail_i(seq_fault_rail), .under_i(under), .clk_valid_i, .settled_i(settled), .dom_off_i(dom_off_o),
    .dom_cut_i(dom_cut), .dom_fault_i(dom_fault != '0), .dom_upset_i(dom_upset != '0),
    .powered_o(powered), .leaving_o(leaving), .kept_o(kept), .state_o(state), .sub_o(sub), .mode_o(mode),
    .ponr_o, .boot_go_o, .clk_req_o, .goal_o(goal), .lp_o(rail_lp_o), .ram_on_o, .off_mask_o(off_mask),
    .reboot_o(reboot), .ends_o, .faults_o, .held_o, .rest_o(rest), .leaves_o(leaves), .refuses_o(refuses),
    .person_o(person_ok), .due_o(pause_over), .reason_o(reason), .reason_rail_o(reason_rail), .boots_o(boots),
    .reboots_o(reboots), .no_stop_o(no_stop), .enters_off_o(enters_off), .commanded_o(commanded)
  );

  assign state_o = {1'b0, state};
`ifdef FORMAL
  assign formal_sub_o  = sub;
  assign formal_mask_o = off_mask;
`endif

  // ---- on, off, reset ---------------------------------------------------------------------------------------------
  function automatic logic [2:0] lowest(input logic [N_DOMAINS-1:0] bits);
    integer i;
    lowest = '0;
    for (i = N_DOMAINS - 1; i >= 0; i = i - 1) if (bits[i]) lowest = 3'(i);
  endfunction

  assign dom_fault_index = lowest(dom_fault);

  power_causes #(
    .N_WAKE(N_WAKE), .OFF_WAKE_MASK(OFF_WAKE_MASK), .RTC_MASK(RTC_MASK), .N_RAILS(N_RAILS),
    .AUTO_START(AUTO_START), .SLOW_RETRY(SLOW_RETRY_TICKS != 0)
  ) u_causes (
    .clk_i, .rst_ni, .key_i, .vbus_i, .timer_i(due), .wake_event_i, .block_i,
    .refuses_i(refuses), .person_ok_i(person_ok), .due_i(pause_over), .state_i(state), .rest_i(rest), .leaves_i(leaves),
    .reason_i(reason), .fault_rail_i(reason_rail), .fault_domain_i(dom_fault_index), .no_stop_i(no_stop),
    .no_open_i(dom_stuck != '0), .lost_i(lost),
    .clr_valid_i, .clr_cause_i, .clr_reason_i, .clr_err_i, .clr_lost_i, .clr_event_i,
    .power_on_o(power_on), .revive_o(revive), .cut_o(cut), .person_o(person),
    .cause_o, .reason_o, .fault_rail_o, .fault_domain_o, .err_o, .lost_o, .event_o
  );

  power_off_cmd #(
    .N_RAM(N_RAM)
  ) u_off_cmd (
    .clk_i, .rst_ni, .now_i(now_i[32:0]), .state_i(state), .off_valid_i, .off_key_i, .off_ticks_i, .off_ram_i,
    .taken_i(reason[0]), .enters_off_i(enters_off), .commanded_i(commanded), .leaves_i(leaves),
    .command_o(command), .due_o(due), .ram_o(off_ram)
  );

  power_reset #(
    .N_CORES(N_CORES), .N_DOMAINS(N_DOMAINS), .CORE_DOMAIN(CORE_DOMAIN), .CORE_AUTOSTART(CORE_AUTOSTART)
  ) u_reset (
    .clk_i, .rst_ni, .state_i(state), .powers_down_i(reason != '0), .boots_i(boots), .reboots_i(reboots),
    .rst_pin_i, .wdt_bite_i, .wdt_kick_i, .dom_in_reset_i(dom_in_reset), .dom_off_i(dom_off_o),
    .clr_valid_i, .clr_rst_i, .restart_o, .rst_cause_o, .boot_reason_o,
    .dom_restart_o(dom_restart), .second_bite_o(second_bite)
  );

  // ---- rails ------------------------------------------------------------------------------------------------------
  rail_seq #(
    .N_RAILS(N_RAILS), .UP_SLOT(RAIL_UP_SLOT), .DOWN_SLOT(RAIL_DOWN_SLOT), .PG_TIMEOUT(RAIL_PG_TIMEOUT),
    .PG_DEGLITCH(RAIL_PG_DEGLITCH), .LOSS_LOG(RAIL_LOSS_LOG), .UP_DELAY(SLOT_UP_DELAY), .DOWN_DELAY(SLOT_DOWN_DELAY)
  ) u_rails (
    .clk_i, .rst_ni, .goal_i(goal), .lp_i(rail_lp_o), .pg_i, .needed_i(needed), .en_o(rail_en_o),
    .fault_o(rail_fault), .fault_rail_o(seq_fault_rail), .good_o(good), .lost_o(lost), .under_o(under),
    .done_o(rails_done)
  );

  // VDD_EXT tells the outside that the CPU has power: it follows the CPU's rail one tick later. If it is to be kept, it
  // stays on when the rail goes off
  assign vdd_d     = rail_en_o[CPU_RAIL] || (vdd_q && vdd_keep_i);
  assign vdd_ext_o = vdd_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) vdd_q <= 1'b0;
    else vdd_q <= vdd_d;
  end

  // A rail is needed until every domain on it is off: switched off, and its switch has answered or had its time. In
  // power-down all of them are, until every domain is off and the clock has stopped: then they go in order
  assign all_needed = (state == pmu_pkg::PWR_STATE_POWER_DOWN) && !sub[1];

  for (genvar r = 0; r < N_RAILS; r++) begin : gen_needed
    logic [N_DOMAINS-1:0] mine;
    for (genvar d = 0; d < N_DOMAINS; d++) begin : gen_mine
      assign mine[d] = (DOM_RAIL[3*d+:3] == 3'(r));
    end
    assign needed[r] = all_needed || ((mine & ~dom_off_o) != '0);
  end

  // ---- domains ----------------------------------------------------------------------------------------------------
  power_targets #(
    .N_CORES(N_CORES), .N_DOMAINS(N_DOMAINS), .CORE_DOMAIN(CORE_DOMAIN), .RUN_DOMAINS(MODE_DOM_ON[N_DOMAINS-1:0])
  ) u_targets (
    .powered_i(powered), .leaving_i(leaving), .kept_i(kept), .ponr_i(ponr_o), .enter_i(slp_enter_i),
    .off_mask_i(off_mask), .core_tgt_i, .dom_on_i(dom_on_o), .dom_gated_i(dom_gated_o), .dom_off_i(dom_off_o),
    .tgt_o(tgt), .settled_o(settled)
  );

  for (genvar d = 0; d < N_DOMAINS; d++) begin : gen_domain
    domain_seq #(
      .RETAIN(DOM_RETAIN[d]), .STEP_TICKS(32'(DOM_STEP_TICKS[d*8+:8])), .RST_TICKS(32'(DOM_RST_TICKS[d*8+:8])),
      .ACK_TIMEOUT(32'(DOM_ACK_TIMEOUT[d*TICKS_W+:TICKS_W]))
    ) u_domain (
      .clk_i, .rst_ni, .tgt_i(tgt[2*d+:2]), .reboot_i(reboot), .restart_i(dom_restart[d]), .ack_i(ack_i[d]),
      .clk_en_o(dom_clk_en_o[d]), .iso_o(dom_iso_o[d]), .save_o(dom_save_o[d]), .restore_o(dom_restore_o[d]),
      .rst_no(dom_rst_no[d]), .sw_en_o(dom_sw_en_o[d]), .boot_o(dom_boot_o[d]), .fault_o(dom_fault[d]),
      .upset_o(dom_upset[d]), .on_o(dom_on_o[d]), .gated_o(dom_gated_o[d]), .off_o(dom_off_o[d]),
      .in_reset_o(dom_in_reset[d]), .cut_o(dom_cut[d]), .stuck_o(dom_stuck[d])
    );
  end

  // RUN's line of MODE_DOM_ON, the low bits of the timebase and one bit of the step are enough
  logic unused;
  assign unused = ^{now_i[47:33], MODE_DOM_ON, sub[0]};

endmodule
