"""What an operator may set, and how little the bot tells about its work."""
