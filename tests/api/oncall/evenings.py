"""Random evenings of a small team: who is on shift, who waits, what breaks; rows in memory, decisions by the real rules."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from api.oncall import escalation
from api.oncall.escalation import Ladder, Numbers, Page, Team
from api.oncall.shifts import BACKUP, PRIMARY, SUPERVISOR, Pattern, Shift, occurrences
from api.oncall.spans import moment
from api.store.clock import Onward
from content.zones import place

SECOND, MINUTE, HOUR = 1_000, 60_000, 3_600_000
ZONE = place("America/Toronto")  # it still changes its clocks (decision 0031)
DUTIES = (PRIMARY, BACKUP, SUPERVISOR)
BEGIN, END, DAY = 18 * 60, 9 * 60, 24 * 60
LEAPS = (-2 * HOUR, -HOUR, -4 * MINUTE, -30 * SECOND, 45 * SECOND, HOUR, 48 * HOUR)


def _laid(day: date, over: int) -> list[Shift]:
    """Return the shifts that weekly patterns make of an evening and, from this minute after midnight, of the night."""
    halves = [(day, BEGIN, DAY + over - BEGIN), (day + timedelta(1), over, END - over)]
    patterns = [
        Pattern(bytes([half, lane]), first.weekday(), starts, length, duty, None, 20000101, None)
        for half, (first, starts, length) in enumerate(halves)
        for lane, duty in enumerate(DUTIES)
    ]
    return occurrences(patterns, moment(day, BEGIN, ZONE), moment(day + timedelta(1), END, ZONE), ZONE)


# An evening like any other, and the two on which the clocks change about when one team hands over to the next.
NIGHTS = [(date(2026, 11, 24), 150), (date(2027, 3, 13), 150), (date(2026, 10, 31), 90)]
LAID = {night: _laid(*night) for night in NIGHTS}


def staffed(shifts: list[Shift], plan: list[Team]) -> list[Shift]:
    """Put the people of a plan, a team for each half, into these shifts."""
    filled = []
    for one in shifts:
        half, lane = one.pattern or b""
        filled.append(replace(one, device=next(iter(plan[half][lane]), None)))
    return filled


class Wall:
    """The clock of the machine: true time, and however far somebody has set it off."""

    def __init__(self, start: int) -> None:
        """Begin at this time of day."""
        self.true = 0
        self.off = start

    def now(self) -> int:
        """Return the time of day."""
        return self.true + self.off

    def steady(self) -> int:
        """Return true time."""
        return self.true


@dataclass
class Waits:
    """A conversation, as the database has it, and what an observer with a good watch knows of it."""

    waiting_since: int
    state: str = "waiting"
    ladder: Ladder | None = None
    rests: bool = False
    pages: list[Page] = field(default_factory=list)
    recused: set[bytes] = field(default_factory=set)
    round_began: int = 0  # true time
    called_last: int = 0  # true time: a call, or the beginning
    doubt: int = 0  # what a relay cannot know that began anew under a clock that was set back

    def waits(self) -> bool:
        """Say whether somebody waits."""
        return self.state == "waiting"


class Broken(AssertionError):
    """Something that must never happen has happened."""


class Evening:
    """One evening; `run` plays it and raises Broken when a promise does."""

    def __init__(self, seed: int) -> None:
        """Draw everything from one seed."""
        self.draw = random.Random(seed)
        draw = self.draw
        self.numbers = draw.choice((Numbers(), Numbers(20_000, 40_000, 150_000, 60_000, 200_000)))
        self.night = draw.choice(NIGHTS)
        laid = LAID[self.night]
        self.wall = Wall(laid[-1].starts_at - draw.randrange(2 * HOUR))
        self.staff = [bytes([number]) * 16 for number in range(1, draw.randint(3, 7))]
        self.plan = [Team(*([draw.choice(self.staff)] for _ in range(3))) for _ in range(2)]
        if draw.random() < 0.3:
            self.plan[draw.randrange(2)] = Team()  # nobody was planned: certificates alone say who is there
        self.shifts = staffed(laid, self.plan)
        self.by_hand = {one for one in self.staff if draw.random() < 0.5}
        self.absent: dict[bytes, int] = {}  # until when, true time
        self.conversations: list[Waits] = []
        self.replicas = [Onward(self.wall) for _ in range(draw.choice((1, 1, 2)))]
        self.looked: set[Onward] = set()
        self.heard = 0

    def run(self, steps: int) -> None:
        """Play."""
        for _ in range(steps):
            self.wall.true += self._pause()
            self.tick()
            self.draw.choice(self.DEEDS)(self)

    def _pause(self) -> int:
        """Let time pass, but never over something that is due: the relay looks each second."""
        jitter = self.draw.randrange(SECOND)
        news = any(one.waits() == (one.ladder is None) for one in self.conversations)
        if news or not self.looked.issuperset(self.replicas):
            return jitter
        now = max(time.now() for time in self.replicas)
        due = min((one.ladder.next_at - now for one in self.conversations if one.ladder is not None), default=HOUR)
        return min(max(0, due), self.draw.choice((0, MINUTE, 3 * MINUTE))) + jitter

    # -- what the relay does each second --------------------------------------------------------------------------

    def tick(self) -> None:
        """Let every replica look once."""
        order = self.draw.sample(self.replicas, len(self.replicas))
        for time in order:
            dies = self.draw.random() < 0.02
            now = self._time(time)
            for one in self.conversations:
                before = replace_of(one)
                self._look(one, now)
                if dies and self.draw.random() < 0.5:
                    put_back(one, before)  # killed before the commit: nothing of it happened
            if dies:
                self._restart(time)
                self.tick()
                return
        self.check()

    def _time(self, time: Onward) -> int:
        """Let a replica learn from the rows what time it is at least."""
        rows = [one.ladder for one in self.conversations if one.ladder is not None]
        if rows:
            marks = [one.told_at or one.begun_at for one in rows]
            marks += [page.at for one in self.conversations for page in one.pages]
            farthest = max(one.next_at for one in rows)
            known = escalation.at_least(max(marks), farthest, time in self.looked, time.now(), self.numbers)
            time.now(known)
        self.looked.add(time)
        return time.now()

    def _look(self, one: Waits, now: int) -> None:
        if not one.waits():
            one.ladder, one.rests, one.pages = None, one.state == "claimed", []
            return
        if one.ladder is None:
            waited = 0 if one.rests else self.wall.now() - one.waiting_since
            one.ladder, one.pages = escalation.begin(waited, now, self.numbers), []
        if one.ladder.next_at > now:
            return
        team = self._team(one)
        decision = escalation.decide(one.ladder, team, one.pages, now, self.numbers)
        self._judge(one, decision.calls, decision.ladder.rung)
        one.ladder = decision.ladder
        one.pages = one.pages + [Page(decision.ladder.rung, device, now) for device in decision.calls]
        if decision.calls or not team.everybody:
            one.called_last = self.wall.true
        if team.everybody and set(team.everybody) <= escalation.unable(one.pages) and one.ladder.told_at is None:
            raise Broken("everybody said no, and the youth was left to wait")

    def _team(self, one: Waits) -> Team:
        planned = Team(*([device for device in duty if self._comes(device, one)] for duty in self._on_shift()))
        by_hand = [device for device in self.staff if device in self.by_hand and self._comes(device, one)]
        if planned.everybody:
            return planned._replace(beside=[device for device in by_hand if device not in planned.everybody])
        return Team(by_hand)

    def _on_shift(self) -> Team:
        now = self.wall.now()
        there = [one for one in self.shifts if one.starts_at <= now < one.ends_at]
        return Team(*([one.device for one in there if one.duty == duty and one.device] for duty in DUTIES))

    def _comes(self, device: bytes, one: Waits) -> bool:
        return self.absent.get(device, 0) <= self.wall.true and device not in one.recused

    def _by_the_book(self) -> list[bytes]:
        """Say who is on shift as somebody does who has the drawn plan and a clock on the wall: no pattern, shift or moment is asked.

        The hour that comes twice on the autumn night was handed over when it came first.
        """
        (evening, over), wall = self.night, datetime.fromtimestamp(self.wall.now() / 1000, ZONE)
        minutes = (wall.date() - evening).days * DAY + wall.hour * 60 + wall.minute
        if not BEGIN <= minutes < DAY + END:
            return []
        return self.plan[minutes >= DAY + over or wall.fold].everybody

    # -- what must hold ---------------------------------------------------------------------------------------------

    def _judge(self, one: Waits, calls: list[bytes], rung: int) -> None:
        if one.state != "waiting":
            raise Broken("somebody was called for nobody")
        if any(page.rung == rung and page.device in calls for page in one.pages) or len(set(calls)) < len(calls):
            raise Broken("paged twice for a rung")
        planned = {device for device in self._by_the_book() if self._comes(device, one)}
        for device in calls:
            if device in one.recused or self.absent.get(device, 0) > self.wall.true:
                raise Broken("paged although recused or away")
            if device not in planned and device not in self.by_hand:
                raise Broken("paged although neither planned nor on call by hand")
            if planned and device not in planned and rung <= escalation.FIRST_PASS:
                raise Broken("paged before everybody, though only on call by hand")
        able = {device for device in self.by_hand if self._comes(device, one)} - escalation.unable(one.pages)
        if calls and rung > escalation.FIRST_PASS and not able <= set(calls):
            raise Broken("everybody was called, but not who is on call by hand")

    def check(self) -> None:
        """Look at everybody who waits, with a good watch."""
        now, true, numbers = max(time.now() for time in self.replicas), self.wall.true, self.numbers
        for one in self.conversations:
            if not one.waits():
                continue
            ladder, doubt = one.ladder, one.doubt
            if ladder is None or not ladder.next_at <= now + numbers.longest:
                raise Broken("somebody waits without a next deadline")
            if ladder.told_at is None and true - one.round_began > numbers.tell_after + SECOND + doubt:
                raise Broken("somebody waits past the limit untold")
            if (
                true - one.called_last > numbers.longest + numbers.quiet_for + MINUTE + doubt
                and self._team(one).everybody
            ):
                raise Broken("silenced for ever")

    # -- what people and machines do ----------------------------------------------------------------------------------

    def _open(self) -> None:
        if len(self.conversations) < 6:
            fresh = Waits(self.wall.now(), round_began=self.wall.true, called_last=self.wall.true)
            self.conversations.append(fresh)

    def _some(self) -> Iterator[Waits]:
        waiting = [one for one in self.conversations if one.waits()]
        if waiting:
            yield self.draw.choice(waiting)

    def _claim(self) -> None:
        for one in self._some():
            one.state = "claimed"
            if self.draw.random() < 0.8:
                self.tick()

    def _put_back(self) -> None:
        """A release, a lapse, or a worker dropped from the roster: the same to the one who waits."""
        for one in self.conversations:
            if one.state == "claimed" and (one.rests or one.ladder is None):
                one.state, one.doubt = "waiting", 0
                one.round_began = one.called_last = self.wall.true

    def _close(self) -> None:
        for one in self.conversations:
            if self.draw.random() < 0.2:
                one.state = "closed"

    def _answer(self) -> None:
        for one in self._some():
            called = [page for page in one.pages if self.draw.random() < 0.5]
            if one.ladder is None or not called:
                continue
            answer = self.draw.choice(("have", "have", "cannot"))
            for who in {page.device for page in called}:
                last = max(at for at, page in enumerate(one.pages) if page.device == who)
                one.pages[last] = one.pages[last]._replace(answer=answer)
                one.ladder = escalation.answered(one.ladder, one.pages, who, self.replicas[0].now(), self.numbers)

    def _go_away(self) -> None:
        self.absent[self.draw.choice(self.staff)] = self.wall.true + self.draw.randrange(20 * MINUTE)

    def _recuse(self) -> None:
        for one in self._some():
            one.recused.add(self.draw.choice(self.staff))

    def _on_call(self) -> None:
        self.by_hand ^= {self.draw.choice(self.staff)}

    def _swap(self) -> None:
        at = self.draw.randrange(len(self.plan))
        if self.plan[at].everybody:
            self.plan[at] = Team(*self.draw.sample(self.plan[at], 3))
            self.shifts = staffed(self.shifts, self.plan)

    def _kill(self) -> None:
        """Kill -9 a relay; when it was the only one, nobody can write to it meanwhile either."""
        alone = len(self.replicas) == 1
        if alone and self.draw.random() < 0.2:
            self._leap()
        self._restart(self.draw.choice(self.replicas), self.draw.choice((SECOND, 30 * SECOND, 4 * MINUTE)) * alone)

    def _restart(self, dead: Onward, pause: int = 0) -> None:
        """Begin anew; under a clock that was set back, nobody can know how long it was gone."""
        behind = dead.now() - self.wall.now()
        if behind > 0:
            for one in self.conversations:
                one.doubt += pause + min(behind, self.numbers.longest)
        self.wall.true += pause
        self.replicas[self.replicas.index(dead)] = Onward(self.wall)

    def _leap(self) -> None:
        """Somebody sets the clock of the machine."""
        self.wall.off += self.draw.choice(LEAPS)

    DEEDS = (_open, _open, _open, _claim, _put_back, _close, _answer, _answer, _answer)
    DEEDS += (_go_away, _recuse, _on_call, _swap, _kill, _leap)


def replace_of(one: Waits) -> Waits:
    """Copy what the database holds."""
    return replace(one, pages=list(one.pages))


def put_back(one: Waits, before: Waits) -> None:
    """Undo what was not committed."""
    one.ladder, one.rests, one.pages = before.ladder, before.rests, before.pages
