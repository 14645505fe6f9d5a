// SPDX-License-Identifier: Apache-2.0
//
// Set points of the power stage: charge current, charge voltage, and whether any of it flows.
//
// Full current is what firmware set, less in zone COOL and less while the die is too warm; into a battery below the
// precharge threshold never more than the precharge current flows, whatever state the FSM is in. The voltage is that of
// the zone. Both come from settings that charger_core holds to the cell's caps. A source that cannot bear the current gets
// less. In CC firmware may give the current a duty cycle.
//
// While the die is too warm full current is folded back by an eighth at a time. Heat follows the current slowly, so each
// step waits for its effect before the next one; when the die has cooled down the steps are taken back in the same way, and
// where no full current flows they are forgotten.
//
// Everything comes from flops: the power stage must not see a glitch.

module charger_current #(
  parameter int FOLD_TICKS = 4096  // 125 ms between steps
) (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic [ 3:0] state_i,
  input  logic [ 3:0] next_i,      // state after this edge
  input  logic [ 2:0] zone_i,
  input  logic        full_i,      // full current flows before this edge: CC, CV or RECHARGE
  input  logic        charges_i,   // current flows in the state after it
  input  logic        die_warn_i,
  input  logic [ 1:0] rung_i,      // steps that a weak source takes off
  input  logic        fell_pre_i,  // VBAT below the precharge threshold
  input  logic [12:0] vreg_eff_i,
  // settings
  input  logic [ 9:0] ichg_i,
  input  logic [ 6:0] itrickle_i,
  input  logic [ 6:0] duty_i,      // percent
  input  logic        cool50_i,    // zone COOL: 50 % and not 20 %
  output logic [ 6:0] ipre_o,      // a tenth of ICHG; combinational
  output logic [ 2:0] fold_o,      // eighths taken away
  output logic        least_o,     // combinational from flops: the current is not lowered any further
  output logic        rises_o,     // combinational: more current after this edge
  output logic        en_o,
  output logic [ 9:0] iset_o,      // mA
  output logic [12:0] vset_o       // mV
);

  localparam int WAIT_W = (FOLD_TICKS > 1) ? $clog2(FOLD_TICKS) : 1;
  localparam logic [WAIT_W-1:0] WAIT = WAIT_W'(FOLD_TICKS - 1);
  localparam logic [2:0] FOLD_MAX = 3'd7;
  localparam logic [1:0] LAST_RUNG = 2'd3;
  localparam logic [6:0] DUTY_FULL = 7'd100;
  localparam logic [6:0] DUTY_LAST = 7'd99;

  logic in_trickle, in_pre;  // after this edge
  assign in_trickle = (next_i == pmu_pkg::CHARGER_STATE_TRICKLE);
  assign in_pre     = (next_i == pmu_pkg::CHARGER_STATE_PRECHARGE);

  // ---- thermal regulation -------------------------------------------------------------------------------------------
  logic [WAIT_W-1:0] wait_d, wait_q;
  logic [2:0] fold_d, fold_q;
  logic waits, more, less;

  assign waits  = (wait_q != '0);
  assign more   = !waits && die_warn_i && (fold_q != FOLD_MAX);
  assign less   = !waits && !die_warn_i && (fold_q != '0);
  assign wait_d = !full_i ? '0 : waits ? wait_q - WAIT_W'(1) : (more || less) ? WAIT : '0;
  assign fold_d = !full_i ? '0 : more ? fold_q + 3'd1 : less ? fold_q - 3'd1 : fold_q;

  // ---- current ------------------------------------------------------------------------------------------------------
  // A fifth: ichg * 205 / 1024, exact for 10 bits, as 5 * 41
  logic [12:0] times_5;
  logic [17:0] times_205;
  logic [ 7:0] fifth;

  assign times_5   = {3'd0, ichg_i} + {1'd0, ichg_i, 2'd0};
  assign times_205 = {5'd0, times_5} + {2'd0, times_5, 3'd0} + {times_5, 5'd0};
  assign fifth     = times_205[17:10];
  assign ipre_o    = fifth[7:1];

  logic [ 9:0] base, folded, wish, cap, iset;
  logic [ 2:0] eighths;  // left of the current if there is a fold
  logic [12:0] product;

  assign base    = (zone_i != pmu_pkg::CHARGE_ZONE_COOL) ? ichg_i : cool50_i ? {1'b0, ichg_i[9:1]} : {2'd0, fifth};
  assign eighths = 3'd0 - fold_q;
  assign product = (eighths[0] ? {3'd0, base} : 13'd0) + (eighths[1] ? {2'd0, base, 1'd0} : 13'd0) +
                   (eighths[2] ? {1'd0, base, 2'd0} : 13'd0);
  assign folded  = (fold_q == '0) ? base : product[12:3];

  // One comparison serves the trickle current, which ICHG limits, and the full current, which IPRE may limit
  assign wish = in_trickle ? {3'd0, itrickle_i} : folded;
  assign cap  = in_trickle ? ichg_i : {3'd0, ipre_o};
  assign iset = (in_pre || ((in_trickle || fell_pre_i) && (wish > cap))) ? cap : wish;

  // A weak source gets half, a quarter, 50 mA; what is not more than that is not lowered
  localparam logic [9:0] FLOOR_MA = 10'd50;

  logic [9:0] shifted, lowered;

  assign shifted = (rung_i == 2'd1) ? {1'b0, iset[9:1]} : {2'd0, iset[9:2]};
  assign lowered = ((rung_i == 2'd0) || (iset <= FLOOR_MA)) ? iset :
                   ((rung_i == LAST_RUNG) || (shifted < FLOOR_MA)) ? FLOOR_MA : shifted;

  // ---- duty cycle ---------------------------------------------------------------------------------------------------
  logic [6:0] phase_d, phase_q;
  logic was_cc, in_cc, full_duty, cuts;

  assign was_cc    = (state_i == pmu_pkg::CHARGER_STATE_CC);
  assign in_cc     = (next_i == pmu_pkg::CHARGER_STATE_CC);
  assign full_duty = (duty_i >= DUTY_FULL);
  assign phase_d   = (!in_cc || !was_cc || full_duty || (duty_i == '0) || (phase_q >= DUTY_LAST)) ?
                     7'd0 : phase_q + 7'd1;
  assign cuts      = in_cc && !full_duty && (phase_d >= duty_i);

  // ---- flops --------------------------------------------------------------------------------------------------------
  logic en_d, en_q;
  logic [ 9:0] iset_d, iset_q;
  logic [12:0] vset_d, vset_q;

  assign en_d   = charges_i && !cuts;
  assign iset_d = charges_i ? lowered : '0;
  assign vset_d = charges_i ? vreg_eff_i : '0;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      en_q    <= 1'b0;
      iset_q  <= '0;
      vset_q  <= '0;
      phase_q <= '0;
      wait_q  <= '0;
      fold_q  <= '0;
    end else begin
      en_q    <= en_d;
      iset_q  <= iset_d;
      vset_q  <= vset_d;
      phase_q <= phase_d;
      wait_q  <= wait_d;
      fold_q  <= fold_d;
    end
  end

  assign rises_o = (iset_d > iset_q);
  assign least_o = (iset_q <= FLOOR_MA);  // on the last step it always is

  assign en_o   = en_q;
  assign iset_o = iset_q;
  assign vset_o = vset_q;
  assign fold_o = fold_q;

  logic unused_product;
  assign unused_product = ^{product[2:0], times_205[9:0], fifth[0]};

endmodule
