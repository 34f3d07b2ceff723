"""The other things a person can send, as Telegram writes them down: photo, voice, sticker, place and more."""

from __future__ import annotations

import secrets
from typing import Any


def file(**more: Any) -> dict[str, Any]:
    """Return a file that exists nowhere; the bot must never fetch it."""
    return {"file_id": f"practice-{secrets.token_urlsafe(16)}", "file_unique_id": secrets.token_urlsafe(8)} | more


def photo() -> dict[str, Any]:
    """Return a photo in two sizes."""
    return {"photo": [file(width=90, height=67, file_size=1200), file(width=800, height=600, file_size=88000)]}


def video() -> dict[str, Any]:
    """Return a short video."""
    return {"video": file(width=640, height=360, duration=7, mime_type="video/mp4", file_size=900_000)}


def document(name: str, mime_type: str, size: int) -> dict[str, Any]:
    """Return a file with a name; its size is what Telegram declares, there is nothing behind it."""
    return {"document": file(file_name=name, mime_type=mime_type, file_size=size)}


def gif() -> dict[str, Any]:
    """Return a moving picture, which Telegram writes down twice."""
    moving = file(width=320, height=240, duration=2, mime_type="video/mp4", file_size=70_000)
    plain = {name: moving[name] for name in ("file_id", "file_unique_id", "mime_type", "file_size")}
    return {"animation": moving, "document": plain}


def voice() -> dict[str, Any]:
    """Return a voice note."""
    return {"voice": file(duration=4, mime_type="audio/ogg", file_size=16_000)}


def video_note() -> dict[str, Any]:
    """Return a round video."""
    return {"video_note": file(length=240, duration=5, file_size=300_000)}


def sticker(emoji: str) -> dict[str, Any]:
    """Return a sticker that stands for an emoji."""
    return {
        "sticker": file(
            type="regular", width=512, height=512, is_animated=False, is_video=False, emoji=emoji, set_name="Practice"
        )
    }


def dice() -> dict[str, Any]:
    """Return a thrown die."""
    return {"dice": {"emoji": "🎲", "value": secrets.randbelow(6) + 1}}


def poll() -> dict[str, Any]:
    """Return a poll."""
    options = [
        {"persistent_id": str(number), "text": text, "voter_count": 0} for number, text in enumerate(("Yes", "No"))
    ]
    return {
        "poll": {
            "id": str(secrets.randbelow(10**15)),
            "question": "Are you there?",
            "options": options,
            "total_voter_count": 0,
            "is_closed": False,
            "is_anonymous": True,
            "type": "regular",
            "allows_multiple_answers": False,
            "allows_revoting": True,
            "members_only": False,
        }
    }


def location(latitude: float, longitude: float) -> dict[str, Any]:
    """Return an exact place."""
    return {"location": {"latitude": latitude, "longitude": longitude}}


def contact(phone_number: str, first_name: str, user_id: int) -> dict[str, Any]:
    """Return somebody's telephone number."""
    return {"contact": {"phone_number": phone_number, "first_name": first_name, "user_id": user_id}}


def checklist() -> dict[str, Any]:
    """Return a list of things to tick off."""
    tasks = [{"id": number, "text": text} for number, text in enumerate(("Pack my things", "Call Auntie"), 1)]
    return {"checklist": {"title": "Before Friday", "tasks": tasks}}


def rich() -> dict[str, Any]:
    """Return a text with headings and tables, as other bots write them: passed on, it has no plain words."""
    return {"rich_message": {"blocks": [{"type": "paragraph", "text": "He wrote this."}]}}
