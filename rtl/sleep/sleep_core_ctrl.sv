// SPDX-License-Identifier: Apache-2.0
//
// Core control: brings one core down when it is idle and back when something wants it.
//
// Down goes in steps that can be taken back: the clock is gated first (SETTLE), and only when enough ticks have passed
// for every sign of life from before the gating to arrive does the core count as down (GATED). A core of type PG may
// then lose its power (POWER_GATED): at once if another core runs on, otherwise when a mode entry takes its domain.
//
// Up always goes through WAKING: `run_o` falls, the bus side answers with idle = 0 and from then on shows the core an
// event until it has left WFI. So a core is never gated again on a stale idle bit, and a core that still stands in
// WFI is told that it was woken. While the sleep FSM has withdrawn `go` (clocks, memory not there yet), a core that
// is to run stays clock-gated.
//
// Wakes beat everything but a power-down: whichever state they meet, the core ends in WAKING or is running already.

module sleep_core_ctrl #(
  parameter logic AUTOSTART = 1'b1,  // starts by itself when the system boots
  parameter logic TYPE_RST  = 1'b1   // sleep type after reset: 1 PG, 0 CG
) (
  input  logic       clk_i,
  input  logic       rst_ni,
  // settings
  input  logic       type_valid_i,
  input  logic       type_pg_i,
  // what the core and others want
  input  logic       idle_i,         // bus side: WFI, no lock, nothing pending
  input  logic       wake_i,         // level: a wake routed to this core is pending
  input  logic       kick_i,         // one tick: CORE_WAKE
  input  logic       fire_i,         // one tick: a sleep timer, or nobody else is left to run (core 0)
  input  logic       boot_go_i,
  input  logic       restart_i,
  input  logic       active_i,       // active time still runs
  input  logic       others_run_i,   // some core is in RUN; looked at in GATED, so it is another one
  // power and sleep FSM
  input  logic       off_i,          // the system is off or on its way there
  input  logic       awake_i,        // main power state is ACTIVE
  input  logic       cut_i,          // a mode entry has passed the point of no return and takes this core's domain
  input  logic       fsm_run_i,
  input  logic       go_i,
  input  logic       go_next_i,      // go after this edge
  input  logic       dom_on_i,
  input  logic       dom_gated_i,
  // all from flops
  output logic [1:0] tgt_o,          // DOMAIN_TARGET_*, not HOLD
  output logic       power_gated_o,
  output logic       run_o,
  output logic       pg_o,
  output logic [2:0] state_o
);

  typedef enum logic [2:0] {
    StPowerGated = pmu_pkg::CORE_STATE_POWER_GATED,
    StWaking = pmu_pkg::CORE_STATE_WAKING,
    StRun    = pmu_pkg::CORE_STATE_RUN,
    StSettle = pmu_pkg::CORE_STATE_SETTLE,
    StGated  = pmu_pkg::CORE_STATE_GATED
  } state_e;

  // The clock is cut one tick after SETTLE is entered; a fall of idle from before that is here three ticks later at
  // the latest (synchronizer with a late bit).
  localparam logic [1:0] SETTLE_LAST = 2'd3;  // edges after the first: four ticks

  state_e state_d, state_q;
  logic [1:0] settle_d, settle_q;
  logic [1:0] tgt_d, tgt_q;
  logic power_gated_d, power_gated_q, run_d, run_q;
  logic pg_d, pg_q;
  logic idle_q;  // idle one tick ago
  logic wakeme;

  assign wakeme = wake_i || kick_i || fire_i;
  assign pg_d   = type_valid_i ? type_pg_i : pg_q;

  always_comb begin
    state_d  = state_q;
    settle_d = '0;

    case (state_q)
      // No power, or about to lose it: waits for a wake. The bus side shows idle for a power-gated core as long as its WFI
      // stands; a fall means that the core left WFI just before its isolation closed, so it wants to run.
      StPowerGated: begin
        if (wakeme || (idle_q && !idle_i) || (AUTOSTART && (boot_go_i || restart_i))) state_d = StWaking;
      end

      // Waits for the domain, and for the bus side to have seen run = 0
      StWaking: begin
        if (dom_on_i && !idle_i) state_d = StRun;
      end

      // Runs until it is idle. A kick goes through WAKING for the event to the core: it may be on its way into WFI.
      StRun: begin
        if (kick_i || cut_i) state_d = StWaking;
        else if (idle_i && !wakeme && !active_i && !restart_i && awake_i) state_d = StSettle;
      end

      // Clock off; waits until everything that the core did before has arrived
      StSettle: begin
        if (settle_q != SETTLE_LAST) settle_d = settle_q + 2'd1;
        else settle_d = settle_q;
        if (kick_i) state_d = StWaking;
        else if (!idle_i) state_d = StRun;
        else if (wakeme || restart_i) state_d = StWaking;
        else if ((settle_q == SETTLE_LAST) && dom_gated_i) state_d = StGated;
      end

      // Down with its state kept; waits for a wake, or for the moment its power may go
      StGated: begin
        if (kick_i) state_d = StWaking;
        else if (!idle_i && go_i) state_d = StRun;
        else if (!idle_i) state_d = StWaking;
        else if (wakeme || restart_i) state_d = StWaking;
        else if (cut_i) state_d = StPowerGated;
        else if (pg_q && fsm_run_i && others_run_i) state_d = StPowerGated;
      end

      // Not a state: a core that runs for no reason goes idle again, one that sleeps for no reason is lost
      default: state_d = StWaking;
    endcase

    if (off_i) state_d = StPowerGated;
  end

  always_comb begin
    power_gated_d = 1'b0;
    run_d    = 1'b0;
    tgt_d    = pmu_pkg::DOMAIN_TARGET_GATED;
    case (state_d)
      StPowerGated: begin
        tgt_d    = pmu_pkg::DOMAIN_TARGET_OFF;
        power_gated_d = 1'b1;
      end
      StWaking: begin
        if (go_next_i) tgt_d = pmu_pkg::DOMAIN_TARGET_RUN;
      end
      StRun: begin
        if (go_next_i) tgt_d = pmu_pkg::DOMAIN_TARGET_RUN;
        run_d = 1'b1;
      end
      default: run_d = 1'b1;
    endcase
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      state_q  <= StPowerGated;
      settle_q <= '0;
      tgt_q    <= pmu_pkg::DOMAIN_TARGET_OFF;
      power_gated_q <= 1'b1;
      run_q    <= 1'b0;
      pg_q     <= TYPE_RST;
      idle_q   <= 1'b0;
    end else begin
      state_q  <= state_d;
      settle_q <= settle_d;
      tgt_q    <= tgt_d;
      power_gated_q <= power_gated_d;
      run_q    <= run_d;
      pg_q     <= pg_d;
      idle_q   <= idle_i;
    end
  end

  assign tgt_o    = tgt_q;
  assign power_gated_o = power_gated_q;
  assign run_o    = run_q;
  assign pg_o     = pg_q;
  assign state_o  = state_q;

endmodule
