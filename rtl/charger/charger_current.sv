// SPDX-License-Identifier: Apache-2.0
//
// Set points of the power stage: charge current, charge voltage, and whether any of it flows.
//
// Full current is what firmware set, less in zone COOL and less while the die is too warm; into a battery below the
// precharge threshold never more than the precharge current flows, whatever state the FSM is in. The voltage is that of
// the zone. Both come from settings that charger_cfg holds to the cell's caps. A source that cannot bear the current gets
// less. In CC firmware may give the current a duty cycle.
//
// Everything comes from flops: the power stage must not see a glitch.

module charger_current (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic [ 3:0] state_i,
  input  logic [ 3:0] next_i,      // state after this edge
  input  logic [ 2:0] zone_i,
  input  logic [ 2:0] fold_i,
  input  logic [ 1:0] rung_i,      // steps that a weak source takes off
  input  logic        fell_pre_i,  // VBAT below the precharge threshold
  input  logic [12:0] vreg_eff_i,
  // settings
  input  logic [ 9:0] ichg_i,
  input  logic [ 6:0] itrickle_i,
  input  logic [ 6:0] duty_i,      // percent
  input  logic        cool50_i,    // zone COOL: 50 % and not 20 %
  output logic [ 6:0] ipre_o,      // a tenth of ICHG; combinational
  output logic        rises_o,     // combinational: more current after this edge
  output logic        en_o,
  output logic [ 9:0] iset_o,      // mA
  output logic [12:0] vset_o       // mV
);

  localparam logic [3:0] TRICKLE = 4'd2;
  localparam logic [3:0] PRECHARGE = 4'd3;
  localparam logic [3:0] CC = 4'd4;
  localparam logic [3:0] CV = 4'd5;
  localparam logic [3:0] RECHARGE = 4'd7;
  localparam logic [2:0] ZONE_COOL = 3'd1;

  localparam logic [ 6:0] DUTY_FULL = 7'd100;
  localparam logic [ 6:0] DUTY_LAST = 7'd99;

  logic charges;
  assign charges = (next_i == TRICKLE) || (next_i == PRECHARGE) || (next_i == CC) || (next_i == CV) ||
                   (next_i == RECHARGE);

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

  assign base    = (zone_i != ZONE_COOL) ? ichg_i : cool50_i ? {1'b0, ichg_i[9:1]} : {2'd0, fifth};
  assign eighths = 3'd0 - fold_i;
  assign product = (eighths[0] ? {3'd0, base} : 13'd0) + (eighths[1] ? {2'd0, base, 1'd0} : 13'd0) +
                   (eighths[2] ? {1'd0, base, 2'd0} : 13'd0);
  assign folded  = (fold_i == '0) ? base : product[12:3];

  // One comparison serves the trickle current, which ICHG limits, and the full current, which IPRE may limit
  assign wish = (next_i == TRICKLE) ? {3'd0, itrickle_i} : folded;
  assign cap  = (next_i == TRICKLE) ? ichg_i : {3'd0, ipre_o};
  assign iset = ((next_i == PRECHARGE) || (((next_i == TRICKLE) || fell_pre_i) && (wish > cap))) ? cap : wish;

  // A weak source gets half, a quarter, 50 mA; what is not more than that is not lowered
  localparam logic [9:0] FLOOR_MA = 10'd50;

  logic [9:0] shifted, lowered;

  assign shifted = (rung_i == 2'd1) ? {1'b0, iset[9:1]} : {2'd0, iset[9:2]};
  assign lowered = ((rung_i == 2'd0) || (iset <= FLOOR_MA)) ? iset :
                   ((rung_i == 2'd3) || (shifted < FLOOR_MA)) ? FLOOR_MA : shifted;

  // ---- duty cycle ---------------------------------------------------------------------------------------------------
  logic [6:0] phase_d, phase_q;
  logic full_duty, cuts;

  assign full_duty = (duty_i >= DUTY_FULL);
  assign phase_d   = ((next_i != CC) || (state_i != CC) || full_duty || (duty_i == '0) || (phase_q >= DUTY_LAST)) ?
                     7'd0 : phase_q + 7'd1;
  assign cuts      = (next_i == CC) && !full_duty && (phase_d >= duty_i);

  // ---- flops --------------------------------------------------------------------------------------------------------
  logic en_d, en_q;
  logic [ 9:0] iset_d, iset_q;
  logic [12:0] vset_d, vset_q;

  assign en_d   = charges && !cuts;
  assign iset_d = charges ? lowered : '0;
  assign vset_d = charges ? vreg_eff_i : '0;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      en_q    <= 1'b0;
      iset_q  <= '0;
      vset_q  <= '0;
      phase_q <= '0;
    end else begin
      en_q    <= en_d;
      iset_q  <= iset_d;
      vset_q  <= vset_d;
      phase_q <= phase_d;
    end
  end

  assign rises_o = (iset_d > iset_q);

  assign en_o   = en_q;
  assign iset_o = iset_q;
  assign vset_o = vset_q;

  logic unused_product;
  assign unused_product = ^{product[2:0], times_205[9:0], fifth[0]};

endmodule
