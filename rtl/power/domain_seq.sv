// SPDX-License-Identifier: Apache-2.0
//
// Sequencer of one power domain: clock gate, isolation clamps, retention, reset and power switch in the only safe order.
//
// Down: clock off, isolate, save retention, reset, open the switch, wait until the switch says it is open. Up: close the
// switch, wait for its acknowledge, give clock pulses with reset held (for synchronous resets), stop the clock, release
// reset, restore retention if there is something to restore, release isolation, clock on. One output changes per step,
// STEP_TICKS lie between steps, and every output is a flop. Until the switch opens (CUT) a change of mind turns back.
//
// restart_i resets a running domain and keeps it in reset (RHOLD) as long as it stands. What a domain saved is worth
// nothing after a restart, or after a power-up that reboots: seen in OFF, both forget it, so that a core which is started
// late does not resume a life that ended before.
//
// A switch that does not close within ACK_TIMEOUT is opened again and reported (fault_o); one that does not open is
// only told (stuck_o), since there is nothing left to do. Outputs are decoded from the next state on every edge, so
// an upset output flop is right again one tick later. The state has a parity bit: one that is none, or a domain whose reset
// or switch was not as its state has it, cuts the domain's power, clamped and in reset, and is reported (fault_o, upset_o):
// what is behind has lost its state, and must not start again as if nothing had happened.
module domain_seq #(
  parameter logic RETAIN      = 1'b1,
  parameter int   STEP_TICKS  = 1,   // between steps, 0 reads as 1
  parameter int   RST_TICKS   = 2,   // clock pulses, or reset of a restart; 0 reads as 1
  parameter int   ACK_TIMEOUT = 64   // from switching to the switch's answer; below STEP_TICKS reads as STEP_TICKS
) (
  input  logic       clk_i,
  input  logic       rst_ni,
  input  logic [1:0] tgt_i,      // DOMAIN_TARGET_*; HOLD: stay where you are
  input  logic       reboot_i,   // powering up now means starting from reset
  input  logic       restart_i,  // reset a running domain
  input  logic       ack_i,      // 1: the switch is closed
  // from flops
  output logic       clk_en_o,
  output logic       iso_o,
  output logic       save_o,     // one tick
  output logic       restore_o,  // one tick
  output logic       rst_no,
  output logic       sw_en_o,
  output logic       boot_o,     // from power-up or restart without retained state until the domain runs
  output logic       fault_o,    // one tick: the switch did not close, or an upset
  output logic       upset_o,    // one tick, with fault_o: an upset
  // combinational
  output logic       on_o,
  output logic       gated_o,
  output logic       off_o,
  output logic       in_reset_o,
`ifdef FORMAL
  output logic [3:0] formal_state_o,
  output logic       formal_saved_o,
`endif
  output logic       cut_o,      // sw_en_o falls on the coming edge
  output logic       stuck_o     // the switch has not opened: given up on the coming edge
);

  function automatic int at_least(input int value, input int floor);
    at_least = (value < floor) ? floor : value;
  endfunction

  localparam int STEP = at_least(STEP_TICKS, 1);
  localparam int PULSES = at_least(RST_TICKS, 1);
  localparam int ANSWER = at_least(ACK_TIMEOUT, STEP);
  localparam int LONGEST = at_least(ANSWER, PULSES);
  localparam int CW = at_least($clog2(LONGEST), 1);
  localparam logic [CW-1:0] STEP_LAST = CW'(STEP - 1);
  localparam logic [CW-1:0] RST_LAST = CW'(PULSES - 1);
  localparam logic [CW-1:0] ACK_LAST = CW'(ANSWER - 1);

  typedef enum logic [3:0] {
    OFF     = 4'd0,
    PWRUP   = 4'd1,
    PULSE   = 4'd2,
    PSTOP   = 4'd3,
    REL     = 4'd4,
    RESTORE = 4'd5,
    GATED   = 4'd6,
    ON      = 4'd7,
    RHOLD   = 4'd8,
    ISO     = 4'd9,
    SAVE    = 4'd10,
    RST     = 4'd11,
    CUT     = 4'd12
  } state_e;

  state_e state_d, state_q;
  logic [3:0] code, next_code;
  logic parity_q;               // of state_q: even with it
  logic upset_d, upset_q;
  logic [CW-1:0] cnt_d, cnt_q;  // ticks in this state; stands still once nothing depends on it
  logic [CW-1:0] last;
  logic saved_d, saved_q;       // the retention cells hold something worth restoring
  logic boot_d, boot_q;
  logic clk_en_d, clk_en_q, iso_d, iso_q, save_d, save_q, restore_d, restore_q;
  logic rst_n_d, rst_n_q, sw_en_d, sw_en_q, fault_d, fault_q;
  logic asks, stayed, timed_out, wants_up, wants_off, forgets;

  function automatic logic reached(input logic [CW-1:0] count, input logic [CW-1:0] limit);
    reached = (count >= limit);
  endfunction

  assign wants_up  = (tgt_i == pmu_pkg::DOMAIN_TARGET_RUN) || (tgt_i == pmu_pkg::DOMAIN_TARGET_GATED);
  assign wants_off = (tgt_i == pmu_pkg::DOMAIN_TARGET_OFF);
  assign forgets   = reboot_i || restart_i;

  // ---- how long ---------------------------------------------------------------------------------------------------
  always @* begin
    asks = 1'b0;
    case (state_q)
      PWRUP, CUT: begin
        last = ACK_LAST;
        asks = 1'b1;
      end
      PULSE, RHOLD: last = RST_LAST;
      default: last = STEP_LAST;
    endcase
  end

  assign timed_out = reached(cnt_q, last);
  // where an answer is waited for, it counts from STEP_TICKS on
  assign stayed = timed_out || (asks && reached(cnt_q, STEP_LAST));

  // ---- next state -------------------------------------------------------------------------------------------------
  always @* begin
    state_d = state_q;
    saved_d = saved_q;
    boot_d  = boot_q;
    fault_d = 1'b0;

    case (state_q)
      // waits until somebody wants the domain
      OFF: begin
        saved_d = saved_q && !forgets;
        if (stayed && wants_up) begin
          state_d = PWRUP;
          boot_d  = !saved_q || forgets;
        end
      end
      // waits for the switch: until it has closed, nothing behind it may be clocked or released
      PWRUP: begin
        if (stayed && ack_i) begin
          state_d = PULSE;
        end else if (timed_out) begin
          state_d = CUT;
          fault_d = 1'b1;
        end
      end
      // clocks run with reset held, for flops that reset synchronously
      PULSE: if (stayed) state_d = PSTOP;
      // the clock rests before reset goes, so that no flop sees both on one edge
      PSTOP: if (stayed) state_d = REL;
      // reset has to be gone before the restore: after it, it would wipe what was restored
      REL: begin
        if (stayed && saved_q) begin
          state_d = RESTORE;
          saved_d = 1'b0;
        end else if (stayed) begin
          state_d = GATED;
        end
      end
      // waits until the flops hold what was retained
      RESTORE: if (stayed) state_d = GATED;
      // powered, not isolated, not clocked; waits for either direction
      GATED: begin
        if (stayed && (tgt_i == pmu_pkg::DOMAIN_TARGET_RUN)) begin
          state_d = ON;
          boot_d  = 1'b0;
        end else if (stayed && wants_off) begin
          state_d = ISO;
        end
      end
      // runs until it is restarted or not wanted any more
      ON: begin
        if (stayed && restart_i) begin
          state_d = RHOLD;
          boot_d  = 1'b1;
          saved_d = 1'b0;
        end else if (stayed && ((tgt_i == pmu_pkg::DOMAIN_TARGET_GATED) || wants_off)) begin
          state_d = GATED;
        end
      end
      // reset with the clock running, for as long as the restart is asked for
      RHOLD: begin
        if (stayed && !restart_i) begin
          state_d = ON;
          boot_d  = 1'b0;
        end
      end
      // waits until the clamps hold
      ISO: begin
        if (stayed && wants_up) begin
          state_d = GATED;
        end else if (stayed && wants_off) begin
          state_d = RETAIN ? SAVE : RST;
          saved_d = RETAIN;
        end
      end
      // waits until the retention cells have it
      SAVE: begin
        if (stayed && wants_up) begin
          state_d = GATED;
          saved_d = 1'b0;
        end else if (stayed && wants_off) begin
          state_d = RST;
        end
      end
      // last stop with power; turning back from here is a power-up without the switch
      RST: begin
        if (stayed && wants_up) begin
          state_d = PULSE;
          boot_d  = !saved_q;
        end else if (stayed && wants_off) begin
          state_d = CUT;
        end
      end
      // waits until the switch is open, or gives up on it
      CUT: begin
        if (stayed && !ack_i) begin
          state_d = OFF;
        end else if (timed_out) begin
          state_d = OFF;
        end
      end
      default: state_d = CUT;
    endcase

    // no telling what the domain is doing, so take its power
    if (upset_d) begin
      state_d = CUT;
      saved_d = 1'b0;
      fault_d = 1'b1;
    end
  end

  always @* begin
    cnt_d = cnt_q;
    if (state_d != state_q) cnt_d = '0;
    else if (!timed_out) cnt_d = cnt_q + CW'(1);
  end

  // ---- outputs of the next state ----------------------------------------------------------------------------------
  function automatic logic out_of_reset(input logic [3:0] state);
    out_of_reset = (state == REL) || (state == RESTORE) || (state == GATED) || (state == ON) || (state == ISO) ||
                   (state == SAVE);
  endfunction

  function automatic logic switched_on(input logic [3:0] state);
    switched_on = !((state == OFF) || (state == CUT));
  endfunction

  assign code      = state_q;
  assign next_code = state_d;
  assign upset_d   = (code > CUT) || (parity_q != (^code)) || (rst_n_q != out_of_reset(code)) ||
                     (sw_en_q != switched_on(code));

  always @* begin
    clk_en_d  = (state_d == PULSE) || (state_d == ON) || (state_d == RHOLD);
    iso_d     = !((state_d == GATED) || (state_d == ON) || (state_d == RHOLD));
    rst_n_d   = out_of_reset(next_code);
    sw_en_d   = switched_on(next_code);
    save_d    = (state_d == SAVE) && (state_q != SAVE);
    restore_d = (state_d == RESTORE) && (state_q != RESTORE);
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      state_q   <= OFF;
      parity_q  <= 1'b0;
      upset_q   <= 1'b0;
      cnt_q     <= '0;
      saved_q   <= 1'b0;
      boot_q    <= 1'b0;
      clk_en_q  <= 1'b0;
      iso_q     <= 1'b1;
      save_q    <= 1'b0;
      restore_q <= 1'b0;
      rst_n_q   <= 1'b0;
      sw_en_q   <= 1'b0;
      fault_q   <= 1'b0;
    end else begin
      state_q   <= state_d;
      parity_q  <= ^next_code;
      upset_q   <= upset_d;
      cnt_q     <= cnt_d;
      saved_q   <= saved_d;
      boot_q    <= boot_d;
      clk_en_q  <= clk_en_d;
      iso_q     <= iso_d;
      save_q    <= save_d;
      restore_q <= restore_d;
      rst_n_q   <= rst_n_d;
      sw_en_q   <= sw_en_d;
      fault_q   <= fault_d;
    end
  end

  assign clk_en_o   = clk_en_q;
  assign iso_o      = iso_q;
  assign save_o     = save_q;
  assign restore_o  = restore_q;
  assign rst_no     = rst_n_q;
  assign sw_en_o    = sw_en_q;
  assign boot_o     = boot_q;
  assign fault_o    = fault_q;
  assign upset_o    = upset_q;
  assign on_o       = (state_q == ON);
  assign gated_o    = (state_q == GATED);
  assign off_o      = (state_q == OFF);
  assign in_reset_o = (state_q == RHOLD);
  assign cut_o      = sw_en_q && !sw_en_d;
  assign stuck_o    = (state_q == CUT) && timed_out && ack_i && !upset_d;

`ifdef FORMAL
  assign formal_state_o = state_q;
  assign formal_saved_o = saved_q;
`endif

endmodule
