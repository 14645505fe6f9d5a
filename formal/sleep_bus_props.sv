// SPDX-License-Identifier: Apache-2.0
// What an offer to sleep, and the idle bit of a core, promise about the bus clock in which they were made.
//
// Everything that the bus side can see is free: writes at any moment, WFI, pending bits, status, strobes, crossings.
module sleep_bus_props (
  input logic        clk_i,
  input logic        rst_ni,
  input logic        strobe_i,
  input logic [ 1:0] wfi_i,
  input logic [ 1:0] boot_i,
  input logic [63:0] lock_set_i,
  input logic [ 1:0] lock_set_wr_i,
  input logic [63:0] lock_clr_i,
  input logic [ 1:0] lock_clr_wr_i,
  input logic [63:0] deep_set_i,
  input logic [ 1:0] deep_set_wr_i,
  input logic [63:0] deep_clr_i,
  input logic [ 1:0] deep_clr_wr_i,
  input logic [ 1:0] cfg_type_i,
  input logic        type_wr_i,
  input logic [63:0] act_ms_i,
  input logic [ 1:0] act_wr_i,
  input logic [31:0] cfg_max_ms_i,
  input logic        max_wr_i,
  input logic        tmr_wr_i,
  input logic        kick_wr_i,
  input logic [ 2:0] cfg_allow_i,
  input logic [31:0] cfg_hint_i,
  input logic [31:0] cfg_limit_i,
  input logic [ 1:0] wake_en_i,
  input logic [ 3:0] wake_route_i,
  input logic [ 1:0] wake_pend_i,
  input logic        busy_other_i,
  input logic [ 1:0] core_state_i,  // 0 power_gated, 1 neither, 2 and 3 run
  input logic [ 1:0] core1_state_i,
  input logic [ 1:0] active_i,
  input logic        armed_i,
  input logic [ 6:0] crossing_i     // busy of the crossings
);

  localparam int DEEP = 2;  // mode 2 is deep; source 1 cannot wake from it; it asks for PG of core 1

  logic [63:0] lock, deep;
  logic [1:0] idle, event_c, power_gated, run;
  logic ok, valid;
  logic [3:0] ok_mode, mode, blocked;
  logic [2:0] rule;
  logic [6:0] busy;
  logic [3:0] posts;
  logic [1:0] act_post;
  logic [75:0] act_ticks;
  logic max_post;
  logic [37:0] max_ticks;

  assign power_gated = {core1_state_i == 2'd0, core_state_i == 2'd0};
  assign run    = {core1_state_i[1], core_state_i[1]};

  sleep_bus #(
    .N_CORES(2), .N_MODES(3), .N_WAKE(2), .MODE_WAKE_MASK(6'b01_11_11), .MODE_MIN_RES(96'd50 << 64),
    .MODE_EXIT_LAT(96'd20 << 64), .MODE_DEEP(3'b100), .MODE_CORE_MIN(12'b10_00_00_00_00_00)
  ) u_dut (
    .clk_i, .rst_ni, .strobe_i, .wfi_i, .event_o(event_c), .boot_i, .lock_set_i, .lock_set_wr_i, .lock_clr_i,
    .lock_clr_wr_i, .lock_o(lock), .deep_set_i, .deep_set_wr_i, .deep_clr_i, .deep_clr_wr_i, .deep_o(deep),
    .cfg_type_i, .act_ms_i, .act_wr_i, .cfg_max_ms_i, .max_wr_i, .cfg_allow_i, .cfg_hint_i, .cfg_limit_i, .wake_en_i,
    .wake_route_i, .wake_pend_i, .busy_other_i(busy_other_i || (|posts)), .power_gated_i(power_gated), .run_i(run), .active_i,
    .armed_i, .idle_o(idle), .ok_o(ok), .ok_mode_o(ok_mode), .act_post_o(act_post), .act_ticks_o(act_ticks),
    .act_take_i(act_post & ~crossing_i[2:1]), .act_busy_i(act_post | crossing_i[2:1]), .max_post_o(max_post),
    .max_ticks_o(max_ticks), .max_take_i(max_post && !crossing_i[3]), .max_busy_i(max_post || crossing_i[3]),
    .next_mode_o(mode), .next_valid_o(valid), .next_blocked_o(blocked), .next_rule_o(rule), .act_busy_o(busy[2:1]),
    .max_busy_o(busy[3])
  );

  // What crosses as it is is busy from the clock of the write on
  assign posts = {crossing_i[6:5], crossing_i[4], crossing_i[0]} | {1'b0, kick_wr_i, tmr_wr_i, type_wr_i};
  assign {busy[6:4], busy[0]} = posts;

  // State that the induction has to know
  (* hierconn *) wire [2:0] \u_dut.u_idle.closed_q ;
  (* hierconn *) wire [3:0] \u_dut.u_idle.shown_q ;
  (* hierconn *) wire [1:0] \u_dut.u_idle.low_q ;
  (* hierconn *) wire \u_dut.gen_active[0].u_active.hold_q ;
  (* hierconn *) wire \u_dut.gen_active[0].u_active.hold_o ;
  (* hierconn *) wire \u_dut.gen_active[1].u_active.hold_q ;
  logic [2:0] closed;
  logic [1:0] shown, hold_q;
  logic       hold0;

  assign closed = \u_dut.u_idle.closed_q ;
  assign shown  = \u_dut.u_idle.shown_q [1:0];
  assign hold_q = {\u_dut.gen_active[1].u_active.hold_q , \u_dut.gen_active[0].u_active.hold_q };
  assign hold0  = \u_dut.gen_active[0].u_active.hold_o ;

  // ---- what held in the clock before, of everything that may forbid
  logic        seen_q;       // there was a clock before
  logic [1:0]  awake_q;      // neither power_gated nor free to idle
  logic        no_deep_q, no_mode_q, posted_q, was_ok_q;
  logic [1:0]  was_idle_q, was_run_q;
  logic [3:0]  mode_q;
  logic [1:0]  low_q;        // WFI has been low since the core was let run
  logic [1:0]  owed_q;       // active time was written, and its end has not been seen
  logic [1:0]  to_serve;
  logic [1:0]  locked;

  always_comb begin
    to_serve[0] = |(wake_pend_i & wake_en_i & (wake_route_i[1:0] | ~(wake_route_i[1:0] | wake_route_i[3:2])));
    to_serve[1] = |(wake_pend_i & wake_en_i & wake_route_i[3:2]);
    locked[0] = (lock[31:0] != 0) || (lock_set_wr_i[0] && (lock_set_i[31:0] != 0));
    locked[1] = (lock[63:32] != 0) || (lock_set_wr_i[1] && (lock_set_i[63:32] != 0));
  end

  initial seen_q = 1'b0;
  initial assume (!rst_ni);

  always_ff @(posedge clk_i) begin
    seen_q <= rst_ni;
    for (int c = 0; c < 2; c++) begin
      low_q[c]   <= rst_ni && run[c] && (low_q[c] || !wfi_i[c]);
      awake_q[c] <= !wfi_i[c] || (!power_gated[c] && (!run[c] || !low_q[c] || locked[c] ||
                    act_wr_i[c] || owed_q[c] || to_serve[c]));
      owed_q[c]  <= rst_ni && (act_wr_i[c] || (owed_q[c] && (busy[1+c] || active_i[c])));
    end
    posted_q   <= busy_other_i || (busy != 0) || type_wr_i || (act_wr_i != 0) || max_wr_i || tmr_wr_i || kick_wr_i;
    no_deep_q  <= (deep != 0) || (deep_set_wr_i[0] && (deep_set_i[31:0] != 0)) ||
                  (deep_set_wr_i[1] && (deep_set_i[63:32] != 0)) || wake_en_i[1] || !cfg_allow_i[2] ||
                  (cfg_hint_i < 50) || (cfg_limit_i < 20) || !cfg_type_i[1];
    no_mode_q  <= (wake_en_i == 0) && !armed_i;
    was_ok_q   <= ok;
    was_idle_q <= idle;
    was_run_q  <= run;
    mode_q     <= ok_mode;
  end

  // ---- strobes since the offer, and idle, fell
  logic [2:0] ok_strobes_q;
  logic [1:0] idle_strobes_q;  // of core 0
  logic       ok_known_q, idle_known_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      ok_strobes_q   <= 3'd0;
      idle_strobes_q <= 2'd0;
      ok_known_q     <= 1'b0;
      idle_known_q   <= 1'b0;
    end else begin
      if (ok) begin
        ok_strobes_q <= 3'd0;
        ok_known_q   <= 1'b1;
      end else if (was_ok_q) ok_strobes_q <= {2'd0, strobe_i};
      else if (strobe_i && (ok_strobes_q != 3'd4)) ok_strobes_q <= ok_strobes_q + 3'd1;
      if (idle[0]) begin
        idle_strobes_q <= 2'd0;
        idle_known_q   <= 1'b1;
      end else if (was_idle_q[0]) idle_strobes_q <= {1'b0, strobe_i};
      else if (strobe_i && (idle_strobes_q != 2'd3)) idle_strobes_q <= idle_strobes_q + 2'd1;
    end
  end

  always_ff @(posedge clk_i) begin
    if (rst_ni && seen_q) begin
      // an idle core: nothing of its own forbade it
      if (idle[0]) assert (!awake_q[0]);
      if (idle[1]) assert (!awake_q[1]);
      // a core does not become idle with a write on its way
      for (int c = 0; c < 2; c++) if (idle[c] && !was_idle_q[c] && was_run_q[c]) assert (!posted_q);
      // an offer: every core idle, nothing on its way, something that can wake
      if (ok) assert ((&idle) && (awake_q == 2'b00) && !posted_q && !no_mode_q);
      // of a mode that all rules allow; a deepwakelock rules out the deep one
      if (ok) assert ((ok_mode == 4'd1) || (ok_mode == 4'd2));
      if (ok && (ok_mode == DEEP)) assert (!no_deep_q);
      // the mode stands still under the offer, and for four strobes after
      if (ok && was_ok_q) assert (ok_mode == mode_q);
      if (ok_known_q && !ok && (ok_strobes_q != 3'd4)) assert (ok_mode == mode_q);
      if (ok && !was_ok_q && ok_known_q) assert (ok_strobes_q == 3'd4);
      // a fall of idle is shown for three strobes
      if (idle[0] && !was_idle_q[0] && idle_known_q) assert (idle_strobes_q == 2'd3);
      // active time holds from its write to its end
      if (act_wr_i[0] || owed_q[0]) assert (hold0);
      // helpers of the induction
      assert (!ok_known_q || ok || was_ok_q || (closed == 3'd4 - ok_strobes_q));
      assert (!was_ok_q || ok || (closed == 3'd4));
      assert (closed <= 3'd4);
      assert (!ok || (closed == 3'd0));
      assert (ok_known_q || (closed == 3'd0));
      assert (!idle_known_q || idle[0] || was_idle_q[0] || (shown == 2'd3 - idle_strobes_q));
      assert (!was_idle_q[0] || idle[0] || (shown == 2'd3));
      assert (!idle[0] || (shown == 2'd0));
      assert (idle_known_q || (shown == 2'd0));
      assert (hold_q == owed_q);
      assert (ok_strobes_q <= 3'd4);
      assert (\u_dut.u_idle.low_q == low_q);
    end
    if (rst_ni && seen_q) begin
      cover (ok && (ok_mode == 4'd2));
      cover (ok && was_ok_q && (ok_mode == 4'd1) && power_gated[1] && owed_q == 0 && idle_known_q);
      cover (!ok && was_ok_q && (deep != 0));
    end
  end

endmodule
