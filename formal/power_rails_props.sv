// SPDX-License-Identifier: Apache-2.0
// Properties of rail_seq, for every goal and power-good at every tick: three rails, two of them in one slot each way.
//
// LP = 1 frees the low-power input as well; then a rail that comes back from low power may be bad while others rise, so
// the rule that all earlier rails are good is checked with LP = 0. NEED = 1 frees needed_i: then nothing bounds a wait. LOG = 1:
// the loss of rail 0 is told only.
module power_rails_props #(
  parameter int LP = 0,
  parameter int NEED = 0,
  parameter int LOG = 0
) (
  input logic       clk,
  input logic [2:0] goal,
  input logic [2:0] lp_free,
  input logic [2:0] need_free,
  input logic [2:0] pg
);

  // rail:                              2     1     0
  localparam logic [11:0] UP_SLOT   = {4'd1, 4'd1, 4'd0};
  localparam logic [11:0] DOWN_SLOT = {4'd0, 4'd1, 4'd1};
  localparam logic [47:0] PG_TIMEOUT = {16'd5, 16'd4, 16'd4};
  localparam int UP0 = 2, UP1 = 3, DOWN0 = 3, DOWN1 = 2;  // delays of slots 0 and 1
  localparam logic [255:0] UP_DELAY   = {{14{16'd1}}, 16'(UP1), 16'(UP0)};
  localparam logic [255:0] DOWN_DELAY = {{14{16'd1}}, 16'(DOWN1), 16'(DOWN0)};
  localparam int LONGEST_UP = 5;    // a wait of an up slot: its delay, or the last time-out of a rail that is missing
  localparam int LONGEST_DOWN = 3;
  // From the first tick with an empty goal: what is waited for, then both slots
  localparam int OFF_BOUND = LONGEST_UP + DOWN0 + DOWN1 + 2;
  // From the first tick with any goal that stays: what is waited for, both slots down, both up
  localparam int REST_BOUND = OFF_BOUND + LONGEST_UP + LONGEST_UP + 1;
  localparam logic [23:0] DEGLITCH = {8'd2, 8'd1, 8'd3};  // a loss takes so many ticks

  logic rst_n, started = 1'b0;
  logic [2:0] lp, en, fault_rail, needed, good, lost;
  logic under;
  logic fault, done, in_fail;
  logic [2:0] loose;  // enabled, not on the way up, and not good
  assign rst_n = started;
  assign lp    = (LP != 0) ? lp_free : 3'd0;
  assign needed = (NEED != 0) ? need_free : 3'd0;

  rail_seq #(
    .N_RAILS(3), .UP_SLOT(UP_SLOT), .DOWN_SLOT(DOWN_SLOT), .PG_TIMEOUT(PG_TIMEOUT), .UP_DELAY(UP_DELAY),
    .DOWN_DELAY(DOWN_DELAY), .PG_DEGLITCH(DEGLITCH), .LOSS_LOG((LOG != 0) ? 3'b001 : 3'b000)
  ) u_dut (
    .clk_i(clk), .rst_ni(rst_n), .goal_i(goal), .lp_i(lp), .pg_i(pg), .en_o(en), .fault_o(fault),
    .fault_rail_o(fault_rail), .needed_i(needed), .good_o(good), .lost_o(lost), .under_o(under), .formal_failed_o(in_fail), .formal_loose_o(loose), .done_o(done)
  );

  // ---- the last tick, and what has happened
  logic [2:0] l_en = 3'd0, l_goal = 3'd0, l_pg = 3'd0, l_lp = 3'd0;
  logic [2:0] ll_goal = 3'd0, l_needed = 3'd0, l_good = 3'd0, l_lost = 3'd0;
  logic [8:0] run = 9'd0;                       // per rail: edges in a row on which it was good before and read bad
  logic [2:0] gone;                             // for its deglitch time
  logic l_fault = 1'b0;
  logic failed = 1'b0;                          // a fault, and no empty goal since
  logic [2:0] older = 3'd0;                     // enabled before the slot that rose last
  logic l_away = 1'b0, l_done = 1'b0;           // the last tick: after a fault, nothing to do
  logic broken = 1'b0;                          // a fault, and nothing switched since
  logic [5:0] since_rise = 6'd63, since_fall = 6'd63;  // ticks since some rail went on, off
  logic [2:0] risen = 3'd0, fallen = 3'd0;      // and which
  logic [5:0] empty = 6'd0, steady = 6'd0;      // ticks with an empty goal, with the same goal

  wire [2:0] rise = en & ~l_en, fall = ~en & l_en;
  wire [5:0] empty_now = (goal == 3'd0) ? empty : 6'd0;
  wire [5:0] steady_now = (goal == l_goal) ? steady : 6'd0;

  function automatic logic [5:0] more(input logic [5:0] count);
    more = (count == 6'd63) ? count : count + 6'd1;
  endfunction

  // As power_main does: after a fault, an empty goal stays until all rails are off
  logic draining = 1'b0;
  always @(posedge clk) begin
    draining <= ((draining || failed || fault) && en != 3'd0 && goal == 3'd0);
    if (draining && en != 3'd0) assume (goal == 3'd0);
  end

  always @* begin
    for (int r = 0; r < 3; r++) gone[r] = (run[3*r+:3] >= DEGLITCH[8*r+:3]);
  end

  always @(posedge clk) begin
    started <= 1'b1;
    {ll_goal, l_needed, l_good, l_lost} <= {l_goal, needed, good, started ? lost : 3'd0};
    for (int r = 0; r < 3; r++) begin
      if (!started || !en[r] || !good[r] || lp[r] || pg[r]) run[3*r+:3] <= 3'd0;
      else if (run[3*r+:3] != 3'd7) run[3*r+:3] <= run[3*r+:3] + 3'd1;
    end
    {l_en, l_goal, l_pg, l_lp, l_fault} <= {en, started ? goal : 3'd0, pg, lp, fault};
    older  <= ((rise != 3'd0) ? l_en : older) & en;
    l_away <= started && (in_fail || draining);
    l_done <= started && done;
    broken     <= (broken && rise == 3'd0 && fall == 3'd0) || fault;
    failed     <= (failed || fault) && !(goal == 3'd0);
    since_rise <= (rise != 3'd0) ? 6'd1 : more(since_rise);
    since_fall <= (fall != 3'd0) ? 6'd1 : more(since_fall);
    if (rise != 3'd0) risen <= rise;
    if (fall != 3'd0) fallen <= fall;
    empty  <= (started && goal == 3'd0) ? more(empty_now) : 6'd0;
    steady <= started ? more(steady_now) : 6'd0;
  end

  always @(posedge clk) if (!started) begin
    assert (!draining && older == 3'd0 && !l_away && !l_done);
    assert ({l_en, l_goal, l_pg, l_lp, l_fault, failed, broken, risen, fallen, empty, steady} == 0);
    assert (since_rise == 6'd63 && since_fall == 6'd63);
    assert ({ll_goal, l_needed, l_good, l_lost, run} == 0);
  end

  // ---- what goes on
  always @(posedge clk) if (started) begin
    assert ((rise & ~l_goal) == 3'd0);            // never outside the goal
    assert (rise == 3'd0 || fall == 3'd0);        // one slot at a time
    assert (rise == 3'd0 || rise == 3'b001 || (rise & 3'b001) == 3'd0);  // rails of one slot
    // slot order: with rails 1, 2 rises nothing that rail 0 of the goal is missing for
    assert ((rise & 3'b110) == 3'd0 || (l_goal & ~l_en & 3'b001) == 3'd0);
    assert (rise == 3'd0 || (l_en & ~l_goal & ~l_needed) == 3'd0);  // what is not wanted goes off first
    if (LP == 0) assert (rise == 3'd0 || (l_en & ~l_pg & ~l_good) == 3'd0);  // all earlier rails have been seen good
    assert (rise == 3'd0 || !failed);
    // the delay of the slot before
    assert (rise == 3'd0 || broken || since_rise >= (risen == 3'b001 ? UP0 : UP1));
    assert (rise == 3'd0 || broken || since_fall >= (fallen == 3'b100 ? DOWN0 : DOWN1));
  end

  // ---- what goes off
  always @(posedge clk) if (started) begin
    assert ((fall & l_goal) == 3'd0);             // only what is not wanted
    assert (fall == 3'd0 || l_goal == ll_goal);   // and was not a tick ago
    assert ((fall & l_needed) == 3'd0);           // and what nobody needs
    assert (under == (goal == l_goal && (en & ~goal & needed) != 3'd0));
    assert (fall == 3'd0 || fall == 3'b100 || (fall & 3'b100) == 3'd0);
    assert ((fall & 3'b011) == 3'd0 || (l_en & ~l_goal & ~l_needed & 3'b100) == 3'd0);
    // the delay of the slot before, unless a fault broke it off
    assert (fall == 3'd0 || broken || since_fall >= (fallen == 3'b100 ? DOWN0 : DOWN1));
    assert (!failed || fall == 3'd0);             // after a fault only with an empty goal
  end

  // ---- faults
  always @(posedge clk) if (started) begin
    assert (!fault || !l_fault);                  // one tick
    assert (!fault || (rise == 3'd0 && fall == 3'd0));
    assert (!fault || (fault_rail < 3'd3 && l_en[fault_rail[1:0]] && !l_pg[fault_rail[1:0]] && !l_lp[fault_rail[1:0]]));
    assert (!(fault || failed) || !done);
    assert (in_fail == (fault || failed));
    // a good rail is missed when it has read bad for its deglitch time, not before
    if (l_goal != 3'd0 && !l_away && l_en != 3'd0) begin
      assert (l_lost == gone);
      if ((gone & ((LOG != 0) ? 3'b110 : 3'b111)) != 3'd0) assert (fault);
    end
    if (l_lost != 3'd0) assert ((l_lost & ~gone) == 3'd0);
    assert (!fault || gone[fault_rail[1:0]] || !l_good[fault_rail[1:0]]);
    if (LOG != 0) assert (!fault || fault_rail != 3'd0 || !l_good[0]);
    // a rail from before the last slot, and any rail at rest, is good: its loss is seen
    if (LP == 0 && !in_fail && !l_away) assert (((older | {3{l_done}}) & l_en & en & ~good) == 3'd0);
    if (LP == 0) assert (loose == 3'd0 || in_fail || draining);
  end

  // ---- no wait without end
  always @(posedge clk) if (started) begin
    if (NEED == 0) assert (empty_now <= OFF_BOUND || (en == 3'd0 && done));
    if (NEED == 0) assert (steady_now <= REST_BOUND || (en == goal && done) || fault || failed);
  end

  always @(posedge clk) begin
    cover (started && en == 3'b111 && done);
    cover (started && fault && fault_rail == 3'd2 && en == 3'b111);
    cover (started && fall == 3'b011);
    cover (started && fall == 3'b100 && l_goal == 3'b011);
    cover (started && fault && since_rise == 6'd5);
    cover (started && fault && since_rise > 6'd6);
  end

endmodule
