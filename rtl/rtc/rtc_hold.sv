// SPDX-License-Identifier: Apache-2.0
//
// RTC_HOLD: keeps the sampled time still, so that firmware can read its words in peace; for a while only (bus clock).
//
// A reader that hangs, or whose core is reset between its first word and its last, must not stop the time for everybody
// else. So a freeze has an owner and an end: it ends with a write of 0 by anybody, when the core that began it starts from
// reset, and HOLD_TICKS after it began. Time is measured against the sampled timebase, as a difference: the ticks of a
// sleep count as well, in which the bus clock stands.
//
// A write of 1 while the time is frozen changes nothing: a reader that comes back again and again cannot prolong it, and
// one that still reads 1 after its last word knows that all of them are of one moment.

module rtc_hold #(
  parameter int N_CORES    = 2,
  parameter int HOLD_TICKS = 32768  // 1-65535
) (
  input  logic               clk_i,
  input  logic               rst_ni,
  input  logic               strobe_i,     // sample strobe
  input  logic [       31:0] ticks_i,      // timebase, sampled at the strobe
  input  logic               wr_i,         // one clock, with data and requester
  input  logic               freeze_i,
  input  logic [        1:0] requester_i,
  input  logic [N_CORES-1:0] boot_i,       // level, synchronised: the core is being started from reset
  output logic               hold_o,       // flop: what the register reads
  output logic               frozen_o      // combinational: the time is not to be sampled
);

  localparam logic [31:0] LAST_TICKS = 32'(HOLD_TICKS - 1);  // shown at the strobe before the one that ends the freeze

  logic hold_d, hold_q;
  logic [1:0] owner_d, owner_q;
  logic [31:0] start_d, start_q;
  logic [N_CORES-1:0] boot_q, boots;
  logic over, orphaned;

  assign boots = boot_i & ~boot_q;
  assign over  = strobe_i && ((ticks_i - start_q) >= LAST_TICKS);

  always_comb begin
    orphaned = 1'b0;
    for (int c = 0; c < N_CORES; c++) if (boots[c] && (owner_q == 2'(c))) orphaned = 1'b1;
  end

  assign frozen_o = hold_q && !over;

  always_comb begin
    hold_d  = frozen_o && !orphaned;
    owner_d = owner_q;
    start_d = start_q;
    if (wr_i) begin
      if (freeze_i && !hold_d) begin
        owner_d = requester_i;
        start_d = ticks_i;
      end
      hold_d = freeze_i;
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      hold_q  <= 1'b0;
      owner_q <= '0;
      start_q <= '0;
      boot_q  <= '0;
    end else begin
      hold_q  <= hold_d;
      owner_q <= owner_d;
      start_q <= start_d;
      boot_q  <= boot_i;
    end
  end

  assign hold_o = hold_q;

endmodule
