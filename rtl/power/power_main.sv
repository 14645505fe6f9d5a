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
// Outputs are decoded from the next step, so an upset output is right again a tick later. The step has a parity bit: one
// flipped flop of it is no other step, but an upset, which powers down in order, with its reason, and tries again; so does
// a rail that is to go under a domain whose switch is closed.
module power_main #(
  parameter int                 N_RAILS           = 1,
  parameter int                 N_RAM             = 1,
  parameter int                 N_DOMAINS         = 1,
  parameter logic [N_RAILS-1:0] RUN_RAILS         = '1,
  parameter logic [  N_RAM-1:0] RUN_RAM           = '1,
  parameter int                 BACKDRIVE_TIMEOUT = 64,
  parameter int                 CLK_TIMEOUT       = 64,
  parameter int                 LP_TIMEOUT        = 64,
  parameter int                 RETRY_TICKS       = 64,
  parameter int                 RETRY_FACTOR      = 10,
  parameter int                 SLOW_TICKS        = 4096,
  parameter int                 GOOD_TICKS        = 4096
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
  output logic                 upset_o,         // the step is none
  output logic                 rest_o,          // OFF, PAUSE or FAULT, or entered on this edge
  output logic                 leaves_off_o,
  output logic                 leaves_pause_o,
  output logic                 leaves_fault_o,
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
    OFF       = 5'b000_00,
    PU_CHECK  = 5'b001_00,
    PU_RAILS  = 5'b001_01,
    PU_CLK    = 5'b001_10,
    PU_DOMS   = 5'b001_11,
    ACTIVE    = 5'b010_00,
    SE_CLK    = 5'b011_00,
    SE_SETTLE = 5'b011_01,
    SE_DOMS   = 5'b011_10,
    SE_RAILS  = 5'b011_11,
    ASLEEP    = 5'b100_00,
    SX_LP     = 5'b101_00,
    SX_RAILS  = 5'b101_01,
    SX_CLK    = 5'b101_10,
    SX_DOMS   = 5'b101_11,
    PD_DOMS   = 5'b110_00,
    PD_CLK    = 5'b110_01,
    PD_RAILS  = 5'b110_10,
    PAUSE     = 5'b110_11,
    FAULT     = 5'b111_00
  } step_e;

  // state_o of the states that are asked for below
  localparam logic [2:0] S_OFF = 3'd0;
  localparam logic [2:0] S_POWER_UP = 3'd1;
  localparam logic [2:0] S_ACTIVE = 3'd2;
  localparam logic [2:0] S_SLEEP_ENTRY = 3'd3;
  localparam logic [2:0] S_ASLEEP = 3'd4;
  localparam logic [2:0] S_SLEEP_EXIT = 3'd5;
  localparam logic [2:0] S_POWER_DOWN = 3'd6;
  localparam logic [2:0] S_FAULT = 3'd7;

  // Bits of reason_o
  localparam int COMMAND = 0;
  localparam int OVER_VOLTAGE = 2;
  localparam int UNDER_VOLTAGE = 3;
  localparam int OVER_TEMPERATURE = 4;
  localparam int HOLD_TIMEOUT = 6;
  localparam int WATCHDOG = 9;

  localparam int SETTLE_TICKS = 4;
  localparam int DOMAINS_TICKS = 2;  // until the domains have seen their target and left the old state

  function automatic int larger(input int a, input int b);
    larger = (a > b) ? a : b;
  endfunction

  localparam int LONGEST = larger(larger(BACKDRIVE_TIMEOUT, CLK_TIMEOUT), larger(LP_TIMEOUT, SETTLE_TICKS));
  localparam int CW = $clog2(LONGEST);

  // count in the last tick of a wait; 0 ticks read as 1
  function automatic logic [CW-1:0] last_of(input int ticks);
    last_of = CW'(larger(ticks, 1) - 1);
  endfunction

  step_e step_d, step_q;
  logic [4:0] step_code, next_code;
  logic parity_d, parity_q;         // of step_q: even with it
  logic [CW-1:0] cnt_d, cnt_q;      // ticks in this step, 0 where nothing is timed
  logic [CW-1:0] last;
  logic over;                       // the step's time is over
  logic goes_down;                  // a power-down starts on this edge
  logic to_pause, to_fault;         // where it ends
  logic rests;                      // ... on this edge
  logic runs;                       // a power-up ends well on this edge
  logic failed;                     // the reason is protection or a hold time-out
  logic [3:0] mode_d, mode_q;
  logic [N_DOMAINS-1:0] off_d, off_q;
  logic [N_RAILS-1:0] goal_d, goal_q, lp_d, lp_q;
  logic [N_RAM-1:0] ram_d, ram_q;
  logic ponr_d, ponr_q, boot_go_d, boot_go_q, clk_req_d, clk_req_q;

  // ---- time in the step -------------------------------------------------------------------------------------------
  always @* begin
    case (step_q)
      PU_CHECK:               last = last_of(BACKDRIVE_TIMEOUT);
      PU_CLK, SE_CLK, SX_CLK: last = last_of(CLK_TIMEOUT);
      PD_CLK:                 last = last_of(CLK_TIMEOUT);
      PU_DOMS, SX_DOMS:       last = last_of(DOMAINS_TICKS);
      SE_SETTLE:              last = last_of(SETTLE_TICKS);
      SX_LP:                  last = last_of(LP_TIMEOUT);
      default:                last = '0;
    endcase
  end

  assign over = (cnt_q >= last);

  // ---- why to power down ------------------------------------------------------------------------------------------
  logic awake;        // in a step that a reason may end
  logic powers_down;
  logic retry;
  logic low_rail;     // some enabled rail has not been seen good
  logic unknown;      // no code of a step
  logic upset;
  logic active, driven_late, low_late, clk_late;

  always @* begin
    case (state_o)
      S_POWER_UP, S_SLEEP_ENTRY, S_SLEEP_EXIT: awake = 1'b1;
      S_ACTIVE, S_ASLEEP: awake = (sub_o == 2'd0);
      default: awake = 1'b0;
    endcase
  end

  assign unknown     = (sub_o != 2'd0) && ((state_o == S_OFF) || (state_o == S_ACTIVE) || (state_o == S_ASLEEP) ||
                                           (state_o == S_FAULT));
  assign upset_o     = unknown || (parity_q != (^step_code));
  assign upset       = upset_o || (awake && (under_i || dom_upset_i));
  assign low_rail    = ((rail_en_i & ~pg_i & ~good_i) != '0);
  assign powers_down = (reason_o != '0);
  assign active      = (step_q == ACTIVE);
  assign driven_late = (step_q == PU_CHECK) && over;
  assign low_late    = (step_q == SX_LP) && over;
  assign clk_late    = ((step_q == PU_CLK) || (step_q == SX_CLK)) && over;

  power_why #(
    .N_RAILS(N_RAILS)
  ) u_why (
    .awake_i      (awake),
    .active_i     (active),
    .driven_late_i(driven_late),
    .low_late_i   (low_late),
    .clk_late_i   (clk_late),
    .pg_i         (pg_i | (low_late ? good_i : '0)),
    .rail_en_i, .clk_valid_i, .rail_fault_i, .fault_rail_i, .dom_fault_i,
    .upset_i      (upset),
    .protect_i, .second_bite_i, .hard_off_i, .hold_off_i, .off_cmd_i, .reason_o,
    .rail_o       (reason_rail_o),
    .retry_o      (retry)
  );

  // ---- next step --------------------------------------------------------------------------------------------------
  logic abandon;  // sleep is not wanted any more, and nothing is lost yet

  assign abandon = !enter_i && !ponr_q;

  always @* begin
    step_d    = step_q;
    no_stop_o = 1'b0;

    case (step_q)
      // waits for a power-on cause
      OFF: if (power_on_i) step_d = PU_CHECK;
      // waits until no rail is driven from outside
      PU_CHECK: if (pg_i == '0) step_d = PU_RAILS;
      // waits for all rails of RUN
      PU_RAILS: if (rails_done_i) step_d = PU_CLK;
      // waits for the clock generator
      PU_CLK: if (clk_valid_i) step_d = PU_DOMS;
      // waits until every domain has come up, or is known not to be wanted
      PU_DOMS: if (over && settled_i) step_d = ACTIVE;
      // runs until something ends it
      ACTIVE: begin
        if (enter_i && slp_clk_i) step_d = SE_SETTLE;
        else if (enter_i) step_d = SE_CLK;
      end
      // waits until the clock has stopped; without an answer it goes on, domains gate their clocks anyway. A wake waits
      // too: asked for again before it has stopped, the generator's answer would be that to the request before
      SE_CLK: begin
        if (!clk_valid_i || over) begin
          step_d    = SE_SETTLE;
          no_stop_o = clk_valid_i;
        end
      end
      // waits for the bus side to come to rest
      SE_SETTLE: begin
        if (abandon) step_d = SX_CLK;
        else if (over) step_d = SE_DOMS;
      end
      // waits until the domains that the mode takes away are off
      SE_DOMS: begin
        if (abandon) step_d = SX_CLK;
        else if ((off_q & ~dom_off_i) == '0) step_d = SE_RAILS;
      end
      // waits until the rails that the mode takes away are off
      SE_RAILS: begin
        if (abandon) step_d = SX_CLK;
        else if (rails_done_i) step_d = ASLEEP;
      end
      // waits for the wake
      ASLEEP: if (!enter_i) step_d = SX_LP;
      // waits until rails in low power are back at full voltage
      SX_LP: if (!low_rail) step_d = SX_RAILS;
      // waits for all rails of RUN
      SX_RAILS: if (rails_done_i) step_d = SX_CLK;
      // waits for the clock generator
      SX_CLK: if (clk_valid_i) step_d = SX_DOMS;
      // waits until every domain has come up, or is known not to be wanted
      SX_DOMS: if (over && settled_i) step_d = ACTIVE;
      // waits until every switch is open: no rail goes under a running domain
      PD_DOMS: if (&dom_off_i) step_d = PD_CLK;
      // waits for the clock to stop, but not for long: its supply goes next
      PD_CLK: begin
        if (!clk_valid_i || over) begin
          step_d    = PD_RAILS;
          no_stop_o = clk_valid_i;
        end
      end
      // waits until all rails are off, in order
      PD_RAILS: begin
        if (rails_done_i) begin
          if (to_pause) step_d = PAUSE;
          else if (to_fault) step_d = FAULT;
          else step_d = OFF;
        end
      end
      // waits for a short circuit to cool, a rail to discharge
      PAUSE: if (!refuses_o || cut_i) step_d = PU_CHECK;
      // waits for a person, or for a slow retry
      FAULT: if (revive_i) step_d = PU_CHECK;
      // upset
      default: step_d = PD_DOMS;
    endcase

    if (powers_down) begin
      step_d    = PD_DOMS;
      no_stop_o = 1'b0;
    end
  end

  always @* begin
    cnt_d = cnt_q;
    if (step_d != step_q) cnt_d = '0;
    else if (!over) cnt_d = cnt_q + CW'(1);
  end

  assign leaves_off_o   = (step_q == OFF) && (step_d == PU_CHECK);
  assign leaves_pause_o = (step_q == PAUSE) && (step_d == PU_CHECK);
  assign leaves_fault_o = (step_q == FAULT) && (step_d == PU_CHECK);
  assign enters_off_o   = (step_q == PD_RAILS) && (step_d == OFF);
  assign boots_o        = (step_q != PU_DOMS) && (step_d == PU_DOMS);
  assign reboots_o      = (step_q != SX_DOMS) && (step_d == SX_DOMS) && ponr_q && mode_reboot_i;

  assign goes_down = (state_o != S_POWER_DOWN) && (step_d == PD_DOMS);
  assign rests     = (step_q == PD_RAILS) && rails_done_i && !powers_down;
  assign rest_o    = rests || (step_q == OFF) || (step_q == PAUSE) || (step_q == FAULT);
  assign runs      = (step_q == PU_DOMS) && (step_d == ACTIVE);
  assign failed    = reason_o[OVER_VOLTAGE] || reason_o[UNDER_VOLTAGE] || reason_o[OVER_TEMPERATURE] ||
                     reason_o[HOLD_TIMEOUT];

  power_retry #(
    .RETRY_TICKS (RETRY_TICKS),
    .RETRY_FACTOR(RETRY_FACTOR),
    .SLOW_TICKS  (SLOW_TICKS),
    .GOOD_TICKS  (GOOD_TICKS)
  ) u_retry (
    .clk_i, .rst_ni, .now_i,
    .fault_i     (retry),
    .watchdog_i  (reason_o[WATCHDOG]),
    .failed_i    (failed),
    .command_i   (reason_o[COMMAND]),
    .other_i     (goes_down),
    .rests_i     (rests),
    .leaves_i    (leaves_off_o || leaves_pause_o || leaves_fault_o),
    .person_i,
    .fault_left_i(leaves_fault_o),
    .runs_i      (runs),
    .to_pause_o  (to_pause),
    .to_fault_o  (to_fault),
    .commanded_o, .ends_o, .faults_o, .held_o, .refuses_o, .person_o, .due_o
  );

  // ---- outputs of the next step -----------------------------------------------------------------------------------
  always @* begin
    mode_d    = mode_q;
    off_d     = off_q;
    goal_d    = RUN_RAILS;
    lp_d      = '0;
    ram_d     = ram_q;
    clk_req_d = 1'b0;
    ponr_d    = ponr_q;

    if ((step_q == ACTIVE) && ((step_d == SE_CLK) || (step_d == SE_SETTLE))) begin
      mode_d = slp_mode_i;
      off_d  = slp_off_i;
    end
    // a switch that opens in SE_DOMS: lost from this edge on
    if ((step_q == SE_DOMS) && ((off_q & dom_cut_i) != '0)) ponr_d = 1'b1;

    case (step_d)
      OFF: begin
        goal_d = '0;
        ponr_d = 1'b0;
        if (step_q != OFF) ram_d = commanded_o ? off_ram_i : '0;
      end
      PU_CHECK, PAUSE: goal_d = '0;
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
      PD_RAILS: goal_d = '0;
      FAULT: begin
        goal_d = '0;
        ram_d  = '0;
      end
      default: ;  // SE_CLK: clock off, all else as it is
    endcase

    boot_go_d = boots_o || reboots_o;
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
      parity_q  <= parity_d;
      cnt_q     <= cnt_d;
      mode_q    <= mode_d;
      off_q     <= off_d;
      goal_q    <= goal_d;
      lp_q      <= lp_d;
      ram_q     <= ram_d;
      ponr_q    <= ponr_d;
      boot_go_q <= boot_go_d;
      clk_req_q <= clk_req_d;
    end
  end

  assign next_code  = step_d;
  assign parity_d   = ^next_code;
  assign step_code  = step_q;
  assign state_o    = step_code[4:2];
  assign sub_o      = step_code[1:0];
  assign ponr_o     = ponr_q;
  assign boot_go_o  = boot_go_q;
  assign mode_o     = mode_q;
  assign clk_req_o  = clk_req_q;
  assign goal_o     = goal_q;
  assign lp_o       = lp_q;
  assign ram_on_o   = ram_q;
  assign off_mask_o = off_q;
  assign reboot_o   = (step_q == PU_DOMS) || ((state_o == S_SLEEP_EXIT) && ponr_q && mode_reboot_i);

endmodule
