"""What the bot does with each thing a youth may do."""
