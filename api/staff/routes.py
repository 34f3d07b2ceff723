"""The staff's addresses: the line and its documents, coming in, joining, leaving."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Request, Response
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from api.errors import Refused
from api.live.hub import Ring
from api.protocol.base64url import b64u, from_b64u
from api.protocol.roster import fit_label
from api.staff import devices, doors, queries, signin
from api.staff.signin import SignedIn
from api.throttle import sender

router = APIRouter()


def _fit(label: str) -> str:
    """Refuse a label that cannot be shown."""
    if not fit_label(label):
        raise ValueError
    return label


def _bytes(size: int) -> BeforeValidator:
    """Read so many bytes from their one spelling."""

    def read(text: object) -> bytes:
        if not isinstance(text, str):
            raise ValueError
        return from_b64u(text, size)

    return BeforeValidator(read)


Key = Annotated[bytes, _bytes(32)]
Signature = Annotated[bytes, _bytes(64)]
Label = Annotated[str, AfterValidator(_fit)]
Document = Annotated[str, Field(max_length=400_000)]


class Body(BaseModel):
    """What a request may hold, and nothing beside it."""

    model_config = ConfigDict(extra="forbid")


class Founding(Body):
    """The first documents of a line."""

    token: Annotated[str, Field(max_length=64)]
    root_pub: Key
    root: Document
    roster: Document


class Offered(Body):
    """A signed document."""

    document: Document


class OfferedRoot(Offered):
    """A root document, and the next roster where the one in force was signed by a key that goes."""

    roster: Document | None = None


class Held(Body):
    """Signed documents that a device holds, the oldest first."""

    roots: Annotated[list[Document], Field(max_length=100)]
    rosters: Annotated[list[Document], Field(max_length=400)]


class Holding(Body):
    """That this device holds this key, signed by both."""

    by_device: Signature
    by_key: Signature


class AdminProof(Body):
    """The same message, signed with a coordinator's admin key."""

    pub: Key
    signature: Signature
    holding: Holding | None = None


class SigningIn(Body):
    """A device's answer to its challenge."""

    ed_pub: Key
    challenge: Key
    signature: Signature
    admin: AdminProof | None = None
    seen: Annotated[int, Field(ge=1, lt=2**32)] | None = None  # the roster that it holds


class Enrolling(Body):
    """A device that asks to join."""

    ed_pub: Key
    label: Label
    mac: Key | None = None
    role: Literal["worker", "supervisor", "bot", "editor"] = "worker"


@router.get("/api/line", dependencies=[Depends(doors.looking)])
async def line(request: Request) -> dict[str, Any]:
    """Say whether the line is made, and show its root key as a hint that nobody has to believe."""
    state = request.app.state
    async with state.database.reading() as connection:
        row = await queries.line(connection)
    made = row is not None and row.made_at is not None
    return {"made": made, "origin": state.settings.origin, "root": b64u(bytes(row.root_pub)) if made else None}


@router.post("/api/line", status_code=201, dependencies=[Depends(doors.setting_up)])
async def make_line(body: Founding, request: Request) -> dict[str, Any]:
    """Make the line, once."""
    state = request.app.state
    await devices.make_line(state.database, state.clock, body.token, body.root_pub, body.root, body.roster)
    state.sessions.forget()
    state.hub.ring([Ring("roster", number=1)])
    return {"made": True, "origin": state.settings.origin, "root": b64u(body.root_pub)}


@router.get("/api/documents/{kind}", dependencies=[Depends(doors.signed_in)])
async def newest_document(kind: Literal["root", "roster"], request: Request) -> Response:
    """Give whoever is on the line the newest root document or roster, byte for byte (decision 0123)."""
    return await _document(request, kind, None)


@router.get("/api/documents/roster/{version}", dependencies=[Depends(doors.signed_in)])
async def one_roster(version: int, request: Request) -> Response:
    """Give one version of the roster, byte for byte."""
    return await _document(request, "roster", version)


@router.put("/api/documents/roster")
async def next_roster(
    body: Offered, request: Request, device: Annotated[SignedIn, Depends(doors.coordinator)]
) -> dict[str, int]:
    """Put the next roster in force; devices that it drops are out at once."""
    state = request.app.state
    version = await devices.accept_roster(state.database, state.clock, device.device_id, body.document)
    state.sessions.forget()
    state.hub.ring([Ring("roster", number=version), Ring("certificates"), Ring("enrolment")])
    return {"version": version}


@router.put("/api/documents/root")
async def next_root(
    body: OfferedRoot, request: Request, device: Annotated[SignedIn, Depends(doors.coordinator)]
) -> dict[str, int]:
    """Put the next root document in force; coordinators sign in anew, to prove that they still are."""
    state = request.app.state
    version, roster = await devices.accept_root(
        state.database, state.clock, device.device_id, body.document, body.roster
    )
    state.sessions.forget()
    state.hub.ring([Ring("signout"), Ring("roster", number=roster), Ring("certificates"), Ring("enrolment")])
    return {"version": version}


