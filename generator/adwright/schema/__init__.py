"""The one reader of JSON Schema for types: what is a class, what a type, and what they are called."""
