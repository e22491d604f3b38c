"""adwright: OpenAPI documents into typed Python clients, kept in step."""

__version__ = "0.1.0"
