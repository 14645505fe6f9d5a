// SPDX-License-Identifier: Apache-2.0
// Tells the bus clock, once per AON tick, that the AON flops have just changed and may now be copied.
//
// An AON flop toggles on every tick; the bus clock synchronises it and makes each change a one-cycle strobe. The edge
// that ends the strobe (where copies are made) is the third bus edge after the AON edge, the fourth with synchronizer
// jitter: everything has been stable for at least two bus periods by then, and rests for the remainder of the tick.
//
// The strobe is only worth something if it stands at that known distance from an AON edge. A clock that stops spoils
// this: a toggle sampled before the stop, or made while the clock stood, would come out as a strobe after the
// restart at any phase, perhaps just as AON flops change, and the copy would be torn. Hence a rule for each end:
//  - Restart: first looks are thrown away. `wanted` (a flop of aon_en_i) crosses beside the toggle. While the bus
//    sees it low, and for two cycles after it rose (by then all that was in the synchronizer before the stop, or
//    came with its first edge, is out, jitter included), changes are followed but give no strobe. Any later change
//    was seen *happening*, old value on one running edge and new value on the next: the toggle is fresh, and the
//    strobe copies the present AON state.
//  - Stop: the bus clock has to run for at least two ticks after aon_en_i fell (so: the clock request is aon_en_i
//    made two ticks longer). By then the last toggle has come out and the bus has seen `wanted` low.
// If a clock breaks off without this warning, up to two strobes (one that was in flight, one for the ticks of the
// stop) may come at the restart at a bad phase; the next tick's strobe heals the copy. Ticks during a stop are
// skipped, not caught up: a strobe says "now", it does not count. With aon_en_i low nothing here toggles.
module prim_tick_strobe (
  input  logic aon_clk_i,
  input  logic aon_rst_ni,
  input  logic aon_en_i,

  input  logic bus_clk_i,
  input  logic bus_rst_ni,
  output logic bus_strobe_o
);

  logic wanted_q;
  logic tog_d, tog_q;

  // The toggle waits for wanted_q, or the bus would spend the first one on the first rule.
  always_comb begin
    tog_d = tog_q;
    if (aon_en_i && wanted_q) tog_d = !tog_q;
  end

  always_ff @(posedge aon_clk_i or negedge aon_rst_ni) begin
    if (!aon_rst_ni) begin
      wanted_q <= 1'b0;
      tog_q    <= 1'b0;
    end else begin
      wanted_q <= aon_en_i;
      tog_q    <= tog_d;
    end
  end

  logic       wanted_bus, tog_bus;
  logic       prev_q;   // tog_bus one cycle ago
  logic [1:0] fresh_q;  // wanted_bus high for one, two cycles

  // Two independent bits: whichever comes first, the two cycles of fresh_q cover a difference of one.
  prim_sync #(.W(2)) u_sync (
    .clk_i (bus_clk_i),
    .rst_ni(bus_rst_ni),
    .d_i   ({wanted_q, tog_q}),
    .q_o   ({wanted_bus, tog_bus})
  );

  always_ff @(posedge bus_clk_i or negedge bus_rst_ni) begin
    if (!bus_rst_ni) begin
      prev_q  <= 1'b0;
      fresh_q <= 2'b00;
    end else begin
      prev_q  <= tog_bus;
      fresh_q <= {fresh_q[0] & wanted_bus, wanted_bus};
    end
  end

  assign bus_strobe_o = fresh_q[1] & (tog_bus ^ prev_q);

endmodule
