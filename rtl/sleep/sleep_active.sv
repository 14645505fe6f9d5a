// SPDX-License-Identifier: Apache-2.0
//
// ACTIVE_TIME of one core, front end in the bus clock: from the write to the deadline on the AON side.
//
// The promise counts from the very cycle of the write: `hold_o` is up then, and stays until the AON side has the
// deadline, its `active` has been sampled, and has been sampled low again. There is no gap between the two.
// The conversion and the crossing take time; of the values that are written meanwhile the largest waits. That is
// enough, since they all start within a few ticks and the deadline only moves out.

module sleep_active (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic        wr_i,      // one clock, with the data
  input  logic [31:0] ms_i,
  input  logic        active_i,  // sampled: active time runs on the AON side
  output logic        hold_o,    // combinational: the core has to stay active
  output logic        busy_o,    // combinational: a value is on its way
  // towards the crossing
  output logic        post_o,
  output logic [37:0] ticks_o,
  input  logic        take_i,
  input  logic        post_busy_i
);

  logic wait_d, wait_q;
  logic [31:0] ms_d, ms_q;  // what waits
  logic hold_d, hold_q;
  logic start, idle, stays;

  assign stays = wait_q && !start;  // something waits on

  always_comb begin
    ms_d = ms_q;
    if (wr_i && (!stays || (ms_i > ms_q))) ms_d = ms_i;
  end

  assign wait_d = wr_i || stays;
  assign busy_o = wr_i || wait_q || !idle || post_busy_i;
  assign hold_o = wr_i || hold_q;
  assign hold_d = hold_o && (busy_o || active_i);

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      wait_q <= 1'b0;
      ms_q   <= '0;
      hold_q <= 1'b0;
    end else begin
      wait_q <= wait_d;
      ms_q   <= ms_d;
      hold_q <= hold_d;
    end
  end

  sleep_convert u_convert (
    .clk_i, .rst_ni,
    .want_i (wait_q),
    .ms_i   (ms_q),
    .start_o(start),
    .idle_o (idle),
    .post_o, .ticks_o, .take_i
  );

endmodule
