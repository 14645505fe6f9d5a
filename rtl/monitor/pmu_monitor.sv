// SPDX-License-Identifier: Apache-2.0
//
// Monitor: wires the crossings, the AON core and the converter's control together.
//
// Voltages and temperatures are converted in the background, often while the system is awake or VBUS is attached,
// seldom in sleep. VBAT over or under and the die too hot shut power down (protect_o) and refuse to let it come back
// (block_o) until the value has been seen inside. See monitor_core for the rules and monitor_sar for the converter.

module pmu_monitor #(
  parameter int           SAMPLE_TICKS = 2,
  parameter logic [  4:0] MON_NEEDED   = '0,  // channels that somebody's safety lives on
  parameter logic [173:0] MON_CFG_RST  = '0   // packed as cfg_i
) (
  input  logic         clk_sys_i,
  input  logic         rst_sys_ni,
  input  logic         strobe_i,       // sample strobe, bus clock
  input  logic         clk_aon_i,
  input  logic         rst_aon_ni,
  input  logic [ 47:0] now_i,          // timebase, AON clock
  // bus clock
  input  pmu_mon_post_t post_i,
  output pmu_mon_stat_t stat_o,
  output pmu_mon_seen_t seen_o,
  output pmu_mon_busy_t busy_o,
  // AON clock
  input  logic [  3:0] state_i,        // main power state
  input  logic         vbus_i,         // VBUS is attached
  input  logic         adc_cmp_i,
  output logic         adc_en_o,
  output logic         adc_sample_o,
  output logic [  2:0] adc_chan_o,
  output logic [ 11:0] adc_dac_o,
  output logic [ 83:0] result_o,
  output logic [  6:0] upd_o,
  output logic         ready_o,
  output logic [  4:0] sensor_o,
  output logic [  4:0] stale_o,
  output logic [  5:0] trip_o,
  output logic [  2:0] wake_o,         // wake sources: {die warning, battery low 2, battery low 1}
  output logic [  2:0] protect_o,      // {over-temperature, under-voltage, over-voltage}
  output logic         block_o         // power-up is refused
);

  // Main power states in which the system runs or is about to
  localparam logic [15:0] FAST_STATES = (16'd1 << pmu_pkg::PWR_STATE_POWER_UP) | (16'd1 << pmu_pkg::PWR_STATE_ACTIVE) |
      (16'd1 << pmu_pkg::PWR_STATE_SLEEP_ENTRY) | (16'd1 << pmu_pkg::PWR_STATE_SLEEP_EXIT) |
      (16'd1 << pmu_pkg::PWR_STATE_POWER_DOWN);
  // ... in which nobody runs, or soon will
  localparam logic [15:0] OFF_STATES = (16'd1 << pmu_pkg::PWR_STATE_OFF) | (16'd1 << pmu_pkg::PWR_STATE_POWER_DOWN) |
      (16'd1 << pmu_pkg::PWR_STATE_FAULT);

  // Trips that protect
  localparam int VBAT_OVER = 0;
  localparam int VBAT_UNDER = 1;
  localparam int DIE_CRIT = 5;

  pmu_mon_post_t post;
  pmu_mon_stat_t stat;
  logic sar_start, sar_done;
  logic [2:0] sar_chan;
  logic [11:0] sar_value;
  logic fast_d, fast_q, off_q;
  logic block_q;

  mon_xing #(
    .MON_CFG_RST(MON_CFG_RST)
  ) u_xing (
    .clk_sys_i, .rst_sys_ni, .strobe_i, .clk_aon_i, .rst_aon_ni, .post_i, .busy_o, .stat_o,
    .post_o(post), .stat_i(stat)
  );

  assign seen_o.mon_result_fresh = stat_o.mon_fresh;
  assign stat.mon_result_value   = result_o;
  assign stat.mon_status_trip    = trip_o;
  assign stat.mon_status_sensor  = sensor_o;
  assign stat.mon_status_ready   = ready_o;

  monitor_core #(
    .NEEDED(MON_NEEDED), .CFG_RST(MON_CFG_RST)
  ) u_core (
    .clk_i      (clk_aon_i),
    .rst_ni     (rst_aon_ni),
    .now_i,
    .sar_start_o(sar_start),
    .sar_chan_o (sar_chan),
    .sar_done_i (sar_done),
    .sar_value_i(sar_value),
    .fast_i     (fast_q),
    .off_i      (off_q),
    .cfg_valid_i(post.mon_cfg_wr),
    .cfg_i      (post.mon_cfg),
    .req_valid_i(post.mon_convert_wr),
    .req_i      (post.mon_convert),
    .clr_valid_i(post.mon_clear_wr),
    .clr_i      ({post.mon_event_clr, post.mon_fresh_clr}),
    .intr_valid_i(post.mon_intr_wr),
    .intr_i     (post.mon_intr_enable),
    .result_o,
    .tick_o     (stat.mon_result_tick),
    .fresh_o    (stat.mon_fresh),
    .upd_o, .ready_o, .trip_o, .sensor_o, .stale_o,
    .defaults_o (stat.mon_status_defaults),
    .wake_o,
    .event_o    (stat.mon_event)
  );

  monitor_sar #(
    .SAMPLE_TICKS(SAMPLE_TICKS)
  ) u_sar (
    .clk_i   (clk_aon_i),
    .rst_ni  (rst_aon_ni),
    .start_i (sar_start),
    .chan_i  (sar_chan),
    .cmp_i   (adc_cmp_i),
    .en_o    (adc_en_o),
    .sample_o(adc_sample_o),
    .chan_o  (adc_chan_o),
    .dac_o   (adc_dac_o),
    .done_o  (sar_done),
    .value_o (sar_value)
  );

  // Several bits decide: combined and registered, so that the scan timer sees one clean bit, and power another
  assign fast_d    = FAST_STATES[state_i] || vbus_i;
  assign protect_o = {trip_o[DIE_CRIT], trip_o[VBAT_UNDER], trip_o[VBAT_OVER]};

  always_ff @(posedge clk_aon_i or negedge rst_aon_ni) begin
    if (!rst_aon_ni) begin
      fast_q  <= 1'b0;
      off_q   <= 1'b0;
      block_q <= 1'b1;
    end else begin
      fast_q  <= fast_d;
      off_q   <= OFF_STATES[state_i];
      block_q <= |protect_o;
    end
  end

  assign block_o = block_q;

endmodule
