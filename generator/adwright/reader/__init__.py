"""Document to Api: operations, arguments, media types, security, rules."""
