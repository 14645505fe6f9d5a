// SPDX-License-Identifier: Apache-2.0
// One channel between the true voltage at its pin and the result that the charger sees (battery_props): a level that has
// been beyond a border for long enough is in the result, or the result is stale.
//
// A burst is pure if the level has been beyond the border for all of it; its result then is beyond the border, too, since
// a mean of such samples is. A burst ends in its time, so one that is not pure ends soon after the level has gone there.
module battery_channel #(
  parameter int C         = 0,   // channel
  parameter int HIGH      = 1,   // 1: at the border and above it, 0: at it and below
  parameter int WINDOW_W  = 3,
  parameter int LIMIT     = 3    // ticks that a conversion may take
) (
  input  logic        clk,
  input  logic        started,
  input  logic [47:0] now,
  input  logic [11:0] level,     // at the pin
  input  logic [11:0] border,    // constant
  input  logic        counts,    // the border is one of the settings in force, before and after the edge
  // the monitor
  input  logic        pick,
  input  logic [ 2:0] pick_chan,
  input  logic        busy,
  input  logic [ 2:0] chan,
  input  logic [ 1:0] size,
  input  logic [ 3:0] left,
  input  logic [ 7:0] lasts,     // ticks since the start of the conversion, up to this edge
  input  logic [15:0] acc,
  input  logic        publish,
  input  logic        scanned,   // ... by a scan, this channel
  input  logic        seen,
  input  logic        stale,
  input  logic [11:0] result,
  output logic        pure_result,
  output logic [ 7:0] beyond,    // edges in a row with the level beyond the border
  output logic [ 7:0] since      // edges since the last result of a scan
);

  localparam int WINDOW = 2 ** WINDOW_W;
  localparam int BURST = 16 * LIMIT;

  logic is_beyond, mine, pure_burst;
  logic [7:0] age;               // of the burst, in edges
  logic [4:0] n, dones;

  assign is_beyond = counts && ((HIGH != 0) ? (level >= border) : (level <= border));
  assign mine      = busy && (chan == C);
  assign n         = (size == 2'd0) ? 5'd1 : (size == 2'd1) ? 5'd4 : 5'd16;
  assign dones     = n - 5'd1 - {1'b0, left};

  function automatic [7:0] more(input [7:0] count);
    more = (count == 8'hFF) ? count : count + 8'd1;
  endfunction

  initial {pure_result, pure_burst, beyond, since, age} = '0;

  always @(posedge clk) begin
    beyond <= (started && is_beyond) ? more(beyond) : 8'd0;
    since  <= (!started || scanned) ? 8'd0 : more(since);
    age    <= (!started || pick) ? 8'd0 : more(age);
    if (!started) pure_burst <= 1'b0;
    else if (pick) pure_burst <= is_beyond && (pick_chan == C);
    else pure_burst <= pure_burst && is_beyond;
    if (!started) pure_result <= 1'b0;
    else if (publish && (chan == C)) pure_result <= pure_burst && is_beyond;
    else pure_result <= pure_result && is_beyond;
  end

  always @(posedge clk) if (started) begin
    // the conversions of a burst
    if (busy) begin
      assert (size <= 2'd2);
      assert (left < n);
      assert ((lasts >= 8'd1) && (lasts <= LIMIT));
      assert (age + 8'd1 <= dones * LIMIT + lasts);
      assert ((age != 8'hFF) && (age < BURST));
      assert (acc <= dones * 4095 + (n >> 1));
    end
    if (mine && pure_burst) begin
      if (HIGH != 0) assert (acc >= dones * border);
      else assert (acc <= dones * border + (n >> 1));
    end
    if (mine && !pure_burst) assert (beyond <= age);
    if (pure_burst) assert (beyond != 0);
    if (pure_result) assert ((HIGH != 0) ? (result >= border) : (result <= border));
    if (!pure_result) assert ((beyond <= since + BURST) || (since == 8'hFF));
    // age of the result: in this window, or in the one before
    if (seen) assert (since <= now[WINDOW_W-1:0]);
    else if (!stale) assert (since <= now[WINDOW_W-1:0] + WINDOW);
    // what the rest stands on
    if (beyond > 2 * WINDOW + BURST) assert (stale || pure_result);
  end

endmodule
