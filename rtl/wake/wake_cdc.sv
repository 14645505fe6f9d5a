// SPDX-License-Identifier: Apache-2.0
//
// All clock crossings of the wake controller, by direction. (Pins enter through wake_source.)
//
// Bus to AON: three posted groups. The configuration's four words cross as one value, so a source is never seen with
// the new kind and the old enable; routes cross as one value too. Both are registers. The clear mask collects until
// taken. AON to bus: one sample for everything, so that pending and causes of one read belong to the same tick.

module wake_cdc #(
  parameter int                   N         = 8,
  parameter int                   N_CORES   = 1,
  parameter logic [N_CORES*N-1:0] ROUTE_RST = '0
) (
  input  logic                 clk_sys_i,
  input  logic                 rst_sys_ni,
  input  logic                 strobe_i,           // sample strobe, bus clock
  input  logic                 clk_aon_i,
  input  logic                 rst_aon_ni,
  // bus clock
  input  logic                 cfg_post_i,
  input  logic [      4*N-1:0] cfg_i,
  output logic                 cfg_busy_o,
  input  logic                 route_post_i,
  input  logic [N_CORES*N-1:0] route_i,
  output logic                 route_busy_o,
  input  logic                 clr_post_i,
  input  logic [        N-1:0] clr_i,
  output logic                 clr_take_o,
  output logic                 clr_busy_o,
  output logic [        N-1:0] raw_o,
  output logic [        N-1:0] pend_o,
  output logic [          5:0] cause_first_o,
  output logic [         35:0] cause_all_o,
  output logic [         31:0] cause_tick_o,
  // AON clock
  output logic                 aon_cfg_valid_o,
  output logic [      4*N-1:0] aon_cfg_o,
  output logic                 aon_route_valid_o,
  output logic [N_CORES*N-1:0] aon_route_o,
  output logic                 aon_clr_valid_o,
  output logic [        N-1:0] aon_clr_o,
  input  logic [        N-1:0] aon_raw_i,
  input  logic [        N-1:0] aon_pend_i,
  input  logic [          5:0] aon_cause_first_i,
  input  logic [         35:0] aon_cause_all_i,
  input  logic [         31:0] aon_cause_tick_i
);

  localparam int SAMPLE_W = 2 * N + 6 + 36 + 32;
  localparam logic [5:0] CAUSE_NONE = 6'd63;

  // ---- bus to AON ---------------------------------------------------------------------------------------------------
  logic unused_cfg_take, unused_route_take;

  prim_cdc_post #(
    .W(4 * N)
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
    .W  (N_CORES * N),
    .RST(ROUTE_RST)
  ) u_route (
    .src_clk_i   (clk_sys_i),
    .src_rst_ni  (rst_sys_ni),
    .src_post_i  (route_post_i),
    .src_data_i  (route_i),
    .src_strobe_i(strobe_i),
    .src_busy_o  (route_busy_o),
    .src_take_o  (unused_route_take),
    .dst_clk_i   (clk_aon_i),
    .dst_rst_ni  (rst_aon_ni),
    .dst_valid_o (aon_route_valid_o),
    .dst_data_o  (aon_route_o)
  );

  prim_cdc_post #(
    .W      (N),
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

  // ---- AON to bus ---------------------------------------------------------------------------------------------------
  prim_cdc_sample #(
    .W  (SAMPLE_W),
    .RST({{2 * N{1'b0}}, CAUSE_NONE, 36'd0, 32'd0})
  ) u_sample (
    .bus_clk_i   (clk_sys_i),
    .bus_rst_ni  (rst_sys_ni),
    .bus_strobe_i(strobe_i),
    .aon_data_i  ({aon_raw_i, aon_pend_i, aon_cause_first_i, aon_cause_all_i, aon_cause_tick_i}),
    .bus_data_o  ({raw_o, pend_o, cause_first_o, cause_all_o, cause_tick_o})
  );

endmodule
