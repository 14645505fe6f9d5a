// SPDX-License-Identifier: Apache-2.0
//
// Sleep FSM: takes the system into the mode that is on offer and back.
//
// The bus side offers a mode by one bit: every core idle, no lock, nothing on its way. When every core is down as
// well and no wake is in sight, the entry begins: memory to its state, then power takes clocks, domains, rails. From
// the first tick of the entry on each of these ends it: a wake source, a sleep timer, a kick, a restart, or the offer
// being withdrawn. Power then either turns back (aborted), or it had passed its point of no return and comes to the
// end first (fell through); LEAVE waits for both in the same way, since power reports ACTIVE only when everything is
// up again. The exit brings back the memory and then, in GO, the cores that were woken. If nobody was, the boot core
// is: a sleep that has ended leaves somebody running.
//
// A power-down or a fault takes all this over: RUN, whatever the state.

module sleep_fsm #(
  parameter int                             N_CORES        = 2,
  parameter int                             N_MODES        = 3,
  parameter int                             N_WAKE         = 8,
  parameter int                             N_DOMAINS      = 3,
  parameter logic [N_MODES*N_DOMAINS-1:0]   MODE_DOM_ON    = '1,
  parameter logic [          2*N_MODES-1:0] MODE_DRAM      = '0,
  parameter logic [     N_WAKE*N_MODES-1:0] MODE_WAKE_MASK = '1,
  parameter logic [             N_WAKE-1:0] OFF_WAKE_MASK  = '1,
  parameter logic [          3*N_CORES-1:0] CORE_DOMAIN    = '0,
  parameter int                             DRAM_TIMEOUT   = 64   // ticks, more than 4
) (
  input  logic                 clk_i,
  input  logic                 rst_ni,
  // offer
  input  logic                 ok_i,
  input  logic [          3:0] ok_mode_i,
  input  logic [  N_CORES-1:0] core_pg_i,
  // cores
  input  logic                 cores_down_i,     // all GATED or POWER_GATED
  input  logic                 cores_waking_i,   // some core WAKING
  input  logic                 cores_active_i,   // active time of some core still runs
  // wakes
  input  logic                 any_i,
  input  logic                 max_fire_i,
  input  logic                 tmr_fire_i,
  input  logic                 kick_i,           // some core is kicked
  input  logic                 restart_i,
  // power and memory
  input  logic [          3:0] state_i,
  input  logic                 dram_ack_i,
  output logic                 slp_enter_o,
  output logic [          3:0] slp_mode_o,
  output logic [N_DOMAINS-1:0] slp_off_o,
  output logic                 dram_req_o,
  output logic [          1:0] dram_state_o,
  // wake controller
  output logic                 cause_capture_en_o,
  output logic [   N_WAKE-1:0] mask_o,
  output logic [          3:0] internal_causes_o,
  output logic [          3:0] mode_o,
  // to the other parts of the sleep block; combinational
  output logic                 off_o,            // the system is off or on its way there
  output logic                 awake_o,          // power is in ACTIVE
  output logic                 go_o,
  output logic                 go_next_o,
  output logic                 in_run_o,
  output logic                 in_sleep_o,       // ENTER, ASLEEP, LEAVE: power is in charge of the domains
  output logic                 nobody_o,         // the exit is complete and no core is up
  output logic                 counts_o,
  output logic                 counts_next_o,
  output logic                 begin_o,
  output logic                 asleep_o,
  output logic                 wake_o,
  output logic                 slept_o,
  output logic                 end_o,
  output logic [          1:0] outcome_o,
  output logic [          3:0] stat_mode_o,
  output logic                 dram_err_o
);

  // Stays are counted from 0 on the first edge after entry. Memory: the controller takes back an answer to the old
  // request within a tick, the synchronizer passes that on after three more at the latest; until then dram_ack_i may
  // speak of the state before.
  localparam int DRAM_MIN_TICKS = 4;
  // LEAVE: for one tick power still reports ACTIVE from before it saw slp_enter
  localparam int LEAVE_MIN_TICKS = 2;
  localparam int STAY_W = $clog2(DRAM_TIMEOUT + DRAM_MIN_TICKS);
  localparam logic [STAY_W-1:0] DRAM_MIN = STAY_W'(DRAM_MIN_TICKS - 1);
  localparam logic [STAY_W-1:0] DRAM_MAX = STAY_W'(DRAM_TIMEOUT - 1);
  localparam logic [STAY_W-1:0] LEAVE_MIN = STAY_W'(LEAVE_MIN_TICKS - 1);

  typedef enum logic [2:0] {
    StRun    = 3'd0,
    StDram   = 3'd1,
    StEnter  = 3'd2,
    StAsleep = 3'd3,
    StLeave  = 3'd4,
    StDramUp = 3'd5,
    StGo     = 3'd6
  } state_e;

  state_e state_d, state_q;
  logic [STAY_W-1:0] stay_d, stay_q;
  logic [3:0] mode_d, mode_q;
  logic slept_d, slept_q, fell_d, fell_q;
  logic go_d, go_q;
  logic enter_d, enter_q, req_d, req_q, open_d, open_q;
  logic [3:0] slp_mode_d, slp_mode_q;
  logic [N_DOMAINS-1:0] slp_off_d, slp_off_q;
  logic [1:0] dram_d, dram_q;
  logic [N_WAKE-1:0] mask_d, mask_q;
  logic [3:0] extra_d, extra_q;

  logic off, awake, offered, wake, wake_edge, dram_done, dram_late;
  logic [1:0] mode_dram;               // of the mode after this edge
  logic [N_WAKE-1:0] mode_mask;
  logic [N_DOMAINS-1:0] mode_off;

  assign off   = (state_i == 4'(pmu_pkg::PWR_STATE_OFF)) || (state_i == 4'(pmu_pkg::PWR_STATE_POWER_DOWN)) ||
                 (state_i == 4'(pmu_pkg::PWR_STATE_FAULT));
  assign awake = (state_i == 4'(pmu_pkg::PWR_STATE_ACTIVE));

  // RUN and modes that do not exist are no offer
  assign offered = ok_i && (ok_mode_i != 4'd0) && ({1'b0, ok_mode_i} < 5'(N_MODES));
  assign wake    = any_i || max_fire_i || tmr_fire_i || kick_i || restart_i || !ok_i;

  assign dram_done = dram_ack_i && (stay_q >= DRAM_MIN);
  assign dram_late = (stay_q >= DRAM_MAX);

  // ---- the mode's properties: functions, since Icarus 11 runs a process at this place in circles ------------------
  function automatic logic [1:0] dram_of(input logic [3:0] mode);
    dram_of = '0;
    for (int m = 0; m < N_MODES; m++) if (mode == 4'(m)) dram_of = MODE_DRAM[2*m+:2];
  endfunction

  function automatic logic [N_WAKE-1:0] mask_of(input logic [3:0] mode);
    mask_of = '0;
    for (int m = 0; m < N_MODES; m++) if (mode == 4'(m)) mask_of = MODE_WAKE_MASK[N_WAKE*m+:N_WAKE];
  endfunction

  // Domains that the mode takes, and those of cores that are to lose their power
  function automatic logic [N_DOMAINS-1:0] off_of(input logic [3:0] mode, input logic [N_CORES-1:0] pg);
    off_of = '0;
    for (int m = 0; m < N_MODES; m++) if (mode == 4'(m)) off_of = ~MODE_DOM_ON[N_DOMAINS*m+:N_DOMAINS];
    for (int d = 0; d < N_DOMAINS; d++) begin
      for (int c = 0; c < N_CORES; c++) if (pg[c] && (CORE_DOMAIN[3*c+:3] == 3'(d))) off_of[d] = 1'b1;
    end
  endfunction

  assign mode_dram = dram_of(mode_d);
  assign mode_mask = mask_of(mode_d);
  assign mode_off  = off_of(mode_d, core_pg_i);

  // ---- next state -------------------------------------------------------------------------------------------------
  // The mode is separate, so that its properties may be looked up for the next state
  assign begin_o = (state_q == StRun) && !off && awake && offered && cores_down_i && !cores_active_i && !wake;

  assign end_o   = (state_q == StGo) && !off && !cores_waking_i && !cores_down_i;
  assign mode_d  = (off || end_o) ? 4'd0 : begin_o ? ok_mode_i : mode_q;

  always_comb begin
    state_d    = state_q;
    dram_err_o = 1'b0;

    case (state_q)
      // Waits for an offer, with every core down and no wake in sight
      StRun: begin
        if (begin_o && (mode_dram != pmu_pkg::DRAM_STATE_REFRESH)) state_d = StDram;
        else if (begin_o) state_d = StEnter;
      end

      // Waits for the memory to reach its sleep state; no clock and no power has been touched yet
      StDram: begin
        if (wake) state_d = StDramUp;
        else if (dram_done) state_d = StEnter;
        else if (dram_late) begin
          state_d    = StDramUp;
          dram_err_o = !off;
        end
      end

      // Waits for power to take away clocks, domains, rails
      StEnter: begin
        if (wake) state_d = StLeave;
        else if (state_i == 4'(pmu_pkg::PWR_STATE_ASLEEP)) state_d = StAsleep;
      end

      // Waits for a wake
      StAsleep: begin
        if (wake) state_d = StLeave;
      end

      // Waits for power to have brought back everything, whether it turned round or came from the bottom
      StLeave: begin
        if (awake && (stay_q >= LEAVE_MIN)) begin
          if (dram_q != pmu_pkg::DRAM_STATE_REFRESH) state_d = StDramUp;
          else state_d = StGo;
        end
      end

      // Waits for the memory to answer again; without it for ever would be worse than with an error
      StDramUp: begin
        if (dram_done) state_d = StGo;
        else if (dram_late) begin
          state_d    = StGo;
          dram_err_o = !off;
        end
      end

      // Cores may run: waits for those that were woken. If nobody was, the boot core is woken on this edge.
      StGo: begin
        if (end_o) state_d = StRun;
      end

      // Not a state: LEAVE has power and memory restored before anybody runs
      default: state_d = StLeave;
    endcase

    if (off) state_d = StRun;
  end

  // ---- what goes with it ------------------------------------------------------------------------------------------
  assign wake_edge = ((state_d == StLeave) && (state_q != StLeave)) || ((state_d == StDramUp) && (state_q == StDram));

  always_comb begin
    stay_d = stay_q;
    if (state_d != state_q) stay_d = '0;
    else if (((state_q == StDram) || (state_q == StDramUp) || (state_q == StLeave)) && !(&stay_q)) begin
      stay_d = stay_q + STAY_W'(1);
    end
  end

  always_comb begin
    slept_d = slept_q;
    fell_d  = fell_q;
    if (begin_o) begin
      slept_d = 1'b0;
      fell_d  = 1'b0;
    end else if ((state_q == StAsleep) && (state_d == StLeave)) begin
      slept_d = 1'b1;
    end else if ((state_q == StLeave) && (state_i == 4'(pmu_pkg::PWR_STATE_ASLEEP))) begin
      fell_d = 1'b1;
    end
  end

  always_comb begin
    go_d       = (state_d == StRun) || (state_d == StGo);
    enter_d    = (state_d == StEnter) || (state_d == StAsleep);
    req_d      = (state_d == StDram) || (state_d == StDramUp);
    open_d     = (state_d != StRun) || !awake;
    slp_mode_d = slp_mode_q;
    slp_off_d  = slp_off_q;
    if ((state_d == StEnter) && (state_q != StEnter)) begin
      slp_mode_d = mode_d;
      slp_off_d  = mode_off;
    end

    dram_d = dram_q;
    if (state_d == StDram) dram_d = mode_dram;
    if (off || (state_d == StDramUp)) dram_d = pmu_pkg::DRAM_STATE_REFRESH;

    // Asleep only what the mode lets through may wake; from LEAVE's end on everything again
    mask_d = '1;
    if ((state_d == StDram) || enter_d || (state_d == StLeave)) mask_d = mode_mask;
    if (off || (state_i == 4'(pmu_pkg::PWR_STATE_POWER_UP))) mask_d = OFF_WAKE_MASK;

    extra_d    = '0;
    extra_d[0] = max_fire_i;
    extra_d[1] = tmr_fire_i;
    extra_d[2] = kick_i;
    extra_d[3] = counts_o && !ok_i;
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      state_q    <= StRun;
      stay_q     <= '0;
      mode_q     <= '0;
      slept_q    <= 1'b0;
      fell_q     <= 1'b0;
      go_q       <= 1'b1;
      enter_q    <= 1'b0;
      slp_mode_q <= '0;
      slp_off_q  <= '0;
      req_q      <= 1'b0;
      dram_q     <= pmu_pkg::DRAM_STATE_REFRESH;
      open_q     <= 1'b0;
      mask_q     <= OFF_WAKE_MASK;
      extra_q    <= '0;
    end else begin
      state_q    <= state_d;
      stay_q     <= stay_d;
      mode_q     <= mode_d;
      slept_q    <= slept_d;
      fell_q     <= fell_d;
      go_q       <= go_d;
      enter_q    <= enter_d;
      slp_mode_q <= slp_mode_d;
      slp_off_q  <= slp_off_d;
      req_q      <= req_d;
      dram_q     <= dram_d;
      open_q     <= open_d;
      mask_q     <= mask_d;
      extra_q    <= extra_d;
    end
  end

  assign slp_enter_o  = enter_q;
  assign slp_mode_o   = slp_mode_q;
  assign slp_off_o    = slp_off_q;
  assign dram_req_o   = req_q;
  assign dram_state_o = dram_q;
  assign cause_capture_en_o       = open_q;
  assign mask_o       = mask_q;
  assign internal_causes_o      = extra_q;
  assign mode_o       = mode_q;

  assign off_o         = off;
  assign awake_o       = awake;
  assign go_o          = go_q;
  assign go_next_o     = go_d;
  assign in_run_o      = (state_q == StRun);
  assign in_sleep_o    = (state_q == StEnter) || (state_q == StAsleep) || (state_q == StLeave);
  assign nobody_o      = (state_q == StGo) && cores_down_i;
  assign counts_o      = (state_q == StDram) || (state_q == StEnter) || (state_q == StAsleep);
  assign counts_next_o = (state_d == StDram) || (state_d == StEnter) || (state_d == StAsleep);
  assign asleep_o      = (state_d == StAsleep) && (state_q != StAsleep);
  assign wake_o        = wake_edge;
  assign slept_o       = (state_q == StAsleep);
  assign outcome_o     = slept_q ? pmu_pkg::SLEEP_OUTCOME_SLEPT :
                         fell_q ? pmu_pkg::SLEEP_OUTCOME_FELL_THROUGH : pmu_pkg::SLEEP_OUTCOME_ABORTED;
  assign stat_mode_o   = begin_o ? ok_mode_i : mode_q;

endmodule
