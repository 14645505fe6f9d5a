// SPDX-License-Identifier: Apache-2.0
//
// Real-time clock on the AON side: time, trim, alarms and their events.
//
// The prescaler is a deadline, not a counter: `due` holds what the timebase reads just before the edge of the next
// second. On that edge all calendar fields and the seconds counter move together. A commit of a new time takes all
// fields at once and restarts the prescaler, so that the next second is exactly 32,768 ticks later.
//
// Trim moves the deadline. One LSB is one tick per 2^20 ticks = 32 * 32768, so at every 32,768th tick after the commit
// the trim is added to an accumulator of 1/32 ticks, and its whole ticks shorten (or lengthen) the running second. The
// deadline stays 1 to 32,784 ticks ahead: never two seconds on one tick, none lost. If the correction reaches behind
// the present edge, the second happens on this edge and the rest counts for the next one. A deadline that an upset has
// put behind is due at once: whatever the flops hold, no second takes longer than 32,784 ticks.
//
// A commit that passes over an armed alarm which has no next time round makes it match, ALARM_SKIPPED.
//
// Events are sticky (prim_event): a clear takes none that came after it was written. With ALARM_SHARED sets 0 and 1
// stand for one register of the platform: arming one while the other is armed is refused whole, ALARM_CONFLICT.
//
// Nothing toggles between seconds: the flops share one enable that is high on the edges on which something happens, in
// deep sleep once a second and once per correction. An enable, and no clock gate here: synthesis makes either of it,
// and in a simulator a gate that follows every clock edge costs more than the flops it would save.

