"""Packages on disk: generate and check, at every save if wished; what is rebuilt, what is written, all or nothing."""
