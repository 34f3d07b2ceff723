"""Hand-off packets: what leaves the line by the word of two people, opened by a third."""
