"""Proves the sealing room: what it seals, opens and refuses."""
