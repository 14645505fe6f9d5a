// SPDX-License-Identifier: Apache-2.0
//
// Host watchdog: if firmware stops writing, its settings are taken back and charging goes on by itself.
//
// Every write to the charger, a kick among them, moves the deadline; on one edge the write wins. After it has expired the
// watchdog rests until the next write, and runs again from there: a heartbeat that stops a second time is seen a second
// time. That it has expired is told until the settings themselves are written anew: until then the registers read what
// firmware once wanted and not what acts, and a kick changes nothing about that.
//
// The deadline is at most 4 * WD_UNIT ticks away. It is compared by the sign of the difference, so a deadline that an
// upset has let go by is caught on the next edge, and not a round of the timebase later.

module charger_host_timer #(
  parameter int         W       = 24,
  parameter int         WD_UNIT = 1310720,  // ticks, 40 s; 4 * WD_UNIT must be less than 2^(W-1)
  parameter logic [1:0] WD_RST  = 2'd0
) (
  input  logic         clk_i,
  input  logic         rst_ni,
  input  logic [W-1:0] now_i,
  input  logic         write_i,    // any write, or a kick
  input  logic         set_i,      // ... of the settings that it takes back
  input  logic [  1:0] wd_i,       // setting: 0 off, WD_UNIT, 2 * WD_UNIT, 4 * WD_UNIT
  input  logic [  1:0] wd_next_i,  // ... that a write on this edge leaves behind
  output logic         expire_o,   // combinational: on this edge
  output logic         expired_o
);

  function automatic logic [W-1:0] time_of(input logic [1:0] wd);
    time_of = (wd == 2'd3) ? W'(4 * WD_UNIT) : (wd == 2'd2) ? W'(2 * WD_UNIT) : W'(WD_UNIT);
  endfunction

  // As if the last write had been on edge 0
  localparam logic [W-1:0] DUE_RST = time_of(WD_RST) - W'(1);

  logic [W-1:0] due_d, due_q;  // the timebase just before the edge of the deadline
  logic [W-1:0] past;          // since the deadline
  logic rests_d, rests_q;      // it has expired, and nobody has written since
  logic expired_d, expired_q;

  assign past      = now_i - due_q;
  assign expire_o  = !write_i && (wd_i != 2'd0) && !rests_q && !past[W-1];
  assign rests_d   = !write_i && (rests_q || expire_o);
  assign expired_d = !set_i && (expired_q || expire_o);
  assign due_d     = write_i ? now_i + time_of(wd_next_i) : due_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      due_q     <= DUE_RST;
      rests_q   <= 1'b0;
      expired_q <= 1'b0;
    end else begin
      due_q     <= due_d;
      rests_q   <= rests_d;
      expired_q <= expired_d;
    end
  end

  assign expired_o = expired_q;

endmodule
