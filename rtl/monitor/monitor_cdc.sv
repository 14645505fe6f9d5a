// SPDX-License-Identifier: Apache-2.0
//
// All clock crossings of the monitor, by direction. (The comparator needs none: it answers to AON flops.)
//
// Bus to AON: four posted groups. The settings cross as one value, so a limit is never seen with the hysteresis of
// another; they are registers, as is the mask of what wakes. Requests and clears are masks that collect until taken. AON to bus: one sample for
// everything, so that a result, its tick and its flags of one read belong together.

module monitor_cdc #(
  parameter logic [173:0] CFG_RST = 174'd0
) (
  input  logic         clk_sys_i,
  input  logic         rst_sys_ni,
  input  logic         strobe_i,         // sample strobe, bus clock
  input  logic         clk_aon_i,
  input  logic         rst_aon_ni,
  // bus clock
  input  logic         cfg_post_i,
  input  logic [173:0] cfg_i,
  output logic         cfg_busy_o,
  input  logic         req_post_i,
  input  logic [  6:0] req_i,
  output logic         req_take_o,
  output logic         req_busy_o,
  input  logic         clr_post_i,
  input  logic [ 14:0] clr_i,
  output logic         clr_take_o,
  output logic         clr_busy_o,
  input  logic         intr_post_i,
  input  logic [  7:0] intr_i,
  output logic         intr_busy_o,
  output logic [ 83:0] result_o,
  output logic [111:0] tick_o,
  output logic [  6:0] fresh_o,
  output logic [  5:0] trip_o,
  output logic [  4:0] sensor_o,
  output logic         ready_o,
  output logic         defaults_o,
  output logic [  7:0] event_o,
  // AON clock
  output logic         aon_cfg_valid_o,
  output logic [173:0] aon_cfg_o,
  output logic         aon_req_valid_o,
  output logic [  6:0] aon_req_o,
  output logic         aon_clr_valid_o,
  output logic [ 14:0] aon_clr_o,
  output logic         aon_intr_valid_o,
  output logic [  7:0] aon_intr_o,
  input  logic [ 83:0] aon_result_i,
  input  logic [111:0] aon_tick_i,
  input  logic [  6:0] aon_fresh_i,
  input  logic [  5:0] aon_trip_i,
  input  logic [  4:0] aon_sensor_i,
  input  logic         aon_ready_i,
  input  logic         aon_defaults_i,
  input  logic [  7:0] aon_event_i
);

  localparam int SAMPLE_W = 84 + 112 + 7 + 6 + 5 + 1 + 1 + 8;
  localparam logic [5:0] TRIP_RST = 6'b100011;  // as in monitor_core

  // ---- bus to AON ---------------------------------------------------------------------------------------------------
  logic unused_cfg_take, unused_intr_take;

  prim_cdc_post #(
    .W  (174),
    .RST(CFG_RST)
  ) u_cfg (
    .src_clk_i   (clk_sys_i),
    .src_rst_ni  (rst_sys_ni),
    .src_post_i  (cfg_post_i),
    .src_data_i  (cfg_i),
    .src_strobe_i(strobe_i),
    .src_busy_o  (cfg_busy_o),
    .src_take_o  (unused_cfg_take),
    .dst_clk_i   (clk_aon_i),
    .dst_rst_ni  (rst_aon_ni),
    .dst_valid_o (aon_cfg_valid_o),
    .dst_data_o  (aon_cfg_o)
  );

  prim_cdc_post #(
    .W      (7),
    .COMMAND(1)
  ) u_request (
    .src_clk_i   (clk_sys_i),
    .src_rst_ni  (rst_sys_ni),
    .src_post_i  (req_post_i),
    .src_data_i  (req_i),
    .src_strobe_i(strobe_i),
    .src_busy_o  (req_busy_o),
    .src_take_o  (req_take_o),
    .dst_clk_i   (clk_aon_i),
    .dst_rst_ni  (rst_aon_ni),
    .dst_valid_o (aon_req_valid_o),
    .dst_data_o  (aon_req_o)
  );

  prim_cdc_post #(
    .W      (15),
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
    .W(8)
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
  prim_cdc_sample #(
    .W  (SAMPLE_W),
    .RST({84'd0, 112'd0, 7'd0, TRIP_RST, 5'd0, 1'b0, 1'b0, 8'd0})
  ) u_sample (
    .bus_clk_i   (clk_sys_i),
    .bus_rst_ni  (rst_sys_ni),
    .bus_strobe_i(strobe_i),
    .aon_data_i  ({aon_result_i, aon_tick_i, aon_fresh_i, aon_trip_i, aon_sensor_i, aon_ready_i, aon_defaults_i,
                   aon_event_i}),
    .bus_data_o  ({result_o, tick_o, fresh_o, trip_o, sensor_o, ready_o, defaults_o, event_o})
  );

endmodule
