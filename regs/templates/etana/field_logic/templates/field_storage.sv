always_ff @(posedge clk_i or negedge rst_ni) begin
  if (!rst_ni) begin
    {{field_logic.get_storage_identifier(node)}} <= {{reset}};
  end else if ({{conditionals[0].get_predicate(node)}}) begin
    {{field_logic.get_storage_identifier(node)}} <= {{(conditionals[0].get_assignments(node)|list)[0].replace("next_c = ", "").replace(") | (", ")\n        | (")}}
  end
end
