// SPDX-License-Identifier: Apache-2.0
//
// Idle of each core and the offer to sleep: every condition of the bus clock becomes one registered bit each (bus
// clock).
//
// A core is idle in WFI with no wakelock, no active time, no wake of its own left to serve. Its locks and its WFI are
// looked at in one clock domain and cross as one bit: bits that cross apart could be seen in an order in which the
// system sleeps with a lock held. A write that is still on its way keeps cores from becoming idle.
//
// WFI counts only after it has been low since the core was let run: a core that has been woken is given
// `core_event_o` until it leaves the WFI that it went to sleep in. The event is up as well while a core stands in WFI
// with a wake to serve.
//
// A power-gated core is idle as long as its WFI stands. It is clamped to 1 behind the isolation, so it can only fall before
// that has closed: then the core wanted to go on, and the AON side brings it back.
//
// A fall has to be seen: idle stays 0 for three sample strobes (two AON edges at least), the offer for four. The mode
// on offer moves only when those four are over: until then the AON side may still act on the offer that has fallen.

module sleep_idle #(
  parameter int N_CORES = 2,
  parameter int N_WAKE  = 8
) (
  input  logic                      clk_i,
  input  logic                      rst_ni,
  input  logic                      strobe_i,
  // sampled together, so that a core is never seen between two states
  input  logic [       N_CORES-1:0] power_gated_i,
  input  logic [       N_CORES-1:0] run_i,
  // what keeps a core from idling
  input  logic [       N_CORES-1:0] wfi_i,
  input  logic [       N_CORES-1:0] held_i,        // wakelock
  input  logic [       N_CORES-1:0] hold_i,        // active time
  input  logic [        N_WAKE-1:0] pend_i,        // sampled
  input  logic [        N_WAKE-1:0] wake_en_i,
  input  logic [N_CORES*N_WAKE-1:0] route_i,
  input  logic                      posted_i,      // some write is on its way
  input  logic [               3:0] next_mode_i,
  input  logic                      next_valid_i,
  // all from flops
  output logic [       N_CORES-1:0] idle_o,
  output logic                      ok_o,
  output logic [               3:0] ok_mode_o,
  output logic [       N_CORES-1:0] event_o
);

  localparam logic [1:0] IDLE_LOW_STROBES = 2'd3;
  localparam logic [2:0] OK_LOW_STROBES = 3'd4;

  logic [N_CORES-1:0] idle_d, idle_q, low_d, low_q, event_d, event_q;
  logic [N_CORES-1:0] pending, natural;
  logic [2*N_CORES-1:0] shown_d, shown_q;  // strobes for which idle still has to stay 0
  logic ok_d, ok_q;
  logic [3:0] ok_mode_d, ok_mode_q;
  logic [2:0] closed_d, closed_q;          // the same for the offer

  // ---- wakes to serve; a source that is routed nowhere belongs to core 0 ------------------------------------------
  logic [N_WAKE-1:0] wakes, routed;

  assign wakes = pend_i & wake_en_i;

  always_comb begin
    routed = '0;
    for (int c = 0; c < N_CORES; c++) routed = routed | route_i[N_WAKE*c+:N_WAKE];
    for (int c = 0; c < N_CORES; c++) begin
      pending[c] = |(wakes & (route_i[N_WAKE*c+:N_WAKE] | ((c == 0) ? ~routed : {N_WAKE{1'b0}})));
    end
  end

  // ---- idle -------------------------------------------------------------------------------------------------------
  always_comb begin
    for (int c = 0; c < N_CORES; c++) begin
      low_d[c]   = run_i[c] && (low_q[c] || !wfi_i[c]);
      event_d[c] = run_i[c] && (!low_q[c] || (wfi_i[c] && pending[c]));

      natural[c] = wfi_i[c];
      if (!power_gated_i[c]) begin
        natural[c] = run_i[c] && low_q[c] && wfi_i[c] && !held_i[c] && !hold_i[c] && !pending[c] &&
                     (idle_q[c] || !posted_i);
      end

      shown_d[2*c+:2] = shown_q[2*c+:2];
      if (idle_q[c] && !natural[c]) shown_d[2*c+:2] = IDLE_LOW_STROBES;
      else if (strobe_i && (shown_q[2*c+:2] != 2'd0)) shown_d[2*c+:2] = shown_q[2*c+:2] - 2'd1;

      idle_d[c] = natural[c] && (shown_q[2*c+:2] == 2'd0);
    end
  end

  // ---- the offer --------------------------------------------------------------------------------------------------
  assign ok_d = (&idle_d) && !posted_i && next_valid_i && (next_mode_i == ok_mode_q) && (closed_q == 3'd0);

  always_comb begin
    closed_d = closed_q;
    if (ok_q && !ok_d) closed_d = OK_LOW_STROBES;
    else if (strobe_i && (closed_q != 3'd0)) closed_d = closed_q - 3'd1;
  end

  assign ok_mode_d = (!ok_q && (closed_q == 3'd0)) ? next_mode_i : ok_mode_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      idle_q    <= '0;
      low_q     <= '0;
      event_q   <= '0;
      shown_q   <= '0;
      ok_q      <= 1'b0;
      ok_mode_q <= '0;
      closed_q  <= '0;
    end else begin
      idle_q    <= idle_d;
      low_q     <= low_d;
      event_q   <= event_d;
      shown_q   <= shown_d;
      ok_q      <= ok_d;
      ok_mode_q <= ok_mode_d;
      closed_q  <= closed_d;
    end
  end

  assign idle_o    = idle_q;
  assign ok_o      = ok_q;
  assign ok_mode_o = ok_mode_q;
  assign event_o   = event_q;

endmodule
