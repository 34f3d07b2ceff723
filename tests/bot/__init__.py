"""Proves the bot, room by room."""
