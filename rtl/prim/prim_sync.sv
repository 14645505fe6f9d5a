// SPDX-License-Identifier: Apache-2.0
// Two-flop synchronizer: the only way a single bit enters another clock domain.
//
// The first flop may go metastable; it has one whole period to settle before the second one is looked at.
// W > 1 means W *independent* bits: they may arrive in different cycles, so a value made of several bits
// never crosses here (see prim_cdc_post and prim_cdc_sample). d_i has to come straight from a flop of its
// own domain: combinational logic could glitch, and a glitch can be sampled.
//
// Metastability in simulation: plain RTL takes a late bit always in the same cycle, silicon does not. With
// the plusarg +cdc_jitter (or +cdc_jitter=<number>, another pattern per number) each bit that changed since
// the last edge is, at random, left old for one edge more, as a flop that resolved the wrong way would.
// A level held for two edges is never lost, and the order of changes of a bit is kept. The generator is our
// own xorshift32, one per instance, seeded from the number and the instance's path: a run repeats exactly, in any
// simulator, and another synchronizer elsewhere changes nothing here. In formal runs the choice is free, so
// that proofs cover both outcomes.
module prim_sync #(
  parameter int W = 1,
  parameter logic [W-1:0] RST = '0
) (
  input  logic         clk_i,
  input  logic         rst_ni,
  input  logic [W-1:0] d_i,
  output logic [W-1:0] q_o
);

  logic [W-1:0] meta_d, meta_q;
  logic [W-1:0] sync_q;
  logic         moves;

`ifndef SYNTHESIS
  logic [W-1:0] seen_q;  // d_i at the last edge: a bit that differs has just changed
  logic [W-1:0] late;    // of those, the ones that the first flop misses

`ifdef FORMAL
  (* anyseq *) logic [W-1:0] choice;
  assign late  = choice;
  assign moves = 1'b1;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) seen_q <= RST;
    else         seen_q <= d_i;
  end
`else
  logic        jitter;
  logic [31:0] rng_q;

  function automatic logic [31:0] xorshift32(input logic [31:0] x);
    logic [31:0] y;
    begin
      y = x ^ (x << 13);
      y = y ^ (y >> 17);
      xorshift32 = y ^ (y << 5);
    end
  endfunction

  localparam int PATHCHARS = 128;
  logic [8*PATHCHARS-1:0] path;
  logic [31:0]            seed;
  initial begin
    // $value$plusargs (which the lint rule asks for) does not see a plusarg without a value
    jitter = ($test$plusargs("cdc_jitter") != 0);  // verilog_lint: waive plusarg-assignment
    if ($value$plusargs("cdc_jitter=%d", seed) == 0) seed = 32'd0;
    $sformat(path, "%m");
    for (int i = 0; i < PATHCHARS; i++) begin
      seed = xorshift32(seed ^ {24'd0, path[8*i+:8]} ^ 32'h9e37_79b9);
    end
    rng_q = seed | 32'd1;  // never all zeros: xorshift would stay there
  end

  // Without jitter it waits for ever: nothing of this is run at a clock edge, of which a system has millions
  always begin
    wait (jitter);
    @(posedge clk_i or negedge rst_ni);
    if (!rst_ni) seen_q <= RST;
    else begin
      seen_q <= d_i;
      if (d_i != seen_q) rng_q <= xorshift32(rng_q);
    end
  end

  for (genvar i = 0; i < W; i++) begin : gen_late
    assign late[i] = jitter & rng_q[(i + 7) % 32];
  end

  // An edge that changes nothing costs a simulator as much as one that does, and nearly all are of that kind
  assign moves = (meta_d !== meta_q) || (meta_q !== sync_q);
`endif

  assign meta_d = (d_i & ~(late & (d_i ^ seen_q))) | (meta_q & late & (d_i ^ seen_q));
`else
  assign meta_d = d_i;
  assign moves  = 1'b1;
`endif

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      meta_q <= RST;
      sync_q <= RST;
    end else if (moves) begin
      meta_q <= meta_d;
      sync_q <= meta_q;
    end
  end

  assign q_o = sync_q;

endmodule
