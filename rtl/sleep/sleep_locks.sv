// SPDX-License-Identifier: Apache-2.0
//
// Wakelocks of all cores: two words a core, acquired and released bit by bit (bus clock).
//
// A wakelock keeps its core from idling; a deepwakelock of any core keeps the system out of deep modes. SET and CLR
// are separate writes, so nobody reads, modifies and writes a word that an interrupt may touch in between. When a
// core restarts from reset its words take the profile's values again: locks of software that is gone would never be
// released.
//
// A lock counts from the very cycle of the write that acquires it until one clock after the last one is released.

module sleep_locks #(
  parameter int                    N_CORES      = 2,
  parameter logic [32*N_CORES-1:0] WAKELOCK_RST = '0,
  parameter logic [32*N_CORES-1:0] DEEPLOCK_RST = '0
) (
  input  logic                  clk_i,
  input  logic                  rst_ni,
  input  logic [   N_CORES-1:0] boot_i,         // level, synchronised: the core is being started from reset
  // writes: one clock each, with the data
  input  logic [32*N_CORES-1:0] lock_set_i,
  input  logic [   N_CORES-1:0] lock_set_wr_i,
  input  logic [32*N_CORES-1:0] lock_clr_i,
  input  logic [   N_CORES-1:0] lock_clr_wr_i,
  input  logic [32*N_CORES-1:0] deep_set_i,
  input  logic [   N_CORES-1:0] deep_set_wr_i,
  input  logic [32*N_CORES-1:0] deep_clr_i,
  input  logic [   N_CORES-1:0] deep_clr_wr_i,
  // words
  output logic [32*N_CORES-1:0] lock_o,
  output logic [32*N_CORES-1:0] deep_o,
  // combinational
  output logic [   N_CORES-1:0] held_o,         // core c holds a wakelock
  output logic                  deep_held_o     // some core holds a deepwakelock
);

  logic [32*N_CORES-1:0] lock_d, lock_q, deep_d, deep_q;
  logic [N_CORES-1:0] boot_q, boots;

  assign boots = boot_i & ~boot_q;

  // A bus writes one register at a time: set wins, and one gate a bit is enough where both data are the same bus
  always_comb begin
    lock_d = lock_q;
    deep_d = deep_q;
    for (int c = 0; c < N_CORES; c++) begin
      if (boots[c]) lock_d[32*c+:32] = WAKELOCK_RST[32*c+:32];
      else if (lock_set_wr_i[c]) lock_d[32*c+:32] = lock_q[32*c+:32] | lock_set_i[32*c+:32];
      else if (lock_clr_wr_i[c]) lock_d[32*c+:32] = lock_q[32*c+:32] & ~lock_clr_i[32*c+:32];

      if (boots[c]) deep_d[32*c+:32] = DEEPLOCK_RST[32*c+:32];
      else if (deep_set_wr_i[c]) deep_d[32*c+:32] = deep_q[32*c+:32] | deep_set_i[32*c+:32];
      else if (deep_clr_wr_i[c]) deep_d[32*c+:32] = deep_q[32*c+:32] & ~deep_clr_i[32*c+:32];
    end
  end

  logic [N_CORES-1:0] deep_held;

  always_comb begin
    for (int c = 0; c < N_CORES; c++) begin
      held_o[c]    = (|lock_q[32*c+:32]) || (lock_set_wr_i[c] && (|lock_set_i[32*c+:32]));
      deep_held[c] = (|deep_q[32*c+:32]) || (deep_set_wr_i[c] && (|deep_set_i[32*c+:32]));
    end
  end

  assign deep_held_o = |deep_held;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      lock_q <= WAKELOCK_RST;
      deep_q <= DEEPLOCK_RST;
      boot_q <= '0;
    end else begin
      lock_q <= lock_d;
      deep_q <= deep_d;
      boot_q <= boot_i;
    end
  end

  assign lock_o = lock_q;
  assign deep_o = deep_q;

endmodule
