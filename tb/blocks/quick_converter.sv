// SPDX-License-Identifier: Apache-2.0
//
// Stand-in for the converter behind the monitor's core: answers by itself, as fast as a test wants.
//
// It gives the code of the channel, one more or less if noise_i is set, delay_i ticks behind the edge that set start_i (the
// true one needs SAMPLE_TICKS + 13; fewer make tests short). stray_i is a done that nobody asked for.

`timescale 1ns / 1ps

module quick_converter (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic        start_i,
  input  logic [ 2:0] chan_i,
  input  logic [83:0] code_i,   // what each channel converts to
  input  logic        noise_i,
  input  logic [ 7:0] delay_i,  // 0: never
  input  logic        stray_i,
  output logic        done_o,
  output logic [11:0] value_o
);

  logic done;
  logic [7:0] left;
  logic [11:0] code;
  logic [15:0] lfsr;

  initial lfsr = 16'hACE1;

  assign code   = code_i[12*chan_i+:12];
  assign done_o = done || stray_i;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      done    <= 1'b0;
      left    <= '0;
      value_o <= '0;
    end else begin
      done <= 1'b0;
      if (start_i) left <= delay_i == '0 ? '0 : delay_i - 8'd1;
      else if (left != '0) left <= left - 8'd1;
      if (start_i ? delay_i == 8'd1 : left == 8'd1) begin
        done <= 1'b1;
        lfsr <= {lfsr[14:0], lfsr[15] ^ lfsr[13] ^ lfsr[12] ^ lfsr[10]};
        value_o <= code;
        if (noise_i && lfsr[1:0] == 2'b01 && code != '1) value_o <= code + 12'd1;
        if (noise_i && lfsr[1:0] == 2'b10 && code != '0) value_o <= code - 12'd1;
      end
    end
  end

endmodule
