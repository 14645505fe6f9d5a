// SPDX-License-Identifier: Apache-2.0
// Bench of the bus <-> AON crossings as the design uses them: a settings register posted to a consumer in the AON
// clock, whose value, with a tick count, is sampled back to the bus clock as status. Clocks, resets and writes come
// from the test; what must hold at all times is checked here and reported with $error.
//
// AON flops are slow and uneven: after every AON edge `status` shows nonsense for skew_ps_i before it settles, so
// that a copy at a wrong moment is seen.
`timescale 1ns / 1ps

module tb_prim_cdc #(
  parameter int W = 32
) (
  input int           bus_half_ps,
  input logic         bus_run,
  input int           aon_half_ps,
  input logic         aon_run,
  input int           skew_ps,
  input logic         jitter,        // the synchronizers of the DUT jitter: latencies may be one longer
  input logic         check_strobe,  // off for a bus clock that breaks off without warning
  input logic         bus_rst_n,
  input logic         aon_rst_n,
  input logic         aon_en,
  input logic         write,         // setting := wdata on the next bus edge, and post it
  input logic         collect,       // instead: setting |= wdata, cleared when taken
  input logic [W-1:0] wdata
);

  logic bus_clk, aon_clk;
  tb_prim_clock u_bus_clock (.half_ps_i(bus_half_ps), .run_i(bus_run), .clk_o(bus_clk));
  tb_prim_clock u_aon_clock (.half_ps_i(aon_half_ps), .run_i(aon_run), .clk_o(aon_clk));

  logic [W-1:0] setting, dst_data, consumer;
  logic         post, strobe, busy, take, valid;
  logic [15:0]  tick;

  always_ff @(posedge bus_clk or negedge bus_rst_n) begin
    if (!bus_rst_n) begin
      post    <= 1'b0;
      setting <= '0;
    end else begin
      post <= write;
      if (collect) setting <= (take ? '0 : setting) | (write ? wdata : '0);
      else if (write) setting <= wdata;
    end
  end

  localparam logic [W-1:0] GROUP_RST = W'(32'hA5C3_5A96);  // what a request out of nowhere would bring

  prim_cdc_post #(.W(W), .RST(GROUP_RST)) u_post (
    .src_clk_i   (bus_clk),
    .src_rst_ni  (bus_rst_n),
    .src_post_i  (post),
    .src_data_i  (setting),
    .src_strobe_i(strobe),
    .src_busy_o  (busy),
    .src_take_o  (take),
    .dst_clk_i   (aon_clk),
    .dst_rst_ni  (aon_rst_n),
    .dst_valid_o (valid),
    .dst_data_o  (dst_data)
  );

  always_ff @(posedge aon_clk or negedge aon_rst_n) begin
    if (!aon_rst_n) begin
      consumer <= '0;
      tick     <= '0;
    end else begin
      tick <= tick + 16'd1;
      if (valid) consumer <= dst_data;
    end
  end

  prim_tick_strobe u_strobe (
    .aon_clk_i   (aon_clk),
    .aon_rst_ni  (aon_rst_n),
    .aon_en_i    (aon_en),
    .bus_clk_i   (bus_clk),
    .bus_rst_ni  (bus_rst_n),
    .bus_strobe_o(strobe)
  );

  logic          unsettled;
  logic [W+15:0] status, copy;
  assign status = unsettled ? ~{tick, consumer} : {tick, consumer};

  initial unsettled = 1'b0;
  // only entered with a delay above 0
  // verilator lint_off ZERODLY
  always @(posedge aon_clk) begin
    if (skew_ps > 0) begin
      unsettled = 1'b1;
      #(skew_ps * 0.001) unsettled = 1'b0;
    end
  end
  // verilator lint_on ZERODLY

  prim_cdc_sample #(.W(W + 16)) u_sample (
    .bus_clk_i   (bus_clk),
    .bus_rst_ni  (bus_rst_n),
    .bus_strobe_i(strobe),
    .aon_data_i  (status),
    .bus_data_o  (copy)
  );

  // ---- what was taken, in order, and what must come out
  int           takes, captures, strobes, edges_since_tick;
  logic [W-1:0] taken[0:4095];
  logic [W-1:0] captured_bits;      // all bits that ever arrived, for `collect`
  logic         twice;              // a bit arrived twice
  logic         sent;               // something has been taken since the reset of the bus side
  realtime      data_moved;
  realtime      last_tick;

  initial begin
    takes            = 0;
    captures         = 0;
    strobes          = 0;
    edges_since_tick = 0;
    captured_bits    = '0;
    twice            = 1'b0;
    sent             = 1'b0;
    data_moved       = 0;
    last_tick        = 0;
  end

  always @(posedge bus_clk) begin
    if (bus_rst_n && take) begin
      sent = 1'b1;
      taken[takes%4096] = setting;
      takes = takes + 1;
      if (takes > captures + 1) $error("take %0d before the one before it was captured (%0d)", takes, captures);
    end
  end

  always @(negedge bus_rst_n) sent = 1'b0;
  always @(negedge bus_clk) begin
    if (!sent && dst_data !== GROUP_RST) $error("nothing posted since the reset, but the group shows %h", dst_data);
  end

  always @(dst_data) data_moved = $realtime;

  always @(posedge aon_clk) begin
    if (aon_rst_n && valid) begin
      if (captures >= takes) $error("capture %0d of %h without a take", captures, dst_data);
      else if (dst_data !== taken[captures%4096]) begin
        $error("capture %0d: got %h, taken was %h", captures, dst_data, taken[captures%4096]);
      end
      if ($realtime - data_moved < 3.8 * aon_half_ps * 0.001) begin
        $error("capture %0d: data moved %0t before, less than two ticks", captures, $realtime - data_moved);
      end
      if ((captured_bits & dst_data) != '0) twice = 1'b1;
      captured_bits = captured_bits | dst_data;
      captures = captures + 1;
    end
    edges_since_tick = 0;
    last_tick        = $realtime;
  end

  // ---- strobe: on the third bus edge after the tick, the fourth with jitter; what is copied is the present state
  always @(posedge bus_clk) begin
    edges_since_tick = edges_since_tick + 1;
    if (bus_rst_n && strobe) begin
      strobes = strobes + 1;
      if (check_strobe && (edges_since_tick < 3 || edges_since_tick > (jitter ? 4 : 3))) begin
        $error("strobe ends on bus edge %0d after the tick", edges_since_tick);
      end
      // counted in time as well: after a stop of the bus clock few edges may be a long time
      if (check_strobe && $realtime - last_tick > (jitter ? 8 : 6) * bus_half_ps * 0.001) begin
        $error("strobe ends %0t after the tick", $realtime - last_tick);
      end
      if (check_strobe && unsettled) $error("strobe while the AON flops move");
    end
  end

  // ---- busy low is a promise: the last setting is in the status that the bus sees
  always @(negedge bus_clk) begin
    if (bus_rst_n && aon_rst_n && sent && !collect && !busy && copy[W-1:0] !== setting) begin
      $error("not busy, but the status shows %h instead of %h", copy[W-1:0], setting);
    end
    if (bus_rst_n && post && !busy) $error("posted and not busy");
  end

  reg [8*512-1:0] vcd_path;
  initial begin
    if ($value$plusargs("vcd=%s", vcd_path)) begin
      $dumpfile(vcd_path);
      $dumpvars(0, tb_prim_cdc);
    end
  end

endmodule
