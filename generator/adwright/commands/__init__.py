"""What `adwright` can be told to do, and what it prints."""
