"""What must happen by itself, on time, and on one replica only."""
