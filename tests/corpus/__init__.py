"""Real and made-up specs of every kind: what is generated from each compiles, imports, types and calls."""
