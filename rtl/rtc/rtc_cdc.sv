// SPDX-License-Identifier: Apache-2.0
//
// All clock crossings of the RTC, by direction.
//
// Bus to AON: one posted group each for the time, the trim, every alarm and the clear mask, because each takes effect
// by itself and whole. The data are registers that move only with a post (the clear mask: collect until taken). AON to
// bus: one sample for time and prescaler, which stands still while firmware reads its words, and one for the status,
// which does not. The prescaler is logic on AON flops; it settles long before the strobe.

module rtc_cdc #(
  parameter int N_ALARMS = 2
) (
  input  logic                   clk_sys_i,
  input  logic                   rst_sys_ni,
  input  logic                   strobe_i,         // sample strobe, bus clock
  input  logic                   clk_aon_i,
  input  logic                   rst_aon_ni,
  // bus clock
  input  logic                   time_post_i,
  input  logic [           69:0] time_i,
  output logic                   time_busy_o,
  input  logic                   trim_post_i,
  input  logic [            9:0] trim_i,
  output logic                   trim_busy_o,
  input  logic [   N_ALARMS-1:0] alm_post_i,
  input  logic [N_ALARMS*46-1:0] alm_i,
  output logic [   N_ALARMS-1:0] alm_busy_o,
  input  logic                   clr_post_i,
  input  logic [            7:0] clr_i,
  output logic                   clr_take_o,
  output logic                   clr_busy_o,
  input  logic                   hold_i,           // keep the sampled time
  output logic [           69:0] time_o,
  output logic [           14:0] presc_o,
  output logic                   set_o,
  output logic [   N_ALARMS-1:0] armed_o,
  output logic [            7:0] event_o,
  // AON clock
  output logic                   aon_set_valid_o,
  output logic [           69:0] aon_set_time_o,
  output logic                   aon_trim_valid_o,
  output logic [            9:0] aon_trim_o,
  output logic [   N_ALARMS-1:0] aon_alm_valid_o,
  output logic [N_ALARMS*46-1:0] aon_alm_o,
  output logic                   aon_clr_valid_o,
  output logic [            7:0] aon_clr_o,
  input  logic [           69:0] aon_time_i,
  input  logic [           14:0] aon_presc_i,
  input  logic                   aon_set_i,
  input  logic [   N_ALARMS-1:0] aon_armed_i,
  input  logic [            7:0] aon_event_i
);

  localparam int ALARM_W = 46;
  localparam logic [69:0] TIME_RST = {32'd0, 9'd0, 4'd1, 5'd1, 3'd5, 5'd0, 6'd0, 6'd0};  // as in rtc_core

  // ---- bus to AON ---------------------------------------------------------------------------------------------------
  logic unused_time_take, unused_trim_take;
  logic [N_ALARMS-1:0] unused_alm_take;

  // A time that comes out of nowhere would set the clock: the bit beside it says that somebody has committed it
  logic time_valid, time_committed;

  prim_cdc_post #(
    .W      (71),
    .RST    ({1'b0, TIME_RST}),
    .COMMAND(1)
  ) u_time (
    .src_clk_i   (clk_sys_i),
    .src_rst_ni  (rst_sys_ni),
    .src_post_i  (time_post_i),
    .src_data_i  ({1'b1, time_i}),
    .src_strobe_i(strobe_i),
    .src_busy_o  (time_busy_o),
    .src_take_o  (unused_time_take),
    .dst_clk_i   (clk_aon_i),
    .dst_rst_ni  (rst_aon_ni),
    .dst_valid_o (time_valid),
    .dst_data_o  ({time_committed, aon_set_time_o})
  );

  assign aon_set_valid_o = time_valid && time_committed;

  prim_cdc_post #(
    .W(10)
  ) u_trim (
    .src_clk_i   (clk_sys_i),
    .src_rst_ni  (rst_sys_ni),
    .src_post_i  (trim_post_i),
    .src_data_i  (trim_i),
    .src_strobe_i(strobe_i),
    .src_busy_o  (trim_busy_o),
    .src_take_o  (unused_trim_take),
    .dst_clk_i   (clk_aon_i),
    .dst_rst_ni  (rst_aon_ni),
    .dst_valid_o (aon_trim_valid_o),
    .dst_data_o  (aon_trim_o)
  );

  generate
    for (genvar n = 0; n < N_ALARMS; n++) begin : gen_alarm
      prim_cdc_post #(
        .W(ALARM_W)
      ) u_alarm (
        .src_clk_i   (clk_sys_i),
        .src_rst_ni  (rst_sys_ni),
        .src_post_i  (alm_post_i[n]),
        .src_data_i  (alm_i[n*ALARM_W+:ALARM_W]),
        .src_strobe_i(strobe_i),
        .src_busy_o  (alm_busy_o[n]),
        .src_take_o  (unused_alm_take[n]),
        .dst_clk_i   (clk_aon_i),
        .dst_rst_ni  (rst_aon_ni),
        .dst_valid_o (aon_alm_valid_o[n]),
        .dst_data_o  (aon_alm_o[n*ALARM_W+:ALARM_W])
      );
    end
  endgenerate

  prim_cdc_post #(
    .W      (8),
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
    .W  (85),
    .RST({TIME_RST, 15'd0})
  ) u_time_sample (
    .bus_clk_i   (clk_sys_i),
    .bus_rst_ni  (rst_sys_ni),
    .bus_strobe_i(strobe_i && !hold_i),
    .aon_data_i  ({aon_time_i, aon_presc_i}),
    .bus_data_o  ({time_o, presc_o})
  );

  prim_cdc_sample #(
    .W(9 + N_ALARMS)
  ) u_status_sample (
    .bus_clk_i   (clk_sys_i),
    .bus_rst_ni  (rst_sys_ni),
    .bus_strobe_i(strobe_i),
    .aon_data_i  ({aon_set_i, aon_armed_i, aon_event_i}),
    .bus_data_o  ({set_o, armed_o, event_o})
  );

endmodule
