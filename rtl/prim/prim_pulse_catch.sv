// SPDX-License-Identifier: Apache-2.0
// Catches an asynchronous pulse of any width and shows it to the clock as a level.
//
// A wake pulse of a peripheral may be over long before the next edge of a 32.768 kHz clock; a synchronizer alone would
// never see it. So the pulse itself sets a flop; the flop crosses through prim_sync to q_o; once seen there, the flop
// is cleared with the clock and ready for the next pulse.
//
//  - q_o rises on the second edge after the pulse began (third with synchronizer jitter), for three cycles or more.
//  - The flop is cleared only on edges that find q_o high. So a pulse that comes while the last one is being reported,
//    even on the clearing edge itself, is not lost: it merges. Whatever the distance of two pulses, an edge after
//    the beginning of each finds q_o high. A consumer that takes q_o as a level misses none; one that counts rising
//    edges counts merged pulses once.
//  - async_i held high: set wins over clear; q_o stays high and falls on the third edge after async_i did (fourth with
//    jitter). So a level is followed, and one long pulse gives one report.
//  - A pulse that is over before the first edge after reset does not count.
//
// The catching flop has an asynchronous set only (few libraries and FPGAs have set and reset in one flop). `live_q`
// clears it through its data input, and keeps it from the synchronizer until the first edge after reset has done so.
module prim_pulse_catch (
  input  logic clk_i,
  input  logic rst_ni,
  input  logic async_i,
  output logic q_o
);

  logic live_q;
  logic catch_d, catch_q;
  logic seen;

  always_comb begin
    catch_d = catch_q && live_q && !seen;
  end

  always_ff @(posedge clk_i or posedge async_i) begin
    if (async_i) catch_q <= 1'b1;
    else         catch_q <= catch_d;
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) live_q <= 1'b0;
    else         live_q <= 1'b1;
  end

  prim_sync #(.W(1)) u_sync (
    .clk_i, .rst_ni,
    .d_i   (catch_q & live_q),
    .q_o   (seen)
  );

  assign q_o = seen;

endmodule
