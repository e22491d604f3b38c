"""From the Api to files: a dict of path to text, nothing written."""
