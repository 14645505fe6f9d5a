// SPDX-License-Identifier: Apache-2.0
//
// What may leave OFF, and the sticky record of why the PMU went on and off.
//
// In OFF each of key, RTC alarm, VBUS, power-on timer, auto-start and other wake sources is a cause; in FAULT only key and
// VBUS are. Every cause that holds on the edge is recorded, and so is the reason of every power-down, with the rail or
// domain that failed; firmware clears them, and on one edge set wins. Auto-start counts once after POR.
module power_causes #(
  parameter int                N_WAKE        = 1,
  parameter logic [N_WAKE-1:0] OFF_WAKE_MASK = '1,   // sources that wake from OFF
  parameter logic [N_WAKE-1:0] RTC_MASK      = '0,   // those that are RTC alarms
  parameter logic              AUTO_START    = 1'b0
) (
  input  logic              clk_i,
  input  logic              rst_ni,
  input  logic              key_i,
  input  logic              vbus_i,
  input  logic              timer_i,          // the power-on timer has run out
  input  logic [N_WAKE-1:0] wake_pend_i,
  input  logic              block_i,          // power-up is refused
  // from power_main, on this edge
  input  logic              leaves_off_i,
  input  logic              leaves_fault_i,
  input  logic [       9:0] reason_i,         // it powers down; all 0: it does not
  input  logic [       2:0] fault_rail_i,
  input  logic [       2:0] fault_domain_i,
  input  logic              no_stop_i,        // the clock did not stop
  // firmware
  input  logic              clr_valid_i,
  input  logic [       5:0] clr_cause_i,
  input  logic [       9:0] clr_reason_i,
  input  logic              clr_err_i,
  // combinational
  output logic              power_on_o,
  output logic              revive_o,
  output logic              retry_clr_o,      // firmware clears a reason that is retried
  // from flops
  output logic [       5:0] cause_o,          // KEY, RTC, VBUS, TIMER, AUTO_START, WAKE
  output logic [       9:0] reason_o,
  output logic [       2:0] fault_rail_o,
  output logic [       2:0] fault_domain_o,
  output logic              err_o             // the clock did not stop
);

  localparam logic [5:0] IN_FAULT = 6'b000101;  // causes that count there: KEY, VBUS
  localparam int RAIL_FAULT = 5;
  localparam int DOMAIN_FAULT = 7;
  localparam int CLOCK_FAULT = 8;

  logic auto_d, auto_q;  // auto-start still to come
  logic err_d, err_q;
  logic [5:0] now, caused, cause_d, cause_q;
  logic [9:0] reason_d, reason_q;
  logic [2:0] rail_d, rail_q, domain_d, domain_q;

  assign now = {
    |(wake_pend_i & OFF_WAKE_MASK & ~RTC_MASK),
    auto_q,
    timer_i,
    vbus_i,
    |(wake_pend_i & OFF_WAKE_MASK & RTC_MASK),
    key_i
  };

  assign power_on_o  = (now != '0) && !block_i;
  assign revive_o    = ((now & IN_FAULT) != '0) && !block_i;
  assign retry_clr_o = clr_valid_i && (clr_reason_i[RAIL_FAULT] || clr_reason_i[DOMAIN_FAULT] ||
                                       clr_reason_i[CLOCK_FAULT]);

  assign caused = (leaves_off_i ? now : '0) | (leaves_fault_i ? (now & IN_FAULT) : '0);

  always @* begin
    auto_d   = auto_q && !leaves_off_i;
    cause_d  = (cause_q & ~(clr_valid_i ? clr_cause_i : 6'd0)) | caused;
    reason_d = (reason_q & ~(clr_valid_i ? clr_reason_i : 10'd0)) | reason_i;
    err_d    = (err_q && !(clr_valid_i && clr_err_i)) || no_stop_i;
    rail_d   = reason_i[RAIL_FAULT] ? fault_rail_i : rail_q;
    domain_d = reason_i[DOMAIN_FAULT] ? fault_domain_i : domain_q;
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      auto_q   <= AUTO_START;
      cause_q  <= '0;
      reason_q <= '0;
      err_q    <= 1'b0;
      rail_q   <= '0;
      domain_q <= '0;
    end else begin
      auto_q   <= auto_d;
      cause_q  <= cause_d;
      reason_q <= reason_d;
      err_q    <= err_d;
      rail_q   <= rail_d;
      domain_q <= domain_d;
    end
  end

  assign cause_o        = cause_q;
  assign reason_o       = reason_q;
  assign fault_rail_o   = rail_q;
  assign fault_domain_o = domain_q;
  assign err_o          = err_q;

endmodule
