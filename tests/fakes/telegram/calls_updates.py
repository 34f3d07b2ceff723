"""What the bot's calls about updates do: poll for them, or have them brought by webhook."""

from __future__ import annotations

import ipaddress
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from aiogram.enums import UpdateType

from .calls import does
from .refusals import bad, conflict

if TYPE_CHECKING:
    from .practice import Practice

SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
KINDS = {str(kind.value) for kind in UpdateType}


def choose_kinds(practice: Practice, params: dict[str, Any]) -> None:
    """Remember which kinds of update the bot wants; none named: as before."""
    kinds = params.get("allowed_updates")
    if kinds is None:
        return
    if unknown := [kind for kind in kinds if kind not in KINDS]:
        raise bad(f'unknown kind of update "{unknown[0]}" in allowed_updates (the practice Telegram is strict)')
    practice.updates.allowed = list(kinds)


@does("getUpdates")
async def get_updates(practice: Practice, params: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what waits, or wait for it."""
    if practice.webhook.url:
        raise conflict(
            "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
        )
    choose_kinds(practice, params)
    seconds = min(50, max(0, params.get("timeout", 0)))
    return await practice.updates.poll(params.get("offset", 0), params.get("limit", 100), seconds)


@does("setWebhook")
async def set_webhook(practice: Practice, params: dict[str, Any]) -> bool:
    """Bring updates to an address from now on; an empty address ends that."""
    url = str(params["url"])
    check_address(url)
    secret = str(params.get("secret_token", ""))
    if secret and not SECRET.fullmatch(secret):
        raise bad("secret token contains unallowed characters")
    connections = params.get("max_connections", 40)
    if not 1 <= connections <= 100:
        raise bad("max_connections must be between 1 and 100")
    choose_kinds(practice, params)
    if params.get("drop_pending_updates"):
        practice.updates.clear()
    practice.webhook.set(url, secret, connections)
    return True


def check_address(url: str) -> None:
    """Refuse what Telegram would not call: anything but https, save on this computer."""
    parts = urlsplit(url)
    if not url or parts.scheme == "https":
        return
    host = parts.hostname or ""
    try:
        here = ipaddress.ip_address(host).is_loopback
    except ValueError:
        here = host == "localhost"
    if parts.scheme != "http" or not here:
        raise bad("bad webhook: An HTTPS URL must be provided for webhook")


@does("deleteWebhook")
async def delete_webhook(practice: Practice, params: dict[str, Any]) -> bool:
    """Stop bringing updates; they wait for getUpdates."""
    if params.get("drop_pending_updates"):
        practice.updates.clear()
    practice.webhook.set("", "", 40)
    return True


@does("getWebhookInfo")
async def get_webhook_info(practice: Practice, _params: dict[str, Any]) -> dict[str, Any]:
    """Say how the bringing goes."""
    return practice.webhook.as_json()
