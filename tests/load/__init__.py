"""The bounded load bench on loopback: `make load` prints what the line carries, beside a limit and a textbook."""
