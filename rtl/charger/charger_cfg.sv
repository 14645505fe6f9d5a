// SPDX-License-Identifier: Apache-2.0
//
// Settings of the charger: four groups, each taken whole when it arrives.
//
// What firmware wants (control) goes back to its reset value when the host watchdog expires, but for the watchdog's own
// period: firmware that has gone quiet is still watched. Limits, temperatures and timers stay: they belong to the
// battery, and may be locked.
//
// The profile states the cell. Whatever is held here, by a register or by a flipped flop, no more current or voltage
// than the cell's comes out, and in zone COOL no more than its part of the current.

module charger_cfg #(
  parameter logic [34:0] CTRL_RST  = 35'd0,
  parameter logic [23:0] CAP       = '0,      // of the cell: {cool50, vreg, ichg}
  parameter logic [67:0] LIMIT_RST = 68'd0,
  parameter logic [79:0] TEMP_RST  = 80'd0,
  parameter logic [17:0] TIMER_RST = 18'd0
) (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic        ctrl_valid_i,
  input  logic [34:0] ctrl_i,
  input  logic        limit_valid_i,
  input  logic [67:0] limit_i,
  input  logic        temp_valid_i,
  input  logic [79:0] temp_i,
  input  logic        timer_valid_i,
  input  logic [17:0] timer_i,
  input  logic        default_i,       // the host watchdog expires; no group arrives then
  // control
  output logic        enable_o,
  output logic [ 9:0] ichg_o,          // mA
  output logic [12:0] vreg_o,          // mV
  output logic [ 6:0] duty_o,          // %
  output logic [ 1:0] wd_o,
  output logic        cool50_o,
  output logic        boot_on_vbus_o,
  // limits, mV and mA
  output logic [13:0] vbus_min_o,
  output logic [13:0] vbus_max_o,
  output logic [11:0] vtrickle_o,
  output logic [11:0] vpre_o,
  output logic [ 6:0] itrickle_o,
  output logic [ 8:0] rechg_o,
  // temperatures: hysteresis above limit
  output logic [19:0] cold_o,
  output logic [19:0] cool_o,
  output logic [19:0] warm_o,
  output logic [19:0] hot_o,
  // safety timers, minutes
  output logic [ 7:0] pre_o,
  output logic [ 9:0] fast_o
);

  logic [34:0] ctrl_d, ctrl_q;
  logic [67:0] limit_q;
  logic [79:0] temp_q;
  logic [17:0] timer_q;

  assign ctrl_d = ctrl_valid_i ? ctrl_i : {CTRL_RST[34:33], ctrl_q[32:31], CTRL_RST[30:0]};

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni)                        ctrl_q <= CTRL_RST;
    else if (ctrl_valid_i || default_i) ctrl_q <= ctrl_d;
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni)            limit_q <= LIMIT_RST;
    else if (limit_valid_i) limit_q <= limit_i;
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni)           temp_q <= TEMP_RST;
    else if (temp_valid_i) temp_q <= temp_i;
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni)            timer_q <= TIMER_RST;
    else if (timer_valid_i) timer_q <= timer_i;
  end

  logic cool50;
  logic [9:0] ichg;
  logic [12:0] vreg;

  assign {boot_on_vbus_o, cool50, wd_o, duty_o, vreg, ichg, enable_o}      = ctrl_q;
  assign {rechg_o, itrickle_o, vpre_o, vtrickle_o, vbus_max_o, vbus_min_o} = limit_q;
  assign {hot_o, warm_o, cool_o, cold_o}                                   = temp_q;
  assign {fast_o, pre_o}                                                   = timer_q;

  assign ichg_o   = (ichg > CAP[9:0]) ? CAP[9:0] : ichg;
  assign vreg_o   = (vreg > CAP[22:10]) ? CAP[22:10] : vreg;
  assign cool50_o = cool50 && CAP[23];

endmodule
