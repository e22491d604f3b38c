"""What a document says of what is sent and what comes back, as plain data that other tools read."""
