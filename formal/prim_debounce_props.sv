// SPDX-License-Identifier: Apache-2.0
// Properties of prim_debounce, against a shift register of "d_i differed from q_o" instead of a counter.
module prim_debounce_props #(
  parameter int TICKS = 4
) (
  input logic clk,
  input logic d
);

  logic rst_n;
  logic q;

  prim_debounce #(.TICKS(TICKS), .RST(1'b1)) u_dut (
    .clk_i (clk),
    .rst_ni(rst_n),
    .d_i   (d),
    .q_o   (q)
  );

  logic started = 1'b0;  // false in the very first step, which is in reset
  assign rst_n = started;

  logic [TICKS-1:0] history = '0;  // did d differ from q on the last edges; forgotten when q changes
  logic             last_q = 1'b1;

  always @(posedge clk) begin
    started <= 1'b1;
    last_q  <= q;
    if (!started) history <= '0;
    else if (TICKS == 1) history <= (d != q);
    // q changes on this very edge: what stood before counted for the old level
    else if (&{history[TICKS-2:0], d != q}) history <= '0;
    else history <= {history[TICKS-2:0], d != q};
  end

  // q one edge later follows from the history before that edge
  logic due = 1'b0;
  always @(posedge clk) begin
    if (TICKS == 1) due <= started && (d != q);
    else due <= started && (&{history[TICKS-2:0], d != q});
  end

  always @(posedge clk) begin
    if (!started) assert (q == 1'b1);
    else assert (due == (q != last_q));

    cover (started && due && !q);
    cover (started && due && q);
    cover (started && !due && history == (1 << (TICKS - 1)));
  end

endmodule
