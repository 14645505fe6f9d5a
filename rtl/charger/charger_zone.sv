// SPDX-License-Identifier: Apache-2.0
//
// Temperature zone of the battery (JEITA): cold and hot forbid to charge, cool takes less current, warm less voltage.
//
// The code of the NTC falls with temperature. Who is in a zone, or in one further out on the same side, has to come
// back by the hysteresis to leave it. A new zone is taken when it has been the same for a while; a sensor that is
// broken, or has not been read yet, is believed at once: without a sensor there may be no battery.

module charger_zone #(
  parameter int DG_TICKS = 819  // 25 ms
) (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic [11:0] ntc_i,       // code
  input  logic        no_ntc_i,    // stuck, or not read yet
  // per threshold a limit in the low 12 bits and the hysteresis in 8 above it
  input  logic [19:0] cold_i,
  input  logic [19:0] cool_i,
  input  logic [19:0] warm_i,
  input  logic [19:0] hot_i,
  output logic [ 2:0] zone_o,
  output logic        changes_o    // combinational: on this edge
);

  localparam int HOLD_W = (DG_TICKS > 0) ? $clog2(DG_TICKS + 1) : 1;

  logic [2:0] zone_d, zone_q, target, target_q;
  logic is_cold, is_cool, is_warm, is_hot, held;

  // Above `limit` less what keeps us in; the hysteresis is on the other side of the comparison, where it is a sum
  function automatic logic above(input logic [11:0] code, input logic [19:0] threshold, input logic is_in);
    above = ({1'b0, code} + (is_in ? {5'd0, threshold[19:12]} : 13'd0)) > {1'b0, threshold[11:0]};
  endfunction

  function automatic logic below(input logic [11:0] code, input logic [19:0] threshold, input logic is_in);
    below = {1'b0, code} < ({1'b0, threshold[11:0]} + (is_in ? {5'd0, threshold[19:12]} : 13'd0));
  endfunction

  assign is_cold = above(ntc_i, cold_i, zone_q == pmu_pkg::CHARGE_ZONE_COLD);
  assign is_cool = above(ntc_i, cool_i, (zone_q == pmu_pkg::CHARGE_ZONE_COOL) || (zone_q == pmu_pkg::CHARGE_ZONE_COLD));
  assign is_hot  = below(ntc_i, hot_i, zone_q == pmu_pkg::CHARGE_ZONE_HOT);
  assign is_warm = below(ntc_i, warm_i, (zone_q == pmu_pkg::CHARGE_ZONE_WARM) || (zone_q == pmu_pkg::CHARGE_ZONE_HOT));

  // What forbids to charge comes before what limits
  assign target = no_ntc_i ? pmu_pkg::CHARGE_ZONE_NONE : is_cold ? pmu_pkg::CHARGE_ZONE_COLD :
                  is_hot ? pmu_pkg::CHARGE_ZONE_HOT : is_cool ? pmu_pkg::CHARGE_ZONE_COOL :
                  is_warm ? pmu_pkg::CHARGE_ZONE_WARM : pmu_pkg::CHARGE_ZONE_NORMAL;

  charger_hold #(
    .W(HOLD_W)
  ) u_hold (
    .clk_i, .rst_ni,
    .cond_i ((target != zone_q) && !no_ntc_i),
    .anew_i (target != target_q),
    .clear_i(1'b0),
    .ticks_i(HOLD_W'(DG_TICKS)),
    .act_o  (held)
  );

  assign zone_d    = (no_ntc_i || held) ? target : zone_q;
  assign changes_o = (zone_d != zone_q);

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      zone_q   <= pmu_pkg::CHARGE_ZONE_NONE;
      target_q <= pmu_pkg::CHARGE_ZONE_NONE;
    end else begin
      zone_q   <= zone_d;
      target_q <= target;
    end
  end

  assign zone_o = zone_q;

endmodule
