"""The server of a client for agents, by the Model Context Protocol: `python -m PACKAGE mcp`."""
