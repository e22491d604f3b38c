"""An offline double of a service for tests: it answers without a network.

It is made of a client's own operations and the schemas and examples of its documents. Each request
is judged by its schema, each response that a test queues too, and every call is kept.
"""

from .answers import Route
from .transport import Call, MismatchError, OfflineTransport

__all__ = ["Call", "MismatchError", "OfflineTransport", "Route"]
