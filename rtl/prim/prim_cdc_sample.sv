// SPDX-License-Identifier: Apache-2.0
// Copies a whole AON status vector into the bus clock at the sample strobe (an open-loop multi-cycle path).
//
// AON flops change on AON edges only. bus_strobe_i (prim_tick_strobe) ends two to four bus periods after such an edge,
// and the bus clock (1 MHz and up) has thirty or more periods in a 32.768 kHz tick: at the strobe every bit has settled
// and none moves before the next tick. So the vector needs no synchronizer per bit, cannot tear, and costs no AON flop.
// aon_data_i comes from AON flops, or from logic behind AON flops that settles within one bus period; constrain
// aon_data_i -> bus_data_o to that (max delay one bus period).
module prim_cdc_sample #(
  parameter int W = 1,
  parameter logic [W-1:0] RST = '0
) (
  input  logic         bus_clk_i,
  input  logic         bus_rst_ni,
  input  logic         bus_strobe_i,
  input  logic [W-1:0] aon_data_i,
  output logic [W-1:0] bus_data_o
);

  logic [W-1:0] data_q;

  always_ff @(posedge bus_clk_i or negedge bus_rst_ni) begin
    if (!bus_rst_ni)       data_q <= RST;
    else if (bus_strobe_i) data_q <= aon_data_i;
  end

  assign bus_data_o = data_q;

endmodule
