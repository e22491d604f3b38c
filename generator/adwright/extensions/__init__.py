"""Our extensions of OpenAPI, each declared once."""
