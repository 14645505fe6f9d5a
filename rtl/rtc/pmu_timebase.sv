// SPDX-License-Identifier: Apache-2.0
//
// Timebase: the one counter of AON ticks.
//
// It counts from reset and never stops, also in deep sleep and OFF. Every timer of the PMU is a deadline that is
// compared with this count, so that nothing else has to toggle while the system sleeps: a binary counter costs two
// flop toggles a tick, however wide it is. 48 bits last 272 years.
//
// Tick k is the rising edge after which now_o reads k; logic that decides at edge k still sees k - 1.

module pmu_timebase (
  input  logic        clk_aon_i,
  input  logic        rst_ni,     // power-on reset, released in step with clk_aon_i
  output logic [47:0] now_o       // 0 in reset, then one more on every edge
);

  logic [47:0] now_d, now_q;

  assign now_d = now_q + 48'd1;

  always_ff @(posedge clk_aon_i or negedge rst_ni) begin
    if (!rst_ni) now_q <= '0;
    else         now_q <= now_d;
  end

  assign now_o = now_q;

endmodule
