// SPDX-License-Identifier: Apache-2.0
//
// What each power domain is told to be, and whether all have got there. Combinational from flops and inputs.
//
// Everything off, or a step that is none: OFF. A domain that the sleep mode takes away (off mask) goes off from SE_DOMS on;
// as long as nothing is lost yet and the wish to sleep is gone it holds where it is, to turn back in SX_DOMS. Else a core's
// domain does what the sleep block wants for its core, and the other domains run if RUN mode has them on.
module power_targets #(
  parameter int                   N_CORES     = 1,
  parameter int                   N_DOMAINS   = 1,
  parameter logic [N_CORES*3-1:0] CORE_DOMAIN = '0,
  parameter logic [N_DOMAINS-1:0] RUN_DOMAINS = '1
) (
  // of power_main's step
  input  logic                   powered_i,   // domains may be up
  input  logic                   leaving_i,   // those of the off mask go off, unless the sleep is abandoned
  input  logic                   kept_i,      // after it: they stay off or, if it was abandoned, where they are
  input  logic                   ponr_i,
  input  logic                   enter_i,     // sleep is wanted
  input  logic [  N_DOMAINS-1:0] off_mask_i,  // domains that the sleep mode takes away
  input  logic [  2*N_CORES-1:0] core_tgt_i,  // DOMAIN_TARGET_*, not HOLD
  input  logic [  N_DOMAINS-1:0] dom_on_i,
  input  logic [  N_DOMAINS-1:0] dom_gated_i,
  input  logic [  N_DOMAINS-1:0] dom_off_i,
  output logic [2*N_DOMAINS-1:0] tgt_o,
  output logic                   settled_o    // meant for PU_DOMS and SX_DOMS
);

  // what domain d is told as long as no sleep and no power-down has another opinion
  function automatic logic [1:0] awake_target(input logic [2*N_CORES-1:0] core_tgt, input logic [2:0] d,
                                              input logic runs);
    integer c;
    awake_target = runs ? pmu_pkg::DOMAIN_TARGET_RUN : pmu_pkg::DOMAIN_TARGET_OFF;
    for (c = 0; c < N_CORES; c = c + 1) if (CORE_DOMAIN[3*c+:3] == d) awake_target = core_tgt[2*c+:2];
  endfunction

  logic [N_DOMAINS-1:0] there;

  for (genvar d = 0; d < N_DOMAINS; d++) begin : gen_domain
    logic [1:0] tgt;

    always @* begin
      tgt = awake_target(core_tgt_i, 3'(d), RUN_DOMAINS[d]);
      if (off_mask_i[d]) begin
        if (leaving_i) tgt = (enter_i || ponr_i) ? pmu_pkg::DOMAIN_TARGET_OFF : pmu_pkg::DOMAIN_TARGET_HOLD;
        if (kept_i) tgt = ponr_i ? pmu_pkg::DOMAIN_TARGET_OFF : pmu_pkg::DOMAIN_TARGET_HOLD;
      end
      if (!powered_i) tgt = pmu_pkg::DOMAIN_TARGET_OFF;
    end

    always @* begin
      case (tgt)
        pmu_pkg::DOMAIN_TARGET_RUN:   there[d] = dom_on_i[d];
        pmu_pkg::DOMAIN_TARGET_GATED: there[d] = dom_gated_i[d];
        pmu_pkg::DOMAIN_TARGET_OFF:   there[d] = dom_off_i[d];
        default:   there[d] = 1'b1;  // HOLD: wherever it is
      endcase
    end

    assign tgt_o[2*d+:2] = tgt;
  end

  assign settled_o = &there;

endmodule
