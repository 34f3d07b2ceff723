"""Who can be called now, and could come."""
