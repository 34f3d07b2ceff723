"""The line, its documents, and who may come in."""
