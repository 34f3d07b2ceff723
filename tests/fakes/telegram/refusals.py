"""The ways in which the practice Telegram says no, worded as the real one words them."""

from __future__ import annotations

from typing import Any


class Refusal(Exception):
    """An answer other than ok: a code, a description, and the parameters that Telegram adds to some of them."""

    def __init__(self, code: int, description: str, **parameters: Any) -> None:
        """Keep what the caller is told; `parameters` holds retry_after where there is one."""
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def as_json(self) -> dict[str, Any]:
        """Return the body of the answer."""
        body: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        return body | ({"parameters": self.parameters} if self.parameters else {})


def bad(words: str) -> Refusal:
    """Refuse a call that can never succeed as it is."""
    return Refusal(400, f"Bad Request: {words}")


def forbidden(words: str) -> Refusal:
    """Refuse a call that the person does not allow."""
    return Refusal(403, f"Forbidden: {words}")


def conflict(words: str) -> Refusal:
    """Refuse to hand out updates in two places at once."""
    return Refusal(409, f"Conflict: {words}")


def too_many(retry_after: int) -> Refusal:
    """Refuse for a while, and say for how many seconds."""
    return Refusal(429, f"Too Many Requests: retry after {retry_after}", retry_after=retry_after)


class ErrorPage(Refusal):
    """A page of a proxy on the way, in place of Telegram's answer: no JSON, and nobody knows how far the call had come."""

    PAGE = "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1><p>{}</p></body></html>"

    def __init__(self, code: int, words: str = "") -> None:
        """Keep the status, and what stands on the page."""
        super().__init__(code, "a page of a proxy")
        self.page = self.PAGE.format(words)


class NotOnScreen(AssertionError):
    """A person cannot do this with what their screen shows now; the message prints the screen."""
