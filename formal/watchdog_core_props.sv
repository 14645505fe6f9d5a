// SPDX-License-Identifier: Apache-2.0
// Properties of watchdog_core, with any settings, commands and stops, from any moment of the timebase on.
//
// A ghost counts plainly: one more on every edge on which the watchdog may count, 0 where it begins anew. It is all the silence
// there is; who bites without it, or does not bite with it, fails.
module watchdog_core_props #(
  parameter int START = 9
) (
  input logic        clk,
  input logic [23:0] begins,  // the timebase as it comes out of reset
  input logic        cfg_wr, cmd_wr, kick, event_clr, halt, boot,
  input logic [ 3:0] state, mode,
  input logic [72:0] cfg_new,
  input logic [ 2:0] bitten_clr
);

  localparam logic [72:0] CFG_RST = {24'd2, 24'd7, 24'd5, 1'b1};

  logic rst_n, started = 1'b0;
  logic bite, kicked, wake, barked, start_o;
  logic [2:0] bitten;
  logic [23:0] count, now = '0;
  logic [72:0] cfg = CFG_RST;
  assign rst_n = started;

  watchdog_core #(.WDT_CFG_RST(CFG_RST), .WDT_START_TICKS(START), .N_MODES(2), .MODE_WDT_RUN(2'b01)) u_dut (
    .clk_i(clk), .rst_ni(rst_n), .now_i({24'd0, now}), .cfg_wr_i(cfg_wr), .cfg_i(cfg_new), .cmd_wr_i(cmd_wr), .kick_i(kick),
    .bitten_clr_i(bitten_clr), .event_clr_i(event_clr), .state_i(state), .mode_i(mode), .debug_halt_i(halt), .dom_boot_i(boot), .bite_o(bite), .kick_o(kicked),
    .wake_o(wake), .event_o(barked), .bitten_o(bitten), .status_start_o(start_o), .status_count_o(count)
  );

  (* hierconn *) wire \u_dut.going_q ;
  (* hierconn *) wire [23:0] \u_dut.base_q ;
  (* hierconn *) wire [72:0] \u_dut.cfg_q ;
  (* hierconn *) wire \u_dut.run ;

  wire on = cfg[0];
  wire [23:0] t_bark = cfg[24:1], t_bite = cfg[48:25], t_window = cfg[72:49];
  wire may_kick = cmd_wr && kick && !boot;
  wire counts = on && run && !halt && !boot;  // on this edge

  // ---- ghost: the state before this edge
  logic [23:0] silence = '0;
  logic first = (START != 0);  // the first kick is waited for
  logic barks = 1'b0;
  logic run = 1'b0;  // on the edge before there was power, and a mode that lets it count

  wire over = counts && (silence >= (first ? 24'(START) : t_bite));
  wire hasty = counts && may_kick && !first && (silence < t_window);
  wire fails = over || hasty;
  wire lives = may_kick && !fails;
  wire calls = counts && !first && (t_bark != 0) && (silence >= t_bark) && !fails && !lives;

  // ---- the edge before
  logic l_fails = 1'b0, l_lives = 1'b0, l_counts = 1'b0, l_hasty = 1'b0, l_over = 1'b0, l_first = 1'b0, l_on = 1'b0, l_boot = 1'b0;
  logic l_rises = 1'b0, l_cmd = 1'b0;
  logic [2:0] l_bitten = '0, l_clr = '0;

  always @(posedge clk) begin
    started <= 1'b1;
    now     <= started ? now + 24'd1 : begins;
    if (started) begin
      if (cfg_wr) cfg <= cfg_new;
      run <= (state >= 4'd2) && (state <= 4'd5) && (mode == 4'd0);
      silence <= (!on || boot || fails || lives) ? '0 : silence + 24'(counts);
      if (!on) first <= 1'b0;
      else if (boot || fails) first <= (START != 0);
      else if (lives) first <= 1'b0;
      barks <= (barks || calls) && on && !boot && !fails && !lives;
      l_fails <= fails;
      l_lives <= lives;
      l_counts <= counts;
      l_hasty <= hasty && !over;
      l_over  <= over;
      l_first <= first;
      l_on    <= on;
      l_boot  <= boot;
      l_rises <= calls && !barks;
      l_cmd   <= cmd_wr;
      l_clr   <= bitten_clr;
    end
    l_bitten <= bitten;
  end

  always @(posedge clk) begin
    if (started) begin
      // the count is the ghost's, and so is what comes of it
      assert (count == silence);
      assert (\u_dut.cfg_q == cfg);
      assert (\u_dut.run == run);
      if (!\u_dut.going_q ) assert (\u_dut.base_q == silence);
      assert (start_o == first);
      assert (wake == barks);
      assert (bite == l_fails);
      assert (kicked == l_lives);
      // in words: no bite where it stands still or is off, none with a kick that counts
      if (bite) assert (l_counts && l_on && !l_boot && !kicked && (count == 0));
      if (START != 0 && bite) assert (first && !wake);
      if (START == 0) assert (!first);
      if (l_boot) assert (!bite && !kicked && !wake && (count == 0));
      // told, until cleared: each by its own reason
      if (l_over) assert (l_first ? bitten[1] : bitten[0]);
      if (l_hasty) assert (bitten[2]);
      if (l_rises) assert (barked);
      if ((l_bitten & ~bitten) != 0) assert (l_cmd && ((l_bitten & ~bitten & ~l_clr) == 0));
      if ((bitten & ~l_bitten) != 0) assert (bite && ((bitten & ~l_bitten) == {l_hasty, l_over && l_first, l_over && !l_first}));
      // it is possible at all
      cover (bite && l_over && !l_first && barked);
      cover (bite && l_over && l_first && START != 0);
      cover (bite && l_hasty);
      cover (kicked && (t_window == 24'd3) && !first && l_counts);
      cover (wake && !l_counts && on);
      cover (l_bitten[0] && !bitten[0]);
      cover (bite && (now < 24'd4) && l_over && (begins > 24'd9));  // over the end of the timebase
    end else begin
      assert (!bite && !kicked && !wake && !barked && (bitten == 0) && (count == 0));
      assert ((silence == 0) && (first == (START != 0)) && !barks && !run && (cfg == CFG_RST));
      assert (!l_fails && !l_lives && !l_hasty && !l_over && !l_rises && !l_boot);
    end
  end

endmodule
