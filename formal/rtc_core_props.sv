// SPDX-License-Identifier: Apache-2.0
// Properties of rtc_core: the second (never two on a tick, none lost, whatever the trim does), the prescaler, legal
// time, events, the shared alarm register, and the shared enable.
//
// The reference keeps the deadline as a book entry in units of 1/32 tick: a commit writes it anew, every second adds
// 32,768 ticks, every correction point takes the trim off. The block's deadline and accumulator must always add up to
// it, so that seconds seen = elapsed ticks plus all trims, divided by 32,768. Modulo 2^29 units, 512 seconds: one step
// moves it by little more than one second, so an error cannot hide. And the deadline always lies 1 to 32,784 ticks
// ahead.
module rtc_core_props #(
  parameter int ALARM_SHARED = 0
) (
  input logic        clk,
  input logic        set_valid,
  input logic [69:0] set_time,
  input logic        trim_valid,
  input logic [ 9:0] trim,
  input logic [ 1:0] alm_valid,
  input logic [91:0] alm,
  input logic        clr_valid,
  input logic [ 7:0] clr
);

  localparam int BOOK_W = 29;  // units of 1/32 tick
  localparam logic [16:0] SECOND_TICKS = 17'd32768;
  localparam logic [16:0] LONGEST_TICKS = 17'd32784;  // with the largest correction of one point

  logic rst_n, set;
  logic [69:0] now_time;
  logic [14:0] presc;
  logic [1:0] armed, match;
  logic [7:0] events;
  logic [47:0] now = '0;

  rtc_core #(.N_ALARMS(2), .ALARM_SHARED(ALARM_SHARED)) u_dut (
    .clk_i       (clk),
    .rst_ni      (rst_n),
    .now_i       (now),
    .set_valid_i (set_valid),
    .set_time_i  (set_time),
    .trim_valid_i(trim_valid),
    .trim_i      (trim),
    .alm_valid_i (alm_valid),
    .alm_i       (alm),
    .clr_valid_i (clr_valid),
    .clr_i       (clr),
    .time_o      (now_time),
    .presc_o     (presc),
    .set_o       (set),
    .armed_o     (armed),
    .match_o     (match),
    .event_o     (events)
  );

  logic started = 1'b0;  // false in the very first step, which is in reset
  assign rst_n = started;

  (* hierconn *) wire [15:0] \u_dut.due_q ;
  (* hierconn *) wire [14:0] \u_dut.phase_q ;
  (* hierconn *) wire [4:0] \u_dut.acc_q ;
  (* hierconn *) wire [9:0] \u_dut.trim_q ;
  (* hierconn *) wire \u_dut.active ;
  (* hierconn *) wire [69:0] \u_dut.time_d ;
  (* hierconn *) wire [15:0] \u_dut.due_d ;
  (* hierconn *) wire [14:0] \u_dut.phase_d ;
  (* hierconn *) wire [4:0] \u_dut.acc_d ;
  (* hierconn *) wire [9:0] \u_dut.trim_d ;
  (* hierconn *) wire [7:0] \u_dut.u_event.set_i ;
  (* hierconn *) wire [7:0] \u_dut.u_event.clr_i ;
  (* hierconn *) wire \u_dut.u_event.clr_valid_i ;
  (* hierconn *) wire [7:0] \u_dut.u_event.event_o ;
  (* hierconn *) wire \u_dut.set_d ;
  (* hierconn *) wire [1:0] \u_dut.hit ;
  (* hierconn *) wire [1:0] \u_dut.skipped ;
  (* hierconn *) wire \u_dut.gen_alarm[0].u_alarm.commit_i ;
  (* hierconn *) wire \u_dut.gen_alarm[1].u_alarm.commit_i ;
  (* hierconn *) wire [69:0] \u_dut.gen_alarm[0].u_alarm.before_i ;
  (* hierconn *) wire [69:0] \u_dut.gen_alarm[1].u_alarm.before_i ;
  (* hierconn *) wire \u_dut.gen_alarm[0].u_alarm.changes_i ;
  (* hierconn *) wire \u_dut.gen_alarm[1].u_alarm.changes_i ;
  (* hierconn *) wire [69:0] \u_dut.gen_alarm[0].u_alarm.time_i ;
  (* hierconn *) wire [69:0] \u_dut.gen_alarm[1].u_alarm.time_i ;
  (* hierconn *) wire \u_dut.gen_alarm[0].u_alarm.armed_d ;
  (* hierconn *) wire \u_dut.gen_alarm[1].u_alarm.armed_d ;

  // ---- only legal times are committed ------------------------------------------------------------------------------
  logic set_legal, time_legal;

  rtc_legal u_set_legal (.setting_i({1'b0, 6'b111111, set_time[37:0]}), .legal_o(set_legal));
  rtc_legal u_time_legal (.setting_i({1'b0, 6'b111111, now_time[37:0]}), .legal_o(time_legal));

  always @(posedge clk) if (set_valid) assume (set_legal && (set_time[19:17] <= 3'd6));

  // ---- books -------------------------------------------------------------------------------------------------------
  localparam int TICK_W = BOOK_W - 5;
  logic [BOOK_W-1:0] book = '0;
  logic [14:0] commit_phase = '0;  // tick of the last commit, modulo 32768
  logic [ 9:0] trim_kept = '0;

  logic [TICK_W-1:0] deadline;
  logic [16:0] ahead;     // ticks from now to the deadline
  logic [14:0] since;     // ticks since the last correction point
  logic        point;     // this edge is a correction point
  logic        second;    // this edge is a second
  logic [ 1:0] armed_next;

  assign armed_next = {\u_dut.gen_alarm[1].u_alarm.armed_d , \u_dut.gen_alarm[0].u_alarm.armed_d };
  assign ahead    = {1'b0, \u_dut.due_q - now[15:0]} + 17'd1;
  assign deadline = now[TICK_W-1:0] + {{TICK_W - 17{1'b0}}, ahead};
  assign since    = now[14:0] - commit_phase;
  assign point    = (since == 15'h7fff);
  // A second that lies within the reach of this edge's correction, told from the books alone
  logic signed [10:0] sum;
  logic signed [16:0] left;
  assign sum    = $signed({6'd0, \u_dut.acc_q }) + $signed({trim_kept[9], trim_kept});
  assign left   = $signed(ahead) - 17'sd1 - (point ? $signed({{11{sum[10]}}, sum[10:5]}) : 17'sd0);
  assign second = !set_valid && ((ahead == 17'd1) || (left <= 17'sd0));

  always @(posedge clk) begin
    started <= 1'b1;
    now     <= started ? now + 48'd1 : '0;
    if (!started) trim_kept <= '0;
    else if (trim_valid) trim_kept <= trim;
    if (!started) begin
      commit_phase <= '0;
      book         <= {7'd0, SECOND_TICKS, 5'd0};
    end else if (set_valid) begin
      commit_phase <= now[14:0] + 15'd1;
      book         <= {now[TICK_W-1:0] + 24'd1 + {7'd0, SECOND_TICKS}, 5'd0};
    end else begin
      book <= book + (second ? {7'd0, SECOND_TICKS, 5'd0} : 29'd0) - (point ? {{19{trim_kept[9]}}, trim_kept} : 29'd0);
    end
  end

  always @(posedge clk) if (started) begin
    // the second
    assert ((ahead >= 17'd1) && (ahead <= LONGEST_TICKS));
    assert ((ahead <= SECOND_TICKS) || (ahead + {2'd0, since} <= LONGEST_TICKS));
    assert (\u_dut.phase_q == commit_phase - 15'd1);
    assert (\u_dut.trim_q == trim_kept);
    assert (book + {24'd0, \u_dut.acc_q } == {deadline, 5'd0});
    assert (presc == ((ahead >= SECOND_TICKS) ? 15'd0 : SECOND_TICKS[15:0] - ahead[15:0]));
    // the time moves with a second or a commit, and not else
    if (!set_valid && !second) assert (\u_dut.time_d == now_time);
    if (second) assert ((\u_dut.time_d [69:38] == now_time[69:38] + 32'd1) || (\u_dut.time_d [69:29] == 41'd0));
    // legal for ever
    assert (time_legal && (now_time[19:17] <= 3'd6));
    // events: what happens, and each clear, reach the flops as they are (prim_event_props says what those make of it)
    assert (\u_dut.u_event.set_i [4] == second);
    assert (\u_dut.u_event.set_i [3:0] == {2'b00, \u_dut.hit });
    assert (\u_dut.u_event.set_i [7] == (\u_dut.skipped != 2'b00));
    if (\u_dut.skipped != 2'b00) assert (set_valid && ((\u_dut.skipped & ~\u_dut.hit ) == 2'b00));
    assert (\u_dut.u_event.clr_valid_i == clr_valid);
    assert (\u_dut.u_event.clr_i == clr);
    assert (\u_dut.u_event.event_o == events);
    // the alarms are told every change of the time (rtc_alarm_props says what they make of it)
    assert (\u_dut.gen_alarm[0].u_alarm.changes_i == (second || set_valid));
    assert (\u_dut.gen_alarm[1].u_alarm.changes_i == (second || set_valid));
    assert ({\u_dut.gen_alarm[1].u_alarm.commit_i , \u_dut.gen_alarm[0].u_alarm.commit_i } == {2{set_valid}});
    assert (\u_dut.gen_alarm[0].u_alarm.before_i == now_time);
    assert (\u_dut.gen_alarm[1].u_alarm.before_i == now_time);
    assert (\u_dut.gen_alarm[0].u_alarm.time_i == \u_dut.time_d );
    assert (\u_dut.gen_alarm[1].u_alarm.time_i == \u_dut.time_d );
    // the shared register
    if (ALARM_SHARED != 0) begin
      assert (armed != 2'b11);
      if ((armed == 2'b01) && (alm_valid == 2'b10) && alm[91])
        assert ((armed_next == 2'b01) && \u_dut.u_event.set_i [6]);
      if ((armed == 2'b10) && (alm_valid == 2'b01) && alm[45])
        assert ((armed_next == 2'b10) && \u_dut.u_event.set_i [6]);
    end else begin
      assert (!events[6]);
      if (alm_valid[0]) assert (armed_next[0] == alm[45]);
      if (alm_valid[1]) assert (armed_next[1] == alm[91]);
    end
    if (alm_valid == 2'b00) assert (armed_next == armed);
    // the enable takes nothing away
    if (!\u_dut.active ) begin
      assert ((\u_dut.time_d == now_time) && (\u_dut.set_d == set));
      assert ((\u_dut.due_d == \u_dut.due_q ) && (\u_dut.phase_d == \u_dut.phase_q ));
      assert ((\u_dut.acc_d == \u_dut.acc_q ) && (\u_dut.trim_d == \u_dut.trim_q ));
    end
  end

  always @(posedge clk) begin
    if (ALARM_SHARED == 0) cover (started && (&match));
    cover (started && events[5] && armed[0]);
    cover (started && (now_time[37:0] == {9'd399, 4'd12, 5'd31, 3'd4, 5'd23, 6'd59, 6'd59}));
    if (ALARM_SHARED != 0) cover (started && events[6] && armed[1]);
    cover (started && events[7] && events[1] && !events[0]);
  end

endmodule
