// SPDX-License-Identifier: Apache-2.0
//
// From a pin to a clean AON level: one wake source's way in.
//
// A pin comes through a synchronizer, or through a pulse catcher if the profile marks it `pulse`: then a pulse shorter
// than an AON tick is seen as well, as a level of a few ticks. A debounce may follow. A source from
// inside the PMU is in the AON clock already and comes straight.

module wake_source #(
  parameter int INTERNAL       = 0,  // 1: src_i is in the AON clock
  parameter int PULSE          = 0,  // 1: pin through a pulse catcher
  parameter int PULSE_LOW      = 0,  // with PULSE: 0 catches high pulses, 1 low pulses
  parameter int DEBOUNCE_TICKS = 0   // ticks for which a new level must hold, 0: no debounce
) (
  input  logic clk_i,
  input  logic rst_ni,
  input  logic src_i,   // pin, or internal AON signal
  output logic level_o  // AON clock
);

  logic level;

  generate
    if (INTERNAL != 0) begin : gen_internal
      assign level = src_i;
    end else if (PULSE != 0) begin : gen_pulse
      localparam logic LOW = (PULSE_LOW != 0);
      logic caught;

      prim_pulse_catch u_catch (
        .clk_i, .rst_ni,
        .async_i(src_i ^ LOW),
        .q_o    (caught)
      );

      assign level = caught ^ LOW;
    end else begin : gen_sync
      prim_sync #(
        .W(1)
      ) u_sync (
        .clk_i, .rst_ni,
        .d_i   (src_i),
        .q_o   (level)
      );
    end

    if (DEBOUNCE_TICKS != 0) begin : gen_debounce
      prim_debounce #(
        .TICKS(DEBOUNCE_TICKS)
      ) u_debounce (
        .clk_i, .rst_ni,
        .d_i   (level),
        .q_o   (level_o)
      );
    end else begin : gen_direct
      assign level_o = level;

      if (INTERNAL != 0) begin : gen_no_clock
        logic unused_clock;
        assign unused_clock = ^{clk_i, rst_ni};
      end
    end
  endgenerate

endmodule
