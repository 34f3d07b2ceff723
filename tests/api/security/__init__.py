"""What every request must pass and every answer carries."""
