"""Every refusal that the relay can give: its code, its status, and what to do about it.

The list is closed. A refusal carries no word of what was sent: sentences are ours, and the facts in them
(who claimed, when, how long to wait) are the relay's own.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

REFUSALS: dict[str, tuple[int, str]] = {
    "malformed": (422, "That request is not in the form that this address takes. Reload the page and try again."),
    "frame": (422, "That is not a sealed message of this line. Reload the page and try again."),
    "document": (422, "That signed document was not accepted ({why}). Load the newest one and sign it anew."),
    "certificate": (422, "That is not a certificate of this device. Go off call and on call again."),
    "clock": (
        422,
        "The clock of this device shows another time than the line's. Set it right, load this page again, then go on call.",
    ),
    "period": (422, "There is no report of that month. Choose one that is over and in which the line was open."),
    "opening": (422, "The next opening must be a time within the next 60 days. Choose another one."),
    "zone": (422, "This relay does not know that time zone. Choose one such as America/Toronto."),
    "times": (422, "A shift or open hours last from 5 minutes to 24 hours. Choose anew when it begins and ends."),
    "no-day": (422, "A day is missing, or there is no such day. Choose one from the calendar."),
    "day-order": (422, "The last day comes before the first. Choose a later last day, or none."),
    "closing": (422, "Hours can be closed for 5 minutes up to 60 days at once. Choose anew when it begins and ends."),
    "too-far": (422, "That is too far away. Plan within the next 400 days, and look at 70 days at once."),
    "duty": (422, "{label} cannot be {duty}. Choose somebody whose part in the list of people allows it."),
    "officer": (
        409,
        "An officer answers only young people who ask for police, so these hours would have nobody for all others. Let somebody else take them.",
    ),
    "swap-self": (422, "A swap needs a colleague's shift that is still to come. Choose one that is not yours."),
    "past": (409, "That is over. Choose something that is still to come."),
    "overlap": (409, "{label} already has a shift at that time, as {duty}. Choose another time or another person."),
    "shift-changed": (409, "Somebody else changed this shift a moment ago. Look at it again, then decide."),
    "closed-hours": (409, "These hours are closed: the shift does not count, so nobody needs to come. Choose another."),
    "not-asked": (409, "Nobody asks for this shift any more. Look at the schedule again."),
    "gaps": (409, "Nobody would be there for {hours}. Put somebody there, or publish them as closed."),
    "shorter": (
        409,
        "It is published further than that. What comes after the day you chose would be promised no more. Choose a later day, or take those days back.",
    ),
    "no-hours": (409, "The line has no open hours until that day. Say first when it is open, then publish."),
    "published": (409, "Somebody else has published the schedule meanwhile. Look at it again, then publish."),
    "scheduled": (409, "The published schedule says when somebody is back. Ask your coordinator to change it there."),
    "no-channel": (409, "This line cannot send alerts that way yet. Choose another way, or ask your operator."),
    "address": (422, "Nothing can be sent to that address. Check it; a phone number begins with + and the country."),
    "ways-full": (409, "You have six ways to be woken. Remove one before you add another."),
    "origin": (403, "That request came from another page. Open the line's own address and try again there."),
    "signed-out": (401, "You are not signed in any more. Unlock this device to go on."),
    "not-on-roster": (401, "This device is not on the roster. Ask your coordinator for a new link."),
    "not-yours": (403, "This device may not do that. Ask your coordinator if it should."),
    "forbidden": (403, "That is for workers on call. Ask your coordinator if it should be yours too."),
    "not-leading": (403, "Only a supervisor or a coordinator may do that. Ask yours."),
    "not-coordinator": (403, "Only a coordinator may do that. Ask yours, or unlock with your coordinator's key."),
    "not-found": (404, "There is nothing here for you. Go back to the list and load it again."),
    "erased": (410, "This conversation was erased. Nobody can read any of it any more. Go back to the list."),
    "no-calendar": (
        404,
        "This calendar address has ended, or is not one. Copy a new one from your desk, under Schedule.",
    ),
    "not-allowed": (405, "That cannot be done here. Reload the page and try again."),
    "claimed": (409, "{label} claimed this conversation at {time}. Go back to waiting and take another one."),
    "full": (409, "You have {load} conversations, and take {most} at once. Hand one over, or take this one on top."),
    "off-call": (
        409,
        "Go on call on this device first, then press that again. Until then their words are not locked for you, and you could read none of them.",
    ),
    "away": (409, "You are away or on a break. Say that you are here again, then claim."),
    "until": (422, "That must end within the next 12 hours. Choose another time."),
    "cannot-take": (409, "That colleague cannot take it now. Ask somebody else, or put it back in line."),
    "not-offered": (409, "Nobody offers this conversation to you any more. Go back to the list."),
    "two": (403, "A colleague has this conversation. Ask for a second person, and say why it must be opened."),
    "not-asked-together": (409, "Nobody waits for a second person here any more. Go back to the list."),
    "same-person": (
        403,
        "It takes two people, and this is another device of the same one. Ask a colleague to look at it.",
    ),
    "not-muted": (409, "Somebody has looked at this pause, or its conversation is gone since. Load the list again."),
    "second": (403, "You paused it yourself. Somebody else must look at it; you may end it at any time."),
    "packet-second": (
        409,
        "Two people hand something over. Choose a colleague whom the youth agreed to, not yourself on another device.",
    ),
    "packet-receiver": (409, "That cannot be sent to this device. Choose somebody else, or paper."),
    "packet-moved": (409, "This packet is further on than you see, or gone. Load the list again."),
    "packet-closed": (
        409,
        "The conversation is over, so they cannot take their yes back. Nothing was handed over. Choose another ground, if one holds.",
    ),
    "packet-opened": (409, "It has been opened, so it cannot be taken back. Talk to the person who has it."),
    "not-editor": (403, "Only an editor may change what youth read. Ask your coordinator if this device should."),
    "not-studio": (
        403,
        "That is for editors, supervisors and coordinators. Ask your coordinator if it should be yours.",
    ),
    "no-such-file": (404, "There is no such file in the draft. Load the studio again and choose one of its list."),
    "conflict": (
        409,
        "{label} saved this file at {time}. Nothing of yours is lost: compare both, and save what stays.",
    ),
    "unreadable": (
        422,
        "That file cannot be read, so it was not saved. Look at the line that is named, and save again.",
    ),
    "no-review": (409, "The draft was changed, or the review is over. Look at it again, and ask for a new review."),
    "own-work": (403, "You changed this, or asked for the review. Somebody who changed nothing must agree to it."),
    "bundle-signature": (422, "That is not this editor's signature over this version. Unlock again, and sign anew."),
    "blocked": (409, "The checker found what must be put right first. Look at what it found, then publish."),
    "unexplained": (409, "Each warning needs a reason in writing. Say why it may stay as it is, or put it right."),
    "publish-time": (422, "A version can be planned for the next 60 days. Choose another time."),
    "already-runs": (409, "That version is what youth read now. Choose an earlier one."),
    "gone-service": (409, "That version shows {service}, which is not listed any more. List it again, then roll back."),
    "on-floor": (
        409,
        "This is one of the crisis numbers that are always there. Change it in the draft, with a second person.",
    ),
    "not-shown": (409, "Youth are not shown this service. Look at the list of services again."),
    "call-moved": (409, "This service was changed since you read it out. Look at it again, and call."),
    "closed": (409, "This conversation is closed. Go back to the list."),
    "not-claimed": (
        409,
        "You do not have this conversation now: it waits in line, or somebody else has it. Go back to the list and load it again.",
    ),
    "stale-roster": (409, "Somebody else has changed the roster. Load it again and decide anew."),
    "stale-root": (409, "Somebody else has changed the root document. Load it again and decide anew."),
    "already-made": (409, "The line is already made. Ask its coordinator for a link to join."),
    "not-made": (409, "The line is not made yet. Open the set-up link first."),
    "setup-token": (403, "This set-up link is not valid any more. Make a new one: python -m api setup-link"),
    "too-large": (413, "That is more than this line carries at once. Send it in smaller parts."),
    "too-many": (429, "That was a lot at once. Wait {seconds} seconds and try again."),
    "too-slow": (408, "This connection could not keep up. It will connect again by itself."),
    "later": (503, "The line cannot store anything at the moment. Nothing was lost. Try again in a minute."),
    "audit-key": (
        503,
        "The key that seals the record cannot be read. Tell your operator: the file audit.key is damaged.",
    ),
    "content": (503, "Replies and services cannot be read now. Everything else works; tell your operator."),
    "broken": (500, "Something went wrong on our side. Try again; if it stays, tell your operator."),
}

Fact = str | int | None | list[dict[str, int]] | dict[str, Any]


class Refused(Exception):
    """A refusal from the closed list; its facts are shown in its sentence and given beside it."""

    def __init__(self, code: str, says: str | None = None, **extra: Fact) -> None:
        """Take a code of REFUSALS and the relay's own facts; a fact `at` (Unix ms) is also said as `{time}`."""
        self.code = code
        self.status, sentence = REFUSALS[code]
        self.extra = extra
        told: dict[str, object] = dict(extra)
        if isinstance(at := extra.get("at"), int):
            told["time"] = clock_time(at)
        self.says = says or sentence.format(**told)
        super().__init__(code)

    def answer(self) -> dict[str, Fact]:
        """Return the body of the answer."""
        return {"code": self.code, "says": self.says, **self.extra}


def clock_time(at: int) -> str:
    """Say a moment (Unix ms) as a time of day, with the zone named."""
    return datetime.fromtimestamp(at / 1000, UTC).strftime("%H:%M UTC")
