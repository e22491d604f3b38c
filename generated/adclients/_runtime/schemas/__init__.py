"""The schemas of a package as data: what may be sent and what comes back, and how values are judged by them."""
