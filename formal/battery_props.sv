// SPDX-License-Identifier: Apache-2.0
// Monitor and charger together, from the voltages at the pins to the current: no current flows when the true battery
// voltage, battery temperature or source has been outside its limits for longer than the protection time, whatever
// firmware does: all settings, requests and clears are free on every edge, and so is the converter, which may be slow, or
// never answer at all.
//
// Windows, conversions and deglitch times are shortened. Assumed: the limits of hot and cold are not crossed.
module battery_props #(
  parameter int ONLY = 0   // what is looked at: 0 battery voltage, 1 source above, 2 hot, 3 cold, 4 source below
) (
  input logic         clk,
  // true levels, as codes
  input logic [ 11:0] vbat,
  input logic [ 11:0] vbus,
  input logic [ 11:0] ntc,
  input logic [ 11:0] die,
  input logic [ 11:0] current,
  input logic         done,
  input logic         vbus_det,
  input logic         vbus_ovp,
  input logic         loop_cv,
  input logic         loop_iin,
  input logic         loop_vin,
  // firmware
  input logic         fast,
  input logic         off,
  input logic [  3:0] power,
  input logic         cfg_valid,
  input logic [173:0] cfg,
  input logic         req_valid,
  input logic [  6:0] req,
  input logic         mon_clr_valid,
  input logic [ 14:0] mon_clr,
  input logic         mon_intr_valid,
  input logic [  7:0] mon_intr,
  input logic         ctrl_valid,
  input logic [ 34:0] ctrl,
  input logic         limit_valid,
  input logic [ 67:0] limit,
  input logic         temp_valid,
  input logic [ 79:0] temp,
  input logic         timer_valid,
  input logic [ 17:0] timer,
  input logic         chg_clr_valid,
  input logic [ 13:0] chg_clr,
  input logic         chg_intr_valid,
  input logic [ 11:0] chg_intr
);

  localparam int WINDOW_W = 3;
  localparam int LIMIT_W = 2;
  localparam int LIMIT = 2 ** LIMIT_W - 1;
  localparam int DG = 2;
  localparam int PROTECT = 2 * 2 ** WINDOW_W + 16 * LIMIT;  // edges until a level is in the result, or that is stale
  localparam logic [23:0] CAP = {1'b0, 13'd4200, 10'd500};
  localparam logic [11:0] VBAT_BORDER = 12'd3441;           // the first code above 4300 mV, the cell's voltage and 100
  localparam logic [173:0] CFG_RST = {3'd2, 14'h0009, 5'b00101, 16'd9, 16'd3, {6{20'h10800}}};
  localparam logic [34:0] CTRL_RST = {1'b1, 1'b1, 2'd1, 7'd100, 13'd4200, 10'd500, 1'b1};
  localparam logic [67:0] LIMIT_RST = {9'd100, 7'd75, 12'd3000, 12'd2100, 14'd6500, 14'd4350};
  localparam logic [79:0] TEMP_RST = {8'd20, 12'd600, 8'd20, 12'd1000, 8'd20, 12'd2600, 8'd20, 12'd3000};
  `include "charger_codes.svh"

  (* anyconst *) logic [11:0] vbus_border;
  (* anyconst *) logic [11:0] under_border;
  (* anyconst *) logic [11:0] hot_border;
  (* anyconst *) logic [11:0] cold_border;
  always @* assume (temp[11:0] >= temp[71:60]);

  logic rst_n;
  logic started = 1'b0;
  logic [47:0] now = '0;
  assign rst_n = started;

  always @(posedge clk) begin
    started <= 1'b1;
    now     <= started ? now + 48'd1 : '0;
  end

  // ---- the two, and a converter -------------------------------------------------------------------------------------
  logic [83:0] result;
  logic [6:0] upd, fresh;
  logic [5:0] trip;
  logic [4:0] sensor, stale;
  logic [2:0] chan, zone, fold, status, charge_type;
  logic [3:0] state, health;
  logic [111:0] ticks;
  logic [11:0] value, events;
  logic [7:0] mon_events, pre_min;
  logic [9:0] iset, fast_min;
  logic [12:0] vset;
  logic [2:0] mon_wake;
  logic start, ready, defaults, en, sink, led, wd_expired, limited, stale_flag, det, boot, wake, poor, worn;

  assign value = (chan == 3'd0) ? vbat : (chan == 3'd1) ? vbus : (chan == 3'd2) ? ntc : (chan == 3'd3) ? die : current;

  monitor_core #(
    .NEEDED(5'b11111), .WINDOW_W(WINDOW_W), .LIMIT_W(LIMIT_W), .CFG_RST(CFG_RST)
  ) u_mon (
    .clk_i(clk), .rst_ni(rst_n), .now_i(now), .sar_start_o(start), .sar_chan_o(chan), .sar_done_i(done),
    .sar_value_i(value), .fast_i(fast), .off_i(off), .cfg_valid_i(cfg_valid), .cfg_i(cfg), .req_valid_i(req_valid),
    .req_i(req), .clr_valid_i(mon_clr_valid), .clr_i(mon_clr), .result_o(result), .tick_o(ticks), .fresh_o(fresh),
    .upd_o(upd), .ready_o(ready), .trip_o(trip), .sensor_o(sensor), .stale_o(stale), .defaults_o(defaults),
    .intr_valid_i(mon_intr_valid), .intr_i(mon_intr), .wake_o(mon_wake), .event_o(mon_events)
  );

  charger_core #(
    .CTRL_RST(CTRL_RST), .CAP(CAP), .LIMIT_RST(LIMIT_RST), .TEMP_RST(TEMP_RST), .TIMER_RST({10'd3, 8'd2}), .MINUTE(8),
    .WD_UNIT(16), .FOLD_TICKS(3), .DG_TICKS(DG), .QUAL_TICKS(3), .RECHG_TICKS(3), .TEST_TICKS(4),
    .SOURCE_UNIT(2), .START_TICKS(16), .WORN_TICKS(8)
  ) u_chg (
    .clk_i(clk), .rst_ni(rst_n), .now_i(now), .vbus_det_i(vbus_det), .vbus_ovp_i(vbus_ovp), .loop_cv_i(loop_cv),
    .loop_iin_i(loop_iin), .loop_vin_i(loop_vin), .vbat_i(result[11:0]), .vbus_i(result[23:12]), .ntc_i(result[35:24]),
    .ichg_i(result[59:48]), .upd_i(upd), .ready_i(ready), .sensor_i(sensor), .die_warn_i(trip[4]), .die_crit_i(trip[5]),
    .vbat_over_i(trip[0]), .stale_i(stale), .state_i(power), .ctrl_valid_i(ctrl_valid), .ctrl_i(ctrl),
    .limit_valid_i(limit_valid), .limit_i(limit), .temp_valid_i(temp_valid), .temp_i(temp), .timer_valid_i(timer_valid),
    .timer_i(timer), .clr_valid_i(chg_clr_valid), .clr_i(chg_clr), .state_o(state), .en_o(en), .iset_o(iset),
    .vset_o(vset), .sink_o(sink), .led_o(led), .zone_o(zone), .fold_o(fold), .status_o(status), .type_o(charge_type),
    .health_o(health), .pre_min_o(pre_min), .fast_min_o(fast_min), .wd_expired_o(wd_expired), .event_o(events),
    .limit_o(limited), .stale_o(stale_flag), .det_o(det), .vbus_boot_o(boot), .wake_o(wake), .intr_valid_i(chg_intr_valid),
    .intr_i(chg_intr), .poor_o(poor), .worn_o(worn)
  );

  (* hierconn *) wire \u_mon.busy_q ;
  (* hierconn *) wire \u_mon.pick ;
  (* hierconn *) wire [2:0] \u_mon.pick_chan ;
  (* hierconn *) wire [1:0] \u_mon.size_q ;
  (* hierconn *) wire [3:0] \u_mon.left_q ;
  (* hierconn *) wire [LIMIT_W-1:0] \u_mon.lasts ;
  (* hierconn *) wire [15:0] \u_mon.acc_q ;
  (* hierconn *) wire \u_mon.publish ;
  (* hierconn *) wire [4:0] \u_mon.scanned ;
  (* hierconn *) wire [4:0] \u_mon.u_age.seen_q ;
  (* hierconn *) wire [67:0] \u_chg.limit_q ;
  (* hierconn *) wire [79:0] \u_chg.temp_q ;
  (* hierconn *) wire [2:0] \u_chg.u_zone.target_q ;
  (* hierconn *) wire [1:0] \u_chg.u_zone.u_hold.row_q ;
  (* hierconn *) wire [1:0] \u_chg.u_fsm.u_window.row_q ;
  (* hierconn *) wire [1:0] \u_chg.u_fsm.u_own.row_q ;

  // ---- channels ------------------------------------------------------------------------------------------------------
  wire [14:0] vbus_border_mv = {2'd0, vbus_border, 1'b0} + {4'd0, vbus_border[11:1]};
  wire vbus_counts = !limit_valid && (vbus_border_mv > {1'b0, \u_chg.limit_q [27:14]} + 15'd100);
  wire [14:0] under_border_mv = {2'd0, under_border, 1'b0} + {4'd0, under_border[11:1]};
  wire under_counts = !limit_valid && (under_border_mv + 15'd100 < {1'b0, \u_chg.limit_q [13:0]});
  wire hot_counts = !temp_valid && (hot_border < \u_chg.temp_q [71:60]);
  wire cold_counts = !temp_valid && (cold_border > \u_chg.temp_q [11:0]);
  logic vbat_pure, vbus_pure, hot_pure, cold_pure, under_pure;
  logic [7:0] under_beyond, under_since;
  logic [7:0] vbat_beyond, vbus_beyond, hot_beyond, cold_beyond, vbat_since, vbus_since, hot_since, cold_since;

  if (ONLY == 0) begin : gen_vbat
    battery_channel #(.C(0), .HIGH(1), .WINDOW_W(WINDOW_W), .LIMIT(LIMIT)) u_vbat (
      .clk, .started, .now, .level(vbat), .border(VBAT_BORDER), .counts(1'b1), .pick(\u_mon.pick ),
      .pick_chan(\u_mon.pick_chan ), .busy(\u_mon.busy_q ), .chan, .size(\u_mon.size_q ), .left(\u_mon.left_q ),
      .lasts({6'd0, \u_mon.lasts }), .acc(\u_mon.acc_q ), .publish(\u_mon.publish ), .scanned(\u_mon.scanned [0]),
      .seen(\u_mon.u_age.seen_q [0]), .stale(stale[0]), .result(result[11:0]), .pure_result(vbat_pure),
      .beyond(vbat_beyond), .since(vbat_since)
    );
  end else begin : gen_no_vbat
    assign {vbat_pure, vbat_beyond, vbat_since} = '0;
  end
  if (ONLY == 1) begin : gen_vbus
    battery_channel #(.C(1), .HIGH(1), .WINDOW_W(WINDOW_W), .LIMIT(LIMIT)) u_vbus (
      .clk, .started, .now, .level(vbus), .border(vbus_border), .counts(vbus_counts), .pick(\u_mon.pick ),
      .pick_chan(\u_mon.pick_chan ), .busy(\u_mon.busy_q ), .chan, .size(\u_mon.size_q ), .left(\u_mon.left_q ),
      .lasts({6'd0, \u_mon.lasts }), .acc(\u_mon.acc_q ), .publish(\u_mon.publish ), .scanned(\u_mon.scanned [1]),
      .seen(\u_mon.u_age.seen_q [1]), .stale(stale[1]), .result(result[23:12]), .pure_result(vbus_pure),
      .beyond(vbus_beyond), .since(vbus_since)
    );
  end else begin : gen_no_vbus
    assign {vbus_pure, vbus_beyond, vbus_since} = '0;
  end
  if (ONLY == 2) begin : gen_hot
    battery_channel #(.C(2), .HIGH(0), .WINDOW_W(WINDOW_W), .LIMIT(LIMIT)) u_hot (
      .clk, .started, .now, .level(ntc), .border(hot_border), .counts(hot_counts), .pick(\u_mon.pick ),
      .pick_chan(\u_mon.pick_chan ), .busy(\u_mon.busy_q ), .chan, .size(\u_mon.size_q ), .left(\u_mon.left_q ),
      .lasts({6'd0, \u_mon.lasts }), .acc(\u_mon.acc_q ), .publish(\u_mon.publish ), .scanned(\u_mon.scanned [2]),
      .seen(\u_mon.u_age.seen_q [2]), .stale(stale[2]), .result(result[35:24]), .pure_result(hot_pure),
      .beyond(hot_beyond), .since(hot_since)
    );
  end else begin : gen_no_hot
    assign {hot_pure, hot_beyond, hot_since} = '0;
  end
  if (ONLY == 3) begin : gen_cold
    battery_channel #(.C(2), .HIGH(1), .WINDOW_W(WINDOW_W), .LIMIT(LIMIT)) u_cold (
      .clk, .started, .now, .level(ntc), .border(cold_border), .counts(cold_counts), .pick(\u_mon.pick ),
      .pick_chan(\u_mon.pick_chan ), .busy(\u_mon.busy_q ), .chan, .size(\u_mon.size_q ), .left(\u_mon.left_q ),
      .lasts({6'd0, \u_mon.lasts }), .acc(\u_mon.acc_q ), .publish(\u_mon.publish ), .scanned(\u_mon.scanned [2]),
      .seen(\u_mon.u_age.seen_q [2]), .stale(stale[2]), .result(result[35:24]), .pure_result(cold_pure),
      .beyond(cold_beyond), .since(cold_since)
    );
  end else begin : gen_no_cold
    assign {cold_pure, cold_beyond, cold_since} = '0;
  end

  if (ONLY == 4) begin : gen_under
    battery_channel #(.C(1), .HIGH(0), .WINDOW_W(WINDOW_W), .LIMIT(LIMIT)) u_under (
      .clk, .started, .now, .level(vbus), .border(under_border), .counts(under_counts), .pick(\u_mon.pick ),
      .pick_chan(\u_mon.pick_chan ), .busy(\u_mon.busy_q ), .chan, .size(\u_mon.size_q ), .left(\u_mon.left_q ),
      .lasts({6'd0, \u_mon.lasts }), .acc(\u_mon.acc_q ), .publish(\u_mon.publish ), .scanned(\u_mon.scanned [1]),
      .seen(\u_mon.u_age.seen_q [1]), .stale(stale[1]), .result(result[23:12]), .pure_result(under_pure),
      .beyond(under_beyond), .since(under_since)
    );
  end else begin : gen_no_under
    assign {under_pure, under_beyond, under_since} = '0;
  end

  // ---- current --------------------------------------------------------------------------------------------------------
  // edges for which the temperature has been in the result, behind the one that brought it
  logic [2:0] hot_row = '0, cold_row = '0;
  // ... for which the source has been in it, and whether the charge has changed its state since: then the deglitch of the
  // window has begun anew, and with it that of all other rules, which are not looked at before it
  logic [2:0] under_row = '0;
  logic under_moved = 1'b0;
  logic [3:0] l_state = '0;
  wire charging = (state >= TRICKLE) && (state <= RECHARGE);  // or DONE, which is watched in the same way
  wire moved = under_moved || ((under_row != 0) && (state != l_state));
  logic [7:0] l_under = '0, l_vbat = '0, l_vbus = '0, l_hot = '0, l_cold = '0;
  logic l_over = 1'b1, l_stale = 1'b1, l_seen = 1'b0;
  wire bad_zone = (zone == HOT) || (zone == COLD) || (zone == NONE);

  always @(posedge clk) begin
    l_seen   <= started;
    l_vbat   <= started ? vbat_beyond : 8'd0;
    l_vbus   <= started ? vbus_beyond : 8'd0;
    l_under  <= started ? under_beyond : 8'd0;
    l_state  <= state;
    under_row <= (!started || !under_pure || !under_counts) ? 3'd0 : (under_row == 3'd7) ? under_row : under_row + 3'd1;
    if (!started || !under_pure || !under_counts) under_moved <= 1'b0;
    else under_moved <= moved;
    l_hot    <= started ? hot_beyond : 8'd0;
    l_cold   <= started ? cold_beyond : 8'd0;
    l_over   <= !started || trip[0];
    l_stale  <= !started || (stale != 0);
    hot_row  <= (!started || !hot_pure || !hot_counts) ? 3'd0 : (hot_row == 3'd7) ? hot_row : hot_row + 3'd1;
    cold_row <= (!started || !cold_pure || !cold_counts) ? 3'd0 : (cold_row == 3'd7) ? cold_row : cold_row + 3'd1;
  end

  always @(posedge clk) if (started) begin
    // settings stay sane, as they were assumed to be written
    assert (\u_chg.temp_q [11:0] >= \u_chg.temp_q [71:60]);
    // helpers: a border that counted is still beyond the setting; the zone follows a result that stays
    if (hot_row != 0) assert (bad_zone || ((\u_chg.u_zone.target_q == HOT) && (\u_chg.u_zone.u_hold.row_q >= hot_row)));
    if (cold_row != 0) assert (bad_zone || ((\u_chg.u_zone.target_q == COLD) && (\u_chg.u_zone.u_hold.row_q >= cold_row)));
    if (vbus_beyond != 0) assert (vbus_border_mv > {1'b0, \u_chg.limit_q [27:14]} + 15'd100);
    assert (\u_chg.u_zone.u_hold.row_q <= DG);
    for (int m = 1; m <= DG + 1; m++) begin
      if (hot_beyond > PROTECT + m) assert (stale[2] || bad_zone || (hot_row >= m));
      if (cold_beyond > PROTECT + m) assert (stale[2] || bad_zone || (cold_row >= m));
    end
    if (under_beyond != 0) assert (under_border_mv + 15'd100 < {1'b0, \u_chg.limit_q [13:0]});
    if (under_moved) assert (under_row != 0);
    if (charging && (under_row != 0)) begin
      assert (\u_chg.u_fsm.u_window.row_q <= DG);
      if (!moved) assert (\u_chg.u_fsm.u_window.row_q >= under_row);
      else assert ((\u_chg.u_fsm.u_window.row_q + DG + 1 >= under_row) && (\u_chg.u_fsm.u_own.row_q <= \u_chg.u_fsm.u_window.row_q ));
    end
    for (int m = 1; m <= 2 * DG + 2; m++)
      if (under_beyond > PROTECT + m) assert (stale[1] || !charging || (under_row >= m));
    // ---- a level outside for longer than the protection time: no current
    if (l_vbat > PROTECT) assert (!en);
    if (l_vbus > PROTECT) assert (!en);
    if (l_under > PROTECT + 2 * DG + 2) assert (!en);
    if (l_hot > PROTECT + DG + 2) assert (!en);
    if (l_cold > PROTECT + DG + 2) assert (!en);
    // ---- no current on a result that no scan has renewed for two windows
    if (en) assert ((vbat_since | vbus_since | hot_since | cold_since | under_since) <= 2 * 2 ** WINDOW_W);
    // ---- over-voltage of the monitor, an old result: on the next edge
    if (l_over || l_stale) assert (!en);
    // ---- the cell's caps
    assert ((iset <= CAP[9:0]) && (vset <= CAP[22:10]));
  end

  always @(posedge clk) if (started) begin
    cover (en && (vbat_beyond == 8'd3));
    cover (en && (iset == CAP[9:0]));
    cover (l_vbat > PROTECT);
  end

endmodule
