"""The command line of a client: `python -m PACKAGE RESOURCE METHOD`."""
