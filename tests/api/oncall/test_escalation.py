"""Who is called next, and when the youth is told: rung by rung, and over ten thousand random evenings."""

from __future__ import annotations

import os

import pytest

from api.oncall import escalation
from api.oncall.escalation import Decision, Ladder, Numbers, Page, Team
from tests.api.oncall.evenings import MINUTE, SECOND, Broken, Evening

SAM, KIM, LEE = b"sam", b"kim", b"lee"
EVERYBODY = Team([SAM], [KIM], [LEE])
NUMBERS = Numbers()
EVENINGS = int(os.environ.get("QUIETLINE_EVENINGS", "10000"))


class Night:
    """One youth who waits, and a clock that the test moves."""

    def __init__(self, team: Team = EVERYBODY) -> None:
        """Begin when the youth asks for a person."""
        self.now = 1_000_000
        self.team = team
        self.ladder: Ladder = escalation.begin(0, self.now, NUMBERS)
        self.pages: list[Page] = []
        self.said: list[tuple[int, list[bytes], bool]] = []
        self.look()

    def look(self) -> Decision:
        """Decide now, and write it down."""
        decision = escalation.decide(self.ladder, self.team, self.pages, self.now, NUMBERS)
        self.ladder = decision.ladder
        self.pages += [Page(decision.ladder.rung, one, self.now) for one in decision.calls]
        if decision.calls or decision.tell:
            self.said.append((self.now - 1_000_000, list(decision.calls), decision.tell))
        return decision

    def until(self, seconds: int) -> None:
        """Let time pass, deadline by deadline."""
        while self.ladder.next_at <= 1_000_000 + seconds * SECOND:
            self.now = self.ladder.next_at
            self.look()
        self.now = 1_000_000 + seconds * SECOND

    def answer(self, device: bytes, answer: str) -> None:
        """Let somebody who was called answer, and look again if that is due."""
        last = max(at for at, page in enumerate(self.pages) if page.device == device)
        self.pages[last] = self.pages[last]._replace(answer=answer)
        self.ladder = escalation.answered(self.ladder, self.pages, device, self.now, NUMBERS)
        if self.ladder.next_at <= self.now:
            self.look()


def test_nobody_answers_and_each_is_called_in_turn_and_the_youth_is_told_at_five_minutes():
    """Primary, 90 s, backup, 90 s, supervisor, the truth at 5 minutes, and everybody again until somebody comes."""
    night = Night()

    night.until(545)

    assert night.said == [
        (0, [SAM], False),
        (90_000, [KIM], False),
        (180_000, [LEE], False),
        (300_000, [SAM, KIM, LEE], True),
        (420_000, [SAM, KIM, LEE], False),
        (540_000, [SAM, KIM, LEE], False),
    ]


def test_i_cant_calls_the_next_at_once():
    """Who cannot come says so, and nobody waits ninety seconds for them."""
    night = Night()
    night.until(10)

    night.answer(SAM, "cannot")

    assert night.said[-1] == (10_000, [KIM], False)


def test_i_have_it_keeps_quiet_for_a_while_only_and_moves_no_truth():
    """Somebody who says they have it and falls asleep is found out: the youth is told on time, then the next is called."""
    night = Night()
    night.until(30)

    night.answer(SAM, "have")
    night.until(400)

    assert night.said[1:] == [(300_000, [], True), (330_000, [KIM, LEE], False)]


def test_once_quiet_is_over_it_is_over_for_whoever_is_called_next():
    """Sam had it and did not come: the next are woken for it, and Kim's "I have it" keeps it quiet as Sam's did."""
    night = Night()
    night.answer(SAM, "have")
    night.until(310)
    over = night.ladder.quiet_until, night.ladder.quiet_by
    night.answer(KIM, "have")

    assert night.said == [(0, [SAM], False), (300_000, [KIM, LEE], True)]
    assert over == (None, None)
    assert (night.ladder.quiet_by, night.ladder.call_at - 1_000_000) == (KIM, 610_000)


