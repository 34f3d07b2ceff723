"""The end of a conversation: silence that closes it, the purge, and what may be known of it afterwards."""
