"""The runtime under every generated client: delivery, validation, paging, errors.

It is plain Python, copied as it is into each generated package. Importing a client loads neither
httpx nor pydantic: `transport` brings in the first when a call is made, `models` and `reading`
the second when a resource is first used.
"""
