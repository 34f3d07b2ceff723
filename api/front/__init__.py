"""What a youth opens in a browser: one plain page without scripts, and the way out of it."""
