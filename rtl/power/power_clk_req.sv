// SPDX-License-Identifier: Apache-2.0
//
// Request for the bus clock, as the clock generator sees it.
//
// The bus side must see the last sample strobe, and the offer to sleep must be withdrawn by whatever was written last,
// before the clock stops. So the request stays for two ticks after the sampling was switched off. It leaves from a flop.
module power_clk_req (
  input  logic clk_i,
  input  logic rst_ni,
  input  logic wanted_i,     // from a flop: the clock is wanted; also switches the sampling
  output logic clk_req_o
);

  logic [1:0] before_q;  // wanted one and two ticks ago
  logic req_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      before_q <= '0;
      req_q    <= 1'b0;
    end else begin
      before_q <= {before_q[0], wanted_i};
      req_q    <= wanted_i || (|before_q);
    end
  end

  assign clk_req_o = req_q;

endmodule
