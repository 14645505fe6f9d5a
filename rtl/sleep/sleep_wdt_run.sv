// SPDX-License-Identifier: Apache-2.0
//
// Tells a watchdog whether it may run: the mode table says for each mode whether it counts on or stands still.
//
// The output is a flop that follows mode and power state by one tick. Where the watchdog stands still it neither bites nor
// loses its count: in a mode whose table entry is 0, and whenever the cores have no power to kick it (OFF, FAULT, on the way up
// and down).
module sleep_wdt_run #(
  parameter int                 N_MODES      = 3,
  parameter logic [N_MODES-1:0] MODE_WDT_RUN = '0
) (
  input  logic       clk_i,
  input  logic       rst_ni,
  input  logic [3:0] state_i,   // main power state
  input  logic [3:0] mode_i,    // current mode, 0 RUN
  output logic       wdt_run_o
);

  localparam logic [3:0] ACTIVE = 4'd2;
  localparam logic [3:0] SLEEP_ENTRY = 4'd3;
  localparam logic [3:0] ASLEEP = 4'd4;
  localparam logic [3:0] SLEEP_EXIT = 4'd5;

  logic powered, counts, run_q;

  assign powered = (state_i == ACTIVE) || (state_i == SLEEP_ENTRY) || (state_i == ASLEEP) || (state_i == SLEEP_EXIT);
  assign counts  = |(MODE_WDT_RUN & (N_MODES'(1) << mode_i));

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) run_q <= 1'b0;
    else run_q <= powered && counts;
  end

  assign wdt_run_o = run_q;

endmodule
