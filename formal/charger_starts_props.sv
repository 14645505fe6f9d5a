// SPDX-License-Identifier: Apache-2.0
// The charge never begins more than ten times in any minute, whatever VBUS, the loops, the battery, the converter and all
// registers do, over unplugging and plugging in as well; and a start that has to wait for that waits 32 s at most.
//
// The minute begins on any edge that the solver likes, and starts are counted by what is seen at the power stage: current
// was off for a reason of the state, and is on. All inputs are free. Times are shortened in the proportion of 60 s to
// 32 s; that a start counts for 32 s, and not how long they are, is what the bound comes from.
module charger_starts_props (
  input logic        clk,
  input logic        opens,      // the minute that is looked at begins
  input logic        vbus_det,
  input logic        vbus_ovp,
  input logic        loop_cv,
  input logic        loop_iin,
  input logic        loop_vin,
  input logic [11:0] vbat,
  input logic [11:0] vbus,
  input logic [11:0] ntc,
  input logic [11:0] current,
  input logic [ 6:0] upd,
  input logic        ready,
  input logic [ 4:0] sensor,
  input logic        die_warn,
  input logic        die_crit,
  input logic        vbat_over,
  input logic [ 4:0] old,
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
  input logic [13:0] clr,
  input logic        intr_valid,
  input logic [11:0] intr
);

  localparam int LEAK = 16;                 // 32 s
  localparam int WINDOW = 30;               // 60 s
  localparam logic [3:0] STARTS = 4'd8;
  localparam logic [3:0] MOST = 4'd10;
  localparam logic [34:0] CTRL_RST = {1'b1, 1'b1, 2'd1, 7'd100, 13'd4200, 10'd500, 1'b1};
  localparam logic [67:0] LIMIT_RST = {9'd100, 7'd75, 12'd3000, 12'd2100, 14'd6500, 14'd4350};
  localparam logic [79:0] TEMP_RST = {8'd20, 12'd600, 8'd20, 12'd1000, 8'd20, 12'd2600, 8'd20, 12'd3000};
  `include "charger_codes.svh"

  logic rst_n;
  logic started = 1'b0;
  logic [47:0] now = '0;
  assign rst_n = started;

  always @(posedge clk) begin
    started <= 1'b1;
    now     <= started ? now + 48'd1 : '0;
  end

  logic [3:0] state, health;
  logic en, sink, led, wd_expired, limited, stale, det, boot, wake, poor, worn;
  logic [9:0] iset, fast_min;
  logic [12:0] vset;
  logic [2:0] zone, fold, status, charge_type;
  logic [7:0] pre_min;
  logic [11:0] events;

  charger_core #(
    .CTRL_RST(CTRL_RST), .CAP('1), .LIMIT_RST(LIMIT_RST), .TEMP_RST(TEMP_RST), .TIMER_RST({10'd3, 8'd2}), .MINUTE(8),
    .WD_UNIT(16), .FOLD_TICKS(3), .DG_TICKS(0), .QUAL_TICKS(1), .RECHG_TICKS(0), .TEST_TICKS(1),
    .SOURCE_UNIT(1), .START_TICKS(LEAK), .WORN_TICKS(8)
  ) u_chg (
    .clk_i(clk), .rst_ni(rst_n), .now_i(now), .vbus_det_i(vbus_det), .vbus_ovp_i(vbus_ovp), .loop_cv_i(loop_cv),
    .loop_iin_i(loop_iin), .loop_vin_i(loop_vin), .vbat_i(vbat), .vbus_i(vbus), .ntc_i(ntc), .ichg_i(current), .upd_i(upd),
    .ready_i(ready), .sensor_i(sensor), .die_warn_i(die_warn), .die_crit_i(die_crit), .vbat_over_i(vbat_over),
    .stale_i(old), .state_i(power), .ctrl_valid_i(ctrl_valid), .ctrl_i(ctrl), .limit_valid_i(limit_valid),
    .limit_i(limit), .temp_valid_i(temp_valid), .temp_i(temp), .timer_valid_i(timer_valid), .timer_i(timer),
    .clr_valid_i(clr_valid), .clr_i(clr), .intr_valid_i(intr_valid), .intr_i(intr), .state_o(state), .en_o(en),
    .iset_o(iset), .vset_o(vset), .sink_o(sink), .led_o(led), .zone_o(zone), .fold_o(fold), .status_o(status),
    .type_o(charge_type), .health_o(health), .pre_min_o(pre_min), .fast_min_o(fast_min), .wd_expired_o(wd_expired),
    .event_o(events), .limit_o(limited), .stale_o(stale), .det_o(det), .vbus_boot_o(boot), .wake_o(wake), .poor_o(poor),
    .worn_o(worn)
  );

  (* hierconn *) wire [3:0] \u_chg.u_source.starts_q ;
  (* hierconn *) wire \u_chg.u_source.spent_q ;

  // ---- the minute, and what is counted in it ------------------------------------------------------------------------
  // STATUS says charging in all states in which current may flow, and in no other
  wire charges = (status == pmu_pkg::CHARGE_STATUS_CHARGING);
  wire [3:0] phase = now[3:0];   // edges since the last multiple of LEAK, that of this edge not counted
  logic last_charges = 1'b0;
  logic open = 1'b0;
  logic [5:0] edges = '0;        // of the minute so far
  logic [3:0] starts = '0;       // in it
  logic [1:0] multiples = '0;    // edges of the minute on which a start may have been forgotten
  logic [4:0] waits = '0;        // edges in a row that found a source with a start to wait for
  wire begins = charges && !last_charges;

  // An edge shows what it has done behind it: the minute that opens on this one counts from here on
  always @(posedge clk) begin
    last_charges <= started && charges;
    if (!started) {open, edges, starts, multiples} <= '0;
    else if (!open) {open, edges, starts, multiples} <= {opens, 12'd0};
    else if (edges < WINDOW) begin
      edges     <= edges + 6'd1;
      multiples <= multiples + {1'b0, phase == 4'd0};
    end
    if (started && open && begins && (edges < WINDOW)) starts <= starts + 4'd1;
    waits <= (started && \u_chg.u_source.spent_q ) ? waits + 5'd1 : 5'd0;
  end

  wire [3:0] kept = \u_chg.u_source.starts_q ;
  wire [4:0] seen = {1'b0, starts} + {4'd0, open && begins && (edges < WINDOW)};
  wire [5:0] least = {multiples - 2'd1, 4'd0} + {2'd0, phase - 4'd1} + 6'd1;  // the minute is at least so old

  always @(posedge clk) if (started) begin
    assert (seen <= MOST);
    // a start that has to wait does so for 32 s at most, and says so
    assert (waits <= LEAK);
    if (\u_chg.u_source.spent_q && det) assert (poor);
    if (en) assert (charges);

    // helpers: a start of the minute is kept, or one of its multiples has taken it; multiples lie LEAK apart
    assert (kept <= STARTS);
    if (state == QUALIFY) assert (kept < STARTS);
    if (\u_chg.u_source.spent_q ) assert ((kept >= STARTS - 4'd1) && ((state == OFF) || (state == SUSPEND)));
    if (edges < WINDOW) assert (seen <= {1'b0, kept} + {3'd0, multiples});
    if (open && (edges < WINDOW) && (multiples != 0)) assert (edges >= least);
    assert (multiples <= 2'd2);
    assert (edges <= WINDOW);
    if (!open) assert ({edges, starts, multiples} == 0);
    // full only since the last multiple: a row of waits that goes on is not older
    if (kept == STARTS) assert (phase != 4'd1);
    if (\u_chg.u_source.spent_q ) assert ((kept == STARTS) ? (waits <= {1'b0, phase - 4'd2}) : ((phase == 4'd1) && (waits < LEAK)));
  end

  always @(posedge clk) if (started) begin
    cover (seen == {1'b0, MOST});
    cover (waits == LEAK - 2);
  end

endmodule
