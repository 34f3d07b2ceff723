"""Wakes the team: who is called when somebody waits, by which way, and until when."""
