// SPDX-License-Identifier: Apache-2.0
// The charger FSM has no state without a way out, from ANY content of its flops, also one that cannot be reached.
//
// All conditions stand still. A state that these conditions should end has ended after EXIT_TICKS, the longest way that
// there is (the cover takes it). A code that is no state is OFF after one edge.
module charger_fsm_props (
  input logic clk
);

  localparam int DG = 2;
  localparam int QUAL = 3;
  localparam int RECHG = 3;
  localparam int TEST = 4;
  // DONE: a test that has just begun, then what has to be held, on the edge after
  localparam int EXIT_TICKS = TEST + RECHG + 1;

  `include "charger_codes.svh"

  // stand still
  (* anyconst *) logic vbus_det;
  (* anyconst *) logic enable;
  (* anyconst *) logic good_in;
  (* anyconst *) logic good_hold;
  (* anyconst *) logic unsafe;
  (* anyconst *) logic clean;
  (* anyconst *) logic below_trickle;
  (* anyconst *) logic fell_trickle;
  (* anyconst *) logic below_pre;
  (* anyconst *) logic fell_pre;
  (* anyconst *) logic below_rechg;
  (* anyconst *) logic below_rest;
  (* anyconst *) logic waits;  // no charge may begin
  (* anyconst *) logic worn;
  (* anyconst *) logic at_vreg;
  (* anyconst *) logic low_current;
  (* anyconst *) logic upd;
  (* anyconst *) logic expired;
  (* anyconst *) logic clr_fault;

  logic [3:0] state, next;
  logic lost, lost_next, sink, window_acts, rests;

  charger_fsm #(
    .DG_TICKS(DG), .QUAL_TICKS(QUAL), .RECHG_TICKS(RECHG), .TEST_TICKS(TEST)
  ) u_dut (
    .clk_i(clk), .rst_ni(1'b1), .vbus_det_i(vbus_det), .enable_i(enable), .good_in_i(good_in),
    .good_hold_i(good_hold), .unsafe_i(unsafe), .clean_i(clean), .below_trickle_i(below_trickle),
    .fell_trickle_i(fell_trickle), .below_pre_i(below_pre), .fell_pre_i(fell_pre), .below_rechg_i(below_rechg),
    .below_rest_i(below_rest), .wait_i(waits), .worn_i(worn), .tired_i(1'b0),
    .at_vreg_i(at_vreg), .low_current_i(low_current), .upd_i(upd), .expired_i(expired), .clr_fault_i(clr_fault),
    .state_o(state), .next_o(next), .lost_o(lost), .lost_next_o(lost_next), .sink_o(sink),
    .window_o(window_acts), .rests_o(rests)
  );

  (* hierconn *) wire [1:0] \u_dut.u_own.row_q ;
  (* hierconn *) wire [1:0] \u_dut.u_window.row_q ;

  wire charges = (state == TRICKLE) || (state == PRECHARGE) || (state == CC) || (state == CV) || (state == RECHARGE);
  wire leaves =
    ((state != OFF) && (!vbus_det || !enable)) ||
    ((state == OFF) && vbus_det && enable && good_in && !waits) ||
    (state == QUALIFY) ||
    ((charges || (state == DONE)) && (expired || unsafe || !good_hold)) ||
    ((state == TRICKLE) && !below_trickle) ||
    ((state == PRECHARGE) && (fell_trickle || !below_pre)) ||
    ((state == CC) && (fell_pre || at_vreg)) ||
    (((state == CV) || (state == RECHARGE)) && (fell_pre || (low_current && upd))) ||
    ((state == DONE) && !waits && (worn ? below_rest : below_rechg)) ||
    ((state == SUSPEND) && clean && !waits) ||
    ((state == FAULT) && clr_fault);

  logic started = 1'b0;
  logic illegal = 1'b0;
  logic [3:0] was = '0, stands = '0;  // edges for which the state has stood although it should end

  always @(posedge clk) begin
    started <= 1'b1;
    illegal <= (state > FAULT);
    was     <= state;
    stands  <= (state != next) ? 4'd0 : leaves ? stands + 4'd1 : 4'd0;
    if (started) begin
      assert (state <= FAULT);
      if (illegal) assert ((state == OFF) && !sink);
      // the sink belongs to the test: one that is on by mistake is off after an edge
      if ((state != QUALIFY) && (state != DONE)) assert (!sink);
      if (!vbus_det || !enable) assert (state == OFF);
      if (unsafe || expired) assert (!charges || (was == QUALIFY) || (was == SUSPEND));
    end
    assert (stands < EXIT_TICKS);
    cover (started && illegal);
    cover (started && (was == DONE) && (state == RECHARGE));
    cover (stands == EXIT_TICKS - 1);
  end

endmodule
