"""Screens as Telegram shows them: words, numbers to copy, and buttons that tell nothing."""
