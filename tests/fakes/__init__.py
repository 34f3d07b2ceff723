"""The practice stand-ins and real servers that tests and practice mode use."""
