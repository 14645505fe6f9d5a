// SPDX-License-Identifier: Apache-2.0
// What the AON side sees of offer, mode on offer and idle, through synchronizers that may be late.
//
// One clock, the bus's; an AON edge is a clock in which tick_i is 1, at least GAP clocks apart. Each AON edge is
// followed by its sample strobe, two to four clocks later (synchronizer jitter), unless the strobe is off: then no
// strobes come. The synchronizers are two flops that move on AON edges; a bit that has just changed may be late by
// one edge.
module sleep_offer_props #(
  parameter int GAP = 6
) (
  input logic       clk_i,
  input logic       rst_ni,
  input logic       tick_i,
  input logic [1:0] late_i,      // choice of the two synchronizers
  input logic [1:0] strobe_at_i,
  input logic       strobe_en_i,
  input logic       wfi_i,
  input logic       held_i,
  input logic       hold_i,
  input logic       pend_i,
  input logic       posted_i,
  input logic [3:0] next_mode_i,
  input logic       next_valid_i,
  input logic       power_gated_i,
  input logic       run_i
);

  logic strobe;
  logic [4:0] since_q;  // clocks since the AON edge, saturating
  logic [1:0] at_q;
  logic       en_q;
  logic ok, idle, core_event;
  logic [3:0] ok_mode;

  assign strobe = en_q && (since_q == 5'd2 + {3'd0, at_q});

  sleep_idle #(
    .N_CORES(1),
    .N_WAKE (1)
  ) u_dut (
    .clk_i, .rst_ni,
    .strobe_i    (strobe),
    .power_gated_i    (power_gated_i && !run_i),
    .run_i, .wfi_i, .held_i, .hold_i, .pend_i,
    .wake_en_i   (1'b1),
    .route_i     (1'b1),
    .posted_i, .next_mode_i, .next_valid_i,
    .idle_o      (idle),
    .ok_o        (ok),
    .ok_mode_o   (ok_mode),
    .event_o     (core_event)
  );

  (* hierconn *) wire [2:0] \u_dut.closed_q ;
  (* hierconn *) wire [1:0] \u_dut.shown_q ;
  logic [2:0] closed;
  logic [1:0] shown;
  assign closed = \u_dut.closed_q ;
  assign shown  = \u_dut.shown_q ;

  logic ok_meta_q, ok_sync_q, ok_was_q, idle_meta_q, idle_was_q, idle_sync_q;
  logic seen_q, tick_q, unseen_q, was_ok_q, was_idle_q, sync_q;
  logic [3:0] offer_q, mode_q;      // mode while the offer stood; one clock ago
  initial seen_q = 1'b0;
  initial assume (!rst_ni);

  always_ff @(posedge clk_i) begin
    seen_q     <= rst_ni;
    tick_q     <= tick_i;
    sync_q     <= ok_sync_q;
    was_ok_q   <= ok;
    was_idle_q <= idle;
    mode_q     <= ok_mode;
    if (!rst_ni) begin
      since_q <= 5'd0;
      at_q    <= 2'd0;
      en_q    <= 1'b0;
      {ok_meta_q, ok_sync_q, ok_was_q, idle_meta_q, idle_was_q, idle_sync_q, unseen_q} <= '0;
      offer_q <= '0;
    end else begin
      if (tick_i) begin
        since_q   <= 5'd1;
        at_q      <= (strobe_at_i == 2'd3) ? 2'd2 : strobe_at_i;
        en_q      <= strobe_en_i;
        ok_sync_q <= ok_meta_q;
        ok_was_q  <= ok;
        if (!(late_i[0] && (ok != ok_was_q))) ok_meta_q <= ok;
        idle_sync_q <= idle_meta_q;
        idle_was_q  <= idle;
        if (!(late_i[1] && (idle != idle_was_q))) begin
          idle_meta_q <= idle;
          if (!idle) unseen_q <= 1'b0;
        end
      end else if (since_q != 5'd31) since_q <= since_q + 5'd1;
      if (was_idle_q && !idle && !(tick_i && !late_i[1])) unseen_q <= 1'b1;
      if (ok) offer_q <= ok_mode;
    end
  end

  // The strobe of an edge comes before the next edge; a clock that stops does so with strobes off
  always_comb if (since_q < GAP) assume (!tick_i);

  always_ff @(posedge clk_i) begin
    if (rst_ni && seen_q) begin
      // an AON edge that acts on the offer finds its mode, and no edge finds it moving
      if (tick_i && ok_sync_q) assert (ok ? (!was_ok_q || (ok_mode == offer_q)) : (ok_mode == offer_q));
      if (tick_q && sync_q) assert (mode_q == ok_mode);
      // idle does not rise again before an AON edge has seen it fall
      if (idle) assert (!unseen_q);
      cover (tick_i && ok_sync_q && !ok && (closed == 3'd1));
      cover (tick_i && !idle_sync_q && idle && (was_ok_q == 0) && offer_q == 4'd3);
    end
  end

endmodule
