// SPDX-License-Identifier: Apache-2.0
// Temperature zones: a zone is taken after its target has held for DG ticks and no earlier, left by the hysteresis
// only; without a sensor there is no zone at once. Thresholds are free on every edge, also senseless ones.
module charger_zone_props (
  input logic        clk,
  input logic [11:0] ntc,
  input logic        no_ntc,
  input logic [19:0] cold,
  input logic [19:0] cool,
  input logic [19:0] warm,
  input logic [19:0] hot
);

  localparam int DG = 2;
  `include "charger_codes.svh"

  logic started = 1'b0;
  logic rst_n, changes;
  logic [2:0] zone;
  assign rst_n = started;

  charger_zone #(.DG_TICKS(DG)) u_dut (
    .clk_i(clk), .rst_ni(rst_n), .ntc_i(ntc), .no_ntc_i(no_ntc), .cold_i(cold), .cool_i(cool), .warm_i(warm),
    .hot_i(hot), .zone_o(zone), .changes_o(changes)
  );

  (* hierconn *) wire [1:0] \u_dut.u_hold.row_q ;
  (* hierconn *) wire [2:0] \u_dut.target_q ;

  // Signed, with the hysteresis taken from the limit as one would say it
  wire signed [15:0] c = $signed({4'd0, ntc});
  wire signed [15:0] cold_in = $signed({4'd0, cold[11:0]});
  wire signed [15:0] cold_out = cold_in - $signed({8'd0, cold[19:12]});
  wire signed [15:0] cool_in = $signed({4'd0, cool[11:0]});
  wire signed [15:0] cool_out = cool_in - $signed({8'd0, cool[19:12]});
  wire signed [15:0] hot_in = $signed({4'd0, hot[11:0]});
  wire signed [15:0] hot_out = hot_in + $signed({8'd0, hot[19:12]});
  wire signed [15:0] warm_in = $signed({4'd0, warm[11:0]});
  wire signed [15:0] warm_out = warm_in + $signed({8'd0, warm[19:12]});

  logic [2:0] target;
  always @* begin
    if (no_ntc) target = NONE;
    else if (c > ((zone == COLD) ? cold_out : cold_in)) target = COLD;
    else if (c < ((zone == HOT) ? hot_out : hot_in)) target = HOT;
    else if (c > (((zone == COLD) || (zone == COOL)) ? cool_out : cool_in)) target = COOL;
    else if (c < (((zone == HOT) || (zone == WARM)) ? warm_out : warm_in)) target = WARM;
    else target = NORMAL;
  end

  logic [2:0] same = '0;          // edges in a row with one target that is not the zone
  logic [2:0] last = NONE;        // ... which
  logic [2:0] is_cold = '0, is_hot = '0, no_cold = '0, no_hot = '0;  // edges in a row
  logic [2:0] l_zone = NONE, x_zone = NONE;
  logic l_no_ntc = 1'b1, l_changes = 1'b0;

  wire [2:0] same_now = ((target == zone) || no_ntc) ? 3'd0 : (target == last) ? same + 3'd1 : 3'd1;

  function automatic [2:0] row(input [2:0] before, input condition);
    row = !condition ? 3'd0 : (before == 3'd7) ? before : before + 3'd1;
  endfunction

  always @(posedge clk) begin
    started <= 1'b1;
    if (!started) begin
      {same, last, x_zone, l_zone} <= {3'd0, NONE, NONE, NONE};
      {is_cold, is_hot, no_cold, no_hot} <= '0;
      {l_no_ntc, l_changes} <= 2'b10;
    end else begin
      same      <= (same_now == DG + 1) ? 3'd0 : same_now;
      last      <= target;
      x_zone    <= no_ntc ? NONE : (same_now == DG + 1) ? target : zone;
      l_zone    <= zone;
      l_no_ntc  <= no_ntc;
      l_changes <= changes;
      is_cold   <= row(is_cold, c > cold_in);
      is_hot    <= row(is_hot, c < hot_in);
      no_cold   <= row(no_cold, c <= cold_out);
      no_hot    <= row(no_hot, c >= hot_out);
    end
  end

  always @(posedge clk) if (started) begin
    assert (zone == x_zone);
    assert (zone <= NONE);
    assert (l_changes == (zone != l_zone));
    // without a sensor: at once; with one, never
    if (l_no_ntc) assert (zone == NONE);
    if ((zone == NONE) && (l_zone != NONE)) assert (l_no_ntc);
    // into the dangerous zones after DG only, out of them by the hysteresis and after DG only
    if ((zone == COLD) && (l_zone != COLD)) assert (is_cold > DG);
    if ((zone == HOT) && (l_zone != HOT)) assert (is_hot > DG);
    if ((l_zone == COLD) && (zone != COLD) && (zone != NONE)) assert (no_cold > DG);
    if ((l_zone == HOT) && (zone != HOT) && (zone != NONE) && (zone != COLD)) assert (no_hot > DG);
    // helpers
    assert ((same <= DG) && (\u_dut.u_hold.row_q == same[1:0]));
    assert (\u_dut.target_q == last);
    assert ((same == 0) || ((last != zone) && (last != NONE)));
    if ((same != 0) && (last == COLD) && (zone != COLD)) assert (is_cold >= same);
    if ((same != 0) && (last == HOT) && (zone != HOT)) assert (is_hot >= same);
    if ((same != 0) && (zone == COLD)) assert (no_cold >= same);
    if ((same != 0) && (zone == HOT) && (last != COLD)) assert (no_hot >= same);

    cover ((l_zone == NONE) && (zone == NORMAL));
    cover ((l_zone == NORMAL) && (zone == COOL));
    cover ((l_zone == COOL) && (zone == COLD));
    cover ((l_zone == COLD) && (zone == COOL));
    cover ((l_zone == COLD) && (zone == NORMAL));
    cover ((l_zone == NORMAL) && (zone == WARM));
    cover ((l_zone == WARM) && (zone == HOT));
    cover ((l_zone == HOT) && (zone == WARM));
    cover ((l_zone == HOT) && (zone == COLD));
    cover ((l_zone == WARM) && (zone == NORMAL));
    cover ((l_zone == HOT) && (zone == NONE));
  end

endmodule
