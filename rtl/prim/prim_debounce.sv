// SPDX-License-Identifier: Apache-2.0
// Debounce: q_o takes over a level only after it has stood for TICKS edges.
//
// Contacts bounce and long wires pick up spikes. d_i (already synchronised) has to differ from q_o on TICKS edges in a
// row; q_o changes on the last of them. One edge on which it does not differ starts the count again, so a train of
// spikes, however long, never adds up. Both directions take the same time. TICKS = 0 is a wire, TICKS = 1 one flop.
//
// Nothing toggles while d_i rests at q_o (the one edge that clears a broken-off count apart): in deep sleep the block
// costs nothing.
module prim_debounce #(
  parameter int   TICKS = 1,
  parameter logic RST = 1'b0
) (
  input  logic clk_i,
  input  logic rst_ni,
  input  logic d_i,
  output logic q_o
);

  if (TICKS == 0) begin : gen_wire
    assign q_o = d_i;

    logic unused_clk;
    assign unused_clk = ^{clk_i, rst_ni, RST};
  end else if (TICKS == 1) begin : gen_flop
    logic q_q;

    always_ff @(posedge clk_i or negedge rst_ni) begin
      if (!rst_ni) q_q <= RST;
      else         q_q <= d_i;
    end

    assign q_o = q_q;
  end else begin : gen_count
    localparam int CNTW = $clog2(TICKS);
    localparam logic [CNTW-1:0] LAST = CNTW'(TICKS - 1);

    logic             q_d, q_q;
    logic [CNTW-1:0] cnt_d, cnt_q;  // edges in a row on which d_i differed

    // >= so that a count beyond LAST, which no run reaches, ends at once instead of wrapping
    always_comb begin
      q_d   = q_q;
      cnt_d = '0;
      if (d_i != q_q) begin
        if (cnt_q >= LAST) q_d = d_i;
        else cnt_d = cnt_q + CNTW'(1);
      end
    end

    always_ff @(posedge clk_i or negedge rst_ni) begin
      if (!rst_ni) begin
        q_q   <= RST;
        cnt_q <= '0;
      end else begin
        q_q   <= q_d;
        cnt_q <= cnt_d;
      end
    end

    assign q_o = q_q;
  end

endmodule
