"""Who may use an address: every route names one of these doors, or the suite fails.

A door refuses before the route runs. The doors of conversations answer 404 to everybody who has no business there,
so that nobody learns from an answer that a conversation exists.
"""

from __future__ import annotations

from starlette.requests import HTTPConnection, Request

from api.errors import Refused
from api.staff.signin import SignedIn
from api.throttle import sender

EVERY_ROLE = frozenset({"worker", "supervisor", "bot", "editor"})


class Door:
    """Lets devices of some roles in; FastAPI calls it before the route."""

    def __init__(
        self,
        *allows: str,
        coordinator: bool = False,
        leading: bool = False,
        beside: str = "",
        hidden: bool = False,
        refusal: str = "not-yours",
    ) -> None:
        """Take the roles; `leading`: a supervisor, any coordinator, and the role `beside` them. A hidden door says nothing is there."""
        self.allows = frozenset(allows)
        self.coordinator = coordinator
        self.leading = leading
        self.beside = beside
        self.hidden = hidden
        self.refusal = refusal

    async def __call__(self, request: Request) -> SignedIn:
        """Return the device that is signed in and may pass."""
        device = await request.app.state.sessions.device(_token(request))
        if device is None:
            raise Refused("not-found" if self.hidden else "signed-out")
        if device.role not in self.allows or not self._leads(device):
            raise Refused("not-found" if self.hidden else self.refusal)
        if device.role != "bot":  # The bot carries every youth: its senders are bounded one by one, in the bot.
            request.app.state.throttle.spend("call", device.device_id)
        return device  # type: ignore[no-any-return]

    def _leads(self, device: SignedIn) -> bool:
        """Say whether the device may do what only some of its role may."""
        if self.leading:
            return device.coordinator or device.role in ("supervisor", self.beside)
        return device.coordinator or not self.coordinator


class Open:
    """Lets everybody in; an anonymous sender has a bucket of its own for what it asks."""

    allows = frozenset({"anyone"})

    def __init__(self, kind: str | None = None) -> None:
        """Take the kind of bucket, or none where nothing is looked up."""
        self.kind = kind

    async def __call__(self, connection: HTTPConnection) -> None:
        """Count the request."""
        if self.kind is not None:
            connection.app.state.throttle.spend(self.kind, sender(connection.scope))


anyone = Open()
looking = Open("open")
asking = Open("challenge")
signing_in = Open("signin")
enrolling = Open("enrol")
setting_up = Open("setup")
greeting = Open("socket")

signed_in = Door(*EVERY_ROLE)
staff = Door("worker", "supervisor", "editor")
answering = Door("worker", "supervisor")
sealed_to = Door("worker", "supervisor", "bot")
bot = Door("bot")
coordinator = Door(*EVERY_ROLE, coordinator=True, refusal="not-coordinator")
leading = Door(*EVERY_ROLE, leading=True, refusal="not-leading")
editing = Door("editor", refusal="not-editor")
studying = Door(*EVERY_ROLE, leading=True, beside="editor", refusal="not-studio")

reader = Door("worker", "supervisor", "bot", hidden=True)
reader_answering = Door("worker", "supervisor", hidden=True)
reader_bot = Door("bot", hidden=True)


def _token(request: Request) -> str:
    """Return the token that the request carries, or nothing."""
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    return token if kind.lower() == "bearer" else ""
