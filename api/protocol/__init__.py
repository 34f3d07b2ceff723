"""The shapes that all parties agree on: no input, no output, no secrets."""
