"""The bot's own account: who it is, its names and descriptions per language, and its commands."""

from __future__ import annotations

import json
from typing import Any

from .refusals import bad

# What a cautious owner switches off; the bot refuses to start when one of them is on.
ABILITIES = (
    "can_join_groups",
    "can_read_all_group_messages",
    "supports_guest_queries",
    "supports_inline_queries",
    "can_connect_to_business",
    "has_main_web_app",
    "has_topics_enabled",
    "allows_users_to_create_topics",
    "can_manage_bots",
    "supports_join_request_queries",
)


class Account:
    """What getMe says, and what a phone shows of the bot before the first word."""

    def __init__(self, token: str, name: str = "Quietline practice", username: str = "quietline_practice_bot") -> None:
        """Belong to a token; its digits are the bot's id."""
        self.token = token
        self.id = int(token.partition(":")[0])
        self.username = username
        self.abilities = dict.fromkeys(ABILITIES, False)
        self.names: dict[str, str] = {"": name}
        self.descriptions: dict[str, str] = {}
        self.short_descriptions: dict[str, str] = {}
        self.commands: dict[tuple[str, str], list[dict[str, str]]] = {}

    def set(self, **abilities: bool) -> None:
        """Switch what the owner may switch, as in BotFather."""
        for name, on in abilities.items():
            if name not in self.abilities:
                raise KeyError(f"{name} is no ability; choose among {', '.join(ABILITIES)}")
            self.abilities[name] = on

    def as_user(self, language: str = "") -> dict[str, Any]:
        """Return the bot as a Telegram account."""
        return {"id": self.id, "is_bot": True, "first_name": self.shown_name(language), "username": self.username}

    def as_me(self) -> dict[str, Any]:
        """Return the answer of getMe."""
        return self.as_user() | self.abilities

    def shown_name(self, language: str) -> str:
        """Return the name that a phone in this language shows."""
        return self.names.get(language) or self.names[""]

    def shown_description(self, language: str) -> str:
        """Return the description that the empty chat shows."""
        return self.descriptions.get(language) or self.descriptions.get("", "")

    def shown_commands(self, language: str) -> list[dict[str, str]]:
        """Return the commands that a private chat offers."""
        scopes = ('{"type": "all_private_chats"}', '{"type": "default"}')
        for scope in scopes:
            for tongue in (language, ""):
                if found := self.commands.get((scope, tongue)):
                    return found
        return []


def language_code(params: dict[str, Any]) -> str:
    """Return the language of a call: none, or two letters; Telegram takes no other (so no Oji-Cree)."""
    code = str(params.get("language_code", ""))
    if code and not (len(code) == 2 and code.isalpha() and code.isascii() and code.islower()):
        raise bad("invalid language code specified")
    return code


def scope_of(params: dict[str, Any]) -> str:
    """Return the scope of a call's commands as a key."""
    return json.dumps(params.get("scope") or {"type": "default"}, sort_keys=True)
