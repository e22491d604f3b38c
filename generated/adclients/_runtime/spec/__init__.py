"""What a service is, and what it takes and answers: plain data."""
