"""Overlays that adwright proposes: what clients saw beside a document, and what it could say of its pages."""
