"""The Telegram front door: shows help, and carries a youth's words, sealed, to the relay."""
