"""Whole stories: real Chromium, real relay, real bot, a practice Telegram."""
