always_comb begin
  readback_data_var = '0;
  {{readback_mux|indent(2)}}
end
