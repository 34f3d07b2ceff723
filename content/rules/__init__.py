"""The rules of the checker, one file for each kind of thing that can be wrong."""
