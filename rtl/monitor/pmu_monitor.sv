// SPDX-License-Identifier: Apache-2.0
//
// Monitor: wires the crossings, the AON core and the converter's control together.
//
// Voltages and temperatures are converted in the background, often while the system is awake or a charger is attached,
// seldom in sleep. VBAT over or under and the die too hot shut power down (protect_o) and refuse to let it come back
// (block_o) until the value has been seen inside. See monitor_core for the rules and monitor_sar for the converter.

module pmu_monitor #(
  parameter int           SAMPLE_TICKS = 2,
  parameter logic [  4:0] NEEDED       = '0,  // channels that protection and charger live on
  parameter logic [173:0] CFG_RST      = 174'd0  // packed as cfg_i
) (
  input  logic         clk_sys_i,
  input  logic         rst_sys_ni,
  input  logic         strobe_i,       // sample strobe, bus clock
  input  logic         clk_aon_i,
  input  logic         rst_aon_ni,
  input  logic [ 47:0] now_i,          // timebase, AON clock
  // bus clock; the registers hold their data when the write pulse comes
  input  logic [173:0] cfg_i,          // packed as in monitor_core
  input  logic         cfg_wr_i,
  input  logic [  6:0] req_i,          // channels to convert once
  input  logic         req_wr_i,
  input  logic [  6:0] clr_fresh_i,    // write-1-clear
  input  logic [  7:0] clr_event_i,
  input  logic         clr_wr_i,
  input  logic [  7:0] intr_i,         // events that wake
  input  logic         intr_wr_i,
  output logic [ 83:0] stat_result_o,
  output logic [111:0] stat_tick_o,
  output logic [  6:0] stat_fresh_o,
  output logic [  5:0] stat_trip_o,
  output logic [  4:0] stat_sensor_o,
  output logic         stat_ready_o,
  output logic         stat_defaults_o,
  output logic [  7:0] event_o,
  output logic [  3:0] busy_o,         // {intr, clear, request, config}
  // AON clock
  input  logic [  3:0] state_i,        // main power state
  input  logic         vbus_i,         // a charger is attached
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

  // Main power states (power_main's state_o) in which the system runs or is about to: not OFF, ASLEEP, FAULT
  localparam logic [15:0] FAST_STATES = 16'b0000_0000_0110_1110;
  // ... in which nobody runs, or soon will: OFF, POWER_DOWN, FAULT
  localparam logic [15:0] OFF_STATES = 16'b0000_0000_1100_0001;

  // Trips that protect
  localparam int VBAT_OVER = 0;
  localparam int VBAT_UNDER = 1;
  localparam int DIE_CRIT = 5;

  logic [6:0] req_data, unused_req_hide;
  logic [14:0] clr_data, clr_hide;
  logic req_take, clr_take;
  logic [6:0] fresh_sampled;
  logic [7:0] event_sampled;

  logic aon_cfg_valid, aon_req_valid, aon_clr_valid, aon_intr_valid;
  logic [173:0] aon_cfg;
  logic [6:0] aon_req, aon_fresh;
  logic [14:0] aon_clr;
  logic [111:0] aon_tick;
  logic [7:0] aon_event, aon_intr;

  logic sar_start, sar_done;
  logic [2:0] sar_chan;
  logic [11:0] sar_value;
  logic fast_d, fast_q, off_q;
  logic aon_defaults;
  logic block_q;

  prim_collect #(
    .N(7)
  ) u_request (
    .clk_i (clk_sys_i),
    .rst_ni(rst_sys_ni),
    .wr_i  (req_wr_i),
    .bits_i(req_i),
    .data_o(req_data),
    .take_i(req_take),
    .busy_i(busy_o[1]),
    .hide_o(unused_req_hide)
  );

  prim_collect #(
    .N(15)
  ) u_clear (
    .clk_i (clk_sys_i),
    .rst_ni(rst_sys_ni),
    .wr_i  (clr_wr_i),
    .bits_i({clr_event_i, clr_fresh_i}),
    .data_o(clr_data),
    .take_i(clr_take),
    .busy_i(busy_o[2]),
    .hide_o(clr_hide)
  );

  assign {event_o, stat_fresh_o} = {event_sampled, fresh_sampled} & ~clr_hide;

  monitor_cdc #(
    .CFG_RST(CFG_RST)
  ) u_cdc (
    .clk_sys_i      (clk_sys_i),
    .rst_sys_ni     (rst_sys_ni),
    .strobe_i       (strobe_i),
    .clk_aon_i      (clk_aon_i),
    .rst_aon_ni     (rst_aon_ni),
    .cfg_post_i     (cfg_wr_i),
    .cfg_i          (cfg_i),
    .cfg_busy_o     (busy_o[0]),
    .req_post_i     (req_wr_i),
    .req_i          (req_data),
    .req_take_o     (req_take),
    .req_busy_o     (busy_o[1]),
    .clr_post_i     (clr_wr_i),
    .clr_i          (clr_data),
    .clr_take_o     (clr_take),
    .clr_busy_o     (busy_o[2]),
    .intr_post_i    (intr_wr_i),
    .intr_i         (intr_i),
    .intr_busy_o    (busy_o[3]),
    .result_o       (stat_result_o),
    .tick_o         (stat_tick_o),
    .fresh_o        (fresh_sampled),
    .trip_o         (stat_trip_o),
    .sensor_o       (stat_sensor_o),
    .ready_o        (stat_ready_o),
    .defaults_o     (stat_defaults_o),
    .event_o        (event_sampled),
    .aon_cfg_valid_o(aon_cfg_valid),
    .aon_cfg_o      (aon_cfg),
    .aon_req_valid_o(aon_req_valid),
    .aon_req_o      (aon_req),
    .aon_clr_valid_o(aon_clr_valid),
    .aon_clr_o      (aon_clr),
    .aon_intr_valid_o(aon_intr_valid),
    .aon_intr_o     (aon_intr),
    .aon_result_i   (result_o),
    .aon_tick_i     (aon_tick),
    .aon_fresh_i    (aon_fresh),
    .aon_trip_i     (trip_o),
    .aon_sensor_i   (sensor_o),
    .aon_ready_i    (ready_o),
    .aon_defaults_i (aon_defaults),
    .aon_event_i    (aon_event)
  );

  monitor_core #(
    .NEEDED (NEEDED),
    .CFG_RST(CFG_RST)
  ) u_core (
    .clk_i      (clk_aon_i),
    .rst_ni     (rst_aon_ni),
    .now_i      (now_i),
    .sar_start_o(sar_start),
    .sar_chan_o (sar_chan),
    .sar_done_i (sar_done),
    .sar_value_i(sar_value),
    .fast_i     (fast_q),
    .off_i      (off_q),
    .cfg_valid_i(aon_cfg_valid),
    .cfg_i      (aon_cfg),
    .req_valid_i(aon_req_valid),
    .req_i      (aon_req),
    .clr_valid_i(aon_clr_valid),
    .clr_i      (aon_clr),
    .intr_valid_i(aon_intr_valid),
    .intr_i     (aon_intr),
    .result_o   (result_o),
    .tick_o     (aon_tick),
    .fresh_o    (aon_fresh),
    .upd_o      (upd_o),
    .ready_o    (ready_o),
    .trip_o     (trip_o),
    .sensor_o   (sensor_o),
    .stale_o    (stale_o),
    .defaults_o (aon_defaults),
    .wake_o     (wake_o),
    .event_o    (aon_event)
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