@router.put("/api/documents/held")
async def held_documents(
    body: Held, request: Request, device: Annotated[SignedIn, Depends(doors.signed_in)]
) -> dict[str, int]:
    """Put in force what a device holds and the relay does not, because it was put back from a backup."""
    state = request.app.state
    root, roster = await devices.accept_held(state.database, state.clock, device.device_id, body.roots, body.rosters)
    state.sessions.forget()
    rings = [Ring("roster", number=roster), Ring("certificates"), Ring("enrolment")]
    state.hub.ring([Ring("signout"), *rings] if body.roots else rings)
    return {"root": root, "roster": roster}


@router.post("/api/signin/challenge", dependencies=[Depends(doors.asking)])
async def challenge(request: Request) -> dict[str, str]:
    """Give 32 random bytes to sign."""
    state = request.app.state
    return {"challenge": b64u(await signin.challenge(state.database, state.clock))}


@router.post("/api/signin", dependencies=[Depends(doors.signing_in)])
async def sign_in(body: SigningIn, request: Request) -> dict[str, Any]:
    """Let a device of the roster in."""
    state = request.app.state
    proof = signin.Proof(body.ed_pub, body.challenge, body.signature)
    if body.admin is not None:
        both = body.admin.holding
        signed = (both.by_device, both.by_key) if both else ()
        proof = signin.Proof(body.ed_pub, body.challenge, body.signature, body.admin.pub, body.admin.signature, *signed)
    token, device = await signin.sign_in(state.database, state.clock, state.settings.origin, proof, body.seen)
    if device.coordinator:
        state.hub.ring([Ring("enrolment")])  # Other coordinators see whose key it is.
    return {"token": token, **_shown(device)}


@router.get("/api/me")
async def me(device: Annotated[SignedIn, Depends(doors.signed_in)]) -> dict[str, Any]:
    """Say who is signed in here."""
    return _shown(device)


@router.delete("/api/signin", status_code=204)
async def sign_out(request: Request, device: Annotated[SignedIn, Depends(doors.signed_in)]) -> None:
    """End this session, and its sockets."""
    state = request.app.state
    await signin.sign_out(state.database, device)
    state.sessions.forget()
    state.hub.ring([Ring("signout")])


@router.post("/api/enrolments", status_code=201, dependencies=[Depends(doors.enrolling)])
async def enrol(body: Enrolling, request: Request) -> dict[str, str]:
    """Let a device wait for a coordinator."""
    state = request.app.state
    network = state.throttle.name("enrol", sender(request.scope))
    name = await devices.enrol(
        state.database, state.clock, state.crowd, network, body.ed_pub, body.label, body.mac, body.role
    )
    state.hub.ring([Ring("enrolment")])
    return {"device_id": b64u(name)}


@router.get("/api/coordinators")
async def coordinators(request: Request, _: Annotated[SignedIn, Depends(doors.coordinator)]) -> dict[str, Any]:
    """Show which device holds which coordinator's key, with both signatures: whoever asks checks them."""
    async with request.app.state.database.reading() as connection:
        rows = await queries.holdings(connection)
    return {"items": [{name: b64u(bytes(value)) for name, value in row._mapping.items()} for row in rows]}


@router.get("/api/enrolments")
async def waiting(request: Request, _: Annotated[SignedIn, Depends(doors.coordinator)]) -> dict[str, Any]:
    """Show who waits."""
    async with request.app.state.database.reading() as connection:
        rows = await queries.enrolments(connection)
    return {"items": [_waiting(row) for row in rows]}


@router.delete("/api/enrolments/{device_id}", status_code=204)
async def decline(device_id: str, request: Request, device: Annotated[SignedIn, Depends(doors.coordinator)]) -> None:
    """Let a device wait no longer: declined, or on the roster by now."""
    state = request.app.state
    try:
        name = from_b64u(device_id, 16)
    except ValueError:
        raise Refused("not-found") from None
    await devices.decline(state.database, state.clock, device.device_id, name)
    state.hub.ring([Ring("enrolment")])


async def _document(request: Request, kind: str, version: int | None) -> Response:
    """Answer with a document, or 404."""
    if version is not None and not 1 <= version < 2**32:
        raise Refused("not-found")
    async with request.app.state.database.reading() as connection:
        text = await queries.document(connection, kind, version)
    if text is None:
        raise Refused("not-found")
    return Response(text, media_type="application/json")


def _shown(device: SignedIn) -> dict[str, Any]:
    """Show a signed-in device to itself."""
    return {
        "device_id": device.name,
        "role": device.role,
        "circle": device.circle,
        "label": device.label,
        "coordinator": device.coordinator,
        "expires": device.until,
    }


def _waiting(row: Any) -> dict[str, Any]:
    """Show a device that waits, as it described itself."""
    return {
        "ed_pub": b64u(bytes(row.ed_pub)),
        "device_id": b64u(bytes(row.id)),
        "label": row.label,
        "mac": b64u(bytes(row.mac)) if row.mac is not None else None,
        "role": row.role,
        "asked_at": row.asked_at,
    }
