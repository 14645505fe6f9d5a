// SPDX-License-Identifier: Apache-2.0
//
// The mode table as logic: what a sleep mode keeps. Combinational; a mode that does not exist reads as mode 0, RUN.
module power_mode #(
  parameter int                         N_MODES      = 1,
  parameter int                         N_RAILS      = 1,
  parameter int                         N_RAM        = 1,
  parameter logic [N_MODES*N_RAILS-1:0] MODE_RAIL_ON = '1,
  parameter logic [N_MODES*N_RAILS-1:0] MODE_RAIL_LP = '0,
  parameter logic [        N_MODES-1:0] MODE_CLK_ON  = '1,
  parameter logic [  N_MODES*N_RAM-1:0] MODE_RAM_ON  = '1,
  parameter logic [        N_MODES-1:0] MODE_REBOOT  = '0
) (
  input  logic [        3:0] mode_i,      // the sleep that was taken
  input  logic [        3:0] slp_mode_i,  // the sleep that is asked for
  output logic [N_RAILS-1:0] rail_on_o,
  output logic [N_RAILS-1:0] rail_lp_o,
  output logic               clk_on_o,    // of slp_mode_i; all others of mode_i
  output logic [  N_RAM-1:0] ram_on_o,
  output logic               reboot_o
);

  function automatic logic [N_RAILS-1:0] rails_of(input logic [N_MODES*N_RAILS-1:0] tab, input logic [3:0] m);
    integer i;
    rails_of = tab[N_RAILS-1:0];
    for (i = 1; i < N_MODES; i = i + 1) if (m == 4'(i)) rails_of = tab[i*N_RAILS+:N_RAILS];
  endfunction

  function automatic logic [N_RAM-1:0] ram_of(input logic [N_MODES*N_RAM-1:0] tab, input logic [3:0] m);
    integer i;
    ram_of = tab[N_RAM-1:0];
    for (i = 1; i < N_MODES; i = i + 1) if (m == 4'(i)) ram_of = tab[i*N_RAM+:N_RAM];
  endfunction

  function automatic logic bit_of(input logic [N_MODES-1:0] tab, input logic [3:0] m);
    integer i;
    bit_of = tab[0];
    for (i = 1; i < N_MODES; i = i + 1) if (m == 4'(i)) bit_of = tab[i];
  endfunction

  assign rail_on_o = rails_of(MODE_RAIL_ON, mode_i);
  assign rail_lp_o = rails_of(MODE_RAIL_LP, mode_i);
  assign clk_on_o  = bit_of(MODE_CLK_ON, slp_mode_i);
  assign ram_on_o  = ram_of(MODE_RAM_ON, mode_i);
  assign reboot_o  = bit_of(MODE_REBOOT, mode_i);

endmodule
