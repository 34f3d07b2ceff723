"""Who can be sealed to right now, and when the line opens next."""
