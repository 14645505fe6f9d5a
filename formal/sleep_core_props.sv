// SPDX-License-Identifier: Apache-2.0
// Entry only under an offer, no wake lost, no core clock without its surroundings, in every tick; and the way out.
//
// Two cores, core 0 with AUTOSTART; mode 1 keeps the memory in refresh, mode 2 switches it off and takes all domains.
// All inputs are free, so the rules of one tick hold whatever power, memory, bus side and wake controller do.
//
// EXIT = 1 asks something else: the proof starts in ANY state, also one that cannot be reached, with a wake pending
// for core 0. Assumed of the rest: power is in ACTIVE within POWER_TICKS after slp_enter has fallen (and never off),
// the memory answers or not, a core's domain is on within DOM_TICKS of being asked for, a core that is not let run or
// has a wake to serve shows idle = 0 within IDLE_TICKS, nobody kicks. Then RUN is reached within EXIT_TICKS with core
// 0 running.
module sleep_core_props #(
  parameter int EXIT = 0
) (
  input logic        clk_i,
  input logic        rst_ni,
  input logic [47:0] now_i,
  input logic [ 1:0] idle_i,
  input logic        ok_i,
  input logic [ 3:0] ok_mode_i,
  input logic        type_valid_i,
  input logic [ 1:0] type_pg_i,
  input logic [ 1:0] act_valid_i,
  input logic [75:0] act_ticks_i,
  input logic        max_valid_i,
  input logic [37:0] max_ticks_i,
  input logic        tmr_valid_i,
  input logic [31:0] tmr_ticks_i,
  input logic        kick_valid_i,
  input logic [ 1:0] kick_i,
  input logic        clr_valid_i,
  input logic [ 3:0] clr_i,
  input logic [ 1:0] wake_i,
  input logic        any_i,
  input logic [ 3:0] state_i,
  input logic        boot_go_i,
  input logic        restart_i,
  input logic        ponr_i,
  input logic [ 1:0] dom_on_i,
  input logic [ 1:0] dom_gated_i,
  input logic        dram_ack_i
);

  localparam int DRAM_TIMEOUT = 8;

  logic [3:0] core_tgt;
  logic enter, req, max_armed, tmr_armed, open;
  logic [3:0] slp_mode, extra, mode, events, last_mode;
  logic [2:0] slp_off;
  logic [1:0] dram, power_gated, run, active, outcome, mask;
  logic [5:0] cores;
  logic [47:0] entries;
  logic [23:0] aborts, falls;
  logic [31:0] asleep_ticks;
  logic [15:0] entry_lat, exit_lat;

  sleep_core #(
    .N_CORES(2), .N_MODES(3), .N_WAKE(2), .N_DOMAINS(3), .TYPE_RST(2'b11), .CORE_AUTOSTART(2'b01),
    .CORE_DOMAIN(6'o10), .MODE_DOM_ON(9'b000_111_111), .MODE_DRAM(6'b10_00_00), .MODE_WAKE_MASK(6'b01_11_11),
    .OFF_WAKE_MASK(2'b01), .DRAM_TIMEOUT(DRAM_TIMEOUT)
  ) u_dut (
    .clk_i, .rst_ni, .now_i, .idle_i, .ok_i, .ok_mode_i, .type_valid_i, .type_pg_i, .act_valid_i, .act_ticks_i,
    .max_valid_i, .max_ticks_i, .tmr_valid_i, .tmr_ticks_i, .kick_valid_i, .kick_i, .clr_valid_i, .clr_i, .wake_i,
    .any_i, .state_i, .boot_go_i, .restart_i, .ponr_i, .dom_on_i, .dom_gated_i, .dram_ack_i, .core_tgt_o(core_tgt),
    .slp_enter_o(enter), .slp_mode_o(slp_mode), .slp_off_o(slp_off), .dram_req_o(req), .dram_state_o(dram),
    .power_gated_o(power_gated), .run_o(run), .active_o(active), .max_armed_o(max_armed), .tmr_armed_o(tmr_armed),
    .cause_capture_en_o(open), .mask_o(mask), .internal_causes_o(extra), .mode_o(mode), .core_state_o(cores), .event_o(events),
    .outcome_o(outcome), .last_mode_o(last_mode), .entries_o(entries), .aborts_o(aborts), .falls_o(falls),
    .asleep_ticks_o(asleep_ticks), .entry_lat_o(entry_lat), .exit_lat_o(exit_lat)
  );

  localparam logic [2:0] POWER_GATED = pmu_pkg::CORE_STATE_POWER_GATED, WAKING = pmu_pkg::CORE_STATE_WAKING;
  localparam logic [2:0] RUN = pmu_pkg::CORE_STATE_RUN, SETTLE = pmu_pkg::CORE_STATE_SETTLE;
  localparam logic [2:0] GATED = pmu_pkg::CORE_STATE_GATED;
  localparam logic [2:0] FSM_RUN = 3'd0, FSM_DRAM = 3'd1, FSM_ENTER = 3'd2, FSM_ASLEEP = 3'd3, FSM_LEAVE = 3'd4,
                         FSM_DRAM_UP = 3'd5, FSM_GO = 3'd6;

  (* hierconn *) wire [2:0] \u_dut.u_fsm.state_q ;
  (* hierconn *) wire [3:0] \u_dut.u_fsm.stay_q ;
  (* hierconn *) wire [1:0] \u_dut.gen_core[0].u_ctrl.settle_q ;
  (* hierconn *) wire [1:0] \u_dut.gen_core[1].u_ctrl.settle_q ;
  (* hierconn *) wire \u_dut.max_fire ;
  (* hierconn *) wire \u_dut.tmr_fire ;
  logic [2:0] fsm;
  logic [3:0] settle;  // edges spent in SETTLE, as the cores count them
  assign settle = {\u_dut.gen_core[1].u_ctrl.settle_q , \u_dut.gen_core[0].u_ctrl.settle_q };
  logic fire, off, wake;
  logic [3:0] stay;  // edges spent in this state
  assign stay = \u_dut.u_fsm.stay_q ;

  assign fsm  = \u_dut.u_fsm.state_q ;
  assign fire = \u_dut.max_fire || \u_dut.tmr_fire ;
  assign off  = (state_i == pmu_pkg::PWR_STATE_OFF) || (state_i == pmu_pkg::PWR_STATE_POWER_DOWN) ||
                (state_i == pmu_pkg::PWR_STATE_FAULT);
  assign wake = any_i || fire || (kick_valid_i && (kick_i != 0)) || restart_i || !ok_i;

  // ---- what each edge saw
  logic seen_q, ok_q, wake_q, off_q, active_q, restart_q, ack_q, awake_q;
  logic [1:0] kick_q, idle_q, idle2_q, woken_q;
  logic [2:0] fsm_q;
  logic [5:0] cores_q;
  logic enter_q;
  logic [1:0] dom_on_q, dom_gated_q, active_c_q;
  logic [2:0] settle_q [2];  // edges spent in SETTLE before this state
  logic [2:0] asked_q;   // edges spent in the state before this one

  initial seen_q = 1'b0;

  always_ff @(posedge clk_i) begin
    seen_q    <= rst_ni;
    ok_q      <= ok_i && (ok_mode_i != 0) && (ok_mode_i < 3);
    wake_q    <= wake;
    off_q     <= off;
    awake_q   <= (state_i == pmu_pkg::PWR_STATE_ACTIVE);
    active_q  <= |active;
    restart_q <= restart_i;
    kick_q    <= kick_valid_i ? kick_i : 2'd0;
    woken_q   <= wake_i | {1'b0, fire};
    idle_q    <= idle_i;
    idle2_q   <= seen_q && rst_ni ? idle_q : 2'd0;
    fsm_q     <= fsm;
    cores_q   <= cores;
    enter_q   <= enter;
    ack_q     <= dram_ack_i;
    active_c_q  <= active;
    dom_on_q    <= dom_on_i;
    dom_gated_q <= dom_gated_i;
    for (int c = 0; c < 2; c++) begin
      if (!rst_ni || (cores[3*c+:3] != SETTLE)) settle_q[c] <= 3'd0;
      else if (settle_q[c] != 3'd7) settle_q[c] <= settle_q[c] + 3'd1;
    end
    if (!rst_ni || (fsm != fsm_q)) asked_q <= 3'd1;
    else if (asked_q != 3'd7) asked_q <= asked_q + 3'd1;
  end

  if (EXIT == 0) begin : gen_rules
    initial assume (!rst_ni);

    always_ff @(posedge clk_i) begin
      if (rst_ni && seen_q) begin
        // an entry begins under an offer, with no active time and no wake on that edge, and power in ACTIVE
        if ((fsm_q == FSM_RUN) && (fsm != FSM_RUN)) assert (ok_q && !wake_q && !active_q && !off_q && awake_q);
        // ... with every core down
        if ((fsm_q == FSM_RUN) && (fsm != FSM_RUN)) begin
          assert ((cores_q[2:0] == GATED) || (cores_q[2:0] == POWER_GATED));
          assert ((cores_q[5:3] == GATED) || (cores_q[5:3] == POWER_GATED));
        end
        // no edge that sees a wake, or the offer gone, leaves power told to sleep
        if (wake_q) assert (!enter);
        if (wake_q) assert ((fsm == FSM_RUN) || (fsm == FSM_LEAVE) || (fsm == FSM_DRAM_UP) || (fsm == FSM_GO));
        assert (enter == ((fsm == FSM_ENTER) || (fsm == FSM_ASLEEP)));
        // power is told only with the memory in its state: refresh in mode 1, off in mode 2
        if (enter) assert (dram == ((slp_mode == 4'd2) ? pmu_pkg::DRAM_STATE_OFF : pmu_pkg::DRAM_STATE_REFRESH));
        // no core has a clock unless the memory is in refresh and power has not been told to sleep
        if ((core_tgt[1:0] == 0) || (core_tgt[3:2] == 0)) assert ((dram == 0) && !enter && !req);
        // the memory's answer is believed only four ticks after it was asked
        if ((fsm_q == FSM_DRAM) && (fsm == FSM_ENTER)) assert (asked_q >= 3'd4);
        if ((fsm_q == FSM_DRAM_UP) && (fsm == FSM_GO)) assert (asked_q >= 3'd4);
        if ((fsm_q == FSM_LEAVE) && (fsm != FSM_LEAVE) && !off_q) assert (asked_q >= 3'd2);
        // an exit ends with somebody up
        if ((fsm_q == FSM_GO) && (fsm == FSM_RUN) && !off_q) begin
          assert ((cores_q[2:0] == RUN) || (cores_q[2:0] == SETTLE) ||
                  (cores_q[5:3] == RUN) || (cores_q[5:3] == SETTLE));
        end
        // ... and if nobody was woken, core 0 is
        if ((fsm_q == FSM_GO) && !off_q && (cores_q[2:0] != RUN) && (cores_q[2:0] != SETTLE) &&
            (cores_q[2:0] != WAKING) && ((cores_q[5:3] == GATED) || (cores_q[5:3] == POWER_GATED))) begin
          assert (cores[2:0] == WAKING || ((cores_q[2:0] == GATED) && (cores[2:0] == RUN)));
        end
        if (off_q) assert ((fsm == FSM_RUN) && (cores == {POWER_GATED, POWER_GATED}) && (mode == 0) && !max_armed && !tmr_armed);
        for (int c = 0; c < 2; c++) begin
          if (!off_q) begin
            // a wake or kick for a core that is down brings it up; a kick always gives it a new run edge
            if (woken_q[c] || kick_q[c]) assert ((cores[3*c+:3] == WAKING) || (cores[3*c+:3] == RUN));
            if (kick_q[c] && (cores_q[3*c+:3] != WAKING)) assert (cores[3*c+:3] == WAKING);
            // WFI that ended as the core was power_gated brings it up
            if ((cores_q[3*c+:3] == POWER_GATED) && idle2_q[c] && !idle_q[c]) assert (cores[3*c+:3] == WAKING);
            // a core whose idle fell is not taken down
            if (!idle_q[c] && (cores_q[3*c+:3] != POWER_GATED)) begin
              assert ((cores[3*c+:3] == RUN) || (cores[3*c+:3] == WAKING));
            end
            if (restart_q && (cores_q[3*c+:3] != POWER_GATED)) begin
              assert ((cores[3*c+:3] == RUN) || (cores[3*c+:3] == WAKING));
            end
          end
          // let run only when the domain is on and the bus side has answered
          if ((cores_q[3*c+:3] == WAKING) && (cores[3*c+:3] == RUN)) assert (dom_on_q[c] && !idle_q[c]);
          // taken down only when idle, with no wake, no active time, no restart, and power awake
          if ((cores_q[3*c+:3] == RUN) && (cores[3*c+:3] == SETTLE)) begin
            assert (idle_q[c] && !woken_q[c] && !active_c_q[c] && !restart_q && awake_q);
          end
          // counts as down only four ticks after its clock was to be gated, and when it is
          if ((cores_q[3*c+:3] != GATED) && (cores[3*c+:3] == GATED)) assert ((settle_q[c] >= 3'd4) && dom_gated_q[c]);
          // run falls on every way up, so the bus side starts anew
          if (cores[3*c+:3] == RUN) assert ((cores_q[3*c+:3] == RUN) || (cores_q[3*c+:3] == WAKING) || !idle_q[c]);
          if (cores_q[3*c+:3] == POWER_GATED) assert ((cores[3*c+:3] == POWER_GATED) || (cores[3*c+:3] == WAKING));
          assert (run[c] == (cores[3*c+:3] >= RUN));
          assert (power_gated[c] == (cores[3*c+:3] == POWER_GATED));
          assert (cores[3*c+:3] <= GATED);
        end
        // asleep nothing moves: outputs, and with them the states
        if ((fsm == FSM_ASLEEP) && (fsm_q == FSM_ASLEEP)) assert (enter_q && enter);
        // helpers
        if (cores[2:0] == SETTLE) assert (settle_q[0] >= {1'b0, settle[1:0]});
        if (cores[5:3] == SETTLE) assert (settle_q[1] >= {1'b0, settle[3:2]});
        if ((fsm_q == fsm) && ((fsm == FSM_DRAM) || (fsm == FSM_DRAM_UP) || (fsm == FSM_LEAVE))) begin
          assert ((stay >= 4'd7) || (asked_q >= stay[2:0]));
        end
        assert (fsm <= FSM_GO);
        assert ((fsm == FSM_RUN) || (fsm == FSM_GO) ? ((mode == 0) == (fsm == FSM_RUN)) : (mode == 1) || (mode == 2));
        assert ((fsm == FSM_RUN) || (mode == 1) || (mode == 2));
        if ((fsm == FSM_RUN) || (fsm == FSM_GO) || (fsm == FSM_DRAM_UP)) assert (dram == 0);
        if ((fsm == FSM_DRAM) || (fsm == FSM_ENTER) || (fsm == FSM_ASLEEP) || (fsm == FSM_LEAVE)) begin
          assert (dram == ((mode == 2) ? pmu_pkg::DRAM_STATE_OFF : pmu_pkg::DRAM_STATE_REFRESH));
        end
        if ((fsm == FSM_ENTER) || (fsm == FSM_ASLEEP)) assert (slp_mode == mode);
        assert (req == ((fsm == FSM_DRAM) || (fsm == FSM_DRAM_UP)));
      end
      if (rst_ni && seen_q) begin
        // every state has a way in and out
        cover ((fsm_q == FSM_DRAM) && (fsm == FSM_ENTER));
        cover ((fsm_q == FSM_DRAM) && (fsm == FSM_DRAM_UP) && !wake_q);
        cover ((fsm_q == FSM_DRAM_UP) && (fsm == FSM_GO) && ack_q);
        cover ((fsm_q == FSM_GO) && (fsm == FSM_RUN) && (outcome == 0));
        cover ((outcome == pmu_pkg::SLEEP_OUTCOME_SLEPT) && (last_mode == 4'd2));
        cover ((outcome == pmu_pkg::SLEEP_OUTCOME_ABORTED) && (last_mode == 4'd1));
        cover ((outcome == pmu_pkg::SLEEP_OUTCOME_FELL_THROUGH));
        cover ((cores_q[2:0] == GATED) && (cores[2:0] == POWER_GATED) && (fsm == FSM_RUN));
        cover ((cores_q[2:0] == GATED) && (cores[2:0] == POWER_GATED) && (fsm == FSM_LEAVE));
        cover ((fsm_q == FSM_GO) && (fsm == FSM_GO) && (cores_q == {GATED, GATED}) && (cores == {GATED, WAKING}));
      end
    end
  end else begin : gen_exit
    localparam int POWER_TICKS = 4;
    localparam int DOM_TICKS = 3;
    localparam int IDLE_TICKS = 3;
    // LEAVE + power + memory's time-out + GO (one core after the other: domain, idle) + RUN
    localparam int EXIT_TICKS = 1 + POWER_TICKS + 2 + DRAM_TIMEOUT + 2 * (DOM_TICKS + IDLE_TICKS + 2) + 1;

    logic [5:0] tick_q;
    logic [2:0] power_q;
    logic [2:0] dom_q [2];
    logic [2:0] idle_q [2];
    initial tick_q = 6'd0;
    initial power_q = 3'd0;
    initial dom_q[0] = 3'd0;
    initial dom_q[1] = 3'd0;
    initial idle_q[0] = 3'd0;
    initial idle_q[1] = 3'd0;

    always_ff @(posedge clk_i) begin
      if (tick_q != 6'd63) tick_q <= tick_q + 6'd1;
      if (enter) power_q <= 3'd0;
      else if (power_q != 3'd7) power_q <= power_q + 3'd1;
      for (int c = 0; c < 2; c++) begin
        if (core_tgt[2*c+:2] != 0) dom_q[c] <= 3'd0;
        else if (dom_q[c] != 3'd7) dom_q[c] <= dom_q[c] + 3'd1;
        if (run[c]) idle_q[c] <= 3'd0;
        else if (idle_q[c] != 3'd7) idle_q[c] <= idle_q[c] + 3'd1;
      end
    end

    always_comb begin
      assume (rst_ni && any_i && wake_i[0] && !kick_valid_i && !off);
      if (power_q >= POWER_TICKS) assume (state_i == pmu_pkg::PWR_STATE_ACTIVE);
      for (int c = 0; c < 2; c++) begin
        if (dom_q[c] >= DOM_TICKS) assume (dom_on_i[c]);
        if ((idle_q[c] >= IDLE_TICKS) && !power_gated[c]) assume (!idle_i[c]);
      end
      // core 0 has a wake to serve: once let run it does not become idle
      if (run[0] && (tick_q > IDLE_TICKS)) assume (!idle_i[0]);
    end

    always_ff @(posedge clk_i) begin
      // a wake takes power's order to sleep back at once
      if (tick_q >= 1) assert (!enter);
      if (tick_q >= EXIT_TICKS) assert (fsm == FSM_RUN);
      if (tick_q >= EXIT_TICKS) assert (cores[2:0] == RUN);
      cover (tick_q == EXIT_TICKS);
    end
  end

endmodule
