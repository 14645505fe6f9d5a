// SPDX-License-Identifier: Apache-2.0
//
// Monitor on the AON side: scans and requests, averages, results, thresholds, sensor faults and events.
//
// monitor_scan says which channel comes next; this block has it converted 1, 4 or 16 times, averages, and publishes the
// result with its tick and a fresh flag. The next pick falls on the edge that publishes, so conversions follow one
// another.
//
// Results of scans (never of requests: software must not be able to hurry a verdict) go to six threshold monitors with
// hysteresis and to a fault flag per sensor, stuck at the end of its range. Each of these verdicts changes only when n
// results running speak against it: one that agrees starts the count anew, so noise around a limit does not add up. More
// results than needed count as enough, so a smaller n holds from the next result on. The three monitors that protect start
// as tripped: power stays refused until the values have been seen inside.
//
// Channels that somebody's safety lives on (NEEDED) are scanned whatever the settings say, and are stale if the scan brings
// nothing all the same (monitor_age). A conversion that does not end is given up, so that one upset of the converter costs
// one result and not the protection.
//
// Limits that trip can be wrong themselves, and firmware that could write them anew does not run while they keep the
// power off. So while the system is off and a trip that protects stands, the settings are those after reset; defaults_o
// says that this is not what firmware wrote, until it writes again.
//
// Each warning is a wake source of its own, if its interrupt is enabled: a level that stands already hides no other, and
// what nobody asked for wakes nobody.
//
// Sticky events and fresh flags (prim_event): a clear takes none that came after it was written. Operands are kept at rest
// unless a result comes, so that nothing of the arithmetic moves while the converter tries its bits.

