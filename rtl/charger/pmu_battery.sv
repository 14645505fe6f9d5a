// SPDX-License-Identifier: Apache-2.0
//
// Everything around the battery: monitor and charger, as far as the platform has them, wired to each other. No logic.
//
// A charger needs the monitor's results. What a platform lacks drives 0: it protects itself through the pins of the
// power block then, and its registers refuse every access.

module pmu_battery #(
  parameter int HAS_MONITOR  = 0,
  parameter int HAS_CHARGER  = 0,
  parameter int SAMPLE_TICKS = 2,
  parameter int VBUS_DEBOUNCE = 8,
  parameter logic [173:0] MON_CFG_RST = '0,
  parameter logic [4:0] MON_NEEDED = '0,
  parameter logic [34:0] CHG_CTRL_RST = '0,
  parameter logic [23:0] CHG_CAP = '0,
  parameter logic [67:0] CHG_LIMIT_RST = '0,
  parameter logic [79:0] CHG_TEMP_RST = '0,
  parameter logic [17:0] CHG_TIMER_RST = '0
) (
  // what a platform lacks is not looked at
  // verilator lint_off UNUSEDSIGNAL
  input  logic         clk_sys_i,
  input  logic         rst_sys_ni,
  input  logic         strobe_i,
  input  logic         clk_aon_i,
  input  logic         rst_aon_ni,
  input  logic [ 47:0] now_i,
  input  logic [  3:0] state_i,       // main power state, AON

  // ---- monitor, bus clock
  input  logic [173:0] mon_cfg_i,
  input  logic         mon_cfg_wr_i,
  input  logic [  6:0] mon_req_i,
  input  logic         mon_req_wr_i,
  input  logic [  6:0] mon_clr_fresh_i,
  input  logic [  7:0] mon_clr_event_i,
  input  logic         mon_clr_wr_i,
  input  logic [  7:0] mon_intr_i,
  input  logic         mon_intr_wr_i,
  output logic [ 83:0] mon_result_o,
  output logic [111:0] mon_tick_o,
  output logic [  6:0] mon_fresh_o,
  output logic [  5:0] mon_trip_o,
  output logic [  4:0] mon_sensor_o,
  output logic         mon_ready_o,
  output logic         mon_defaults_o,
  output logic [  7:0] mon_event_o,
  output logic [  3:0] mon_busy_o,

  // ---- charger, bus clock
  input  logic [ 34:0] chg_ctrl_i,
  input  logic         chg_ctrl_wr_i,
  input  logic [ 67:0] chg_limit_i,
  input  logic         chg_limit_wr_i,
  input  logic [ 79:0] chg_temp_i,
  input  logic         chg_temp_wr_i,
  input  logic [ 17:0] chg_timer_i,
  input  logic         chg_timer_wr_i,
  input  logic [ 11:0] chg_clr_event_i,
  input  logic         chg_clr_fault_i,
  input  logic         chg_kick_i,
  input  logic         chg_clr_wr_i,
  input  logic [ 11:0] chg_intr_i,
  input  logic         chg_intr_wr_i,
  output logic [  3:0] chg_state_o,
  output logic [  2:0] chg_status_o,
  output logic [  2:0] chg_type_o,
  output logic [  3:0] chg_health_o,
  output logic [  2:0] chg_zone_o,
  output logic [  2:0] chg_fold_o,
  output logic         chg_limit_o,
  output logic         chg_det_o,
  output logic         chg_wd_expired_o,
  output logic         chg_on_o,
  output logic         chg_sinking_o,
  output logic         chg_poor_o,
  output logic         chg_worn_o,
  output logic [  9:0] chg_ma_o,
  output logic [ 12:0] chg_mv_o,
  output logic [  7:0] chg_pre_min_o,
  output logic [  9:0] chg_fast_min_o,
  output logic         chg_stale_o,
  output logic [ 11:0] chg_event_o,
  output logic [  5:0] chg_busy_o,

  // ---- analogue front end; AON flops
  output logic         adc_en_o,
  output logic         adc_sample_o,
  output logic [  2:0] adc_chan_o,
  output logic [ 11:0] adc_dac_o,
  input  logic         adc_cmp_i,

  // ---- charger's power stage; AON flops, inputs from any clock
  input  logic         vbus_det_i,
  input  logic         vbus_ovp_i,
  input  logic         loop_cv_i,
  input  logic         loop_iin_i,
  input  logic         loop_vin_i,
  output logic         chg_en_o,
  output logic [  9:0] chg_iset_o,
  output logic [ 12:0] chg_vset_o,
  output logic         chg_sink_o,
  output logic         led_o,

  // ---- wake sources, AON flops: {charger, die warning, battery low 2, battery low 1, VBUS}
  output logic [  4:0] wake_o,

  // ---- to the power block, AON flops: over-voltage, under-voltage, over-temperature; power-up refused; VBUS inserted
  output logic [  2:0] protect_o,
  output logic         block_o,
  output logic         vbus_boot_o
  // verilator lint_on UNUSEDSIGNAL
);

  // of no use without a charger
  // verilator lint_off UNUSEDSIGNAL
  logic [83:0] result;
  logic [ 6:0] upd;
  logic ready;
  logic [ 4:0] sensor, stale;
  logic [ 5:0] trip;
  logic attached;
  // verilator lint_on UNUSEDSIGNAL

  if (HAS_MONITOR != 0) begin : gen_monitor
    pmu_monitor #(
      .SAMPLE_TICKS(SAMPLE_TICKS), .NEEDED(MON_NEEDED), .CFG_RST(MON_CFG_RST)
    ) u_monitor (
      .clk_sys_i(clk_sys_i), .rst_sys_ni(rst_sys_ni), .strobe_i(strobe_i), .clk_aon_i(clk_aon_i),
      .rst_aon_ni(rst_aon_ni), .now_i(now_i), .cfg_i(mon_cfg_i), .cfg_wr_i(mon_cfg_wr_i), .req_i(mon_req_i),
      .req_wr_i(mon_req_wr_i), .clr_fresh_i(mon_clr_fresh_i), .clr_event_i(mon_clr_event_i), .clr_wr_i(mon_clr_wr_i),
      .intr_i(mon_intr_i), .intr_wr_i(mon_intr_wr_i),
      .stat_result_o(mon_result_o), .stat_tick_o(mon_tick_o), .stat_fresh_o(mon_fresh_o), .stat_trip_o(mon_trip_o),
      .stat_sensor_o(mon_sensor_o), .stat_ready_o(mon_ready_o), .stat_defaults_o(mon_defaults_o),
      .event_o(mon_event_o), .busy_o(mon_busy_o),
      .state_i(state_i), .vbus_i(attached), .adc_cmp_i(adc_cmp_i), .adc_en_o(adc_en_o), .adc_sample_o(adc_sample_o),
      .adc_chan_o(adc_chan_o), .adc_dac_o(adc_dac_o), .result_o(result), .upd_o(upd), .ready_o(ready),
      .sensor_o(sensor), .stale_o(stale), .trip_o(trip), .wake_o(wake_o[3:1]), .protect_o(protect_o), .block_o(block_o)
    );
  end else begin : gen_no_monitor
    assign {mon_result_o, mon_tick_o, mon_fresh_o, mon_trip_o, mon_sensor_o, mon_ready_o} = '0;
    assign mon_defaults_o = 1'b0;
    assign {mon_event_o, mon_busy_o} = '0;
    assign {adc_en_o, adc_sample_o, adc_chan_o, adc_dac_o, result, upd, ready, sensor, stale, trip} = '0;
    assign wake_o[3:1] = '0;
    assign {protect_o, block_o} = '0;
  end

  if (HAS_CHARGER != 0) begin : gen_charger
    pmu_charger #(
      .CTRL_RST(CHG_CTRL_RST), .CAP(CHG_CAP), .LIMIT_RST(CHG_LIMIT_RST), .TEMP_RST(CHG_TEMP_RST),
      .TIMER_RST(CHG_TIMER_RST), .VBUS_DEBOUNCE(VBUS_DEBOUNCE)
    ) u_charger (
      .clk_sys_i(clk_sys_i), .rst_sys_ni(rst_sys_ni), .strobe_i(strobe_i), .clk_aon_i(clk_aon_i),
      .rst_aon_ni(rst_aon_ni), .now_i(now_i), .ctrl_i(chg_ctrl_i), .ctrl_wr_i(chg_ctrl_wr_i), .limit_i(chg_limit_i),
      .limit_wr_i(chg_limit_wr_i), .temp_i(chg_temp_i), .temp_wr_i(chg_temp_wr_i), .timer_i(chg_timer_i),
      .timer_wr_i(chg_timer_wr_i), .clr_event_i(chg_clr_event_i), .clr_fault_i(chg_clr_fault_i), .kick_i(chg_kick_i),
      .clr_wr_i(chg_clr_wr_i), .intr_i(chg_intr_i), .intr_wr_i(chg_intr_wr_i), .stat_state_o(chg_state_o),
      .stat_status_o(chg_status_o), .stat_type_o(chg_type_o),
      .stat_health_o(chg_health_o), .stat_zone_o(chg_zone_o), .stat_fold_o(chg_fold_o), .stat_limit_o(chg_limit_o),
      .stat_det_o(chg_det_o), .stat_wd_expired_o(chg_wd_expired_o), .stat_en_o(chg_on_o), .stat_sink_o(chg_sinking_o),
      .stat_poor_o(chg_poor_o), .stat_worn_o(chg_worn_o),
      .stat_iset_o(chg_ma_o), .stat_vset_o(chg_mv_o), .stat_pre_min_o(chg_pre_min_o),
      .stat_fast_min_o(chg_fast_min_o), .stat_stale_o(chg_stale_o), .event_o(chg_event_o),
      .busy_o(chg_busy_o), .vbus_det_i(vbus_det_i),
      .vbus_ovp_i(vbus_ovp_i), .loop_cv_i(loop_cv_i), .loop_iin_i(loop_iin_i), .loop_vin_i(loop_vin_i),
      .vbat_i(result[11:0]), .vbus_i(result[23:12]), .ntc_i(result[35:24]), .ichg_i(result[59:48]), .upd_i(upd),
      .ready_i(ready), .sensor_i(sensor), .die_warn_i(trip[4]), .die_crit_i(trip[5]), .vbat_over_i(trip[0]),
      .stale_i(stale), .state_i(state_i),
      .en_o(chg_en_o), .iset_o(chg_iset_o), .vset_o(chg_vset_o), .sink_o(chg_sink_o), .led_o(led_o), .det_o(wake_o[0]),
      .vbus_boot_o(vbus_boot_o), .wake_o(wake_o[4]), .attached_o(attached)
    );
  end else begin : gen_no_charger
    assign {chg_state_o, chg_status_o, chg_type_o, chg_health_o, chg_zone_o, chg_fold_o, chg_limit_o, chg_det_o} = '0;
    assign {chg_wd_expired_o, chg_on_o, chg_sinking_o, chg_poor_o, chg_worn_o, chg_ma_o, chg_mv_o, chg_pre_min_o,
            chg_fast_min_o} = '0;
    assign chg_stale_o = 1'b0;
    assign {chg_event_o, chg_busy_o, chg_en_o, chg_iset_o, chg_vset_o, chg_sink_o, led_o, attached} = '0;
    assign {wake_o[4], wake_o[0]} = '0;
    assign vbus_boot_o = 1'b0;
  end

endmodule
