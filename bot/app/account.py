"""How the bot's account looks before the first word: neutral descriptions, and four commands.

Anybody near the phone may read them, so they say nothing of what this is. The name and the picture are the operator's own
choice in @BotFather. Telegram's refusal stops nothing: the words of yesterday stay.
"""

from __future__ import annotations

from aiogram import Bot
from aiogram.exceptions import AiogramError
from aiogram.types import BotCommand

from bot.settings.quiet import fault
from content.library import Edition

COMMANDS = ("start", "help", "stop", "erase")


def worn(edition: Edition) -> list[str]:
    """Return every word that the account shows in the content's languages."""
    names = ("account.about", "account.short", *(f"command.{one}" for one in COMMANDS))
    return [f"{lang} {edition.phrase(lang, name)}" for lang in edition.langs for name in names]


async def dress(bot: Bot, edition: Edition) -> None:
    """Put on the account what the content says, in every language that Telegram has a code for; the first is everybody's."""
    for place, lang in enumerate(edition.langs):
        if len(lang) != 2:
            continue
        code = lang if place else None
        commands = [BotCommand(command=one, description=edition.phrase(lang, f"command.{one}")) for one in COMMANDS]
        try:
            await bot.set_my_description(edition.phrase(lang, "account.about"), language_code=code)
            await bot.set_my_short_description(edition.phrase(lang, "account.short"), language_code=code)
            await bot.set_my_commands(commands, language_code=code)
        except (AiogramError, OSError) as why:
            fault("dressing the account", why)
            return
