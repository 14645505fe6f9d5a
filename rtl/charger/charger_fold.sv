// SPDX-License-Identifier: Apache-2.0
//
// Thermal regulation: while the die is too warm the charge current is folded back by an eighth at a time.
//
// Heat follows the current slowly, so each step waits for its effect before the next one; when the die has cooled down
// the steps are taken back in the same way. Works where full current flows, and is forgotten elsewhere.

module charger_fold #(
  parameter int FOLD_TICKS = 4096  // 125 ms between steps
) (
  input  logic       clk_i,
  input  logic       rst_ni,
  input  logic       work_i,      // CC, CV or RECHARGE
  input  logic       die_warn_i,
  output logic [2:0] fold_o       // eighths taken away
);

  localparam int WAIT_W = (FOLD_TICKS > 1) ? $clog2(FOLD_TICKS) : 1;
  localparam logic [WAIT_W-1:0] WAIT = WAIT_W'(FOLD_TICKS - 1);
  localparam logic [2:0] FOLD_MAX = 3'd7;

  logic [WAIT_W-1:0] wait_d, wait_q;
  logic [2:0] fold_d, fold_q;
  logic waits, more, less;

  assign waits = (wait_q != '0);
  assign more  = !waits && die_warn_i && (fold_q != FOLD_MAX);
  assign less  = !waits && !die_warn_i && (fold_q != '0);

  assign wait_d = !work_i ? '0 : waits ? wait_q - WAIT_W'(1) : (more || less) ? WAIT : '0;
  assign fold_d = !work_i ? '0 : more ? fold_q + 3'd1 : less ? fold_q - 3'd1 : fold_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      wait_q <= '0;
      fold_q <= '0;
    end else begin
      wait_q <= wait_d;
      fold_q <= fold_d;
    end
  end

  assign fold_o = fold_q;

endmodule
