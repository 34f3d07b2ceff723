"""What every request must pass and every answer carries, whatever room it is for."""
