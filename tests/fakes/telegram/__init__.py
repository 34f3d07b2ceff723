"""A practice Telegram: a strict Bot API server, people who use it, and a phone to look at."""
