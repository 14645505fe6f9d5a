// SPDX-License-Identifier: Apache-2.0
//
// Mode selection: the deepest sleep mode that passes every rule, and why the deepest allowed one does not (bus clock).
//
// All rules look at registers of the bus clock and at sampled status, so the choice is a plain function of them;
// firmware can ask it at any time. `next_*_o` is that function itself, for the offer that is registered elsewhere.
//
// Rules, in the order in which the first one is reported: 1 NOT_ALLOWED by software; 2 CORE_STATE: a core's sleep
// type is shallower than the mode asks for; 3 WAKE_MASK: an enabled source could not wake from it; 4 NO_WAKE: nothing
// could; 5 RESIDENCY, 6 LATENCY: not worth it, or too slow; 7 DEEPLOCK.

module sleep_select #(
  parameter int                             N_CORES        = 2,
  parameter int                             N_MODES        = 3,
  parameter int                             N_WAKE         = 8,
  parameter logic [     N_WAKE*N_MODES-1:0] MODE_WAKE_MASK = '1,
  parameter logic [         32*N_MODES-1:0] MODE_MIN_RES   = '0,
  parameter logic [         32*N_MODES-1:0] MODE_EXIT_LAT  = '0,
  parameter logic [            N_MODES-1:0] MODE_DEEP      = '0,
  parameter logic [  2*N_CORES*N_MODES-1:0] MODE_CORE_MIN  = '0    // per mode, core 0 lowest: 0 any, 1 CG, 2 PG
) (
  input  logic               clk_i,
  input  logic               rst_ni,
  input  logic [N_MODES-1:0] allow_i,
  input  logic [N_CORES-1:0] type_pg_i,
  input  logic [ N_WAKE-1:0] wake_en_i,
  input  logic               armed_i,      // MAX_SLEEP or SLEEP_TIMER is armed
  input  logic [       31:0] hint_i,       // expected ticks of sleep
  input  logic [       31:0] limit_i,      // longest exit latency, ticks
  input  logic               deep_held_i,
  // combinational
  output logic [        3:0] next_mode_o,
  output logic               next_valid_o,
  // for firmware, registered
  output logic [        3:0] mode_o,
  output logic               valid_o,
  output logic [        3:0] blocked_o,    // deepest allowed mode
  output logic [        2:0] rule_o        // the first rule that stops it, 0: it passes
);

  logic [2*N_CORES-1:0] depth;              // sleep type of each core: 1 CG, 2 PG
  logic [3*N_MODES-1:0] rules;              // first rule that stops each mode
  logic [3:0] blocked_d, blocked_q, mode_q;
  logic [2:0] rule_d, rule_q;
  logic valid_q;

  always_comb begin
    for (int c = 0; c < N_CORES; c++) depth[2*c+:2] = {type_pg_i[c], !type_pg_i[c]};
  end

  // ---- each mode: the first rule that stops it --------------------------------------------------------------------
  assign rules[2:0] = pmu_pkg::SLEEP_RULE_NOT_ALLOWED;  // RUN is no sleep mode

  for (genvar m = 1; m < N_MODES; m++) begin : gen_mode
    localparam logic [N_WAKE-1:0] MASK = MODE_WAKE_MASK[N_WAKE*m+:N_WAKE];
    localparam logic [31:0] MIN_RES = MODE_MIN_RES[32*m+:32];
    localparam logic [31:0] EXIT_LAT = MODE_EXIT_LAT[32*m+:32];
    localparam logic [2*N_CORES-1:0] CORE_MIN = MODE_CORE_MIN[2*N_CORES*m+:2*N_CORES];

    logic too_shallow;
    logic [32:0] res_margin, lat_margin;  // negative: the rule stops the mode

    assign res_margin = {1'b0, hint_i} - {1'b0, MIN_RES};
    assign lat_margin = {1'b0, limit_i} - {1'b0, EXIT_LAT};

    always_comb begin
      too_shallow = 1'b0;
      for (int c = 0; c < N_CORES; c++) begin
        if ({1'b0, depth[2*c+:2]} < {1'b0, CORE_MIN[2*c+:2]}) too_shallow = 1'b1;
      end
    end

    // A chain and not a process: Icarus 11 runs the processes around this vector in circles
    assign rules[3*m+:3] = !allow_i[m] ? pmu_pkg::SLEEP_RULE_NOT_ALLOWED :
                           too_shallow ? pmu_pkg::SLEEP_RULE_CORE_STATE :
                           (|(wake_en_i & ~MASK)) ? pmu_pkg::SLEEP_RULE_WAKE_MASK :
                           !(|(wake_en_i & MASK)) && !armed_i ? pmu_pkg::SLEEP_RULE_NO_WAKE :
                           res_margin[32] ? pmu_pkg::SLEEP_RULE_RESIDENCY :
                           lat_margin[32] ? pmu_pkg::SLEEP_RULE_LATENCY :
                           MODE_DEEP[m] && deep_held_i ? pmu_pkg::SLEEP_RULE_DEEPLOCK : pmu_pkg::SLEEP_RULE_PASSES;

    logic unused_margin;
    assign unused_margin = ^{res_margin[31:0], lat_margin[31:0]};
  end

  // ---- the deepest that passes, the deepest that is allowed: deeper modes overwrite -------------------------------
  always_comb begin
    next_mode_o  = 4'd0;
    next_valid_o = 1'b0;
    blocked_d    = 4'd0;
    rule_d       = pmu_pkg::SLEEP_RULE_NOT_ALLOWED;
    for (int m = 1; m < N_MODES; m++) begin
      if (rules[3*m+:3] == pmu_pkg::SLEEP_RULE_PASSES) begin
        next_mode_o  = 4'(m);
        next_valid_o = 1'b1;
      end
      if (rules[3*m+:3] != pmu_pkg::SLEEP_RULE_NOT_ALLOWED) begin
        blocked_d = 4'(m);
        rule_d    = rules[3*m+:3];
      end
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      mode_q    <= '0;
      valid_q   <= 1'b0;
      blocked_q <= '0;
      rule_q    <= pmu_pkg::SLEEP_RULE_NOT_ALLOWED;
    end else begin
      mode_q    <= next_mode_o;
      valid_q   <= next_valid_o;
      blocked_q <= blocked_d;
      rule_q    <= rule_d;
    end
  end

  assign mode_o    = mode_q;
  assign valid_o   = valid_q;
  assign blocked_o = blocked_q;
  assign rule_o    = rule_q;

  // mode 0 has no rules to look at
  logic unused_run;
  assign unused_run = ^{allow_i[0], rules[2:0]};

endmodule
