// SPDX-License-Identifier: Apache-2.0
// The charger's rules in every tick, whatever settings and inputs do: no current where none may flow, limits of the set
// points, every arc of the state table and no other, timers, fold back, duty, events.
//
// All inputs are free; the waits are shortened. The reference keeps one counter for each condition that has to be held, where
// the block shares one. Zone and host watchdog have proofs of their own; here it is shown that they are
// connected to what they should be.
module charger_core_props (
  input logic        clk,
  input logic        vbus_det,
  input logic        vbus_ovp,
  input logic        loop_cv,
  input logic        loop_iin,
  input logic        loop_vin,
  input logic [11:0] vbat,
  input logic [11:0] vbus,
  input logic [11:0] ntc,
  input logic [11:0] ichg_code,
  input logic [ 6:0] upd,
  input logic        ready,
  input logic [ 4:0] sensor,
  input logic        die_warn,
  input logic        die_crit,
  input logic [ 3:0] power,
  input logic        ctrl_valid,
  input logic [34:0] ctrl,
  input logic        limit_valid,
  input logic [67:0] limit,
  input logic        temp_valid,
  input logic [79:0] temp,
  input logic        timer_valid,
  input logic [17:0] timer,
  input logic        clr_valid,
  input logic [10:0] clr
);

  localparam logic [34:0] CTRL_RST = {1'b1, 1'b1, 2'd1, 7'd100, 13'd4200, 10'd500, 1'b1};
  localparam logic [67:0] LIMIT_RST = {9'd100, 7'd75, 12'd3000, 12'd2100, 14'd6500, 14'd4350};
  localparam logic [79:0] TEMP_RST = {8'd20, 12'd600, 8'd20, 12'd1000, 8'd20, 12'd2600, 8'd20, 12'd3000};
  localparam logic [17:0] TIMER_RST = {10'd3, 8'd2};
  localparam int MINUTE = 8;
  localparam int WD_UNIT = 16;
  localparam int FOLD_TICKS = 3;
  localparam int DG = 2;
  localparam int QUAL = 3;
  localparam int RECHG = 3;
  localparam int TEST = 4;

  localparam logic [3:0] OFF = 0, QUALIFY = 1, TRICKLE = 2, PRECHARGE = 3, CC = 4, CV = 5, DONE = 6, RECHARGE = 7,
                         SUSPEND = 8, FAULT = 9;
  localparam logic [2:0] NORMAL = 0, COOL = 1, WARM = 2, COLD = 3, HOT = 4, NONE = 5;

  logic rst_n;
  logic started = 1'b0;  // false in the very first step, which is in reset
  logic [47:0] now = '0;

  logic [3:0] state, health;
  logic en, sink, led, wd_expired, limit_flag, det, boot, wake;
  logic [9:0] iset, fast_min;
  logic [12:0] vset;
  logic [2:0] zone, fold, status, charge_type;
  logic [7:0] pre_min;
  logic [8:0] events;

  charger_core #(
    .CTRL_RST(CTRL_RST), .LIMIT_RST(LIMIT_RST), .TEMP_RST(TEMP_RST), .TIMER_RST(TIMER_RST), .MINUTE(MINUTE),
    .WD_UNIT(WD_UNIT), .FOLD_TICKS(FOLD_TICKS), .DG_TICKS(DG), .QUAL_TICKS(QUAL), .RECHG_TICKS(RECHG), .TEST_TICKS(TEST)
  ) u_dut (
    .clk_i(clk), .rst_ni(rst_n), .now_i(now), .vbus_det_i(vbus_det), .vbus_ovp_i(vbus_ovp), .loop_cv_i(loop_cv),
    .loop_iin_i(loop_iin), .loop_vin_i(loop_vin), .vbat_i(vbat), .vbus_i(vbus), .ntc_i(ntc), .ichg_i(ichg_code),
    .upd_i(upd), .ready_i(ready), .sensor_i(sensor), .die_warn_i(die_warn), .die_crit_i(die_crit), .state_i(power),
    .ctrl_valid_i(ctrl_valid), .ctrl_i(ctrl), .limit_valid_i(limit_valid), .limit_i(limit), .temp_valid_i(temp_valid),
    .temp_i(temp), .timer_valid_i(timer_valid), .timer_i(timer), .clr_valid_i(clr_valid), .clr_i(clr),
    .state_o(state), .en_o(en), .iset_o(iset), .vset_o(vset), .sink_o(sink), .led_o(led), .zone_o(zone), .fold_o(fold),
    .status_o(status), .type_o(charge_type), .health_o(health), .pre_min_o(pre_min), .fast_min_o(fast_min),
    .wd_expired_o(wd_expired), .event_o(events), .limit_o(limit_flag), .det_o(det), .vbus_boot_o(boot), .wake_o(wake)
  );

  (* hierconn *) wire [34:0] \u_dut.u_cfg.ctrl_q ;
  (* hierconn *) wire [67:0] \u_dut.u_cfg.limit_q ;
  (* hierconn *) wire [79:0] \u_dut.u_cfg.temp_q ;
  (* hierconn *) wire [17:0] \u_dut.u_cfg.timer_q ;
  (* hierconn *) wire [ 1:0] \u_dut.u_fsm.u_own.row_q ;
  (* hierconn *) wire [ 1:0] \u_dut.u_fsm.u_window.row_q ;
  (* hierconn *) wire \u_dut.u_fsm.lower_q ;
  (* hierconn *) wire \u_dut.u_fsm.lost_q ;
  (* hierconn *) wire \u_dut.u_fsm.measured_q ;
  (* hierconn *) wire [ 6:0] \u_dut.u_current.phase_q ;
  (* hierconn *) wire [ 1:0] \u_dut.u_fold.wait_q ;
  (* hierconn *) wire [ 2:0] \u_dut.u_pre.rest_q ;
  (* hierconn *) wire [ 2:0] \u_dut.u_fast.rest_q ;
  (* hierconn *) wire [11:0] \u_dut.u_zone.ntc_i ;
  (* hierconn *) wire \u_dut.u_zone.no_ntc_i ;
  (* hierconn *) wire [19:0] \u_dut.u_zone.cold_i ;
  (* hierconn *) wire [19:0] \u_dut.u_zone.cool_i ;
  (* hierconn *) wire [19:0] \u_dut.u_zone.warm_i ;
  (* hierconn *) wire [19:0] \u_dut.u_zone.hot_i ;
  (* hierconn *) wire \u_dut.u_watchdog.write_i ;
  (* hierconn *) wire \u_dut.u_watchdog.expire_o ;
  (* hierconn *) wire [ 1:0] \u_dut.u_watchdog.wd_i ;
  (* hierconn *) wire [ 1:0] \u_dut.u_watchdog.wd_next_i ;
  (* hierconn *) wire [ 6:0] \u_dut.u_watchdog.now_i ;

  // ---- settings in force --------------------------------------------------------------------------------------------
  logic [34:0] ctrl_kept = CTRL_RST;
  logic [67:0] limit_kept = LIMIT_RST;
  logic [79:0] temp_kept = TEMP_RST;
  logic [17:0] timer_kept = TIMER_RST;

  wire        enable = ctrl_kept[0];
  wire [ 9:0] ichg = ctrl_kept[10:1];
  wire [12:0] vreg = ctrl_kept[23:11];
  wire [ 6:0] duty = ctrl_kept[30:24];
  wire        cool50 = ctrl_kept[33];
  wire        boot_on = ctrl_kept[34];
  wire [13:0] vbus_min = limit_kept[13:0];
  wire [13:0] vbus_max = limit_kept[27:14];
  wire [11:0] vtrickle = limit_kept[39:28];
  wire [11:0] vpre = limit_kept[51:40];
  wire [ 6:0] itrickle = limit_kept[58:52];
  wire [ 8:0] rechg = limit_kept[67:59];
  wire [ 7:0] pre_limit = timer_kept[7:0];
  wire [ 9:0] fast_limit = timer_kept[17:8];

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
  wire bad_bat   = vb > s_reg + 20'sd100;
  wire unsafe    = over_in || bad_zone || bad_die || bad_bat;
  wire clean     = good_in && !bad_zone && !bad_die && (vb <= s_reg);
  wire limited   = loop_iin || loop_vin || (fold != 0);
  wire low_pre   = vb < s_pre - 20'sd100;
  wire [9:0] ipre = ichg / 10'd10;

  wire charges = (state == TRICKLE) || (state == PRECHARGE) || (state == CC) || (state == CV) || (state == RECHARGE);
  wire counts_pre = (state == TRICKLE) || (state == PRECHARGE);
  wire counts_fast = (state == CC) || (state == CV) || (state == RECHARGE);
  wire rests = (state == OFF) || (state == QUALIFY) || (state == DONE);

  // ---- what the reference remembers; rows end with the edge before --------------------------------------------------
  logic [2:0] stay = '0, tested = '0;      // edges in this state, since the test began
  logic [2:0] low_row = '0, other_row = '0, window_row = '0;
  logic measured = 1'b0;
  logic lost = 1'b0;
  logic testing = 1'b0;
  logic [12:0] pre_e = '0, fast_e = '0;    // half ticks
  logic [6:0] phase = '0;
  logic [2:0] fold_kept = '0;
  logic [1:0] fold_wait = '0;
  logic boot_kept = 1'b0, det_kept = 1'b0;

  // ---- safety timers ------------------------------------------------------------------------------------------------
  wire [12:0] step = limited ? 13'd1 : 13'd2;
  wire pre_new = timer_valid && (timer[7:0] != pre_limit);
  wire fast_new = timer_valid && (timer[17:8] != fast_limit);
  wire [12:0] pre_sum = pre_e + (counts_pre ? step : 13'd0);
  wire [12:0] fast_sum = fast_e + (counts_fast ? step : 13'd0);
  wire expired = (counts_pre && (pre_limit != 0) && !pre_new && (pre_sum >= {5'd0, pre_limit} * MINUTE)) ||
                 (counts_fast && (fast_limit != 0) && !fast_new && (fast_sum >= {3'd0, fast_limit} * MINUTE));

  // ---- state table --------------------------------------------------------------------------------------------------
  wire low = ((state == PRECHARGE) && (vb < s_trickle - 20'sd100)) || (counts_fast && low_pre);
  wire full = (ichg_code / 12'd4 < {2'd0, ipre}) && (vb > s_rechg) && !limited && (measured || upd[4]);
  wire other = !low && (((state == TRICKLE) && (vb >= s_trickle)) || ((state == PRECHARGE) && (vb >= s_pre)) ||
                        ((state == CC) && ((vb >= s_eff - 20'sd10) || loop_cv)) ||
                        (((state == CV) || (state == RECHARGE)) && full) ||
                        ((state == DONE) && !testing && (vb < s_rechg)) || ((state == SUSPEND) && clean));
  wire low_acts = low && (low_row >= DG);
  wire other_acts = other && (other_row >= ((state == DONE) ? RECHG : DG));
  wire window_acts = !good_hold && (window_row >= DG);
  wire [3:0] by_vbat = (vb < s_trickle) ? TRICKLE : (vb < s_pre) ? PRECHARGE : CC;

  logic [3:0] next;
  logic test_begins, test_ends, lost_next;
  always @* begin
    next = state;
    test_begins = 1'b0;
    test_ends = 1'b0;
    lost_next = lost;
    if (state != OFF && (!vbus_det || !enable)) next = OFF;
    else begin
      case (state)
        OFF: if (enable && good_in) next = QUALIFY;
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
          else if (unsafe || window_acts) next = SUSPEND;
          else if (low_acts) next = (state == PRECHARGE) ? TRICKLE : PRECHARGE;
          else if ((state == DONE) && testing) begin
            test_ends = (tested + 1 >= TEST);
            if (test_ends && low_pre) {next, lost_next} = {FAULT, 1'b1};
          end
          else if (other_acts) begin
            next = (state == TRICKLE) ? PRECHARGE : (state == PRECHARGE) ? CC : (state == CC) ? CV :
                   (state == DONE) ? RECHARGE : DONE;
          end
        end
        SUSPEND: if (other_acts) next = by_vbat;
        FAULT: if (clr_valid && clr[9]) next = OFF;
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
  wire [9:0] next_iset = !next_charges ? 10'd0 :
                         (next == TRICKLE) ? (({3'd0, itrickle} > ichg) ? ichg : {3'd0, itrickle}) :
                         (next == PRECHARGE) ? ipre : capped;
  wire [12:0] next_vset = !next_charges ? 13'd0 : (s_eff > 20'sd4608) ? 13'd4608 : s_eff[12:0];
  wire [6:0] next_phase = ((state != CC) || (next != CC) || (duty == 0) || (duty >= 100)) ? 7'd0 :
                          (phase == 99) ? 7'd0 : phase + 7'd1;
  wire next_en = next_charges && ((next != CC) || (duty >= 100) || (next_phase < duty));

  // ---- health, LED, status -----------------------------------------------------------------------------------------
  logic [3:0] next_health;
  always @* begin
    if (((next == FAULT) && lost_next) || (zone == NONE)) next_health = 4'd14;
    else if (next == FAULT) next_health = 4'd8;
    else if (bad_bat || (over_in && vbus_det)) next_health = 4'd4;
    else if (bad_die) next_health = 4'd2;
    else if (zone == HOT) next_health = 4'd13;
    else if (zone == COLD) next_health = 4'd6;
    else if (wd_expired) next_health = 4'd7;
    else if (zone == WARM) next_health = 4'd11;
    else if (zone == COOL) next_health = 4'd12;
    else next_health = 4'd1;
  end
  wire next_led = (next == DONE) || ((next != OFF) && (((next == SUSPEND) || (next == FAULT)) ? now[12] : now[14]));
  wire inserted = vbus_det && !det_kept;
  wire system_on = (power == 1) || (power == 2) || (power == 3) || (power == 4) || (power == 5);

  // ---- the edge -----------------------------------------------------------------------------------------------------
  logic [3:0] x_state = OFF, x_health = 4'd14, l_state = OFF;
  logic x_sink = 1'b0, x_en = 1'b0, x_led = 1'b0, x_limit = 1'b0;
  logic [9:0] x_iset = '0;
  logic [12:0] x_vset = '0;
  logic l_seen = 1'b0, l_det = 1'b0, l_enable = 1'b0, l_unsafe = 1'b0, l_expired = 1'b0, l_low_pre = 1'b0,
        l_clear = 1'b0, l_unready = 1'b0, l_boot = 1'b0, l_insert_ok = 1'b0, l_testing = 1'b0, l_window = 1'b0,
        l_good_hold = 1'b0, l_ovp = 1'b0, l_bad_zone = 1'b0, l_die = 1'b0, l_bat = 1'b0;
  logic [9:0] l_ichg = '0, l_ipre = '0;
  logic [6:0] l_itrickle = '0;
  logic [2:0] l_zone = NONE;
  logic [12:0] l_pre_e = '0, l_fast_e = '0;
  logic l_pre_clears = 1'b0, l_fast_clears = 1'b0;

  function automatic [2:0] more(input [2:0] row);
    more = (row == 3'd7) ? row : row + 3'd1;
  endfunction

  assign rst_n = started;

  always @(posedge clk) begin
    started <= 1'b1;
    now     <= started ? now + 48'd1 : '0;
    if (!started) begin
      ctrl_kept <= CTRL_RST;
      limit_kept <= LIMIT_RST;
      temp_kept <= TEMP_RST;
      timer_kept <= TIMER_RST;
      stay <= '0;
      tested <= '0;
      low_row <= '0;
      other_row <= '0;
      window_row <= '0;
      measured <= 1'b0;
      lost <= 1'b0;
      testing <= 1'b0;
      pre_e <= '0;
      fast_e <= '0;
      phase <= '0;
      fold_kept <= '0;
      fold_wait <= '0;
      boot_kept <= 1'b0;
      det_kept <= 1'b0;
      x_state <= OFF;
      x_health <= 4'd14;
      l_state <= OFF;
      x_sink <= 1'b0;
      x_en <= 1'b0;
      x_led <= 1'b0;
      x_limit <= 1'b0;
      x_iset <= '0;
      x_vset <= '0;
      l_seen <= 1'b0;
      l_det <= 1'b0;
      l_enable <= 1'b0;
      l_unsafe <= 1'b0;
      l_expired <= 1'b0;
      l_low_pre <= 1'b0;
      l_clear <= 1'b0;
      l_unready <= 1'b0;
      l_boot <= 1'b0;
      l_insert_ok <= 1'b0;
      l_testing <= 1'b0;
      l_window <= 1'b0;
      l_good_hold <= 1'b0;
      l_ovp <= 1'b0;
      l_bad_zone <= 1'b0;
      l_die <= 1'b0;
      l_bat <= 1'b0;
      l_ichg <= '0;
      l_ipre <= '0;
      l_itrickle <= '0;
      l_zone <= NONE;
      l_pre_e <= '0;
      l_fast_e <= '0;
      l_pre_clears <= 1'b0;
      l_fast_clears <= 1'b0;
    end else begin
      l_seen <= 1'b1;
      if (\u_dut.u_watchdog.expire_o ) ctrl_kept <= CTRL_RST;
      if (ctrl_valid) ctrl_kept <= ctrl;
      if (limit_valid) limit_kept <= limit;
      if (temp_valid) temp_kept <= temp;
      if (timer_valid) timer_kept <= timer;
      stay       <= moves ? 3'd0 : more(stay);
      tested     <= (moves || test_begins || test_ends) ? 3'd0 : testing ? more(tested) : 3'd0;
      testing    <= next_testing;
      low_row    <= (moves || !low) ? 3'd0 : more(low_row);
      other_row  <= (moves || !other) ? 3'd0 : more(other_row);
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
      boot_kept  <= vbus_det && !system_on && (boot_kept || (inserted && boot_on));
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
      l_expired <= expired;
      l_low_pre <= low_pre;
      l_clear  <= clr_valid && clr[9];
      l_unready <= !ready || sensor[2];
      l_ichg   <= ichg;
      l_ipre   <= ipre;
      l_itrickle <= itrickle;
      l_zone   <= zone;
      l_boot   <= boot;
      l_insert_ok <= inserted && boot_on;
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
  logic [8:0] l_event = '0;
  logic [8:0] l_clr = '0;
  logic l_expire = 1'b0, l_limit = 1'b0, l_det_kept = 1'b0;
  wire [8:0] set_now = {limit_flag != l_limit, l_expire, zone != l_zone, (state == FAULT) && (l_state != FAULT),
                        (state == SUSPEND) && (l_state != SUSPEND), (state == DONE) && (l_state != DONE),
                        !det && l_det_kept, det && !l_det_kept, state != l_state};
  wire [8:0] event_now = l_seen ? ((l_event & ~l_clr) | set_now) : 9'd0;
  always @(posedge clk) begin
    if (!started) begin
      {l_event, l_clr, l_expire, l_limit, l_det_kept} <= '0;
    end else begin
      l_event    <= event_now;
      l_clr      <= clr_valid ? clr[8:0] : 9'd0;
      l_expire   <= \u_dut.u_watchdog.expire_o ;
      l_limit    <= limit_flag;
      l_det_kept <= det;
    end
  end

  always @(posedge clk) if (started) begin
    // ---- settings are what arrived last, whole
    assert (\u_dut.u_cfg.ctrl_q == ctrl_kept);
    assert (\u_dut.u_cfg.limit_q == limit_kept);
    assert (\u_dut.u_cfg.temp_q == temp_kept);
    assert (\u_dut.u_cfg.timer_q == timer_kept);

    // ---- connections of what is proved elsewhere
    assert (\u_dut.u_zone.ntc_i == ntc);
    assert (\u_dut.u_zone.no_ntc_i == (!ready || sensor[2]));
    assert ({\u_dut.u_zone.hot_i , \u_dut.u_zone.warm_i , \u_dut.u_zone.cool_i , \u_dut.u_zone.cold_i } ==
            temp_kept);
    assert (\u_dut.u_watchdog.write_i == (ctrl_valid || limit_valid || temp_valid || timer_valid || clr_valid));
    assert (\u_dut.u_watchdog.wd_i == ctrl_kept[32:31]);
    assert (\u_dut.u_watchdog.wd_next_i == (ctrl_valid ? ctrl[32:31] : ctrl_kept[32:31]));
    assert (\u_dut.u_watchdog.now_i == now[6:0]);
    if (\u_dut.u_watchdog.write_i ) assert (!\u_dut.u_watchdog.expire_o );

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
    assert (fold == fold_kept);
    assert (det == det_kept);
    assert (boot == boot_kept);
    assert (wake == (l_event != 0));
    assert (events == event_now);
    assert (pre_min == pre_e / MINUTE);
    assert (fast_min == fast_e / MINUTE);
    assert (status == ((charges) ? 3'd1 : (state == DONE) ? 3'd4 : det ? 3'd3 : 3'd2));
    assert (charge_type == ((state == TRICKLE) ? 3'd2 : (state == PRECHARGE) ? 3'd4 : charges ? 3'd3 : 3'd1));

    // ---- what must never be, said without the reference
    assert ((state <= FAULT) && (zone <= NONE));
    if (!charges) assert (!en && (iset == 0) && (vset == 0));
    if (en) assert (charges && !sink);
    assert (vset <= 13'd4608);
    if (l_seen) begin
      if (!l_det || !l_enable || l_unsafe) assert (!en && (iset == 0) && (vset == 0));
      if (l_ovp || l_bad_zone || l_die || l_bat) assert (!en);
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

    // ---- helpers: how the block counts what the reference counts
    if (state == FAULT) assert (\u_dut.u_fsm.lost_q == lost);
    assert (\u_dut.u_fsm.measured_q == measured);
    assert (\u_dut.u_current.phase_q == phase);
    assert (phase <= 7'd99);
    assert (\u_dut.u_fold.wait_q == fold_wait);
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
    cover ((l_state == TRICKLE) && (state == SUSPEND) && l_unsafe);
    cover ((l_state == CC) && (state == SUSPEND) && l_window && !l_unsafe);
    cover ((l_state == PRECHARGE) && (state == FAULT));
    cover ((l_state == CC) && (state == FAULT));
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
    cover ((l_state == CC) && (state == OFF) && !l_det);
    cover ((l_state == CC) && (state == OFF) && !l_enable);
    cover ((state == CC) && (zone == WARM) && (vset < 13'd4100) && en);
    cover ((state == CC) && (zone == COOL) && (fold == 3'd2));
    cover ((state == CC) && !en && (phase == 7'd3));
    cover (boot && (health == 4'd1));
  end

endmodule
