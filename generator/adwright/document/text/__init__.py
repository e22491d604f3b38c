"""From a file of text to plain data: YAML and JSON, what is wrong with it, what its author meant."""
