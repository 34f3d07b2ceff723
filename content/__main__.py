"""Lets an editor type `python -m content`."""

import sys

from content.cli import main

if __name__ == "__main__":
    sys.exit(main())
