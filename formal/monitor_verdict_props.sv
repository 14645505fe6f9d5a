// SPDX-License-Identifier: Apache-2.0
// Properties of monitor_threshold and monitor_verdict together, one monitor over its limit (bit 0) and one under it
// (bit 1): the trip changes exactly with the n-th result in a row that says so, by the words "trips" and "clears" of
// the contract. What the reference remembers are the last results themselves, newest first, not a count.
module monitor_verdict_props (
  input logic        clk,
  input logic [11:0] value,
  input logic [11:0] limit,
  input logic [ 7:0] hyst,
  input logic [ 2:0] n,
  input logic [ 1:0] upd
);

  localparam logic [1:0] RST = 2'b01;

  logic rst_n;
  logic started = 1'b0;  // false in the very first step, which is in reset
  assign rst_n = started;

  logic [1:0] trip, rise, beyond;
  logic [2:0] more;
  assign more = (n == 0) ? 3'd0 : n - 3'd1;

  monitor_threshold #(.OVER(1)) u_over (
    .value_i(value), .limit_i(limit), .hyst_i(hyst), .tripped_i(trip[0]), .beyond_o(beyond[0])
  );

  monitor_threshold #(.OVER(0)) u_under (
    .value_i(value), .limit_i(limit), .hyst_i(hyst), .tripped_i(trip[1]), .beyond_o(beyond[1])
  );

  monitor_verdict #(.N(2), .RST(RST)) u_dut (
    .clk_i(clk), .rst_ni(rst_n), .more_i(more), .upd_i(upd), .says_i(beyond), .flag_o(trip), .rise_o(rise)
  );

  (* hierconn *) wire [5:0] \u_dut.run_q ;

  // The contract's table, with sums of 14 bits
  logic [1:0] trips, clears, against;
  logic [13:0] v, lim, hys;
  assign v = {2'b00, value};
  assign lim = {2'b00, limit};
  assign hys = {6'd0, hyst};
  assign trips  = {v < lim, v > lim};
  assign clears = {v >= lim + hys, v + hys <= lim};

  logic [2:0] need;
  assign need = (n == 0) ? 3'd1 : n;

  // Results since the last change (or reset) that spoke against the trip, newest in bit 0
  logic [6:0] past [2];
  logic [1:0] change;
  logic [1:0] last_trip = RST, last_change = '0, last_upd = '0, last_rise = '0;
  logic [6:0] wanted;  // the newest `need` results
  assign wanted = (7'd1 << need) - 7'd1;

  initial begin
    past[0] = '0;
    past[1] = '0;
  end

  always @* begin
    for (int m = 0; m < 2; m++) begin
      against[m] = trip[m] ? clears[m] : trips[m];
      change[m]  = upd[m] && (({past[m][5:0], against[m]} & wanted) == wanted);
    end
  end

  always @(posedge clk) begin
    started     <= 1'b1;
    last_trip   <= started ? trip : RST;
    last_change <= started ? change : 2'b00;
    last_upd    <= started ? upd : 2'b00;
    last_rise   <= started ? rise : 2'b00;
    for (int m = 0; m < 2; m++) begin
      if (!started || change[m]) past[m] <= '0;
      else if (upd[m]) past[m] <= {past[m][5:0], against[m]};
    end
  end

  function automatic [2:0] in_a_row(input [6:0] bits);
    casez (bits)
      7'b??????0: in_a_row = 3'd0;
      7'b?????01: in_a_row = 3'd1;
      7'b????011: in_a_row = 3'd2;
      7'b???0111: in_a_row = 3'd3;
      7'b??01111: in_a_row = 3'd4;
      7'b?011111: in_a_row = 3'd5;
      7'b0111111: in_a_row = 3'd6;
      default:    in_a_row = 3'd7;
    endcase
  endfunction

  always @(posedge clk) if (started) begin
    for (int m = 0; m < 2; m++) begin
      // it changes with the n-th in a row, and only so
      assert ((trip[m] != last_trip[m]) == last_change[m]);
      if (!last_upd[m]) assert (trip[m] == last_trip[m]);
      if (trip[m] != last_trip[m]) assert (last_rise[m] == trip[m]);
      else assert (!last_rise[m]);
      // no value both trips and clears; at the end of its range no limit trips
      assert (!(trips[m] && clears[m]));
      // helpers
      assert (\u_dut.run_q [3*m+:3] == in_a_row(past[m]));
      assert (past[m] != 7'h7F);
    end
    if ((limit == 12'd4095) && !trip[0]) assert (!beyond[0]);
    if ((limit == 12'd0) && !trip[1]) assert (!beyond[1]);
  end

  always @(posedge clk) begin
    cover (started && (past[1] == 7'h3F) && change[1] && !trip[1]);
    cover (started && (past[0] == 7'h3F) && change[0] && trip[0] && (hyst == 8'd200));
    cover (started && (past[0][4:0] == 5'b00011) && (need == 3'd1) && change[0]);
    cover (started && (n == 0) && change[1] && trip[1]);
  end

endmodule
