"""Write down who did what, in the deed's own transaction: neither is there without the other.

Call it last in the transaction. On PostgreSQL the record is written by one transaction at a time, so that numbers have
no gap; what comes last holds that turn only until its commit, and can lock nothing that a second deed waits for.
On SQLite a writing transaction is alone anyway. Frames are not recorded: the way of a message costs nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from api.staff import queries
from api.staff.chain import Row, next_row

# The closed list: what it is called in the record, and what happened. At most 24 letters.
ACTIONS = {
    "claim": "took a conversation",
    "release": "put a conversation back",
    "put-back": "a youth's end put a conversation back, because its worker did not answer",
    "lapse": "a conversation went back, because its worker was gone",
    "transfer": "a conversation was given to a colleague, and the youth agreed",
    "open": "a supervisor opened a colleague's conversation",
    "join": "joined a colleague's conversation, and the youth was told",
    "open-asked": "asked a second person to open a claimed conversation",
    "open-agreed": "agreed, as the second person, to open a claimed conversation",
    "recuse": "knows this person, and is out",
    "help": "asked for a second person",
    "close": "closed a conversation",
    "close-idle": "a conversation was closed, because nobody wrote for a day",
    "keep": "keeps a closed conversation longer",
    "erase": "a youth erased a conversation",
    "purge": "a closed conversation was purged on time",
    "lost": "a conversation was purged, because the key to it was lost with the lockbox",
    "audience": "a youth changed who may answer",
    "packet": "made a hand-off packet from what the youth agreed to",
    "packet-duty": "made a hand-off packet without their yes: the duty to report a child under 16",
    "packet-harm": "made a hand-off packet without their yes: risk of serious harm",
    "packet-court": "made a hand-off packet without their yes: a court order",
    "packet-other": "made a hand-off packet without their yes: another reason, for legal review",
    "packet-for": "made it for this device",
    "packet-agreed": "agreed, as the second person, to an export",
    "packet-declined": "said no, as the second person, to an export",
    "packet-sent": "handed a packet over",
    "packet-opened": "opened a packet that was handed over to this device",
    "packet-withdrawn": "took a packet back before it was opened",
    "export": "printed or took a hand-off packet",
    "mute": "paused a conversation after abuse",
    "unmute": "ended such a pause",
    "mute-review": "looked at a colleague's pause, as the second person",
    "mute-unseen": "a pause of this device's was let go a month after its conversation, and nobody had looked at it",
    "most": "changed how many conversations a colleague takes at once",
    "schedule": "changed the schedule",
    "publish": "published the schedule",
    "content-review": "asked for a second person's look at what youth read",
    "content-approve": "signed a version of what youth read",
    "content-publish": "a version that two people signed is what youth read",
    "content-rollback": "an earlier version that two people signed is what youth read again",
    "content-hide": "hid a service from youth, alone; a second person looks afterwards",
    "content-floor": "showed youth the crisis numbers only, alone; a second person looks afterwards",
    "content-withdraw": "took back a review, or a version that did not run yet",
    "content-objection": "sent a review back, with what should be different",
    "content-call": "called a service and compared what youth are told",
    "swap": "took over or swapped a shift",
    "feed": "made or ended a calendar address",
    "alerts": "changed how they are woken",
    "setup": "made the line",
    "roster": "put the next roster in force",
    "roster-add": "put a device on the roster",
    "roster-drop": "took a device off the roster",
    "root": "put the next root document in force",
    "held": "handed up a signed document that the relay had lost, as after a backup",
    "decline": "declined a device that asked to join",
    "signin": "signed in",
    "signin-coordinator": "signed in as a coordinator",
    "cut": "rows that had been sealed were gone when the relay looked",
}


async def record(
    connection: AsyncConnection, actor: bytes | None, action: str, subject: bytes | None, now: int
) -> None:
    """Write one deed down: which device (None: the relay itself), an action of ACTIONS, done to which id."""
    await record_all(connection, actor, action, [subject], now)


async def record_all(
    connection: AsyncConnection, actor: bytes | None, action: str, subjects: Sequence[bytes | None], now: int
) -> None:
    """Write the same deed down for each of these ids, in their order."""
    if action not in ACTIONS:
        raise ValueError(f"{action} is not in the list of deeds")
    if not subjects:
        return
    await queries.take_turn(connection)
    last, rows = await queries.last_link(connection), list[Row]()
    for subject in subjects:
        last = next_row(last, now, actor, action, subject)
        rows.append(last)
    await queries.add_deeds(connection, rows)
