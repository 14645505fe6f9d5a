// SPDX-License-Identifier: Apache-2.0
//
// Charger: wires the power stage's pins, the crossings and the AON core together.
//
// A charger is taken as attached when its comparator has stood for VBUS_DEBOUNCE ticks: connectors bounce. The
// over-voltage comparator is not debounced, since what it tells of cannot wait. See charger_core for the rules.

module pmu_charger #(
  // settings after reset, packed like the registers
  parameter logic [34:0] CTRL_RST      = 35'd0,
  parameter logic [23:0] CAP           = '0,     // of the cell: {cool50, vreg, ichg}
  parameter logic [67:0] LIMIT_RST     = 68'd0,
  parameter logic [79:0] TEMP_RST      = 80'd0,
  parameter logic [17:0] TIMER_RST     = 18'd0,
  parameter int          VBUS_DEBOUNCE = 8       // ticks
) (
  input  logic        clk_sys_i,
  input  logic        rst_sys_ni,
  input  logic        strobe_i,          // sample strobe, bus clock
  input  logic        clk_aon_i,
  input  logic        rst_aon_ni,
  input  logic [47:0] now_i,             // timebase, AON clock
  // bus clock; the registers hold their data when the write pulse comes
  input  logic [34:0] ctrl_i,
  input  logic        ctrl_wr_i,
  input  logic [67:0] limit_i,
  input  logic        limit_wr_i,
  input  logic [79:0] temp_i,
  input  logic        temp_wr_i,
  input  logic [17:0] timer_i,
  input  logic        timer_wr_i,
  input  logic [11:0] clr_event_i,       // write-1-clear of event_o
  input  logic        clr_fault_i,
  input  logic        kick_i,            // host watchdog
  input  logic        clr_wr_i,
  input  logic [11:0] intr_i,            // events that wake
  input  logic        intr_wr_i,
  output logic [ 3:0] stat_state_o,
  output logic [ 2:0] stat_status_o,
  output logic [ 2:0] stat_type_o,
  output logic [ 3:0] stat_health_o,
  output logic [ 2:0] stat_zone_o,
  output logic [ 2:0] stat_fold_o,
  output logic        stat_limit_o,
  output logic        stat_det_o,
  output logic        stat_wd_expired_o,
  output logic        stat_en_o,
  output logic        stat_sink_o,
  output logic        stat_poor_o,
  output logic        stat_worn_o,
  output logic [ 9:0] stat_iset_o,
  output logic [12:0] stat_vset_o,
  output logic [ 7:0] stat_pre_min_o,
  output logic [ 9:0] stat_fast_min_o,
  output logic        stat_stale_o,
  output logic [11:0] event_o,
  output logic [ 5:0] busy_o,            // {intr, clear, timer, temp, limit, ctrl}
  // pins of the power stage, any clock
  input  logic        vbus_det_i,
  input  logic        vbus_ovp_i,
  input  logic        loop_cv_i,
  input  logic        loop_iin_i,
  input  logic        loop_vin_i,
  // AON clock: the monitor's results, main power state
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
  input  logic [ 4:0] stale_i,
  input  logic [ 3:0] state_i,
  // AON clock, all from flops
  output logic        en_o,
  output logic [ 9:0] iset_o,
  output logic [12:0] vset_o,
  output logic        sink_o,
  output logic        led_o,
  output logic        det_o,
  output logic        vbus_boot_o,
  output logic        wake_o,
  output logic        attached_o         // a tick before det_o
);

  // ---- what firmware clears and kicks -------------------------------------------------------------------------------
  logic [13:0] clr_data, clr_hide;
  logic clr_take;
  logic [11:0] event_sampled;

  prim_collect #(
    .N(14)
  ) u_clear (
    .clk_i (clk_sys_i),
    .rst_ni(rst_sys_ni),
    .wr_i  (clr_wr_i),
    .bits_i({kick_i, clr_fault_i, clr_event_i}),
    .data_o(clr_data),
    .take_i(clr_take),
    .busy_i(busy_o[4]),
    .hide_o(clr_hide)
  );

  assign event_o = event_sampled & ~clr_hide[11:0];

  // Kick and clear fault show no bit that could be hidden
  logic unused_hide;
  assign unused_hide = ^clr_hide[13:12];

  // ---- crossings ----------------------------------------------------------------------------------------------------
  logic det_raw, ovp, loop_cv, loop_iin, loop_vin;
  logic ctrl_valid, limit_valid, temp_valid, timer_valid, clr_valid, intr_valid;
  logic [34:0] ctrl;
  logic [67:0] limit;
  logic [79:0] temp;
  logic [17:0] timer;
  logic [13:0] clr;
  logic [11:0] intr;

  logic [3:0] state, health;
  logic [2:0] status, charge_type, zone, fold;
  logic limited, wd_expired, stale, poor, worn;
  logic [7:0] pre_min;
  logic [9:0] fast_min;
  logic [11:0] events;

  charger_cdc #(
    .CTRL_RST (CTRL_RST),
    .LIMIT_RST(LIMIT_RST),
    .TEMP_RST (TEMP_RST),
    .TIMER_RST(TIMER_RST)
  ) u_cdc (
    .clk_sys_i        (clk_sys_i),
    .rst_sys_ni       (rst_sys_ni),
    .strobe_i         (strobe_i),
    .clk_aon_i        (clk_aon_i),
    .rst_aon_ni       (rst_aon_ni),
    .vbus_det_i       (vbus_det_i),
    .vbus_ovp_i       (vbus_ovp_i),
    .loop_cv_i        (loop_cv_i),
    .loop_iin_i       (loop_iin_i),
    .loop_vin_i       (loop_vin_i),
    .ctrl_post_i      (ctrl_wr_i),
    .ctrl_i           (ctrl_i),
    .ctrl_busy_o      (busy_o[0]),
    .limit_post_i     (limit_wr_i),
    .limit_i          (limit_i),
    .limit_busy_o     (busy_o[1]),
    .temp_post_i      (temp_wr_i),
    .temp_i           (temp_i),
    .temp_busy_o      (busy_o[2]),
    .timer_post_i     (timer_wr_i),
    .timer_i          (timer_i),
    .timer_busy_o     (busy_o[3]),
    .clr_post_i       (clr_wr_i),
    .clr_i            (clr_data),
    .clr_take_o       (clr_take),
    .clr_busy_o       (busy_o[4]),
    .intr_post_i      (intr_wr_i),
    .intr_i           (intr_i),
    .intr_busy_o      (busy_o[5]),
    .state_o          (stat_state_o),
    .status_o         (stat_status_o),
    .type_o           (stat_type_o),
    .health_o         (stat_health_o),
    .zone_o           (stat_zone_o),
    .fold_o           (stat_fold_o),
    .limit_o          (stat_limit_o),
    .det_o            (stat_det_o),
    .wd_expired_o     (stat_wd_expired_o),
    .en_o             (stat_en_o),
    .sink_o           (stat_sink_o),
    .poor_o           (stat_poor_o),
    .worn_o           (stat_worn_o),
    .iset_o           (stat_iset_o),
    .vset_o           (stat_vset_o),
    .pre_min_o        (stat_pre_min_o),
    .fast_min_o       (stat_fast_min_o),
    .stale_o          (stat_stale_o),
    .event_o          (event_sampled),
    .aon_vbus_det_o   (det_raw),
    .aon_vbus_ovp_o   (ovp),
    .aon_loop_cv_o    (loop_cv),
    .aon_loop_iin_o   (loop_iin),
    .aon_loop_vin_o   (loop_vin),
    .aon_ctrl_valid_o (ctrl_valid),
    .aon_ctrl_o       (ctrl),
    .aon_limit_valid_o(limit_valid),
    .aon_limit_o      (limit),
    .aon_temp_valid_o (temp_valid),
    .aon_temp_o       (temp),
    .aon_timer_valid_o(timer_valid),
    .aon_timer_o      (timer),
    .aon_clr_valid_o  (clr_valid),
    .aon_clr_o        (clr),
    .aon_intr_valid_o (intr_valid),
    .aon_intr_o       (intr),
    .aon_state_i      (state),
    .aon_status_i     (status),
    .aon_type_i       (charge_type),
    .aon_health_i     (health),
    .aon_zone_i       (zone),
    .aon_fold_i       (fold),
    .aon_limit_i      (limited),
    .aon_det_i        (det_o),
    .aon_wd_expired_i (wd_expired),
    .aon_en_i         (en_o),
    .aon_sink_i       (sink_o),
    .aon_poor_i       (poor),
    .aon_worn_i       (worn),
    .aon_iset_i       (iset_o),
    .aon_vset_i       (vset_o),
    .aon_pre_min_i    (pre_min),
    .aon_fast_min_i   (fast_min),
    .aon_stale_i      (stale),
    .aon_event_i      (events)
  );

  prim_debounce #(
    .TICKS(VBUS_DEBOUNCE)
  ) u_debounce (
    .clk_i (clk_aon_i),
    .rst_ni(rst_aon_ni),
    .d_i   (det_raw),
    .q_o   (attached_o)
  );

  // ---- AON ----------------------------------------------------------------------------------------------------------
  charger_core #(
    .CTRL_RST (CTRL_RST),
    .CAP      (CAP),
    .LIMIT_RST(LIMIT_RST),
    .TEMP_RST (TEMP_RST),
    .TIMER_RST(TIMER_RST)
  ) u_core (
    .clk_i        (clk_aon_i),
    .rst_ni       (rst_aon_ni),
    .now_i        (now_i),
    .vbus_det_i   (attached_o),
    .vbus_ovp_i   (ovp),
    .loop_cv_i    (loop_cv),
    .loop_iin_i   (loop_iin),
    .loop_vin_i   (loop_vin),
    .vbat_i       (vbat_i),
    .vbus_i       (vbus_i),
    .ntc_i        (ntc_i),
    .ichg_i       (ichg_i),
    .upd_i        (upd_i),
    .ready_i      (ready_i),
    .sensor_i     (sensor_i),
    .die_warn_i   (die_warn_i),
    .die_crit_i   (die_crit_i),
    .vbat_over_i  (vbat_over_i),
    .stale_i      (stale_i),
    .state_i      (state_i),
    .ctrl_valid_i (ctrl_valid),
    .ctrl_i       (ctrl),
    .limit_valid_i(limit_valid),
    .limit_i      (limit),
    .temp_valid_i (temp_valid),
    .temp_i       (temp),
    .timer_valid_i(timer_valid),
    .timer_i      (timer),
    .clr_valid_i  (clr_valid),
    .clr_i        (clr),
    .intr_valid_i (intr_valid),
    .intr_i       (intr),
    .state_o      (state),
    .en_o         (en_o),
    .iset_o       (iset_o),
    .vset_o       (vset_o),
    .sink_o       (sink_o),
    .led_o        (led_o),
    .zone_o       (zone),
    .fold_o       (fold),
    .status_o     (status),
    .type_o       (charge_type),
    .health_o     (health),
    .pre_min_o    (pre_min),
    .fast_min_o   (fast_min),
    .wd_expired_o (wd_expired),
    .event_o      (events),
    .limit_o      (limited),
    .stale_o      (stale),
    .det_o        (det_o),
    .vbus_boot_o  (vbus_boot_o),
    .wake_o       (wake_o),
    .poor_o       (poor),
    .worn_o       (worn)
  );

endmodule
