// SPDX-License-Identifier: Apache-2.0
//
// All clock crossings of the charger, by direction.
//
// Pins to AON: one synchronizer for each bit; none of them means anything together with another. Bus to AON: one posted
// group each for control, limits, temperatures and timers, so that no limit is ever in force with the wrong
// partner; what is cleared or kicked collects until taken. AON to bus: one sample for everything, so that the state
// and its reasons belong to the same tick.

module charger_cdc #(
  parameter logic [34:0] CTRL_RST  = 35'd0,
  parameter logic [67:0] LIMIT_RST = 68'd0,
  parameter logic [79:0] TEMP_RST  = 80'd0,
  parameter logic [17:0] TIMER_RST = 18'd0
) (
  input  logic        clk_sys_i,
  input  logic        rst_sys_ni,
  input  logic        strobe_i,           // sample strobe, bus clock
  input  logic        clk_aon_i,
  input  logic        rst_aon_ni,
  // any clock
  input  logic        vbus_det_i,
  input  logic        vbus_ovp_i,
  input  logic        loop_cv_i,
  input  logic        loop_iin_i,
  input  logic        loop_vin_i,
  // bus clock
  input  logic        ctrl_post_i,
  input  logic [34:0] ctrl_i,
  output logic        ctrl_busy_o,
  input  logic        limit_post_i,
  input  logic [67:0] limit_i,
  output logic        limit_busy_o,
  input  logic        temp_post_i,
  input  logic [79:0] temp_i,
  output logic        temp_busy_o,
  input  logic        timer_post_i,
  input  logic [17:0] timer_i,
  output logic        timer_busy_o,
  input  logic        clr_post_i,
  input  logic [13:0] clr_i,
  output logic        clr_take_o,
  output logic        clr_busy_o,
  input  logic        intr_post_i,
  input  logic [11:0] intr_i,
  output logic        intr_busy_o,
  output logic [ 3:0] state_o,
  output logic [ 2:0] status_o,
  output logic [ 2:0] type_o,
  output logic [ 3:0] health_o,
  output logic [ 2:0] zone_o,
  output logic [ 2:0] fold_o,
  output logic        limit_o,
  output logic        det_o,
  output logic        wd_expired_o,
  output logic        en_o,
  output logic        sink_o,
  output logic        poor_o,
  output logic        worn_o,
  output logic [ 9:0] iset_o,
  output logic [12:0] vset_o,
  output logic [ 7:0] pre_min_o,
  output logic [ 9:0] fast_min_o,
  output logic        stale_o,
  output logic [11:0] event_o,
  // AON clock
  output logic        aon_vbus_det_o,
  output logic        aon_vbus_ovp_o,
  output logic        aon_loop_cv_o,
  output logic        aon_loop_iin_o,
  output logic        aon_loop_vin_o,
  output logic        aon_ctrl_valid_o,
  output logic [34:0] aon_ctrl_o,
  output logic        aon_limit_valid_o,
  output logic [67:0] aon_limit_o,
  output logic        aon_temp_valid_o,
  output logic [79:0] aon_temp_o,
  output logic        aon_timer_valid_o,
  output logic [17:0] aon_timer_o,
  output logic        aon_clr_valid_o,
  output logic [13:0] aon_clr_o,
  output logic        aon_intr_valid_o,
  output logic [11:0] aon_intr_o,
  input  logic [ 3:0] aon_state_i,
  input  logic [ 2:0] aon_status_i,
  input  logic [ 2:0] aon_type_i,
  input  logic [ 3:0] aon_health_i,
  input  logic [ 2:0] aon_zone_i,
  input  logic [ 2:0] aon_fold_i,
  input  logic        aon_limit_i,
  input  logic        aon_det_i,
  input  logic        aon_wd_expired_i,
  input  logic        aon_en_i,
  input  logic        aon_sink_i,
  input  logic        aon_poor_i,
  input  logic        aon_worn_i,
  input  logic [ 9:0] aon_iset_i,
  input  logic [12:0] aon_vset_i,
  input  logic [ 7:0] aon_pre_min_i,
  input  logic [ 9:0] aon_fast_min_i,
  input  logic        aon_stale_i,
  input  logic [11:0] aon_event_i
);

  localparam int SAMPLE_W = 81;
  // as charger_core comes out of reset: off, discharging, no charge, no battery seen yet
  localparam logic [SAMPLE_W-1:0] SAMPLE_RST = {4'd0, 3'd2, 3'd1, 4'd14, 3'd5, 64'd0};

  // ---- pins to AON --------------------------------------------------------------------------------------------------
  prim_sync #(
    .W(5)
  ) u_pins (
    .clk_i (clk_aon_i),
    .rst_ni(rst_aon_ni),
    .d_i   ({vbus_det_i, vbus_ovp_i, loop_cv_i, loop_iin_i, loop_vin_i}),
    .q_o   ({aon_vbus_det_o, aon_vbus_ovp_o, aon_loop_cv_o, aon_loop_iin_o, aon_loop_vin_o})
  );

  // ---- bus to AON ---------------------------------------------------------------------------------------------------
  logic unused_ctrl_take, unused_limit_take, unused_temp_take, unused_timer_take, unused_intr_take;

  prim_cdc_post #(
    .W  (35),
    .RST(CTRL_RST)
  ) u_ctrl (
    .src_clk_i   (clk_sys_i),
    .src_rst_ni  (rst_sys_ni),
    .src_post_i  (ctrl_post_i),
    .src_data_i  (ctrl_i),
    .src_strobe_i(strobe_i),
    .src_busy_o  (ctrl_busy_o),
    .src_take_o  (unused_ctrl_take),
    .dst_clk_i   (clk_aon_i),
    .dst_rst_ni  (rst_aon_ni),
    .dst_valid_o (aon_ctrl_valid_o),
    .dst_data_o  (aon_ctrl_o)
  );

  prim_cdc_post #(
    .W  (68),
    .RST(LIMIT_RST)
  ) u_limit (
    .src_clk_i   (clk_sys_i),
    .src_rst_ni  (rst_sys_ni),
    .src_post_i  (limit_post_i),
    .src_data_i  (limit_i),
    .src_strobe_i(strobe_i),
    .src_busy_o  (limit_busy_o),
    .src_take_o  (unused_limit_take),
    .dst_clk_i   (clk_aon_i),
    .dst_rst_ni  (rst_aon_ni),
    .dst_valid_o (aon_limit_valid_o),
    .dst_data_o  (aon_limit_o)
  );

  prim_cdc_post #(
    .W  (80),
    .RST(TEMP_RST)
  ) u_temp (
    .src_clk_i   (clk_sys_i),
    .src_rst_ni  (rst_sys_ni),
    .src_post_i  (temp_post_i),
    .src_data_i  (temp_i),
    .src_strobe_i(strobe_i),
    .src_busy_o  (temp_busy_o),
    .src_take_o  (unused_temp_take),
    .dst_clk_i   (clk_aon_i),
    .dst_rst_ni  (rst_aon_ni),
    .dst_valid_o (aon_temp_valid_o),
    .dst_data_o  (aon_temp_o)
  );

  prim_cdc_post #(
    .W  (18),
    .RST(TIMER_RST)
  ) u_timer (
    .src_clk_i   (clk_sys_i),
    .src_rst_ni  (rst_sys_ni),
    .src_post_i  (timer_post_i),
    .src_data_i  (timer_i),
    .src_strobe_i(strobe_i),
    .src_busy_o  (timer_busy_o),
    .src_take_o  (unused_timer_take),
    .dst_clk_i   (clk_aon_i),
    .dst_rst_ni  (rst_aon_ni),
    .dst_valid_o (aon_timer_valid_o),
    .dst_data_o  (aon_timer_o)
  );

  prim_cdc_post #(
    .W      (14),
    .COMMAND(1)
  ) u_clear (
    .src_clk_i   (clk_sys_i),
    .src_rst_ni  (rst_sys_ni),
    .src_post_i  (clr_post_i),
    .src_data_i  (clr_i),
    .src_strobe_i(strobe_i),
    .src_busy_o  (clr_busy_o),
    .src_take_o  (clr_take_o),
    .dst_clk_i   (clk_aon_i),
    .dst_rst_ni  (rst_aon_ni),
    .dst_valid_o (aon_clr_valid_o),
    .dst_data_o  (aon_clr_o)
  );

  prim_cdc_post #(
    .W(12)
  ) u_intr (
    .src_clk_i   (clk_sys_i),
    .src_rst_ni  (rst_sys_ni),
    .src_post_i  (intr_post_i),
    .src_data_i  (intr_i),
    .src_strobe_i(strobe_i),
    .src_busy_o  (intr_busy_o),
    .src_take_o  (unused_intr_take),
    .dst_clk_i   (clk_aon_i),
    .dst_rst_ni  (rst_aon_ni),
    .dst_valid_o (aon_intr_valid_o),
    .dst_data_o  (aon_intr_o)
  );

  // ---- AON to bus ---------------------------------------------------------------------------------------------------
  // status, type and poor are logic behind the state's flops; they settle long before the strobe
  prim_cdc_sample #(
    .W  (SAMPLE_W),
    .RST(SAMPLE_RST)
  ) u_sample (
    .bus_clk_i   (clk_sys_i),
    .bus_rst_ni  (rst_sys_ni),
    .bus_strobe_i(strobe_i),
    .aon_data_i  ({aon_state_i, aon_status_i, aon_type_i, aon_health_i, aon_zone_i, aon_fold_i, aon_limit_i, aon_det_i,
                   aon_wd_expired_i, aon_en_i, aon_sink_i, aon_poor_i, aon_worn_i, aon_iset_i, aon_vset_i,
                   aon_pre_min_i, aon_fast_min_i, aon_stale_i, aon_event_i}),
    .bus_data_o  ({state_o, status_o, type_o, health_o, zone_o, fold_o, limit_o, det_o, wd_expired_o, en_o, sink_o,
                   poor_o, worn_o, iset_o, vset_o, pre_min_o, fast_min_o, stale_o, event_o})
  );

endmodule
