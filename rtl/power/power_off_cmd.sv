// SPDX-License-Identifier: Apache-2.0
//
// The SHUTDOWN command and its power-on timer.
//
// A command is remembered until ACTIVE takes it (a power-up or a sleep transition finishes first); one that is overtaken
// by a power-down into OFF or FAULT is forgotten, for the system is off as it asked, and so is one that arrives there.
// When OFF is entered by the command, the number of ticks becomes a deadline on the timebase: nothing counts while the
// system is off. A deadline that is reached while power-up is refused stays due until OFF is left. It is compared by the sign
// of the difference, so that one that was jumped over is late, not lost.
//
// The register's key comes with the command, folded to a byte, and is looked at here: what comes by itself is no command.
// Between two commands the byte alternates with its inverse, so one that came before does not come twice. That a command
// waits is held twice for the same reason.
module power_off_cmd #(
  parameter int N_RAM = 1
) (
  input  logic             clk_i,
  input  logic             rst_ni,
  input  logic [     32:0] now_i,         // timebase: a bit more than the longest timer
  input  logic [      2:0] state_i,
  input  logic             off_valid_i,   // one tick
  input  logic [      7:0] off_key_i,     // with it; the next one has the inverse
  input  logic [     31:0] off_ticks_i,   // 0: no timer
  input  logic [N_RAM-1:0] off_ram_i,
  input  logic             taken_i,       // the command powers down on this edge
  input  logic             enters_off_i,  // on this edge ...
  input  logic             commanded_i,   // ... by the command
  input  logic             leaves_i,      // OFF is left on this edge
  output logic             command_o,     // combinational: a command is waiting
  output logic             due_o,         // combinational: the power-on timer has run out
  output logic [N_RAM-1:0] ram_o          // RAM to keep in OFF
);

  localparam logic [7:0] KEY = 8'he1;  // 0x0FF0C0DE, its bytes XORed

  logic turn_d, turn_q;             // the next command has the inverse of KEY
  logic valid;
  logic waiting_d;
  logic [1:0] waiting_q;            // both or none
  logic armed_d, armed_q;
  logic late_d, late_q;             // the deadline has passed
  logic [32:0] ticks_d, ticks_q;    // of the command; once armed, the deadline
  logic [32:0] left;
  logic [N_RAM-1:0] ram_d, ram_q;
  logic listens;

  assign listens   = (state_i != pmu_pkg::PWR_STATE_OFF) && (state_i != pmu_pkg::PWR_STATE_FAULT);
  assign valid     = off_valid_i && (off_key_i == (turn_q ? ~KEY : KEY));
  assign turn_d    = turn_q ^ valid;
  assign command_o = (&waiting_q) || valid;
  assign left      = now_i - ticks_q;
  assign due_o     = late_q || (armed_q && !left[32]);

  always @* begin
    waiting_d = &waiting_q;
    armed_d   = armed_q;
    late_d    = late_q;
    ticks_d   = ticks_q;
    ram_d     = ram_q;

    if (valid && listens) begin
      waiting_d = 1'b1;
      ticks_d   = {1'b0, off_ticks_i};
      ram_d     = off_ram_i;
    end
    if (taken_i || !listens) waiting_d = 1'b0;

    if (enters_off_i) begin
      waiting_d = 1'b0;
      late_d    = 1'b0;
      armed_d   = commanded_i && (ticks_q != '0);
      ticks_d   = now_i + ticks_q;
    end else if (leaves_i) begin
      armed_d = 1'b0;
      late_d  = 1'b0;
    end else if (due_o) begin
      late_d = 1'b1;
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      turn_q    <= 1'b0;
      waiting_q <= '0;
      armed_q   <= 1'b0;
      late_q    <= 1'b0;
      ticks_q   <= '0;
      ram_q     <= '0;
    end else begin
      turn_q    <= turn_d;
      waiting_q <= {2{waiting_d}};
      armed_q   <= armed_d;
      late_q    <= late_d;
      ticks_q   <= ticks_d;
      ram_q     <= ram_d;
    end
  end

  assign ram_o = ram_q;

  logic unused;
  assign unused = ^left[31:0];  // the sign is enough

endmodule
