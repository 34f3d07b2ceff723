"""What an inline keyboard must be before a phone can show it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from .limits import utf16
from .refusals import bad

# What a button does; it must say exactly one.
DOES = (
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
)
MOST_BUTTONS = 100
MOST_IN_A_ROW = 8
# Undocumented on Telegram's side; phones cut longer ones off, so nobody could read them.
LONGEST_LABEL = 64


def checked_markup(params: dict[str, Any]) -> dict[str, Any] | None:
    """Return the keyboard of a call, or refuse it."""
    markup: dict[str, Any] | None = params.get("reply_markup")
    if not markup:
        return None
    if "inline_keyboard" not in markup:
        raise bad("the practice phone shows inline keyboards only: others stay, and their presses become messages")
    rows = [row for row in markup["inline_keyboard"] if row]
    if sum(len(row) for row in rows) > MOST_BUTTONS or any(len(row) > MOST_IN_A_ROW for row in rows):
        raise bad("reply markup is too long")
    for row in rows:
        for button in row:
            _check(button)
    return {"inline_keyboard": rows} if rows else None


def _check(button: dict[str, Any]) -> None:
    label = str(button.get("text", ""))
    if not label.strip():
        raise bad("can't parse inline keyboard button: text is empty")
    if utf16(label) > LONGEST_LABEL:
        raise bad(f'can\'t parse inline keyboard button: "{label[:20]}..." is over {LONGEST_LABEL} letters')
    does = [name for name in DOES if button.get(name) is not None]
    if not does:
        raise bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if len(does) > 1:
        raise bad(f"can't parse inline keyboard button: it says both {does[0]} and {does[1]}")
    if does == ["url"]:
        _check_address(str(button["url"]), ("http", "https", "tg", "tel"))
    elif does == ["web_app"]:
        _check_address(str(button["web_app"]["url"]), ("https",))


def _check_address(address: str, schemes: tuple[str, ...]) -> None:
    parts = urlsplit(address)
    if parts.scheme not in schemes or not (parts.netloc or parts.path):
        raise bad(f"BUTTON_URL_INVALID ({address[:40]})")
