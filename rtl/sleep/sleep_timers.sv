// SPDX-License-Identifier: Apache-2.0
//
// All deadlines of the sleep block: active time per core, longest sleep, sleep timer.
//
// They are compared with the one timebase and count nothing themselves. MAX_SLEEP and SLEEP_TIMER differ in width and
// in the cause they report; both wake the boot core.

module sleep_timers #(
  parameter int N_CORES = 2
) (
  input  logic                  clk_i,
  input  logic                  rst_ni,
  input  logic [          47:0] now_i,
  input  logic [   N_CORES-1:0] act_valid_i,
  input  logic [N_CORES*38-1:0] act_ticks_i,
  input  logic                  max_valid_i,
  input  logic [          37:0] max_ticks_i,
  input  logic                  tmr_valid_i,
  input  logic [          31:0] tmr_ticks_i,
  // from the sleep FSM
  input  logic                  counts_i,
  input  logic                  counts_next_i,
  input  logic                  begin_i,
  input  logic                  wake_i,
  input  logic                  off_i,
  // fire: combinational, this edge is the deadline
  output logic                  max_fire_o,
  output logic                  tmr_fire_o,
  output logic                  max_armed_o,
  output logic                  tmr_armed_o,
  output logic [   N_CORES-1:0] active_o
);

  sleep_oneshot #(
    .W(38)
  ) u_max (
    .clk_i, .rst_ni,
    .now_i        (now_i[38:0]),
    .valid_i      (max_valid_i),
    .ticks_i      (max_ticks_i),
    .counts_i, .counts_next_i, .begin_i, .wake_i, .off_i,
    .fire_o       (max_fire_o),
    .armed_o      (max_armed_o)
  );

  sleep_oneshot #(
    .W(32)
  ) u_tmr (
    .clk_i, .rst_ni,
    .now_i        (now_i[32:0]),
    .valid_i      (tmr_valid_i),
    .ticks_i      (tmr_ticks_i),
    .counts_i, .counts_next_i, .begin_i, .wake_i, .off_i,
    .fire_o       (tmr_fire_o),
    .armed_o      (tmr_armed_o)
  );

  for (genvar c = 0; c < N_CORES; c++) begin : gen_active
    sleep_deadline #(
      .TICKS_W(38)
    ) u_active (
      .clk_i, .rst_ni,
      .now_i   (now_i[38:0]),
      .valid_i (act_valid_i[c]),
      .ticks_i (act_ticks_i[c*38+:38]),
      .active_o(active_o[c])
    );
  end

  logic unused_now;
  assign unused_now = ^now_i[47:39];

endmodule
