logic{% if node.width > 1 %} [{{node.width-1}}:0]{% endif %} {{field_logic.get_storage_identifier(node, True)}};
