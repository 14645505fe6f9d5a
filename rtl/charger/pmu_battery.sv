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

  // ---- bus clock
  input  pmu_mon_post_t mon_post_i,
  output pmu_mon_stat_t mon_stat_o,
  output pmu_mon_seen_t mon_seen_o,
  output pmu_mon_busy_t mon_busy_o,
  input  pmu_chg_post_t chg_post_i,
  output pmu_chg_stat_t chg_stat_o,
  output pmu_chg_busy_t chg_busy_o,

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
      .clk_sys_i, .rst_sys_ni, .strobe_i, .clk_aon_i, .rst_aon_ni, .now_i,
      .post_i(mon_post_i), .stat_o(mon_stat_o), .seen_o(mon_seen_o), .busy_o(mon_busy_o),
      .state_i, .vbus_i(attached), .adc_cmp_i, .adc_en_o, .adc_sample_o, .adc_chan_o, .adc_dac_o, .result_o(result),
      .upd_o(upd), .ready_o(ready), .sensor_o(sensor), .stale_o(stale), .trip_o(trip), .wake_o(wake_o[3:1]), .protect_o,
      .block_o
    );
  end else begin : gen_no_monitor
    assign mon_stat_o = '0;
    assign mon_seen_o = '0;
    assign mon_busy_o = '0;
    assign {adc_en_o, adc_sample_o, adc_chan_o, adc_dac_o, result, upd, ready, sensor, stale, trip} = '0;
    assign wake_o[3:1] = '0;
    assign {protect_o, block_o} = '0;
  end

  if (HAS_CHARGER != 0) begin : gen_charger
    pmu_charger #(
      .CTRL_RST(CHG_CTRL_RST), .CAP(CHG_CAP), .LIMIT_RST(CHG_LIMIT_RST), .TEMP_RST(CHG_TEMP_RST),
      .TIMER_RST(CHG_TIMER_RST), .VBUS_DEBOUNCE(VBUS_DEBOUNCE)
    ) u_charger (
      .clk_sys_i, .rst_sys_ni, .strobe_i, .clk_aon_i, .rst_aon_ni, .now_i,
      .post_i(chg_post_i), .stat_o(chg_stat_o), .busy_o(chg_busy_o),
      .vbus_det_i, .vbus_ovp_i, .loop_cv_i, .loop_iin_i, .loop_vin_i,
      .vbat_i(result[11:0]), .vbus_i(result[23:12]), .ntc_i(result[35:24]), .ichg_i(result[59:48]), .upd_i(upd),
      .ready_i(ready), .sensor_i(sensor), .die_warn_i(trip[4]), .die_crit_i(trip[5]), .vbat_over_i(trip[0]),
      .stale_i(stale), .state_i,
      .en_o(chg_en_o), .iset_o(chg_iset_o), .vset_o(chg_vset_o), .sink_o(chg_sink_o), .led_o, .det_o(wake_o[0]),
      .vbus_boot_o, .wake_o(wake_o[4]), .attached_o(attached)
    );
  end else begin : gen_no_charger
    assign chg_stat_o = '0;
    assign chg_busy_o = '0;
    assign {chg_en_o, chg_iset_o, chg_vset_o, chg_sink_o, led_o, attached} = '0;
    assign {wake_o[4], wake_o[0]} = '0;
    assign vbus_boot_o = 1'b0;
  end

endmodule
