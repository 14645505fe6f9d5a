// SPDX-License-Identifier: Apache-2.0
//
// Charger FSM: from an empty battery to a full one, and out of the way of every danger.
//
// A charger that has been attached is watched for a while (QUALIFY); then the battery's voltage says where to begin. A
// deeply discharged cell gets a trickle, a low one a tenth of the full current (PRECHARGE), then comes constant
// current (CC) up to the target voltage, and constant voltage (CV) until the current has become small: DONE. A battery
// that loses voltage afterwards is charged again at constant voltage (RECHARGE).
//
// What harms is answered on the edge on which it is seen: charger gone or disabled, OFF; input, temperature or battery
// outside its limits, SUSPEND, where the safety timers stand still; a timer that expires or a battery that is missing,
// FAULT, which only firmware or a new start opens. All else has to be held, so that no two states chatter at a border.
//
// Where VBAT looks full there may be no battery at all: a test sink empties what holds the voltage up then. A battery that
// is full and used up again within seconds, several times in a row, is worn: DONE is kept then.

module charger_fsm #(
  parameter int DG_TICKS    = 819,   // 25 ms: deglitch
  parameter int QUAL_TICKS  = 983,   // 30 ms: a charger settles
  parameter int RECHG_TICKS = 2048,  // 62.5 ms
  parameter int TEST_TICKS  = 8192   // 250 ms: test sink
) (
  input  logic       clk_i,
  input  logic       rst_ni,
  input  logic       vbus_det_i,
  input  logic       enable_i,
  // from charger_cond
  input  logic       good_in_i,
  input  logic       good_hold_i,
  input  logic       unsafe_i,
  input  logic       clean_i,
  input  logic       below_trickle_i,
  input  logic       fell_trickle_i,
  input  logic       below_pre_i,
  input  logic       fell_pre_i,
  input  logic       below_rechg_i,
  input  logic       below_rest_i,   // ... by far
  input  logic       wait_i,         // from charger_source: no charge may begin
  input  logic       at_vreg_i,      // near VREG, or the voltage loop holds the current down
  input  logic       low_current_i,  // full, if the current has been measured in this state
  input  logic       upd_i,          // a new charge-current result
  input  logic       expired_i,      // a safety timer expires on this edge
  input  logic       clr_fault_i,
  input  logic       tired_i,        // one recharge too many would follow
  input  logic       worn_i,         // only far below the recharge threshold it begins
  output logic [3:0] state_o,
  output logic [3:0] next_o,         // combinational: state after this edge
  output logic       lost_o,         // cause of a FAULT: 1 battery lost, 0 safety timer
  output logic       lost_next_o,    // combinational
  output logic       window_o,       // combinational: VBUS has left its window; ends the charge on this edge
  output logic       rests_o,        // combinational: a recharge is due, and does not begin
  output logic       sink_o
);

  typedef enum logic [3:0] {
    StOff       = pmu_pkg::CHARGER_STATE_OFF,
    StQualify   = pmu_pkg::CHARGER_STATE_QUALIFY,
    StTrickle   = pmu_pkg::CHARGER_STATE_TRICKLE,
    StPrecharge = pmu_pkg::CHARGER_STATE_PRECHARGE,
    StCc        = pmu_pkg::CHARGER_STATE_CC,
    StCv        = pmu_pkg::CHARGER_STATE_CV,
    StDone      = pmu_pkg::CHARGER_STATE_DONE,
    StRecharge  = pmu_pkg::CHARGER_STATE_RECHARGE,
    StSuspend   = pmu_pkg::CHARGER_STATE_SUSPEND,
    StFault     = pmu_pkg::CHARGER_STATE_FAULT
  } state_e;

  function automatic int max(input int a, input int b);
    max = (a > b) ? a : b;
  endfunction

  // A stay of T ticks ends on the T-th edge behind its beginning: T - 1 edges came before
  localparam int QUAL_LAST = max(QUAL_TICKS - 1, 0);
  localparam int TEST_LAST = max(TEST_TICKS - 1, 0);
  localparam int HOLD_W = max($clog2(max(max(QUAL_LAST, TEST_LAST), max(DG_TICKS, RECHG_TICKS)) + 1), 1);
  localparam int WINDOW_W = max($clog2(DG_TICKS + 1), 1);

  state_e state_d, state_q;
  logic sink_d, sink_q;
  logic lost_d, lost_q;
  logic measured_d, measured_q;  // a charge-current result has come in this state
  logic lower_q;

  logic in_cv, in_power;
  assign in_cv    = (state_q == StCv) || (state_q == StRecharge);
  assign in_power = in_cv || (state_q == StTrickle) || (state_q == StPrecharge) || (state_q == StCc);

  // ---- what has to be held ------------------------------------------------------------------------------------------
  // One counter is enough: of the rules of a state one is looked at, and a battery that loses voltage comes first
  logic begins;  // at the state that VBAT asks for
  logic changes, full, lower, other, outside, held, window;
  logic [HOLD_W-1:0] ticks;

  assign changes = (state_d != state_q);
  assign full    = low_current_i && (measured_q || upd_i);
  assign lower   = ((state_q == StPrecharge) && fell_trickle_i) || ((in_cv || (state_q == StCc)) && fell_pre_i);
  assign other   = (state_q == StQualify) ||
                   ((state_q == StTrickle) && !below_trickle_i) ||
                   ((state_q == StPrecharge) && !below_pre_i) ||
                   ((state_q == StCc) && at_vreg_i) ||
                   (in_cv && full) ||
                   ((state_q == StDone) && (sink_q || ((worn_i ? below_rest_i : below_rechg_i) && !wait_i))) ||
                   ((state_q == StSuspend) && clean_i && !wait_i);
  assign outside = (in_power || (state_q == StDone)) && !good_hold_i;
  assign ticks   = sink_q ? HOLD_W'(TEST_LAST) :
                   (state_q == StQualify) ? HOLD_W'(QUAL_LAST) :
                   (state_q == StDone) ? HOLD_W'(RECHG_TICKS) : HOLD_W'(DG_TICKS);

  charger_hold #(
    .W(HOLD_W)
  ) u_own (
    .clk_i, .rst_ni,
    .cond_i (lower || other),
    .anew_i (lower != lower_q),
    .clear_i(changes || (sink_d != sink_q)),
    .ticks_i(ticks),
    .act_o  (held)
  );

  charger_hold #(
    .W(WINDOW_W)
  ) u_window (
    .clk_i, .rst_ni,
    .cond_i (outside),
    .anew_i (1'b0),
    .clear_i(changes),
    .ticks_i(WINDOW_W'(DG_TICKS)),
    .act_o  (window)
  );

  // ---- next state ---------------------------------------------------------------------------------------------------
  always_comb begin
    state_d = state_q;
    sink_d  = sink_q;
    lost_d  = lost_q;
    begins  = 1'b0;
    rests_o = 1'b0;

    case (state_q)
      // Waits for a good charger, and until one that was not may be tried again
      StOff: begin
        if (good_in_i && !wait_i) state_d = StQualify;
      end

      // Waits for the charger to settle, and if VBAT looks full for the sink to have tried the battery
      StQualify: begin
        if (!good_hold_i) state_d = StOff;
        else if (held) begin
          if (sink_q && fell_pre_i) begin
            state_d = StFault;
            lost_d  = 1'b1;
          end
          else if (unsafe_i) state_d = StSuspend;
          else if (!sink_q && !below_rechg_i) sink_d = 1'b1;
          else begins = 1'b1;
        end
      end

      // Charges, or (DONE) rests; what ends all of them comes before what each waits for
      StTrickle, StPrecharge, StCc, StCv, StDone, StRecharge: begin
        if (expired_i) begin
          state_d = StFault;
          lost_d  = 1'b0;
        end
        else if (unsafe_i || window) state_d = StSuspend;
        else if (held) begin
          case (state_q)
            StTrickle: state_d = StPrecharge;
            StPrecharge: begin
              if (lower) state_d = StTrickle;
              else state_d = StCc;
            end
            StCc: begin
              if (lower) state_d = StPrecharge;
              else state_d = StCv;
            end
            StDone: begin
              sink_d = 1'b0;
              if (!sink_q) begin
                if (tired_i) rests_o = 1'b1;
                else state_d = StRecharge;
              end
              else if (fell_pre_i) begin
                state_d = StFault;
                lost_d  = 1'b1;
              end
            end
            default: begin  // CV and RECHARGE
              if (lower) state_d = StPrecharge;
              else state_d = StDone;
            end
          endcase
        end
      end

      // Waits for the danger to be over, with hysteresis
      StSuspend: begin
        begins = held;
      end

      // Waits for somebody to look
      StFault: begin
        if (clr_fault_i) state_d = StOff;
      end

      // Not a state: no current flows
      default: state_d = StOff;
    endcase

    if (begins) begin
      if (below_trickle_i) state_d = StTrickle;
      else if (below_pre_i) state_d = StPrecharge;
      else state_d = StCc;
    end
    if (!vbus_det_i || !enable_i) state_d = StOff;
    // The sink belongs to the test: a state without one never leaves it on, whatever its flop holds
    if (state_d != state_q) sink_d = (state_d == StDone);
    else if ((state_d != StQualify) && (state_d != StDone)) sink_d = 1'b0;
  end

  // CV and RECHARGE do not follow on each other: between them it falls
  assign measured_d = in_cv && (measured_q || upd_i);

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      state_q    <= StOff;
      sink_q     <= 1'b0;
      lost_q     <= 1'b0;
      measured_q <= 1'b0;
      lower_q    <= 1'b0;
    end else begin
      state_q    <= state_d;
      sink_q     <= sink_d;
      lost_q     <= lost_d;
      measured_q <= measured_d;
      lower_q    <= lower;
    end
  end

  assign state_o     = state_q;
  assign next_o      = state_d;
  assign lost_o      = lost_q;
  assign lost_next_o = lost_d;
  assign window_o    = window && (state_d == StSuspend);
  assign sink_o      = sink_q;

endmodule
