// SPDX-License-Identifier: Apache-2.0
// A second reading of the charger's contract, in the order of its page, to hold the block against (charger_core_props).
//
// It says what has to be true after an edge from what the edge sees, and keeps one counter for each condition that has
// to be held, where the block shares one. Zone and host watchdog come from the block: they have proofs of their own.
module charger_core_ref #(
  parameter logic [34:0] CTRL_RST   = 35'd0,
  parameter logic [23:0] CAP        = '1,
  parameter logic [67:0] LIMIT_RST  = 68'd0,
  parameter logic [79:0] TEMP_RST   = 80'd0,
  parameter logic [17:0] TIMER_RST  = 18'd0,
  parameter int          MINUTE     = 8,
  parameter int          FOLD_TICKS = 3,
  parameter int          DG         = 2,
  parameter int          QUAL       = 3,
  parameter int          RECHG      = 3,
  parameter int          TEST       = 4,
  parameter int          UNIT       = 2,
  parameter int          LEAK       = 16,
  parameter int          WORN       = 6
) (
  input logic        clk,
  input logic        started,  // out of reset
  input logic [47:0] now,
  // what the block sees
  input logic        vbus_det, vbus_ovp, loop_cv, loop_iin, loop_vin, ready, die_warn, die_crit, vbat_over,
  input logic [11:0] vbat, vbus, ichg_code,
  input logic [ 6:0] upd,
  input logic [ 4:0] sensor, stale,
  input logic [ 3:0] power,
  input logic        ctrl_valid, limit_valid, temp_valid, timer_valid, clr_valid, intr_valid,
  input logic [34:0] ctrl,
  input logic [67:0] limit,
  input logic [79:0] temp,
  input logic [17:0] timer,
  input logic [13:0] clr,
  input logic [11:0] intr,
  // of the block, before the edge; expire: the host watchdog, on this edge
  input logic [ 3:0] state,
  input logic [ 2:0] zone, fold,
  input logic [ 9:0] iset,
  input logic        boot, det, limit_flag, wd_expired, expire,
  input logic [11:0] events,
  // settings in force
  output logic [34:0] ctrl_kept,
  output logic [67:0] limit_kept,
  output logic [79:0] temp_kept,
  output logic [17:0] timer_kept,
  output logic [11:0] mask_kept,
  output logic [ 7:0] pre_limit,
  output logic [ 9:0] fast_limit,
  // what is expected after the edge
  output logic [ 3:0] x_state, x_health,
  output logic        x_sink, x_en, x_led, x_limit, charges, lost, testing, det_kept, boot_kept,
  output logic [ 9:0] x_iset,
  output logic [12:0] x_vset, pre_e, fast_e,
  output logic [ 2:0] fold_kept,
  output logic [ 1:0] fold_wait,
  output logic [ 6:0] phase,
  output logic [11:0] set_now,  // events that the last edge brought
  output logic [11:0] l_asked,  // events before the edge that the mask before the edge names
  // weak source and worn battery: what is left of each time, 0 if it does not run; starts that count
  output logic [ 1:0] rung,
  output logic [ 2:0] tries, away_left, recharges,
  output logic [ 3:0] young_left, short_left, starts,
  output logic [ 6:0] wait_left,
  output logic        lowest, young, dropped, waiting, boot_before, full_short, worn, spent,
  // rows: edges for which something has been true
  output logic [ 2:0] stay, tested, low_row, other_row, window_row,
  output logic        measured,
  // what the edge before saw; l_seen: there was one
  output logic        l_seen, l_det, l_enable, l_unsafe, l_ovp, l_bad_zone, l_die, l_bat, l_over, l_stale, l_expired,
  output logic        l_low_pre, l_clear, l_unready, l_boot, l_insert_ok, l_testing, l_window, l_good_hold,
  output logic        l_pre_clears, l_fast_clears,
  output logic [ 3:0] l_state,
  output logic [ 9:0] l_ichg, l_ipre,
  output logic [ 6:0] l_itrickle,
  output logic [12:0] l_pre_e, l_fast_e
);

  `include "charger_codes.svh"

  // ---- settings in force --------------------------------------------------------------------------------------------

  wire        enable = ctrl_kept[0];
  // ... as far as the cell bears them
  wire [ 9:0] ichg = (ctrl_kept[10:1] < CAP[9:0]) ? ctrl_kept[10:1] : CAP[9:0];
  wire [12:0] vreg = (ctrl_kept[23:11] < CAP[22:10]) ? ctrl_kept[23:11] : CAP[22:10];
  wire [ 6:0] duty = ctrl_kept[30:24];
  wire        cool50 = ctrl_kept[33] & CAP[23];
  wire        boot_on = ctrl_kept[34];
  wire [13:0] vbus_min = limit_kept[13:0];
  wire [13:0] vbus_max = limit_kept[27:14];
  wire [11:0] vtrickle = limit_kept[39:28];
  wire [11:0] vpre = limit_kept[51:40];
  wire [ 6:0] itrickle = limit_kept[58:52];
  wire [ 8:0] rechg = limit_kept[67:59];
  assign pre_limit = timer_kept[7:0];
  assign fast_limit = timer_kept[17:8];

  // ---- conditions, in millivolts with room to spare -----------------------------------------------------------------
  wire signed [19:0] vb = $signed({8'd0, vbat}) * 20'sd5 >>> 2;
  wire signed [19:0] vu = $signed({8'd0, vbus}) * 20'sd5 >>> 1;
  wire signed [19:0] s_min = $signed({6'd0, vbus_min});
  wire signed [19:0] s_max = $signed({6'd0, vbus_max});
  wire signed [19:0] s_trickle = $signed({8'd0, vtrickle});
  wire signed [19:0] s_pre = $signed({8'd0, vpre});
  wire signed [19:0] s_reg = $signed({7'd0, vreg});
  wire signed [19:0] s_less = s_reg - 20'sd140;
  wire signed [19:0] s_eff = (zone != WARM) ? s_reg : (s_less < 0) ? 20'sd0 : s_less;
  wire signed [19:0] s_rechg = s_eff - $signed({11'd0, rechg});

  wire good_in   = ready && vbus_det && !vbus_ovp && (s_min <= vu) && (vu <= s_max) && (vu > vb + 20'sd80);
  wire good_hold = vbus_det && !vbus_ovp && (s_min - 20'sd100 <= vu) && (vu <= s_max + 20'sd100) && (vu > vb + 20'sd40);
  wire over_in   = vbus_ovp || (vu > s_max + 20'sd100);
  wire bad_zone  = (zone != NORMAL) && (zone != COOL) && (zone != WARM);
  wire bad_die   = die_crit || sensor[3];
  wire too_old   = stale != 0;
  wire bad_bat   = vbat_over || (vb > s_reg + 20'sd100);
  wire unsafe    = over_in || bad_zone || bad_die || bad_bat || too_old;
  wire full_up   = starts == 8;
  wire waits     = waiting || dropped || full_up;
  wire clean     = good_in && !waits && !bad_zone && !bad_die && !vbat_over && !too_old && (vb <= s_reg);
  wire poor      = (rung != 0) || (tries != 0);
  wire limited   = loop_iin || loop_vin || (fold != 0);
  wire low_pre   = vb < s_pre - 20'sd100;
  wire [9:0] ipre = ichg / 10'd10;

  assign charges = (state == TRICKLE) || (state == PRECHARGE) || (state == CC) || (state == CV) || (state == RECHARGE);
  wire counts_pre = (state == TRICKLE) || (state == PRECHARGE);
  wire counts_fast = (state == CC) || (state == CV) || (state == RECHARGE);
  wire rests = (state == OFF) || (state == QUALIFY) || (state == DONE);

  // ---- safety timers ------------------------------------------------------------------------------------------------
  wire [12:0] step = (limited || (rung != 0)) ? 13'd1 : 13'd2;
  wire pre_new = timer_valid && (timer[7:0] != pre_limit);
  wire fast_new = timer_valid && (timer[17:8] != fast_limit);
  wire [12:0] pre_sum = pre_e + (counts_pre ? step : 13'd0);
  wire [12:0] fast_sum = fast_e + (counts_fast ? step : 13'd0);
  wire expired = (counts_pre && (pre_limit != 0) && !pre_new && (pre_sum >= {5'd0, pre_limit} * MINUTE)) ||
                 (counts_fast && (fast_limit != 0) && !fast_new && (fast_sum >= {3'd0, fast_limit} * MINUTE));

  // ---- state table --------------------------------------------------------------------------------------------------
  wire low = ((state == PRECHARGE) && (vb < s_trickle - 20'sd100)) || (counts_fast && low_pre);
  wire at_vreg = (vb >= s_eff - 20'sd10) || loop_cv;
  wire full = ((rung == 0) || at_vreg) && (ichg_code / 12'd4 < {2'd0, ipre}) && (vb > s_rechg) && !limited && (measured || upd[4]);
  wire other = !low && (((state == TRICKLE) && (vb >= s_trickle)) || ((state == PRECHARGE) && (vb >= s_pre)) ||
                        ((state == CC) && at_vreg) ||
                        (((state == CV) || (state == RECHARGE)) && full) ||
                        ((state == DONE) && !testing && !waits && (vb < (worn ? s_rechg - 20'sd300 : s_rechg))) || ((state == SUSPEND) && clean));
  wire low_acts = low && (low_row >= DG);
  wire other_acts = other && (other_row >= ((state == DONE) ? RECHG : DG));
  wire window_acts = !good_hold && (window_row >= DG);
  wire [3:0] by_vbat = (vb < s_trickle) ? TRICKLE : (vb < s_pre) ? PRECHARGE : CC;

  logic [3:0] next;
  logic test_begins, test_ends, lost_next, refused, by_window;
  wire tired = (recharges >= 4) && (short_left > 1) && !worn;
  always @* begin
    next = state;
    test_begins = 1'b0;
    test_ends = 1'b0;
    lost_next = lost;
    refused = 1'b0;
    by_window = 1'b0;
    if (state != OFF && (!vbus_det || !enable)) next = OFF;
    else begin
      case (state)
        OFF: if (enable && good_in && !waits) next = QUALIFY;
        QUALIFY: begin
          if (!good_hold) next = OFF;
          else if (!testing && (stay + 1 >= QUAL)) begin
            if (unsafe) next = SUSPEND;
            else if (vb >= s_rechg) test_begins = 1'b1;
            else next = by_vbat;
          end
          else if (testing && (tested + 1 >= TEST)) begin
            if (low_pre) {next, lost_next} = {FAULT, 1'b1};
            else if (unsafe) next = SUSPEND;
            else next = by_vbat;
          end
        end
        TRICKLE, PRECHARGE, CC, CV, RECHARGE, DONE: begin
          if (expired) {next, lost_next} = {FAULT, 1'b0};
          else if (unsafe || window_acts) {next, by_window} = {SUSPEND, window_acts};
          else if (low_acts) next = (state == PRECHARGE) ? TRICKLE : PRECHARGE;
          else if ((state == DONE) && testing) begin
            test_ends = (tested + 1 >= TEST);
            if (test_ends && low_pre) {next, lost_next} = {FAULT, 1'b1};
          end
          else if (other_acts && (state == DONE) && tired) refused = 1'b1;
          else if (other_acts) begin
            next = (state == TRICKLE) ? PRECHARGE : (state == PRECHARGE) ? CC : (state == CC) ? CV :
                   (state == DONE) ? RECHARGE : DONE;
          end
        end
        SUSPEND: if (other_acts) next = by_vbat;
        FAULT: if (clr_valid && clr[12]) next = OFF;
        default: next = OFF;
      endcase
    end
  end

  wire moves = (next != state);
  wire next_charges = (next == TRICKLE) || (next == PRECHARGE) || (next == CC) || (next == CV) || (next == RECHARGE);
  wire next_testing = (next == QUALIFY) ? (!moves && (testing || test_begins)) :
                      (next == DONE) ? (moves || (testing && !test_ends)) : 1'b0;

  // ---- set points ---------------------------------------------------------------------------------------------------
  wire [9:0] base = (zone != COOL) ? ichg : cool50 ? ichg / 10'd2 : ichg / 10'd5;
  wire [13:0] folded = ({4'd0, base} * (14'd8 - {11'd0, fold})) / 14'd8;
  wire [9:0] capped = (low_pre && (folded[9:0] > ipre)) ? ipre : folded[9:0];
  wire [9:0] wish = !next_charges ? 10'd0 :
                         (next == TRICKLE) ? (({3'd0, itrickle} > ichg) ? ichg : {3'd0, itrickle}) :
                         (next == PRECHARGE) ? ipre : capped;
  wire [9:0] part = (rung == 3) ? 10'd50 : wish / (10'd1 << rung);
  wire [9:0] next_iset = ((rung == 0) || (wish <= 50)) ? wish : (part < 50) ? 10'd50 : part;
  wire [12:0] next_vset = !next_charges ? 13'd0 : s_eff[12:0];
  wire [6:0] next_phase = ((state != CC) || (next != CC) || (duty == 0) || (duty >= 100)) ? 7'd0 :
                          (phase == 99) ? 7'd0 : phase + 7'd1;
  wire next_en = next_charges && ((next != CC) || (duty >= 100) || (next_phase < duty));

  // ---- health, LED, status -----------------------------------------------------------------------------------------
  logic [3:0] next_health;
  always @* begin
    if ((next == FAULT) && lost_next) next_health = pmu_pkg::CHARGE_HEALTH_NO_BATTERY;
    else if (too_old) next_health = pmu_pkg::CHARGE_HEALTH_UNSPEC_FAILURE;
    else if (zone == NONE) next_health = pmu_pkg::CHARGE_HEALTH_NO_BATTERY;
    else if (next == FAULT) next_health = pmu_pkg::CHARGE_HEALTH_SAFETY_TIMER;
    else if (bad_bat || (over_in && vbus_det)) next_health = pmu_pkg::CHARGE_HEALTH_OVERVOLTAGE;
    else if (bad_die) next_health = pmu_pkg::CHARGE_HEALTH_OVERHEAT;
    else if (zone == HOT) next_health = pmu_pkg::CHARGE_HEALTH_HOT;
    else if (zone == COLD) next_health = pmu_pkg::CHARGE_HEALTH_COLD;
    else if (wd_expired) next_health = pmu_pkg::CHARGE_HEALTH_WATCHDOG;
    else if (((waiting && poor) || spent) && vbus_det) next_health = pmu_pkg::CHARGE_HEALTH_UNSPEC_FAILURE;
    else if (zone == WARM) next_health = pmu_pkg::CHARGE_HEALTH_WARM;
    else if (zone == COOL) next_health = pmu_pkg::CHARGE_HEALTH_COOL;
    else next_health = pmu_pkg::CHARGE_HEALTH_GOOD;
  end
  wire next_led = (next == DONE) || ((next != OFF) && (((next == SUSPEND) || (next == FAULT)) ? now[12] : now[14]));
  wire inserted = vbus_det && !det_kept;
  wire system_on = (power == pmu_pkg::PWR_STATE_POWER_UP) || (power == pmu_pkg::PWR_STATE_ACTIVE) ||
                   (power == pmu_pkg::PWR_STATE_SLEEP_ENTRY) || (power == pmu_pkg::PWR_STATE_ASLEEP) ||
                   (power == pmu_pkg::PWR_STATE_SLEEP_EXIT);

  // ---- weak source, worn battery ------------------------------------------------------------------------------------
  wire goes = !vbus_det && det_kept;
  wire low_now = charges ? ((iset <= 50) || (rung == 3)) : lowest;
  wire collapses = (by_window && charges && young) || (inserted && dropped);
  wire [2:0] tries_more = (tries == 6) ? 3'd6 : tries + 3'd1;
  wire unplugged = !vbus_det && !det_kept && (dropped || poor) && (away_left <= 1);
  wire wait_over = waiting && (wait_left <= 1) && (!poor || (vbus_det && det_kept));
  wire [6:0] wait_less = (wait_left == 0) ? 7'd0 : wait_left - 7'd1;

  wire begins = next_charges && !charges;
  wire leaks = now % LEAK == 0;

  always @(posedge clk) begin
    if (!started) {starts, spent} <= '0;
    else begin
      starts <= starts - ((leaks && (starts != 0)) ? 4'd1 : 4'd0) + (begins ? 4'd1 : 4'd0);
      spent  <= full_up && enable && ((state == OFF) || (state == SUSPEND)) && (spent || (vbus_det && det_kept));
    end
  end

  always @(posedge clk) begin
    if (!started) begin
      {rung, tries, lowest, young, dropped, waiting, young_left, away_left, wait_left, boot_before} <= '0;
      {recharges, full_short, short_left, worn} <= '0;
    end else begin
      lowest <= low_now;
      young  <= (next_iset > iset) || (young && next_charges && (young_left > 1));
      young_left <= (next_iset > iset) ? 4'(4 * UNIT) : (young_left == 0) ? 4'd0 : young_left - 4'd1;
      if (goes) dropped <= charges && young;
      else if (inserted || unplugged) dropped <= 1'b0;
      away_left <= (goes && (poor || (charges && young))) ? 3'(UNIT) : (away_left == 0) ? 3'd0 : away_left - 3'd1;
      waiting   <= unplugged ? (dropped || waiting) : (collapses && low_now) || (waiting && !wait_over);
      wait_left <= (collapses && low_now) ? 7'(UNIT) << (tries_more - 3'd1) :
                   (inserted && waiting && poor) ? 7'(UNIT) << (tries - 3'd1) :
                   unplugged ? 7'(3 * UNIT) : wait_less;
      if (unplugged) {rung, tries} <= 5'd0;
      else if (collapses) {rung, tries} <= low_now ? {rung, tries_more} : {rung + 2'd1, tries};
      boot_before <= !system_on && (goes ? boot_kept : boot_before);

      if ((next != DONE) && (next != RECHARGE)) recharges <= 3'd0;
      else if (state == DONE) recharges <= (worn || (short_left <= 1)) ? 3'd0 :
                                           (next == RECHARGE) ? ((recharges == 4) ? 3'd4 : recharges + 3'd1) : recharges;
      full_short <= (next == DONE) && ((state != DONE) || (short_left > 1));
      short_left <= (next != DONE) ? 4'd0 : (state != DONE) ? 4'(WORN) : (short_left == 0) ? 4'd0 : short_left - 4'd1;
      worn       <= (next == DONE) && (worn || refused);
    end
  end

  // ---- the edge -----------------------------------------------------------------------------------------------------
  logic [2:0] l_zone;

  function automatic [2:0] more(input [2:0] row);
    more = (row == 3'd7) ? row : row + 3'd1;
  endfunction

  always @(posedge clk) begin
    if (!started) begin
      ctrl_kept <= CTRL_RST;
      limit_kept <= LIMIT_RST;
      temp_kept <= TEMP_RST;
      timer_kept <= TIMER_RST;
      x_state <= OFF;
      x_health <= pmu_pkg::CHARGE_HEALTH_NO_BATTERY;
      {x_sink, x_en, x_led, x_limit, x_iset, x_vset, fold_kept, fold_wait, boot_kept, det_kept} <= '0;
      {stay, tested, low_row, other_row, window_row, measured, lost, testing, pre_e, fast_e, phase, l_seen} <= '0;
    end else begin
      l_seen <= 1'b1;
      if (expire) ctrl_kept <= {CTRL_RST[34:33], ctrl_kept[32:31], CTRL_RST[30:0]};
      if (ctrl_valid) ctrl_kept <= ctrl;
      if (limit_valid) limit_kept <= limit;
      if (temp_valid) temp_kept <= temp;
      if (timer_valid) timer_kept <= timer;
      stay       <= moves ? 3'd0 : more(stay);
      tested     <= (moves || test_begins || test_ends) ? 3'd0 : testing ? more(tested) : 3'd0;
      testing    <= next_testing;
      low_row    <= (moves || !low) ? 3'd0 : more(low_row);
      other_row  <= (moves || refused || !other) ? 3'd0 : more(other_row);
      window_row <= (moves || good_hold || !(charges || (state == DONE))) ? 3'd0 : more(window_row);
      measured   <= !moves && ((state == CV) || (state == RECHARGE)) && (measured || upd[4]);
      lost       <= lost_next;
      pre_e      <= (rests || pre_new || (pre_limit == 0)) ? 13'd0 : pre_sum;
      fast_e     <= (rests || fast_new || (fast_limit == 0)) ? 13'd0 : fast_sum;
      phase      <= next_phase;
      if (!counts_fast) {fold_kept, fold_wait} <= 5'd0;
      else if (fold_wait != 0) fold_wait <= fold_wait - 2'd1;
      else if (die_warn && (fold_kept < 7)) {fold_kept, fold_wait} <= {fold_kept + 3'd1, 2'(FOLD_TICKS - 1)};
      else if (!die_warn && (fold_kept > 0)) {fold_kept, fold_wait} <= {fold_kept - 3'd1, 2'(FOLD_TICKS - 1)};
      det_kept   <= vbus_det;
      boot_kept  <= vbus_det && !system_on && (boot_kept || (inserted && ((poor || dropped) ? boot_before : boot_on)));
      x_state  <= next;
      x_sink   <= next_testing;
      x_en     <= next_en;
      x_iset   <= next_iset;
      x_vset   <= next_vset;
      x_health <= next_health;
      x_led    <= next_led;
      x_limit  <= next_charges && limited;
      l_state  <= state;
      l_det    <= vbus_det;
      l_enable <= enable;
      l_unsafe <= unsafe;
      l_ovp    <= vbus_ovp;
      l_bad_zone <= bad_zone;
      l_die    <= bad_die;
      l_bat    <= bad_bat;
      l_over   <= vbat_over;
      l_stale  <= too_old;
      l_expired <= expired;
      l_low_pre <= low_pre;
      l_clear  <= clr_valid && clr[12];
      l_unready <= !ready || sensor[2];
      l_ichg   <= ichg;
      l_ipre   <= ipre;
      l_itrickle <= itrickle;
      l_zone   <= zone;
      l_boot   <= boot;
      l_insert_ok <= inserted && ((poor || dropped) ? boot_before : boot_on);
      l_testing <= testing;
      l_window <= window_acts;
      l_good_hold <= good_hold;
      l_pre_e  <= pre_e;
      l_fast_e <= fast_e;
      l_pre_clears <= rests || pre_new || (pre_limit == 0);
      l_fast_clears <= rests || fast_new || (fast_limit == 0);
    end
  end

  // Events need the zone and the watchdog after the edge, so they are put together one tick later
  logic l_expire, l_limit, l_det_kept, l_worn, l_poor, ll_stale;  // the last: two edges ago
  wire [11:0] brought = {l_stale && !ll_stale, worn && !l_worn, (poor || spent) && !l_poor, limit_flag != l_limit, l_expire,
                         zone != l_zone, (state == FAULT) && (l_state != FAULT),
                        (state == SUSPEND) && (l_state != SUSPEND), (state == DONE) && (l_state != DONE),
                        !det && l_det_kept, det && !l_det_kept, state != l_state};
  assign set_now = l_seen ? brought : 12'd0;
  always @(posedge clk) begin
    if (!started) begin
      {l_asked, l_expire, l_limit, l_det_kept, l_worn, l_poor, mask_kept, ll_stale} <= '0;
    end else begin
      l_asked    <= events & mask_kept;
      if (intr_valid) mask_kept <= intr;
      l_expire   <= expire;
      l_limit    <= limit_flag;
      l_det_kept <= det;
      ll_stale   <= l_seen && l_stale;
      {l_worn, l_poor} <= {worn, poor || spent};
    end
  end

endmodule
