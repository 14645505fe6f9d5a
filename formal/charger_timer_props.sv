// SPDX-License-Identifier: Apache-2.0
// The safety timer adds exactly two half ticks, one, or none; it never goes back but where it is cleared; it expires on
// the edge that fills its limit. A minute of six halves, so that whole minutes are not those of a binary counter.
//
// As the FSM does, the timer is not counted on once it has expired, until something clears it.
module charger_timer_props (
  input logic       clk,
  input logic       count,
  input logic       slow,
  input logic       clear,
  input logic       valid,
  input logic [2:0] new_limit
);

  localparam int MINUTE = 6;

  logic started = 1'b0;
  logic rst_n, expired;
  logic [2:0] minutes;
  logic [2:0] limit = '0;
  assign rst_n = started;

  charger_timer #(.W(3), .MINUTE(MINUTE)) u_dut (
    .clk_i(clk), .rst_ni(rst_n), .count_i(count), .slow_i(slow), .clear_i(clear), .limit_i(limit), .valid_i(valid),
    .new_i(new_limit), .expired_o(expired), .minutes_o(minutes)
  );

  (* hierconn *) wire [2:0] \u_dut.rest_q ;

  logic [6:0] e = '0, l_e = '0;  // half ticks
  logic spent = 1'b0;            // it has expired
  logic l_count = 1'b0, l_slow = 1'b0, l_clears = 1'b0;
  wire [6:0] sum = e + (!count ? 7'd0 : slow ? 7'd1 : 7'd2);
  wire renewed = valid && (new_limit != limit);
  wire clears = clear || renewed || (limit == 0);
  wire fills = (limit != 0) && (sum >= {4'd0, limit} * MINUTE);

  always @(posedge clk) begin
    started  <= 1'b1;
    limit    <= !started ? 3'd2 : valid ? new_limit : limit;
    e        <= (!started || clears) ? 7'd0 : sum;
    l_e      <= started ? e : 7'd0;
    spent    <= started && !clears && (spent || expired);
    l_count  <= started && count;
    l_slow   <= slow;
    l_clears <= !started || clears;
    assume (!(spent && count));
    if (started) begin
      assert ({4'd0, minutes} == e / MINUTE);
      assert (\u_dut.rest_q == e % MINUTE);
      assert (expired == (count && fills && !renewed));
      // said without the sum: what one edge may do
      if (!l_clears) assert (e - l_e == (!l_count ? 7'd0 : l_slow ? 7'd1 : 7'd2));
      if (l_clears) assert (e == 0);
      if (!spent && (limit != 0)) assert (e < {4'd0, limit} * MINUTE);
      if (spent) assert ((limit != 0) && (e <= {4'd0, limit} * MINUTE + 7'd1));
      if (limit == 0) assert (e == 0);
      cover (expired && slow);
      cover (expired && (sum == 7'd13));
      cover (spent && (limit == 3'd1));
      cover ((minutes == 3'd2) && (limit == 3'd3) && !spent);
    end
  end

endmodule
