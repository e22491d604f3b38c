"""From files to one checked OpenAPI 3.1 document."""
