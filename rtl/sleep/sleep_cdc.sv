// SPDX-License-Identifier: Apache-2.0
//
// All clock crossings of the sleep block, by direction.
//
// Bus to AON: idle of each core and the offer are single registered bits, each through a synchronizer; they may
// arrive a tick apart, which the AON side allows for. The mode on offer needs none: it stands still from before the
// offer rises until four ticks after it has fallen, and is looked at only while the offer is seen. Settings are
// posted, each group whole; a take tells the sources that collect or convert when their value has been copied. AON to
// bus: one sample for all status, so that `parked` and `run` of a core change together. The start of a core from
// reset lasts for ticks and crosses as a level. The memory's answer is a pin.

module sleep_cdc #(
  parameter int                 N_CORES  = 2,
  parameter int                 STATUS_W = 1,
  parameter logic [N_CORES-1:0] TYPE_RST = '1
) (
  input  logic                  clk_sys_i,
  input  logic                  rst_sys_ni,
  input  logic                  strobe_i,           // sample strobe, bus clock
  input  logic                  clk_aon_i,
  input  logic                  rst_aon_ni,
  // bus clock
  input  logic [   N_CORES-1:0] idle_i,             // flops
  input  logic                  ok_i,               // flop
  input  logic [           3:0] ok_mode_i,
  input  logic                  type_post_i,
  input  logic [   N_CORES-1:0] type_i,
  output logic                  type_busy_o,
  input  logic [   N_CORES-1:0] act_post_i,
  input  logic [38*N_CORES-1:0] act_ticks_i,
  output logic [   N_CORES-1:0] act_take_o,
  output logic [   N_CORES-1:0] act_busy_o,
  input  logic                  max_post_i,
  input  logic [          37:0] max_ticks_i,
  output logic                  max_take_o,
  output logic                  max_busy_o,
  input  logic                  tmr_post_i,
  input  logic [          31:0] tmr_ticks_i,
  output logic                  tmr_busy_o,
  input  logic                  kick_post_i,
  input  logic [   N_CORES-1:0] kick_i,
  output logic                  kick_take_o,
  output logic                  kick_busy_o,
  input  logic                  clr_post_i,
  input  logic [           3:0] clr_i,
  output logic                  clr_take_o,
  output logic                  clr_busy_o,
  output logic [   N_CORES-1:0] boot_o,
  output logic [  STATUS_W-1:0] status_o,           // sampled
  // AON clock
  output logic [   N_CORES-1:0] aon_idle_o,
  output logic                  aon_ok_o,
  output logic [           3:0] aon_ok_mode_o,
  output logic                  aon_type_valid_o,
  output logic [   N_CORES-1:0] aon_type_o,
  output logic [   N_CORES-1:0] aon_act_valid_o,
  output logic [38*N_CORES-1:0] aon_act_ticks_o,
  output logic                  aon_max_valid_o,
  output logic [          37:0] aon_max_ticks_o,
  output logic                  aon_tmr_valid_o,
  output logic [          31:0] aon_tmr_ticks_o,
  output logic                  aon_kick_valid_o,
  output logic [   N_CORES-1:0] aon_kick_o,
  output logic                  aon_clr_valid_o,
  output logic [           3:0] aon_clr_o,
  output logic                  aon_dram_ack_o,
  input  logic [   N_CORES-1:0] aon_boot_i,         // flops
  input  logic [  STATUS_W-1:0] aon_status_i,       // flops
  // pin
  input  logic                  dram_ack_i
);

  // ---- bus to AON: single bits ------------------------------------------------------------------------------------
  prim_sync #(
    .W(N_CORES)
  ) u_idle (
    .clk_i (clk_aon_i),
    .rst_ni(rst_aon_ni),
    .d_i   (idle_i),
    .q_o   (aon_idle_o)
  );

  prim_sync #(
    .W(1)
  ) u_ok (
    .clk_i (clk_aon_i),
    .rst_ni(rst_aon_ni),
    .d_i   (ok_i),
    .q_o   (aon_ok_o)
  );

  assign aon_ok_mode_o = ok_mode_i;

  // ---- bus to AON: posted groups ----------------------------------------------------------------------------------
  logic unused_type_take, unused_tmr_take;

  prim_cdc_post #(
    .W  (N_CORES),
    .RST(TYPE_RST)
  ) u_type (
    .src_clk_i   (clk_sys_i),
    .src_rst_ni  (rst_sys_ni),
    .src_post_i  (type_post_i),
    .src_data_i  (type_i),
    .src_strobe_i(strobe_i),
    .src_busy_o  (type_busy_o),
    .src_take_o  (unused_type_take),
    .dst_clk_i   (clk_aon_i),
    .dst_rst_ni  (rst_aon_ni),
    .dst_valid_o (aon_type_valid_o),
    .dst_data_o  (aon_type_o)
  );

  for (genvar c = 0; c < N_CORES; c++) begin : gen_active
    prim_cdc_post #(
      .W      (38),
      .COMMAND(1)
    ) u_active (
      .src_clk_i   (clk_sys_i),
      .src_rst_ni  (rst_sys_ni),
      .src_post_i  (act_post_i[c]),
      .src_data_i  (act_ticks_i[38*c+:38]),
      .src_strobe_i(strobe_i),
      .src_busy_o  (act_busy_o[c]),
      .src_take_o  (act_take_o[c]),
      .dst_clk_i   (clk_aon_i),
      .dst_rst_ni  (rst_aon_ni),
      .dst_valid_o (aon_act_valid_o[c]),
      .dst_data_o  (aon_act_ticks_o[38*c+:38])
    );
  end

  prim_cdc_post #(
    .W(38)
  ) u_max (
    .src_clk_i   (clk_sys_i),
    .src_rst_ni  (rst_sys_ni),
    .src_post_i  (max_post_i),
    .src_data_i  (max_ticks_i),
    .src_strobe_i(strobe_i),
    .src_busy_o  (max_busy_o),
    .src_take_o  (max_take_o),
    .dst_clk_i   (clk_aon_i),
    .dst_rst_ni  (rst_aon_ni),
    .dst_valid_o (aon_max_valid_o),
    .dst_data_o  (aon_max_ticks_o)
  );

  prim_cdc_post #(
    .W(32)
  ) u_tmr (
    .src_clk_i   (clk_sys_i),
    .src_rst_ni  (rst_sys_ni),
    .src_post_i  (tmr_post_i),
    .src_data_i  (tmr_ticks_i),
    .src_strobe_i(strobe_i),
    .src_busy_o  (tmr_busy_o),
    .src_take_o  (unused_tmr_take),
    .dst_clk_i   (clk_aon_i),
    .dst_rst_ni  (rst_aon_ni),
    .dst_valid_o (aon_tmr_valid_o),
    .dst_data_o  (aon_tmr_ticks_o)
  );

  prim_cdc_post #(
    .W      (N_CORES),
    .COMMAND(1)
  ) u_kick (
    .src_clk_i   (clk_sys_i),
    .src_rst_ni  (rst_sys_ni),
    .src_post_i  (kick_post_i),
    .src_data_i  (kick_i),
    .src_strobe_i(strobe_i),
    .src_busy_o  (kick_busy_o),
    .src_take_o  (kick_take_o),
    .dst_clk_i   (clk_aon_i),
    .dst_rst_ni  (rst_aon_ni),
    .dst_valid_o (aon_kick_valid_o),
    .dst_data_o  (aon_kick_o)
  );

  prim_cdc_post #(
    .W      (4),
    .COMMAND(1)
  ) u_clr (
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

  // ---- AON to bus -------------------------------------------------------------------------------------------------
  prim_sync #(
    .W(N_CORES)
  ) u_boot (
    .clk_i (clk_sys_i),
    .rst_ni(rst_sys_ni),
    .d_i   (aon_boot_i),
    .q_o   (boot_o)
  );

  prim_cdc_sample #(
    .W(STATUS_W)
  ) u_sample (
    .bus_clk_i   (clk_sys_i),
    .bus_rst_ni  (rst_sys_ni),
    .bus_strobe_i(strobe_i),
    .aon_data_i  (aon_status_i),
    .bus_data_o  (status_o)
  );

  // ---- pin to AON -------------------------------------------------------------------------------------------------
  prim_sync #(
    .W(1)
  ) u_dram_ack (
    .clk_i (clk_aon_i),
    .rst_ni(rst_aon_ni),
    .d_i   (dram_ack_i),
    .q_o   (aon_dram_ack_o)
  );

endmodule
