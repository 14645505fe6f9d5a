// SPDX-License-Identifier: Apache-2.0
//
// Rail sequencer: brings the supply rails to a goal, slot by slot, and watches their power-good.
//
// What is on and not wanted goes off first, lowest down-slot first, with the slot's delay after each. Then what is
// wanted goes on, lowest up-slot first; a slot is finished when its delay is over and every rail of it has read good. A
// rail that is not good in its time, or that was good and is lost, is a fault: fault_o for one tick, and nothing more
// happens until the goal is empty; then all rails go down in order, and none is watched any more. A goal that changes
// during a wait is looked at when the wait is over, and every wait is bounded by its delay or by the rails' power-good
// time-outs.
//
// A good rail is lost when it has read bad on PG_DEGLITCH edges in a row: comparators glitch. A rail of LOSS_LOG that is lost
// is only told (lost_o) and stays on.
//
// No rail goes off that is needed_i (a domain on it is not off), or while the goal is not what it was a tick ago: one wrong
// tick of it must not take the supply from a running core. What is needed and not wanted is told (under_o).
//
// Rails in low power (lp_i, retention voltage) may read below good: they are not looked at, and count as good again only
// once they have been read so at full voltage.
//
// No slot number is stored: the rails that were switched together are (cur_q), and all of them have the same delay.
module rail_seq #(
  parameter int                    N_RAILS    = 4,
  parameter logic [ N_RAILS*4-1:0] UP_SLOT    = '0,
  parameter logic [ N_RAILS*4-1:0] DOWN_SLOT  = '0,
  parameter logic [N_RAILS*16-1:0] PG_TIMEOUT = {N_RAILS{16'd64}},  // ticks from enable; 0 reads as 1
  parameter logic [ N_RAILS*8-1:0] PG_DEGLITCH = {N_RAILS{8'd3}},  // ticks; 0 reads as 1
  parameter logic [   N_RAILS-1:0] LOSS_LOG   = '0,
  parameter logic [     16*16-1:0] UP_DELAY   = {16{16'd2}},        // per slot, ticks; 0 reads as 1
  parameter logic [     16*16-1:0] DOWN_DELAY = {16{16'd2}}
) (
  input  logic               clk_i,
  input  logic               rst_ni,
  input  logic [N_RAILS-1:0] goal_i,
  input  logic [N_RAILS-1:0] lp_i,
  input  logic [N_RAILS-1:0] pg_i,          // power-good, synchronised
  input  logic [N_RAILS-1:0] needed_i,      // must not go off
  output logic [N_RAILS-1:0] en_o,          // flops
  output logic               fault_o,       // flop, one tick
  output logic [        2:0] fault_rail_o,  // flops: the lowest rail of the last fault
  output logic [N_RAILS-1:0] good_o,        // flops: seen good, and not lost since
  output logic [N_RAILS-1:0] lost_o,        // combinational: good rails that have read bad for too long
  output logic               under_o,       // combinational: a rail that is to go is needed
`ifdef FORMAL
  output logic               formal_failed_o,
  output logic [N_RAILS-1:0] formal_loose_o,
`endif
  output logic               done_o         // combinational: nothing to do
);

  localparam int TICKS_W = 16;

  // last count of a wait of so many ticks
  function automatic logic [TICKS_W-1:0] last(input logic [TICKS_W-1:0] ticks);
    last = (ticks == '0) ? '0 : ticks - TICKS_W'(1);
  endfunction

  function automatic logic [TICKS_W-1:0] up_last(input int r);
    up_last = last(UP_DELAY[UP_SLOT[r*4+:4]*TICKS_W+:TICKS_W]);
  endfunction

  function automatic logic [TICKS_W-1:0] down_last(input int r);
    down_last = last(DOWN_DELAY[DOWN_SLOT[r*4+:4]*TICKS_W+:TICKS_W]);
  endfunction

  function automatic logic [TICKS_W-1:0] pg_last(input int r);
    pg_last = last(PG_TIMEOUT[r*TICKS_W+:TICKS_W]);
  endfunction

  // flops that the longest wait needs
  function automatic int count_width(input int unused);
    logic [TICKS_W-1:0] most;
    integer r;
    most = '0;
    for (r = 0; r < N_RAILS; r = r + 1) begin
      if (up_last(r) > most) most = up_last(r);
      if (down_last(r) > most) most = down_last(r);
      if (pg_last(r) > most) most = pg_last(r);
    end
    count_width = 1;
    for (r = 1; r < TICKS_W; r = r + 1) if (most[r]) count_width = r + 1;
  endfunction

  localparam int CW = count_width(0);

  typedef enum logic [1:0] {
    IDLE = 2'd0,
    UP   = 2'd1,
    DOWN = 2'd2,
    FAIL = 2'd3
  } state_e;

  state_e state_d, state_q;
  logic [CW-1:0] cnt_d, cnt_q;              // ticks waited, 0 when idle
  logic [N_RAILS-1:0] en_d, en_q;
  logic [N_RAILS-1:0] cur_d, cur_q;         // rails of the slot that is waited for
  logic [N_RAILS-1:0] good_d, good_q;       // enabled and seen good: must not be lost
  logic [N_RAILS-1:0] goal_q;               // goal_i on the last edge
  logic fault_d, fault_q;
  logic [2:0] fault_rail_d, fault_rail_q;

  function automatic logic reached(input logic [CW-1:0] count, input logic [CW-1:0] limit);
    reached = (count >= limit);
  endfunction

  function automatic logic sooner(input logic [3:0] slot, input logic [3:0] other);
    sooner = (slot < other);
  endfunction

  // ---- the next slot ----------------------------------------------------------------------------------------------
  logic [N_RAILS-1:0] surplus, missing;     // rails to go off, to go on
  logic [N_RAILS-1:0] first_down, first_up; // of those, the ones of the lowest slot

  logic [N_RAILS-1:0] unwanted;             // for more than a tick

  assign unwanted = (goal_i == goal_q) ? (en_q & ~goal_i) : '0;
  assign under_o  = ((unwanted & needed_i) != '0);
  assign surplus  = unwanted & ~needed_i;
  assign missing = goal_i & ~en_q;

  for (genvar r = 0; r < N_RAILS; r++) begin : gen_first
    logic [N_RAILS-1:0] sooner_down, sooner_up;  // rails that go before this one
    for (genvar s = 0; s < N_RAILS; s++) begin : gen_sooner
      assign sooner_down[s] = surplus[s] && sooner(DOWN_SLOT[s*4+:4], DOWN_SLOT[r*4+:4]);
      assign sooner_up[s]   = missing[s] && sooner(UP_SLOT[s*4+:4], UP_SLOT[r*4+:4]);
    end
    assign first_down[r] = surplus[r] && (sooner_down == '0);
    assign first_up[r]   = missing[r] && (sooner_up == '0);
  end

  // ---- waits ------------------------------------------------------------------------------------------------------
  logic [N_RAILS-1:0] up_over, down_over, pg_over;  // the rail's delay, its time-out have passed
  logic [N_RAILS-1:0] watched;                      // enabled at full voltage
  logic [N_RAILS-1:0] lost;                         // good until now, bad for too long
  logic [N_RAILS-1:0] bad;
  logic [N_RAILS-1:0] rising;                       // of a slot that is not finished
  logic up_done, down_done;

  for (genvar r = 0; r < N_RAILS; r++) begin : gen_over
    // as constants: one comparator each, shared where rails have the same time
    localparam logic [TICKS_W-1:0] UP_LAST = up_last(r);
    localparam logic [TICKS_W-1:0] DOWN_LAST = down_last(r);
    localparam logic [TICKS_W-1:0] PG_LAST = pg_last(r);
    assign up_over[r]   = reached(cnt_q, UP_LAST[CW-1:0]);
    assign down_over[r] = reached(cnt_q, DOWN_LAST[CW-1:0]);
    assign pg_over[r]   = reached(cnt_q, PG_LAST[CW-1:0]);
  end

  assign watched   = en_q & ~lp_i;
  assign up_done   = &(up_over | ~cur_q) && &(pg_i | good_q | ~watched);
  assign down_done = &(down_over | ~cur_q);

  // While a slot comes up, a rail may be lost or not come in time. Else it may be lost, unless everything is to go off
  always @* begin
    if (state_q == UP) bad = (lost & ~LOSS_LOG) | (watched & ~pg_i & ~good_q & pg_over);
    else if ((state_q != FAIL) && (goal_i != '0)) bad = lost & ~LOSS_LOG;
    else bad = '0;
  end

  assign lost_o = ((state_q == UP) || ((state_q != FAIL) && (goal_i != '0))) ? lost : '0;

  function automatic logic [2:0] lowest(input logic [N_RAILS-1:0] bits);
    integer i;
    lowest = '0;
    for (i = N_RAILS - 1; i >= 0; i = i - 1) if (bits[i]) lowest = 3'(i);
  endfunction

  // ---- how long a good rail has read bad -----------------------------------------------------------------------------
  for (genvar r = 0; r < N_RAILS; r++) begin : gen_lost
    localparam logic [7:0] TICKS = PG_DEGLITCH[r*8+:8];
    logic low;
    assign low = watched[r] && good_q[r] && !pg_i[r];

    if (TICKS <= 8'd1) begin : gen_at_once
      assign lost[r] = low;
    end else begin : gen_count
      localparam int LW = $clog2(32'(TICKS));
      localparam logic [LW-1:0] LAST = LW'(32'(TICKS) - 1);
      logic [LW-1:0] low_d, low_q;  // edges in a row on which it read bad, stays at LAST

      assign lost[r] = low && (low_q >= LAST);

      always @* begin
        if (!low) low_d = '0;
        else if (low_q >= LAST) low_d = low_q;
        else low_d = low_q + LW'(1);
      end

      always_ff @(posedge clk_i or negedge rst_ni) begin
        if (!rst_ni) low_q <= '0;
        else low_q <= low_d;
      end
    end
  end

  // ---- next state -------------------------------------------------------------------------------------------------
  logic choose;  // on this edge: start the next slot, or rest

  always @* begin
    case (state_q)
      // waits for a new goal
      IDLE: choose = 1'b1;
      // waits for the slot's delay and for every rail's power-good
      UP: choose = up_done;
      // waits for the slot's delay: the rails discharge
      DOWN: choose = down_done;
      // FAIL leaves the rails as they are until domains and clocks are safe, which an empty goal tells
      default: choose = (goal_i == '0);
    endcase
  end

  always @* begin
    state_d      = state_q;
    cnt_d        = cnt_q;
    en_d         = en_q;
    cur_d        = cur_q;
    fault_d      = 1'b0;
    fault_rail_d = fault_rail_q;
    if (bad != '0) begin
      state_d      = FAIL;
      cnt_d        = '0;
      cur_d        = '0;
      fault_d      = 1'b1;
      fault_rail_d = lowest(bad);
    end else if (!choose) begin
      if (state_q != FAIL) cnt_d = cnt_q + CW'(1);
    end else if (surplus != '0) begin
      state_d = DOWN;
      cnt_d   = '0;
      en_d    = en_q & ~first_down;
      cur_d   = first_down;
    end else if ((missing != '0) && ((goal_i == goal_q) || ((en_q & ~goal_i) == '0))) begin
      state_d = UP;
      cnt_d   = '0;
      en_d    = en_q | first_up;
      cur_d   = first_up;
    end else begin
      state_d = IDLE;
      cnt_d   = '0;
      cur_d   = '0;
    end
  end

  // A rail that is still on its way up becomes good with its slot; one that comes back from low power, as it reads good
  assign rising = ((state_q == UP) && !up_done) ? cur_q : '0;
  assign good_d = en_d & ~lp_i & (good_q | (en_q & pg_i & ~rising));

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      state_q      <= IDLE;
      cnt_q        <= '0;
      en_q         <= '0;
      cur_q        <= '0;
      good_q       <= '0;
      goal_q       <= '0;
      fault_q      <= 1'b0;
      fault_rail_q <= '0;
    end else begin
      state_q      <= state_d;
      cnt_q        <= cnt_d;
      en_q         <= en_d;
      cur_q        <= cur_d;
      good_q       <= good_d;
      goal_q       <= goal_i;
      fault_q      <= fault_d;
      fault_rail_q <= fault_rail_d;
    end
  end

  assign en_o         = en_q;
  assign fault_o      = fault_q;
  assign fault_rail_o = fault_rail_q;
  assign good_o       = good_q;
  assign done_o       = (state_q == IDLE) && (en_q == goal_i);

`ifdef FORMAL
  assign formal_failed_o = (state_q == FAIL);
  assign formal_loose_o  = en_q & ~good_q & ~((state_q == UP) ? cur_q : '0);
`endif

endmodule
