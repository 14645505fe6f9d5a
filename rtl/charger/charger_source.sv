// SPDX-License-Identifier: Apache-2.0
//
// The source: attached or not, whether its insertion switches the system on, and what becomes of a weak one.
//
// Only an insertion asks for a power-up: a charger that stays attached through a shutdown is no reason to boot again. It is
// remembered while the power-up is still refused, and forgotten when the charger goes or the system is on. At power-on a
// charger that is attached already counts as inserted.
//
// A weak source gets less current, then longer and longer pauses, so that the charge is not begun over and over.
// A source that folds back or vanishes as soon as it is loaded is good again as soon as it is not. Each such collapse
// takes a step of the charge current (a half, a quarter, 50 mA); a collapse at the lowest one is followed by a pause,
// each twice as long as the one before. A source that is held for a while is left alone: a collapse counts only shortly
// after the current has begun or risen, which is what it follows from.
//
// Presence lost under load looks like an unplugging. It is judged when it comes back: within AWAY it was a collapse, and
// no insertion that powers up (what was remembered before is remembered behind it); later it was an unplugging, and all is
// forgotten. But a source that needs longer to come back must not get around the pauses by it, so the next start then
// keeps its distance.
//
// One deadline serves all: current that is young, a source that is away, a pause. At rest nothing toggles.
//
// All that is forgotten by an unplugging, and other things end a charge, too: a loose contact, over-voltage, a battery's
// contact, a driver that switches off and on. So every start of the charge is counted, whatever ended the one before, in a
// bucket that leaks one start every LEAK ticks and that nothing else empties. While it is full the next start waits. Any
// window of less than two LEAK sees STARTS + 2 at most: ten in a minute.

