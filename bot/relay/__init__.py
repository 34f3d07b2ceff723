"""The bot's line to the relay: signed in, pinned to one root, and back by itself after a break."""
