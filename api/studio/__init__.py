"""Where editors change what a youth reads: drafted by one, agreed to by two, run by every end."""
