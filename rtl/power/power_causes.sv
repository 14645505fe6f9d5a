// SPDX-License-Identifier: Apache-2.0
//
// What may leave OFF, and the sticky record of why the PMU went on and off, and of what went wrong while it ran.
//
// Only events are causes, and each of them once: what stood when the system went down, a key still pressed or a wake that
// nobody has cleared, must not turn a shutdown or a brown-out into a loop of boots. Wakes and VBUS count from the edge on
// that begins the power-down: firmware could not answer them any more. The key counts from the edge that enters OFF, a pause
// or FAULT; key and VBUS as long as they stand. What comes while power-up is refused, or held back, is remembered.
//
// In OFF each of key, RTC alarm, VBUS, power-on timer, auto-start, other wake sources and the slow retry is a cause; in FAULT
// only key, VBUS and the slow retry are; a pause is cut short by key and VBUS. Every cause that holds on the edge is
// recorded, and so is the reason of every power-down, with the rail or domain that failed, and every rail that was lost;
// firmware clears them, but none that came while its clear was on its way (prim_event). Auto-start counts once after POR.
//
// Interrupts: a rail lost, a clock that did not stop, a switch that did not open. Each loss is told once, when it begins: a
// rail that stays bad must not bring one interrupt after the other, while its bit in lost_o cannot be cleared.
module power_causes #(
  parameter int                N_WAKE        = 1,
  parameter logic [N_WAKE-1:0] OFF_WAKE_MASK = '1,   // sources that wake from OFF
  parameter logic [N_WAKE-1:0] RTC_MASK      = '0,   // those that are RTC alarms
  parameter int                N_RAILS       = 1,
  parameter logic              AUTO_START    = 1'b0,
  parameter logic              SLOW_RETRY    = 1'b0   // the end of a pause is a cause
) (
  input  logic              clk_i,
  input  logic              rst_ni,
  input  logic              key_i,
  input  logic              vbus_i,
  input  logic              timer_i,          // the power-on timer has run out
  input  logic [N_WAKE-1:0] wake_event_i,     // one tick: an enabled source has fired
  input  logic              block_i,          // power-up is refused
  input  logic              refuses_i,        // ... held back: a pause runs
  input  logic              person_ok_i,      // which key and VBUS may cut short
  input  logic              due_i,            // a pause is over
  input  logic [       2:0] state_i,
  // from power_main, on this edge
  input  logic              rest_i,           // OFF, PAUSE or FAULT, or entered on this edge
  input  logic              leaves_i,         // ... is left
  input  logic [      10:0] reason_i,         // it powers down; all 0: it does not
  input  logic [       2:0] fault_rail_i,
  input  logic [       2:0] fault_domain_i,
  input  logic              no_stop_i,        // the clock did not stop
  input  logic              no_open_i,        // the switch of a domain did not open
  input  logic [N_RAILS-1:0] lost_i,          // good rails that read bad for too long
  // firmware
  input  logic              clr_valid_i,
  input  logic [       6:0] clr_cause_i,
  input  logic [      10:0] clr_reason_i,
  input  logic [       1:0] clr_err_i,
  input  logic [N_RAILS-1:0] clr_lost_i,
  input  logic [       2:0] clr_event_i,
  // combinational
  output logic              power_on_o,
  output logic              revive_o,
  output logic              cut_o,
  output logic              person_o,         // key or VBUS asks
  // from flops
  output logic [       6:0] cause_o,          // KEY, RTC, VBUS, TIMER, AUTO_START, WAKE, RETRY
  output logic [      10:0] reason_o,
  output logic [       2:0] fault_rail_o,
  output logic [       2:0] fault_domain_o,
  output logic [       1:0] err_o,            // the clock did not stop, a switch did not open
  output logic [N_RAILS-1:0] lost_o,
  output logic [       2:0] event_o           // RAIL_LOST, CLOCK_STUCK, SWITCH_STUCK
);

  localparam logic [6:0] PERSON = 7'b0000101;    // KEY, VBUS
  localparam logic [6:0] IN_FAULT = 7'b1000101;  // causes that count there: a person, and RETRY
  localparam int RAIL_FAULT = 5;
  localparam int DOMAIN_FAULT = 7;

  logic auto_d, auto_q;  // auto-start still to come
  logic key_d, key_q, key_last_q;      // pressed since it counts; as it was on the last edge
  logic vbus_d, vbus_q, vbus_last_q;
  logic rtc_d, rtc_q, wake_d, wake_q;  // events that nothing has used up
  logic down;                          // wakes and VBUS count
  logic [6:0] now, caused;
  logic [N_RAILS-1:0] lost_last_q;
  logic lost_begins;
  logic [2:0] rail_d, rail_q, domain_d, domain_q;

  // ---- events, including those of this edge
  assign down   = (state_i == pmu_pkg::PWR_STATE_OFF) || (state_i == pmu_pkg::PWR_STATE_POWER_DOWN) || (reason_i != '0);

  assign now = {
    SLOW_RETRY && due_i,
    down && (wake_q || |(wake_event_i & OFF_WAKE_MASK & ~RTC_MASK)),
    auto_q,
    timer_i,
    (down || (state_i == pmu_pkg::PWR_STATE_FAULT)) && vbus_i && (vbus_q || !vbus_last_q),
    down && (rtc_q || |(wake_event_i & OFF_WAKE_MASK & RTC_MASK)),
    rest_i && key_i && (key_q || !key_last_q)
  };

  assign key_d  = now[0] && !leaves_i;
  assign rtc_d  = now[1] && !leaves_i;
  assign vbus_d = now[2] && !leaves_i;
  assign wake_d = now[5] && !leaves_i;

  assign person_o   = ((now & PERSON) != '0);
  assign cut_o      = person_o && person_ok_i && !block_i;
  assign power_on_o = cut_o || ((now != '0) && !refuses_i && !block_i);
  assign revive_o   = cut_o || (now[6] && !block_i);

  assign caused = !leaves_i ? '0 : (state_i == pmu_pkg::PWR_STATE_OFF) ? now :
                  (state_i == pmu_pkg::PWR_STATE_FAULT) ? (now & IN_FAULT) : (now & PERSON);

  assign lost_begins = ((lost_i & ~lost_last_q) != '0);

  prim_event #(
    .N(N_RAILS + 23)
  ) u_sticky (
    .clk_i, .rst_ni,
    .set_i      ({no_open_i, no_stop_i, lost_begins, lost_i, no_open_i, no_stop_i, reason_i, caused}),
    .clr_valid_i,
    .clr_i      ({clr_event_i, clr_lost_i, clr_err_i, clr_reason_i, clr_cause_i}),
    .event_o    ({event_o, lost_o, err_o, reason_o, cause_o})
  );

  always @* begin
    auto_d   = auto_q && !leaves_i;
    rail_d   = reason_i[RAIL_FAULT] ? fault_rail_i : rail_q;
    domain_d = reason_i[DOMAIN_FAULT] ? fault_domain_i : domain_q;
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      auto_q      <= AUTO_START;
      key_q       <= 1'b0;
      key_last_q  <= 1'b0;
      vbus_q      <= 1'b0;
      vbus_last_q <= 1'b0;
      rtc_q       <= 1'b0;
      wake_q      <= 1'b0;
      lost_last_q <= '0;
      rail_q      <= '0;
      domain_q    <= '0;
    end else begin
      auto_q      <= auto_d;
      key_q       <= key_d;
      key_last_q  <= key_i;
      vbus_q      <= vbus_d;
      vbus_last_q <= vbus_i;
      rtc_q       <= rtc_d;
      wake_q      <= wake_d;
      lost_last_q <= lost_i;
      rail_q      <= rail_d;
      domain_q    <= domain_d;
    end
  end

  assign fault_rail_o   = rail_q;
  assign fault_domain_o = domain_q;

endmodule
