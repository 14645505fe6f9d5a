// SPDX-License-Identifier: Apache-2.0
//
// Charger on the AON side: a linear charger's control, from what the monitor measures to the power stage's set points.
//
// It works with every core off: states, safety timers, temperature zones and the faults are hardware, firmware only
// sets the limits and looks on. What is dangerous stops the current on the edge on which it is seen; the first
// results of the monitor are waited for before anything begins, and old ones are as good as none.
//
// Settings come in four groups, each taken whole when it arrives. What firmware wants (control) goes back to its reset
// value when the host watchdog expires, but for the watchdog's own period: firmware that has gone quiet is still watched.
// Limits, temperatures and timers stay: they belong to the battery, and may be locked. The profile states the cell:
// whatever the settings hold, by a register or by a flipped flop, no more current or voltage than the cell's comes out, and
// in zone COOL no more than its part of the current.
//
// Events are sticky; a clear and an event on the same edge leave the event set. Only events whose interrupt is enabled
// wake: what nobody asked for forbids no sleep. With no charger attached nothing toggles by itself: no timer runs, and
// the host watchdog is a deadline compared with the timebase.
//
// A bench whose battery is faster than a real one shortens the minute of the safety timers with it: CHARGER_MINUTE, in half
// ticks, for simulation alone.

