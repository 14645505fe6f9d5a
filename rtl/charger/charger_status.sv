// SPDX-License-Identifier: Apache-2.0
//
// What the charger tells: status codes of Linux' power_supply, the LED, and that a limit holds the current down.
//
// Health names the worst first; without results that can be believed nothing else is known. LED: off without a charger, on
// when full, slow blink while charging, fast blink when something is wrong.

module charger_status (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic        fast_blink_i,    // timebase bits
  input  logic        slow_blink_i,
  input  logic [ 3:0] state_i,
  input  logic [ 3:0] next_i,          // state after this edge
  input  logic        charged_i,       // current flowed in the state before it
  input  logic        charges_i,       // ... flows in the state after it
  input  logic        lost_next_i,     // cause of a fault after this edge
  input  logic        det_i,           // a charger was attached on the edge before
  input  logic        vbus_det_i,
  input  logic        over_in_i,
  input  logic        bad_die_i,
  input  logic        bad_bat_i,
  input  logic        stale_i,
  input  logic [ 2:0] zone_i,
  input  logic        wd_expired_i,
  input  logic        limited_i,       // a loop or the die holds the current down
  input  logic        pause_i,         // the source is too weak, and is given time
  output logic [ 2:0] status_o,        // combinational from flops
  output logic [ 2:0] type_o,          // combinational from flops
  output logic [ 3:0] health_o,
  output logic        led_o,
  output logic        limit_o,
  output logic        limit_changes_o  // combinational
);

  assign status_o = charged_i ? pmu_pkg::CHARGE_STATUS_CHARGING :
                    (state_i == pmu_pkg::CHARGER_STATE_DONE) ? pmu_pkg::CHARGE_STATUS_FULL :
                    det_i ? pmu_pkg::CHARGE_STATUS_NOT_CHARGING : pmu_pkg::CHARGE_STATUS_DISCHARGING;
  assign type_o   = (state_i == pmu_pkg::CHARGER_STATE_TRICKLE) ? pmu_pkg::CHARGE_TYPE_TRICKLE :
                    (state_i == pmu_pkg::CHARGER_STATE_PRECHARGE) ? pmu_pkg::CHARGE_TYPE_STANDARD :
                    charged_i ? pmu_pkg::CHARGE_TYPE_FAST : pmu_pkg::CHARGE_TYPE_NONE;

  logic [3:0] health_d, health_q;
  logic led_d, led_q, limit_d, limit_q;
  logic off, full, fault, halts;  // after this edge

  assign off   = (next_i == pmu_pkg::CHARGER_STATE_OFF);
  assign full  = (next_i == pmu_pkg::CHARGER_STATE_DONE);
  assign fault = (next_i == pmu_pkg::CHARGER_STATE_FAULT);
  assign halts = fault || (next_i == pmu_pkg::CHARGER_STATE_SUSPEND);

  assign health_d = (fault && lost_next_i) ? pmu_pkg::CHARGE_HEALTH_NO_BATTERY :
                    stale_i ? pmu_pkg::CHARGE_HEALTH_UNSPEC_FAILURE :
                    (zone_i >= pmu_pkg::CHARGE_ZONE_NONE) ? pmu_pkg::CHARGE_HEALTH_NO_BATTERY :
                    fault ? pmu_pkg::CHARGE_HEALTH_SAFETY_TIMER :
                    (bad_bat_i || (over_in_i && vbus_det_i)) ? pmu_pkg::CHARGE_HEALTH_OVERVOLTAGE :
                    bad_die_i ? pmu_pkg::CHARGE_HEALTH_OVERHEAT :
                    (zone_i == pmu_pkg::CHARGE_ZONE_HOT) ? pmu_pkg::CHARGE_HEALTH_HOT :
                    (zone_i == pmu_pkg::CHARGE_ZONE_COLD) ? pmu_pkg::CHARGE_HEALTH_COLD :
                    wd_expired_i ? pmu_pkg::CHARGE_HEALTH_WATCHDOG :
                    (pause_i && vbus_det_i) ? pmu_pkg::CHARGE_HEALTH_UNSPEC_FAILURE :
                    (zone_i == pmu_pkg::CHARGE_ZONE_WARM) ? pmu_pkg::CHARGE_HEALTH_WARM :
                    (zone_i == pmu_pkg::CHARGE_ZONE_COOL) ? pmu_pkg::CHARGE_HEALTH_COOL : pmu_pkg::CHARGE_HEALTH_GOOD;

  assign led_d = off ? 1'b0 : full ? 1'b1 : halts ? fast_blink_i : slow_blink_i;

  assign limit_d         = charges_i && limited_i;
  assign limit_changes_o = (limit_d != limit_q);

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      health_q <= pmu_pkg::CHARGE_HEALTH_NO_BATTERY;
      led_q    <= 1'b0;
      limit_q  <= 1'b0;
    end else begin
      health_q <= health_d;
      led_q    <= led_d;
      limit_q  <= limit_d;
    end
  end

  assign health_o = health_q;
  assign led_o    = led_q;
  assign limit_o  = limit_q;

endmodule
