"""Who may change what youth read, and when it is changed; pure.

draft -> check -> review -> publish -> roll back. Two editors sign every version, and one of them has changed nothing since
the last publish and did not ask for it; a roll back brings nothing of the draft, so there only the asker is out. Any edit ends a review. One person alone may only hide a service or switch to the
floor, which a second one looks at afterwards. A number needs two people who called it. Source: content.md 5, THREATS A7.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal, NamedTuple

from api.protocol.limits import DAY

Kind = Literal["publish", "rollback", "hide", "floor"]
ALONE = ("hide", "floor")
ALARMS = ("C12",)
CALLS_APART = 14 * DAY  # two people call the same number within this; the older call says since when it is known
SCHEDULED_MOST = 60 * DAY


@dataclass(frozen=True, slots=True)
class Matter:
    """Something to agree to: of what kind, asked by whom, written by whom since the last publish, signed by which editors."""

    kind: str
    asked_by: bytes
    authors: frozenset[bytes]
    signers: frozenset[bytes]

    def own(self, device: bytes) -> bool:
        """Say whether this editor wrote some of it, or asked for it: they may sign, and cannot approve."""
        return device == self.asked_by or (self.kind != "rollback" and device in self.authors)

    def may_sign(self, device: bytes) -> bool:
        """Say whether this editor's signature brings it further: a second author's does not."""
        if self.kind in ALONE:
            return True
        return not self.own(device) or device in self.signers or not any(self.own(one) for one in self.signers)

    def runs(self) -> bool:
        """Say whether enough people have signed that youth may be shown it."""
        if self.kind in ALONE:
            return bool(self.signers)
        return len(self.signers) >= 2 and any(not self.own(one) for one in self.signers)

    def looked_at(self) -> bool:
        """Say whether a second person has seen it, as must be after somebody acted alone."""
        return len(self.signers) >= 2


def stands(asked_at: int, newest: int) -> bool:
    """Say whether a review still is of the draft as it is: any newer revision ends it, and all its approvals."""
    return asked_at == newest


class Remark(NamedTuple):
    """A finding as a waiver names it."""

    code: str
    level: str
    file: str
    line: int


def blocking(found: Collection[Remark]) -> list[Remark]:
    """Return what must be fixed: no reason makes up for it. A service that ran out drops out, and holds nobody else up."""
    return [one for one in found if one.level == "E" and one.code not in ALARMS]


def unexplained(found: Collection[Remark], waived: Collection[tuple[str, str, int]]) -> list[Remark]:
    """Return the warnings that nobody has given a reason for."""
    return [one for one in found if one.level == "W" and (one.code, one.file, one.line) not in waived]


@dataclass(frozen=True, slots=True)
class Call:
    """Somebody called a service and compared: what was read out, by whom, and whether it was right."""

    service: str
    of: bytes
    device: bytes
    right: bool
    at: int


def confirmed(calls: Sequence[Call], service: str, of: Container[bytes]) -> tuple[Call, Call] | None:
    """Return the newest two right calls of just this by two different people, the older first.

    A wrong one ends every call before it, also of what the service was called or told before: the same number may come back.
    """
    right: list[Call] = []
    for call in sorted((one for one in calls if one.service == service), key=lambda one: one.at):
        if not call.right:
            right = []
        elif call.of in of:
            right.append(call)
    for late in reversed(right):
        for early in reversed(right):
            if early.at <= late.at and early.device != late.device and late.at - early.at <= CALLS_APART:
                return early, late
    return None


def day_of(at: int) -> str:
    """Return a time's day in UTC, as 2026-12-25."""
    return datetime.fromtimestamp(at / 1000, UTC).date().isoformat()


@dataclass(frozen=True, slots=True)
class Listed:
    """A service as it stands in a state of the content: what a caller compares, and why it would be shown."""

    of: bytes
    called_on: str  # the day of the last call, as written; empty: never
    floor: bool
    # The same in fewer languages, asked for only when needed: a translated name changes no number (0064).
    fewer: Callable[[], frozenset[bytes]] = frozenset

    @property
    def same(self) -> frozenset[bytes]:
        """What may have been called, or be told to youth now, so that this needs no call."""
        return self.fewer() | {self.of}

    def __contains__(self, of: object) -> bool:
        """Say whether this is one of those."""
        return of == self.of or of in self.fewer()

    def trusted(self) -> bool:
        """Say whether it would be shown to youth."""
        return self.floor or bool(self.called_on)


def uncalled(draft: Mapping[str, Listed], shown: Mapping[str, Listed], calls: Sequence[Call]) -> list[str]:
    """Return the services that two people must call first, because youth would be told something else than now.

    `shown` lists what youth are shown now; a hidden service is not in it.
    """
    found = []
    for service, now in sorted(draft.items()):
        if not now.trusted():
            continue
        before = shown.get(service)
        if before is not None and before.of in now and before.trusted() and now.called_on in ("", before.called_on):
            continue
        pair = confirmed(calls, service, now)
        if pair is None or (now.called_on and day_of(pair[0].at) != now.called_on):
            found.append(service)
    return found


def falls(planned: Listed | None, told: Listed | None, wrong: Listed) -> bool:
    """Say whether a planned version goes with what somebody found wrong; each is the same service, as shown by it, as told now, as called.

    It stays if it does not show the service, or goes on telling what is told now and was not what was called.
    """
    if planned is None:
        return False
    called = bool(planned.same & wrong.same)
    return called or told is None or told.of not in planned


def running(releases: Sequence[tuple[int, int, bool]], now: int) -> int | None:
    """Return the number of the version that youth read: the highest whose time has come and that nobody took off."""
    return max((n for n, runs_at, withdrawn in releases if runs_at <= now and not withdrawn), default=None)
