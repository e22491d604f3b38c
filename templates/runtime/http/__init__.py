"""Sends requests: credentials, retries, redirects, transport."""
