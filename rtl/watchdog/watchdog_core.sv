// SPDX-License-Identifier: Apache-2.0
//
// Watchdog on the AON clock: software of the owner core shows with a kick that it lives; where it does not, the core is reset.
//
// The count restarts with every kick. At BARK software is asked for a sign of life (interrupt, and a wake source, so that a
// sleeping system hears it); at BITE the core is reset. A kick before WINDOW, of a loop that runs wild, is a failure as
// well and bites at once. A core that starts from reset has another time for its first kick (START_TICKS): it hangs in its
// boot ROM, or it comes to the kick in the end, at any moment. So it is after a bite: the watchdog that has bitten does not
// bite again before the core has had its time. What has bitten stays told until software clears it, through that reset.
//
// It stands still, and keeps its count, where nobody could kick: in modes that say so and without power (sleep_wdt_run), and while
// a debugger halts the core. It does not bite then, whatever is written. While the core is being started the count is 0.
//
// At rest nothing toggles: the count is the timebase less a base, and the base is the count where it stands still. What is late
// by any number of ticks, after an upset of the base, bites at once.

module watchdog_core #(
  parameter logic [         72:0] WDT_CFG_RST     = '0,  // cfg_i as it is after reset
  parameter int                   WDT_START_TICKS = 0,   // for the first kick after a start; 0: as after any kick
  parameter int                   N_MODES         = 2,
  parameter logic [  N_MODES-1:0] MODE_WDT_RUN    = '0,
  parameter int                   N_CORES         = 1,
  parameter int                   N_DOMAINS       = 1,
  parameter logic [3*N_CORES-1:0] CORE_DOMAIN     = '0   // the owner is core 0
) (
  input  logic        clk_i,
  input  logic        rst_ni,          // power-on reset
  // as many bits of the timebase as the longest time has are enough
  // verilator lint_off UNUSEDSIGNAL
  input  logic [47:0] now_i,
  // verilator lint_on UNUSEDSIGNAL
  // registers, AON clock; data count in the tick of their pulse
  input  logic        cfg_wr_i,
  input  logic [72:0] cfg_i,           // {window 24, bite 24, bark 24, enable}, ticks; bark 0 and window 0: none
  input  logic        cmd_wr_i,
  input  logic        kick_i,
  input  logic [ 2:0] bitten_clr_i,    // write-1-clear
  input  logic        event_clr_i,
  // who could kick
  input  logic [ 3:0] state_i,         // main power state
  input  logic [ 3:0] mode_i,          // current mode
  input  logic        debug_halt_i,    // a debugger halts the owner core
  // level: a core of the domain is being started from reset; the other domains do not count
  // verilator lint_off UNUSEDSIGNAL
  input  logic [N_DOMAINS-1:0] dom_boot_i,
  // verilator lint_on UNUSEDSIGNAL
  // all from flops
  output logic        bite_o,          // one tick: reset the core
  output logic        kick_o,          // one tick: a kick that counts
  output logic        wake_o,          // level: barks, until it is kicked
  output logic        event_o,         // sticky: has barked
  output logic [ 2:0] bitten_o,        // sticky, why it has bitten: {early kick, start, time-out}
  output logic        status_start_o,  // the first kick is waited for
  // combinational, moves with the timebase
  output logic [23:0] status_count_o   // ticks since the last kick or start
);

  localparam int W = 24;
  localparam logic [W-1:0] START_TICKS = W'(WDT_START_TICKS);
  localparam logic OWN_START = (WDT_START_TICKS != 0);
  localparam integer OWNER_DOMAIN = 32'(CORE_DOMAIN[2:0]);

  logic [72:0] cfg_q;
  logic enable, boot, run;
  logic [W-1:0] bark, bite, window;
  logic [W-1:0] base_d, base_q;    // timebase at count 0 while it counts, else the count
  logic going_d, going_q;          // it counted on the last edge
  logic start_d, start_q;
  logic barks_d, barks_q;
  logic bite_q, kick_q;

  logic [W-1:0] since, count, limit;
  logic goes, due, asked, early, bites, kicked, anew;

  assign enable = cfg_q[0];
  assign bark   = cfg_q[1+:W];
  assign bite   = cfg_q[25+:W];
  assign window = cfg_q[49+:W];
  assign boot   = dom_boot_i[OWNER_DOMAIN];

  sleep_wdt_run #(
    .N_MODES(N_MODES), .MODE_WDT_RUN(MODE_WDT_RUN)
  ) u_run (
    .clk_i, .rst_ni, .state_i, .mode_i, .wdt_run_o(run)
  );

  // ---- the count, as it is before this edge
  assign since = now_i[W-1:0] - base_q;
  assign count = going_q ? since : base_q;
  assign limit = start_q ? START_TICKS : bite;
  assign goes  = enable && run && !debug_halt_i && !boot;

  // ---- what this edge brings: a kick that comes with the bite is too late
  assign due    = goes && (count >= limit);
  assign asked  = cmd_wr_i && kick_i && !boot && !due;
  assign early  = asked && goes && !start_q && (count < window);
  assign bites  = due || early;
  assign kicked = asked && !early;
  assign anew   = !enable || boot || bites || kicked;

  // Going and standing change places by the same difference: a time for a count, a count for a time
  assign base_d  = anew ? '0 : (goes != going_q) ? since : base_q;
  assign going_d = goes && !anew;
  assign start_d = anew ? (OWN_START && enable && (boot || bites)) : start_q;
  assign barks_d = !anew && (barks_q || (goes && !start_q && (bark != '0) && (count >= bark)));

  prim_event #(
    .N(4)
  ) u_events (
    .clk_i, .rst_ni,
    .set_i      ({early, due && start_q, due && !start_q, barks_d && !barks_q}),
    .clr_valid_i(cmd_wr_i),
    .clr_i      ({bitten_clr_i, event_clr_i}),
    .event_o    ({bitten_o, event_o})
  );

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      cfg_q   <= WDT_CFG_RST;
      base_q  <= '0;
      going_q <= 1'b0;
      start_q <= OWN_START && WDT_CFG_RST[0];
      barks_q <= 1'b0;
      bite_q  <= 1'b0;
      kick_q  <= 1'b0;
    end else begin
      if (cfg_wr_i) cfg_q <= cfg_i;
      base_q  <= base_d;
      going_q <= going_d;
      start_q <= start_d;
      barks_q <= barks_d;
      bite_q  <= bites;
      kick_q  <= kicked;
    end
  end

  assign bite_o         = bite_q;
  assign kick_o         = kick_q;
  assign wake_o         = barks_q;
  assign status_start_o = start_q;
  assign status_count_o = count;

endmodule
