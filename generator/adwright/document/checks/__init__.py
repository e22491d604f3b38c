"""What is wrong with a document: what cannot be generated from, and what harms nobody."""
