"""Conversations: opened, claimed, released, closed and erased, and their sealed mail."""
