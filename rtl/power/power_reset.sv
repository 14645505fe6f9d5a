// SPDX-License-Identifier: Apache-2.0
//
// Resets of the cores: RESET pin and watchdog, and why the cores last started.
//
// Pin or bite ask for a restart (restart_o). It is given to the cores' domains in ACTIVE only: elsewhere a domain may be
// on its way off and could neither go on nor be reset; the sleep block ends a sleep and does not start one as long as
// it stands. It ends when the pin is released and every core is reset: an AUTOSTART core's domain stands in
// reset, any other's does or has no power (which it leaves through reset).
//
// A bite while the last one has not been answered by a kick is a second bite: the main state machine power-cycles.
// That a restart is asked for is held twice: one flipped flop resets nobody.
//
// Nothing of this survives a power-down, but for the causes: they collect until firmware clears them. A cause that came while
// its clear was on its way stays (prim_event).
module power_reset #(
  parameter int                   N_CORES        = 1,
  parameter int                   N_DOMAINS      = 1,
  parameter logic [N_CORES*3-1:0] CORE_DOMAIN    = '0,
  parameter logic [  N_CORES-1:0] CORE_AUTOSTART = '1
) (
  input  logic                 clk_i,
  input  logic                 rst_ni,
  input  logic [          2:0] state_i,
  input  logic                 powers_down_i,   // on this edge
  input  logic                 boots_i,         // on this edge, from power-up
  input  logic                 reboots_i,       // on this edge, from sleep
  input  logic                 rst_pin_i,
  input  logic                 wdt_bite_i,
  input  logic                 wdt_kick_i,
  input  logic [N_DOMAINS-1:0] dom_in_reset_i,
  input  logic [N_DOMAINS-1:0] dom_off_i,
  input  logic                 clr_valid_i,
  input  logic [          4:0] clr_rst_i,
  // from flops
  output logic                 restart_o,
  output logic [          4:0] rst_cause_o,     // POR, RESET_PIN, WATCHDOG, WAKE_REBOOT, POWER_ON
  output logic [          2:0] boot_reason_o,   // BOOT_REASON_*
  // combinational
  output logic [N_DOMAINS-1:0] dom_restart_o,
  output logic                 second_bite_o
);

  logic restart_d;
  logic [1:0] restart_q;     // both or none
  logic restart;
  logic bitten_d, bitten_q;  // bitten, and no kick since
  logic por_d, por_q;        // nobody has cleared POR since it was
  logic [4:1] caused;
  logic [1:0] boot_d, boot_q;

  logic running;             // states 2 to 5: cores are up, or asleep
  logic pin, bite;
  logic [N_DOMAINS-1:0] reset_done;

  assign restart = &restart_q;
  assign running = (state_i >= pmu_pkg::PWR_STATE_ACTIVE) && (state_i <= pmu_pkg::PWR_STATE_SLEEP_EXIT);
  assign pin     = rst_pin_i && running;
  assign bite    = wdt_bite_i && running;

  assign second_bite_o = bite && bitten_q;

  for (genvar d = 0; d < N_DOMAINS; d++) begin : gen_domain
    logic [N_CORES-1:0] mine;  // cores in this domain
    for (genvar c = 0; c < N_CORES; c++) begin : gen_mine
      assign mine[c] = (CORE_DOMAIN[3*c+:3] == 3'(d));
    end
    assign dom_restart_o[d] = (mine != '0) && restart && (state_i == pmu_pkg::PWR_STATE_ACTIVE);
    assign reset_done[d]    = (mine == '0) || dom_in_reset_i[d] || (((mine & CORE_AUTOSTART) == '0) && dom_off_i[d]);
  end

  prim_event #(
    .N(4)
  ) u_causes (
    .clk_i, .rst_ni,
    .set_i      ({boots_i, reboots_i, bite, pin}),
    .clr_valid_i,
    .clr_i      (clr_rst_i[4:1]),
    .event_o    (caused)
  );

  always @* begin
    restart_d = restart;
    if ((state_i == pmu_pkg::PWR_STATE_ACTIVE) && !rst_pin_i && (&reset_done)) restart_d = 1'b0;
    if (pin || bite) restart_d = 1'b1;
    if (powers_down_i || !running) restart_d = 1'b0;

    bitten_d = bitten_q && !wdt_kick_i;
    if (bite) bitten_d = 1'b1;
    if (powers_down_i || !running) bitten_d = 1'b0;

    por_d = por_q && !(clr_valid_i && clr_rst_i[0]);

    boot_d = boot_q;
    if (boots_i) boot_d = pmu_pkg::BOOT_REASON_POWER_ON;
    if (reboots_i) boot_d = pmu_pkg::BOOT_REASON_WAKE_REBOOT;
    if (pin) boot_d = pmu_pkg::BOOT_REASON_RESET_PIN;
    if (bite) boot_d = pmu_pkg::BOOT_REASON_WATCHDOG;
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      restart_q <= '0;
      bitten_q  <= 1'b0;
      por_q     <= 1'b1;
      boot_q    <= pmu_pkg::BOOT_REASON_POWER_ON;
    end else begin
      restart_q <= {2{restart_d}};
      bitten_q  <= bitten_d;
      por_q     <= por_d;
      boot_q    <= boot_d;
    end
  end

  assign restart_o     = restart;
  assign rst_cause_o   = {caused, por_q};
  assign boot_reason_o = {1'b0, boot_q};

endmodule
