// SPDX-License-Identifier: Apache-2.0
//
// Where a power-down ends, and how long it is quiet after it: no cycle of starts is faster than this.
//
// A power-down ends in OFF, in FAULT, or in a pause and another try. Faults have two retries; the next one is final until
// somebody revives. Every end but the command and the long key (somebody wanted these) is counted: after the first three
// comes a pause of RETRY_TICKS, RETRY_FACTOR times that, RETRY_FACTOR times that again; after more of them, and in FAULT, a
// slow one. As long as it lasts nothing starts, whatever asks for it. Only a person (key, VBUS) may cut it short: a slow one
// once, and again when another has passed in full.
//
// What is counted is forgotten GOOD_TICKS after a power-up that has reached ACTIVE, if none of these ends came in between
// (sleep, and OFF by command, do not matter), and by nothing else: not by firmware, not by a start.
//
// Pauses and good running are one deadline on the timebase, for there is only one of them at a time: at rest nothing moves.
module power_retry #(
  parameter int RETRY_TICKS  = 64,
  parameter int RETRY_FACTOR = 10,
  parameter int SLOW_TICKS   = 4096,  // from FAULT to the next try; 0: none comes by itself
  parameter int GOOD_TICKS   = 4096
) (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic [31:0] now_i,        // timebase, low word
  // on this edge
  input  logic        fault_i,      // it powers down for a fault that is worth another try
  input  logic        watchdog_i,   // ... for a second watchdog bite
  input  logic        failed_i,     // ... for something else that is counted: protection, hold time-out
  input  logic        command_i,    // ... by command
  input  logic        other_i,      // ... for any reason
  input  logic        rests_i,      // PAUSE, OFF or FAULT is entered
  input  logic        leaves_i,     // ... is left
  input  logic        person_i,     // key or VBUS asks, and nothing refuses
  input  logic        fault_left_i, // FAULT is left
  input  logic        runs_i,       // a power-up has reached ACTIVE
  // flops
  output logic        to_pause_o,   // this power-down ends in PAUSE
  output logic        to_fault_o,   // ... in FAULT
  output logic        commanded_o,  // ... in OFF, as commanded; none of the three: in OFF
  output logic [ 3:0] ends_o,       // counted ends, stays at 15
  output logic [ 1:0] faults_o,     // retries used
  output logic        held_o,       // a pause runs
  // combinational
  output logic        refuses_o,    // nothing but a person may start now
  output logic        person_o,     // and that one may
  output logic        due_o         // at rest: there was a pause, and it is over
);

  localparam logic [1:0] MAX_RETRIES = 2'd2;
  localparam int SLOW_FROM = 4;     // ends

  function automatic int larger(input int a, input int b);
    larger = (a > b) ? a : b;
  endfunction

  localparam int SECOND = RETRY_TICKS * RETRY_FACTOR;
  localparam int THIRD = SECOND * RETRY_FACTOR;
  localparam int IN_FAULT = (SLOW_TICKS == 0) ? GOOD_TICKS : SLOW_TICKS;
  localparam int LONGEST = larger(larger(larger(RETRY_TICKS, THIRD), IN_FAULT), GOOD_TICKS);
  localparam int W = $clog2(LONGEST + 1) + 1;  // and a sign

  typedef enum logic [1:0] {
    NONE  = 2'd0,
    GOOD  = 2'd1,  // up, and something to forget
    QUIET = 2'd2   // a pause runs
  } timer_e;

  logic to_pause_d, to_pause_q, to_fault_d, to_fault_q, commanded_d, commanded_q, counted_d, counted_q;
  logic slow_d, slow_q;             // the pause is a slow one
  logic cut_d, cut_q;               // a slow one was cut short, and none has passed since
  logic [1:0] faults_d, faults_q;
  logic [3:0] ends_d, ends_q;
  timer_e timer_d, timer_q;
  logic [W-1:0] end_d, end_q, left, length;
  logic reached, forgets, counts, again;
  logic [1:0] faults_before;
  logic [3:0] ends_before;

  assign left    = now_i[W-1:0] - end_q;
  assign reached = !left[W-1];
  assign forgets = (timer_q == GOOD) && reached;

  assign faults_before = forgets ? 2'd0 : faults_q;
  assign ends_before   = forgets ? 4'd0 : ends_q;
  assign counts        = fault_i || watchdog_i || failed_i;
  assign again         = (faults_before < MAX_RETRIES);

  assign due_o     = counted_q && !refuses_o;
  assign held_o    = (timer_q == QUIET);
  assign refuses_o = held_o && !reached;
  assign person_o  = !(refuses_o && slow_q && cut_q);

  always @* begin
    if (to_fault_q) length = W'(IN_FAULT);
    else if (ends_q >= 4'(SLOW_FROM)) length = W'(GOOD_TICKS);
    else if (ends_q == 4'd3) length = W'(THIRD);
    else if (ends_q == 4'd2) length = W'(SECOND);
    else length = W'(RETRY_TICKS);
  end

  // ---- what is counted, and where this power-down ends
  always @* begin
    to_pause_d  = to_pause_q;
    to_fault_d  = to_fault_q;
    commanded_d = commanded_q;
    counted_d   = counted_q;
    faults_d    = faults_before;
    ends_d      = ends_before;
    if (counts || command_i || other_i) begin
      to_pause_d  = watchdog_i || (fault_i && again);
      to_fault_d  = fault_i && !again;
      commanded_d = command_i;
      counted_d   = counts;
    end
    if (fault_i && again) faults_d = faults_before + 2'd1;
    if (counts && (ends_before != '1)) ends_d = ends_before + 4'd1;
    // somebody is there: new tries, but no new haste
    if (fault_left_i && person_i) faults_d = 2'd0;
  end

  // ---- the deadline
  always @* begin
    timer_d = timer_q;
    end_d   = end_q;
    slow_d  = slow_q;
    cut_d   = cut_q;
    if (forgets) begin
      timer_d = NONE;
      cut_d   = 1'b0;
    end
    if ((timer_q == QUIET) && reached) begin
      timer_d = NONE;
      if (slow_q) cut_d = 1'b0;
    end
    if (counts) timer_d = NONE;
    if (rests_i && counted_q) begin
      timer_d = QUIET;
      end_d   = now_i[W-1:0] + length;
      slow_d  = to_fault_q || (ends_q >= 4'(SLOW_FROM));
    end
    if (leaves_i && (timer_q != GOOD)) begin
      timer_d = NONE;
      if (refuses_o && slow_q) cut_d = 1'b1;
    end
    if (runs_i && ((ends_q != '0) || (faults_q != '0))) begin
      timer_d = GOOD;
      end_d   = now_i[W-1:0] + W'(GOOD_TICKS);
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      to_pause_q  <= 1'b0;
      to_fault_q  <= 1'b0;
      commanded_q <= 1'b0;
      counted_q   <= 1'b0;
      slow_q      <= 1'b0;
      cut_q       <= 1'b0;
      faults_q    <= '0;
      ends_q      <= '0;
      timer_q     <= NONE;
      end_q       <= '0;
    end else begin
      to_pause_q  <= to_pause_d;
      to_fault_q  <= to_fault_d;
      commanded_q <= commanded_d;
      counted_q   <= counted_d;
      slow_q      <= slow_d;
      cut_q       <= cut_d;
      faults_q    <= faults_d;
      ends_q      <= ends_d;
      timer_q     <= timer_d;
      end_q       <= end_d;
    end
  end

  assign to_pause_o  = to_pause_q;
  assign to_fault_o  = to_fault_q;
  assign commanded_o = commanded_q;
  assign ends_o      = ends_q;
  assign faults_o    = faults_q;

  logic unused;
  assign unused = ^now_i;

endmodule
