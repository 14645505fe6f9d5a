// SPDX-License-Identifier: Apache-2.0
//
// Why to power down: of all that may end an awake state on this edge, the one that counts, as a reason bit.
//
// The first class that holds counts, with all of its members: rail, domain and clock faults and upsets; over-voltage, under-voltage,
// over-temperature; second watchdog bite; long key; hold time-out; SHUTDOWN command (only in ACTIVE: it lets a transition
// finish first). What comes behind is seen again after the next power-up if it is still there. Combinational.
module power_why #(
  parameter int N_RAILS = 1
) (
  input  logic               awake_i,        // a state that may be ended
  input  logic               active_i,       // ACTIVE
  input  logic               driven_late_i,  // waited long enough for rails to read off
  input  logic               low_late_i,     // ... for enabled rails to read good
  input  logic               clk_late_i,     // ... for the clock
  input  logic [N_RAILS-1:0] pg_i,
  input  logic [N_RAILS-1:0] rail_en_i,
  input  logic               clk_valid_i,
  input  logic               rail_fault_i,   // of the rail sequencer, with its rail
  input  logic [        2:0] fault_rail_i,
  input  logic               dom_fault_i,
  input  logic               upset_i,        // in any state: nobody knows which one it is
  input  logic [        2:0] protect_i,      // over-voltage, under-voltage, over-temperature
  input  logic               second_bite_i,
  input  logic               hard_off_i,
  input  logic               hold_off_i,
  input  logic               off_cmd_i,
  output logic [       10:0] reason_o,       // bits of one class
  output logic [        2:0] rail_o,         // with RAIL_FAULT
  output logic               retry_o         // one of the faults that are worth another try
);

  logic [N_RAILS-1:0] bad;  // rails that a step waited for in vain
  logic rail_fault, clock_fault;
  logic [2:0] faults;       // clock, domain, rail
  logic [2:0] protects;
  logic watchdog, long_key, hold_timeout, command;
  logic calm;               // neither fault nor protection

  assign bad = (driven_late_i ? pg_i : '0) | (low_late_i ? (rail_en_i & ~pg_i) : '0);

  function automatic logic [2:0] lowest(input logic [N_RAILS-1:0] bits);
    integer i;
    lowest = '0;
    for (i = N_RAILS - 1; i >= 0; i = i - 1) if (bits[i]) lowest = 3'(i);
  endfunction

  assign rail_o = rail_fault_i ? fault_rail_i : lowest(bad);

  assign rail_fault  = rail_fault_i || (bad != '0);
  assign clock_fault = clk_late_i && !clk_valid_i;

  // Continuous assignments: a process that sets defaults first would glitch, and through the next step these glitches
  // come back to it (Icarus then never settles).
  assign faults       = awake_i ? {clock_fault, dom_fault_i, rail_fault} : 3'd0;
  assign protects     = (awake_i && !retry_o) ? protect_i : 3'd0;
  assign calm         = awake_i && !retry_o && (protect_i == 3'd0);
  assign watchdog     = calm && second_bite_i;
  assign long_key     = calm && !second_bite_i && hard_off_i;
  assign hold_timeout = calm && !second_bite_i && !hard_off_i && hold_off_i;
  assign command      = calm && !second_bite_i && !hard_off_i && !hold_off_i && active_i && off_cmd_i;

  assign retry_o  = upset_i || (faults != '0);
  assign reason_o = {upset_i, watchdog, faults[2:1], hold_timeout, faults[0], protects, long_key, command};

endmodule
