// SPDX-License-Identifier: Apache-2.0
//
// All crossings of the power block.
//
// From the bus, each group by a handshake that takes the whole word: SHUTDOWN with its key, timer and memory choice; the
// VDD_EXT setting; the bits to clear, which collect while a clear is on its way. To the bus: status, copied whole once a
// tick. From pins, which know no clock: one synchronizer each; power-good, acknowledges and the rest are independent bits, and
// the sequencers look at each for itself. The RESET pin is debounced behind its synchronizer; of watchdog lines the rising
// edge counts.
module power_cdc #(
  parameter int N_RAILS      = 1,
  parameter int N_DOMAINS    = 1,
  parameter int N_RAM        = 1,
  parameter int RST_DEBOUNCE = 8,  // ticks
  parameter int STATUS_W     = 1,
  parameter int CLR_W        = 1
) (
  input  logic                 clk_sys_i,
  input  logic                 rst_sys_ni,
  input  logic                 strobe_i,          // sample strobe, bus clock
  input  logic                 clk_aon_i,
  input  logic                 rst_aon_ni,
  // ---- bus clock
  input  logic                 off_wr_i,
  input  logic [         31:0] off_key_i,        // with off_wr_i
  input  logic [         31:0] off_ticks_i,
  input  logic [    N_RAM-1:0] off_ram_i,
  input  logic                 vdd_wr_i,
  input  logic                 vdd_keep_i,
  input  logic                 clr_wr_i,
  input  logic [    CLR_W-1:0] clr_i,
  output logic [    CLR_W-1:0] clr_hide_o,        // bits in a clear on its way
  output logic [ STATUS_W-1:0] status_o,
  output logic [          2:0] busy_o,            // {clear, VDD_EXT, shutdown}
  // ---- pins
  input  logic [  N_RAILS-1:0] pin_pg_i,
  input  logic [N_DOMAINS-1:0] pin_ack_i,
  input  logic                 pin_clk_valid_i,
  input  logic                 pin_rst_ni,
  input  logic [          7:0] pin_misc_i,       // conditions, as levels
  input  logic [          1:0] pin_event_i,
  // ---- AON clock
  input  logic [ STATUS_W-1:0] aon_status_i,
  output logic                 aon_off_valid_o,
  output logic [          7:0] aon_off_key_o,    // folded; inverted in every other word that crosses
  output logic [         31:0] aon_off_ticks_o,
  output logic [    N_RAM-1:0] aon_off_ram_o,
  output logic                 aon_vdd_keep_o,
  output logic                 aon_clr_valid_o,
  output logic [    CLR_W-1:0] aon_clr_o,
  output logic [  N_RAILS-1:0] aon_pg_o,
  output logic [N_DOMAINS-1:0] aon_ack_o,
  output logic                 aon_clk_valid_o,
  output logic                 aon_rst_pin_o,     // 1: pressed
  output logic [          7:0] aon_misc_o,
  output logic [          1:0] aon_event_o        // one tick after each rising edge
);

  // ---- bus to AON
  logic [N_RAM+39:0] off_word;
  logic [7:0] key_now, key_d, key_q;  // folded, of a command that has not left yet
  logic turn_q;                       // the next word carries the inverse
  logic off_take, vdd_take, clr_take, vdd_valid, vdd_word, vdd_keep_q;
  logic [CLR_W-1:0] clr_word;

  assign {aon_off_ram_o, aon_off_ticks_o, aon_off_key_o} = off_word;

  // The key is kept from the write to the take and no longer: a post that nobody has written carries none
  assign key_now = off_wr_i ? (off_key_i[31:24] ^ off_key_i[23:16] ^ off_key_i[15:8] ^ off_key_i[7:0]) : key_q;
  assign key_d   = off_take ? '0 : key_now;

  always_ff @(posedge clk_sys_i or negedge rst_sys_ni) begin
    if (!rst_sys_ni) begin
      key_q  <= '0;
      turn_q <= 1'b0;
    end else begin
      key_q  <= key_d;
      turn_q <= turn_q ^ off_take;
    end
  end

  prim_cdc_post #(
    .W(N_RAM + 40)
  ) u_off (
    .src_clk_i   (clk_sys_i),
    .src_rst_ni  (rst_sys_ni),
    .src_post_i  (off_wr_i),
    .src_data_i  ({off_ram_i, off_ticks_i, key_now ^ {8{turn_q}}}),
    .src_strobe_i(strobe_i),
    .src_busy_o  (busy_o[0]),
    .src_take_o  (off_take),
    .dst_clk_i   (clk_aon_i),
    .dst_rst_ni  (rst_aon_ni),
    .dst_valid_o (aon_off_valid_o),
    .dst_data_o  (off_word)
  );

  prim_cdc_post #(
    .W(1)
  ) u_vdd (
    .src_clk_i   (clk_sys_i),
    .src_rst_ni  (rst_sys_ni),
    .src_post_i  (vdd_wr_i),
    .src_data_i  (vdd_keep_i),
    .src_strobe_i(strobe_i),
    .src_busy_o  (busy_o[1]),
    .src_take_o  (vdd_take),
    .dst_clk_i   (clk_aon_i),
    .dst_rst_ni  (rst_aon_ni),
    .dst_valid_o (vdd_valid),
    .dst_data_o  (vdd_word)
  );

  always_ff @(posedge clk_aon_i or negedge rst_aon_ni) begin
    if (!rst_aon_ni) vdd_keep_q <= 1'b0;
    else if (vdd_valid) vdd_keep_q <= vdd_word;
  end
  assign aon_vdd_keep_o = vdd_keep_q;

  prim_collect #(
    .N(CLR_W)
  ) u_collect (
    .clk_i (clk_sys_i),
    .rst_ni(rst_sys_ni),
    .wr_i  (clr_wr_i),
    .bits_i(clr_i),
    .data_o(clr_word),
    .take_i(clr_take),
    .busy_i(busy_o[2]),
    .hide_o(clr_hide_o)
  );

  prim_cdc_post #(
    .W      (CLR_W),
    .COMMAND(1)
  ) u_clr (
    .src_clk_i   (clk_sys_i),
    .src_rst_ni  (rst_sys_ni),
    .src_post_i  (clr_wr_i),
    .src_data_i  (clr_word),
    .src_strobe_i(strobe_i),
    .src_busy_o  (busy_o[2]),
    .src_take_o  (clr_take),
    .dst_clk_i   (clk_aon_i),
    .dst_rst_ni  (rst_aon_ni),
    .dst_valid_o (aon_clr_valid_o),
    .dst_data_o  (aon_clr_o)
  );

  // Only the clear collects; VDD_EXT sends what the register holds.
  logic unused;
  assign unused = ^{1'b0, vdd_take};

  // ---- AON to bus
  prim_cdc_sample #(
    .W(STATUS_W)
  ) u_status (
    .bus_clk_i   (clk_sys_i),
    .bus_rst_ni  (rst_sys_ni),
    .bus_strobe_i(strobe_i),
    .aon_data_i  (aon_status_i),
    .bus_data_o  (status_o)
  );

  // ---- pins to AON
  logic rst_pin;
  logic [1:0] event_level, event_q;

  prim_sync #(
    .W(N_RAILS + N_DOMAINS + 12)
  ) u_pins (
    .clk_i (clk_aon_i),
    .rst_ni(rst_aon_ni),
    .d_i   ({pin_event_i, pin_misc_i, !pin_rst_ni, pin_clk_valid_i, pin_ack_i, pin_pg_i}),
    .q_o   ({event_level, aon_misc_o, rst_pin, aon_clk_valid_o, aon_ack_o, aon_pg_o})
  );

  prim_debounce #(
    .TICKS(RST_DEBOUNCE)
  ) u_rst_pin (
    .clk_i (clk_aon_i),
    .rst_ni(rst_aon_ni),
    .d_i   (rst_pin),
    .q_o   (aon_rst_pin_o)
  );

  always_ff @(posedge clk_aon_i or negedge rst_aon_ni) begin
    if (!rst_aon_ni) event_q <= '0;
    else event_q <= event_level;
  end
  assign aon_event_o = event_level & ~event_q;

endmodule
