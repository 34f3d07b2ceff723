"""Who can be sealed to, and when the line opens next."""
