"""How a hand-off packet goes from asked to opened, and who may move it.

Pure: no input, no output, no clock. asked -> agreed -> sent -> opened; or declined by the second person, or withdrawn by
its author until somebody has opened it. Paper is never sent: its author prints it once a second person agreed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from api.conversations.rules import Conversation, Party, answers, claims
from api.protocol.limits import DAY

State = Literal["asked", "agreed", "declined", "sent", "opened"]
Kind = Literal["police", "child_protection", "court", "hospital"]
Basis = Literal["agreed", "s125_under_16", "serious_harm", "court_order", "other"]
DEVICES = ("police", "child_protection")  # kinds that can be somebody on the roster; all of them can be paper
MOST_SEALED = 64 * 1024
WAITS = 14 * DAY  # as long as any receive key lives after its certificate: later nobody could open it (Protocol 1)
AFTER_OPENED = 7 * DAY
# What the record of deeds says: which closed reason, and nothing of what it is about.
DEEDS: dict[Basis, str] = {
    "agreed": "packet",
    "s125_under_16": "packet-duty",
    "serious_harm": "packet-harm",
    "court_order": "packet-court",
    "other": "packet-other",
}


@dataclass(frozen=True, slots=True)
class Packet:
    """All that the relay knows of one; empty `conversation`: it was sent, and is tied to none any more."""

    id: bytes
    conversation: bytes | None
    author: bytes
    second: bytes
    receiver: bytes | None
    kind: str
    basis: str
    state: State
    agreement: bytes | None
    made_at: int
    until: int
    woken: bool | None = None


def may_make(found: Conversation, party: Party) -> bool:
    """Say whether this worker may make one: who has the conversation, or had it last, or stands beside who has it."""
    beside = party.device_id.hex() in found.open_to
    return found.state != "waiting" and answers(found, party) and (claims(found, party) or beside)


def stands(found: Conversation, basis: str) -> bool:
    """Say whether a yes can still be taken back, as it must be: over a closed conversation nobody can."""
    return basis != "agreed" or found.state == "claimed"


def sees(packet: Packet, party: Party) -> bool:
    """Say whether it is this device's to see now; for everybody else there is nothing."""
    me = party.device_id
    return (
        packet.author == me
        or (packet.second == me and packet.state == "asked")
        or (packet.receiver == me and packet.state in ("sent", "opened"))
    )


def opens(packet: Packet, party: Party) -> bool:
    """Say whether what is sealed in it now is for this device: a draft, a no in words, or the packet itself."""
    me = party.device_id
    of = {"asked": packet.second, "declined": packet.author, "sent": packet.receiver, "opened": packet.receiver}
    return of.get(packet.state) == me


def exports(packet: Packet, party: Party) -> bool:
    """Say whether this device may say that it printed or took it."""
    if packet.receiver is None:
        return packet.author == party.device_id and packet.state in ("agreed", "opened")
    return packet.receiver == party.device_id and packet.state == "opened"
