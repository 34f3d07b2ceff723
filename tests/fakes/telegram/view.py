"""What a phone shows at this moment, as JSON for the page."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .person import Person


def view(person: Person) -> dict[str, Any]:
    """Return everything that the page draws of one phone."""
    practice = person.practice
    account, now = practice.account, practice.clock.now()
    return {
        "phone": person.number,
        "name": person.name,
        "language": person.language,
        "now": int(now) if practice.clock.speed != 1 else None,
        "bot": {
            "name": account.shown_name(person.language),
            "description": account.shown_description(person.language),
            "commands": account.shown_commands(person.language),
        },
        "started": person.started,
        "blocked": person.blocked,
        "typing": person.typing,
        "toast": asdict(person.toast) | {"id": person.acted} if person.toast else None,
        "busy": [[tap.button.message_id, tap.button.label] for tap in person.taps if tap.expires > now],
        "bubbles": [asdict(bubble) for bubble in person.screen()],
        "notifications": [asdict(one) for one in person.lock_screen()],
        "phones": [
            {"phone": one.number, "name": one.name, "unread": len(one.lock_screen())}
            for one in sorted(practice.people.values(), key=lambda one: one.number)
        ],
    }