module monitor_core #(
  parameter logic [  4:0] NEEDED   = '0,   // channels that are always scanned, and have to be fresh
  parameter int           WINDOW_W = 14,        // see monitor_age
  parameter int           LIMIT_W  = 8,         // a conversion is given up after 2^LIMIT_W - 1 ticks
  parameter logic [173:0] CFG_RST  = 174'd0     // packed as cfg_i
) (
  input  logic         clk_i,
  input  logic         rst_ni,       // power-on reset, released in step with clk_i
  input  logic [ 47:0] now_i,        // timebase
  // converter
  output logic         sar_start_o,
  output logic [  2:0] sar_chan_o,
  input  logic         sar_done_i,
  input  logic [ 11:0] sar_value_i,
  // settings and commands, each taken on the edge on which its valid is high
  input  logic         fast_i,       // awake, or VBUS is attached
  input  logic         off_i,        // the system is off, or on its way there
  input  logic         cfg_valid_i,
  input  logic [173:0] cfg_i,        // {count, avg per channel, enable, asleep, awake, {hyst, limit} per monitor}
  input  logic         req_valid_i,
  input  logic [  6:0] req_i,        // channels to convert once
  input  logic         clr_valid_i,
  input  logic [ 14:0] clr_i,        // write-1-clear of {event_o, fresh_o}
  input  logic         intr_valid_i,
  input  logic [  7:0] intr_i,       // events that wake
  // from flops (sensor_o: the OR of two), element 0 in the low bits
  output logic [ 83:0] result_o,     // 12 bits a channel
  output logic [111:0] tick_o,       // 16 bits a channel: tick of publication
  output logic [  6:0] fresh_o,
  output logic [  6:0] upd_o,        // one tick
  output logic         ready_o,      // every enabled channel has been published
  output logic [  5:0] trip_o,
  output logic [  4:0] sensor_o,     // stuck or stale
  output logic [  4:0] stale_o,
  output logic         defaults_o,   // the settings are those after reset, and not what was written last
  output logic [  2:0] wake_o,       // levels of {DIE_WARN, VBAT_LOW2, VBAT_LOW1} that may wake
  output logic [  7:0] event_o
);

  localparam int CHANNELS = 7;
  localparam int SCANNED = 5;
  localparam int MONITORS = 6;
  localparam int MONITOR_W = 20;

  // Channels
  localparam int VBAT = 0;
  localparam int DIE = 3;
  // Monitors
  localparam int VBAT_OVER = 0;
  localparam int VBAT_UNDER = 1;
  localparam int VBAT_LOW1 = 2;
  localparam int VBAT_LOW2 = 3;
  localparam int DIE_WARN = 4;
  localparam int DIE_CRIT = 5;
  localparam logic [MONITORS-1:0] ON_DIE = 6'b110000;    // the others look at VBAT
  localparam logic [MONITORS-1:0] OVER = 6'b110001;      // the others trip below their limit
  localparam logic [MONITORS-1:0] TRIP_RST = 6'b100011;  // those that protect
  // VBAT, NTC and die: at 0 the sensor is stuck; no VBUS and no current are truly 0
  localparam logic [SCANNED-1:0] STUCK_AT_0 = 5'b01101;

  // ---- settings -----------------------------------------------------------------------------------------------------
  logic [173:0] cfg_q;
  logic [2:0] count;
  logic [2*CHANNELS-1:0] avg;
  logic [SCANNED-1:0] enable, wanted;
  logic [15:0] awake, asleep;
  logic reload;                // the settings go back to those after reset
  logic written_d, written_q;  // they are no longer those after reset
  logic defaults_d, defaults_q;
  logic [MONITORS-1:0] trip;
  logic [MONITORS*MONITOR_W-1:0] limits;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) cfg_q <= CFG_RST;
    else if (reload) cfg_q <= CFG_RST;
    else if (cfg_valid_i) cfg_q <= cfg_i;
  end

  assign reload     = off_i && (|(trip & TRIP_RST));
  assign written_d  = !reload && (written_q || cfg_valid_i);
  assign defaults_d = reload ? (defaults_q || written_q || cfg_valid_i) : (defaults_q && !cfg_valid_i);

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      written_q  <= 1'b0;
      defaults_q <= 1'b0;
    end else begin
      written_q  <= written_d;
      defaults_q <= defaults_d;
    end
  end

  assign enable = wanted | NEEDED;
  assign {count, avg, wanted, asleep, awake, limits} = cfg_q;

  // ---- conversions --------------------------------------------------------------------------------------------------
  logic busy_d, busy_q;        // from the pick to the publication
  logic start_d, start_q;
  logic [2:0] chan_d, chan_q;
  logic [1:0] size_d, size_q;  // 0: 1, 1: 4, 2: 16 conversions
  logic [3:0] left_d, left_q;  // conversions after this one
  logic [15:0] acc_d, acc_q;
  logic ends;       // a conversion ends on this edge
  logic publish;    // ... the last of its burst
  logic again;      // ... not the last
  logic give_up;    // no end in sight: what is under way is given up on this edge
  logic [LIMIT_W-1:0] stamp_q, lasts;  // timebase just before the edge that started the conversion; ticks since then
  logic pick, starts, requested;
  logic [2:0] pick_chan;
  logic [1:0] pick_avg;
  logic [15:0] sum;
  logic [11:0] result;

  monitor_scan u_scan (
    .clk_i, .rst_ni,
    .now_i      (now_i[15:0]),
    .fast_i,
    .awake_i    (awake),
    .asleep_i   (asleep),
    .enable_i   (enable),
    .req_i      (req_valid_i ? req_i : 7'd0),
    .busy_i     (busy_q),
    .free_i     (!busy_q || publish || give_up),
    .pick_o     (pick),
    .chan_o     (pick_chan),
    .starts_o   (starts),
    .requested_o(requested)
  );

  assign lasts   = now_i[LIMIT_W-1:0] - stamp_q;
  assign give_up = busy_q && (&lasts);
  assign ends    = busy_q && sar_done_i && !give_up;
  assign publish = ends && (left_q == 4'd0);
  assign again   = ends && (left_q != 4'd0);

  assign busy_d  = pick || (busy_q && !publish && !give_up);
  assign start_d = pick || again;
  assign chan_d  = pick ? pick_chan : chan_q;

  // The sum begins at half of the divisor: rounding costs no adder. 8 + 16 * 4095 still fits
  assign pick_avg = avg[2*pick_chan+:2];
  assign size_d   = !pick ? size_q : (pick_avg[1] ? 2'd2 : pick_avg);
  assign left_d   = !pick ? left_q - {3'd0, again} : pick_avg[1] ? 4'd15 : pick_avg[0] ? 4'd3 : 4'd0;
  assign sum      = acc_q + (ends ? {4'd0, sar_value_i} : 16'd0);
  assign acc_d    = !pick ? sum : pick_avg[1] ? 16'd8 : pick_avg[0] ? 16'd2 : 16'd0;
  assign result   = size_q[1] ? sum[15:4] : size_q[0] ? sum[13:2] : sum[11:0];

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      busy_q  <= 1'b0;
      start_q <= 1'b0;
      chan_q  <= '0;
      size_q  <= '0;
      left_q  <= '0;
      acc_q   <= '0;
      stamp_q <= '0;
    end else if (pick || ends || start_q || give_up) begin
      busy_q  <= busy_d;
      start_q <= start_d;
      chan_q  <= chan_d;
      size_q  <= size_d;
      left_q  <= left_d;
      acc_q   <= acc_d;
      if (start_d) stamp_q <= now_i[LIMIT_W-1:0];
    end
  end

  // ---- results ------------------------------------------------------------------------------------------------------
  logic [CHANNELS-1:0] into;  // the channel that publishes
  logic [12*CHANNELS-1:0] result_q;
  logic [16*CHANNELS-1:0] tick_q;
  logic [15:0] this_tick;

  assign into      = publish ? (7'd1 << chan_q) : 7'd0;
  assign this_tick = (publish ? now_i[15:0] : 16'd0) + 16'd1;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      result_q <= '0;
      tick_q   <= '0;
    end else if (publish) begin
      for (int c = 0; c < CHANNELS; c++) begin
        if (into[c]) begin
          result_q[12*c+:12] <= result;
          tick_q[16*c+:16]   <= this_tick;
        end
      end
    end
  end

  // ---- verdicts -----------------------------------------------------------------------------------------------------
  localparam int VERDICTS = SCANNED + MONITORS;  // {sensors, monitors}

  logic [SCANNED-1:0] scanned, stuck, sensor, stale, stale_rise;
  logic [MONITORS-1:0] judged, beyond;
  logic [VERDICTS-1:0] upd, against, enough, verdict_d, verdict_q, rises;
  logic [3*VERDICTS-1:0] run_d, run_q;  // results in a row against the verdict
  logic [2:0] more;                     // results beyond the first that a verdict needs; a count of 0 is read as 1

  assign more    = (count == 3'd0) ? 3'd0 : count - 3'd1;
  assign scanned = requested ? '0 : into[SCANNED-1:0];
  assign stuck   = (result == 12'hFFF) ? '1 : (result == 12'h000) ? STUCK_AT_0 : '0;

  // A value trips beyond the limit, and clears only at a distance of the hysteresis on the good side of it: a tripped
  // monitor stays so while its value is beyond the limit that lies so far further in. Sums have 13 bits, so a limit near
  // the end of the range does not wrap
  function automatic logic is_beyond(input logic [11:0] value, input logic [MONITOR_W-1:0] threshold, input logic over,
                                     input logic tripped);
    logic [12:0] hyst;
    hyst = tripped ? {5'd0, threshold[19:12]} : 13'd0;
    is_beyond = over ? ({1'b0, threshold[11:0]} < ({1'b0, value} + hyst))
                     : ({1'b0, value} < ({1'b0, threshold[11:0]} + hyst));
  endfunction

  generate
    for (genvar m = 0; m < MONITORS; m++) begin : gen_monitor
      assign judged[m] = scanned[ON_DIE[m] ? DIE : VBAT];
      assign beyond[m] = is_beyond(result, limits[MONITOR_W*m+:MONITOR_W], OVER[m], trip[m]);
    end
    for (genvar v = 0; v < VERDICTS; v++) begin : gen_verdict
      assign enough[v] = (run_q[3*v+:3] >= more);
      assign run_d[3*v+:3] = !upd[v] ? run_q[3*v+:3] : (!against[v] || enough[v]) ? 3'd0 : run_q[3*v+:3] + 3'd1;
    end
  endgenerate

  assign upd            = {scanned, judged};
  assign against        = {stuck, beyond} ^ verdict_q;
  assign verdict_d      = verdict_q ^ (upd & against & enough);
  assign rises          = verdict_d & ~verdict_q;
  assign {sensor, trip} = verdict_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      verdict_q <= {{SCANNED{1'b0}}, TRIP_RST};
      run_q     <= '0;
    end else if (|upd) begin
      verdict_q <= verdict_d;
      run_q     <= run_d;
    end
  end

  monitor_age #(
    .NEEDED(NEEDED), .WINDOW_W(WINDOW_W)
  ) u_age (
    .clk_i, .rst_ni,
    .now_i    (now_i[WINDOW_W-1:0]),
    .starts_i (starts),
    .scanned_i(scanned),
    .stale_o  (stale),
    .rise_o   (stale_rise)
  );

  // ---- flags and events ---------------------------------------------------------------------------------------------
  logic [CHANNELS-1:0] upd_q;
  logic [SCANNED-1:0] seen_d, seen_q;  // published since reset
  logic ready_d, ready_q;
  logic [2:0] wake_d, wake_q;
  logic [7:0] happens, mask_q;

  assign happens = {
    publish && requested,
    |{rises[VERDICTS-1:MONITORS], stale_rise},
    rises[DIE_CRIT],
    rises[VBAT_UNDER],
    rises[VBAT_OVER],
    rises[DIE_WARN],
    rises[VBAT_LOW2],
    rises[VBAT_LOW1]
  };

  prim_event #(
    .N(15)
  ) u_sticky (
    .clk_i, .rst_ni,
    .set_i      ({happens, into}),
    .clr_valid_i, .clr_i,
    .event_o    ({event_o, fresh_o})
  );

  assign seen_d  = seen_q | into[SCANNED-1:0];
  assign ready_d = ready_q || (&(seen_d | ~enable));
  // The warnings are the low bits of the events, and of their mask
  assign wake_d  = {trip[DIE_WARN], trip[VBAT_LOW2], trip[VBAT_LOW1]} & mask_q[2:0];

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      upd_q   <= '0;
      seen_q  <= '0;
      ready_q <= 1'b0;
      wake_q  <= '0;
    end else if (publish || (|upd_q) || (ready_d != ready_q) || (wake_d != wake_q)) begin
      upd_q   <= into;
      seen_q  <= seen_d;
      ready_q <= ready_d;
      wake_q  <= wake_d;
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) mask_q <= '0;
    else if (intr_valid_i) mask_q <= intr_i;
  end

  assign sar_start_o = start_q;
  assign sar_chan_o  = chan_q;
  assign result_o    = result_q;
  assign tick_o      = tick_q;
  assign upd_o       = upd_q;
  assign ready_o     = ready_q;
  assign trip_o      = trip;
  assign sensor_o    = sensor | stale;
  assign stale_o     = stale;
  assign defaults_o  = defaults_q;
  assign wake_o      = wake_q;

  // Tick stamps and periods have 16 bits; only warnings wake
  logic unused;
  assign unused = ^{now_i[47:16], mask_q[7:3]};

endmodule
