"""The bot's two commands, serve and enrol; everything else comes from settings."""

import sys

from bot.app.cli import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
