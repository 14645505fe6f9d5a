// SPDX-License-Identifier: Apache-2.0
//
// Charger attached or not: insertion, removal, and whether an insertion switches the system on.
//
// Only an insertion does: a charger that stays attached through a shutdown is no reason to boot again. An insertion is
// remembered while the power-up is still refused, and forgotten when the charger goes or the system is on. At power-on
// a charger that is there already counts as inserted. A weak source whose presence vanishes under load and comes back was
// not inserted again: what was remembered before is remembered behind it, and nothing else.

module charger_vbus (
  input  logic       clk_i,
  input  logic       rst_ni,
  input  logic       vbus_det_i,
  input  logic       boot_on_vbus_i,  // setting
  input  logic [3:0] state_i,         // main power state
  input  logic       again_i,         // a charger that comes now was never unplugged
  output logic       det_o,
  output logic       inserted_o,      // combinational: on this edge
  output logic       removed_o,       // combinational: on this edge
  output logic       vbus_boot_o
);

  localparam logic [3:0] POWER_UP = 4'd1;      // this and all up to LEAVE: somebody has switched on
  localparam logic [3:0] POWER_LEAVE = 4'd5;

  logic det_q, boot_d, boot_q, kept_d, kept_q, on;

  assign on         = (state_i >= POWER_UP) && (state_i <= POWER_LEAVE);
  assign inserted_o = vbus_det_i && !det_q;
  assign removed_o  = !vbus_det_i && det_q;
  assign boot_d     = (boot_q || (inserted_o && (again_i ? kept_q : boot_on_vbus_i))) && vbus_det_i && !on;
  assign kept_d     = (removed_o ? boot_q : kept_q) && !on;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      det_q  <= 1'b0;
      boot_q <= 1'b0;
      kept_q <= 1'b0;
    end else begin
      det_q  <= vbus_det_i;
      boot_q <= boot_d;
      kept_q <= kept_d;
    end
  end

  assign det_o       = det_q;
  assign vbus_boot_o = boot_q;

endmodule
