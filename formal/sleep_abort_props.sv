// SPDX-License-Identifier: Apache-2.0
// The offer withdrawn before the bus clock stops always aborts: no domain is touched, whatever the phases.
//
// sleep_fsm with the part of power's entry that decides it (SE_CLK: clk_req off, wait for clk_valid = 0; SE_SETTLE:
// four ticks; then the domains), in a mode that stops the bus clock. One step is an AON tick. Assumed: the offer is a
// flop of the bus clock, so it only changes while that runs; it stays down for three edges at least
// (formal/sleep_bus: four strobes); the clock stops at any time after clk_req fell, and clk_valid follows it through
// a synchronizer that may be late. clk_valid = 0 thus means that the clock stands: this is what the integrator has to
// provide.
module sleep_abort_props (
  input logic       clk_i,
  input logic       rst_ni,
  input logic       offer_i,    // the offer, before the synchronizer
  input logic       running_i,  // the bus clock
  input logic [1:0] late_i,
  input logic       any_i,
  input logic       tmr_fire_i,
  input logic [1:0] back_i      // power takes its time
);

  localparam logic [2:0] ACTIVE = 3'd0, CLK = 3'd1, SETTLE = 3'd2, DOMS = 3'd3, BACK = 3'd4;
  localparam logic [2:0] SETTLE_LAST = 3'd3;  // SETTLE_TICKS - 1

  logic enter, ok;
  logic [1:0] dram;
  logic [2:0] power_q, stay_q;
  logic offer_meta_q, offer_sync_q, offer_was_q, offer_1_q, offer_2_q, offer_3_q;
  logic valid_meta_q, valid_sync_q, running_was_q;
  logic req_q, seen_q;

  initial seen_q = 1'b0;
  initial assume (!rst_ni);

  assign ok = offer_sync_q;
  // From an exit, or an abort, until a core is gated again takes more than seven ticks of a running bus clock: its
  // idle bit has to fall and to rise, and SETTLE alone takes four
  logic down;
  assign down = (power_q == ACTIVE) && (stay_q == 3'd7);

  sleep_fsm #(
    .N_CORES(1), .N_MODES(2), .N_WAKE(1), .N_DOMAINS(1), .DRAM_TIMEOUT(8)
  ) u_dut (
    .clk_i, .rst_ni, .ok_i(ok), .ok_mode_i(4'd1), .core_pg_i(1'b1), .cores_down_i(down), .cores_waking_i(1'b0),
    .cores_active_i(1'b0), .any_i, .max_fire_i(1'b0), .tmr_fire_i, .kick_i(1'b0), .restart_i(1'b0),
    .state_i(4'((power_q == ACTIVE) ? pmu_pkg::PWR_STATE_ACTIVE : (power_q == BACK) ? pmu_pkg::PWR_STATE_SLEEP_EXIT :
                pmu_pkg::PWR_STATE_SLEEP_ENTRY)), .dram_ack_i(1'b1), .slp_enter_o(enter),
    .slp_mode_o(), .slp_off_o(), .dram_req_o(), .dram_state_o(dram), .cause_capture_en_o(), .mask_o(), .internal_causes_o(), .mode_o(),
    .off_o(), .awake_o(), .go_o(), .go_next_o(), .in_run_o(), .in_sleep_o(), .nobody_o(), .counts_o(), .counts_next_o(),
    .begin_o(), .asleep_o(), .wake_o(), .slept_o(), .end_o(), .outcome_o(), .stat_mode_o(), .dram_err_o()
  );

  localparam logic [2:0] RUN = 3'd0, ENTER = 3'd2, LEAVE = 3'd4, GO = 3'd6;
  (* hierconn *) wire [2:0] \u_dut.state_q ;
  logic [2:0] fsm;
  assign fsm = \u_dut.state_q ;

  always_ff @(posedge clk_i) begin
    seen_q <= 1'b1;
    if (!rst_ni) begin
      power_q <= ACTIVE;
      stay_q  <= 3'd0;
      req_q   <= 1'b1;
      {offer_meta_q, offer_sync_q, offer_was_q, offer_1_q, offer_2_q, offer_3_q} <= '0;
      {valid_meta_q, valid_sync_q, running_was_q} <= 3'b111;
    end else begin
      offer_was_q <= offer_i;
      offer_1_q   <= offer_i;
      offer_2_q   <= offer_1_q;
      offer_3_q   <= offer_2_q;
      if (!(late_i[0] && (offer_i != offer_was_q))) offer_meta_q <= offer_i;
      offer_sync_q  <= offer_meta_q;
      running_was_q <= running_i;
      if (!(late_i[1] && (running_i != running_was_q))) valid_meta_q <= running_i;
      valid_sync_q <= valid_meta_q;

      if ((stay_q != 3'd7) && ((power_q != ACTIVE) || running_was_q)) stay_q <= stay_q + 3'd1;
      case (power_q)
        ACTIVE: if (enter) begin
          power_q <= CLK;
          stay_q  <= 3'd0;
          req_q   <= 1'b0;
        end
        CLK: if (!enter) power_q <= BACK;
             else if (!valid_sync_q) begin
               power_q <= SETTLE;
               stay_q  <= 3'd0;
             end
        SETTLE: if (!enter) power_q <= BACK;
                else if (stay_q == SETTLE_LAST) power_q <= DOMS;
        BACK: begin
          req_q <= 1'b1;
          if (valid_sync_q && req_q && (back_i == 2'd0)) begin
            power_q <= ACTIVE;
            stay_q  <= 3'd0;
          end
        end
        default: power_q <= DOMS;  // the end of this question
      endcase
    end
  end

  always_comb begin
    // the clock stops only when it is not asked for, and comes back only when it is
    if (running_was_q && req_q) assume (running_i);
    if (!running_was_q && !req_q) assume (!running_i);
    // the offer changes in a tick in which the clock ran, and a fall is shown for three edges
    if (!running_was_q) assume (offer_i == offer_was_q);
    if (!offer_1_q && (offer_2_q || offer_3_q)) assume (!offer_i);
  end

  always_ff @(posedge clk_i) begin
    if (seen_q && rst_ni) begin
      // in the domains' step the offer stands: had it fallen, the entry would have been taken back
      if (power_q == DOMS) assert (offer_was_q);
      // helpers: valid falls behind the clock, and only after the request
      if ((power_q == SETTLE) || (power_q == DOMS)) assert (!running_was_q && !valid_meta_q && !valid_sync_q && !req_q);
      if (power_q == CLK) assert (!req_q && (valid_meta_q || !running_was_q) && (valid_sync_q || !valid_meta_q));
      if ((power_q == ACTIVE) && (stay_q >= 3'd4)) assert (valid_meta_q && valid_sync_q);
      if ((power_q == ACTIVE) && (stay_q >= 3'd1)) assert (running_was_q);
      if (power_q == ACTIVE) assert (req_q);
      if (enter && (power_q == ACTIVE)) assert (stay_q == 3'd7);
      if (power_q == BACK) assert (fsm == LEAVE);
      if ((power_q == ACTIVE) && (stay_q != 3'd7)) assert ((fsm == LEAVE) || (fsm == GO) || (fsm == RUN));
      assert (enter == (fsm == ENTER));
      if (power_q == DOMS) assert (offer_meta_q && offer_sync_q);
      assert ((power_q <= BACK) && (dram == pmu_pkg::DRAM_STATE_REFRESH));
      cover (power_q == DOMS);
      cover ((power_q == BACK) && !offer_was_q && !running_was_q);
      cover ((power_q == SETTLE) && (stay_q == 3'd0) && !offer_was_q && enter);
    end
  end

endmodule
