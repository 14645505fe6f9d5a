// SPDX-License-Identifier: Apache-2.0
// Properties of power_core: one core (domain 0, retained), one peripheral domain (1), two rails in two slots, modes RUN and
// DEEP (rail 1 off). All inputs are free at every tick.
//
// BITES = 0 leaves out the watchdog, whose power cycles are no retries: for the count of these.
module power_core_props #(
  parameter int BITES = 1
) (
  input logic        clk,
  input logic [47:0] begins,    // timebase in reset
  input logic [1:0]  pg,
  input logic [1:0]  ack,
  input logic        clk_valid,
  input logic        key, vbus, block, hard_off, hold_off, rst_pin, bite_free, kick,
  input logic        wake,      // event
  input logic [2:0]  protect,
  input logic        enter,
  input logic [3:0]  mode,
  input logic [1:0]  off,
  input logic [1:0]  core_tgt,
  input logic        off_valid,
  input logic [7:0]  off_key,
  input logic [31:0] off_ticks,
  input logic        off_ram, keep,
  input logic        clr,
  input logic [6:0]  clr_cause,
  input logic [10:0] clr_reason,
  input logic [4:0]  clr_rst,
  input logic [1:0]  clr_err, clr_lost,
  input logic [2:0]  clr_event
);

  // Ticks from entering POWER_DOWN: domains (a power-up in progress runs to its end first), clock, rails, pause
  localparam int ANSWER = 2, STEP = 1, RSTT = 1, CLK = 2, PG = 2, RETRY = 2, GOOD = 3;
  localparam int DOMAINS_DOWN = ANSWER + RSTT + 3 * STEP + 4 * STEP + ANSWER + 2;
  localparam int PD_BOUND = DOMAINS_DOWN + CLK + (PG + 2 + 2 + 2) + GOOD + 3;  // a slow pause is the longest

  logic rst_n, started = 1'b0;
  logic [47:0] now;
  always @(posedge clk) now <= started ? now + 48'd1 : begins;
  assign rst_n = started;
  wire bite = (BITES != 0) && bite_free;

  logic [1:0] lost, faults;
  logic [2:0] events;
  logic [3:0] ends;
  logic held;
  logic [1:0] en, lp, ce, iso, save, restore, rn, sw, boot, on, gated, doff, err;
  logic creq, ram, vdd, ponr, bg, restart;
  logic [6:0] cause;
  logic [10:0] reason;
  logic [4:0] rcause;
  logic [2:0] breason, frail, fdom;
  logic [3:0] state;
  logic [1:0] sub, dut_mask;

  power_core #(
    .N_CORES(1), .N_MODES(2), .N_WAKE(1), .N_DOMAINS(2), .N_RAILS(2), .N_RAM(1),
    .MODE_RAIL_ON(4'b01_11), .MODE_RAIL_LP(4'b01_00), .MODE_DOM_ON(4'b00_11), .MODE_CLK_ON(2'b01), .MODE_RAM_ON(2'b01),
    .MODE_REBOOT(2'b10), .OFF_WAKE_MASK(1'b1), .RTC_MASK(1'b0), .CORE_DOMAIN(3'd0), .CORE_AUTOSTART(1'b1),
    .RAIL_UP_SLOT({4'd1, 4'd0}), .RAIL_DOWN_SLOT({4'd0, 4'd1}), .RAIL_PG_TIMEOUT({16'(PG), 16'(PG)}),
    .SLOT_UP_DELAY({16{16'd1}}), .SLOT_DOWN_DELAY({16{16'd1}}), .CPU_RAIL(0), .DOM_RETAIN(2'b01),
    .DOM_STEP_TICKS({8'(STEP), 8'(STEP)}), .DOM_RST_TICKS({8'(RSTT), 8'(RSTT)}),
    .DOM_ACK_TIMEOUT({16'(ANSWER), 16'(ANSWER)}), .BACKDRIVE_TIMEOUT(2), .CLK_TIMEOUT(CLK), .RETRY_TICKS(RETRY), .RETRY_FACTOR(1),
    .SLOW_RETRY_TICKS(0), .GOOD_RUN_TICKS(GOOD), .RAIL_PG_DEGLITCH({8'd2, 8'd1}), .DOM_RAIL({3'd1, 3'd0}),
    .AUTO_START(1'b0)
  ) u_dut (
    .clk_i(clk), .rst_ni(rst_n), .now_i(now), .pg_i(pg), .ack_i(ack), .clk_valid_i(clk_valid), .key_i(key), .vbus_i(vbus),
    .wake_event_i(wake), .protect_i(protect), .block_i(block), .hard_off_i(hard_off), .hold_off_i(hold_off),
    .rst_pin_i(rst_pin), .wdt_bite_i(bite), .wdt_kick_i(kick), .slp_enter_i(enter), .slp_mode_i(mode), .slp_off_i(off),
    .core_tgt_i(core_tgt), .off_valid_i(off_valid), .off_key_i(off_key), .off_ticks_i(off_ticks), .off_ram_i(off_ram), .clr_valid_i(clr),
    .clr_cause_i(clr_cause), .clr_reason_i(clr_reason), .clr_rst_i(clr_rst), .clr_err_i(clr_err), .clr_lost_i(clr_lost), .clr_event_i(clr_event), .vdd_keep_i(keep),
    .rail_en_o(en), .rail_lp_o(lp), .dom_clk_en_o(ce), .dom_iso_o(iso), .dom_save_o(save), .dom_restore_o(restore),
    .dom_rst_no(rn), .dom_sw_en_o(sw), .dom_boot_o(boot), .clk_req_o(creq), .ram_on_o(ram), .vdd_ext_o(vdd),
    .cause_o(cause), .reason_o(reason), .rst_cause_o(rcause), .boot_reason_o(breason), .fault_rail_o(frail),
    .fault_domain_o(fdom), .lost_o(lost), .event_o(events), .ends_o(ends), .faults_o(faults), .held_o(held), .err_o(err), .state_o(state), .ponr_o(ponr), .boot_go_o(bg), .restart_o(restart),
    .formal_sub_o(sub), .formal_mask_o(dut_mask), .dom_on_o(on), .dom_gated_o(gated), .dom_off_o(doff)
  );

  localparam logic [3:0] OFF = pmu_pkg::PWR_STATE_OFF, POWER_UP = pmu_pkg::PWR_STATE_POWER_UP;
  localparam logic [3:0] ACTIVE = pmu_pkg::PWR_STATE_ACTIVE, ENTRY = pmu_pkg::PWR_STATE_SLEEP_ENTRY;
  localparam logic [3:0] ASLEEP = pmu_pkg::PWR_STATE_ASLEEP, EXIT = pmu_pkg::PWR_STATE_SLEEP_EXIT;
  localparam logic [3:0] POWER_DOWN = pmu_pkg::PWR_STATE_POWER_DOWN, FAULT = pmu_pkg::PWR_STATE_FAULT;

  // ---- the last tick, and what has happened
  logic [3:0] l_state = OFF;
  logic [1:0] l_en = 2'd0, l_sw = 2'd0, l_off = 2'd0, l_doff = 2'b11;
  logic l_ponr = 1'b0, l_enter = 1'b0, l_key = 1'b0, l_vbus = 1'b0, l_block = 1'b0, l_off_valid = 1'b0;
  logic l_wake = 1'b0, l_held = 1'b0, ll_held = 1'b0;
  logic [1:0] mask = 2'd0;     // domains that this sleep takes away
  logic [6:0] down = 7'd0;     // ticks in POWER_DOWN
  logic [2:0] went = 3'd0, came = 3'd0;  // on the last three edges it went down, left OFF or FAULT
  logic [1:0] l_lost = 2'd0, l_err = 2'd0;
  logic [2:0] again = 3'd0;    // power-ups out of POWER_DOWN since somebody switched on

  wire [1:0] fall = l_en & ~en, cut = l_sw & ~sw;
  // the mask is taken with the step out of ACTIVE
  wire [1:0] mask_now = (l_state == ACTIVE && state == ENTRY) ? l_off : mask;

  wire goes = started && (l_state != POWER_DOWN) && (state == POWER_DOWN);
  wire comes = started && ((l_state == OFF) || (l_state == FAULT)) && (state == POWER_UP);

  always @(posedge clk) begin
    started <= 1'b1;
    {l_state, l_en, l_sw, l_off, l_ponr, l_enter} <= {state, en, sw, off, ponr, enter};
    l_doff <= doff;
    {l_held, ll_held} <= {started && held, l_held};
    {l_key, l_vbus, l_block, l_off_valid, l_wake} <= {key, vbus, block, off_valid, wake};
    mask <= mask_now;
    went <= {went[1:0], goes};
    came <= {came[1:0], comes};
    {l_lost, l_err} <= {lost, err};
    down <= (state == POWER_DOWN) ? down + 7'd1 : 7'd0;
    if (l_state == OFF || l_state == FAULT) again <= 3'd0;
    else if (l_state == POWER_DOWN && state == POWER_UP) again <= again + 3'd1;
  end

  // ---- OFF and FAULT: nothing is on
  always @(posedge clk) if (started) begin
    assert (state <= FAULT);
    if (state == OFF || state == FAULT) begin
      assert (en == 2'd0 && lp == 2'd0 && sw == 2'd0 && ce == 2'd0 && rn == 2'd0 && iso == 2'b11 && !creq);
      assert (doff == 2'b11);
    end
    if (state == FAULT) assert (!ram);
  end

  // ---- no way out of OFF without a cause, and none while power-up is refused
  always @(posedge clk) if (started) begin
    if (l_state == OFF && state != OFF) assert (state == POWER_UP && !l_block && cause != 7'd0);
    if (l_state == FAULT && state != FAULT) assert (state == POWER_UP && !l_block && (l_key || l_vbus));
    // clears are free: what is left is new. A clear may have been written before any of the last three edges
    if (goes || (went != 3'd0)) assert (reason != 11'd0);
    if (comes || (came != 3'd0)) assert (cause != 7'd0);
    // what is told beside the status interrupts
    if ((lost & ~l_lost) != 2'd0 && l_lost == 2'd0) assert (events[0]);
    if (err[0] && !l_err[0]) assert (events[1]);
    if (err[1] && !l_err[1]) assert (events[2]);
    // in the first tick of a pause nothing starts but a person
    if (l_held && !ll_held && l_state != POWER_UP && state == POWER_UP) assert (!l_block && (l_key || l_vbus));
  end

  // ---- switches before rails: a rail goes off only when no domain that it feeds has its switch closed
  always @(posedge clk) if (started && fall != 2'd0) begin
    assert (state == ENTRY || state == ASLEEP || state == EXIT || state == POWER_DOWN || l_state == POWER_DOWN);
    if (state == ENTRY || state == ASLEEP) assert (fall == 2'b10);
    // domain d is on rail d: whatever asks for it, no rail goes before its domain is off
    assert ((fall & ~l_doff) == 2'd0 && (fall & l_sw) == 2'd0);
  end

  // ---- point of no return
  always @(posedge clk) if (started) begin
    // with it the entry is completed: no way from ENTRY to EXIT, only over ASLEEP (or down)
    if (l_state == ENTRY && state == EXIT) assert (!l_ponr);
    if (l_state == ENTRY && l_ponr) assert (state == ENTRY || state == ASLEEP || state == POWER_DOWN);
    // it is there as soon as something is lost (the core's own domain may also go off for its core, before)
    if (l_state == ENTRY && state == ENTRY && ((cut[1] && mask[1]) || fall != 2'd0)) assert (ponr);
    // an entry that is abandoned has lost nothing
    if (l_state == ENTRY && state == EXIT) assert (en == 2'b11);
    if (state == ACTIVE || state == OFF) assert (!ponr);
  end

  // ---- past it, what the sleep took away stays off until the domains' turn in the exit. (From ENTRY to EXIT with ponr
  // comes only a switch that failed to close on the very edge of an abort: the next tick powers down.)
  always @(posedge clk) if (started) assert (dut_mask == mask_now);
  always @(posedge clk) if (started && ponr) begin
    if (state == ASLEEP || (state == ENTRY && sub == 2'd3) || (state == EXIT && l_state != ENTRY && sub != 2'd3)) begin
      assert ((sw & mask_now) == 2'd0);
    end
  end

  // ---- neighbours of each state
  always @(posedge clk) if (started && l_state != state) begin
    if (state == OFF || state == FAULT) assert (l_state == POWER_DOWN);
    if (state == POWER_UP) assert (l_state == OFF || l_state == FAULT || l_state == POWER_DOWN);
    if (state == ACTIVE) assert (l_state == POWER_UP || l_state == EXIT);
    if (state == ENTRY) assert (l_state == ACTIVE && l_enter);
    if (state == ASLEEP) assert (l_state == ENTRY);
    if (state == EXIT) assert ((l_state == ENTRY || l_state == ASLEEP) && !l_enter);
    if (state == POWER_DOWN) assert (l_state >= POWER_UP && l_state <= EXIT);
    if (state == ACTIVE) assert (en == 2'b11 && creq);
  end

  // ---- clocks and domains come up only when all rails are there
  always @(posedge clk) if (started && (state == POWER_UP || state == EXIT) && sub[1]) assert (en == 2'b11);

  // ---- the rail that every mode keeps
  always @(posedge clk) if (started && state >= ACTIVE && state <= EXIT) begin
    assert (en[0]);
    // and all of them as long as nothing is lost
    if (!ponr) assert (en == 2'b11);
  end

  // ---- what ends
  always @(posedge clk) if (started) begin
    assert (down <= PD_BOUND);                      // POWER_DOWN, with its pause, ends
    if (BITES == 0) begin
      assert (again <= 3'd2);                       // two retries, whatever firmware clears
    end
  end

  always @(posedge clk) begin
    cover (started && state == ACTIVE);
    cover (started && state == ASLEEP && ponr && l_state == ENTRY && !enter);
    cover (started && state == EXIT && l_state == ENTRY);
    cover (started && state == FAULT);
    cover (started && events == 3'b111);
  end

endmodule
