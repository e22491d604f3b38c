"""The Api: what a client is made of, every decision taken."""
