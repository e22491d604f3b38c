"""Older versions of OpenAPI to 3.1."""
