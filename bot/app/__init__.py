"""The bot put together: its start, its doors, its end."""
