"""From a response to what a call returns."""
