"""The Api: what a client is made of, every decision taken; frozen, free of the document."""
