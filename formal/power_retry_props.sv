// SPDX-License-Identifier: Apache-2.0
// Properties of power_retry: two tries after faults, the third fault is final, whatever comes in between.
module power_retry_props (
  input logic clk,
  input logic fault,
  input logic watchdog,
  input logic command,
  input logic other,
  input logic forget
);

  logic rst_n, started = 1'b0;
  logic to_pause, to_fault, commanded;
  logic [1:0] used;
  assign rst_n = started;

  power_retry u_dut (
    .clk_i(clk), .rst_ni(rst_n), .fault_i(fault), .watchdog_i(watchdog), .command_i(command), .other_i(other),
    .forget_i(forget), .to_pause_o(to_pause), .to_fault_o(to_fault), .commanded_o(commanded),
    .formal_used_o(used)
  );

  logic [2:0] pauses = 3'd0;  // pauses for a fault since the count started
  logic l_fault = 1'b0, l_watchdog = 1'b0, l_command = 1'b0, l_forget = 1'b0, l_any = 1'b0, l_final = 1'b0;
  logic was_pause = 1'b0;

  // one reason at a time, as power_why gives them
  always @(posedge clk) assume ({1'b0, fault} + {1'b0, watchdog} + {1'b0, command} <= 2'd1);

  wire [2:0] pauses_now = pauses + {2'd0, l_fault && to_pause};

  always @(posedge clk) begin
    started <= 1'b1;
    {l_fault, l_watchdog, l_command, l_forget} <= started ? {fault, watchdog, command, forget} : 4'd0;
    // a fault on the edge of a clear counts on
    pauses  <= (started && forget && !fault) ? 3'd0 : pauses_now;
    l_any   <= started && (fault || watchdog || command || other);
    l_final <= to_fault;
    was_pause <= to_pause;
  end

  always @(posedge clk) begin
    if (!started) assert ({pauses, l_fault, l_watchdog, l_command, l_forget, l_any, l_final, was_pause} == 0);
    else begin
      assert (pauses_now <= 3'd2);
      assert (used == pauses_now[1:0]);
      assert ({1'b0, to_pause} + {1'b0, to_fault} + {1'b0, commanded} <= 2'd1);
      if (l_fault) assert (to_pause || to_fault);
      if (l_fault && to_fault) assert (pauses == 3'd2);
      if (l_watchdog) assert (to_pause);
      assert (commanded == 1'b0 || l_command || !l_any);
      if (!l_any) assert (to_pause == was_pause && to_fault == l_final);
    end
    cover (started && to_fault);
    cover (started && l_forget && pauses == 3'd0);
  end

endmodule
