// SPDX-License-Identifier: Apache-2.0
//
// Verdicts that need n results in a row: N bits, each of which changes only when n results running speak against it.
//
// One result that agrees with the bit starts the count anew, so noise around a limit does not add up. A bit moves only
// on edges with a result of its own (upd_i). More results than needed count as enough, so a smaller n holds from the
// next result on.

module monitor_verdict #(
  parameter int           N   = 1,
  parameter logic [N-1:0] RST = '0
) (
  input  logic         clk_i,
  input  logic         rst_ni,
  input  logic [  2:0] more_i,  // n - 1
  input  logic [N-1:0] upd_i,   // a result on this edge ...
  input  logic [N-1:0] says_i,  // ... and what it says
  output logic [N-1:0] flag_o,  // flops
  output logic [N-1:0] rise_o   // on this edge, combinational
);

  logic [N-1:0] flag_d, flag_q;
  logic [3*N-1:0] run_d, run_q;  // results in a row against the flag
  logic [N-1:0] against, enough;

  assign against = says_i ^ flag_q;
  assign flag_d  = flag_q ^ (upd_i & against & enough);

  generate
    for (genvar i = 0; i < N; i++) begin : gen_bit
      assign enough[i] = (run_q[3*i+:3] >= more_i);
      assign run_d[3*i+:3] = !upd_i[i] ? run_q[3*i+:3] : (!against[i] || enough[i]) ? 3'd0 : run_q[3*i+:3] + 3'd1;
    end
  endgenerate

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      flag_q <= RST;
      run_q  <= '0;
    end else if (|upd_i) begin
      flag_q <= flag_d;
      run_q  <= run_d;
    end
  end

  assign flag_o = flag_q;
  assign rise_o = flag_d & ~flag_q;

endmodule
