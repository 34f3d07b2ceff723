"""The team around a conversation: who is here, who helps, who takes over, and who must not see it."""
