"""Everything that leaves the bot: kept first, then sent, then marked as sent."""
