// SPDX-License-Identifier: Apache-2.0
// The host watchdog expires T ticks after the last write, on no other edge, and once until the next write; a write on that
// edge wins. That it has expired is told until the settings are written. The timebase is as long as the comparison, so it
// comes round again and again.
module charger_host_timer_props (
  input logic       clk,
  input logic       write,
  input logic       ctrl,  // with a write: it brings a new setting
  input logic [1:0] new_wd
);

  localparam int UNIT = 5;
  localparam int W = 6;  // 20 ticks at most, and the sign
  localparam logic [1:0] WD_RST = 2'd2;

  logic started = 1'b0;
  logic rst_n, expire, expired;
  logic [W-1:0] now = '0;
  logic [1:0] wd = WD_RST;
  assign rst_n = started;
  wire [1:0] wd_next = (write && ctrl) ? new_wd : wd;

  charger_host_timer #(.W(W), .WD_UNIT(UNIT), .WD_RST(WD_RST)) u_dut (
    .clk_i(clk), .rst_ni(rst_n), .now_i(now), .write_i(write), .set_i(write && ctrl), .wd_i(wd), .wd_next_i(wd_next), .expire_o(expire),
    .expired_o(expired)
  );

  (* hierconn *) wire [W-1:0] \u_dut.due_q ;

  logic [5:0] age = '0;  // edges since the last write, this one not counted
  (* hierconn *) wire \u_dut.rests_q ;
  logic l_expire = 1'b0, l_write = 1'b0, l_set = 1'b0, l_expired = 1'b0, rests = 1'b0;
  wire [5:0] limit = (wd == 2'd1) ? 6'd5 : (wd == 2'd2) ? 6'd10 : 6'd20;
  wire [5:0] age_now = (age == 6'd63) ? age : age + 6'd1;

  always @(posedge clk) begin
    started   <= 1'b1;
    now       <= started ? now + 6'd1 : '0;
    wd        <= !started ? WD_RST : wd_next;  // the period outlives the expiry
    age       <= (!started || write) ? 6'd0 : age_now;
    l_expire  <= started && expire;
    l_write   <= started && write;
    l_set     <= started && write && ctrl;
    rests     <= started && !write && (rests || expire);
    l_expired <= started && expired;
    if (started) begin
      assert (expire == ((wd != 0) && !rests && !write && (age_now >= limit)));
      if (write) assert (!expire);
      assert (expired == (!l_set && (l_expired || l_expire)));
      assert (\u_dut.rests_q == rests);
      // armed means that the end is in sight
      if ((wd != 0) && !rests) assert ((age < limit) && (\u_dut.due_q == now + limit - age - 6'd1));
      cover (expire && (wd == 2'd3));
      cover (expire && (wd == 2'd1) && (now < 6'd4));
      cover (l_write && l_expired && (wd != 0));
      cover (expire && expired);
      cover (write && (age_now == limit) && (wd == 2'd2) && !expired);
    end
  end

endmodule
