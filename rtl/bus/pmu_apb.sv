// SPDX-License-Identifier: Apache-2.0
//
// APB4 completer in front of the register block.
//
// Every transfer takes one wait state, so all outputs come from flops:
//
//   cycle        0 setup   1 access           2 access
//   PSEL         1         1                  1
//   PENABLE      0         1                  1
//   here                   rules and access   PREADY, PRDATA, PSLVERR
//
// In cycle 1 pmu_csr_rules judges the transfer. If it is refused pmu_csr never sees it: nothing changes, PRDATA is 0 and
// PSLVERR comes with PREADY. Otherwise the register block does the whole access in that one cycle. So there is no half
// access: a requester that drops PSEL or never raises PENABLE has done nothing, one that drops them after cycle 1
// has been served whole. PENABLE without a setup cycle before it is a fault of the requester: it gets PSLVERR, and no access;
// a stuck PENABLE cannot repeat a write either.
//
// Bytes without a strobe are masked here, once, for everybody behind.
module pmu_apb (
  input  logic        clk_i,
  input  logic        rst_ni,

  input  logic        psel_i,
  input  logic        penable_i,
  input  logic        pwrite_i,
  input  logic [31:0] pwdata_i,
  input  logic [ 3:0] pstrb_i,
  output logic [31:0] prdata_o,
  output logic        pready_o,
  output logic        pslverr_o,

  output logic        csr_req_o,    // one allowed access, in this cycle
  output logic        csr_wr_o,
  output logic [31:0] csr_wdata_o,  // 0 in bytes that are not written
  output logic [31:0] csr_wmask_o,
  output logic        csr_refused_o,  // one refused access, in this cycle
  input  logic        csr_err_i,    // the rules refuse the transfer on the bus
  input  logic [31:0] csr_rdata_i   // of the access in this cycle
);

  logic setup_q;  // a transfer was set up in the cycle before
  logic access;   // its access begins
  logic stray;    // an access that nobody set up

  assign access = psel_i && penable_i && setup_q;
  assign stray  = psel_i && penable_i && !setup_q && !pready_o;

  assign csr_req_o = access && !csr_err_i;
  assign csr_wr_o  = pwrite_i;
  assign csr_refused_o = access && csr_err_i;

  assign csr_wmask_o = {{8{pstrb_i[3]}}, {8{pstrb_i[2]}}, {8{pstrb_i[1]}}, {8{pstrb_i[0]}}};
  assign csr_wdata_o = pwdata_i & csr_wmask_o;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      setup_q   <= 1'b0;
      pready_o  <= 1'b0;
      pslverr_o <= 1'b0;
      prdata_o  <= '0;
    end else begin
      setup_q   <= psel_i && !penable_i;
      pready_o  <= access || stray;
      pslverr_o <= (access && csr_err_i) || stray;
      prdata_o  <= (csr_req_o && !pwrite_i) ? csr_rdata_i : '0;
    end
  end

endmodule
