// SPDX-License-Identifier: Apache-2.0
// Catches an asynchronous pulse of any width and shows it to the clock as a level.
//
// A wake pulse of a peripheral may be over long before the next edge of a 32.768 kHz clock; a synchronizer alone would
// never see it. So the pulse itself sets a flop; the flop crosses through prim_sync to q_o; once seen there, the flop
// is cleared with the clock and ready for the next pulse.
//
//  - q_o rises on the second edge after the pulse began (third with synchronizer jitter), for three cycles or more.
//  - A pulse on the clearing edge is not lost, it merges: q_o is high then, and the synchronizer still holds a 1, so
//    at least one edge after every pulse finds q_o high.
//  - The next clear waits four edges, until the 1 of the last round is out of the synchronizer, jitter included: only
//    then does a high q_o prove that the flop was set *again*. Clearing never drops a pulse that nobody has seen.
//  - async_i held high: set wins over clear; q_o stays high and falls three to seven edges after async_i. So a
//    level is followed, and one long pulse gives one report.
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

  logic       live_q;
  logic       catch_d, catch_q;
  logic       clear;
  logic [2:0] cleared_q;  // cleared one, two, three edges ago
  logic       seen;

  assign clear = seen && (cleared_q == 3'b000);

  always_comb begin
    catch_d = catch_q && live_q && !clear;
  end

  always_ff @(posedge clk_i or posedge async_i) begin
    if (async_i) catch_q <= 1'b1;
    else         catch_q <= catch_d;
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      live_q    <= 1'b0;
      cleared_q <= 3'b000;
    end else begin
      live_q    <= 1'b1;
      cleared_q <= {cleared_q[1:0], clear};
    end
  end

  prim_sync #(.W(1)) u_sync (
    .clk_i (clk_i),
    .rst_ni(rst_ni),
    .d_i   (catch_q & live_q),
    .q_o   (seen)
  );

  assign q_o = seen;

endmodule
