"""Counts for those who answer for the line: nothing in them can be traced to a conversation."""
