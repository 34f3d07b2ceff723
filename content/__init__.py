"""Everything a youth reads, and the one engine that walks through it."""
