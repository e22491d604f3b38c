"""JSON Schema: what may be sent and what comes back, judged and told."""
