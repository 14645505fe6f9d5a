// SPDX-License-Identifier: Apache-2.0
//
// MAX_SLEEP, front end in the bus clock: converts the register and posts the result. The last write wins.

module sleep_max (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic        wr_i,      // one clock: ms_i has been written
  input  logic [31:0] ms_i,      // register
  output logic        busy_o,    // combinational: a value is on its way
  // towards the crossing
  output logic        post_o,
  output logic [37:0] ticks_o,
  input  logic        take_i,
  input  logic        post_busy_i
);

  logic wait_d, wait_q;
  logic start, idle;

  // A write on the very clock on which the one before is taken waits for the next turn
  assign wait_d = wr_i || (wait_q && !start);
  assign busy_o = wr_i || wait_q || !idle || post_busy_i;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) wait_q <= 1'b0;
    else         wait_q <= wait_d;
  end

  sleep_convert u_convert (
    .clk_i, .rst_ni,
    .want_i (wait_q),
    .ms_i,
    .start_o(start),
    .idle_o (idle),
    .post_o, .ticks_o, .take_i
  );

endmodule
