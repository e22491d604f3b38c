"""What the programs of a client share: the command line, and the server for agents."""
