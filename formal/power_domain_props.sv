// SPDX-License-Identifier: Apache-2.0
// Properties of domain_seq, for every target, acknowledge, restart and reboot at every tick.
//
// Checked on the outputs, with ghosts of our own for what has happened before. FREE_START = 1 leaves out the reset and
// lets all flops start anywhere: then only the rules that hold from the second tick on are checked (recovery).
module power_domain_props #(
  parameter logic RETAIN      = 1'b1,
  parameter int   STEP_TICKS  = 1,
  parameter int   RST_TICKS   = 2,
  parameter int   ACK_TIMEOUT = 4,
  parameter int   FREE_START  = 0
) (
  input logic       clk,
  input logic [1:0] tgt,
  input logic       reboot,
  input logic       restart,
  input logic       ack
);

  localparam logic [3:0] OFF = 4'd0, PWRUP = 4'd1, PULSE = 4'd2, PSTOP = 4'd3, REL = 4'd4, RESTORE = 4'd5, GATED = 4'd6;
  localparam logic [3:0] ON = 4'd7, RHOLD = 4'd8, ISO = 4'd9, SAVE = 4'd10, RST = 4'd11, CUT = 4'd12;
  localparam int ANSWER = (ACK_TIMEOUT < STEP_TICKS) ? STEP_TICKS : ACK_TIMEOUT;
  // From anywhere with OFF wanted: the longest way is a whole power-up, then down (ticks)
  localparam int DOWN_BOUND = ANSWER + RST_TICKS + 3 * STEP_TICKS + 5 * STEP_TICKS + ANSWER + RST_TICKS + 1;
  // From anywhere with RUN wanted and a switch that answers in time
  localparam int UP_BOUND = ANSWER + STEP_TICKS + ANSWER + RST_TICKS + 6 * STEP_TICKS + 1;

  logic rst_n, started = 1'b0;
  logic clk_en, iso, save, restore, rst_no, sw, boot, fault, stuck, on, gated, off, in_reset, cut, saved;
  logic [3:0] state;

  assign rst_n = started || (FREE_START != 0);

  domain_seq #(
    .RETAIN(RETAIN), .STEP_TICKS(STEP_TICKS), .RST_TICKS(RST_TICKS), .ACK_TIMEOUT(ACK_TIMEOUT)
  ) u_dut (
    .clk_i(clk), .rst_ni(rst_n), .tgt_i(tgt), .reboot_i(reboot), .restart_i(restart), .ack_i(ack),
    .clk_en_o(clk_en), .iso_o(iso), .save_o(save), .restore_o(restore), .rst_no(rst_no), .sw_en_o(sw), .boot_o(boot),
    .fault_o(fault), .on_o(on), .gated_o(gated), .off_o(off), .in_reset_o(in_reset), .cut_o(cut), .stuck_o(stuck),
    .formal_state_o(state), .formal_saved_o(saved)
  );

  // ---- the last tick
  logic l_clk_en = 1'b0, l_iso = 1'b1, l_rst_no = 1'b0, l_sw = 1'b0, l_save = 1'b0, l_restore = 1'b0, l_ack = 1'b0;
  logic l_cut = 1'b0, l_stuck = 1'b0;
  logic [3:0] l_state = OFF;
  // ---- what has happened
  logic acked = 1'b0;      // the switch has answered since it was closed
  logic have = 1'b0;       // a saved state that nothing has made worthless since
  logic dirty = 1'b0;      // the domain has been released since the last save
  logic restored = 1'b0;   // restored, and not released yet
  logic [7:0] since = 8'd200;  // ticks since an output changed
  logic [7:0] age = 8'd0;      // ticks in this state
  logic [7:0] off_wanted = 8'd0, run_wanted = 8'd0;
  logic [1:0] slow = 2'd0;

  wire step_clk = clk_en != l_clk_en, step_iso = iso != l_iso, step_rst = rst_no != l_rst_no, step_sw = sw != l_sw;
  wire step_save = save && !l_save, step_restore = restore && !l_restore;
  wire [2:0] steps = {2'd0, step_clk} + {2'd0, step_iso} + {2'd0, step_rst} + {2'd0, step_sw} + {2'd0, step_save} +
                     {2'd0, step_restore};
  wire [7:0] now_age = (state != l_state) ? 8'd0 : age;  // ticks since this state was entered
  // RST_TICKS may be shorter than STEP_TICKS
  localparam int LEAST = (RST_TICKS < STEP_TICKS) ? RST_TICKS : STEP_TICKS;

  always @(posedge clk) begin
    started <= 1'b1;
    {l_clk_en, l_iso, l_rst_no, l_sw, l_save, l_restore, l_ack} <= {clk_en, iso, rst_no, sw, save, restore, ack};
    {l_cut, l_stuck} <= {cut, stuck};
    l_state  <= state;
    if (slow != 2'd3) slow <= slow + 2'd1;

    acked    <= sw && (acked || ack);
    have     <= (have || save) && !restore && iso && !(off && (reboot || restart));
    dirty    <= (dirty || !iso) && !save;
    restored <= (restored || restore) && iso;
    since    <= (steps != 3'd0) ? 8'd1 : (since == 8'd200) ? since : since + 8'd1;
    age      <= (now_age == 8'd200) ? now_age : now_age + 8'd1;
    off_wanted <= (tgt == pmu_pkg::DOMAIN_TARGET_OFF && !restart && started) ? ((off_wanted == 8'd200) ? 8'd200 : off_wanted + 8'd1) : 8'd0;
    run_wanted <= (tgt == pmu_pkg::DOMAIN_TARGET_RUN && !restart && started && (!sw || ack) && (sw || !ack)) ?
                  ((run_wanted == 8'd200) ? 8'd200 : run_wanted + 8'd1) : 8'd0;
  end

  // ---- states of the outputs: hold in every tick, also after an upset
  always @(posedge clk) if ((FREE_START == 0) || (slow != 2'd0)) begin
    assert (!clk_en || sw);                       // never clocked while the switch is off
    assert (!(clk_en && iso) || !rst_no);         // clocked behind clamps only while reset is held
    assert (sw || (iso && !rst_no && !clk_en));   // off: clamped, in reset, no clock
    assert (!save || (sw && iso && rst_no && !clk_en));
    assert (!restore || (sw && iso && rst_no && !clk_en));
  end

  // ---- an unknown state: power off at the next tick, and a known state for ever after
  always @(posedge clk) if ((FREE_START != 0) && (slow != 2'd0)) begin
    if (l_state > CUT) assert (state == CUT && !sw && iso && !rst_no && !clk_en);
    assert (state <= CUT);
  end

  // ---- the first tick is the reset's, and nothing has happened before it (for the induction, which may start there)
  always @(posedge clk) if (!started) begin
    assert ({l_clk_en, l_iso, l_rst_no, l_sw, l_save, l_restore, l_ack, l_cut, l_stuck} == 9'b0_1000_0000);
    assert ({acked, have, dirty, restored} == 4'd0 && since == 8'd200 && l_state == OFF);
    assert (age == 8'd0 && off_wanted == 8'd0 && run_wanted == 8'd0);
  end

  // ---- order
  always @(posedge clk) if ((FREE_START == 0) && started) begin
    assert (state <= CUT);
    assert (steps <= 3'd1);                       // no two steps in one tick
    assert (steps == 3'd0 || since >= LEAST);     // and their distance
    assert (!(l_sw && !sw) || (l_iso && !l_rst_no && !l_clk_en));  // clamped, in reset, not clocked before it goes off
    assert (!rst_no || acked);                    // reset until the switch has answered
    assert (iso || acked);                        // clamped until the switch has answered
    assert (!clk_en || acked);
    assert (!(l_iso && !iso) || (l_rst_no && rst_no && !clk_en));  // released only out of reset
    if (RETAIN) assert (!(l_sw && !sw) || !dirty);                 // save before off
    assert (!restore || have);                    // restore only what was saved, and once
    assert (!restored || (rst_no && !clk_en));    // no reset after the restore wipes it
    assert (!(save && l_save) && !(restore && l_restore));         // pulses
    assert (RETAIN || (!save && !restore && !saved && state != SAVE && state != RESTORE));
    assert ((l_sw && !sw) == l_cut);
    assert (!fault || (l_sw && !sw && !l_ack));
    assert (l_stuck == (off && (l_state == CUT) && l_ack));  // it is told exactly when OFF is entered with the switch closed
    assert (!boot || !on);
    // for the induction: what the ghosts and the flops know about each other
    assert (saved == ((have || save) && !restore && iso));
    assert (since != 8'd0 && since <= 8'd200 && age <= 8'd200 && off_wanted <= 8'd200 && run_wanted <= 8'd200);
    if (RETAIN) assert (!dirty || (sw && (state == GATED || state == ON || state == RHOLD || state == ISO || (state == SAVE && save))));
    assert (acked || !sw || state == PWRUP);
    assert (!saved || !(state == RESTORE || state == GATED || state == ON || state == RHOLD || state == ISO));
    assert (restored == 1'b0 || state == RESTORE || state == GATED);
    assert (steps != 3'd0 || since >= age);       // a state that lasts changes nothing
  end

  // ---- no wait without end (ticks)
  always @(posedge clk) if ((FREE_START == 0) && started) begin
    if (state == PWRUP || state == CUT) assert (now_age < ANSWER);
    if (state == PULSE) assert (now_age < RST_TICKS);
    if (state == PSTOP || state == REL || state == RESTORE) assert (now_age < STEP_TICKS);
    assert (off_wanted <= DOWN_BOUND || off);
    assert (run_wanted <= UP_BOUND || on);
  end

  always @(posedge clk) begin
    cover (started && fault);
    cover (started && stuck);
    cover (started && restore);
    cover (started && state == PULSE && l_state == RST);
    cover (started && state == GATED && l_state == SAVE);
    cover (started && in_reset && saved == 1'b0);
    cover (started && state == REL && !saved && l_state == PSTOP && boot);
  end

endmodule