`ifndef CHARGER_MINUTE
`define CHARGER_MINUTE 3932160
`endif

module charger_core #(
  // settings after reset, packed like the inputs
  parameter logic [34:0] CTRL_RST    = 35'd0,
  parameter logic [23:0] CAP         = '0,       // highest settings that the cell bears: {cool50, vreg, ichg}
  parameter logic [67:0] LIMIT_RST   = 68'd0,
  parameter logic [79:0] TEMP_RST    = 80'd0,
  parameter logic [17:0] TIMER_RST   = 18'd0,
  parameter int          MINUTE      = `CHARGER_MINUTE,  // half ticks
  parameter int          WD_UNIT     = 1310720,  // ticks, 40 s
  parameter int          FOLD_TICKS  = 4096,     // 125 ms
  parameter int          DG_TICKS    = 819,      // 25 ms
  parameter int          QUAL_TICKS  = 983,      // 30 ms
  parameter int          RECHG_TICKS = 2048,     // 62.5 ms
  parameter int          TEST_TICKS  = 8192,     // 250 ms
  parameter int          SOURCE_UNIT = 65536,    // 2 s: pauses for a weak source
  parameter int          START_TICKS = 1048576,  // 32 s, a power of two: a start of the charge counts so long
  parameter int          WORN_TICKS  = 2097152   // 64 s: a battery that is full for less is worn
) (
  input  logic        clk_i,
  input  logic        rst_ni,         // power-on reset, released in step with clk_i
  input  logic [47:0] now_i,          // timebase
  // comparators and loops of the power stage, synchronised
  input  logic        vbus_det_i,     // debounced
  input  logic        vbus_ovp_i,
  input  logic        loop_cv_i,
  input  logic        loop_iin_i,
  input  logic        loop_vin_i,
  // monitor: codes, and what it makes of them
  input  logic [11:0] vbat_i,
  input  logic [11:0] vbus_i,
  input  logic [11:0] ntc_i,
  input  logic [11:0] ichg_i,
  input  logic [ 6:0] upd_i,
  input  logic        ready_i,
  input  logic [ 4:0] sensor_i,
  input  logic        die_warn_i,
  input  logic        die_crit_i,
  input  logic        vbat_over_i,
  input  logic [ 4:0] stale_i,        // results that are too old
  input  logic [ 3:0] state_i,        // main power state
  // settings, each taken on the edge on which its valid is high
  input  logic        ctrl_valid_i,
  input  logic [34:0] ctrl_i,         // {boot_on_vbus, cool50, wd, duty, vreg, ichg, enable}
  input  logic        limit_valid_i,
  input  logic [67:0] limit_i,        // {rechg, itrickle, vpre, vtrickle, vbus_max, vbus_min}
  input  logic        temp_valid_i,
  input  logic [79:0] temp_i,         // {hot, warm, cool, cold}, each {hysteresis, limit}
  input  logic        timer_valid_i,
  input  logic [17:0] timer_i,        // {fast, pre}
  input  logic        clr_valid_i,
  input  logic [13:0] clr_i,          // {kick, clear fault, event}
  input  logic        intr_valid_i,
  input  logic [11:0] intr_i,         // events that wake
  // flops, except status_o and type_o, which are combinational from flops
  output logic [ 3:0] state_o,
  output logic        en_o,
  output logic [ 9:0] iset_o,
  output logic [12:0] vset_o,
  output logic        sink_o,
  output logic        led_o,
  output logic [ 2:0] zone_o,
  output logic [ 2:0] fold_o,
  output logic [ 2:0] status_o,
  output logic [ 2:0] type_o,
  output logic [ 3:0] health_o,
  output logic [ 7:0] pre_min_o,
  output logic [ 9:0] fast_min_o,
  output logic        wd_expired_o,
  // from 0: STATE, inserted, removed, DONE, SUSPEND, FAULT, ZONE, watchdog, limit, poor source, battery worn, stale
  output logic [11:0] event_o,
  output logic        limit_o,
  output logic        stale_o,
  output logic        det_o,
  output logic        vbus_boot_o,
  output logic        wake_o,
  output logic        poor_o,         // the source is weak; combinational from flops
  output logic        worn_o          // the battery is worn
);

  localparam int WD_W = $clog2(4 * WD_UNIT + 1) + 1;

  localparam int UPD_CURRENT = 4;
  localparam int SENSOR_NTC = 2;
  localparam int SENSOR_DIE = 3;

  // ---- settings -----------------------------------------------------------------------------------------------------
  logic [34:0] ctrl_d, ctrl_q;
  logic [67:0] limit_q;
  logic [79:0] temp_q;
  logic [17:0] timer_q;

  logic enable, wants_cool50, cool50, boot_on_vbus;
  logic [ 9:0] wants_ichg, ichg;      // mA: what firmware wants, and what the cell bears of it
  logic [12:0] wants_vreg, vreg;      // mV
  logic [ 6:0] duty, itrickle;        // %, mA
  logic [ 1:0] wd;
  logic [13:0] vbus_min, vbus_max;    // mV
  logic [11:0] vtrickle, vpre;
  logic [ 8:0] rechg;
  logic [19:0] cold, cool, warm, hot;  // hysteresis above limit
  logic [ 7:0] pre_limit;             // minutes
  logic [ 9:0] fast_limit;
  logic write, expire;

  assign write  = ctrl_valid_i || limit_valid_i || temp_valid_i || timer_valid_i || clr_valid_i;
  // No group arrives on an edge on which the host watchdog expires
  assign ctrl_d = ctrl_valid_i ? ctrl_i : {CTRL_RST[34:33], ctrl_q[32:31], CTRL_RST[30:0]};

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      ctrl_q  <= CTRL_RST;
      limit_q <= LIMIT_RST;
      temp_q  <= TEMP_RST;
      timer_q <= TIMER_RST;
    end else begin
      if (ctrl_valid_i || expire) ctrl_q  <= ctrl_d;
      if (limit_valid_i)          limit_q <= limit_i;
      if (temp_valid_i)           temp_q  <= temp_i;
      if (timer_valid_i)          timer_q <= timer_i;
    end
  end

  assign {boot_on_vbus, wants_cool50, wd, duty, wants_vreg, wants_ichg, enable} = ctrl_q;
  assign {rechg, itrickle, vpre, vtrickle, vbus_max, vbus_min}                  = limit_q;
  assign {hot, warm, cool, cold}                                                = temp_q;
  assign {fast_limit, pre_limit}                                                = timer_q;

  assign ichg   = (wants_ichg > CAP[9:0]) ? CAP[9:0] : wants_ichg;
  assign vreg   = (wants_vreg > CAP[22:10]) ? CAP[22:10] : wants_vreg;
  assign cool50 = wants_cool50 && CAP[23];

  charger_host_timer #(
    .W(WD_W), .WD_UNIT(WD_UNIT), .WD_RST(CTRL_RST[32:31])
  ) u_host_timer (
    .clk_i, .rst_ni,
    .now_i    (now_i[WD_W-1:0]),
    .write_i  (write),
    .set_i    (ctrl_valid_i),
    .wd_i     (wd),
    .wd_next_i(ctrl_valid_i ? ctrl_i[32:31] : wd),
    .expire_o (expire),
    .expired_o(wd_expired_o)
  );

  // ---- what is measured ---------------------------------------------------------------------------------------------
  logic good_in, good_hold, over_in, bad_die, bad_bat, stale, unsafe, clean;
  logic below_trickle, fell_trickle, below_pre, fell_pre, near_vreg, above_rechg, below_rechg, below_rest;
  logic [12:0] vreg_eff;
  logic zone_changes;

  assign stale = |stale_i;

  charger_cond u_cond (
    .vbus_det_i, .vbus_ovp_i, .vbat_i, .vbus_i, .ready_i, .die_crit_i, .vbat_over_i,
    .sensor_die_i(sensor_i[SENSOR_DIE]), .stale_i(stale), .zone_i(zone_o),
    .vreg_i(vreg), .vbus_min_i(vbus_min), .vbus_max_i(vbus_max), .vtrickle_i(vtrickle), .vpre_i(vpre), .rechg_i(rechg),
    .good_in_o(good_in), .good_hold_o(good_hold), .over_in_o(over_in), .bad_die_o(bad_die), .bad_bat_o(bad_bat),
    .unsafe_o(unsafe), .clean_o(clean),
    .below_trickle_o(below_trickle), .fell_trickle_o(fell_trickle), .below_pre_o(below_pre), .fell_pre_o(fell_pre),
    .near_vreg_o(near_vreg), .above_rechg_o(above_rechg), .below_rechg_o(below_rechg), .below_rest_o(below_rest),
    .vreg_eff_o(vreg_eff)
  );

  charger_zone #(
    .DG_TICKS(DG_TICKS)
  ) u_zone (
    .clk_i, .rst_ni, .ntc_i, .no_ntc_i(sensor_i[SENSOR_NTC] || !ready_i),
    .cold_i(cold), .cool_i(cool), .warm_i(warm), .hot_i(hot), .zone_o, .changes_o(zone_changes)
  );

  // ---- states -------------------------------------------------------------------------------------------------------
  logic [3:0] next;
  logic lost, lost_next, limited, low_current;
  logic pre_counts, full_current, rests, charged, charges;
  logic [6:0] ipre;
  logic pre_expired, fast_expired, at_vreg;
  logic [1:0] rung;
  logic source_wait, pause, tired, window, recharge_rests;

  assign limited      = loop_iin_i || loop_vin_i || (fold_o != '0);
  assign at_vreg      = near_vreg || loop_cv_i;
  // 0.25 mA a code. A current that a weak source keeps low is small at VREG only because the battery is full
  assign low_current  = (ichg_i[11:2] < {3'd0, ipre}) && above_rechg && !limited && ((rung == '0) || at_vreg);

  // Sets of states: those of the two safety timers, those that end both, and those in which current flows
  assign pre_counts   = (state_o == pmu_pkg::CHARGER_STATE_TRICKLE) || (state_o == pmu_pkg::CHARGER_STATE_PRECHARGE);
  assign full_current = (state_o == pmu_pkg::CHARGER_STATE_CC) || (state_o == pmu_pkg::CHARGER_STATE_CV) ||
                        (state_o == pmu_pkg::CHARGER_STATE_RECHARGE);
  assign rests        = (state_o == pmu_pkg::CHARGER_STATE_OFF) || (state_o == pmu_pkg::CHARGER_STATE_QUALIFY) ||
                        (state_o == pmu_pkg::CHARGER_STATE_DONE);
  assign charged      = pre_counts || full_current;
  assign charges      = (next == pmu_pkg::CHARGER_STATE_TRICKLE) || (next == pmu_pkg::CHARGER_STATE_PRECHARGE) ||
                        (next == pmu_pkg::CHARGER_STATE_CC) || (next == pmu_pkg::CHARGER_STATE_CV) ||
                        (next == pmu_pkg::CHARGER_STATE_RECHARGE);

  charger_fsm #(
    .DG_TICKS(DG_TICKS), .QUAL_TICKS(QUAL_TICKS), .RECHG_TICKS(RECHG_TICKS), .TEST_TICKS(TEST_TICKS)
  ) u_fsm (
    .clk_i, .rst_ni, .vbus_det_i, .enable_i(enable),
    .good_in_i(good_in), .good_hold_i(good_hold), .unsafe_i(unsafe), .clean_i(clean),
    .below_trickle_i(below_trickle), .fell_trickle_i(fell_trickle), .below_pre_i(below_pre), .fell_pre_i(fell_pre),
    .below_rechg_i(below_rechg), .below_rest_i(below_rest), .wait_i(source_wait), .at_vreg_i(at_vreg),
    .low_current_i(low_current), .upd_i(upd_i[UPD_CURRENT]), .expired_i(pre_expired || fast_expired),
    .clr_fault_i(clr_valid_i && clr_i[12]), .tired_i(tired), .worn_i(worn_o),
    .state_o, .next_o(next), .lost_o(lost), .lost_next_o(lost_next), .window_o(window), .rests_o(recharge_rests),
    .sink_o
  );

  charger_timer #(
    .W(8), .MINUTE(MINUTE)
  ) u_pre (
    .clk_i, .rst_ni,
    .count_i  (pre_counts),
    .slow_i   (limited || (rung != '0)),
    .clear_i  (rests),
    .limit_i  (pre_limit),
    .valid_i  (timer_valid_i),
    .new_i    (timer_i[7:0]),
    .expired_o(pre_expired),
    .minutes_o(pre_min_o)
  );

  charger_timer #(
    .W(10), .MINUTE(MINUTE)
  ) u_fast (
    .clk_i, .rst_ni,
    .count_i  (full_current),
    .slow_i   (limited || (rung != '0)),
    .clear_i  (rests),
    .limit_i  (fast_limit),
    .valid_i  (timer_valid_i),
    .new_i    (timer_i[17:8]),
    .expired_o(fast_expired),
    .minutes_o(fast_min_o)
  );

  // ---- power stage --------------------------------------------------------------------------------------------------
  logic least, rises;

  charger_current #(
    .FOLD_TICKS(FOLD_TICKS)
  ) u_current (
    .clk_i, .rst_ni,
    .state_i   (state_o),
    .next_i    (next),
    .zone_i    (zone_o),
    .full_i    (full_current),
    .charges_i (charges),
    .die_warn_i,
    .rung_i    (rung),
    .fell_pre_i(fell_pre),
    .vreg_eff_i(vreg_eff),
    .ichg_i    (ichg),
    .itrickle_i(itrickle),
    .duty_i    (duty),
    .cool50_i  (cool50),
    .ipre_o    (ipre),
    .fold_o,
    .least_o   (least),
    .rises_o   (rises),
    .en_o, .iset_o, .vset_o
  );

  // ---- source and battery -------------------------------------------------------------------------------------------
  logic inserted, removed, poor_comes, worn_comes;

  charger_source #(
    .UNIT(SOURCE_UNIT), .LEAK(START_TICKS)
  ) u_source (
    .clk_i, .rst_ni, .now_i, .vbus_det_i,
    .boot_on_vbus_i(boot_on_vbus),
    .power_i       (state_i),
    .charged_i     (charged),
    .charges_i     (charges),
    .window_i      (window),
    .rises_i       (rises),
    .least_i       (least),
    .idle_i        (enable && ((state_o == pmu_pkg::CHARGER_STATE_OFF) || (state_o == pmu_pkg::CHARGER_STATE_SUSPEND))),
    .rung_o        (rung),
    .wait_o        (source_wait),
    .pause_o       (pause),
    .det_o,
    .inserted_o    (inserted),
    .removed_o     (removed),
    .vbus_boot_o, .poor_o,
    .poor_next_o   (poor_comes)
  );

  charger_worn #(
    .SHORT_TICKS(WORN_TICKS)
  ) u_worn (
    .clk_i, .rst_ni, .now_i,
    .state_i  (state_o),
    .next_i   (next),
    .rests_i  (recharge_rests),
    .tired_o  (tired),
    .worn_o,
    .becomes_o(worn_comes)
  );

  // ---- status and events --------------------------------------------------------------------------------------------
  logic limit_changes;

  charger_status u_status (
    .clk_i, .rst_ni,
    .fast_blink_i   (now_i[12]),
    .slow_blink_i   (now_i[14]),
    .state_i        (state_o),
    .next_i         (next),
    .charged_i      (charged),
    .charges_i      (charges),
    .lost_next_i    (lost_next),
    .det_i          (det_o),
    .vbus_det_i,
    .over_in_i      (over_in),
    .bad_die_i      (bad_die),
    .bad_bat_i      (bad_bat),
    .stale_i        (stale),
    .zone_i         (zone_o),
    .wd_expired_i   (wd_expired_o),
    .limited_i      (limited),
    .pause_i        (pause),
    .status_o, .type_o, .health_o, .led_o, .limit_o,
    .limit_changes_o(limit_changes)
  );

  logic changes, stale_q, wake_q;
  logic [11:0] event_set, mask_q;

  assign changes   = (next != state_o);
  assign event_set = {stale && !stale_q, worn_comes, poor_comes, limit_changes, expire, zone_changes,
                      changes && (next == pmu_pkg::CHARGER_STATE_FAULT),
                      changes && (next == pmu_pkg::CHARGER_STATE_SUSPEND),
                      changes && (next == pmu_pkg::CHARGER_STATE_DONE), removed, inserted, changes};

  prim_event #(
    .N(12)
  ) u_event (
    .clk_i, .rst_ni,
    .set_i      (event_set),
    .clr_valid_i,
    .clr_i      (clr_i[11:0]),
    .event_o
  );

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      stale_q <= 1'b0;
      mask_q  <= '0;
      wake_q  <= 1'b0;
    end else begin
      stale_q <= stale;
      if (intr_valid_i) mask_q <= intr_i;
      wake_q  <= |(event_o & mask_q);
    end
  end

  assign stale_o = stale_q;
  assign wake_o  = wake_q;

  // The monitor says more than a charger has to know; a kick acts as a write
  logic unused;
  assign unused = ^{now_i, ichg_i[1:0], upd_i, sensor_i, clr_i[13], lost};

endmodule