module rtc_core #(
  parameter int N_ALARMS     = 2,  // alarm sets, 1-4
  parameter int ALARM_SHARED = 0   // 1: sets 0 and 1 are one register (N_ALARMS must be 2)
) (
  input  logic                   clk_i,
  input  logic                   rst_ni,        // power-on reset, released in step with clk_i
  input  logic [           47:0] now_i,         // timebase
  // settings, each taken on the edge on which its valid is high
  input  logic                   set_valid_i,
  input  logic [           69:0] set_time_i,    // a legal time, packed like time_o
  input  logic                   trim_valid_i,
  input  logic [            9:0] trim_i,        // two's complement, 1 LSB = 1 tick per 2^20; positive: faster clock
  input  logic [   N_ALARMS-1:0] alm_valid_i,
  input  logic [N_ALARMS*46-1:0] alm_i,         // set n at n*46, packed as in rtc_alarm
  input  logic                   clr_valid_i,
  input  logic [            7:0] clr_i,         // write-1-clear of event_o
  // status, flops except presc_o
  output logic [           69:0] time_o,        // packed as in rtc_calendar
  output logic [           14:0] presc_o,       // ticks since the second began; combinational from now_i
  output logic                   set_o,         // the time has been set since power-on
  output logic [   N_ALARMS-1:0] armed_o,
  output logic [   N_ALARMS-1:0] match_o,       // one tick high after a match
  // [3:0] alarm match, [4] second, [5] ALARM_IN_PAST, [6] ALARM_CONFLICT, [7] ALARM_SKIPPED
  output logic [            7:0] event_o
);

  localparam int ALARM_W = 46;
  localparam logic [15:0] SECOND_TICKS = 16'd32768;
  localparam logic [15:0] LONGEST_LEFT = 16'd32783;  // a second, 16 ticks of correction, less this edge
  localparam logic [15:0] DUE_RST = 16'd32767;    // as if committed at tick 0
  localparam logic [14:0] PHASE_RST = 15'd32767;
  localparam logic [69:0] TIME_RST = {32'd0, 9'd0, 4'd1, 5'd1, 3'd5, 5'd0, 6'd0, 6'd0};  // Saturday 2000-01-01

  logic [69:0] time_d, time_q, time_next;
  logic [15:0] due_d, due_q;      // the timebase one tick before the next second, low bits
  logic [14:0] phase_d, phase_q;  // the timebase one tick before the last commit: corrections come at this phase
  logic [4:0] acc_d, acc_q;       // trim not yet applied, 1/32 ticks
  logic [9:0] trim_d, trim_q;
  logic set_d, set_q;
  logic active;  // something happens on this edge

  // ---- the timebase against deadline and phase ----------------------------------------------------------------------
  // All that moves on an idle tick, in one process and with the timebase kept away from what follows: this is what a
  // simulator does 32,768 times per second of sleep
  logic [15:0] now_low;
  logic [14:0] now_phase;
  logic [15:0] left;     // ticks from this edge to the deadline
  logic        correct;  // this edge is a correction point
  logic        at_due;   // the deadline is this edge, or behind
  logic [15:0] left_at_correction, now_at_set;

  assign now_low   = now_i[15:0];
  assign now_phase = now_i[14:0];


  always_comb begin
    left    = due_q - now_low;
    // Further ahead than the longest second: it is behind, which only a flipped flop can bring about
    at_due  = (left == 16'd0) || (left > LONGEST_LEFT);
    correct = (now_phase == phase_q);
    left_at_correction = correct ? left : 16'd0;
    now_at_set         = set_valid_i ? now_low : 16'd0;
  end

  // While a lengthened second has more than 32,768 ticks to go the prescaler waits at 0
  assign presc_o = left[15] ? 15'd0 : ~left[14:0];

  // ---- when the second ends -----------------------------------------------------------------------------------------
  logic [10:0] trim_sum;
  logic [ 5:0] shift;    // ticks by which a correction moves the deadline forward, signed
  logic        behind;   // it moves the deadline to this edge, or behind
  logic        due;      // the deadline, with this edge's correction, is here or behind
  logic        second;
  logic [15:0] due_corrected;
  logic [14:0] phase_at_set;
  logic [ 4:0] acc_corrected;

  assign trim_sum      = {6'd0, acc_q} + {trim_q[9], trim_q};
  assign shift         = trim_sum[10:5];
  assign behind        = !shift[5] && (left_at_correction <= {11'd0, shift[4:0]});
  assign due_corrected = due_q - {{10{shift[5]}}, shift};
  assign acc_corrected = trim_sum[4:0];
  assign phase_at_set  = now_at_set[14:0];
  assign trim_d        = trim_valid_i ? trim_i : trim_q;

  always_comb begin
    due_d   = due_q;
    phase_d = phase_q;
    acc_d   = acc_q;
    due     = at_due;
    if (correct) begin
      due_d = due_corrected;
      acc_d = acc_corrected;
      if (behind) due = 1'b1;
    end
    if (due) due_d = due_d ^ SECOND_TICKS;  // + 32768 modulo 65536
    if (set_valid_i) begin
      due_d   = now_at_set ^ SECOND_TICKS;
      phase_d = phase_at_set;
      acc_d   = 5'd0;
    end
  end

  assign second = due && !set_valid_i;

  // ---- the time -----------------------------------------------------------------------------------------------------
  rtc_calendar u_calendar (
    .time_i(time_q),
    .next_o(time_next)
  );

  always_comb begin
    time_d = time_q;
    set_d  = set_q;
    if (second) time_d = time_next;
    if (set_valid_i) begin
      time_d = set_time_i;
      set_d  = 1'b1;
    end
  end

  // ---- alarms -------------------------------------------------------------------------------------------------------
  logic [N_ALARMS-1:0] take, refused, armed, hit, skipped, past, match;

  generate
    if (ALARM_SHARED != 0) begin : gen_shared
      // Set 0 first, then set 1 by the same rule: what set 0 leaves behind on this edge decides about set 1
      // (through scalars: by way of the vectors a simulator would see a combinational loop)
      logic arm_0, refused_0, armed_0;
      assign arm_0     = alm_i[ALARM_W-1];
      assign refused_0 = alm_valid_i[0] && arm_0 && armed[1];
      assign armed_0   = (alm_valid_i[0] && !refused_0) ? arm_0 : armed[0];
      assign refused   = {alm_valid_i[1] && alm_i[2*ALARM_W-1] && armed_0, refused_0};
    end else begin : gen_separate
      assign refused = '0;
    end

    for (genvar n = 0; n < N_ALARMS; n++) begin : gen_alarm
      assign take[n] = alm_valid_i[n] && !refused[n];

      rtc_alarm u_alarm (
        .clk_i, .rst_ni,
        .changes_i(second || set_valid_i),
        .commit_i (set_valid_i),
        .before_i (time_q),
        .time_i   (time_d),
        .take_i   (take[n]),
        .alm_i    (alm_i[n*ALARM_W+:ALARM_W]),
        .armed_o  (armed[n]),
        .hit_o    (hit[n]),
        .skipped_o(skipped[n]),
        .past_o   (past[n]),
        .match_o  (match[n])
      );
    end
  endgenerate

  // ---- events -------------------------------------------------------------------------------------------------------
  logic [7:0] event_set;
  logic [3:0] hit_padded;

  always_comb begin
    hit_padded = 4'd0;
    hit_padded[N_ALARMS-1:0] = hit;
  end

  assign event_set = {|skipped, |refused, |past, second, hit_padded};

  prim_event #(
    .N(8)
  ) u_event (
    .clk_i, .rst_ni,
    .set_i      (event_set),
    .clr_valid_i, .clr_i, .event_o
  );

  // ---- flops --------------------------------------------------------------------------------------------------------
  assign active = due || correct || set_valid_i || trim_valid_i || (|alm_valid_i);

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      time_q  <= TIME_RST;
      set_q   <= 1'b0;
      due_q   <= DUE_RST;
      phase_q <= PHASE_RST;
      acc_q   <= '0;
      trim_q  <= '0;
    end else if (active) begin
      time_q  <= time_d;
      set_q   <= set_d;
      due_q   <= due_d;
      phase_q <= phase_d;
      acc_q   <= acc_d;
      trim_q  <= trim_d;
    end
  end

  assign time_o  = time_q;
  assign set_o   = set_q;
  assign armed_o = armed;
  assign match_o = match;

  // The deadline is never further than half of what 16 bits can tell
  logic unused_now;
  assign unused_now = ^now_i[47:16];

endmodule
