// SPDX-License-Identifier: Apache-2.0
//
// What firmware wants to know about past sleeps: how often, how they ended, how long they and their ways took.
//
// One time stamp serves all measurements, since they follow each other: begin of entry, asleep, wake. Its 32 bits are
// right for the time asleep, whose total wraps at 32 bits anyway; the two latencies saturate at 16 bits (a way in or
// out that takes more than 2^32 ticks, 36 hours, is not foreseen). Mode 0 is RUN: nobody enters it, so it has no
// counters.

module sleep_stats #(
  parameter int N_MODES = 3
) (
  input  logic                  clk_i,
  input  logic                  rst_ni,
  input  logic [          31:0] now_i,
  // from the sleep FSM, each true on the edge on which it happens
  input  logic [           3:0] mode_i,         // mode that is being entered or left
  input  logic                  begin_i,        // RUN is left
  input  logic                  asleep_i,       // ASLEEP is entered
  input  logic                  wake_i,         // the way out begins
  input  logic                  slept_i,        // ... from ASLEEP
  input  logic                  end_i,          // RUN is reached again
  input  logic [           1:0] outcome_i,      // 1 slept, 2 aborted, 3 fell through
  input  logic                  dram_err_i,
  input  logic                  clr_valid_i,
  input  logic [           3:0] clr_i,
  // all from flops
  output logic [           3:0] event_o,
  output logic [           1:0] outcome_o,
  output logic [           3:0] last_mode_o,
  output logic [16*N_MODES-1:0] entries_o,
  output logic [ 8*N_MODES-1:0] aborts_o,
  output logic [ 8*N_MODES-1:0] falls_o,
  output logic [          31:0] asleep_ticks_o,
  output logic [          15:0] entry_lat_o,
  output logic [          15:0] exit_lat_o
);

  // ---- times ------------------------------------------------------------------------------------------------------
  logic [31:0] stamp_d, stamp_q, since;
  logic [31:0] total_d, total_q;
  logic [15:0] entry_d, entry_q, exit_d, exit_q, since_sat;

  assign since     = now_i - stamp_q;
  assign since_sat = (|since[31:16]) ? 16'hffff : since[15:0];

  always_comb begin
    stamp_d = stamp_q;
    total_d = total_q;
    entry_d = entry_q;
    exit_d  = exit_q;
    if (begin_i || asleep_i || wake_i) stamp_d = now_i;
    if (asleep_i) entry_d = since_sat;
    if (wake_i && slept_i) total_d = total_q + since;
    if (end_i) exit_d = since_sat;
  end

  // ---- outcome, events --------------------------------------------------------------------------------------------
  logic [3:0] event_set;
  logic [1:0] outcome_d, outcome_q;
  logic [3:0] last_d, last_q;

  always_comb begin
    event_set    = '0;
    event_set[0] = end_i && (outcome_i == pmu_pkg::SLEEP_OUTCOME_SLEPT);
    event_set[1] = end_i && (outcome_i == pmu_pkg::SLEEP_OUTCOME_ABORTED);
    event_set[2] = end_i && (outcome_i == pmu_pkg::SLEEP_OUTCOME_FELL_THROUGH);
    event_set[3] = dram_err_i;
    outcome_d    = end_i ? outcome_i : outcome_q;
    last_d       = end_i ? mode_i : last_q;
  end

  prim_event #(
    .N(4)
  ) u_event (
    .clk_i, .rst_ni,
    .set_i      (event_set),
    .clr_valid_i, .clr_i, .event_o
  );

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      stamp_q   <= '0;
      total_q   <= '0;
      entry_q   <= '0;
      exit_q    <= '0;
      outcome_q <= '0;
      last_q    <= '0;
    end else begin
      stamp_q   <= stamp_d;
      total_q   <= total_d;
      entry_q   <= entry_d;
      exit_q    <= exit_d;
      outcome_q <= outcome_d;
      last_q    <= last_d;
    end
  end

  // ---- counters per mode: all of one kind share one incrementer ---------------------------------------------------
  logic [16*N_MODES-1:0] entries_d, entries_q;
  logic [8*N_MODES-1:0] aborts_d, aborts_q, falls_d, falls_q;
  logic [15:0] entries_now, entries_inc;
  logic [7:0] ends_now, ends_inc;
  logic fell;

  assign fell        = (outcome_i == pmu_pkg::SLEEP_OUTCOME_FELL_THROUGH);
  assign entries_inc = (&entries_now) ? entries_now : entries_now + 16'd1;
  assign ends_inc    = (&ends_now) ? ends_now : ends_now + 8'd1;

  always_comb begin
    entries_now = '0;
    ends_now    = '0;
    for (int m = 1; m < N_MODES; m++) begin
      if (mode_i == 4'(m)) begin
        entries_now = entries_q[16*m+:16];
        ends_now    = fell ? falls_q[8*m+:8] : aborts_q[8*m+:8];
      end
    end
  end

  always_comb begin
    entries_d = entries_q;
    aborts_d  = aborts_q;
    falls_d   = falls_q;
    for (int m = 1; m < N_MODES; m++) begin
      if (mode_i == 4'(m)) begin
        if (begin_i) entries_d[16*m+:16] = entries_inc;
        if (end_i && (outcome_i == pmu_pkg::SLEEP_OUTCOME_ABORTED)) aborts_d[8*m+:8] = ends_inc;
        if (end_i && fell) falls_d[8*m+:8] = ends_inc;
      end
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      entries_q <= '0;
      aborts_q  <= '0;
      falls_q   <= '0;
    end else begin
      entries_q <= entries_d;
      aborts_q  <= aborts_d;
      falls_q   <= falls_d;
    end
  end

  assign outcome_o      = outcome_q;
  assign last_mode_o    = last_q;
  assign entries_o      = entries_q;
  assign aborts_o       = aborts_q;
  assign falls_o        = falls_q;
  assign asleep_ticks_o = total_q;
  assign entry_lat_o    = entry_q;
  assign exit_lat_o     = exit_q;

endmodule