module charger_source #(
  parameter int UNIT = 65536,   // ticks, 2 s: the first pause, and how long an unplugged source is away
  parameter int LEAK = 1048576  // ticks, 32 s, a power of two: after so long one start is forgotten
) (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic [47:0] now_i,
  input  logic        vbus_det_i,
  input  logic        boot_on_vbus_i,  // setting: an insertion asks for a power-up
  input  logic [ 3:0] power_i,         // main power state
  input  logic        charged_i,       // the state before this edge charges
  input  logic        charges_i,       // ... the state after it
  input  logic        window_i,        // VBUS has been outside its window for the deglitch time
  input  logic        rises_i,         // the charge current is higher after this edge
  input  logic        least_i,         // the charge current is not lowered any further
  input  logic        idle_i,          // enabled, and the state before this edge is one that a start leaves
  output logic [ 1:0] rung_o,          // steps taken off the current
  output logic        wait_o,          // no charge may begin
  output logic        pause_o,         // the source has failed at the lowest current, or too often, and is given time
  output logic        det_o,           // vbus_det_i on the edge before
  output logic        inserted_o,      // combinational: on this edge
  output logic        removed_o,       // combinational: on this edge
  output logic        vbus_boot_o,
  output logic        poor_o,
  output logic        poor_next_o      // combinational
);

  localparam int PAUSES = 6;  // the last is UNIT * 32, 64 s
  localparam int W = $clog2(UNIT << (PAUSES - 1)) + 2;
  localparam logic [W-1:0] AWAY = W'(UNIT);
  localparam logic [W-1:0] YOUNG = W'(4 * UNIT);
  localparam logic [W-1:0] APART = W'(3 * UNIT);
  localparam logic [3:0] STARTS = 4'd8;  // a source that bears nothing is begun so often, pauses and all, within 32 s

  // ---- attached, or not ---------------------------------------------------------------------------------------------
  logic det_q, boot_d, boot_q;
  logic kept_d, kept_q;            // boot_q when presence went
  logic on, again;                 // an insertion now is none

  // Somebody has switched on: from POWER_UP to SLEEP_EXIT
  assign on         = (power_i >= 4'(pmu_pkg::PWR_STATE_POWER_UP)) && (power_i <= 4'(pmu_pkg::PWR_STATE_SLEEP_EXIT));
  assign inserted_o = vbus_det_i && !det_q;
  assign removed_o  = !vbus_det_i && det_q;
  assign boot_d     = (boot_q || (inserted_o && (again ? kept_q : boot_on_vbus_i))) && vbus_det_i && !on;
  assign kept_d     = (removed_o ? boot_q : kept_q) && !on;

  // ---- collapses and pauses -----------------------------------------------------------------------------------------
  logic [1:0] rung_d, rung_q;
  logic [2:0] tries_d, tries_q;    // pauses taken
  logic low_d, low_q;              // the last current could not be lowered
  logic young_d, young_q;          // current has begun or risen a short while ago
  logic drop_d, drop_q;            // presence went while it was young
  logic wait_d, wait_q;
  logic [W-1:0] now, due_d, due_q, left;
  logic reached, poor, collapse;

  assign now      = now_i[W-1:0];
  assign left     = now - due_q;
  assign reached  = !left[W-1];
  assign poor     = (rung_q != '0) || (tries_q != '0);
  assign again    = drop_q || poor;
  assign collapse = (window_i && young_q && charged_i && vbus_det_i) || (inserted_o && drop_q);
  assign low_d    = charged_i ? least_i : low_q;

  always_comb begin
    rung_d  = rung_q;
    tries_d = tries_q;
    young_d = young_q && charges_i && !reached;
    drop_d  = drop_q;
    wait_d  = wait_q;
    due_d   = due_q;

    if (rises_i) begin
      young_d = 1'b1;
      due_d   = now + YOUNG;
    end

    // The pause is over, or the distance of two starts is kept
    if (wait_q && reached && (!poor || (vbus_det_i && det_q))) wait_d = 1'b0;

    if (removed_o) begin
      drop_d = young_q && charged_i;
      if (drop_d || poor) due_d = now + AWAY;
    end
    else if (!vbus_det_i) begin
      if ((drop_q || poor) && reached) begin
        // unplugged
        rung_d  = '0;
        tries_d = '0;
        drop_d  = 1'b0;
        wait_d  = drop_q || wait_q;
        due_d   = now + APART;
      end
    end
    else if (inserted_o) begin
      drop_d = 1'b0;
      if (wait_q && poor) due_d = now + (AWAY << (tries_q - 3'd1));
    end

    if (collapse) begin
      if (!low_d) rung_d = rung_q + 2'd1;
      else begin
        if (tries_q < 3'(PAUSES)) tries_d = tries_q + 3'd1;
        wait_d = 1'b1;
        due_d  = now + (AWAY << (tries_d - 3'd1));
      end
    end
  end

  // ---- starts -------------------------------------------------------------------------------------------------------
  logic [3:0] starts_d, starts_q;
  logic spent_d, spent_q;  // a source that is there waits for a start
  logic starts, leaks, full;

  assign starts  = charges_i && !charged_i;
  assign leaks   = ((now_i & 48'(LEAK - 1)) == '0) && (starts_q != '0);
  assign full    = (starts_q >= STARTS);
  assign spent_d = full && idle_i && (spent_q || (vbus_det_i && det_q));

  always_comb begin
    starts_d = starts_q;
    if (leaks && !starts) starts_d = starts_q - 4'd1;
    if (starts && !leaks && !full) starts_d = starts_q + 4'd1;
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      det_q    <= 1'b0;
      boot_q   <= 1'b0;
      kept_q   <= 1'b0;
      rung_q   <= '0;
      tries_q  <= '0;
      low_q    <= 1'b0;
      young_q  <= 1'b0;
      drop_q   <= 1'b0;
      wait_q   <= 1'b0;
      due_q    <= '0;
      starts_q <= '0;
      spent_q  <= 1'b0;
    end else begin
      det_q    <= vbus_det_i;
      boot_q   <= boot_d;
      kept_q   <= kept_d;
      rung_q   <= rung_d;
      tries_q  <= tries_d;
      low_q    <= low_d;
      young_q  <= young_d;
      drop_q   <= drop_d;
      wait_q   <= wait_d;
      due_q    <= due_d;
      starts_q <= starts_d;
      spent_q  <= spent_d;
    end
  end

  assign rung_o      = rung_q;
  assign wait_o      = wait_q || drop_q || full;
  assign pause_o     = (wait_q && poor) || spent_q;
  assign det_o       = det_q;
  assign vbus_boot_o = boot_q;
  assign poor_o      = (poor || spent_q) && det_q;
  assign poor_next_o = !poor && !spent_q && ((rung_d != '0) || (tries_d != '0) || spent_d);

  logic unused;
  assign unused = ^left[W-2:0];

endmodule
