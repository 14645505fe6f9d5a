// SPDX-License-Identifier: Apache-2.0
// Properties of power_retry: no cycle of starts is faster than the pauses, whatever ends them and whoever asks.
//
// A main state of four steps around it does what it likes and when it likes: at rest, on the way up, up, on the way down.
// It keeps to what power_causes lets through. Ghosts count ends, retries and ticks for themselves.
module power_retry_props #(
  parameter int SLOW = 16
) (
  input logic clk,
  input logic want,        // something asks for a start
  input logic person,      // ... and is a person
  input logic fault, watchdog, failed, command, long_key,  // it goes down
  input logic arrives,     // ACTIVE, or everything off, is reached
  input logic [31:0] begins
);

  localparam int FIRST = 3, FACTOR = 2, GOOD = 20;
  localparam int IN_FAULT = (SLOW == 0) ? GOOD : SLOW;

  typedef enum logic [1:0] {
    REST = 2'd0,
    START = 2'd1,
    UP = 2'd2,
    DOWN = 2'd3
  } step_e;

  logic rst_n, started = 1'b0;
  logic [31:0] now;
  logic to_pause, to_fault, commanded, held, refuses, person_ok, due;
  logic [3:0] ends;
  logic [1:0] faults;
  step_e st = REST;
  assign rst_n = started;

  // one reason at a time, as power_main gives them
  wire may_end = started && (st == START || st == UP);
  wire e_fault = may_end && fault;
  wire e_watchdog = may_end && !fault && watchdog;
  wire e_failed = may_end && !fault && !watchdog && failed;
  wire e_command = may_end && !fault && !watchdog && !failed && command;
  wire e_other = may_end && !fault && !watchdog && !failed && !command && long_key;
  wire counts = e_fault || e_watchdog || e_failed;
  wire falls = counts || e_command || e_other;
  wire runs = started && st == START && !falls && arrives;
  wire rests = started && st == DOWN && arrives;
  // what power_causes lets through: FAULT is left by a person or the slow retry only
  wire by_person = want && person && person_ok;
  wire by_time = to_fault ? (due && SLOW != 0) : (want && !refuses);
  wire leaves = started && st == REST && (by_person || by_time);

  power_retry #(.RETRY_TICKS(FIRST), .RETRY_FACTOR(FACTOR), .SLOW_TICKS(SLOW), .GOOD_TICKS(GOOD)) u_dut (
    .clk_i(clk), .rst_ni(rst_n), .now_i(now), .fault_i(e_fault), .watchdog_i(e_watchdog), .failed_i(e_failed),
    .command_i(e_command), .other_i(falls), .rests_i(rests), .leaves_i(leaves), .person_i(want && person),
    .fault_left_i(leaves && to_fault), .runs_i(runs), .to_pause_o(to_pause), .to_fault_o(to_fault),
    .commanded_o(commanded), .ends_o(ends), .faults_o(faults), .held_o(held), .refuses_o(refuses), .person_o(person_ok),
    .due_o(due)
  );

  (* hierconn *) wire [1:0] \u_dut.timer_q ;
  (* hierconn *) wire [5:0] \u_dut.end_q ;
  (* hierconn *) wire \u_dut.slow_q ;
  (* hierconn *) wire \u_dut.cut_q ;
  (* hierconn *) wire \u_dut.counted_q ;

  // ---- ghosts
  logic [3:0] n = 4'd0;         // ends since good running
  logic [1:0] used = 2'd0;      // retries
  logic counted = 1'b0;         // the last power-down was one of them
  logic final_ = 1'b0;          // ... and ends in FAULT
  logic again = 1'b0;           // ... and in a pause
  logic cut = 1'b0;             // a slow pause was cut, and none has passed
  logic good = 1'b0;            // up was reached with something to forget, and nothing counted since
  logic [5:0] t_rest = 6'd0, t_good = 6'd0;

  logic [5:0] need;
  always @* begin
    if (!counted) need = 6'd0;
    else if (final_) need = 6'(IN_FAULT);
    else if (n >= 4'd4) need = 6'(GOOD);
    else if (n == 4'd3) need = 6'(FIRST * FACTOR * FACTOR);
    else if (n == 4'd2) need = 6'(FIRST * FACTOR);
    else need = 6'(FIRST);
  end

  wire slow = counted && (final_ || n >= 4'd4);
  wire full = (t_rest + 6'd1 >= need);
  wire forget = good && (t_good + 6'd1 >= 6'(GOOD));
  wire [3:0] n_now = forget ? 4'd0 : n;
  wire [1:0] used_now = forget ? 2'd0 : used;

  always @(posedge clk) begin
    started <= 1'b1;
    now <= started ? now + 32'd1 : begins;
    if (started) begin
      if (leaves) st <= START;
      else if (falls) st <= DOWN;
      else if (runs) st <= UP;
      else if (rests) st <= REST;

      n    <= (counts && n_now != 4'd15) ? n_now + 4'd1 : n_now;
      used <= (e_fault && used_now < 2'd2) ? used_now + 2'd1 : (leaves && final_ && want && person) ? 2'd0 : used_now;
      if (falls) begin
        counted <= counts;
        final_  <= e_fault && used_now == 2'd2;
        again   <= e_watchdog || (e_fault && used_now != 2'd2);
      end
      if (rests) t_rest <= 6'd0;
      else if (t_rest != 6'd60) t_rest <= t_rest + 6'd1;
      if (forget || (st == REST && slow && full)) cut <= 1'b0;
      else if (leaves && slow && !full) cut <= 1'b1;
      if (counts || forget) good <= 1'b0;
      if (runs && (n != 4'd0 || used != 2'd0)) {good, t_good} <= {1'b1, 6'd0};
      else if (t_good != 6'd60) t_good <= t_good + 6'd1;
    end
  end

  always @(posedge clk) begin
    if (!started) assert ({n, used, counted, final_, again, cut, good, st} == 0 && t_rest == 0 && t_good == 0);
    else begin
      // the pause is kept, whoever asks; a person may cut it short, a slow one once
      if (leaves && !full) assert (by_person && !(slow && cut));
      if (st == REST && !full && !by_person) assert (!leaves);
      if (st == REST && slow && !full && cut) assert (!person_ok);
      // nothing but a person waits longer than the pause, and in FAULT without slow retry
      if (st == REST && full) assert (!refuses && person_ok);
      if (st == REST && full && final_ && SLOW != 0) assert (due);
      // what is counted
      assert (ends == n && faults == used);
      assert (to_pause == again && to_fault == final_);
      assert (!(to_pause && to_fault) && !(commanded && (to_pause || to_fault)));
      assert (used <= 2'd2);
      assert (held == (st == REST && counted && t_rest < need));
      // for the induction
      assert (\u_dut.counted_q == counted && \u_dut.cut_q == cut);
      assert ((\u_dut.timer_q == 2'd2) == held);
      if (held) assert (6'(\u_dut.end_q - now[5:0]) == 6'(need - 6'd1 - t_rest) && \u_dut.slow_q == slow);
      assert (\u_dut.timer_q != 2'd3);
      assert ((\u_dut.timer_q == 2'd1) == good);
      if (good) assert (6'(\u_dut.end_q - now[5:0]) == 6'(6'(GOOD) - 6'd1 - t_good) && t_good < 6'(GOOD));
      assert (!(good && counted && st == REST) && t_rest <= 6'd60 && t_good <= 6'd60);
      assert (!(counted && n == 4'd0 && (st == DOWN || st == REST)));
      assert (!good || st != DOWN || !counted);
      assert (!(final_ && !counted) && !(again && !counted));
    end
    cover (started && to_fault);
    cover (started && st == START && n >= 4'd4 && cut);
    cover (started && n == 4'd0 && st == UP && t_good == 6'(GOOD));
    cover (started && leaves && slow && !full);
  end

endmodule