def test_two_who_press_i_have_it_in_turn_do_not_keep_it_quiet_for_longer():
    """The silence is once on each rung; pressing again changes nothing."""
    night = Night()
    night.until(100)
    night.answer(KIM, "have")
    night.until(380)

    night.answer(SAM, "have")
    night.until(405)

    assert [at for at, calls, _ in night.said if calls] == [0, 90_000, 400_000]


def test_i_have_it_taken_back_calls_the_next_at_once():
    """Who had it and finds they cannot, says so, and the silence is over."""
    night = Night()
    night.answer(SAM, "have")
    night.until(20)

    night.answer(SAM, "cannot")

    assert night.said[-1] == (20_000, [KIM], False)


def test_while_a_colleague_has_it_an_i_cant_of_somebody_else_wakes_nobody():
    """Sam says late that they have it; Kim, who alone was called after Sam, cannot come: Lee sleeps on until Sam's time is over."""
    night = Night()
    night.until(100)
    night.answer(SAM, "have")
    night.until(105)

    night.answer(KIM, "cannot")
    night.until(405)

    assert [(at, calls) for at, calls, _ in night.said if calls] == [(0, [SAM]), (90_000, [KIM]), (400_000, [LEE])]


def test_i_have_it_taken_back_is_not_waited_for_though_another_was_called_beside_them():
    """Of two who were called together one had it and cannot come after all; the other has said nothing, and may sleep."""
    night = Night(Team([SAM, KIM], [], [LEE]))
    night.answer(SAM, "have")
    night.until(20)

    night.answer(SAM, "cannot")

    assert night.said[-1] == (20_000, [LEE], False)


def test_when_everybody_says_i_cant_the_youth_is_told_at_once_and_all_are_asked_again_later():
    """Nobody is left to wait for a team that has said no (promise 7); and a team that has said no is not hammered."""
    night = Night()
    for who in (SAM, KIM, LEE):
        night.until((night.now - 1_000_000) // SECOND + 5)
        night.answer(who, "cannot")

    assert night.said[-1] == (15_000, [], True)
    night.until(135)
    assert night.said[-1] == (130_000, [SAM, KIM, LEE], False)


def test_a_duty_that_nobody_has_is_passed_over():
    """Without a primary the backup is called first, and does not wait for nobody."""
    night = Night(Team([], [KIM], [LEE]))

    night.until(95)

    assert night.said == [(0, [KIM], False), (90_000, [LEE], False)]


def test_while_nobody_can_be_called_the_youth_knows_and_whoever_comes_is_called_within_seconds():
    """All are away: the youth is told at once; the first who is back is called."""
    night = Night(Team())
    assert night.said == [(0, [], True)]

    night.team = Team([], [KIM], [])
    night.until(20)

    assert night.said[-1] == (15_000, [KIM], False)


def test_who_takes_over_the_shift_is_called_on_the_next_rung():
    """At nine the primary changes: the new one was never called, and is, together with the backup."""
    night = Night()
    night.until(60)

    night.team = Team([b"new"], [KIM], [LEE])
    night.until(95)

    assert night.said[-1] == (90_000, [b"new", KIM], False)


def test_after_a_long_pause_of_the_relay_everybody_who_should_have_been_called_is():
    """A relay that was down for ten minutes does not begin again with the primary alone."""
    late = escalation.begin(10 * MINUTE, 1_000_000, NUMBERS)

    decision = escalation.decide(late, EVERYBODY, [], 1_000_000, NUMBERS)

    assert (list(decision.calls), decision.tell, decision.ladder.rung) == ([SAM, KIM, LEE], True, 3)


def test_nothing_happens_before_its_time():
    """A look too early changes nothing and calls nobody."""
    night = Night()
    before = night.ladder
    night.now += 89_999

    assert night.look() == Decision(before, (), False)


@pytest.mark.parametrize("part", range(4))
def test_ten_thousand_evenings(part):
    """Whatever happens in whichever order - claims, lapses, swaps, crashes, both DST nights, a clock that jumps.

    Nobody waits past the limit untold; nobody is paged twice for a rung, nor off shift, away or recused; no answer
    silences for ever; whoever waits has a next deadline.
    """
    for seed in range(part, EVENINGS, 4):
        try:
            Evening(seed).run(30)
        except Broken as broken:
            pytest.fail(f"evening {seed}: {broken}")
