// SPDX-License-Identifier: Apache-2.0
//
// Main power state: OFF, power-up, active, sleep entry and exit, power-down, fault, as a sequence of steps.
//
// Each step sets its outputs on the edge that enters it and ends when what it asked for has happened: rails done
// (rail_seq), clock valid, domains where they should be (domain_seq). No step waits for ever, but for OFF, ACTIVE, ASLEEP
// and FAULT, whose end is somebody's decision: clocks, back-drive and low-power rails have their time-outs here, rails
// and domains theirs in their sequencers, and each of them ends in power-down with a reason.
//
// Sleep entry can be abandoned until the point of no return (ponr_o): the first power switch or rail that opens. After
// it, the entry is completed and the exit follows at once.
//
// A rail, domain or clock fault gets two retries, each after a pause with everything off; the third is final: FAULT, until
// the key, VBUS or a slow retry. A second watchdog bite goes through the pause as well, not counted. All other power-downs
// end in OFF. How long nothing starts after each of them: power_retry.
//
// Of all that may end an awake step on one edge the first class that holds counts, with all of its members: rail, domain and
// clock faults and upsets; over-voltage, under-voltage, over-temperature; second watchdog bite; long key; hold time-out;
// SHUTDOWN command (only in ACTIVE: it lets a transition finish first). What comes behind is seen again after the next
// power-up if it is still there.
//
// Outputs are decoded from the next step, so an upset output is right again a tick later. The step has a parity bit: one
// flipped flop of it is no other step, but an upset, which powers down in order, with its reason, and tries again; so does
// a rail that is to go under a domain whose switch is closed.
module power_main #(
  parameter int                 N_RAILS = 1,
  parameter int                 N_RAM = 1,
  parameter int                 N_DOMAINS = 1,
  parameter logic [N_RAILS-1:0] RUN_RAILS = '1,
  parameter logic [  N_RAM-1:0] RUN_RAM = '1,
  parameter int                 BACKDRIVE_TIMEOUT = 64,
  parameter int                 CLK_TIMEOUT = 64,
  parameter int                 LP_TIMEOUT = 64,
  parameter int                 RETRY_TICKS = 64,
  parameter int                 RETRY_FACTOR = 10,
  parameter int                 SLOW_TICKS = 4096,
  parameter int                 GOOD_TICKS = 4096
) (
  input  logic                 clk_i,
  input  logic                 rst_ni,
  input  logic [         31:0] now_i,           // timebase, low word
  // sleep block
  input  logic                 enter_i,         // sleep is wanted
  input  logic                 slp_clk_i,       // the clock stays on in the mode that is asked for
  input  logic [          3:0] slp_mode_i,
  input  logic [N_DOMAINS-1:0] slp_off_i,       // domains that the mode switches off
  // mode_o's line of the mode table
  input  logic [  N_RAILS-1:0] mode_rails_i,
  input  logic [  N_RAILS-1:0] mode_lp_i,
  input  logic [    N_RAM-1:0] mode_ram_i,
  input  logic                 mode_reboot_i,
  // what may come in between
  input  logic                 power_on_i,      // in OFF: a cause, and nothing that forbids it
  input  logic                 revive_i,        // in FAULT: key, VBUS, slow retry
  input  logic                 cut_i,           // in PAUSE: key or VBUS ends it early
  input  logic                 person_i,        // key or VBUS asks
  input  logic [          2:0] protect_i,
  input  logic                 second_bite_i,
  input  logic                 hard_off_i,
  input  logic                 hold_off_i,
  input  logic                 off_cmd_i,
  input  logic [    N_RAM-1:0] off_ram_i,       // kept in OFF after the command
  // rails, clock, domains
  input  logic [  N_RAILS-1:0] pg_i,
  input  logic [  N_RAILS-1:0] good_i,          // seen good, and not lost since
  input  logic [  N_RAILS-1:0] rail_en_i,
  input  logic                 rails_done_i,
  input  logic                 rail_fault_i,
  input  logic [          2:0] fault_rail_i,
  input  logic                 under_i,         // a rail that is to go waits for the switch of a domain
  input  logic                 clk_valid_i,
  input  logic                 settled_i,       // every domain is where its target says
  input  logic [N_DOMAINS-1:0] dom_off_i,
  input  logic [N_DOMAINS-1:0] dom_cut_i,       // its switch opens on this edge
  input  logic                 dom_fault_i,
  input  logic                 dom_upset_i,
  // to the domains, combinational from flops
  output logic                 powered_o,       // they may be up
  output logic                 leaving_o,       // those of off_mask_o go off, unless the sleep is abandoned
  output logic                 kept_o,          // after that: they stay off or, if it was abandoned, where they are
  // from flops
  output logic [          2:0] state_o,
  output logic [          1:0] sub_o,           // step within the state
  output logic [          3:0] mode_o,
  output logic                 ponr_o,
  output logic                 boot_go_o,       // one tick: cores are about to boot
  output logic                 clk_req_o,
  output logic [  N_RAILS-1:0] goal_o,
  output logic [  N_RAILS-1:0] lp_o,
  output logic [    N_RAM-1:0] ram_on_o,
  output logic [N_DOMAINS-1:0] off_mask_o,      // slp_off_i of the present sleep
  output logic                 reboot_o,        // combinational: domains that power up now start from reset
  output logic [          3:0] ends_o,          // power-downs counted since good running
  output logic [          1:0] faults_o,        // retries used
  output logic                 held_o,          // a pause runs
  // on this edge, combinational
  output logic                 rest_o,          // OFF, PAUSE or FAULT, or entered on this edge
  output logic                 leaves_o,        // it leaves them
  output logic                 refuses_o,       // nothing but a person may start now
  output logic                 person_o,        // and that one may
  output logic                 due_o,           // the pause is over
  output logic [         10:0] reason_o,        // it powers down: the one reason
  output logic [          2:0] reason_rail_o,   // with RAIL_FAULT
  output logic                 boots_o,         // boot_go_o rises: power-up ...
  output logic                 reboots_o,       // ... or sleep exit
  output logic                 no_stop_o,       // the clock did not stop
  output logic                 enters_off_o,
  output logic                 commanded_o      // with enters_off_o: by the command
);

  // Step codes: state_o, then the step within it
  typedef enum logic [4:0] {
    OFF       = {pmu_pkg::PWR_STATE_OFF, 2'd0},
    PU_CHECK  = {pmu_pkg::PWR_STATE_POWER_UP, 2'd0},
    PU_RAILS  = {pmu_pkg::PWR_STATE_POWER_UP, 2'd1},
    PU_CLK    = {pmu_pkg::PWR_STATE_POWER_UP, 2'd2},
    PU_DOMS   = {pmu_pkg::PWR_STATE_POWER_UP, 2'd3},
    ACTIVE    = {pmu_pkg::PWR_STATE_ACTIVE, 2'd0},
    SE_CLK    = {pmu_pkg::PWR_STATE_SLEEP_ENTRY, 2'd0},
    SE_SETTLE = {pmu_pkg::PWR_STATE_SLEEP_ENTRY, 2'd1},
    SE_DOMS   = {pmu_pkg::PWR_STATE_SLEEP_ENTRY, 2'd2},
    SE_RAILS  = {pmu_pkg::PWR_STATE_SLEEP_ENTRY, 2'd3},
    ASLEEP    = {pmu_pkg::PWR_STATE_ASLEEP, 2'd0},
    SX_LP     = {pmu_pkg::PWR_STATE_SLEEP_EXIT, 2'd0},
    SX_RAILS  = {pmu_pkg::PWR_STATE_SLEEP_EXIT, 2'd1},
    SX_CLK    = {pmu_pkg::PWR_STATE_SLEEP_EXIT, 2'd2},
    SX_DOMS   = {pmu_pkg::PWR_STATE_SLEEP_EXIT, 2'd3},
    PD_DOMS   = {pmu_pkg::PWR_STATE_POWER_DOWN, 2'd0},
    PD_CLK    = {pmu_pkg::PWR_STATE_POWER_DOWN, 2'd1},
    PD_RAILS  = {pmu_pkg::PWR_STATE_POWER_DOWN, 2'd2},
    PAUSE     = {pmu_pkg::PWR_STATE_POWER_DOWN, 2'd3},
    FAULT     = {pmu_pkg::PWR_STATE_FAULT, 2'd0}
  } step_e;

  localparam int SETTLE_TICKS = 4;
  localparam int DOMAINS_TICKS = 2;  // until the domains have seen their target and left the old state

  function automatic int larger(input int a, input int b);
    larger = (a > b) ? a : b;
  endfunction

  localparam int LONGEST = larger(larger(BACKDRIVE_TIMEOUT, CLK_TIMEOUT), larger(LP_TIMEOUT, SETTLE_TICKS));
  localparam int CW = $clog2(LONGEST);

  step_e next, step_d, step_q;      // next: as long as nothing powers down
  logic parity_q;                   // of step_q: even with it
  logic [CW-1:0] cnt_d, cnt_q;      // ticks in this step, 0 where nothing is timed
  logic over;                       // the step's time is over
  logic [3:0] mode_d, mode_q;
  logic [N_DOMAINS-1:0] off_d, off_q;
  logic [N_RAILS-1:0] goal_d, goal_q, lp_d, lp_q;
  logic [N_RAM-1:0] ram_d, ram_q;
  logic ponr_d, ponr_q, boot_go_q, clk_req_d, clk_req_q;

  // in the last tick of a wait; 0 ticks read as 1
  function automatic logic after(input logic [CW-1:0] count, input int ticks);
    after = (count >= CW'(larger(ticks, 1) - 1));
  endfunction

  // ---- why to power down: continuous assignments, for glitches of a process would come back to it through the next step
  logic awake;                       // in a step that a reason may end
  logic unknown, strayed, upset;     // no code of a step; the step is none; either, or seen by rails or domains
  logic [N_RAILS-1:0] low, bad;      // enabled and not seen good; rails that a step waited for in vain
  logic [2:0] faults, protects;      // clock, domain, rail; as protect_i
  logic retry;                       // one of the faults that are worth another try
  logic calm;                        // neither fault nor protection
  logic clk_late, bitten, long_key, hold_timeout, command, powers_down;

  assign unknown = (sub_o != 2'd0) && ((state_o == pmu_pkg::PWR_STATE_OFF) || (state_o == pmu_pkg::PWR_STATE_ACTIVE) ||
                                       (state_o == pmu_pkg::PWR_STATE_ASLEEP) || (state_o == pmu_pkg::PWR_STATE_FAULT));
  assign strayed = unknown || (parity_q != (^step_q));
  assign awake   = (step_q >= PU_CHECK) && (step_q <= SX_DOMS) && !unknown;
  assign upset   = strayed || (awake && (under_i || dom_upset_i));

  assign low      = rail_en_i & ~pg_i & ~good_i;
  assign bad      = !over ? '0 : (step_q == PU_CHECK) ? pg_i : (step_q == SX_LP) ? low : '0;
  assign clk_late = over && !clk_valid_i && ((step_q == PU_CLK) || (step_q == SX_CLK));

  function automatic logic [2:0] lowest(input logic [N_RAILS-1:0] bits);
    integer i;
    lowest = '0;
    for (i = N_RAILS - 1; i >= 0; i = i - 1) if (bits[i]) lowest = 3'(i);
  endfunction

  assign faults   = awake ? {clk_late, dom_fault_i, rail_fault_i || (bad != '0)} : 3'd0;
  assign retry    = upset || (faults != '0);
  assign protects = (awake && !retry) ? protect_i : 3'd0;
  assign calm     = awake && !retry && (protect_i == 3'd0);
  assign {bitten, long_key, hold_timeout, command} = !calm ? 4'b0000 : second_bite_i ? 4'b1000 : hard_off_i ? 4'b0100 :
      hold_off_i ? 4'b0010 : {3'b000, off_cmd_i && (step_q == ACTIVE)};

  assign reason_o      = {upset, bitten, faults[2:1], hold_timeout, faults[0], protects, long_key, command};
  assign reason_rail_o = rail_fault_i ? fault_rail_i : lowest(bad);
  assign powers_down   = (reason_o != '0);

  // ---- steps: what each waits for, for how long, and what comes next ------------------------------------------------
  logic to_pause, to_fault;  // where a power-down ends
  logic abandon;             // sleep is not wanted any more, and nothing is lost yet

  assign abandon = !enter_i && !ponr_q;

  always @* begin
    next = step_q;
    over = 1'b1;

    case (step_q)
      // waits for a power-on cause
      OFF: if (power_on_i) next = PU_CHECK;
      // waits until no rail is driven from outside
      PU_CHECK: begin
        over = after(cnt_q, BACKDRIVE_TIMEOUT);
        if (pg_i == '0) next = PU_RAILS;
      end
      // waits for all rails of RUN
      PU_RAILS: if (rails_done_i) next = PU_CLK;
      SX_RAILS: if (rails_done_i) next = SX_CLK;
      // waits for the clock generator
      PU_CLK, SX_CLK: begin
        over = after(cnt_q, CLK_TIMEOUT);
        if (clk_valid_i && (step_q == PU_CLK)) next = PU_DOMS;
        else if (clk_valid_i) next = SX_DOMS;
      end
      // waits until every domain has come up, or is known not to be wanted
      PU_DOMS, SX_DOMS: begin
        over = after(cnt_q, DOMAINS_TICKS);
        if (over && settled_i) next = ACTIVE;
      end
      // runs until something ends it
      ACTIVE: begin
        if (enter_i && slp_clk_i) next = SE_SETTLE;
        else if (enter_i) next = SE_CLK;
      end
      // waits until the clock has stopped; without an answer it goes on, domains gate their clocks anyway. A wake waits
      // too: asked for again before it has stopped, the generator's answer would be that to the request before
      SE_CLK: begin
        over = after(cnt_q, CLK_TIMEOUT);
        if (!clk_valid_i || over) next = SE_SETTLE;
      end
      // waits for the bus side to come to rest
      SE_SETTLE: begin
        over = after(cnt_q, SETTLE_TICKS);
        if (abandon) next = SX_CLK;
        else if (over) next = SE_DOMS;
      end
      // waits until the domains that the mode takes away are off
      SE_DOMS: begin
        if (abandon) next = SX_CLK;
        else if ((off_q & ~dom_off_i) == '0) next = SE_RAILS;
      end
      // waits until the rails that the mode takes away are off
      SE_RAILS: begin
        if (abandon) next = SX_CLK;
        else if (rails_done_i) next = ASLEEP;
      end
      // waits for the wake
      ASLEEP: if (!enter_i) next = SX_LP;
      // waits until rails in low power are back at full voltage
      SX_LP: begin
        over = after(cnt_q, LP_TIMEOUT);
        if (low == '0) next = SX_RAILS;
      end
      // waits until every switch is open: no rail goes under a running domain
      PD_DOMS: if (&dom_off_i) next = PD_CLK;
      // waits for the clock to stop, but not for long: its supply goes next
      PD_CLK: begin
        over = after(cnt_q, CLK_TIMEOUT);
        if (!clk_valid_i || over) next = PD_RAILS;
      end
      // waits until all rails are off, in order
      PD_RAILS: begin
        if (rails_done_i && to_pause) next = PAUSE;
        else if (rails_done_i && to_fault) next = FAULT;
        else if (rails_done_i) next = OFF;
      end
      // waits for a short circuit to cool, a rail to discharge
      PAUSE: if (!refuses_o || cut_i) next = PU_CHECK;
      // waits for a person, or for a slow retry
      FAULT: if (revive_i) next = PU_CHECK;
      default: next = PD_DOMS;  // upset
    endcase
  end

  always @* begin
    if (powers_down) step_d = PD_DOMS;
    else step_d = next;
  end

  assign no_stop_o = over && clk_valid_i && ((step_q == SE_CLK) || (step_q == PD_CLK)) && !powers_down;
  assign cnt_d     = (step_d != step_q) ? '0 : over ? cnt_q : cnt_q + CW'(1);

  assign powered_o = (step_q >= PU_DOMS) && (step_q <= SX_DOMS) && !strayed;
  assign leaving_o = (step_q == SE_DOMS);
  assign kept_o    = (step_q >= SE_RAILS) && (step_q <= SX_CLK);
  assign reboot_o  = (step_q == PU_DOMS) || ((state_o == pmu_pkg::PWR_STATE_SLEEP_EXIT) && ponr_q && mode_reboot_i);

  assign leaves_o     = (step_q != PU_CHECK) && (step_d == PU_CHECK);
  assign enters_off_o = (step_q == PD_RAILS) && (step_d == OFF);
  assign boots_o      = (step_q != PU_DOMS) && (step_d == PU_DOMS);
  assign reboots_o    = (step_q != SX_DOMS) && (step_d == SX_DOMS) && ponr_q && mode_reboot_i;

  logic rests, runs, begins;  // a power-down ends; a power-up ends well; a sleep begins

  assign rests  = (step_q == PD_RAILS) && rails_done_i && !powers_down;
  assign runs   = (step_q == PU_DOMS) && (step_d == ACTIVE);
  assign rest_o = rests || (step_q == OFF) || (step_q == PAUSE) || (step_q == FAULT);

  power_retry #(
    .RETRY_TICKS(RETRY_TICKS), .RETRY_FACTOR(RETRY_FACTOR), .SLOW_TICKS(SLOW_TICKS), .GOOD_TICKS(GOOD_TICKS)
  ) u_retry (
    .clk_i, .rst_ni, .now_i, .person_i,
    .fault_i(retry), .watchdog_i(bitten), .failed_i((protects != 3'd0) || hold_timeout), .command_i(command),
    .other_i(powers_down), .rests_i(rests), .leaves_i(leaves_o), .runs_i(runs),
    .fault_left_i(leaves_o && (state_o == pmu_pkg::PWR_STATE_FAULT)),
    .to_pause_o(to_pause), .to_fault_o(to_fault), .commanded_o, .ends_o, .faults_o, .held_o, .refuses_o, .person_o,
    .due_o
  );

  // ---- outputs of the next step -----------------------------------------------------------------------------------
  assign begins = (step_q == ACTIVE) && ((step_d == SE_CLK) || (step_d == SE_SETTLE));
  assign {mode_d, off_d} = begins ? {slp_mode_i, slp_off_i} : {mode_q, off_q};

  always @* begin
    goal_d    = RUN_RAILS;
    lp_d      = '0;
    ram_d     = ram_q;
    clk_req_d = 1'b0;
    ponr_d    = ponr_q;

    // a switch that opens in SE_DOMS: lost from this edge on
    if ((step_q == SE_DOMS) && ((off_q & dom_cut_i) != '0)) ponr_d = 1'b1;

    case (step_d)
      OFF: begin
        goal_d = '0;
        ponr_d = 1'b0;
        if (step_q != OFF) ram_d = commanded_o ? off_ram_i : '0;
      end
      PU_CHECK, PD_RAILS, PAUSE: goal_d = '0;
      PU_RAILS: ram_d = RUN_RAM;
      PU_CLK, PU_DOMS, SX_CLK, SX_DOMS: clk_req_d = 1'b1;
      ACTIVE: begin
        clk_req_d = 1'b1;
        ponr_d    = 1'b0;
      end
      SE_SETTLE, SE_DOMS, SX_RAILS: clk_req_d = clk_req_q;
      SE_RAILS: begin
        clk_req_d = clk_req_q;
        goal_d    = mode_rails_i;
        if ((goal_q & ~mode_rails_i) != '0) ponr_d = 1'b1;
      end
      ASLEEP: begin
        clk_req_d = clk_req_q;
        goal_d    = mode_rails_i;
        lp_d      = mode_lp_i;
        ram_d     = mode_ram_i;
      end
      SX_LP: begin
        clk_req_d = clk_req_q;
        goal_d    = mode_rails_i;
        ram_d     = RUN_RAM;
      end
      PD_DOMS: begin
        clk_req_d = clk_req_q;
        goal_d    = goal_q & rail_en_i;  // no further slot goes up
        lp_d      = lp_q;
      end
      PD_CLK: begin
        goal_d = goal_q;
        lp_d   = lp_q;
      end
      FAULT: {goal_d, ram_d} = '0;
      default: ;  // SE_CLK: clock off, all else as it is
    endcase
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      step_q    <= OFF;
      parity_q  <= 1'b0;
      cnt_q     <= '0;
      mode_q    <= '0;
      off_q     <= '0;
      goal_q    <= '0;
      lp_q      <= '0;
      ram_q     <= '0;
      ponr_q    <= 1'b0;
      boot_go_q <= 1'b0;
      clk_req_q <= 1'b0;
    end else begin
      step_q    <= step_d;
      parity_q  <= ^step_d;
      cnt_q     <= cnt_d;
      mode_q    <= mode_d;
      off_q     <= off_d;
      goal_q    <= goal_d;
      lp_q      <= lp_d;
      ram_q     <= ram_d;
      ponr_q    <= ponr_d;
      boot_go_q <= boots_o || reboots_o;
      clk_req_q <= clk_req_d;
    end
  end

  assign {state_o, sub_o} = step_q;
  assign {ponr_o, boot_go_o, clk_req_o} = {ponr_q, boot_go_q, clk_req_q};
  assign mode_o     = mode_q;
  assign goal_o     = goal_q;
  assign lp_o       = lp_q;
  assign ram_on_o   = ram_q;
  assign off_mask_o = off_q;

endmodule
