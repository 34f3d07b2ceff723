"""What the bot's calls about itself do: who it is, its names, its commands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from .account import language_code, scope_of
from .calls import does
from .refusals import bad

if TYPE_CHECKING:
    from .practice import Practice

COMMAND = re.compile(r"/?[a-z0-9_]{1,32}")


@does("getMe")
async def get_me(practice: Practice, _params: dict[str, Any]) -> dict[str, Any]:
    """Say who the bot is, and what it may do."""
    return practice.account.as_me()


def put(kept: dict[str, str], params: dict[str, Any], words: str, practice: Practice) -> bool:
    """Set or, with nothing, remove the words of one language."""
    language, text = language_code(params), str(params.get(words) or "").strip()
    if text:
        kept[language] = text
    elif language or words != "name":
        kept.pop(language, None)
    practice.everybody_looks()
    return True


@does("setMyName")
async def set_my_name(practice: Practice, params: dict[str, Any]) -> bool:
    """Change the bot's name for a language."""
    return put(practice.account.names, params, "name", practice)


@does("setMyDescription")
async def set_my_description(practice: Practice, params: dict[str, Any]) -> bool:
    """Change what the empty chat says."""
    return put(practice.account.descriptions, params, "description", practice)


@does("setMyShortDescription")
async def set_my_short_description(practice: Practice, params: dict[str, Any]) -> bool:
    """Change what the bot's page says."""
    return put(practice.account.short_descriptions, params, "short_description", practice)


@does("getMyName")
async def get_my_name(practice: Practice, params: dict[str, Any]) -> dict[str, str]:
    """Return the bot's name in a language."""
    return {"name": practice.account.shown_name(language_code(params))}


@does("getMyDescription")
async def get_my_description(practice: Practice, params: dict[str, Any]) -> dict[str, str]:
    """Return what the empty chat says in a language."""
    return {"description": practice.account.shown_description(language_code(params))}


@does("getMyShortDescription")
async def get_my_short_description(practice: Practice, params: dict[str, Any]) -> dict[str, str]:
    """Return what the bot's page says in a language."""
    kept = practice.account.short_descriptions
    return {"short_description": kept.get(language_code(params)) or kept.get("", "")}


@does("setMyCommands")
async def set_my_commands(practice: Practice, params: dict[str, Any]) -> bool:
    """Set the commands of a scope and a language."""
    for command in params["commands"]:
        if not COMMAND.fullmatch(str(command.get("command", ""))):
            raise bad("BOT_COMMAND_INVALID")
    practice.account.commands[scope_of(params), language_code(params)] = params["commands"]
    practice.everybody_looks()
    return True


@does("getMyCommands")
async def get_my_commands(practice: Practice, params: dict[str, Any]) -> list[dict[str, str]]:
    """Return the commands of exactly this scope and language."""
    return practice.account.commands.get((scope_of(params), language_code(params)), [])


@does("deleteMyCommands")
async def delete_my_commands(practice: Practice, params: dict[str, Any]) -> bool:
    """Forget the commands of a scope and a language."""
    practice.account.commands.pop((scope_of(params), language_code(params)), None)
    practice.everybody_looks()
    return True
