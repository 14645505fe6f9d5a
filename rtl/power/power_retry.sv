// SPDX-License-Identifier: Apache-2.0
//
// Where a power-down ends: OFF, FAULT, or a pause and another try; and how many tries have been used.
//
// Rail, domain and clock faults have two retries; the third fault is final. The count starts again when the PMU leaves OFF
// or FAULT (somebody wanted it on) and when firmware clears one of these reasons (it has booted and knows). A clear and a
// fault on one edge: the fault counts on. A second watchdog bite always gets its power cycle.
module power_retry (
  input  logic clk_i,
  input  logic rst_ni,
  input  logic fault_i,      // it powers down for a rail, domain or clock fault
  input  logic watchdog_i,   // ... for a second watchdog bite
  input  logic command_i,    // ... by command
  input  logic other_i,      // ... for any other reason, or out of an unknown state
  input  logic forget_i,     // the count starts again
`ifdef FORMAL
  output logic [1:0] formal_used_o,
`endif
  output logic to_pause_o,   // flops: this power-down ends in PAUSE
  output logic to_fault_o,   // ... in FAULT
  output logic commanded_o   // ... in OFF, as commanded; none of the three: in OFF
);

  localparam logic [1:0] MAX_RETRIES = 2'd2;

  logic to_pause_d, to_pause_q, to_fault_d, to_fault_q, commanded_d, commanded_q;
  logic [1:0] used_d, used_q;
  logic again;

  assign again = (used_q < MAX_RETRIES);

  always @* begin
    used_d      = forget_i ? 2'd0 : used_q;
    to_pause_d  = to_pause_q;
    to_fault_d  = to_fault_q;
    commanded_d = commanded_q;
    if (fault_i || watchdog_i || command_i || other_i) begin
      to_pause_d  = watchdog_i || (fault_i && again);
      to_fault_d  = fault_i && !again;
      commanded_d = command_i;
    end
    if (fault_i) used_d = again ? used_q + 2'd1 : used_q;
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      to_pause_q  <= 1'b0;
      to_fault_q  <= 1'b0;
      commanded_q <= 1'b0;
      used_q      <= '0;
    end else begin
      to_pause_q  <= to_pause_d;
      to_fault_q  <= to_fault_d;
      commanded_q <= commanded_d;
      used_q      <= used_d;
    end
  end

`ifdef FORMAL
  assign formal_used_o = used_q;
`endif
  assign to_pause_o  = to_pause_q;
  assign to_fault_o  = to_fault_q;
  assign commanded_o = commanded_q;

endmodule
