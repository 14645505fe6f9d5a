// SPDX-License-Identifier: Apache-2.0
//
// What each power domain is told to be, and whether all have got there. Combinational from flops and inputs.
//
// Everything off, or a step that is none: OFF. A domain that the sleep mode takes away (off mask) goes off from SE_DOMS on; as long as nothing is
// lost yet and the wish to sleep is gone it holds where it is, to turn back in SX_DOMS. Else a core's domain does what
// the sleep block wants for its core, and the other domains run if RUN mode has them on.
module power_targets #(
  parameter int                   N_CORES     = 1,
  parameter int                   N_DOMAINS   = 1,
  parameter logic [N_CORES*3-1:0] CORE_DOMAIN = '0,
  parameter logic [N_DOMAINS-1:0] RUN_DOMAINS = '1
) (
  input  logic [            2:0] state_i,     // power_main's state ...
  input  logic [            1:0] sub_i,       // ... and step
  input  logic                   upset_i,     // which is none: nothing may come up
  input  logic                   ponr_i,
  input  logic                   enter_i,     // sleep is wanted
  input  logic [  N_DOMAINS-1:0] off_mask_i,  // domains that the sleep mode takes away
  input  logic [  2*N_CORES-1:0] core_tgt_i,  // 0 RUN, 1 GATED, 2 OFF
  input  logic [  N_DOMAINS-1:0] dom_on_i,
  input  logic [  N_DOMAINS-1:0] dom_gated_i,
  input  logic [  N_DOMAINS-1:0] dom_off_i,
  output logic [2*N_DOMAINS-1:0] tgt_o,
  output logic                   settled_o    // meant for PU_DOMS and SX_DOMS
);

  localparam logic [1:0] TGT_RUN = 2'd0;
  localparam logic [1:0] TGT_GATED = 2'd1;
  localparam logic [1:0] TGT_OFF = 2'd2;
  localparam logic [1:0] TGT_HOLD = 2'd3;

  logic powered;  // domains may be up
  logic leaving;  // SE_DOMS: domains of the off mask go off, unless it is abandoned
  logic kept;     // after it, until SX_DOMS: they stay off or, if it was abandoned, where they are

  always @* begin
    powered = 1'b0;
    leaving = 1'b0;
    kept    = 1'b0;
    case (state_i)
      3'd1: powered = (sub_i == 2'd3);  // PU_DOMS
      3'd2: powered = 1'b1;
      3'd3: begin
        powered = 1'b1;
        leaving = (sub_i == 2'd2);
        kept    = (sub_i == 2'd3);
      end
      3'd4: begin
        powered = 1'b1;
        kept    = 1'b1;
      end
      3'd5: begin
        powered = 1'b1;
        kept    = (sub_i != 2'd3);
      end
      default: ;  // OFF, POWER_DOWN, FAULT
    endcase
  end

  // what domain d is told as long as no sleep and no power-down has another opinion
  function automatic logic [1:0] awake_target(input logic [2*N_CORES-1:0] core_tgt, input logic [2:0] d,
                                              input logic runs);
    integer c;
    awake_target = runs ? TGT_RUN : TGT_OFF;
    for (c = 0; c < N_CORES; c = c + 1) if (CORE_DOMAIN[3*c+:3] == d) awake_target = core_tgt[2*c+:2];
  endfunction

  logic [N_DOMAINS-1:0] there;

  for (genvar d = 0; d < N_DOMAINS; d++) begin : gen_domain
    logic [1:0] tgt;

    always @* begin
      tgt = awake_target(core_tgt_i, 3'(d), RUN_DOMAINS[d]);
      if (off_mask_i[d]) begin
        if (leaving) tgt = (enter_i || ponr_i) ? TGT_OFF : TGT_HOLD;
        if (kept) tgt = ponr_i ? TGT_OFF : TGT_HOLD;
      end
      if (!powered || upset_i) tgt = TGT_OFF;
    end

    always @* begin
      case (tgt)
        TGT_RUN:   there[d] = dom_on_i[d];
        TGT_GATED: there[d] = dom_gated_i[d];
        TGT_OFF:   there[d] = dom_off_i[d];
        default:   there[d] = 1'b1;  // HOLD: wherever it is
      endcase
    end

    assign tgt_o[2*d+:2] = tgt;
  end

  assign settled_o = &there;

endmodule
