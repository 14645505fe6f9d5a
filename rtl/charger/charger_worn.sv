// SPDX-License-Identifier: Apache-2.0
//
// A worn battery: recharges in a row without use are counted, and after a few the charger rests.
//
// The voltage over the resistance of a worn cell is higher than the recharge threshold is below the charge voltage: as
// soon as the current ends the battery looks used, is full again within seconds, and each round wakes somebody. A
// recharge is taken for one without use if it begins shortly after DONE. When the next one after RECHARGES such would
// begin the charger stays in DONE, until the battery has lost much more, the charger is unplugged, or charging disabled.
//
// The time in DONE is a deadline compared with the timebase: nothing counts.

module charger_worn #(
  parameter int SHORT_TICKS = 2097152  // 64 s: DONE for less than that is no use
) (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic [47:0] now_i,
  input  logic [ 3:0] state_i,
  input  logic [ 3:0] next_i,      // state after this edge
  input  logic        rests_i,     // a recharge that is due does not begin
  output logic        tired_o,     // combinational: the next recharge would be one too many
  output logic        worn_o,
  output logic        becomes_o    // combinational: on this edge
);

  localparam logic [2:0] RECHARGES = 3'd4;

  localparam int W = $clog2(SHORT_TICKS + 1) + 1;

  logic [W-1:0] due_q, left;
  logic [2:0] count_d, count_q;  // recharges in a row
  logic fresh_d, fresh_q;        // DONE has not lasted long
  logic worn_d, worn_q;
  logic was_done, done, recharge, short;

  assign left   = now_i[W-1:0] - due_q;
  assign short  = fresh_q && left[W-1];

  assign was_done = (state_i == pmu_pkg::CHARGER_STATE_DONE);
  assign done     = (next_i == pmu_pkg::CHARGER_STATE_DONE);
  assign recharge = (next_i == pmu_pkg::CHARGER_STATE_RECHARGE);

  assign fresh_d = done && (!was_done || short);
  assign worn_d  = done && (worn_q || rests_i);
  assign count_d = (!done && !recharge) ? '0 :
                   !was_done ? count_q :
                   (worn_q || !short) ? '0 :
                   (recharge && (count_q < RECHARGES)) ? count_q + 3'd1 : count_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      due_q   <= '0;
      count_q <= '0;
      fresh_q <= 1'b0;
      worn_q  <= 1'b0;
    end else begin
      if (done && !was_done) due_q <= now_i[W-1:0] + W'(SHORT_TICKS);
      count_q <= count_d;
      fresh_q <= fresh_d;
      worn_q  <= worn_d;
    end
  end

  assign tired_o   = short && (count_q >= RECHARGES) && !worn_q;
  assign worn_o    = worn_q;
  assign becomes_o = worn_d && !worn_q;

  logic unused;
  assign unused = ^{now_i[47:W], left[W-2:0]};

endmodule
