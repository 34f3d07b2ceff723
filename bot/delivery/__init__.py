"""How a worker's sealed words reach the youth, and what the youth is told while waiting."""
