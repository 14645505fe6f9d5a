module {{ds.module_name}} #(
  @PARAMETERS@
) (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic        req_i,    // one access, in this cycle
  input  logic        wr_i,
  input  logic [11:0] addr_i,
  input  logic [31:0] wdata_i,
  input  logic [31:0] wmask_i,  // bits of wdata_i to be written
  output logic [31:0] rdata_o,

  {{hwif.port_declaration|indent(2)}}
);

  // ---- Addresses that store something
  {{address_decode.get_strobe_logic()|indent(2)}}
  always_comb begin
    {{address_decode.get_implementation()|indent(4)}}
  end

  // ---- Fields
  {{field_logic.get_declarations()|indent(2)}}

  {{field_logic.get_implementation()|indent(2)}}

  // ---- Read
  {{readback_implementation|indent(2)}}
endmodule
