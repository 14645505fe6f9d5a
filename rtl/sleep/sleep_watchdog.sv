// SPDX-License-Identifier: Apache-2.0
//
// Tells a watchdog whether it may run: the mode table says for each mode whether it counts on or stands still.
//
// The output is a flop that follows mode and power state by one tick. Where the watchdog stands still it neither bites nor
// loses its count: in a mode whose table entry is 0, and whenever the cores have no power to kick it (OFF, FAULT, on the way up
// and down).
module sleep_watchdog #(
  parameter int                 N_MODES      = 3,
  parameter logic [N_MODES-1:0] MODE_WDT_RUN = '1
) (
  input  logic       clk_i,
  input  logic       rst_ni,
  input  logic [3:0] state_i,   // main power state
  input  logic [3:0] mode_i,    // current mode, 0 RUN
  output logic       wdt_run_o
);

  localparam logic [3:0] FIRST_POWERED = 4'd2;  // ACTIVE
  localparam logic [3:0] LAST_POWERED = 4'd5;   // SLEEP_EXIT

  logic run_d, run_q;
  logic [15:0] table_padded;

  assign table_padded = 16'(MODE_WDT_RUN);
  assign run_d = table_padded[mode_i] && (state_i >= FIRST_POWERED) && (state_i <= LAST_POWERED);

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) run_q <= 1'b0;
    else run_q <= run_d;
  end

  assign wdt_run_o = run_q;

endmodule
