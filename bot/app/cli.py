"""The bot's commands: `serve` runs it, `enrol` shows its digits and asks to be let in."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections.abc import Sequence

from bot.settings.lean import bring_in_aiogram
from bot.settings.values import TABLE, Settings, WrongSetting


def main(arguments: Sequence[str]) -> int:
    """Run a command; return 0, or 1 after one sentence that says what to do."""
    options = _parser().parse_args(arguments)
    try:
        settings = Settings.read(os.environ)
    except WrongSetting as why:
        print(why, file=sys.stderr)
        return 1
    from bot.settings.quiet import be_quiet

    be_quiet()
    return _serve(settings) if options.command == "serve" else _enrol(settings)


def _parser() -> argparse.ArgumentParser:
    """Describe commands and settings."""
    lines = [f"  {line.name + (' [_FILE]' if line.secret else ''):34} {line.says}" for line in TABLE]
    parser = argparse.ArgumentParser(
        prog="python -m bot",
        description="Quietline's Telegram bot. Everything is set by the environment.",
        epilog="settings (each may come from a file that NAME_FILE names; those marked [_FILE] should):\n"
        + "\n".join(lines),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="serve | enrol")
    commands.add_parser("serve", help="run the bot until Ctrl-C", description="Run the bot until Ctrl-C.")
    commands.add_parser(
        "enrol", help="show the bot's digits and ask to join", description="Show the bot's digits and ask to join."
    )
    return parser


def _serve(settings: Settings) -> int:
    """Run the bot."""
    import uvloop

    bring_in_aiogram()
    from bot.app.serve import CannotServe, serve
    from bot.memory.database import Unavailable
    from bot.memory.schema import TooNew
    from content.library import ContentError

    try:
        uvloop.run(serve(settings))
    except (CannotServe, ContentError, TooNew, WrongSetting) as why:
        print(why, file=sys.stderr)
        return 1
    except Unavailable:
        print("The bot's database cannot be opened. Check BOT_DATABASE_URL. The bot did not start.", file=sys.stderr)
        return 1
    return 0


def _enrol(settings: Settings) -> int:
    """Ask to join, once."""
    bring_in_aiogram()
    from bot.app.enrol import enrol

    ok, says = asyncio.run(enrol(settings))
    print(says, file=sys.stdout if ok else sys.stderr)
    return 0 if ok else 1
