"""How fast the bot may speak, with crisis numbers always first."""
