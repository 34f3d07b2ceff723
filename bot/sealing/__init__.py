"""Seals a youth's words to the devices on call, and opens what workers answer."""
