// SPDX-License-Identifier: Apache-2.0
// The charger's rules in every tick, whatever settings and inputs do: no current where none may flow, limits of the set
// points, every arc of the state table and no other, timers, fold back, duty, events.
//
// All inputs are free; the waits are shortened. The block is held against charger_core_ref; what must never be is said
// once more without it. Zone and host watchdog have proofs of their own; here it is shown that they are connected to
// what they should be.
module charger_core_props #(
  parameter int QUAL  = 3,
  parameter int RECHG = 3,
  parameter int TEST  = 4
) (
  input logic        clk,
  input logic        vbus_det, vbus_ovp, loop_cv, loop_iin, loop_vin, ready, die_warn, die_crit, vbat_over,
  input logic [11:0] vbat, vbus, ntc, ichg_code,
  input logic [ 6:0] upd,
  input logic [ 4:0] sensor, stale,
  input logic [ 3:0] power,
  input logic        ctrl_valid, limit_valid, temp_valid, timer_valid, clr_valid, intr_valid,
  input logic [34:0] ctrl,
  input logic [67:0] limit,
  input logic [79:0] temp,
  input logic [17:0] timer,
  input logic [13:0] clr,
  input logic [11:0] intr
);

  localparam logic [34:0] CTRL_RST = {1'b1, 1'b1, 2'd1, 7'd100, 13'd4200, 10'd500, 1'b1};
  localparam logic [23:0] CAP = {1'b0, 13'd4200, 10'd500};
  localparam logic [67:0] LIMIT_RST = {9'd100, 7'd75, 12'd3000, 12'd2100, 14'd6500, 14'd4350};
  localparam logic [79:0] TEMP_RST = {8'd20, 12'd600, 8'd20, 12'd1000, 8'd20, 12'd2600, 8'd20, 12'd3000};
  localparam logic [17:0] TIMER_RST = {10'd3, 8'd2};
  localparam int MINUTE = 8;
  localparam int WD_UNIT = 16;
  localparam int FOLD_TICKS = 3;
  localparam int DG = 2;
  localparam int UNIT = 2;
  localparam int LEAK = 16;
  localparam int WORN = 6;

  `include "charger_codes.svh"

  logic rst_n;
  logic started = 1'b0;  // false in the very first step, which is in reset
  logic [47:0] now = '0;

  logic [3:0] state, health;
  logic poor_shown, worn_shown;
  logic en, sink, led, wd_expired, limit_flag, det, boot, wake;
  logic [9:0] iset, fast_min;
  logic [12:0] vset;
  logic [2:0] zone, fold, status, charge_type;
  logic [7:0] pre_min;
  logic [11:0] events;
  logic stale_flag;

  charger_core #(
    .CTRL_RST(CTRL_RST), .CAP(CAP), .LIMIT_RST(LIMIT_RST), .TEMP_RST(TEMP_RST), .TIMER_RST(TIMER_RST), .MINUTE(MINUTE),
    .WD_UNIT(WD_UNIT), .FOLD_TICKS(FOLD_TICKS), .DG_TICKS(DG), .QUAL_TICKS(QUAL), .RECHG_TICKS(RECHG), .TEST_TICKS(TEST),
    .SOURCE_UNIT(UNIT), .START_TICKS(LEAK), .WORN_TICKS(WORN)
  ) u_dut (
    .clk_i(clk), .rst_ni(rst_n), .now_i(now), .vbus_det_i(vbus_det), .vbus_ovp_i(vbus_ovp), .loop_cv_i(loop_cv),
    .loop_iin_i(loop_iin), .loop_vin_i(loop_vin), .vbat_i(vbat), .vbus_i(vbus), .ntc_i(ntc), .ichg_i(ichg_code),
    .upd_i(upd), .ready_i(ready), .sensor_i(sensor), .die_warn_i(die_warn), .die_crit_i(die_crit), .vbat_over_i(vbat_over), .stale_i(stale),
    .state_i(power),
    .ctrl_valid_i(ctrl_valid), .ctrl_i(ctrl), .limit_valid_i(limit_valid), .limit_i(limit), .temp_valid_i(temp_valid),
    .temp_i(temp), .timer_valid_i(timer_valid), .timer_i(timer), .clr_valid_i(clr_valid), .clr_i(clr),
    .intr_valid_i(intr_valid), .intr_i(intr),
    .state_o(state), .en_o(en), .iset_o(iset), .vset_o(vset), .sink_o(sink), .led_o(led), .zone_o(zone), .fold_o(fold),
    .status_o(status), .type_o(charge_type), .health_o(health), .pre_min_o(pre_min), .fast_min_o(fast_min),
    .wd_expired_o(wd_expired), .event_o(events), .limit_o(limit_flag), .stale_o(stale_flag), .det_o(det), .vbus_boot_o(boot),
    .wake_o(wake), .poor_o(poor_shown), .worn_o(worn_shown)
  );

  (* hierconn *) wire [34:0] \u_dut.ctrl_q ;
  (* hierconn *) wire [67:0] \u_dut.limit_q ;
  (* hierconn *) wire [79:0] \u_dut.temp_q ;
  (* hierconn *) wire [17:0] \u_dut.timer_q ;
  (* hierconn *) wire [11:0] \u_dut.mask_q ;
  (* hierconn *) wire [ 1:0] \u_dut.u_fsm.u_own.row_q ;
  (* hierconn *) wire [ 1:0] \u_dut.u_fsm.u_window.row_q ;
  (* hierconn *) wire \u_dut.u_fsm.lower_q ;
  (* hierconn *) wire \u_dut.u_fsm.lost_q ;
  (* hierconn *) wire \u_dut.u_fsm.measured_q ;
  (* hierconn *) wire [ 6:0] \u_dut.u_current.phase_q ;
  (* hierconn *) wire [ 1:0] \u_dut.u_current.wait_q ;
  (* hierconn *) wire [ 2:0] \u_dut.u_pre.rest_q ;
  (* hierconn *) wire [ 2:0] \u_dut.u_fast.rest_q ;
  (* hierconn *) wire [11:0] \u_dut.u_zone.ntc_i ;
  (* hierconn *) wire \u_dut.u_zone.no_ntc_i ;
  (* hierconn *) wire [19:0] \u_dut.u_zone.cold_i ;
  (* hierconn *) wire [19:0] \u_dut.u_zone.cool_i ;
  (* hierconn *) wire [19:0] \u_dut.u_zone.warm_i ;
  (* hierconn *) wire [19:0] \u_dut.u_zone.hot_i ;
  (* hierconn *) wire \u_dut.u_host_timer.write_i ;
  (* hierconn *) wire \u_dut.u_host_timer.set_i ;
  (* hierconn *) wire \u_dut.u_host_timer.expire_o ;
  (* hierconn *) wire [ 1:0] \u_dut.u_host_timer.wd_i ;
  (* hierconn *) wire [ 1:0] \u_dut.u_host_timer.wd_next_i ;
  (* hierconn *) wire [ 7:0] \u_dut.u_host_timer.now_i ;

  // ---- the reference ------------------------------------------------------------------------------------------------
  // settings in force
  logic [34:0] ctrl_kept;
  logic [67:0] limit_kept;
  logic [79:0] temp_kept;
  logic [17:0] timer_kept;
  logic [11:0] mask_kept;
  logic [7:0] pre_limit;
  logic [9:0] fast_limit;
  // what is expected after the edge
  logic [3:0] x_state, x_health;
  logic x_sink, x_en, x_led, x_limit, det_kept, boot_kept, lost, testing, charges;
  logic [9:0] x_iset;
  logic [12:0] x_vset, pre_e, fast_e;
  logic [2:0] fold_kept;
  logic [1:0] fold_wait;
  logic [11:0] set_now, l_asked;
  logic [6:0] phase;
  // rows: edges for which something has been true
  logic [2:0] stay, tested, low_row, other_row, window_row;
  logic measured;
  // what the edge before saw; l_seen: there was one
  logic l_seen, l_det, l_enable, l_unsafe, l_ovp, l_bad_zone, l_die, l_bat, l_over, l_stale, l_expired, l_low_pre, l_clear,
        l_unready, l_boot, l_insert_ok, l_testing, l_window, l_good_hold, l_pre_clears, l_fast_clears;
  logic [3:0] l_state;
  logic [9:0] l_ichg, l_ipre;
  logic [6:0] l_itrickle;
  logic [12:0] l_pre_e, l_fast_e;

  // weak source, worn battery
  logic [1:0] rung;
  logic [2:0] tries, away_left, recharges;
  logic lowest, young, dropped, waiting, boot_before, full_short, worn, spent;
  logic [3:0] young_left, short_left, starts;
  logic [6:0] wait_left;

  charger_core_ref #(
    .CTRL_RST(CTRL_RST), .CAP(CAP), .LIMIT_RST(LIMIT_RST), .TEMP_RST(TEMP_RST), .TIMER_RST(TIMER_RST), .MINUTE(MINUTE),
    .FOLD_TICKS(FOLD_TICKS), .DG(DG), .QUAL(QUAL), .RECHG(RECHG), .TEST(TEST),
    .UNIT(UNIT), .LEAK(LEAK), .WORN(WORN)
  ) u_ref (
    .expire(\u_dut.u_host_timer.expire_o ), .*
  );

  (* hierconn *) wire [35:0] \u_dut.u_event.since_q ;
  (* hierconn *) wire [11:0] \u_dut.u_event.clr_i ;
  (* hierconn *) wire [11:0] \u_dut.u_event.event_o ;
  (* hierconn *) wire \u_dut.u_event.clr_valid_i ;
  (* hierconn *) wire [1:0] \u_dut.u_source.rung_q ;
  (* hierconn *) wire [2:0] \u_dut.u_source.tries_q ;
  (* hierconn *) wire \u_dut.u_source.low_q ;
  (* hierconn *) wire \u_dut.u_source.young_q ;
  (* hierconn *) wire \u_dut.u_source.drop_q ;
  (* hierconn *) wire \u_dut.u_source.wait_q ;
  (* hierconn *) wire [7:0] \u_dut.u_source.due_q ;
  (* hierconn *) wire [3:0] \u_dut.u_source.starts_q ;
  (* hierconn *) wire \u_dut.u_source.spent_q ;
  (* hierconn *) wire \u_dut.u_source.kept_q ;
  (* hierconn *) wire [3:0] \u_dut.u_worn.due_q ;
  (* hierconn *) wire [2:0] \u_dut.u_worn.count_q ;
  (* hierconn *) wire \u_dut.u_worn.fresh_q ;

  // how long a deadline is still away, with the edge that reaches it
  wire [7:0] source_left = \u_dut.u_source.due_q - now[7:0] + 8'd1;
  wire [3:0] worn_left = \u_dut.u_worn.due_q - now[3:0] + 4'd1;

  logic l_full = 1'b0, l_charges = 1'b0;

  always @(posedge clk) begin
    {l_full, l_charges} <= {started && (starts == 8), started && charges};
    started <= 1'b1;
    now     <= started ? now + 48'd1 : '0;
  end
  assign rst_n = started;

  always @(posedge clk) if (started) begin
    // ---- settings are what arrived last, whole
    assert (\u_dut.ctrl_q == ctrl_kept);
    assert (\u_dut.limit_q == limit_kept);
    assert (\u_dut.temp_q == temp_kept);
    assert (\u_dut.timer_q == timer_kept);
    assert (\u_dut.mask_q == mask_kept);

    // ---- connections of what is proved elsewhere
    assert (\u_dut.u_zone.ntc_i == ntc);
    assert (\u_dut.u_zone.no_ntc_i == (!ready || sensor[2]));
    assert ({\u_dut.u_zone.hot_i , \u_dut.u_zone.warm_i , \u_dut.u_zone.cool_i , \u_dut.u_zone.cold_i } ==
            temp_kept);
    assert (\u_dut.u_host_timer.write_i == (ctrl_valid || limit_valid || temp_valid || timer_valid || clr_valid));
    assert (\u_dut.u_host_timer.set_i == ctrl_valid);
    assert (\u_dut.u_host_timer.wd_i == ctrl_kept[32:31]);
    assert (\u_dut.u_host_timer.wd_next_i == (ctrl_valid ? ctrl[32:31] : ctrl_kept[32:31]));
    assert (\u_dut.u_host_timer.now_i == now[7:0]);
    // prim_event_props says what becomes of the events that happen (set_now) and are cleared
    assert ((\u_dut.u_event.clr_valid_i == clr_valid) && (\u_dut.u_event.clr_i == clr[11:0]));
    assert (\u_dut.u_event.event_o == events);
    if (\u_dut.u_host_timer.write_i ) assert (!\u_dut.u_host_timer.expire_o );

    // ---- the reference
    assert (state == x_state);
    assert (sink == x_sink);
    assert (testing == x_sink);
    assert (en == x_en);
    assert (iset == x_iset);
    assert (vset == x_vset);
    assert (health == x_health);
    assert (led == x_led);
    assert (limit_flag == x_limit);
    assert (stale_flag == (l_seen && l_stale));
    assert (fold == fold_kept);
    assert (det == det_kept);
    assert (boot == boot_kept);
    assert (wake == (l_asked != 0));
    assert (\u_dut.u_event.since_q [11:0] == set_now);
    assert (pre_min == pre_e / MINUTE);
    assert (fast_min == fast_e / MINUTE);
    assert (status == (charges ? pmu_pkg::CHARGE_STATUS_CHARGING : (state == DONE) ? pmu_pkg::CHARGE_STATUS_FULL :
                       det ? pmu_pkg::CHARGE_STATUS_NOT_CHARGING : pmu_pkg::CHARGE_STATUS_DISCHARGING));
    assert (charge_type == ((state == TRICKLE) ? pmu_pkg::CHARGE_TYPE_TRICKLE :
                            (state == PRECHARGE) ? pmu_pkg::CHARGE_TYPE_STANDARD :
                            charges ? pmu_pkg::CHARGE_TYPE_FAST : pmu_pkg::CHARGE_TYPE_NONE));

    // ---- what must never be, said without the reference
    assert ((state <= FAULT) && (zone <= NONE));
    if (!charges) assert (!en && (iset == 0) && (vset == 0));
    if (en) assert (charges && !sink);
    // the cell's caps, whatever settings there are; and without a zone for more, a fifth where it is cool
    assert ((vset <= CAP[22:10]) && (iset <= CAP[9:0]));
    if (l_seen) begin
      if (!l_det || !l_enable || l_unsafe) assert (!en && (iset == 0) && (vset == 0));
      if (l_ovp || l_bad_zone || l_die || l_bat || l_over || l_stale) assert (!en);
      if (!l_det || !l_enable) assert (state == OFF);
      if (l_expired) assert (!en && (state == ((l_det && l_enable) ? FAULT : OFF)));
      if (l_expired) assert ((l_pre_e != 0) || (l_fast_e != 0));
      if (state == FAULT) assert (!en);
      if (l_state == FAULT) assert (!en && ((state == FAULT) || ((state == OFF) && (!l_det || !l_enable || l_clear))));
      if ((state == FAULT) && (l_state != FAULT)) assert (l_expired || (l_testing && l_low_pre));
      assert (iset <= l_ichg);
      if (state == TRICKLE) assert (iset <= {3'd0, l_itrickle});
      if ((state == PRECHARGE) || (l_low_pre && (state != TRICKLE))) assert (iset <= l_ipre);
      // without a sensor no current; a result that is missing or stuck is believed at once
      if (l_unready) assert (zone == NONE);
      // a charge that is suspended goes on only from a good input
      if ((l_state == SUSPEND) && charges) assert (l_good_hold && !l_unsafe);
      // time goes back only where the charge ended, a limit is new, or none is set
      if (!l_pre_clears) assert (pre_e >= l_pre_e);
      if (!l_fast_clears) assert (fast_e >= l_fast_e);
      // only an insertion asks for a boot
      if (boot && !l_boot) assert (l_insert_ok);
      if (!l_det) assert (!boot && !det);
      // status bits tell what is
      if (led) assert (state != OFF);
      if (state == DONE) assert (led);
      if (sink) assert ((state == QUALIFY) || (state == DONE));
      if (sink && l_testing && (state == l_state)) assert (tested < TEST);
      if (state == QUALIFY) assert ((stay < QUAL + TEST) && (tested < TEST));
    end

    // a timer that is on never lets its time be used up without a fault
    if ((state != OFF) && (state != FAULT) && (pre_limit != 0)) assert (pre_e < {5'd0, pre_limit} * MINUTE);
    if ((state != OFF) && (state != FAULT) && (fast_limit != 0)) assert (fast_e < {3'd0, fast_limit} * MINUTE);

    // ---- weak source and worn battery: the block's flops and one deadline are the reference's counters
    assert (poor_shown == (((rung != 0) || (tries != 0) || spent) && det));
    assert (worn_shown == worn);
    assert (\u_dut.u_source.rung_q == rung);
    assert (\u_dut.u_source.tries_q == tries);
    assert (\u_dut.u_source.low_q == lowest);
    assert (\u_dut.u_source.young_q == young);
    assert (\u_dut.u_source.drop_q == dropped);
    assert (\u_dut.u_source.wait_q == waiting);
    assert (\u_dut.u_source.kept_q == boot_before);
    assert (tries <= 6);
    assert (\u_dut.u_source.starts_q == starts);
    assert (\u_dut.u_source.spent_q == spent);
    assert (starts <= 8);
    if (state == QUALIFY) assert (starts < 8);
    if (spent) assert (starts >= 7);
    if (young) assert (charges && det && !dropped && !waiting && (young_left >= 1) && (young_left <= 4 * UNIT));
    if (young) assert (source_left == {4'd0, young_left});
    if (dropped) assert (!det && !waiting);
    if (!det && (dropped || (rung != 0) || (tries != 0)))
      assert ((away_left >= 1) && (away_left <= UNIT) && (source_left == {5'd0, away_left}));
    if (waiting && (det || ((rung == 0) && (tries == 0))))
      assert ((wait_left >= 1) && (wait_left <= 32 * UNIT) && (source_left == {1'b0, wait_left}));
    if (waiting) assert ((state == OFF) || (state == SUSPEND) || (state == FAULT));
    if (waiting && (rung != 0)) assert (tries != 0);
    if (!det) assert ((state == OFF) && !young);
    if (det) assert (!dropped);
    assert (\u_dut.u_worn.fresh_q == full_short);
    assert (\u_dut.u_worn.count_q == recharges);
    assert (recharges <= 4);
    assert (full_short == (short_left != 0));
    assert (short_left <= WORN);
    if (full_short) assert ((state == DONE) && (worn_left == short_left));
    if (worn) assert (state == DONE);
    if ((state != DONE) && (state != RECHARGE)) assert (recharges == 0);
    // said without the reference: no charge begins before one of eight starts is forgotten
    if (l_full) assert (l_charges || !charges);
    // ... a source that has failed is given less, or time; no charge begins in a pause
    if (waiting) assert (!charges && (state != QUALIFY));
    if (en && (rung != 0)) assert ((iset <= 50) || (iset < l_ichg));
    if ((rung == 3) && charges) assert (iset <= 50);
    if (sink) assert ((state == QUALIFY) || (state == DONE));

    // ---- helpers: how the block counts what the reference counts
    if (state == FAULT) assert (\u_dut.u_fsm.lost_q == lost);
    if ((state == CV) || (state == RECHARGE)) assert (\u_dut.u_fsm.measured_q == measured);
    assert (\u_dut.u_current.phase_q == phase);
    assert (phase <= 7'd99);
    assert (\u_dut.u_current.wait_q == fold_wait);
    assert (fold_wait < FOLD_TICKS);
    assert ({pre_min, \u_dut.u_pre.rest_q } == pre_e[10:0]);
    assert ({fast_min, \u_dut.u_fast.rest_q } == fast_e);
    assert (pre_e <= {5'd0, pre_limit} * MINUTE + 13'd1);
    assert (fast_e <= {3'd0, fast_limit} * MINUTE + 13'd1);
    if (pre_limit == 0) assert (pre_e == 0);
    if (fast_limit == 0) assert (fast_e == 0);
    assert (\u_dut.u_fsm.u_window.row_q == window_row[1:0]);
    assert (window_row <= DG);
    assert ((low_row == 0) || (other_row == 0));
    assert (low_row <= DG);
    assert (other_row <= ((state == DONE) ? RECHG : DG));
    if (state == QUALIFY) assert (\u_dut.u_fsm.u_own.row_q == (testing ? tested[1:0] : stay[1:0]));
    else if (testing) assert ((state == DONE) && (\u_dut.u_fsm.u_own.row_q == tested[1:0]) && (tested < TEST));
    else assert (\u_dut.u_fsm.u_own.row_q == (low_row[1:0] | other_row[1:0]));
    if (low_row != 0) assert (\u_dut.u_fsm.lower_q );
    if (other_row != 0) assert (!\u_dut.u_fsm.lower_q );
    if ((state == QUALIFY) || (state == DONE)) assert (!\u_dut.u_fsm.lower_q );
    assert (testing ? (tested < TEST) : (tested == 0));
    if (state == QUALIFY && !testing) assert (stay < QUAL);
    if (state == QUALIFY && testing) assert (stay == QUAL + tested);
    if ((state == OFF) || (state == QUALIFY) || (state == SUSPEND) || (state == FAULT)) assert (low_row == 0);
    if ((state == OFF) || (state == QUALIFY) || (state == FAULT)) assert (other_row == 0);
    if (!(charges || (state == DONE))) assert (window_row == 0);
  end

  // ---- every arc of the table, and what is worth seeing -------------------------------------------------------------
  always @(posedge clk) if (started && l_seen) begin
    cover ((l_state == OFF) && (state == QUALIFY));
    cover ((l_state == QUALIFY) && (state == OFF) && l_det && l_enable);
    cover ((l_state == QUALIFY) && !l_testing && (state == SUSPEND));
    cover ((l_state == QUALIFY) && !l_testing && (state == TRICKLE));
    cover ((l_state == QUALIFY) && !l_testing && (state == PRECHARGE));
    cover ((l_state == QUALIFY) && !l_testing && (state == CC));
    cover ((l_state == QUALIFY) && !l_testing && sink);
    cover ((l_state == QUALIFY) && l_testing && (state == FAULT));
    cover ((l_state == QUALIFY) && l_testing && (state == SUSPEND));
    cover ((l_state == QUALIFY) && l_testing && (state == CC));
    cover ((l_state == QUALIFY) && l_testing && (state == PRECHARGE));
    cover ((l_state == TRICKLE) && (state == PRECHARGE));
    cover ((l_state == PRECHARGE) && (state == TRICKLE));
    cover ((l_state == PRECHARGE) && (state == CC));
    cover ((l_state == CC) && (state == PRECHARGE));
    cover ((l_state == CC) && (state == CV));
    cover ((l_state == CV) && (state == PRECHARGE));
    cover ((l_state == CV) && (state == DONE));
    cover ((l_state == DONE) && (state == SUSPEND) && l_unsafe);
    cover ((l_state == DONE) && (state == SUSPEND) && l_window && !l_unsafe);
    cover ((l_state == DONE) && (state == FAULT));
    cover ((l_state == DONE) && (state == RECHARGE));
    cover ((l_state == RECHARGE) && (state == PRECHARGE));
    cover ((l_state == RECHARGE) && (state == DONE));
    cover ((l_state == SUSPEND) && (state == TRICKLE));
    cover ((l_state == SUSPEND) && (state == PRECHARGE));
    cover ((l_state == SUSPEND) && (state == CC));
    cover ((l_state == FAULT) && (state == OFF) && l_clear && l_det && l_enable);
    cover ((state == CC) && (zone == WARM) && (vset < 13'd4100) && en);
    cover ((state == CC) && (zone == COOL) && (fold == 3'd2));
    cover ((state == CC) && !en && (phase == 7'd3));
    cover (boot && (health == pmu_pkg::CHARGE_HEALTH_GOOD));
    cover ((health == pmu_pkg::CHARGE_HEALTH_UNSPEC_FAILURE) && (l_state == CC) && (state == SUSPEND) && events[11]);
    cover ((health == pmu_pkg::CHARGE_HEALTH_OVERVOLTAGE) && (l_state == CV) && (state == SUSPEND) && l_over);
    cover (en && (iset == CAP[9:0]) && (ctrl_kept[10:1] > CAP[9:0]));
    cover (health == pmu_pkg::CHARGE_HEALTH_UNSPEC_FAILURE);
    cover ((rung == 1) && charges && (iset == 10'd250));
    cover ((tries == 1) && !waiting && charges);
    cover (dropped && (rung == 0));
    cover (waiting && (rung == 0) && (tries == 0) && det);
    cover (!wake && (events != 0) && (l_asked == 0) && (state == CV));
    cover (wake && (events[8:0] == 9'h1FF));
  end

  // A removed charger and being disabled end every state; a danger, a bad input and its timer every charging state
  always @(posedge clk) if (started && l_seen) begin
    for (int s = 1; s <= 9; s++) begin
      cover ((l_state == s) && (state == OFF) && !l_det && l_enable);
      cover ((l_state == s) && (state == OFF) && l_det && !l_enable);
      if (((s >= 2) && (s <= 5)) || (s == 7)) begin
        cover ((l_state == s) && (state == SUSPEND) && l_unsafe);
        cover ((l_state == s) && (state == SUSPEND) && l_window && !l_unsafe);
        cover ((l_state == s) && (state == FAULT));
      end
    end
  end

endmodule
