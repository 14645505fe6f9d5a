// SPDX-License-Identifier: Apache-2.0
//
// What the charger tells: status codes of Linux' power_supply, the LED, and that a limit holds the current down.
//
// Health names the worst first; without results that can be believed nothing else is known. LED: off without a charger, on when full, slow blink while charging, fast blink when
// something is wrong.

module charger_status (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic        fast_blink_i,  // timebase bits
  input  logic        slow_blink_i,
  input  logic [ 3:0] state_i,
  input  logic [ 3:0] next_i,        // state after this edge
  input  logic        lost_next_i,   // cause of a fault after this edge
  input  logic        det_i,         // a charger was attached on the edge before
  input  logic        vbus_det_i,
  input  logic        over_in_i,
  input  logic        bad_die_i,
  input  logic        bad_bat_i,
  input  logic        stale_i,
  input  logic [ 2:0] zone_i,
  input  logic        wd_expired_i,
  input  logic        limited_i,     // a loop or the die holds the current down
  input  logic        pause_i,       // the source is too weak, and is given time
  output logic [ 2:0] status_o,      // combinational from flops
  output logic [ 2:0] type_o,        // combinational from flops
  output logic [ 3:0] health_o,
  output logic        led_o,
  output logic        limit_o,
  output logic        limit_changes_o  // combinational
);

  localparam logic [3:0] OFF = 4'd0;
  localparam logic [3:0] TRICKLE = 4'd2;
  localparam logic [3:0] PRECHARGE = 4'd3;
  localparam logic [3:0] CC = 4'd4;
  localparam logic [3:0] CV = 4'd5;
  localparam logic [3:0] DONE = 4'd6;
  localparam logic [3:0] RECHARGE = 4'd7;
  localparam logic [3:0] SUSPEND = 4'd8;
  localparam logic [3:0] FAULT = 4'd9;

  localparam logic [2:0] ZONE_COOL = 3'd1;
  localparam logic [2:0] ZONE_WARM = 3'd2;
  localparam logic [2:0] ZONE_COLD = 3'd3;
  localparam logic [2:0] ZONE_HOT = 3'd4;
  localparam logic [2:0] ZONE_NONE = 3'd5;  // and what is above it, which no zone is

  localparam logic [2:0] STATUS_CHARGING = 3'd1;
  localparam logic [2:0] STATUS_DISCHARGING = 3'd2;
  localparam logic [2:0] STATUS_NOT_CHARGING = 3'd3;
  localparam logic [2:0] STATUS_FULL = 3'd4;

  localparam logic [2:0] TYPE_NONE = 3'd1;
  localparam logic [2:0] TYPE_TRICKLE = 3'd2;
  localparam logic [2:0] TYPE_FAST = 3'd3;
  localparam logic [2:0] TYPE_STANDARD = 3'd4;

  localparam logic [3:0] HEALTH_GOOD = 4'd1;
  localparam logic [3:0] HEALTH_OVERHEAT = 4'd2;
  localparam logic [3:0] HEALTH_OVERVOLTAGE = 4'd4;
  localparam logic [3:0] HEALTH_UNSPECIFIED = 4'd5;
  localparam logic [3:0] HEALTH_COLD = 4'd6;
  localparam logic [3:0] HEALTH_WATCHDOG = 4'd7;
  localparam logic [3:0] HEALTH_TIMER = 4'd8;
  localparam logic [3:0] HEALTH_WARM = 4'd11;
  localparam logic [3:0] HEALTH_COOL = 4'd12;
  localparam logic [3:0] HEALTH_HOT = 4'd13;
  localparam logic [3:0] HEALTH_NO_BATTERY = 4'd14;

  function automatic logic charging(input logic [3:0] state);
    charging = (state == TRICKLE) || (state == PRECHARGE) || (state == CC) || (state == CV) || (state == RECHARGE);
  endfunction

  assign status_o = charging(state_i) ? STATUS_CHARGING : (state_i == DONE) ? STATUS_FULL :
                    det_i ? STATUS_NOT_CHARGING : STATUS_DISCHARGING;
  assign type_o   = (state_i == TRICKLE) ? TYPE_TRICKLE : (state_i == PRECHARGE) ? TYPE_STANDARD :
                    charging(state_i) ? TYPE_FAST : TYPE_NONE;

  logic [3:0] health_d, health_q;
  logic led_d, led_q, limit_d, limit_q;

  assign health_d = ((next_i == FAULT) && lost_next_i) ? HEALTH_NO_BATTERY :
                    stale_i ? HEALTH_UNSPECIFIED :
                    (zone_i >= ZONE_NONE) ? HEALTH_NO_BATTERY :
                    (next_i == FAULT) ? HEALTH_TIMER :
                    (bad_bat_i || (over_in_i && vbus_det_i)) ? HEALTH_OVERVOLTAGE :
                    bad_die_i ? HEALTH_OVERHEAT :
                    (zone_i == ZONE_HOT) ? HEALTH_HOT :
                    (zone_i == ZONE_COLD) ? HEALTH_COLD :
                    wd_expired_i ? HEALTH_WATCHDOG :
                    (pause_i && vbus_det_i) ? HEALTH_UNSPECIFIED :
                    (zone_i == ZONE_WARM) ? HEALTH_WARM :
                    (zone_i == ZONE_COOL) ? HEALTH_COOL : HEALTH_GOOD;

  assign led_d = (next_i == OFF) ? 1'b0 : (next_i == DONE) ? 1'b1 :
                 ((next_i == SUSPEND) || (next_i == FAULT)) ? fast_blink_i : slow_blink_i;

  assign limit_d         = charging(next_i) && limited_i;
  assign limit_changes_o = (limit_d != limit_q);

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      health_q <= HEALTH_NO_BATTERY;
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
